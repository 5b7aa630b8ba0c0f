"""What the conversation needs of the rest, as Protocols: the worker that recommends and the store that remembers.

The recommender's plain dataclasses pass through here, so that the conversation imports them from its own side and never
the recommender itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol

from recommender.answers import Answer, Filters, Garment, Guess, Hit, IndexReport, Progress
from recommender.errors import (
    IndexBusyError,
    IndexMissingError,
    PhotoError,
    PhotoReason,
    RecommenderError,
    UnknownProductError,
)
from recommender.products import Product

__all__ = [
    "Answer",
    "Filters",
    "Garment",
    "Guess",
    "Hit",
    "IndexBusyError",
    "IndexMissingError",
    "IndexReport",
    "PhotoError",
    "PhotoReason",
    "Product",
    "Progress",
    "RecommenderError",
    "UnknownProductError",
    "StaleQueryError",
    "Worker",
    "WorkerFullError",
]


class WorkerFullError(Exception):
    """More photos are waiting than the worker takes; the shopper is told at once instead of waiting."""


class StaleQueryError(Exception):
    """A stored query was made with another embedder than the one that serves now; only the photo itself could be asked again."""


class Worker(Protocol):
    """The recommender, off the event loop, bounded and batched."""

    async def recommend(self, photo: bytes, filters: Filters, k: int) -> Answer:
        """Raises PhotoError, WorkerFullError, IndexMissingError and other RecommenderErrors."""

    async def further(
        self, query: bytes, embedder_version: str, filters: Filters, k: int, exclude: Collection[str]
    ) -> Answer:
        """The next k of an earlier answer's ranking, without the product ids in `exclude`; ranks count on.
        Raises StaleQueryError besides."""

    async def more_like(self, product_id: str, filters: Filters, k: int, exclude: Collection[str]) -> Answer:
        """Products like this one, by its own embedding, itself left out. Raises UnknownProductError besides."""

    async def reindex(self, progress: Callable[[Progress], None], full: bool = False) -> IndexReport:
        """Rebuild from the configured catalogue; `progress` is called from the worker's thread."""


class StorePort(Protocol):
    """The memory of the conversation (filled in with the store)."""
