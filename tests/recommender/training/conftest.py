"""One network for all tests of training that do not train it: building one takes a second or more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from recommender.training.labels import LabelVocabulary

WORDS = LabelVocabulary(("Caps", "Ties", "(nothing)"), ("Men", "Women"), ("Blue", "Red"))
MORE = LabelVocabulary(("Bags", "Caps", "Ties", "(nothing)"), ("Men", "Unisex"), ("Blue", "Green", "Red"))


@pytest.fixture(scope="session")
def network() -> Any:
    """A network at random weights that a checkpoint holds exactly; tests that train build their own."""
    keras = pytest.importorskip("keras", reason="training needs the train extra")
    from recommender.training.checkpoints import halved
    from recommender.training.network import build_network

    keras.utils.set_random_seed(3)
    built = build_network(WORDS, 32)
    built.set_weights([halved(weight).astype(np.float32) for weight in built.get_weights()])
    return built
