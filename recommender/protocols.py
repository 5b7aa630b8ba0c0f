"""What the index, the indexing and the recommender need of an embedder and of a catalogue, as Protocols.

`recommender.network.embedder.Embedder` and `recommender.catalogue.catalogue.Catalogue` satisfy them. Written apart, so
that neither the inference runtime nor a reader of catalogues is needed to know them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from recommender.answers import (
    Answer,
    CatalogueWords,
    DecodedPhoto,
    Garment,
    LeftOut,
    PhotoRequest,
    RankingRequest,
)
from recommender.errors import RecommenderError
from recommender.product import Product


@dataclass(frozen=True, slots=True)
class ConfidenceThresholds:
    """When an answer is exact, close or none; else it is loose.

    It is exact where the best hit is no farther than that (a cosine distance). It is close where it agrees with what
    was recognised at least as much as `agreement` says, or, of a shop's own kind of picture, `studio_agreement` (see
    recommender.ranking.agreement). Where that was not calibrated, or the shop has no words that the network knows, it
    is close by the distance. It is none where the photo shows no product with a probability above `nothing`.
    """

    exact: float
    close: float
    nothing: float = 1.0
    agreement: float | None = None
    studio_agreement: float | None = None


@dataclass(frozen=True, slots=True)
class NetworkOutput:
    """What the network saw in n photos, as float32.

    `embeddings` (n, dim): rows of length 1. `types`, `genders`, `colours` (n, words): calibrated probabilities, rows
    summing to 1, columns in the order of the embedder's words. `nothing` (n,): the probability that there is no product
    in the photo. `descriptors` (n, h, w, d + 1): see recommender.network.local_descriptors. `near` (n, dim): the
    embeddings of the photos' middles, seen nearer; rows of zeros of photos that were not looked at so.
    """

    embeddings: np.ndarray
    types: np.ndarray
    genders: np.ndarray
    colours: np.ndarray
    nothing: np.ndarray
    descriptors: np.ndarray
    near: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.embeddings)


class LooksLike(Protocol):
    """The probability of each of the `looks`, (n, looks), by embeddings (n, dim) of a `studio`'s pictures or others,
    and by their `near` ones (as in NetworkOutput), where all were looked at so."""

    @property
    def looks(self) -> tuple[str, ...]: ...
    @property
    def version(self) -> str: ...
    def see(self, embeddings: np.ndarray, studio: bool, near: np.ndarray | None = None) -> np.ndarray: ...


class EmbedderLike(Protocol):
    """Photos, (H, W, 3) uint8 RGB of any size, to embeddings and attributes. Safe to call from several threads.
    `descriptor_shape` is that of one photo's map of local descriptors. With `thorough`, attributes
    come from several framings of a photo; embeddings and descriptors are the same without. `looks` say of embeddings
    which looks of recommender.looks are there."""

    version: str
    dim: int
    types: tuple[str, ...]
    genders: tuple[str, ...]
    colours: tuple[str, ...]
    thresholds: ConfidenceThresholds

    @property
    def looks(self) -> LooksLike: ...
    @property
    def descriptor_shape(self) -> tuple[int, int, int]: ...
    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput: ...


class FinderLike(Protocol):
    """The garments in each photo, (H, W, 3) uint8 RGB of any size, the most prominent first. Safe to call from several
    threads."""

    def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]: ...


class Engine(Protocol):
    """What answers, for who serves it from threads: a Recommender, or what has some in other processes. Each method is
    as the Recommender's of that name."""

    @property
    def index_version(self) -> str: ...
    @property
    def product_count(self) -> int: ...
    @property
    def words(self) -> CatalogueWords: ...
    def warm(self) -> None: ...
    def refresh(self, *, wait: bool = False) -> bool: ...
    def decode(self, data: bytes) -> DecodedPhoto: ...
    def recommend_many(self, requests: Sequence[PhotoRequest]) -> list[Answer | RecommenderError]: ...
    def further(self, query: bytes, embedder_version: str, request: RankingRequest) -> Answer: ...
    def more_like(self, product_id: str, request: RankingRequest) -> Answer: ...
    def goes_with(
        self, query: bytes, embedder_version: str, request: RankingRequest, shown: Collection[str] = ()
    ) -> Answer: ...
    def goes_with_product(self, product_id: str, request: RankingRequest) -> Answer: ...
    def named(self, request: RankingRequest) -> Answer: ...
    def products(self, product_ids: Collection[str]) -> dict[str, Product]: ...


class CatalogueLike(Protocol):
    """Products, as often as asked, with what the last reading left out and where they come from."""

    @property
    def source(self) -> str: ...
    @property
    def left_out(self) -> tuple[LeftOut, ...]: ...
    def __iter__(self) -> Iterator[Product]: ...
