"""What every ability works with, and how it sees one event."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Generic, TypeVar

from cachetools import TTLCache

from bot.conversation.limits import RateLimit
from bot.messages import Deliver, Event, PhotoEvent, Platform, Progressing
from bot.reports import ShopFigures
from bot.texts import Texts

if TYPE_CHECKING:
    from bot.store.store import Store
    from bot.worker import RecommenderWorker

E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration decides about the conversation.

    `admins`: user ids per platform. `retention_days`: 0 keeps for good. `photo_bytes`: only said, in sentences about
    photos that are too large; front ends and the recommender enforce it. `news_people`: looked at together for news.
    """

    admins: Mapping[Platform, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    queries_per_minute: int = 20
    queries_per_minute_group: int = 60
    saved: int = 100
    watches: int = 5
    photos_per_message: int = 3
    photo_bytes: int = 20 * 1024 * 1024
    retention_days: int = 365
    page_size: int = 5
    filters_per_text: int = 8
    filters: int = 12
    ranking_ms: int = 1000
    news_people: int = 20
    ways_on_per_minute: int = 90
    web_admin_hash: str = ""  # SHA-256 of the token that makes an admin of the local chat; "": there is none


@dataclass(slots=True)
class RejectedProducts:
    """What many people call wrong, read again now and then: it changes slowly, and answers need not wait for it."""

    products: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))
    read_at: float = float("-inf")


_MEANT_SECONDS = 900.0
_SEARCHED_BYTES = 64 * 1024 * 1024


def _bytes_of(event: PhotoEvent) -> int:
    return 1 + sum(len(photo.data) for photo in event.photos)


@dataclass(frozen=True, slots=True)
class AdminMemory:
    """What admins are in the middle of, for a quarter of an hour, by platform and user id.

    `adding`: each photo of theirs is a product. `awaited`: the next text is the value of this field ("" for all that a
    caption says) of this product. `searched`: photos that were answered as a search, and may be added after all.
    """

    adding: TTLCache[tuple[Platform, str], bool] = field(default_factory=lambda: TTLCache(1000, _MEANT_SECONDS))
    awaited: TTLCache[tuple[Platform, str], tuple[str, str]] = field(
        default_factory=lambda: TTLCache(1000, _MEANT_SECONDS)
    )
    searched: TTLCache[str, PhotoEvent] = field(
        default_factory=lambda: TTLCache(_SEARCHED_BYTES, _MEANT_SECONDS, getsizeof=_bytes_of)
    )


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that all abilities share. `deliveries`: how to say what nobody has just asked for, by platform."""

    worker: RecommenderWorker
    store: Store
    settings: Settings
    rate: RateLimit
    group_rate: RateLimit
    ways_rate: RateLimit
    inline_rate: RateLimit
    rejected: RejectedProducts = field(default_factory=RejectedProducts)
    pressing: set[tuple[Platform, str, str]] = field(default_factory=set)  # by whom, which button's action
    deliveries: dict[Platform, Deliver] = field(default_factory=dict)
    web_admins: set[str] = field(default_factory=set)  # users of the local chat that have shown the token
    admin_memory: AdminMemory = field(default_factory=AdminMemory)
    figures: ShopFigures | None = None


def rates_of(settings: Settings, store: Store) -> tuple[RateLimit, RateLimit, RateLimit, RateLimit]:
    """Those of Services in their order, counted in the store where several bots share it."""

    def rate(kind: str, per_minute: int) -> RateLimit:
        return RateLimit(per_minute, partial(store.rates.take, kind) if store.rates.is_shared else None)

    ways_on = settings.ways_on_per_minute
    of_people = rate("query", settings.queries_per_minute), rate("group", settings.queries_per_minute_group)
    return *of_people, rate("way", ways_on), rate("inline", ways_on)


@dataclass(frozen=True, slots=True)
class EventContext(Generic[E_co]):
    """One event being handled. `texts` are in the language of whoever acted."""

    services: Services
    event: E_co
    texts: Texts
    progressing: Progressing | None = None
    platform_locale: str = ""  # what the platform says, whatever the shopper chose
    started: float = field(default_factory=time.perf_counter)

    @property
    def store(self) -> Store:
        return self.services.store

    @property
    def worker(self) -> RecommenderWorker:
        return self.services.worker

    @property
    def settings(self) -> Settings:
        return self.services.settings

    @property
    def is_admin(self) -> bool:
        """Whether [admins] names whoever acts, or they have shown the local chat's token. Checked when a command runs:
        hiding it from menus keeps nobody out."""
        if self.event.chat.platform == "web":
            return self.event.person.user_id in self.services.web_admins
        return self.event.person.user_id in self.settings.admins.get(self.event.chat.platform, frozenset())

    @property
    def may_offer(self) -> bool:
        """Whether whoever acts may add products here: an admin, where nobody else sees it."""
        return self.is_admin and self.event.chat.kind == "private"

    async def take_way_on(self) -> None:
        """Count a way on from an answer (a page, a filter): cheap beside a photo, so that reading on costs no queries.
        Raises TooFastError."""
        await self.services.ways_rate.take(self.event.chat.platform, self.event.person.user_id)

    async def take(self, count: int = 1) -> None:
        """Count queries of whoever asks and, in a group, of all who ask there. Raises TooFastError."""
        chat = self.event.chat
        await self.services.rate.take(chat.platform, self.event.person.user_id, count)
        if chat.kind == "group":
            await self.services.group_rate.take(chat.platform, chat.chat_id, count)
