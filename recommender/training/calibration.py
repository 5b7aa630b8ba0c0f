"""The few numbers that training does not give: temperatures of the heads, and the thresholds of the confidence.

All come from held-out photos, found through the exported embedder itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from recommender.embedder import Embedder
from recommender.training.augmentation import retaken
from recommender.training.data import TrainingSet
from recommender.training.nothings import nothing


@dataclass(frozen=True, slots=True)
class Calibration:
    """What goes into the manifest: `temperatures` by head; `confidence` thresholds (see ConfidenceThresholds); and what
    they do to the held-out photos, for the model card."""

    temperatures: dict[str, float]
    confidence: dict[str, float]
    shares: dict[str, float]


def temperature(probabilities: np.ndarray, allowed: np.ndarray) -> float:
    """By what to divide the logits so that the held-out photos' allowed answers are most likely (temperature scaling,
    Guo et al. 2017). probabilities: (n, words) at temperature 1; allowed: (n, words) bool. 1 where n is 0."""
    if not len(probabilities):
        return 1.0
    logits = np.log(np.maximum(probabilities.astype(np.float64), 1e-12))

    def surprise(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        chances = np.exp(scaled)
        right = (chances * allowed).sum(axis=1) / chances.sum(axis=1)
        return float(-np.log(np.maximum(right, 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-1.5, 1.5), method="bounded").x))


def calibrate(
    embedder: Embedder, gallery: TrainingSet, shop: TrainingSet, phone: TrainingSet | None, seed: int = 5
) -> Calibration:
    """Calibrate an embedder whose temperatures are still 1.

    gallery: products as the index would hold them; shop, phone: held-out photos, at least one in all. The
    thresholds are chosen so: exact, where half of the re-taken gallery pictures still are; close, where nine tenths of
    the held-out photos' closest products are; nothing, where one in a hundred real photos is lost; loose, where one in
    two hundred is.
    """
    rng = np.random.default_rng(seed)
    index = embedder.embed(gallery.photos)
    real_parts = [shop, *([phone] if phone is not None and len(phone) else [])]
    looks = [embedder.look(part.photos) for part in real_parts]
    temperatures = {"type": temperature(looks[0].types, shop.allowed[:, : len(embedder.types)])}
    for name, codes, seen in (("gender", shop.genders, looks[0].genders), ("colour", shop.colours, looks[0].colours)):
        known = codes >= 0
        temperatures[name] = temperature(seen[known], np.eye(seen.shape[1], dtype=bool)[codes[known]])

    grounds = phone.photos if phone is not None else []
    voids = embedder.look([nothing(grounds, 256, rng) for _ in range(600)])
    rows = rng.choice(len(gallery), min(300, len(gallery)), replace=False)
    again = embedder.embed([retaken(gallery.photos[row], _one_of(grounds, rng), rng) for row in rows])
    own = 1.0 - np.einsum("nd,nd->n", again, index[rows])
    closest = np.concatenate([_closest(part.embeddings, index) for part in looks])
    probable = np.concatenate([part.nothing for part in looks])
    confidence = {
        "exact": round(float(np.quantile(own, 0.5)), 4),
        "close": round(float(np.quantile(closest, 0.9)), 4),
        "loose": round(float(np.quantile(closest, 0.995)), 4),
        "nothing": round(float(np.clip(np.quantile(probable, 0.99), 0.05, 0.95)), 4),
    }
    void = (_closest(voids.embeddings, index) > confidence["loose"]) | (voids.nothing > confidence["nothing"])
    lost = (closest > confidence["loose"]) | (probable > confidence["nothing"])
    shares = {"nothing recognised as nothing": float(void.mean()), "real photos taken for nothing": float(lost.mean())}
    return Calibration({k: round(v, 4) for k, v in temperatures.items()}, confidence, shares)


def _closest(embeddings: np.ndarray, index: np.ndarray) -> np.ndarray:
    parts = [1.0 - (part @ index.T).max(axis=1) for part in np.array_split(embeddings, max(1, len(embeddings) // 256))]
    return np.concatenate(parts)


def _one_of(photos: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray | None:
    return photos[int(rng.integers(len(photos)))] if photos else None
