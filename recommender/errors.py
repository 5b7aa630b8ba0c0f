"""The kinds of error that the recommender raises.

Each carries facts (a reason code, a path, a count), never a sentence meant for a shopper: the conversation chooses the
words, in the shopper's language. `str(error)` is for logs and for the admin's shell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RecommenderError(Exception):
    """Base of everything that the recommender raises on purpose."""


class PhotoReason(StrEnum):
    """Why bytes are no usable photo. The values are stable: they are logged and looked up in the texts."""

    EMPTY = "empty"  # no bytes at all
    NOT_AN_IMAGE = "not_an_image"  # text, a video, an archive, an unknown format
    BROKEN = "broken"  # an image by its head, but truncated or corrupt
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_MANY_PIXELS = "too_many_pixels"  # said before decoding
    TOO_SMALL = "too_small"  # fewer pixels than anything can be seen in
    TOO_SLOW = "too_slow"  # takes more time or memory than one photo may, or brings its decoder down


class PhotoError(RecommenderError):
    """The bytes are no usable photo; `reason` says why, `detail` is for the log."""

    def __init__(self, reason: PhotoReason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason = reason
        self.detail = detail


class CatalogueError(RecommenderError):
    """The catalogue as a whole cannot be read: no such source, unknown format, a missing column, no picture at all."""


class OutboundError(RecommenderError):
    """The environment's proxies or certificates, or the hosts allowed in the configuration, cannot be used."""


class EmbedderError(RecommenderError):
    """The embedder's weights or manifest are missing, corrupt, or of a version that this code does not know."""


class IndexMissingError(RecommenderError):
    """There is no index at the given place yet."""


class IndexCorruptError(RecommenderError):
    """The index is there but its files are damaged, incomplete or disagree with the manifest."""


class IndexMismatchError(RecommenderError):
    """The index was built by another embedder (version or dimension); a reindex mends it."""


class IndexUnavailableError(RecommenderError):
    """The engine that holds the index (Milvus) cannot be reached, does not answer in time, or refuses."""


class IndexBusyError(RecommenderError):
    """Another reindex is running into the same place: since when, in ISO 8601, and who it is, if that is known."""

    def __init__(self, message: str, by: str = "", since: str = "") -> None:
        super().__init__(message)
        self.by, self.since = by, since


class IndexingError(RecommenderError):
    """A reindex could not finish (nothing to index, verification failed); the old index goes on serving."""


class GateReason(StrEnum):
    """Why a new index does not take the old one's place. The values are stable: they are looked up in the texts."""

    LOST = "lost"  # of the products that the index holds
    CUT_SHORT = "cut short"  # the same, and the catalogue ends in the middle
    NO_PICTURE = "no picture"  # of the catalogue's products
    NO_PRICE = "no price"
    NO_TYPE = "no type"
    NOT_FOUND = "not found"  # by their own pictures
    GOLDEN = "golden"  # photos whose product is known, and not among the first five


_WRONG = {
    GateReason.LOST: "of the products that the index holds are gone",
    GateReason.CUT_SHORT: "of the products that the index holds are gone, and the catalogue ends in the middle",
    GateReason.NO_PICTURE: "of the catalogue's products have no picture that can be used",
    GateReason.NO_PRICE: "of the products have no price, which is more than before",
    GateReason.NO_TYPE: "of the products have no type, which is more than before",
    GateReason.NOT_FOUND: "of the products do not find themselves",
    GateReason.GOLDEN: "of the golden photos do not find their product",
}


@dataclass(frozen=True, slots=True)
class GateFinding:
    """One thing that can be wrong with a new index: the `share` of what it is wrong with, 0 to 1, and the `most` that
    is let pass."""

    reason: GateReason
    share: float
    most: float
    examples: tuple[str, ...] = ()

    @property
    def is_wrong(self) -> bool:
        """Whether it is not let pass."""
        return self.share > self.most

    def __str__(self) -> str:
        shown = f", such as {', '.join(self.examples)}" if self.examples else ""
        return f"{_percent(self.share)} % {_WRONG[self.reason]} (at most {_percent(self.most)} %){shown}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g}"


class IndexRefusedError(IndexingError):
    """A reindex has made, or would make, an index that is worse than may be; the old one goes on serving."""

    def __init__(self, findings: tuple[GateFinding, ...], because: str = "") -> None:
        super().__init__("; ".join(map(str, findings)) + because)
        self.findings, self.because = findings, because


class UnknownProductError(RecommenderError):
    """The named product is not in the index (any more)."""


class QueryError(RecommenderError):
    """A stored query cannot be continued: its bytes are damaged, or another embedder made it."""
