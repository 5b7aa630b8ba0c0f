"""The network's map of local descriptors (see recommender.network.local_descriptors), and how it is fitted.

It is one linear layer on features of the middle of the network, fitted when those have been learned: what tells a
product from its likes is there already, it only has to be picked out. Trained together with everything else it would
see random products side by side, which the embedding tells apart without it; here each product is set among those that
the embedding takes for its closest.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from keras import layers, ops

from recommender.network.local_descriptors import count_kept
from recommender.network.preprocessing import network_input
from recommender.training.data import TrainingSet
from recommender.training.synthetic.augmentation import background_from, one_of, retaken, shopper_view

DETAIL = 32
NORM, MAP = "detail_norm", "detail"
_PRODUCTS = 3000  # as many are looked at; more teach this little layer no more
_NEIGHBOURS, _SEEDS = 24, 2  # a batch: so many products' closest
_BATCH = 32


def local_descriptor_map(features: Any) -> Any:
    """(batch, h, w, c) -> (batch, h, w, DETAIL + 1): a direction for each place, and how much it is worth (a logit)."""
    # Its statistics are set once by fit_local_descriptors, never learned: a momentum would blur them.
    normal = layers.BatchNormalization(
        momentum=0.95, center=False, scale=False, trainable=False, name=NORM, dtype="float32"
    )
    return layers.Dense(DETAIL + 1, use_bias=False, trainable=False, name=MAP, dtype="float32")(normal(features))


def fit_local_descriptors(
    network: keras.Model,
    shop: TrainingSet,
    phone: TrainingSet | None,
    size: int,
    steps: int,
    seed: int = 1,
) -> None:
    """Fit the map in place, with cross-entropy over each product's closest (InfoNCE, van den Oord et al.
    2018). `shop` are products to learn from, `phone` gives the grounds that they are photographed on again."""
    rng = np.random.default_rng(seed)
    rows = rng.choice(len(shop), min(_PRODUCTS, len(shop)), replace=False)
    photos = [shop.photos[row] for row in rows]
    grounds = phone.photos if phone is not None else []
    again = [_again(photo, grounds, size, rng) for photo in photos]
    observed = keras.Model(network.input, [network.get_layer(NORM).input, network.output["embedding"]])
    kept, embeddings = _features(observed, photos, size)
    seen, _ = _features(observed, again, size)
    network.get_layer(NORM).set_weights([part.astype(np.float32) for part in _statistics(kept)])
    learner = _learner(network.get_layer(NORM), network.get_layer(MAP), kept.shape[1:])
    learner.compile(
        optimizer=keras.optimizers.AdamW(keras.optimizers.schedules.CosineDecay(4e-3, steps), weight_decay=0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        jit_compile=False,
    )
    groups = _Groups(seen, kept, embeddings, steps, seed)
    history = learner.fit(groups, epochs=1, verbose=0, shuffle=False).history
    network.get_layer(MAP).trainable = False
    print(f"details: {history['accuracy'][-1]:.1%} of re-taken products found among their closest, over {steps} steps")


def _again(photo: np.ndarray, grounds: list[np.ndarray], size: int, rng: np.random.Generator) -> np.ndarray:
    ground = one_of(grounds, rng)
    if rng.random() < 0.6:
        return retaken(photo, ground, rng)
    return shopper_view(photo, None if ground is None else background_from(ground, size, rng), size, rng)


def _features(observed: keras.Model, photos: list[np.ndarray], size: int) -> tuple[np.ndarray, np.ndarray]:
    maps, embeddings = [], []
    for start in range(0, len(photos), _BATCH):
        batch = np.stack([network_input(photo, size) for photo in photos[start : start + _BATCH]]).astype(np.float32)
        seen, embedding = observed.predict_on_batch(batch)
        maps.append(np.asarray(seen, dtype=np.float16))
        embeddings.append(np.asarray(embedding, dtype=np.float32))
    return np.concatenate(maps), np.concatenate(embeddings)


def _statistics(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    flat = features[:: max(1, len(features) // 500)].reshape(-1, features.shape[-1]).astype(np.float32)
    return flat.mean(axis=0), flat.var(axis=0) + 1e-6


class _Groups(keras.utils.PyDataset):  # type: ignore[misc]
    """Each batch the closest of a few products: their maps as seen again, as kept, and which is whose."""

    def __init__(self, seen: np.ndarray, kept: np.ndarray, embeddings: np.ndarray, steps: int, seed: int) -> None:
        super().__init__()
        self.seen, self.kept, self.steps, self.seed = seen, kept, steps, seed
        self.closest = np.argsort(-(embeddings @ embeddings.T), axis=1)[:, :_NEIGHBOURS]

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, index: int) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
        rng = np.random.default_rng((self.seed, index))
        rows = np.unique(self.closest[rng.choice(len(self.closest), min(_SEEDS, len(self.closest)), replace=False)])
        return (self.seen[rows].astype(np.float32), self.kept[rows].astype(np.float32)), np.arange(len(rows))


def _learner(normal: layers.Layer, linear: layers.Layer, shape: tuple[int, ...]) -> keras.Model:
    linear.trainable = True
    seen, kept = keras.Input(shape, name="seen"), keras.Input(shape, name="kept")
    logits = _LateInteraction(name="agreement")([linear(normal(seen)), linear(normal(kept))])
    return keras.Model((seen, kept), logits)


class _LateInteraction(layers.Layer):  # type: ignore[misc]
    """What network.local_descriptors.agreement computes, for all pairs of a batch, scaled: logits (batch, batch)."""

    def build(self, input_shape: Any) -> None:
        self.log_scale = self.add_weight(
            shape=(), initializer=keras.initializers.Constant(2.7), name="log_scale", dtype="float32"
        )

    def call(self, inputs: list[Any]) -> Any:
        seen, kept = inputs
        batch = ops.shape(seen)[0]
        every = ops.reshape(kept, (batch, kept.shape[1] * kept.shape[2], DETAIL + 1))
        _, best = ops.top_k(every[..., -1], count_kept(kept.shape[1], kept.shape[2]))
        theirs = ops.take_along_axis(every[..., :-1], ops.expand_dims(best, -1), axis=1)
        theirs = ops.normalize(ops.reshape(theirs, (-1, DETAIL)), axis=-1)
        ours = ops.normalize(ops.reshape(seen[..., :-1], (-1, DETAIL)), axis=-1)
        cosines = ops.matmul(ours, ops.transpose(theirs))
        places = seen.shape[1] * seen.shape[2]
        best = ops.max(ops.reshape(cosines, (batch, places, batch, -1)), axis=-1)
        worth = ops.softmax(ops.reshape(seen[..., -1], (batch, places)), axis=-1)
        return ops.sum(best * ops.expand_dims(worth, -1), axis=1) * ops.exp(self.log_scale)
