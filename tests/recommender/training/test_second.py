"""A second opinion beside the first: trained by itself, kept in checkpoints, and the mean of both is what counts."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from recommender.training.checkpoints import load_checkpoint, save_checkpoint, start_from, with_second
from recommender.training.labels import Vocabulary
from recommender.training.network import backbone_of, build_network
from recommender.training.second import ATTRIBUTES, BACKBONE, has_second, train_second_only
from recommender.training.trainer import Learner

pytestmark = pytest.mark.timeout(900)

WORDS = Vocabulary(("Caps", "Ties", "(nothing)"), ("Men", "Women"), ("Blue", "Red"))
MORE = Vocabulary(("Bags", "Caps", "Ties", "(nothing)"), ("Men", "Unisex"), ("Blue", "Green", "Red"))
PHOTOS = np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3)).astype(np.float32)
KNOWN = np.array([0, 1, 0, 1], np.int32)
OTHERS = KNOWN[::-1].copy()


@pytest.fixture(scope="module")
def first() -> keras.Model:
    keras.utils.set_random_seed(3)
    return build_network(WORDS, 32)


@pytest.fixture
def both(first: keras.Model) -> keras.Model:
    keras.utils.set_random_seed(5)
    return with_second(first, WORDS, 32, "first")


def seen(network: keras.Model) -> dict[str, np.ndarray]:
    return {name: np.asarray(part) for name, part in network(PHOTOS, training=False).items()}


def targets(codes: np.ndarray, products: list[int]) -> dict[str, np.ndarray]:
    allowed = np.eye(3, dtype=np.float32)[codes]
    return {"allowed": allowed, "gender": codes, "colour": codes, "product": np.array(products, np.int32)}


def test_the_first_stays_as_it_is_and_the_mean_is_what_counts(first: keras.Model, both: keras.Model) -> None:
    """A network that gets a second opinion still says, by the first, what it said; the answer is the mean of both."""
    before, now = seen(first), seen(both)
    for name in ("embedding", "detail"):
        np.testing.assert_allclose(now[name], before[name], atol=1e-5)
    for kind in ATTRIBUTES:
        np.testing.assert_allclose(now[f"first_{kind}"], before[kind], atol=1e-5)
        np.testing.assert_allclose(now[kind], (now[f"first_{kind}"] + now[f"second_{kind}"]) / 2, atol=1e-5)
    assert with_second(both, WORDS, 32, "first") is both


def test_a_second_starts_from_the_firsts_upper_half(first: keras.Model, both: keras.Model) -> None:
    """Layer by layer, by their names."""
    layers = [layer for layer in both.get_layer(BACKBONE).layers if layer.weights]
    assert len(layers) > 30
    for layer in layers:
        for mine, theirs in zip(
            layer.get_weights(), backbone_of(first).get_layer(layer.name).get_weights(), strict=True
        ):
            np.testing.assert_array_equal(mine, theirs)


def test_the_second_alone_is_trained(both: keras.Model) -> None:
    """A step changes what the second says, and nothing of what the first does."""
    train_second_only(both)
    before = seen(both)
    learner = Learner(both, WORDS, 2, memory=3, only_second=True)
    learner.compile(optimizer=keras.optimizers.AdamW(1e-2), jit_compile=False, run_eagerly=True)
    learner.train_on_batch(PHOTOS, targets(KNOWN, [7, 8, 7, 8]))
    now = seen(both)
    for name in ("embedding", "detail", *(f"first_{kind}" for kind in ATTRIBUTES)):
        np.testing.assert_array_equal(now[name], before[name])
    for kind in ATTRIBUTES:
        assert np.abs(now[f"second_{kind}"] - before[f"second_{kind}"]).max() > 1e-3


def test_trained_together_each_has_its_own_loss(both: keras.Model) -> None:
    """Without `only_second` a step changes both opinions."""
    before = seen(both)
    learner = Learner(both, WORDS, 2, memory=3)
    learner.compile(optimizer=keras.optimizers.AdamW(1e-2), jit_compile=False, run_eagerly=True)
    learner.train_on_batch(PHOTOS, targets(KNOWN, [7, 8, 7, 8]))
    now = seen(both)
    for name in (f"{opinion}_{kind}" for opinion in ("first", "second") for kind in ATTRIBUTES):
        assert np.abs(now[name] - before[name]).max() > 1e-3, name


def test_a_teacher_takes_the_place_of_products_labels_only(both: keras.Model) -> None:
    """Taught by the first alone, other labels make no difference for products; for phone photos they do."""
    train_second_only(both)
    learner = Learner(both, WORDS, 2, memory=3, only_second=True, teach=1.0)
    said = learner(PHOTOS)

    def loss(codes: np.ndarray, products: list[int]) -> float:
        return float(learner.compute_loss(y=targets(codes, products), y_pred=said))

    assert loss(KNOWN, [7, 8, 7, 8]) == pytest.approx(loss(OTHERS, [7, 8, 7, 8]), rel=1e-6)
    assert abs(loss(KNOWN, [-1] * 4) - loss(OTHERS, [-1] * 4)) > 1e-4


def test_a_checkpoint_keeps_both(both: keras.Model, tmp_path: Path) -> None:
    """Saved and loaded at another size it has a second opinion, and says the same but for the rounding."""
    save_checkpoint(both, WORDS, tmp_path)
    again, words = load_checkpoint(tmp_path, 32)
    assert words == WORDS and has_second(again)
    before, now = seen(both), seen(again)
    for kind in ATTRIBUTES:
        np.testing.assert_allclose(now[f"second_{kind}"], before[f"second_{kind}"], atol=0.05)
    assert has_second(load_checkpoint(tmp_path, 64)[0])


def test_new_words_leave_the_old_in_place_in_both(both: keras.Model, tmp_path: Path) -> None:
    """A shop's own types get outputs behind the known ones, in each opinion; "nothing" stays the last."""
    save_checkpoint(both, WORDS, tmp_path)
    old, _ = load_checkpoint(tmp_path, 32)
    grown, words = start_from(str(tmp_path), MORE, 32)
    assert has_second(grown) and "Bags" in words.types
    places = [words.types.index(each) for each in WORDS.types]
    for opinion in ("first", "second"):
        np.testing.assert_allclose(seen(grown)[f"{opinion}_type"][:, places], seen(old)[f"{opinion}_type"], atol=1e-5)
