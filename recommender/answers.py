"""What goes into and comes out of a recommendation: frozen dataclasses of plain values, nothing heavy imported."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Self

from recommender.errors import GateFinding
from recommender.product import Product, usable_price
from recommender.taxonomy import GarmentType

if TYPE_CHECKING:  # who only hands answers on has no need of arrays
    import numpy as np

Confidence = Literal["exact", "close", "loose", "none"]
Flaw = Literal["", "dark", "blurred", "small"]  # why nothing can be seen in a photo

# From this probability on a guess is a fact: of phone photos and re-taken products at least that share is right.
SURE = 0.95
_LIKELY = 0.05


# A word, or any of several; None and () are the same.
AnyOf = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Filters:
    """Which products the shopper wants; what is not given admits all. Prices are in the catalogue's own currency, ends
    included; what is no price (NaN, infinite, negative) is taken as not given.

    `gender`, `type` and `colour` admit any of their words, the `not_` ones none of theirs; however given, they are kept
    as tuples. `words` have to begin a word of the title, each of them; `not_words` must not. "strip" is found in
    "Striped"; "all$" has to be the whole word; "|" parts alternatives. What a look is called is looked for in the
    pictures, too.
    """

    gender: AnyOf = ()
    type: AnyOf = ()
    colour: AnyOf = ()
    min_price: float | None = None
    max_price: float | None = None
    in_stock: bool | None = None
    not_gender: AnyOf = ()
    not_type: AnyOf = ()
    not_colour: AnyOf = ()
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("gender", "type", "colour", "not_gender", "not_type", "not_colour"):
            given = getattr(self, name)
            object.__setattr__(self, name, (given,) if isinstance(given, str) else tuple(given or ()))
        for name in ("min_price", "max_price"):
            object.__setattr__(self, name, usable_price(getattr(self, name)))


@dataclass(frozen=True, slots=True)
class Profile:
    """What a shopper's verdicts so far say of their taste: catalogue words, case folded, with how much they are liked,
    -1 to 1, and the prices that they usually like, in the catalogue's currency; None: nothing is known."""

    genders: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    colours: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    brands: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class RankingContext:
    """What an answer depends on besides its photo and its filters.

    `relaxed` filters are tried in turn where the filters leave fewer hits than asked for. `recolour` are colours that
    the query is moved to, its shape kept. `liked` and `disliked` are products with a verdict on this query. `rejected`
    says by type of query, case folded, which products many people called wrong for it, 0 to 1.
    """

    relaxed: tuple[Filters, ...] = ()
    recolour: tuple[str, ...] = ()
    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()
    profile: Profile = Profile()
    rejected: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """What is asked of a ranking, whatever query it is for: the best `k` that the filters admit, without the products
    in `exclude` (ids) and what is nearly the same as one of these. After so many `seconds` no filters are relaxed
    further: what was found by then is the answer."""

    filters: Filters = Filters()
    k: int = 5
    exclude: Collection[str] = ()
    context: RankingContext = RankingContext()
    seconds: float = float("inf")


@dataclass(frozen=True, slots=True)
class CatalogueWords:
    """The words by which the indexed catalogue describes its products, the most frequent first."""

    types: tuple[str, ...] = ()
    genders: tuple[str, ...] = ()
    colours: tuple[str, ...] = ()
    titles: frozenset[str] = frozenset()  # case folded words of the titles that several products share
    currency: str = ""  # of most products
    has_prices: bool = True  # of any product
    has_stock: bool = True  # Any product is sold out.
    # By word, case folded: the catalogue's words that pass for it when there is too little of it, the nearest first.
    near_colours: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    near_types: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    garments: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))  # types of each
    looks: frozenset[str] = frozenset()  # that filters find in pictures, too
    # Type of the network, case folded -> the catalogue's types that stand for it: "tshirts" -> "Camisetas".
    called: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    usual_colours: tuple[str, ...] = ()  # to choose from: of "azul" and Blue, which say the same, Blue


@dataclass(frozen=True, slots=True)
class Guess:
    """One attribute as the network sees it: a catalogue value and its calibrated probability, 0 to 1."""

    value: str
    probability: float


@dataclass(frozen=True, slots=True)
class Attributes:
    """What the network recognised in the query; each list is most probable first and may be empty."""

    type: tuple[Guess, ...] = ()
    gender: tuple[Guess, ...] = ()
    colour: tuple[Guess, ...] = ()
    looks: tuple[Guess, ...] = ()  # words of recommender.looks, each by itself: a shirt is striped and long-sleeved


@dataclass(frozen=True, slots=True)
class Garment:
    """One wearable thing in a query photo. `box`: left, top, right, bottom as fractions of the upright photo."""

    box: tuple[float, float, float, float]
    type: GarmentType
    confidence: float


@dataclass(frozen=True, slots=True)
class DecodedPhoto:
    """A photo's pixels, as `load_photo` gives them, and the milliseconds that they took; see `Recommender.decode`."""

    pixels: np.ndarray = field(repr=False)
    decode_ms: float = 0.0

    @classmethod
    def of_bytes(cls, data: bytes | memoryview, height: int, width: int, decode_ms: float) -> Self:
        """Of the pixels as bytes, row by row, which are not copied."""
        import numpy as np

        return cls(np.frombuffer(data, np.uint8).reshape(height, width, 3), decode_ms)


@dataclass(frozen=True, slots=True)
class PhotoRequest:
    """One photo of a batch, and what is asked of it; see `Recommender.recommend`. `glimpse`: the answer has one."""

    data: bytes | DecodedPhoto = field(repr=False)
    ranking: RankingRequest = RankingRequest()
    garment: Garment | None = None
    glimpse: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One product in an answer. `rank` counts from 1 over the whole ranking (the second page starts at 6);
    `distance` is the cosine distance to the query, 0 to 2, low is close. `relaxation` is the step of relaxing the
    filters in which it was found; 0: it fits them as they were asked."""

    product: Product
    rank: int
    distance: float
    relaxation: int = 0


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds that each part of one answer took."""

    decode: float = 0.0
    embed: float = 0.0
    search: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """The products for one query, closest first.

    `query` holds what is needed to continue this answer later without the photo (the embedding and the recognised
    attributes), packed; it is opaque outside the recommender, tied to `embedder_version`, and safe to store.
    `exhausted`: there is no further page behind these hits. `garment_queries` are parallel to `garments`: what the
    answer for each of them begins from, of the same form as `query`, so that another garment can be answered after the
    photo is gone; empty in answers that come without a photo. `cut_short`: the request's seconds were over before all
    was looked for. `agreement`: how probable it is that type, gender and colour of the hits are the photo's, which is
    what `confidence` goes by; None where that cannot be told. `glimpse`: a small WebP picture of the garments, the
    first one framed, if it was asked for. `flaw`: why nothing was seen, where the photo tells.
    """

    hits: tuple[Hit, ...]
    garments: tuple[Garment, ...]
    attributes: Attributes
    confidence: Confidence
    query: bytes = field(repr=False)
    embedder_version: str
    index_version: str
    exhausted: bool = False
    timings: Timings = Timings()
    photo_size: tuple[int, int] = (0, 0)  # width and height of the upright photo; zeros where there was none
    garment_queries: tuple[bytes, ...] = field(default=(), repr=False)
    cut_short: bool = False
    agreement: float | None = None
    glimpse: bytes = field(default=b"", repr=False)
    flaw: Flaw = ""

    @property
    def alternatives(self) -> Attributes:
        """What the photo may show instead of the first guesses of type and gender: the next ones with a probability of
        at least 5 %. Empty where the first is surely right. Of a colour nobody needs to be told."""
        return Attributes(*(_others(guesses) for guesses in (self.attributes.type, self.attributes.gender)))


def _others(guesses: tuple[Guess, ...]) -> tuple[Guess, ...]:
    if not guesses or guesses[0].probability >= SURE:
        return ()
    return tuple(guess for guess in guesses[1:] if guess.probability >= _LIKELY)


class Stage(StrEnum):
    """What a reindex is doing; the order is the order of work."""

    READING = "reading"
    EMBEDDING = "embedding"
    VERIFYING = "verifying"
    SWAPPING = "swapping"


@dataclass(frozen=True, slots=True)
class Progress:
    """One report of how far a reindex is: `done` of `total` products in this stage."""

    stage: Stage
    done: int
    total: int


class LeftOutReason(StrEnum):
    """Why a catalogue entry is not in the index. The values are stable: they are counted and shown in reports."""

    MALFORMED_LINE = "malformed line"
    NO_ID = "no id"
    NO_TITLE = "no title"
    DUPLICATE_ID = "duplicate id"
    MISSING_PICTURE = "missing picture"
    UNREADABLE_PICTURE = "unreadable picture"
    UNPUBLISHED = "not published"  # a draft, hidden, archived: as the shop means it, and no fault
    CUT_SHORT = "cut short"  # the file ends in the middle: there was more
    # With the following the product is in: without its price, without that picture, with its picture of before.
    BAD_PRICE = "unreadable price"
    FURTHER_PICTURE = "unusable further picture"
    PICTURE_OF_BEFORE = "picture of before kept"

    @property
    def is_kept(self) -> bool:
        """Whether the product is in, and only a part of it is not."""
        return self in (LeftOutReason.BAD_PRICE, LeftOutReason.FURTHER_PICTURE, LeftOutReason.PICTURE_OF_BEFORE)

    @property
    def is_fault(self) -> bool:
        """Whether a product that should be in is not."""
        return not self.is_kept and self is not LeftOutReason.UNPUBLISHED


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One catalogue entry that was left out: `where` names it as its admin would look it up ("line 17", "id 4711")."""

    where: str
    reason: LeftOutReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class GuessedEncoding:
    """So many lines of a catalogue say not how they are written; `example` is a title as it was read."""

    name: str
    lines: int
    example: str = ""

    def __str__(self) -> str:
        shown = f", such as {self.example!r}" if self.example else ""
        return f"{self.lines:,} lines are not UTF-8 and were read as {self.name}{shown}"


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a reindex did."""

    index_version: str
    embedder_version: str
    products: int
    added: int
    changed: int
    unchanged: int
    removed: int
    left_out: tuple[LeftOut, ...]
    seconds: float
    guessed_encoding: GuessedEncoding | None = None


@dataclass(frozen=True, slots=True)
class IndexPlan:
    """What a reindex would do, as far as can be told without looking at a picture: the products by their ids, how many
    pictures are read or fetched, and what it would be refused for."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    pictures: int
    left_out: tuple[LeftOut, ...]
    findings: tuple[GateFinding, ...] = ()
