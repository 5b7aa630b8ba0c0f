"""What the conversation needs of the rest, as Protocols: the worker that recommends and the store that remembers.

The recommender's plain dataclasses pass through here, so that the conversation imports them from its own side and never
the recommender itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

from bot.messages import Chat, Person, Platform, Shown
from recommender.answers import (
    Answer,
    Attributes,
    CatalogueWords,
    Confidence,
    Filters,
    Garment,
    Guess,
    Hit,
    IndexReport,
    LeftOutReason,
    Profile,
    Progress,
    RankingContext,
    RankingRequest,
    Stage,
)
from recommender.errors import (
    CatalogueError,
    EmbedderError,
    IndexBusyError,
    IndexCorruptError,
    IndexingError,
    IndexMismatchError,
    IndexMissingError,
    PhotoError,
    PhotoReason,
    RecommenderError,
    UnknownProductError,
)
from recommender.product import Product

__all__ = [
    "Answer",
    "Asked",
    "Attributes",
    "CatalogueError",
    "CatalogueWords",
    "ChatSettings",
    "Chip",
    "ChipKind",
    "Confidence",
    "EmbedderError",
    "Filters",
    "Garment",
    "Guess",
    "Hit",
    "IndexBusyError",
    "IndexCorruptError",
    "IndexMismatchError",
    "IndexMissingError",
    "IndexReport",
    "IndexingError",
    "Kept",
    "KeptFiles",
    "LeftOutReason",
    "Listener",
    "Past",
    "PersonSettings",
    "PhotoError",
    "PhotoReason",
    "Product",
    "Profile",
    "Progress",
    "QueryKind",
    "RankingContext",
    "RankingRequest",
    "RecommenderError",
    "Saved",
    "Stage",
    "StaleQueryError",
    "Statistics",
    "StoreError",
    "StorePort",
    "StoredQuery",
    "Tally",
    "UnknownProductError",
    "Verdict",
    "Watch",
    "Worker",
    "WorkerFullError",
]

# "narrowed": the same query with other filters; "garment": another garment of the same photo.
QueryKind = Literal["photo", "further", "similar", "narrowed", "garment"]
ChipKind = Literal["gender", "type", "colour", "price", "word", "stock"]
Verdict = Literal["up", "down"]


class WorkerFullError(Exception):
    """More photos are waiting than the worker takes; the shopper is told at once instead of waiting."""


class StaleQueryError(Exception):
    """A stored query was made with another embedder than the one that serves now; only its photo can be asked again."""


class Worker(Protocol):
    """The recommender, off the event loop, bounded and batched."""

    @property
    def words(self) -> CatalogueWords:
        """Of the products that are served; none while there is no index."""

    @property
    def product_count(self) -> int:
        """How many products are served; 0 while there is no index."""

    @property
    def index_version(self) -> str:
        """Of the index that is served; empty while there is none."""

    async def recommend(self, photo: bytes, request: RankingRequest) -> Answer:
        """Raises PhotoError, WorkerFullError, IndexMissingError and other RecommenderErrors."""

    async def further(self, query: bytes, embedder_version: str, request: RankingRequest) -> Answer:
        """The next of an earlier answer's ranking, without the excluded ids; ranks count on. With other filters or
        another context, another ranking from the same query. Raises StaleQueryError besides."""

    async def more_like(self, product_id: str, request: RankingRequest) -> Answer:
        """Products like this one, by its own embedding, itself left out. Raises UnknownProductError besides."""

    async def products(self, product_ids: Collection[str]) -> Mapping[str, Product]:
        """Those of the products that are served, as the catalogue has them now."""

    async def reindex(self, progress: Callable[[Progress], None], full: bool = False) -> IndexReport:
        """Rebuild from the configured catalogue; `progress` is called from the worker's thread."""


class StoreError(Exception):
    """The memory cannot be used: locked for longer than is waited, read-only, full, damaged or from a newer version.
    `str(error)` is for the log and the admin's shell."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter as the shopper set it: shown back, and removable by itself.

    `words` are the catalogue's, any of which fits (beginnings of words in titles for "word"); `negated`: none of them.
    `low` and `high` are of a price. `said`: how the shopper put it, where the catalogue's words say it badly.
    """

    kind: ChipKind
    words: tuple[str, ...] = ()
    negated: bool = False
    low: float | None = None
    high: float | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """One answered query, to be recorded. `photo` is hashed and measured, never kept; `parent` is the query that this
    one continues; `about` is the title of the product that a "similar" query started from; `latency_ms` is what the
    shopper waited for, the queue included. `chips` are what `filters` were made of, in the order in which they were
    set; `piece` is the place among the answer's garments of the one that was asked about."""

    kind: QueryKind
    person: Person
    chat: Chat
    answer: Answer
    filters: Filters
    photo: bytes = field(default=b"", repr=False)
    parent: str = ""
    about: str = ""
    latency_ms: float = 0.0
    chips: tuple[Chip, ...] = ()
    piece: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """The verdicts on one product of one answer: the asker's own, that of whoever acts now, and all together."""

    asker: Verdict | None = None
    mine: Verdict | None = None
    ups: int = 0
    downs: int = 0


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """One answer as it was given, and what has been said of it since.

    `hits` hold the products as they were shown (title, price, link, picture), whatever the catalogue says by now.
    `by_person` and `in_chat` say whether the one who acts now is the asker, and whether it is the chat of the answer.
    `tallies` are by product id; "" stands for the answer as a whole.
    """

    query_id: str
    kind: QueryKind
    is_group: bool
    locale: str
    by_person: bool
    in_chat: bool
    hits: tuple[Hit, ...]
    garments: tuple[Garment, ...]
    attributes: Attributes
    confidence: Confidence
    filters: Filters
    query: bytes = field(repr=False)
    embedder_version: str
    exhausted: bool
    about: str = ""
    chips: tuple[Chip, ...] = ()
    garment_queries: tuple[bytes, ...] = field(default=(), repr=False)
    piece: int = 0
    index_version: str = ""
    tallies: Mapping[str, Tally] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts over a span of time; `median_ms` and `p95_ms` are of whole answers to photos, 0 where there were none."""

    photos: int
    people: int
    continued: int
    nothing_close: int
    ups: int
    downs: int
    median_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """What a shopper has set. `language`: "" follows the platform; `learns`: whether verdicts make a taste; `tells`:
    whether to tell when a saved product changed."""

    language: str = ""
    learns: bool = True
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """A product that a shopper keeps, as it was when saved, or when it was last told of."""

    saved_id: str
    product: Product
    saved_at: float
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """A photo search that tells of new close matches. `reach`: the distance within which a product is worth telling;
    `known`: those that are no news; `index_version`: of the index that was looked at last."""

    watch_id: str
    query_id: str
    label: str
    query: bytes = field(repr=False)
    embedder_version: str
    chips: tuple[Chip, ...]
    reach: float
    known: frozenset[str]
    index_version: str


@dataclass(frozen=True, slots=True)
class Listener:
    """Somebody who is to be told of news, by their pseudonym: where, in which language, and what of."""

    person: str = field(repr=False)
    chat: Chat
    locale: str
    saved: tuple[Saved, ...] = ()
    watches: tuple[Watch, ...] = ()


@dataclass(frozen=True, slots=True)
class Past:
    """One search of the history."""

    query_id: str
    asked_at: float


@dataclass(frozen=True, slots=True)
class Kept:
    """How much is kept of one person."""

    queries: int = 0
    verdicts: int = 0
    saved: int = 0
    watches: int = 0
    settings: int = 0


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What a chat's admins have set for all of it. `every_photo`: answer also photos that were not addressed to the
    bot; `language`: "" follows whoever asks."""

    every_photo: bool = False
    language: str = ""


class KeptFiles(Protocol):
    """By which id a platform knows a picture that was sent to it before. `bot` names the bot's account there, `picture`
    the picture: its path or URL, with what tells a changed file apart. Every method raises StoreError."""

    async def known(self, bot: str, picture: str) -> str:
        """The platform's file id, "" if there is none."""

    async def keep(self, bot: str, picture: str, file_id: str) -> None:
        """In place of what was kept before."""

    async def forget(self, bot: str, picture: str) -> None:
        """The platform does not know the file any more."""


class StorePort(Protocol):
    """The memory of the conversation. Every method raises StoreError. Ids of people and chats are hashed behind it."""

    async def record(self, asked: Asked) -> str:
        """Keep the query and its hits; returns its new query_id, which cannot be guessed."""

    async def query(self, query_id: str, person: Person, chat: Chat) -> StoredQuery | None:
        """What is known of a query, seen by `person` in `chat`; None if it is unknown (never was, or pruned)."""

    async def latest_query(self, person: Person, chat: Chat) -> str:
        """The query_id of this person's last answer in this chat; "" if there is none."""

    async def line_verdicts(self, query_id: str) -> Mapping[str, int]:
        """How many more ups than downs each product got, in this answer and in those that it continues for as long as
        they were of the same query (the same garment of the same photo)."""

    async def seen_products(self, query_id: str) -> frozenset[str]:
        """The ids of all products shown in this query and in those that it continues."""

    async def set_verdict(self, query_id: str, product_id: str, person: Person, chat: Chat, verdict: Verdict) -> None:
        """Keep a verdict, in place of an earlier one of the same person on the same product of the same query.
        The product id is "" for the answer as a whole."""

    async def clear_verdict(
        self, query_id: str, product_id: str, person: Person, chat: Chat, verdict: Verdict | None = None
    ) -> None:
        """Take a verdict back; with `verdict`, only if it is that one."""

    async def count_anonymous_verdict(self, query_id: str, product_id: str, verdict: Verdict, change: int) -> None:
        """Count verdicts that come without a person; `change` is +1 or -1."""

    async def remember_messages(self, chat: Chat, shown: Sequence[Shown]) -> None:
        """Which messages of `chat` show what."""

    async def message(self, chat: Chat, message_ref: str) -> Shown | None:
        """What a message of `chat` shows; None if it is none of ours, or forgotten."""

    async def begin_event(self, platform: Platform, event_id: str) -> bool:
        """Note that this event is being handled; False if it was already."""

    async def forget_event(self, platform: Platform, event_id: str) -> None:
        """Take begin_event back: the event was not handled after all."""

    async def statistics(self, days: int) -> Statistics:
        """Counts of the last `days` days."""

    async def chat_settings(self, chat: Chat) -> ChatSettings:
        """The defaults, if none were set."""

    async def set_chat_settings(self, chat: Chat, settings: ChatSettings) -> None:
        """In place of those before."""

    async def move_chat(self, old: Chat, new: Chat) -> None:
        """The platform gave the chat another id: all that is kept under the old one is the new one's."""

    async def leave_chat(self, chat: Chat) -> None:
        """The chat cannot be reached any more: forget its settings and what was to be told there."""

    async def person_settings(self, person: Person, chat: Chat) -> PersonSettings:
        """The defaults, if none were set. The chat says on which platform."""

    async def set_person_settings(self, person: Person, chat: Chat, settings: PersonSettings) -> None:
        """In place of those before. News of saved products are told in `chat`, if at all."""

    async def person_mark(self, person: Person, chat: Chat) -> str:
        """A few letters by which a button knows whom it was made for, and nothing else."""

    async def verdict_history(self, person: Person, chat: Chat, limit: int) -> Sequence[tuple[Product, Verdict]]:
        """The latest verdicts of this person on products, newest first."""

    async def rejected(self, people: int) -> Mapping[str, Mapping[str, float]]:
        """By recognised type, case folded: the products that at least so many people call wrong for such a query, with
        how sure it is that most do, 0 to 1."""

    async def known_photo(self, photo: bytes, person: Person, chat: Chat) -> str:
        """The query_id of this person's latest query with this very photo in this chat, "" if there is none."""

    async def save_product(self, person: Person, chat: Chat, product: Product, most: int) -> bool:
        """Keep a product; False if there are `most` already. One that is kept already is kept as it is now."""

    async def saved(self, person: Person, chat: Chat) -> Sequence[Saved]:
        """The kept products, newest first."""

    async def unsave(self, person: Person, chat: Chat, saved_id: str) -> bool:
        """False if it was not there."""

    async def add_watch(self, person: Person, chat: Chat, watch: Watch, most: int) -> bool:
        """Watch a search in this chat; False if there are `most` already. A second one of the same query replaces it.
        The watch_id is given here."""

    async def watches(self, person: Person, chat: Chat) -> Sequence[Watch]:
        """Those of this person, newest first."""

    async def end_watch(self, person: Person, chat: Chat, watch_id: str) -> bool:
        """False if it was not there."""

    async def listeners(self, told_before: float) -> Sequence[Listener]:
        """Who has asked to be told of news, and was not told since that time."""

    async def told(self, listener: Listener, saved: Sequence[Saved], watches: Sequence[Watch], at: float) -> None:
        """Keep what became of a listener's saved products and watches; `at`: when news were told, 0 if none were. A
        watch without an index_version has ended."""

    async def history(self, person: Person, chat: Chat, limit: int) -> Sequence[Past]:
        """The latest searches of this person, newest first; in a group, those asked there."""

    async def kept(self, person: Person, chat: Chat) -> Kept:
        """How much is kept of this person on this platform."""

    async def forget_person(self, person: Person, chat: Chat) -> Kept:
        """Delete all of it; returns how much it was."""

    async def export(self, person: Person, chat: Chat) -> dict[str, object]:
        """All of it, as plain values for JSON."""
