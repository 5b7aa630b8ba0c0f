"""The plain stack that everyone uses: ImageNet MobileNetV2 at 224, pooled, cosine nearest neighbours, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from recommender.photo.decoding import load_photo
from recommender.product import Product


class PlainStack:
    """`weights`: a file of keras.applications' notop weights, or "imagenet" to fetch them."""

    def __init__(self, weights: str, gallery: Sequence[Product]) -> None:
        import keras

        self._network = keras.applications.MobileNetV2(
            input_shape=(224, 224, 3),
            include_top=False,
            pooling="avg",
            weights="imagenet" if weights == "imagenet" else None,
        )
        if weights != "imagenet":
            self._network.load_weights(weights)
        self._gallery = list(gallery)
        self._features = self._embed([Path(product.image).read_bytes() for product in self._gallery])

    def answer(self, photos: Sequence[bytes], k: int = 5) -> list[tuple[Product, ...]]:
        """The k nearest products for each photo, closest first."""
        similarities = self._embed(photos) @ self._features.T
        order = np.argsort(-similarities, axis=1, kind="stable")[:, :k]
        return [tuple(self._gallery[i] for i in row) for row in order]

    def _embed(self, photos: Sequence[bytes]) -> np.ndarray:
        parts = []
        for start in range(0, len(photos), 64):
            batch = np.stack([_squashed(data) for data in photos[start : start + 64]])
            parts.append(np.asarray(self._network.predict_on_batch(batch)))
        features = np.concatenate(parts)
        return np.asarray(features / np.maximum(np.linalg.norm(features, axis=1, keepdims=True), 1e-9))


def _squashed(data: bytes) -> np.ndarray:
    photo = Image.fromarray(load_photo(data)).resize((224, 224), Image.Resampling.BILINEAR)
    return np.asarray(photo, dtype=np.float32) / 127.5 - 1.0
