"""What test_backends runs under another Keras backend, in a process of its own: `python backend_step.py FOLDER`.

FOLDER holds an earlier run's weights. One step of training is taken on photos that are the same everywhere; what the
network saw before it, and the loss, go to FOLDER/seen.npz, and the trained weights to FOLDER/after.
"""

from __future__ import annotations

import sys
from pathlib import Path

import keras
import numpy as np

from recommender.training.checkpoints import load_checkpoint, save_checkpoint
from recommender.training.network import freeze_early_layers
from recommender.training.trainer import EmbedderLearner

SIZE, PRODUCTS = 64, 4


def photos() -> np.ndarray:
    """Eight photos of soft blots, (8, 64, 64, 3) float32 in 0 to 255; the last four are the first four, darker."""
    coarse = np.random.default_rng(5).uniform(0, 255, (PRODUCTS, 4, 4, 3))
    sharp = coarse.repeat(SIZE // 4, axis=1).repeat(SIZE // 4, axis=2)
    return np.concatenate([sharp, sharp * 0.8]).astype(np.float32)


def step(folder: Path) -> None:
    """Look, take a step, save."""
    network, words = load_checkpoint(folder, SIZE)
    seen = {name: keras.ops.convert_to_numpy(part) for name, part in network(photos(), training=False).items()}
    freeze_early_layers(network)
    learner = EmbedderLearner(network, words, PRODUCTS, memory=8)
    learner(photos())
    learner.compile(optimizer=keras.optimizers.SGD(0.01), jit_compile=False)
    codes = np.array([0, 1, 0, 1] * 2, np.int32)
    targets = {"allowed": np.eye(len(words.types), dtype=np.float32)[codes], "gender": codes, "colour": codes}
    products = np.array([0, 1, 2, 3] * 2, np.int32)
    loss = learner.train_on_batch(photos(), {**targets, "product": products})
    remembered = keras.ops.convert_to_numpy(learner.remembered)
    np.savez(folder / "seen.npz", loss=np.float64(loss), remembered=remembered, **seen)
    save_checkpoint(network, words, folder / "after")


if __name__ == "__main__":
    step(Path(sys.argv[1]))
