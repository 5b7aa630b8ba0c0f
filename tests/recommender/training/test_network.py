"""The network: sizes, pooling, what is frozen, and starting from earlier weights."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from recommender.errors import EmbedderError
from recommender.training.checkpoints import load_checkpoint, save_checkpoint, start_from
from recommender.training.labels import LabelVocabulary
from recommender.training.layers.features import BATCH_NORM_MOMENTUM
from recommender.training.layers.pooling import AttentionPool
from recommender.training.network import (
    DIM,
    FROZEN_UP_TO,
    CosineHead,
    backbone_of,
    build_network,
    freeze_early_layers,
)
from recommender.training.trainer import EmbedderLearner, averaging
from tests.recommender.training.conftest import MORE, WORDS

pytestmark = pytest.mark.timeout(900)

PHOTOS = np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3)).astype(np.float32)


@pytest.fixture(scope="module")
def checkpoint(network: keras.Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an earlier run."""
    folder = tmp_path_factory.mktemp("run")
    save_checkpoint(network, WORDS, folder)
    return folder


def _seen(network: keras.Model, photos: np.ndarray = PHOTOS) -> dict[str, np.ndarray]:
    return {name: np.asarray(part) for name, part in network(photos, training=False).items()}


def test_outputs(network: keras.Model) -> None:
    """Embeddings of length 1 and logits for every word of each head come out."""
    seen = _seen(network)
    assert {name: part.shape for name, part in seen.items()} == {
        "embedding": (4, DIM),
        "type": (4, 3),
        "gender": (4, 2),
        "colour": (4, 2),
        "detail": (4, 2, 2, 33),
    }
    np.testing.assert_allclose(np.linalg.norm(seen["embedding"], axis=1), 1, atol=1e-5)


def test_normalisation_follows_the_data(network: keras.Model) -> None:
    """No normalisation in the network keeps the momentum with which a short training never reaches its statistics."""
    layers = [*backbone_of(network).layers, *network.layers]
    momenta = {layer.momentum for layer in layers if isinstance(layer, keras.layers.BatchNormalization)}
    assert momenta == {BATCH_NORM_MOMENTUM}


def test_the_weights_do_not_depend_on_the_size(checkpoint: Path, network: keras.Model) -> None:
    """Weights trained at one size load into a network of another, which sees larger photos with them."""
    larger, words = load_checkpoint(checkpoint, 64)
    assert words == WORDS
    for mine, theirs in zip(larger.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)
    assert _seen(larger, PHOTOS.repeat(2, 1).repeat(2, 2))["embedding"].shape == (4, DIM)


def test_attention_starts_as_the_mean() -> None:
    """Before any training the pool is the plain mean over places; with a query it leans to the places it points at."""
    features = np.random.default_rng(2).normal(size=(2, 3, 5, 7)).astype(np.float32)
    pool = AttentionPool()
    np.testing.assert_allclose(np.asarray(pool(features)), features.mean(axis=(1, 2)), atol=1e-5)
    query = np.zeros((7, 1), np.float32)
    query[4] = 50
    pool.set_weights([query])
    places = features.reshape(2, 15, 7)
    strongest = places[np.arange(2), places[..., 4].argmax(axis=1)]
    np.testing.assert_allclose(np.asarray(pool(features)), strongest, atol=0.05)


def test_cosine_logits() -> None:
    """A cosine head gives its scale where embedding and direction agree, whatever the direction's length."""
    head = CosineHead(2)
    head.build((None, 3))
    head.set_weights([np.array([[5.0, 0.0], [0.0, 0.1], [0.0, 0.0]], np.float32)])
    logits = np.asarray(head(np.array([[1, 0, 0], [0, -1, 0]], np.float32)))
    np.testing.assert_allclose(logits, [[16, 0], [0, -16]], atol=1e-4)


def test_frozen_layers_stay() -> None:
    """Training leaves the frozen layers as they are, their statistics included, changes what lies behind, and keeps the
    newest catalogue views in memory."""
    keras.utils.set_random_seed(4)
    network = build_network(WORDS, 32)
    freeze_early_layers(network)
    backbone = backbone_of(network)
    names = [layer.name for layer in backbone.layers]
    frozen = backbone.layers[: names.index(FROZEN_UP_TO) + 1]
    free = [layer for layer in backbone.layers[len(frozen) :] if layer.weights]
    before = [[np.array(w) for w in layer.get_weights()] for layer in frozen]
    behind = [[np.array(w) for w in layer.get_weights()] for layer in free]
    heads = {
        name: np.array(network.get_layer(name).get_weights()[0]) for name in ("type", "gender", "colour", "project")
    }

    learner = EmbedderLearner(network, WORDS, 2, memory=3)
    learner.compile(optimizer=keras.optimizers.AdamW(1e-2), jit_compile=False, run_eagerly=True)
    known = np.array([0, 1, 0, 1], np.int32)
    targets = {"allowed": np.eye(3, dtype=np.float32)[known], "gender": known, "colour": known}
    for batch in ([7, 8], [9, 5]):
        learner.train_on_batch(PHOTOS, {**targets, "product": np.array([*batch, *batch], np.int32)})

    assert np.asarray(learner.remembered).tolist() == [9, 5, 7]
    np.testing.assert_allclose(np.linalg.norm(np.asarray(learner.memory), axis=1), 1, atol=1e-5)

    for layer, weights in zip(frozen, before, strict=True):
        for old, new in zip(weights, layer.get_weights(), strict=True):
            np.testing.assert_array_equal(old, new)
    for layer, weights in zip(free, behind, strict=True):
        assert any(not np.array_equal(old, new) for old, new in zip(weights, layer.get_weights(), strict=True)), (
            layer.name
        )
    for name, old in heads.items():
        assert not np.array_equal(old, network.get_layer(name).get_weights()[0]), name


def test_only_whole_products_are_to_find_themselves(network: keras.Model) -> None:
    """Of `pairs` products the two views are compared and remembered; where other embeddings lie is not asked."""
    learner = EmbedderLearner(network, WORDS, 2, memory=3, pairs=1)
    said = learner(PHOTOS)
    codes = np.array([0, 1, 0, 1], np.int32)
    targets = {"allowed": np.eye(3, dtype=np.float32)[codes], "gender": codes, "colour": codes}
    targets["product"] = np.array([7, 8, 7, 8], np.int32)

    def loss_with_turned(row: int) -> float:
        embedding = np.array(said["embedding"])
        embedding[row] *= -1
        return float(learner.compute_loss(y=targets, y_pred={**said, "embedding": embedding}, training=False))

    learner.remembered.assign(np.array([5, 6, 9], np.int32))
    learner.memory.assign(np.eye(3, DIM))
    as_it_is = float(learner.compute_loss(y=targets, y_pred=said))
    assert np.asarray(learner.remembered).tolist() == [7, 5, 6]
    learner.remembered.assign(np.array([5, 6, 9], np.int32))
    learner.memory.assign(np.eye(3, DIM))
    assert loss_with_turned(1) == loss_with_turned(3) == pytest.approx(as_it_is, rel=1e-6)
    assert loss_with_turned(2) > as_it_is + 0.1


def test_half_precision_costs_next_to_nothing(tmp_path: Path) -> None:
    """Weights saved in half precision give the same embedding, and one that would overflow keeps its value."""
    whole = build_network(WORDS, 32)
    kernel, bias = whole.get_layer("type").get_weights()
    bias[0] = 1e6
    whole.get_layer("type").set_weights([kernel, bias])
    half, _ = load_checkpoint(save_checkpoint(whole, WORDS, tmp_path), 32)
    assert half.get_layer("type").get_weights()[1][0] == 1e6
    cosines = (_seen(whole)["embedding"] * _seen(half)["embedding"]).sum(axis=1)
    assert cosines.min() > 0.999
    assert (tmp_path / "lookalike.weights.h5.z").stat().st_size < 5e6
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lookalike.weights.h5.z", "words.json"]


def test_new_words_leave_the_old_in_place(checkpoint: Path, network: keras.Model) -> None:
    """Started from an earlier run with a catalogue of new words, the old words' logits and the embedding are as before,
    and the new words start no more probable than the least probable old one."""
    grown, words = start_from(str(checkpoint), MORE, 32)
    assert words.types == ("Caps", "Ties", "Bags", "(nothing)")
    assert words.genders == ("Men", "Women", "Unisex")
    assert words.colours == ("Blue", "Red", "Green")
    before, after = _seen(network), _seen(grown)
    np.testing.assert_allclose(after["embedding"], before["embedding"], atol=1e-5)
    for head, old, new in (
        ("type", WORDS.types, words.types),
        ("gender", WORDS.genders, words.genders),
        ("colour", WORDS.colours, words.colours),
    ):
        np.testing.assert_allclose(after[head][:, [new.index(word) for word in old]], before[head], atol=1e-4)
        biases = grown.get_layer(head).get_weights()[1]
        added = [new.index(word) for word in new if word not in old]
        assert biases[added].max() <= min(biases[new.index(word)] for word in old)


def test_the_same_words_change_nothing(checkpoint: Path, network: keras.Model) -> None:
    """With a catalogue that has no new word, the network is the earlier run's, named by its folder or its file."""
    fewer = LabelVocabulary(("Ties", "(nothing)"), (), ("Red",))
    for init in (checkpoint, checkpoint / "lookalike.weights.h5.z"):
        again, words = start_from(str(init), fewer, 32)
        assert words == WORDS
        for mine, theirs in zip(again.get_weights(), network.get_weights(), strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_imagenet_weights_from_a_file(tmp_path: Path) -> None:
    """A file of keras.applications' weights without the top fills the backbone, layer by layer."""
    keras.utils.set_random_seed(8)
    source = keras.applications.MobileNetV2(input_shape=(224, 224, 3), include_top=False, weights=None)
    source.save_weights(tmp_path / "notop.weights.h5")
    network, words = start_from(str(tmp_path / "notop.weights.h5"), WORDS, 32)
    assert words == WORDS
    for mine, theirs in zip(backbone_of(network).get_weights(), source.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("kind", ["missing", "damaged", "a folder", "damaged run", "words that are none"])
def test_nothing_to_start_from(tmp_path: Path, kind: str) -> None:
    """Weights that are missing, damaged or no weights at all are an EmbedderError that names them."""
    place = tmp_path / "start.weights.h5"
    if kind == "damaged":
        place.write_bytes(b"no HDF5")
    elif kind != "missing":
        place.mkdir()
        if kind != "a folder":
            WORDS.save(place / "words.json")
            (place / "lookalike.weights.h5.z").write_bytes(b"no HDF5")
        if kind == "words that are none":
            (place / "words.json").write_text("[]")
    with pytest.raises(EmbedderError, match=r"start\.weights\.h5"):
        start_from(str(place), WORDS, 32)


@pytest.mark.parametrize("steps", [1, 3, 40, 160, 2600])
def test_a_run_forgets_what_it_began_with(steps: int) -> None:
    """However short a run and long the average, next to nothing of the mean is the weights from before the first step:
    a shop's few hundred products would otherwise change nothing."""
    assert averaging(0.9999, steps) ** steps < 0.01


def test_a_long_run_is_averaged_as_told() -> None:
    """And one without an average stays without."""
    assert averaging(0.997, 2600) == 0.997
    assert averaging(0.0, 2600) == 0.0
