"""The training model (network, training-only heads, loss) and one stage of training with checkpoints and a log."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import ops

from recommender.errors import CatalogueError
from recommender.network.preprocessing import network_input
from recommender.training.backup import Backup, restore
from recommender.training.batches import EmbedderBatches
from recommender.training.data import TrainingSet
from recommender.training.labels import LabelVocabulary
from recommender.training.local_descriptors import fit_local_descriptors
from recommender.training.log import PassLog
from recommender.training.losses import allowed_set_loss, instance_loss, known_label_loss, title_words_loss
from recommender.training.network import DIM, CosineHead
from recommender.training.plan import DetectorPlan, EmbedderPlan


class EmbedderLearner(keras.Model):  # type: ignore[misc]
    """The network together with what only training needs. The sum of these losses is minimised:

    - heads: allowed-set cross-entropy for type, cross-entropy for gender and colour (weights 1, 0.8, 1.2);
    - embedding: the same three through cosine heads (NormFace), so that distances mean type, gender and colour;
    - InfoNCE between the catalogue view and the shopper view of one product, so that a product finds itself, also
      among the `memory` catalogue views of the batches before;
    - title words, where there are any: which of them the shop says of the product, from the features under the heads.

    A network without an embedding, as a second classifier is, learns by the heads and the title words. `pairs` of the
    batch's products, the first, are to find themselves: a photo mixed with another has no product to find.
    """

    def __init__(
        self,
        network: keras.Model,
        words: LabelVocabulary,
        products: int,
        memory: int,
        title_words: int = 0,
        pairs: int = 0,
    ) -> None:
        super().__init__(name="learner")
        self.network = network
        if title_words:
            features = network.get_layer("dropout").output
            self.network = keras.Model(network.input, {**network.output, "features": features}, name="with_features")
            self.told = keras.layers.Dense(
                title_words, name="told", dtype="float32"
            )  # named as the checkpoints have it
        self.products, self.pairs = products, pairs or products
        self.embeds = "embedding" in network.output
        if not self.embeds:
            return
        self.memory = self.add_weight((memory, DIM), "zeros", dtype="float32", trainable=False, name="memory")
        no_product = keras.initializers.Constant(-1)
        self.remembered = self.add_weight((memory,), no_product, dtype="int32", trainable=False, name="remembered")
        self.cosine_type = CosineHead(len(words.types), name="cosine_type", dtype="float32")
        self.cosine_gender = CosineHead(len(words.genders), name="cosine_gender", dtype="float32")
        self.cosine_colour = CosineHead(len(words.colours), name="cosine_colour", dtype="float32")

    def call(self, photos: Any, training: bool = False) -> dict[str, Any]:
        seen = dict(self.network(photos, training=training))
        if "features" in seen:
            seen["title_words"] = self.told(seen.pop("features"))
        if not self.embeds:
            return seen
        embedding = seen["embedding"]
        seen["cosine_type"] = self.cosine_type(embedding)
        seen["cosine_gender"] = self.cosine_gender(embedding)
        seen["cosine_colour"] = self.cosine_colour(embedding)
        return seen

    def compute_loss(
        self, x: Any = None, y: Any = None, y_pred: Any = None, sample_weight: Any = None, training: bool = True
    ) -> Any:
        parts = _labels_loss(y, y_pred)
        if "other" in y:
            others = {key: ops.take(part, y["other"], axis=0) for key, part in y.items()}
            parts = y["own"] * parts + (1.0 - y["own"]) * _labels_loss(others, y_pred)
        if not self.embeds:
            return ops.mean(parts)
        shop = y_pred["embedding"][: self.pairs]
        shopper = y_pred["embedding"][self.products : self.products + self.pairs]
        products = y["product"][: self.pairs]
        # A copy: Torch wants what it computed with unchanged until the gradient is there.
        pairs = instance_loss(shop, shopper, products, ops.copy(self.memory), ops.copy(self.remembered))
        if training:
            self._remember(ops.stop_gradient(shop), products)
        return ops.mean(parts) + 0.8 * ops.mean(pairs)

    def _remember(self, shop: Any, products: Any) -> None:
        """The newest views first; as many of the oldest are forgotten."""
        kept = self.memory.shape[0]
        self.memory.assign(ops.concatenate([shop, self.memory], axis=0)[:kept])
        self.remembered.assign(ops.concatenate([products, self.remembered], axis=0)[:kept])


_WEIGHTS = {"type": 1.0, "gender": 0.8, "colour": 1.2, "title_words": 0.3}
_COSINE_WEIGHTS = {"type": 0.5, "gender": 0.4, "colour": 0.6}


def _labels_loss(y: dict[str, Any], said: dict[str, Any]) -> Any:
    parts = _WEIGHTS["type"] * allowed_set_loss(said["type"], y["allowed"])
    for kind in ("gender", "colour"):
        parts = parts + _WEIGHTS[kind] * known_label_loss(said[kind], y[kind])
    if "title_words" in said:
        parts = parts + _WEIGHTS["title_words"] * title_words_loss(said["title_words"], y["title_words"])
    if "cosine_type" in said:
        parts = parts + _COSINE_WEIGHTS["type"] * allowed_set_loss(said["cosine_type"], y["allowed"])
        for kind in ("gender", "colour"):
            parts = parts + _COSINE_WEIGHTS[kind] * known_label_loss(said[f"cosine_{kind}"], y[kind])
    return parts


class HeldOutAccuracy(keras.callbacks.Callback):  # type: ignore[misc]
    """After each pass: how well the heads do on held-out products and phone photos, into the log."""

    def __init__(self, network: keras.Model, size: int, shop: TrainingSet, phone: TrainingSet | None) -> None:
        super().__init__()
        self.network_seen = network
        self.size = size
        self.parts = {"products": shop, **({"phone": phone} if phone is not None and len(phone) else {})}

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        for name, part in self.parts.items():
            if not len(part) or logs is None:
                continue
            photos = np.stack([network_input(photo, self.size) for photo in part.photos]).astype(np.float32)
            seen = self.network_seen.predict(photos, batch_size=64, verbose=0)
            right = part.allowed[np.arange(len(part)), np.asarray(seen["type"]).argmax(axis=1)]
            logs[f"{name}_type"] = float(right.mean())
            for word, codes in (("gender", part.genders), ("colour", part.colours)):
                known = codes >= 0
                if known.any():
                    agree = np.asarray(seen[word]).argmax(axis=1)[known] == codes[known]
                    logs[f"{name}_{word}"] = float(agree.mean())


class WarmedUpCosine(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """Linear warm-up from a tenth, then a cosine down to a fiftieth (Loshchilov & Hutter 2017), in `steps` in all.

    Keras' own, CosineDecay, branches; AdamW asks for the rate once a weight, and hundreds of branches take as long to
    make as a fifth of the step's graph.
    """

    def __init__(self, rate: float, warmup: int, steps: int) -> None:
        super().__init__()
        self.rate, self.warmup, self.decay = rate, warmup, max(1, steps - warmup)

    def __call__(self, step: Any) -> Any:
        step = ops.cast(step, "float32")
        rising = 0.1 + 0.9 * step / max(1, self.warmup)
        done = ops.clip((step - self.warmup) / self.decay, 0.0, 1.0)
        return self.rate * ops.where(step < self.warmup, rising, 0.51 + 0.49 * ops.cos(np.pi * done))


def averaging(momentum: float, steps: int) -> float:
    """The moving average's momentum in a run of so many steps: as told, but so that what the run began with is
    forgotten. Of 160 steps at 0.998 three quarters of the mean are the weights before the first of them."""
    return max(0.0, min(momentum, 1.0 - 5.0 / max(1, steps)))  # exp(-5): 0.7 % is left of them


def train(
    network: keras.Model,
    words: LabelVocabulary,
    plan: EmbedderPlan,
    shop: TrainingSet,
    phone: TrainingSet | None,
    check: tuple[TrainingSet, TrainingSet | None],
    out: Path,
    voids: Sequence[np.ndarray] = (),
) -> None:
    """Train `network` in place. `out` gets checkpoints (out/backup, after every pass and every 200 steps), the log
    (log.csv); called again with the same `out` after an interruption, it goes on where it was. `voids` are photos of
    anything but products.

    Raises CatalogueError if there is nothing to train on.
    """
    if not len(shop):
        raise CatalogueError("nothing to train on: no product has both a readable picture and a type")
    out.mkdir(parents=True, exist_ok=True)
    products = min(plan.products, len(shop))
    # With an embedding, half of the products are left as they are, to find themselves.
    whole = (products + 1) // 2 if plan.mixed and "embedding" in network.output else 0
    batches = EmbedderBatches(shop, phone, words, plan, products, voids, whole)
    learner = EmbedderLearner(network, words, products, plan.memory, batches.title_words, whole)
    learner(np.zeros((2 * products, plan.size, plan.size, 3), dtype=np.float32))
    photos = 2 * products + batches.phone_count + batches.void_count
    print(f"{plan.passes} passes of {len(batches)} steps, {photos} photos of {plan.size} pixels a step")
    found = [HeldOutAccuracy(network, plan.size, *check)]
    run_passes(learner, batches, plan, plan.warmup_steps, out, found, verbose=1 if sys.stdout.isatty() else 2)
    settle(network, batches)


def run_passes(
    learner: keras.Model,
    batches: keras.utils.PyDataset,
    plan: EmbedderPlan | DetectorPlan,
    warmup: int,
    out: Path,
    callbacks: Sequence[keras.callbacks.Callback],
    backup_steps: int = 200,
    verbose: int = 2,
) -> None:
    """All passes of a plan, from where an interrupted run was, with checkpoints in out/backup and a log in out/log.csv,
    which has what the callbacks find."""
    steps = plan.passes * len(batches)
    learner.compile(
        optimizer=keras.optimizers.AdamW(
            WarmedUpCosine(plan.learning_rate, min(warmup, steps // 5), steps),
            weight_decay=plan.weight_decay,
            clipnorm=5.0,
            use_ema=plan.average > 0,
            ema_momentum=averaging(plan.average, steps),
        ),
        jit_compile=False,
    )
    begin_with = restore(learner, out / "backup", len(batches))
    if begin_with:
        print(f"going on after pass {begin_with}")
        batches.start_at(begin_with)
    learner.fit(
        batches,
        initial_epoch=begin_with,
        epochs=plan.passes,
        verbose=verbose,
        shuffle=False,
        callbacks=[
            keras.callbacks.TerminateOnNaN(),
            *callbacks,
            PassLog(out / "log.csv"),
            Backup(out / "backup", backup_steps),
        ],
    )
    if not all(np.isfinite(weights).all() for weights in learner.get_weights()):
        raise RuntimeError("training diverged: the weights are not finite; try a lower --learning-rate")


def settle(network: keras.Model, batches: EmbedderBatches) -> None:
    """What weights that are a mean of others need, of steps or of runs, before they are used."""
    recalibrate(network, batches)
    plan = batches.plan
    if plan.details and "detail" in network.output:
        fit_local_descriptors(network, batches.shop, batches.phone, plan.size, plan.details, plan.seed)


def recalibrate(network: keras.Model, batches: EmbedderBatches, steps: int = 60) -> None:
    """Renew BatchNormalization's moving statistics under averaged weights (Izmailov et al. 2018): no gradient, only
    forward passes."""
    for index in range(min(steps, len(batches))):
        network(batches[index][0], training=True)
