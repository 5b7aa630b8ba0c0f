"""The embedder as it is served: the trained weights of the package, the real runtime, and weights that are no good."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import recommender
from recommender.errors import EmbedderError
from recommender.network.embedder import NOTHING, Embedder, NetworkOutput
from tests.recommender.training.drawn_shop import COLOURS, TYPES, product

PACKAGE = Path(recommender.__file__).parent / "weights"


@pytest.fixture(scope="module")
def weights() -> Path:
    """The folder of the trained weights."""
    if not (PACKAGE / "embedder.json").exists():
        pytest.skip("the package has no trained weights yet")
    return PACKAGE


@pytest.fixture(scope="module")
def embedder(weights: Path) -> Embedder:
    return Embedder.load(weights)


@pytest.fixture(scope="module")
def photos() -> list[np.ndarray]:
    """18 photos, more than one batch of the network, of very different sizes."""
    sizes = [(60, 80), (225, 300), (640, 480), (20, 16), (33, 500), (128, 128)]
    return [
        product(TYPES[number % 3], list(COLOURS.values())[number // 3 % 3], sizes[number % 6], seed=number)[0]
        for number in range(18)
    ]


def test_embeddings_are_unit_rows(embedder: Embedder, photos: list[np.ndarray]) -> None:
    """Each photo gives one float32 row of length 1, of the manifest's dimension, whatever its size."""
    embeddings = embedder.embed(photos)
    assert embeddings.shape == (18, embedder.dim)
    assert embeddings.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1, atol=1e-5)


def test_a_batch_is_its_photos_one_by_one(embedder: Embedder, photos: list[np.ndarray]) -> None:
    """A photo looks the same alone as among others, in a batch of one, five, or more than the network takes at once."""
    together = embedder.predict(photos)
    alone = [embedder.predict([photo]) for photo in photos]
    five = embedder.predict(photos[:5])
    for name in ("embeddings", "types", "genders", "colours", "nothing"):
        batch = getattr(together, name)
        np.testing.assert_allclose(np.concatenate([getattr(look, name) for look in alone]), batch, atol=2e-3)
        np.testing.assert_allclose(getattr(five, name), batch[:5], atol=2e-3)


def test_unlike_photos_lie_apart(embedder: Embedder, photos: list[np.ndarray]) -> None:
    """A photo lies at distance 0 from itself, and a shirt nearer to its own thumbnail than to a pair of trousers."""
    shirt, smaller = product("Tshirts", (200, 30, 40), (240, 320))[0], product("Tshirts", (200, 30, 40), (180, 240))[0]
    trousers = product("Jeans", (30, 60, 190), (240, 320))[0]
    first, same, small, other = embedder.embed([shirt, shirt.copy(), smaller, trousers])
    assert first @ same == pytest.approx(1, abs=1e-4)
    assert first @ small > first @ other


def test_no_photos(embedder: Embedder) -> None:
    """An empty batch gives empty arrays of the right widths, so that nobody has to treat it apart."""
    output = embedder.predict([])
    assert len(output) == 0
    assert output.embeddings.shape == (0, embedder.dim)
    assert output.types.shape == (0, len(embedder.types))
    assert output.genders.shape == (0, len(embedder.genders))
    assert output.colours.shape == (0, len(embedder.colours))
    assert output.nothing.shape == (0,)


def assert_probabilities(output: NetworkOutput) -> None:
    for part in (output.types, output.genders, output.colours):
        assert part.dtype == np.float32
        assert part.min() >= 0
        np.testing.assert_allclose(part.sum(axis=1), 1, atol=1e-5)
    assert ((output.nothing >= 0) & (output.nothing <= 1)).all()


def test_probabilities_sum_to_one(embedder: Embedder, photos: list[np.ndarray]) -> None:
    """Types, genders and colours are probabilities over the embedder's words, "nothing" is one beside them."""
    output = embedder.predict(photos)
    assert_probabilities(output)
    assert output.types.shape[1] == len(embedder.types)
    assert NOTHING not in embedder.types


def test_a_mirrored_photo_is_the_same_product(embedder: Embedder, photos: list[np.ndarray]) -> None:
    """A photo and its mirror image have nearly the same embedding."""
    seen, mirrored = embedder.embed(photos), embedder.embed([photo[:, ::-1] for photo in photos])
    # Not quite 1: where the padding is odd, the mirror image lies a pixel aside.
    least = 0.99 if json.loads((PACKAGE / "embedder.json").read_text()).get("mirrored") else 0.8
    assert np.einsum("nd,nd->n", seen, mirrored).min() > least


def test_a_mirrored_photo_has_a_mirrored_map(embedder: Embedder, photos: list[np.ndarray]) -> None:
    """Where a photo and its mirror image are both looked at, the map of details is the mean of both."""
    if not json.loads((PACKAGE / "embedder.json").read_text()).get("mirrored"):
        pytest.skip("these weights look at a photo only as it is")
    square = [photo for photo in photos if photo.shape[0] == photo.shape[1]]
    seen, mirrored = (embedder.predict(some).descriptors for some in (square, [photo[:, ::-1] for photo in square]))
    assert np.abs(seen).max() > 0.5
    np.testing.assert_allclose(mirrored[:, :, ::-1], seen, atol=1e-3)


def test_looking_closely_changes_no_embedding(embedder: Embedder, photos: list[np.ndarray]) -> None:
    """More framings of a photo are for its attributes alone: its embedding is the one that the index would hold."""
    closely, glance = embedder.predict(photos), embedder.predict(photos, thorough=False)
    np.testing.assert_allclose(closely.embeddings, glance.embeddings, atol=2e-3)
    np.testing.assert_allclose(embedder.embed(photos), glance.embeddings, atol=2e-3)
    if json.loads((PACKAGE / "embedder.json").read_text()).get("zooms"):
        assert np.abs(closely.types - glance.types).max() > 1e-3


def test_threads_do_not_mix_their_photos(embedder: Embedder, photos: list[np.ndarray]) -> None:
    """Four threads that ask at once, with batches of different sizes, each get the embeddings of their own photos."""
    expected = embedder.embed(photos)
    off: list[float] = []

    def ask(first: int) -> None:
        for count in (1, 4, 2):
            rows = [(first + step) % len(photos) for step in range(count)]
            seen = embedder.embed([photos[row] for row in rows])
            off.append(float(np.abs(seen - expected[rows]).max()))

    threads = [threading.Thread(target=ask, args=(3 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(off) == 12
    assert max(off) < 2e-3


def test_a_manifest_names_its_embedder(weights: Path, embedder: Embedder) -> None:
    """The weights load by their folder, by their manifest's path, and as the package's own, all the same."""
    assert Embedder.load(weights / "embedder.json").version == embedder.version
    assert Embedder.load().version == embedder.version


def test_a_misspelt_folder(copy: Path) -> None:
    """A folder that is not there is not answered with the embedder that happens to lie beside it."""
    with pytest.raises(EmbedderError, match="wieghts"):
        Embedder.load(copy / "wieghts")


@pytest.fixture
def copy(tmp_path: Path, weights: Path) -> Path:
    """A copy of the weights, to be damaged."""
    return Path(shutil.copytree(weights, tmp_path / "weights"))


def test_missing_weights(tmp_path: Path) -> None:
    """A folder that is not there, or holds no weights, is an EmbedderError that names the place."""
    (tmp_path / "empty").mkdir()
    for name in ("nowhere", "empty"):
        with pytest.raises(EmbedderError, match=name):
            Embedder.load(tmp_path / name)


def test_a_manifest_without_its_model(copy: Path) -> None:
    """A manifest whose model file is gone is an EmbedderError that names the file."""
    (copy / "embedder.tflite.z").unlink()
    with pytest.raises(EmbedderError, match=r"embedder\.tflite\.z"):
        Embedder.load(copy)


@pytest.mark.parametrize("damage", ["one byte", "cut short", "empty"])
def test_a_damaged_model(copy: Path, damage: str) -> None:
    """A model file that is not, byte for byte, what the manifest was written for is refused before it is loaded."""
    path = copy / "embedder.tflite.z"
    data = bytearray(path.read_bytes())
    if damage == "one byte":
        data[len(data) // 2] ^= 1
    path.write_bytes({"one byte": data, "cut short": data[:-100], "empty": b""}[damage])
    with pytest.raises(EmbedderError, match="damaged"):
        Embedder.load(copy)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "null", '"a"', "{}", "\xff\xfe"])
def test_a_manifest_that_is_none(copy: Path, text: str) -> None:
    """A manifest that is empty, broken, no object or without the needed keys is an EmbedderError."""
    (copy / "embedder.json").write_bytes(text.encode("latin-1"))
    with pytest.raises(EmbedderError, match="manifest"):
        Embedder.load(copy)


def _drop(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(manifest: dict[str, Any]) -> None:
        for key in path[:-1]:
            manifest = manifest[key]
        del manifest[path[-1]]

    return change


@pytest.mark.parametrize(
    "change,said",
    [
        (lambda m: m.update(format=99), "format 99"),
        (_drop("format"), "format None"),
        (_drop("blake2b"), "damaged"),
        (lambda m: m["words"]["types"].__setitem__(-1, "Hats"), "nothing"),
        (lambda m: m["words"].update(types=[]), "unusable"),
        (_drop("words"), "unusable"),
        (_drop("words", "colours"), "unusable"),
        (_drop("dim"), "unusable"),
        (lambda m: m.update(dim=m["dim"] + 1), "wide"),
        (lambda m: m["words"]["types"].insert(0, "Hovercraft"), "wide"),
        (lambda m: m["words"]["colours"].pop(), "wide"),
        (lambda m: m.update(size="large"), "unusable"),
        (lambda m: m.update(confidence={"exact": 1}), "unusable"),
        (lambda m: m.update(temperatures={"warmth": 1}), "unusable"),
    ],
)
def test_a_manifest_that_is_wrong(copy: Path, change: Callable[[dict[str, Any]], None], said: str) -> None:
    """An unknown format, a missing hash, types without the word for nothing, and missing or wrong entries are each
    an EmbedderError that says so."""
    path = copy / "embedder.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(EmbedderError, match=said):
        Embedder.load(copy)


def test_a_hash_alone_makes_no_model(copy: Path) -> None:
    """Bytes that match their hash but are no model are an EmbedderError, not the runtime's own."""
    from hashlib import blake2b

    (copy / "embedder.tflite.z").write_bytes(b"no flatbuffer" * 50)
    manifest = json.loads((copy / "embedder.json").read_text(encoding="utf-8"))
    manifest["blake2b"] = blake2b(b"no flatbuffer" * 50, digest_size=16).hexdigest()
    (copy / "embedder.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(EmbedderError, match="unusable"):
        Embedder.load(copy)


def test_next_to_certain_probabilities_still_sum_to_one(copy: Path, photos: list[np.ndarray]) -> None:
    """With heads so sharp that float32 knows but 0 and 1, the probabilities stay probabilities."""
    path = copy / "embedder.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["temperatures"] = {"type": 0.001, "gender": 0.001, "colour": 0.001}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    rng = np.random.default_rng(4)
    blank = [np.full((64, 64, 3), level, np.uint8) for level in (0, 128, 255)]
    noise = [rng.integers(0, 256, (side, side, 3), dtype=np.uint8) for side in (4, 16, 64, 256)]
    assert_probabilities(Embedder.load(copy).predict([*photos, *blank, *noise]))


@pytest.mark.slow  # a process
def test_serving_needs_no_tensorflow(weights: Path) -> None:
    """A process that embeds a photo has neither TensorFlow nor Keras in memory."""
    code = (
        "import sys, numpy as np\n"
        "from recommender import Embedder\n"
        "assert Embedder.load().embed([np.zeros((40, 30, 3), np.uint8)]).shape[0] == 1\n"
        "print([name for name in ('tensorflow', 'keras', 'torch', 'jax', 'cv2') if name in sys.modules])\n"
    )
    root = PACKAGE.parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
