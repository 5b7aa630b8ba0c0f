"""A small embedder for tests: deterministic, quick, and true to the contract of the real one."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from recommender.network.look_heads import LookHeads
from recommender.protocols import ConfidenceThresholds, NetworkOutput

THRESHOLDS = ConfidenceThresholds(exact=0.01, close=0.2, nothing=0.5)


class ColourEmbedder:
    """Sees a photo as its colours on a 4 x 4 grid, projected at random; recognises the colour.

    Photos that look alike to the eye lie close, so that what is tested is tested on real geometry, not on noise.
    """

    dim = 32
    descriptor_shape = (4, 4, 4)
    types: tuple[str, ...] = ("Tshirts", "Jeans", "Handbags")
    genders: tuple[str, ...] = ("Men", "Women")
    colours: tuple[str, ...] = ("Red", "Green", "Blue")
    thresholds = THRESHOLDS
    looks = LookHeads()

    def __init__(self, version: str = "colour-1", pause_s: float = 0.0) -> None:
        self.version = version
        self.seen = 0  # photos, to tell what was embedded again
        self._pause = pause_s
        self._projection = np.random.default_rng(7).standard_normal((48, self.dim)).astype(np.float32)

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        if self._pause:
            threading.Event().wait(self._pause)
        self.seen += len(photos)
        grids = np.stack([self._grid(photo) for photo in photos])
        # Not by BLAS, whose sums depend on some machines on how many photos come together.
        embeddings = np.einsum("ij,jk->ik", grids.reshape(len(photos), -1) - 0.4, self._projection)
        embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
        colours = np.exp(4 * grids.mean(axis=(1, 2)))
        types = np.tile(np.array([0.6, 0.3, 0.1], np.float32), (len(photos), 1))
        genders = np.tile(np.array([0.5, 0.5], np.float32), (len(photos), 1))
        # A photo of one even colour shows nothing.
        nothing = (grids.reshape(len(photos), 16, 3).std(axis=1).max(axis=1) < 0.004).astype(np.float32) * 0.9
        colours /= colours.sum(axis=1, keepdims=True)
        # Each cell's colour, all cells worth the same.
        descriptors = np.concatenate([grids - 0.4, np.zeros((*grids.shape[:3], 1))], axis=3).astype(np.float32)
        return NetworkOutput(embeddings.astype(np.float32), types, genders, colours, nothing, descriptors)

    @staticmethod
    def _grid(photo: np.ndarray) -> np.ndarray:
        rows, columns = (np.linspace(0, side, 5).astype(int) for side in photo.shape[:2])
        sums = np.add.reduceat(np.add.reduceat(photo.astype(np.float64), rows[:-1], axis=0), columns[:-1], axis=1)
        return (sums / (255.0 * np.outer(np.diff(rows), np.diff(columns))[..., None])).astype(np.float32)
