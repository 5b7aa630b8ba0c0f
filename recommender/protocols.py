"""What the index, the indexing and the recommender need of an embedder and of a catalogue: their shapes, as Protocols.

`recommender.network.embedder.Embedder` and `recommender.catalogue.catalogue.Catalogue` satisfy them. Written apart, so
that neither the inference runtime nor a reader of catalogues is needed to know them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from recommender.answers import Garment, LeftOut
from recommender.product import Product


class NetworkOutputLike(Protocol):
    """What the network says of n photos: unit embeddings (n, dim) float32; per attribute a row of calibrated
    probabilities for each photo, in the order of the embedder's words; (n,) how probably there is no product. And the
    maps of local descriptors (n, h, w, d + 1), see recommender.network.local_descriptors."""

    @property
    def embeddings(self) -> np.ndarray: ...
    @property
    def types(self) -> np.ndarray: ...
    @property
    def genders(self) -> np.ndarray: ...
    @property
    def colours(self) -> np.ndarray: ...
    @property
    def nothing(self) -> np.ndarray: ...
    @property
    def descriptors(self) -> np.ndarray: ...
    def __len__(self) -> int: ...


class ThresholdsLike(Protocol):
    """Up to which cosine distance of the best hit an answer is called exact, close, loose; beyond, none. And above
    which probability that the photo shows nothing it is none, too."""

    @property
    def exact(self) -> float: ...
    @property
    def close(self) -> float: ...
    @property
    def loose(self) -> float: ...
    @property
    def nothing(self) -> float: ...


class EmbedderLike(Protocol):
    """Photos, (H, W, 3) uint8 RGB of any size, to embeddings and attributes. Safe to call from several threads.
    `descriptor_shape` is that of one photo's map of local descriptors. With `thorough`, attributes
    come from several framings of a photo; embeddings and descriptors are the same without."""

    @property
    def version(self) -> str: ...
    @property
    def dim(self) -> int: ...
    @property
    def types(self) -> tuple[str, ...]: ...
    @property
    def genders(self) -> tuple[str, ...]: ...
    @property
    def colours(self) -> tuple[str, ...]: ...
    @property
    def thresholds(self) -> ThresholdsLike: ...
    @property
    def descriptor_shape(self) -> tuple[int, int, int]: ...
    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutputLike: ...


class FinderLike(Protocol):
    """The garments in each photo, (H, W, 3) uint8 RGB of any size, the most prominent first. Safe to call from several
    threads."""

    def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]: ...


class CatalogueLike(Protocol):
    """Products, as often as asked, with what the last reading left out and where they come from."""

    @property
    def source(self) -> str: ...
    @property
    def left_out(self) -> tuple[LeftOut, ...]: ...
    def __iter__(self) -> Iterator[Product]: ...
