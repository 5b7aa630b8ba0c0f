"""The mean of two opinions, and what the embedder does with a second one in its manifest."""

from __future__ import annotations

import json
import shutil
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import recommender
from recommender.errors import EmbedderError
from recommender.network.embedder import Embedder
from recommender.network.second_classifier import KINDS, SecondClassifier
from tests.recommender.training.drawn_shop import COLOURS, TYPES, product

PACKAGE = Path(recommender.__file__).parent / "weights"
WORDS = {"types": ["Caps", "Ties", "(nothing)"], "genders": ["Men", "Women"], "colours": ["Blue", "Red"]}
TOLD = {"size": 16, "share": 0.25}
SEEN = np.random.default_rng(2).integers(0, 256, (1, 20, 20, 3)).astype(np.uint8)


def log_softmax(logits: np.ndarray) -> np.ndarray:
    return np.asarray(logits - np.log(np.exp(logits).sum(axis=1, keepdims=True)))


def says(*logits: list[float]) -> Any:
    """A network that says so of every photo."""

    def network(photos: np.ndarray) -> list[np.ndarray]:
        return [np.repeat(np.array([each], np.float32), len(photos), axis=0) for each in logits]

    return network


FIRST = [np.array([[1.0, 2.0, 0.0]]), np.array([[0.0, 3.0]]), np.array([[1.0, 1.0]])]


def test_the_mean_of_both() -> None:
    """Per kind of attribute, weighted by the second's share; whatever is added to all of a network's logits counts for
    nothing."""
    second = SecondClassifier.from_manifest(TOLD, WORDS, says([7.0, 5.0, 6.0], [2.0, 0.0], [0.0, 1.0]))
    joined = second.combined(SEEN, FIRST, np.array([True]))
    for mean, mine, theirs in zip(joined, FIRST, ([7.0, 5.0, 6.0], [2.0, 0.0], [0.0, 1.0]), strict=True):
        expected = 0.75 * log_softmax(mine) + 0.25 * log_softmax(np.array([theirs]))
        np.testing.assert_allclose(mean, expected, atol=1e-6)


def test_words_that_the_second_lacks() -> None:
    """A shop's own type stays as probable as the first has it; of the others both decide, by their names. What only the
    second knows counts for nothing."""
    own = {**WORDS, "types": ["(nothing)", "Shawls", "Caps"]}
    second = SecondClassifier.from_manifest(
        {**TOLD, "words": own}, WORDS, says([1.0, 9.0, 1.0], [0.0, 0.0], [0.0, 0.0])
    )
    mean = second.combined(SEEN, FIRST, np.array([True]))[0]
    first = log_softmax(FIRST[0])
    assert mean[0, 1] == pytest.approx(first[0, 1])
    halves = np.log((np.exp(first[0, 0]) + np.exp(first[0, 2])) / 2)
    np.testing.assert_allclose(mean[0, [0, 2]], 0.75 * first[0, [0, 2]] + 0.25 * halves, atol=1e-6)


def test_what_it_looks_at() -> None:
    """The middle of what the first saw, in its own size and in levels of 0 to 255."""
    looked: list[np.ndarray] = []

    def network(photos: np.ndarray) -> list[np.ndarray]:
        looked.append(photos)
        return says([0.0] * 3, [0.0] * 2, [0.0] * 2)(photos)

    seen = np.concatenate([SEEN, SEEN[:, ::-1]])
    SecondClassifier.from_manifest(TOLD, WORDS, network).combined(
        seen, [part.repeat(2, axis=0) for part in FIRST], np.array([True, True])
    )
    assert looked[0].dtype == np.float32
    np.testing.assert_array_equal(looked[0], seen[:, 2:18, 2:18])


def test_it_is_asked_about_some_photos_only() -> None:
    """Of the others the first's word stands, and where there are none the second is not even run."""
    looked: list[int] = []

    def network(photos: np.ndarray) -> list[np.ndarray]:
        looked.append(len(photos))
        return says([7.0, 5.0, 6.0], [2.0, 0.0], [0.0, 1.0])(photos)

    second = SecondClassifier.from_manifest(TOLD, WORDS, network)
    seen, first = np.repeat(SEEN, 3, axis=0), [part.repeat(3, axis=0) for part in FIRST]
    alone = second.combined(SEEN, FIRST, np.array([True]))
    some = second.combined(seen, first, np.array([False, True, False]))
    none = second.combined(seen, first, np.zeros(3, bool))
    assert looked == [1, 1]
    for mixed, mean, mine, without in zip(some, alone, FIRST, none, strict=True):
        np.testing.assert_allclose(mixed, np.concatenate([log_softmax(mine), mean, log_softmax(mine)]), atol=1e-6)
        np.testing.assert_allclose(without, log_softmax(mine).repeat(3, axis=0), atol=1e-6)


def test_what_a_manifest_must_tell() -> None:
    """A manifest's entry without what is needed is refused when it is read."""
    for lacking in TOLD:
        with pytest.raises(KeyError):
            SecondClassifier.from_manifest({key: value for key, value in TOLD.items() if key != lacking}, WORDS, says())


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package's weights, to be changed."""
    if "second" not in json.loads((PACKAGE / "embedder.json").read_text(encoding="utf-8")):
        pytest.skip("the package's embedder has no second opinion")
    return Path(shutil.copytree(PACKAGE, tmp_path / "weights"))


def _change(copy: Path, **second: object) -> None:
    manifest = json.loads((copy / "embedder.json").read_text(encoding="utf-8"))
    manifest["second"] |= second
    (copy / "embedder.json").write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture(scope="module")
def photos() -> list[np.ndarray]:
    return [product(kind, colour, (150, 200))[0] for kind in TYPES for colour in COLOURS.values()]


@pytest.mark.slow  # many photos
def test_its_share_is_what_it_counts(copy: Path, photos: list[np.ndarray]) -> None:
    """With no share it changes nothing, with all of it the first's attributes count for nothing; the embeddings, and
    what is looked at in passing, are the same."""
    whole = Embedder.load(copy).predict(photos)
    _change(copy, share=0.0)
    first = Embedder.load(copy).predict(photos)
    _change(copy, share=1.0)
    second = Embedder.load(copy).predict(photos)
    for kind in KINDS:
        for one, other in ((first, second), (whole, first), (whole, second)):
            assert np.abs(getattr(one, kind) - getattr(other, kind)).max() > 0.005
        np.testing.assert_allclose(getattr(second, kind).sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(first.embeddings, second.embeddings, atol=1e-6)
    glance = Embedder.load(copy).predict(photos, thorough=False)
    _change(copy, share=0.0)
    np.testing.assert_allclose(glance.types, Embedder.load(copy).predict(photos, thorough=False).types, atol=1e-6)


def test_another_order_of_words_is_the_same(copy: Path, photos: list[np.ndarray]) -> None:
    """Its words are found by name: with the same network and words told in the file's order, nothing changes."""
    words = json.loads((copy / "embedder.json").read_text(encoding="utf-8"))["words"]
    before = Embedder.load(copy).predict(photos)
    _change(copy, words=words)
    np.testing.assert_allclose(Embedder.load(copy).predict(photos).colours, before.colours, atol=1e-6)


def test_a_shoppers_photo_is_the_firsts(copy: Path, photos: list[np.ndarray]) -> None:
    """Before anything but a studio's white the second is not asked."""
    rng = np.random.default_rng(6)
    outside = [rng.integers(0, 200, photo.shape, dtype=np.uint8) for photo in photos[:2]]
    for photo, shown in zip(outside, photos, strict=False):
        photo[20:-20, 20:-20] = shown[20:-20, 20:-20]
    before = Embedder.load(copy).predict([*outside, photos[0]])
    _change(copy, share=0.0)
    first = Embedder.load(copy).predict([*outside, photos[0]])
    np.testing.assert_allclose(before.types[:2], first.types[:2], atol=1e-6)
    assert np.abs(before.types[2] - first.types[2]).max() > 1e-3


@pytest.mark.parametrize("how", ["damaged", "missing", "no model", "wide", "larger", "sizeless"])
def test_one_that_is_no_good(copy: Path, how: str) -> None:
    """A damaged, missing or unfit second opinion is an EmbedderError that says so, never one left out in silence."""
    path = copy / "second.tflite.z"
    if how == "damaged":
        path.write_bytes(path.read_bytes()[:-10])
    elif how == "missing":
        path.unlink()
    elif how == "no model":
        path.write_bytes(b"no flatbuffer" * 50)
        _change(copy, blake2b=blake2b(b"no flatbuffer" * 50, digest_size=16).hexdigest())
    elif how == "wide":
        _change(copy, words={**WORDS})
    elif how == "larger":
        _change(copy, size=208)
    else:
        _change(copy, size="large")
    said = {"damaged": "second.tflite.z is damaged", "missing": "second.tflite.z", "wide": "wide"}.get(how, "unusable")
    with pytest.raises(EmbedderError, match=said):
        Embedder.load(copy)


def test_who_is_sure_asks_nobody() -> None:
    """Only where the first is sure of type, gender and colour at once; that it may be nothing is another matter."""
    embedder = Embedder.load(PACKAGE)
    widths = (len(embedder.types) + 1, len(embedder.genders), len(embedder.colours))
    sure = [np.zeros((4, width), np.float32) for width in widths]
    for part in sure:
        part[:, 1] = 30.0
    for row, part in enumerate(sure, start=1):
        part[row, 2] = 30.0  # as likely as the first
    assert embedder._is_sure(sure).tolist() == [True, False, False, False]
