"""Temperatures of the heads, and the distances and the probability by which an answer is exact, close or none.

All come from held-out photos, found through the exported embedder itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.optimize import minimize_scalar

from recommender.network.embedder import Embedder
from recommender.training.data import TrainingSet
from recommender.training.synthetic.augmentation import one_of, retaken
from recommender.training.synthetic.voids import synthetic_void

_THUMBNAIL = 120  # pixels
_MOST_VOIDS = 600


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
    embedder: Embedder,
    gallery: TrainingSet,
    shop: TrainingSet,
    phone: TrainingSet | None,
    seed: int = 5,
    voids: Sequence[np.ndarray] = (),
) -> Calibration:
    """Calibrate an embedder whose temperatures are still 1.

    gallery: products as the index would hold them; shop, phone: held-out photos, at least one in all, whose products
    the gallery does not have; voids: held-out photos of anything but products. The thresholds are those of
    `thresholds`; re-taken gallery pictures are what is exact.
    """
    rng = np.random.default_rng(seed)
    index = embedder.embed(gallery.photos)
    real_parts = [shop, *([phone] if phone is not None and len(phone) else [])]
    looks = [embedder.predict(part.photos) for part in real_parts]
    temperatures = {"type": temperature(looks[0].types, shop.allowed[:, : len(embedder.types)])}
    for name, codes, seen in (("gender", shop.genders, looks[0].genders), ("colour", shop.colours, looks[0].colours)):
        known = codes >= 0
        temperatures[name] = temperature(seen[known], np.eye(seen.shape[1], dtype=bool)[codes[known]])

    grounds = phone.photos if phone is not None else []
    # No more than there are real photos: what is said of the ones is as sure as what is said of the others.
    count = min(_MOST_VOIDS, sum(map(len, real_parts))) - len(voids)
    void = embedder.predict([*(synthetic_void(grounds, 256, rng) for _ in range(count)), *voids])
    rows = rng.choice(len(gallery), min(300, len(gallery)), replace=False)
    again = embedder.embed([retaken(gallery.photos[row], one_of(grounds, rng), rng) for row in rows])
    own = 1.0 - np.einsum("nd,nd->n", again, index[rows])
    copies = 1.0 - np.einsum("nd,nd->n", embedder.embed([copied(gallery.photos[row]) for row in rows]), index[rows])
    nearest = [_nearest(part.embeddings, index) for part in looks]
    closest = np.concatenate([distances for distances, _ in nearest])
    right = np.concatenate(
        [
            (gallery.allowed[found] & part.allowed).any(axis=1)
            for (_, found), part in zip(nearest, real_parts, strict=True)
        ]
    )
    probable = np.concatenate([part.nothing for part in looks])
    confidence = thresholds(own, copies, nearest[0][0], closest, right, probable)
    shares = {
        "nothing recognised as nothing": float((void.nothing > confidence["nothing"]).mean()),
        "real photos taken for nothing": float((probable > confidence["nothing"]).mean()),
    }
    return Calibration({k: round(v, 4) for k, v in temperatures.items()}, confidence, shares)


def copied(photo: np.ndarray) -> np.ndarray:
    """A picture as it comes back from a chat: compressed once more and, if it is no thumbnail, smaller."""
    if max(photo.shape) > _THUMBNAIL:
        photo = cv2.resize(photo, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    _, coded = cv2.imencode(".jpg", photo, [cv2.IMWRITE_JPEG_QUALITY, 75])
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))


def thresholds(
    own: np.ndarray,
    copies: np.ndarray,
    strangers: np.ndarray,
    closest: np.ndarray,
    right: np.ndarray,
    probable: np.ndarray,
) -> dict[str, float]:
    """The confidence's thresholds (see ConfidenceThresholds), ascending.

    Of own and copies the distances are from their own products: own are photos, copies the products' own pictures come
    back. Those of strangers, photos whose product the shop does not have, are from the closest. The same of all
    held-out photos is closest; right says whether that product is of a right type, probable how probable "nothing" is.

    Exact reaches as far as nine in ten are the very product, if photos of products that the shop has are as many as of
    others; and at least as far as 95 % of the copies are. Close reaches as far as nine in ten begin with a right type.
    Nothing is where one in a hundred real photos is lost, but not below 5 %.
    """
    close = reach(closest[right], closest[~right])
    # Products hardly told apart from their variants leave no distance at which strangers are few.
    exact = min(close, max(reach(own, strangers, even=True), float(np.quantile(copies, 0.95))))
    nothing_from = float(np.clip(np.quantile(probable, 0.99), 0.05, 0.95))
    found = {"exact": exact, "close": close, "nothing": nothing_from}
    return {name: round(value, 4) for name, value in found.items()}


def reach(good: np.ndarray, bad: np.ndarray, share: float = 0.9, even: bool = False) -> float:
    """The largest of these distances up to which at least `share` of them are good ones; 0 if there is none. With
    `even`, as if there were as many good as bad ones."""
    weights = np.concatenate([np.full(len(good), 1 / max(1, len(good)) if even else 1.0), np.zeros(len(bad))])
    against = np.concatenate([np.zeros(len(good)), np.full(len(bad), 1 / max(1, len(bad)) if even else 1.0)])
    distances = np.concatenate([good, bad])
    order = np.argsort(distances, kind="stable")
    gained = weights[order].cumsum()
    enough = gained >= share * (gained + against[order].cumsum())
    return float(distances[order][enough].max()) if enough.any() else 0.0


def _nearest(embeddings: np.ndarray, index: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each photo's distance from its closest product, and that product's row."""
    rows = np.concatenate(
        [(part @ index.T).argmax(axis=1) for part in np.array_split(embeddings, max(1, len(embeddings) // 256))]
    )
    return 1.0 - np.einsum("nd,nd->n", embeddings, index[rows]), rows
