"""What every ability works with, and how it sees one event."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

from bot.conversation.limits import RateLimit
from bot.messages import Event, Platform, Progressing
from bot.ports import StorePort, Worker
from bot.texts import Texts

E_co = TypeVar("E_co", bound=Event, covariant=True)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the configuration decides about the conversation.

    `admins`: user ids per platform. `retention_days`: 0 keeps for good. `photo_bytes`: only said, in sentences about
    photos that are too large; front ends and the recommender enforce it.
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


@dataclass(slots=True)
class Rejected:
    """What many people call wrong, read again now and then: it changes slowly, and answers need not wait for it."""

    products: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))
    read_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Context:
    """The parts that all abilities share."""

    worker: Worker
    store: StorePort
    settings: Settings
    rate: RateLimit
    group_rate: RateLimit
    rejected: Rejected = field(default_factory=Rejected)

    def take(self, event: Event, count: int = 1) -> None:
        """Count queries of whoever asks and, in a group, of all who ask there. Raises TooFastError."""
        self.rate.take((event.chat.platform, event.person.user_id), count)
        if event.chat.kind == "group":
            self.group_rate.take((event.chat.platform, event.chat.chat_id), count)


@dataclass(frozen=True, slots=True)
class Turn(Generic[E_co]):
    """One event being handled. `texts` are in the language of whoever acted."""

    context: Context
    event: E_co
    texts: Texts
    progressing: Progressing | None = None
    platform_locale: str = ""  # what the platform says, whatever the shopper chose
    started: float = field(default_factory=time.perf_counter)

    @property
    def waited_ms(self) -> float:
        """For how long the shopper has been waiting."""
        return (time.perf_counter() - self.started) * 1000
