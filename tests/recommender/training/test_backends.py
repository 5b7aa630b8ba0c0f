"""The same network, losses and step under other Keras backends: what a GPU under JAX or Torch would train."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from recommender.training.checkpoints import load_checkpoint, save_checkpoint
from recommender.training.network import build_network
from tests import ROOT
from tests.recommender.training.backend_step import SIZE
from tests.recommender.training.conftest import WORDS


def _step(folder: Path, backend: str) -> dict[str, np.ndarray]:
    script = Path(__file__).with_name("backend_step.py")
    done = subprocess.run(
        [sys.executable, str(script), str(folder)],
        env=os.environ | {"KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    with np.load(folder / "seen.npz") as seen:
        return dict(seen)


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The weights that every backend starts from, and what TensorFlow made of them."""
    folder = tmp_path_factory.mktemp("tensorflow")
    keras.utils.set_random_seed(6)
    save_checkpoint(build_network(WORDS, SIZE), WORDS, folder)
    _step(folder, "tensorflow")
    return folder


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "backend",
    [
        pytest.param(
            each, marks=pytest.mark.skipif(importlib.util.find_spec(each) is None, reason=f"{each} is not installed")
        )
        for each in ("jax", "torch")
    ],
)
def test_another_backend_does_the_same(backend: str, start: Path, tmp_path: Path) -> None:
    """From the same weights it sees the same in the same photos, has the same loss, and a step moves the weights as
    TensorFlow's does; what it saves is loaded by TensorFlow."""
    for name in ("lookalike.weights.h5.z", "words.json"):
        shutil.copy(start / name, tmp_path / name)
    with np.load(start / "seen.npz") as before:
        expected = dict(before)
    seen = _step(tmp_path, backend)
    for name in ("embedding", "type", "gender", "colour"):
        np.testing.assert_allclose(seen[name], expected[name], atol=2e-3, err_msg=name)
    assert seen["remembered"].tolist() == expected["remembered"].tolist() == [0, 1, 2, 3, -1, -1, -1, -1]
    # The dropout is drawn by each backend for itself.
    assert float(seen["loss"]) == pytest.approx(float(expected["loss"]), rel=0.15)

    networks = [load_checkpoint(folder, SIZE)[0] for folder in (start, start / "after", tmp_path / "after")]
    started, theirs, ours = (
        np.concatenate([w.ravel() for w in network.get_layer("backbone").get_weights()]) for network in networks
    )
    moved, as_moved = ours - started, theirs - started
    assert np.linalg.norm(moved) > 0
    cosine = float(moved @ as_moved / (np.linalg.norm(moved) * np.linalg.norm(as_moved)))
    assert cosine > 0.9, "a step under this backend goes elsewhere"
