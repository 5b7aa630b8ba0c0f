"""Batches for the embedder: two views of each product, the shop's and a shopper's, and a share of real phone photos."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np

from recommender.network.embedder import NOTHING
from recommender.training.data import TrainingSet
from recommender.training.labels import LabelVocabulary
from recommender.training.plan import EmbedderPlan
from recommender.training.synthetic.augmentation import (
    background_from,
    camera,
    clutter,
    phone_view,
    shop_view,
    shopper_view,
)
from recommender.training.synthetic.cutout import foreground_mask
from recommender.training.synthetic.voids import synthetic_void


class EmbedderBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """One pass over the products. A batch holds `products` catalogue views, then the same products' shopper views in
    the same order, then `phones` phone photos, then `nothings` photos without a product.

    Rare types come more often than their share: a photo's chance grows with the -`rare` power of its type's count, so
    that 0 is as in the catalogue and 1 is every type alike. `voids` are real photos of anything but products; two in
    three of the photos without a product are then made from them, the others are drawn. Where photos are mixed, both
    views of the first `whole` products are not.
    """

    def __init__(
        self,
        shop: TrainingSet,
        phone: TrainingSet | None,
        words: LabelVocabulary,
        plan: EmbedderPlan,
        products: int,
        voids: Sequence[np.ndarray] = (),
        whole: int = 0,
    ) -> None:
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=6)
        self.shop, self.phone, self.size, self.products = shop, phone, plan.size, products
        self.phone_count = plan.phones if phone is not None and len(phone) else 0
        self.void_count, self.seed, self.plan = plan.nothings, plan.seed, plan
        self.voids, self.whole = voids, whole
        self.title_words = shop.title_words.shape[1]
        self._void_target = np.array([[word == NOTHING for word in words.types]], dtype=np.float32)
        sharp = [plan.sharp if max(photo.shape) >= plan.size else 1.0 for photo in shop.photos]
        self._shop_chances = _chances(shop, plan.rare, np.array(sharp))
        if self.phone is not None and self.phone_count:
            self._phone_chances = _chances(self.phone, 0.5, np.ones(len(self.phone)))
        self._length = max(1, int(plan.share * len(shop)) // products)
        self._masks: dict[int, np.ndarray] = {}
        self.epoch = 0
        self._draw()

    def __len__(self) -> int:
        return self._length

    def start_at(self, epoch: int) -> None:
        """Go to the given pass, as a resumed run has to: its photos and views are those it would have had."""
        self.epoch = epoch
        self._draw()

    def on_epoch_end(self) -> None:
        self.start_at(self.epoch + 1)

    def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        rng = np.random.default_rng((self.seed, self.epoch, index))
        rows = self._rows[index * self.products : (index + 1) * self.products]
        clean = [shop_view(self.shop.photos[row], self.size, rng) for row in rows]
        hard = [
            shopper_view(self.shop.photos[row], self._background(rng), self.size, rng, self._mask(row)) for row in rows
        ]
        views, targets = [*clean, *hard], [{**self._targets(self.shop, rows), "product": rows.astype(np.int32)}] * 2
        if self.phone is not None and self.phone_count:
            phone_rows = rng.choice(len(self.phone), self.phone_count, p=self._phone_chances)
            views += [phone_view(self.phone.photos[row], self.size, rng) for row in phone_rows]
            no_product = np.full(self.phone_count, -1, dtype=np.int32)
            targets.append({**self._targets(self.phone, phone_rows), "product": no_product})
        if self.void_count:
            views += [self._void_view(rng) for _ in range(self.void_count)]
            unknown = np.full(self.void_count, -1, dtype=np.int32)
            none = {"gender": unknown, "colour": unknown, "product": unknown}
            targets.append({"allowed": self._void_target.repeat(self.void_count, 0), **none})
        joined = {key: np.concatenate([part[key] for part in targets]) for key in targets[0]}
        if self.title_words:
            joined["title_words"] = np.zeros((len(views), self.title_words), dtype=np.float32)
            joined["title_words"][: 2 * len(rows)] = np.tile(self.shop.title_words[rows], (2, 1))
        seen = np.stack(views).astype(np.float32)
        return self._mixed(seen, joined, rng) if self.plan.mixed else (seen, joined)

    def _mixed(
        self, views: np.ndarray, targets: dict[str, np.ndarray], rng: np.random.Generator
    ) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Each photo and one of the others on top of each other, and how much of it is the first's: mixup (Zhang et al.
        2018), which keeps a network from learning single photos with their wrong labels by heart."""
        other = rng.permutation(len(views)).astype(np.int32)
        own = rng.beta(self.plan.mixed, self.plan.mixed, len(views)).astype(np.float32)
        own = np.maximum(own, 1.0 - own)  # the first is what is seen most of
        own[: self.whole] = own[self.products : self.products + self.whole] = 1.0
        part = own[:, None, None, None]
        return part * views + (1.0 - part) * views[other], {**targets, "other": other, "own": own}

    def _mask(self, row: int) -> np.ndarray:
        """Half of a shopper view's time goes into finding the product's outline, so it is found once."""
        if row not in self._masks:
            self._masks[row] = foreground_mask(self.shop.photos[row])
        return self._masks[row]

    def _background(self, rng: np.random.Generator) -> np.ndarray | None:
        chance = rng.random()
        if chance < 0.3:
            return None
        if self.phone is None or not len(self.phone) or chance < 0.4:
            return clutter(self.size, rng)
        return background_from(self.phone.photos[int(rng.integers(len(self.phone)))], self.size, rng)

    def _void_view(self, rng: np.random.Generator) -> np.ndarray:
        """A photo without a product, through the same cameras as those with one: what is seen, not how, is to tell."""
        if self.voids and rng.random() < 0.67:
            photo = self.voids[int(rng.integers(len(self.voids)))]
            if rng.random() < 0.5:
                return phone_view(photo, self.size, rng)
            return shopper_view(photo, self._background(rng), self.size, rng)
        view = synthetic_void(self.phone.photos if self.phone is not None else [], self.size, rng)
        return camera(view, rng) if rng.random() < 0.5 else view

    def _draw(self) -> None:
        rng = np.random.default_rng((self.seed, self.epoch))
        self._rows = rng.choice(len(self.shop), self._length * self.products, p=self._shop_chances)

    @staticmethod
    def _targets(part: TrainingSet, rows: np.ndarray) -> dict[str, np.ndarray]:
        return {
            "allowed": part.allowed[rows].astype(np.float32),
            "gender": part.genders[rows],
            "colour": part.colours[rows],
        }


def _chances(part: TrainingSet, rare: float, times: np.ndarray) -> np.ndarray:
    """Each photo's chance to be drawn: by how many share its set of allowed types, and `times` as often."""
    keys = [row.tobytes() for row in part.allowed]
    counts: dict[bytes, int] = {}
    for key in keys:
        counts[key] = counts.get(key, 0) + 1
    weights = np.array([counts[key] ** -rare for key in keys]) * times
    return np.asarray(weights / weights.sum())
