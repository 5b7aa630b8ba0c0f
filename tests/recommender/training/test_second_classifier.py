"""The second classifier in training: EfficientNet-Lite0 and its ImageNet weights, a step, and checkpoints."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import keras
import numpy as np
import pytest

from recommender.errors import EmbedderError
from recommender.training.checkpoints import load_checkpoint, save_checkpoint, start_from, start_second_classifier
from recommender.training.layers.efficientnet import EARLY, FROZEN_UP_TO, LAST, MIDDLE, efficientnet_lite0, take_lite0
from recommender.training.second_classifier import (
    BACKBONE,
    build_second_classifier,
    freeze_second_classifier,
    is_second_classifier,
)
from recommender.training.trainer import EmbedderLearner
from tests.recommender.training.conftest import MORE, WORDS

pytestmark = pytest.mark.timeout(900)

PHOTOS = np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3)).astype(np.float32)
KINDS = ("type", "gender", "colour")


@pytest.fixture(scope="module")
def second() -> keras.Model:
    """One at random weights; tests that train build their own."""
    keras.utils.set_random_seed(3)
    return build_second_classifier(WORDS, 32)


@pytest.fixture(scope="module")
def checkpoint(second: keras.Model, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that it is saved in."""
    folder = tmp_path_factory.mktemp("second")
    save_checkpoint(second, WORDS, folder)
    return folder


@pytest.fixture(scope="module")
def loaded(checkpoint: Path) -> keras.Model:
    """It, loaded again."""
    again, words = load_checkpoint(checkpoint, 32)
    assert words == WORDS
    return again


def seen(network: keras.Model) -> dict[str, np.ndarray]:
    return {name: np.asarray(part) for name, part in network(PHOTOS, training=False).items()}


def imagenet_like() -> dict[str, np.ndarray]:
    """Weights of EfficientNet-Lite0 in the names, shapes and layout that Torch's package gives them."""
    rng = np.random.default_rng(4)
    values: dict[str, np.ndarray] = {}

    def conv(name: str, *shape: int) -> None:
        values[f"{name}.weight"] = rng.normal(0, 0.1, shape).astype(np.float32)

    def norm(name: str, width: int) -> None:
        for kind in ("weight", "bias", "running_mean", "running_var"):
            values[f"{name}.{kind}"] = rng.uniform(0.5, 1.5, width).astype(np.float32)
        values[f"{name}.num_batches_tracked"] = np.zeros((), np.int64)

    conv("_conv_stem", 32, 3, 3, 3)
    norm("_bn0", 32)
    kernels = (3, 3, 3, 5, 5, 3, 3, 3, 5, 5, 5, 5, 5, 5, 5, 3)
    widths = (16, 24, 24, 40, 40, 80, 80, 80, 112, 112, 112, 192, 192, 192, 192, 320)
    before = 32
    for place, (kernel, width) in enumerate(zip(kernels, widths, strict=True)):
        block, inner = f"_blocks.{place}.", before * (6 if place else 1)
        if place:
            conv(f"{block}_expand_conv", inner, before, 1, 1)
            norm(f"{block}_bn0", inner)
        conv(f"{block}_depthwise_conv", inner, 1, kernel, kernel)
        norm(f"{block}_bn1", inner)
        conv(f"{block}_project_conv", width, inner, 1, 1)
        norm(f"{block}_bn2", width)
        before = width
    conv("_conv_head", 1280, 320, 1, 1)
    norm("_bn1", 1280)
    values["_fc.weight"] = np.zeros((1000, 1280), np.float32)
    return values


def test_the_published_architecture() -> None:
    """As many weights as EfficientNet-Lite0 has without its classifier, and features of the sizes that are tapped."""
    model = efficientnet_lite0(224, 0.95)
    assert model.count_params() == 3_413_024
    shapes = [tuple(model.get_layer(name).output.shape[1:]) for name in (EARLY, MIDDLE, LAST)]
    assert shapes == [(28, 28, 40), (14, 14, 112), (7, 7, 1280)]


@pytest.mark.parametrize("size", [32, 176])
def test_imagenet_weights_find_their_layers(size: int) -> None:
    """Every weight in Torch's layout is somewhere in the network, turned to Keras' layout: a pointwise and a depthwise
    kernel stand where they belong, and nothing but the classifier is left over."""
    model, values = efficientnet_lite0(size, 0.95), imagenet_like()
    take_lite0(model, values)
    expand, depthwise = (model.get_layer(f"block_3_{part}").get_weights()[0] for part in ("expand", "depthwise"))
    assert expand[0, 0, 5, 7] == values["_blocks.3._expand_conv.weight"][7, 5, 0, 0]
    assert depthwise[1, 4, 9, 0] == values["_blocks.3._depthwise_conv.weight"][9, 0, 1, 4]
    taken = sum(float(np.abs(weight.astype(np.float64)).sum()) for weight in model.get_weights())
    given = sum(float(np.abs(value.astype(np.float64)).sum()) for value in values.values())
    assert taken == pytest.approx(given, rel=1e-6)


def test_imagenet_weights_of_another_network() -> None:
    """A missing or misshapen one is an error, not a network half of one and half of the other."""
    values = imagenet_like()
    del values["_blocks.9._bn2.bias"]
    with pytest.raises(KeyError, match=r"_blocks\.9\._bn2\.bias"):
        take_lite0(efficientnet_lite0(32, 0.95), values)


def test_a_file_that_is_none(tmp_path: Path) -> None:
    """One sentence that names the file, with Torch or without."""
    path = tmp_path / "lite0.pth"
    path.write_bytes(b"no weights" * 20)
    said = "EfficientNet-Lite0" if importlib.util.find_spec("torch") else "needs torch"
    with pytest.raises(EmbedderError, match=said) as raised:
        start_second_classifier(str(path), WORDS, 32)
    assert "lite0.pth" in str(raised.value)


def test_a_step_trains_what_is_not_frozen() -> None:
    """The heads' losses alone are minimised; filters of edges stay as they were, their normalisation included."""
    network = build_second_classifier(WORDS, 32)
    freeze_second_classifier(network)
    before = seen(network)
    backbone = network.get_layer(BACKBONE)
    edges = [w for layer in backbone.layers[: _place(backbone)] for w in layer.get_weights()]
    learner = EmbedderLearner(network, WORDS, 2, memory=3)
    learner.compile(optimizer=keras.optimizers.AdamW(1e-2), jit_compile=False, run_eagerly=True)
    codes = np.array([0, 1, 0, 1], np.int32)
    allowed = np.eye(3, dtype=np.float32)[codes]
    learner.train_on_batch(
        PHOTOS, {"allowed": allowed, "gender": codes, "colour": codes, "product": np.array([7, 8, 7, 8], np.int32)}
    )
    now = seen(network)
    for kind in KINDS:
        assert np.abs(now[kind] - before[kind]).max() > 1e-3
    still = [w for layer in backbone.layers[: _place(backbone)] for w in layer.get_weights()]
    assert len(still) > 20
    for was, stays in zip(edges, still, strict=True):
        np.testing.assert_array_equal(was, stays)


def test_a_mixed_photo_is_both() -> None:
    """Its loss is the mean of the two photos' losses by how much of each there is, title words among them; a learner
    with title words has the network's own outputs and layers."""
    network = build_second_classifier(WORDS, 32)
    learner = EmbedderLearner(network, WORDS, 2, memory=3, title_words=5)
    said = learner(PHOTOS)
    assert set(said) == {*KINDS, "title_words"} and said["title_words"].shape == (4, 5)
    for kind in KINDS:
        np.testing.assert_allclose(np.asarray(said[kind]), seen(network)[kind], atol=1e-5)
    codes = np.array([0, 1, 0, 1], np.int32)
    targets = {
        "allowed": np.eye(3, dtype=np.float32)[codes],
        "gender": codes,
        "colour": codes,
        "title_words": np.eye(5, dtype=np.float32)[[0, 1, 2, 2]],
    }
    other = np.array([1, 0, 3, 2], np.int32)

    def loss(**changed: np.ndarray) -> float:
        return float(learner.compute_loss(y={**targets, **changed}, y_pred=said))

    assert loss(other=other, own=np.ones(4, np.float32)) == pytest.approx(loss(), rel=1e-5)
    swapped = {key: part[other] for key, part in targets.items()}
    assert loss(other=other, own=np.zeros(4, np.float32)) == pytest.approx(loss(**swapped), rel=1e-5)
    both = loss(other=other, own=np.full(4, 0.75, np.float32))
    assert both == pytest.approx(0.75 * loss() + 0.25 * loss(**swapped), rel=1e-5)
    assert loss(title_words=np.roll(targets["title_words"], 1, axis=1)) != pytest.approx(loss(), rel=1e-5)


def _place(backbone: keras.Model) -> int:
    return [layer.name for layer in backbone.layers].index(FROZEN_UP_TO) + 1


def test_a_checkpoint_knows_what_it_is(
    second: keras.Model, checkpoint: Path, loaded: keras.Model, network: keras.Model
) -> None:
    """Saved and loaded, at another size too, it is a second classifier that says the same but for the rounding."""
    assert is_second_classifier(loaded) and not is_second_classifier(network)
    for kind, part in seen(loaded).items():
        np.testing.assert_allclose(part, seen(second)[kind], atol=0.05)
    larger, words = start_second_classifier(str(checkpoint), WORDS, 64)
    assert words == WORDS and is_second_classifier(larger) and larger.input_shape[1:3] == (64, 64)


def test_new_words_leave_the_old_in_place(checkpoint: Path, loaded: keras.Model) -> None:
    """A shop's own types get outputs behind the known ones; "nothing" stays the last."""
    grown, words = start_from(str(checkpoint), MORE, 32)
    assert is_second_classifier(grown) and "Bags" in words.types and words.types[-1] == "(nothing)"
    places = [words.types.index(each) for each in WORDS.types]
    np.testing.assert_allclose(seen(grown)["type"][:, places], seen(loaded)["type"], atol=1e-5)
