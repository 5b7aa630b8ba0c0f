"""The kinds of error that the recommender raises.

Each carries facts (a reason code, a path, a count), never a sentence meant for a shopper: the conversation chooses the
words, in the shopper's language. `str(error)` is for logs and for the admin's shell.
"""

from __future__ import annotations

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


class IndexBusyError(RecommenderError):
    """Another process is reindexing into the same place."""


class IndexingError(RecommenderError):
    """A reindex could not finish (nothing to index, verification failed); the old index goes on serving."""


class UnknownProductError(RecommenderError):
    """The named product is not in the index (any more)."""


class QueryError(RecommenderError):
    """A stored query cannot be continued: its bytes are damaged, or another embedder made it."""
