"""What the conversation and those it works with, the worker and the store, hand each other.

The recommender's plain dataclasses pass through here, so that the conversation imports them from its own side and never
the recommender itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

from bot.messages import Chat, Person
from recommender.answers import (
    SURE,
    Answer,
    Attributes,
    CatalogueWords,
    Filters,
    Garment,
    Guess,
    Hit,
    IndexReport,
    Profile,
    Progress,
    RankingContext,
    RankingRequest,
)
from recommender.boxes import overlap as overlap
from recommender.catalogue.meaning.captions import ReadCaption, read_caption
from recommender.errors import (
    CatalogueError,
    GateFinding,
    IndexBusyError,
    IndexingError,
    IndexMissingError,
    IndexRefusedError,
    OutboundError,
    PhotoError,
    RecommenderError,
    UnknownProductError,
)
from recommender.looks import can_have as can_have
from recommender.looks import is_pattern as is_pattern
from recommender.looks import looks_meant as looks_meant
from recommender.outbound import AddressRules, NamedBy, Outbound, RefusedAddressError
from recommender.outfits.places import is_completed as is_completed
from recommender.product import Product, usable_price
from recommender.taxonomy import GARMENT_TYPES as GARMENT_TYPES
from recommender.taxonomy import garment_of as garment_of

# "narrowed": the same query with other filters; "garment": another garment of the same photo; "words": without a photo.
# "shown": what somebody else wants to be seen. "outfit": what is worn with the garment of another answer.
QueryKind = Literal["photo", "further", "similar", "narrowed", "garment", "words", "shown", "outfit"]
ChipKind = Literal["gender", "type", "colour", "price", "word", "stock"]
Verdict = Literal["up", "down"]


class WorkerFullError(Exception):
    """More photos are waiting than the worker takes; the shopper is told at once instead of waiting."""


class StaleQueryError(Exception):
    """A stored query was made with another embedder than the one that serves now; only its photo can be asked again."""


class ElsewhereError(Exception):
    """Another bot has been at this event for long: whoever delivered it is to deliver it again."""


class EngineLostError(RecommenderError):
    """What was to answer was lost twice, or is not there at all."""


class StoreError(Exception):
    """The memory cannot be used: locked for longer than is waited, read-only, full, damaged or from a newer version.
    `str(error)` is for the log and the admin's shell."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter as the shopper set it: shown back, and removable by itself.

    `words` are the catalogue's, any of which fits (beginnings of words in titles for "word"); `negated`: none of them.
    `low` and `high` are of a price; what is no price is left out. `said`: how the shopper put it, where the catalogue's
    words say it badly.
    """

    kind: ChipKind
    words: tuple[str, ...] = ()
    negated: bool = False
    low: float | None = None
    high: float | None = None
    said: str = ""

    def __post_init__(self) -> None:
        for limit in ("low", "high"):
            object.__setattr__(self, limit, usable_price(getattr(self, limit)))

    @property
    def is_empty(self) -> bool:
        """A price whose limits were none ("nan")."""
        return self.kind == "price" and self.low is None and self.high is None


@dataclass(frozen=True, slots=True)
class PhotoFingerprint:
    """What is kept of a photo: a keyed hash, by which the same photo is known again, and how many bytes it had."""

    keyed_hash: str = field(repr=False)
    size: int


@dataclass(frozen=True, slots=True)
class SentPhoto:
    """Where a photo is in its chat: in which message, and which one of how many that were sent together, from 1."""

    message_ref: str = ""
    place: int = 1
    count: int = 1


@dataclass(frozen=True, slots=True)
class RecentPhoto:
    """A photo that was sent a while ago: the query that it was, where it is, and the newest answer about it."""

    query_id: str
    sent: SentPhoto
    answer_id: str


@dataclass(frozen=True, slots=True)
class VerdictTally:
    """The verdicts on one product of one answer: the asker's own, that of whoever acts now, and all together."""

    asker: Verdict | None = None
    mine: Verdict | None = None
    ups: int = 0
    downs: int = 0


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """One answer as it was given, and what has been said of it since; its query_id is "" before it is stored.

    `answer` holds the products as they were shown (title, price, link, picture), whatever the catalogue says by now.
    `by_person` and `in_chat` say whether the one who acts now is the asker, and whether it is the chat of the answer.
    `about` is the title of the product that a "similar" or "outfit" query started from. `chips` are what `filters` were
    made of.
    `garment_index` is the place, from 0, of the garment asked about among the answer's garments.
    `sent`: where the photo is.
    `tallies` are by product id; "" stands for the answer as a whole. `saved`: the ids of all products that whoever acts
    now keeps; `turns` is a setting of theirs. `spoken_of` is the place of the hit that was last asked about or kept.
    """

    query_id: str
    kind: QueryKind
    is_group: bool
    locale: str
    by_person: bool
    in_chat: bool
    answer: Answer
    filters: Filters
    about: str = ""
    chips: tuple[Chip, ...] = ()
    garment_index: int = 0
    tallies: Mapping[str, VerdictTally] = field(default_factory=lambda: MappingProxyType({}))
    saved: frozenset[str] = frozenset()
    sent: SentPhoto = SentPhoto()
    turns: bool = False
    spoken_of: int = 0

    @property
    def garment(self) -> Garment | None:
        """The one that was asked about, if any was found in the photo."""
        return next(iter(self.answer.garments[self.garment_index :]), None)


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """What a shopper has set. `language`: "" follows the platform; `learns`: whether verdicts make a taste; `tells`:
    whether to tell when a saved product changed; `turns`: whether a page takes the place of the one before."""

    language: str = ""
    learns: bool = True
    tells: bool = False
    turns: bool = False


@dataclass(frozen=True, slots=True)
class SavedProduct:
    """A product that a shopper keeps, as it was when saved, or when it was last told of."""

    saved_id: str
    product: Product
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
class NewsRecipient:
    """Somebody who is to be told of news, by their pseudonym: where, in which language, and what of."""

    person: str = field(repr=False)
    chat: Chat
    locale: str
    saved: tuple[SavedProduct, ...] = ()
    watches: tuple[Watch, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptNews:
    """What a recipient's saved products and watches are from now on, where news have changed them."""

    recipient: NewsRecipient
    saved: Sequence[SavedProduct] = ()
    watches: Sequence[Watch] = ()


@dataclass(frozen=True, slots=True)
class KeptCounts:
    """How much is kept of one person."""

    queries: int = 0
    verdicts: int = 0
    corrections: int = 0
    saved: int = 0
    watches: int = 0
    settings: int = 0


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """What a chat's admins have set for all of it. `every_photo`: answer also photos that were not addressed to the
    bot; `language`: "" follows whoever asks."""

    every_photo: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class ChatOffer:
    """A product that came by chat. `product` has its pictures by their paths; `caption` is what it was made of, and
    `withdrawn` says that it is not in the catalogue (any more), and can be put back."""

    product: Product
    caption: str = ""
    withdrawn: bool = False

    @property
    def pictures(self) -> tuple[str, ...]:
        """The paths of all of them, the first one first."""
        return (self.product.image, *self.product.additional_images) if self.product.image else ()


class KeptFiles(Protocol):
    """By which id a platform knows a picture that was sent to it before, and notes on messages of ours. `bot` names the
    bot's account there, `picture` the picture: its path or URL, with what tells a changed file apart. Every method
    raises StoreError."""

    @property
    def is_shared(self) -> bool:
        """Whether other bots keep theirs here too, and may have changed what was read before."""

    async def known(self, bot: str, picture: str) -> str:
        """The platform's file id, "" if there is none."""

    async def keep(self, bot: str, picture: str, file_id: str, chat: Chat | None = None, query_id: str = "") -> None:
        """In place of what was kept before. What is no shop's picture, but belongs to a message in a `chat`, or to the
        answer to a query, is forgotten with them."""

    async def forget(self, bot: str, picture: str) -> None:
        """The platform does not know the file any more."""
