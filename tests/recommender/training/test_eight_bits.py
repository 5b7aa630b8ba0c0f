"""Networks that compute in 8 bits: what is told apart, what stays in floating point, and what is served then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recommender.network.runtime import LiteRT
from recommender.network.weight_compression import compress, decompress
from recommender.network.weight_files import SHIPPED_WEIGHTS

pytestmark = pytest.mark.timeout(900)


def _types(model: bytes) -> dict[str, int]:
    """The types of what a LiteRT model's operations put out, by name."""
    from ai_edge_litert import schema_py_generated as schema

    graph = schema.ModelT.InitFromObj(schema.Model.GetRootAs(model, 0)).subgraphs[0]
    outputs = [graph.tensors[operator.outputs[0]] for operator in graph.operators]
    return {tensor.name.decode(): tensor.type for tensor in outputs}


@pytest.mark.parametrize("name", ["embedder", "second", "garments"])
def test_what_is_shipped_computes_in_eight_bits_but_for_its_first_layers(name: str) -> None:
    """In 8 bits the first separable convolution takes dark colours for one: it stays in full floats, as the heads."""
    from ai_edge_litert.schema_py_generated import TensorType

    types = _types(decompress((SHIPPED_WEIGHTS / f"{name}.tflite.z").read_bytes()))
    blocks = [kind for layer, kind in types.items() if "/block_5_expand" in layer or "/block_9_project" in layer]
    first = [kind for layer, kind in types.items() if "/expanded_conv_" in layer or "/block_0_" in layer]
    assert blocks and set(blocks) == {TensorType.INT8}
    assert TensorType.FLOAT32 in first
    assert all(kind == TensorType.FLOAT32 for layer, kind in types.items() if layer.startswith("StatefulPart"))


@pytest.fixture(scope="module")
def drawn() -> tuple[bytes, list[np.ndarray]]:
    """A small network with a backbone as the served ones have, packed, and photos for it."""
    pytest.importorskip("tensorflow", reason="training needs the train extra")
    import keras

    from recommender.training.litert import to_litert

    keras.utils.set_random_seed(5)
    layers = keras.layers
    trunk = keras.Sequential(
        [
            layers.Conv2D(16, 3, 2, "same", use_bias=False, name="Conv1"),
            layers.BatchNormalization(name="bn_Conv1"),
            layers.DepthwiseConv2D(3, padding="same", activation="relu6", name="expanded_conv_depthwise"),
            layers.Conv2D(48, 1, activation="relu6", name="block_1_expand"),
            layers.DepthwiseConv2D(3, padding="same", activation="relu6", name="block_1_depthwise"),
            layers.Conv2D(768, 1, activation="relu6", name="block_1_project"),
        ],
        name="backbone",
    )
    photo = keras.Input((32, 32, 3), name="photo")
    seen = trunk(layers.Rescaling(1 / 127.5, offset=-1.0)(photo))
    said = layers.Dense(8, name="said")(layers.GlobalAveragePooling2D()(seen))
    rng = np.random.default_rng(6)
    photos = [rng.uniform(0, 255, (1, 32, 32, 3)).astype(np.float32) for _ in range(12)]
    return to_litert(keras.Model(photo, {"said": said}), ["said"]), photos


def test_a_network_in_eight_bits_says_nearly_the_same(drawn: tuple[bytes, list[np.ndarray]]) -> None:
    """Calibrated on some photos, asked about others; and done twice it is done once."""
    pytest.importorskip("ai_edge_quantizer", reason="training needs the train extra")
    from recommender.training.eight_bits import in_eight_bits

    packed, photos = drawn
    ours = in_eight_bits(packed, photos[:8])
    asked = np.concatenate(photos[8:])
    before, after = (LiteRT(decompress(model), outputs=1)(asked)[0] for model in (packed, ours))
    np.testing.assert_allclose(after, before, atol=0.1 * np.abs(before).max())
    assert np.abs(after - before).max() > 0
    assert in_eight_bits(ours, photos[:1]) == ours


def test_halves_become_full_floats_and_nothing_else_changes(drawn: tuple[bytes, list[np.ndarray]]) -> None:
    """Without the casts of its 16-bit weights a network says the very same."""
    pytest.importorskip("ai_edge_quantizer", reason="training needs the train extra")
    from recommender.training.eight_bits import in_full_floats

    packed, photos = drawn
    full = in_full_floats(decompress(packed))
    assert full is not None
    asked = np.concatenate(photos)
    np.testing.assert_array_equal(LiteRT(full, outputs=1)(asked)[0], LiteRT(decompress(packed), outputs=1)(asked)[0])


def test_what_is_served_keeps_its_words_and_gets_another_version(
    drawn: tuple[bytes, list[np.ndarray]], tmp_path: Path
) -> None:
    """Calibration, looks and words stay; whoever has an index of before is told by the version."""
    pytest.importorskip("ai_edge_quantizer", reason="training needs the train extra")
    from recommender.training.export import export_in_eight_bits

    packed, _ = drawn
    facts: dict[str, Any] = {"file": "embedder.tflite.z", "size": 32, "version": "before", "temperatures": {"type": 2}}
    (tmp_path / "embedder.tflite.z").write_bytes(packed)
    (tmp_path / "embedder.json").write_text(json.dumps(facts), encoding="utf-8")
    photos = [np.full((40, 30, 3), level, np.uint8) for level in (0, 90, 250)]
    manifest = json.loads(export_in_eight_bits(tmp_path, tmp_path / "out", photos).read_text(encoding="utf-8"))
    assert manifest["temperatures"] == {"type": 2}
    assert manifest["version"] == f"lookalike-{manifest['blake2b'][:10]}"
    assert (tmp_path / "out" / "embedder.tflite.z").read_bytes() != packed


def test_a_folder_without_networks_is_an_error_in_one_line(tmp_path: Path) -> None:
    """As everywhere: what is not there is said."""
    pytest.importorskip("ai_edge_quantizer", reason="training needs the train extra")
    from recommender.errors import EmbedderError
    from recommender.training.export import export_in_eight_bits

    (tmp_path / "embedder.json").write_text('{"size": 32, "file": "embedder.tflite.z"}', encoding="utf-8")
    (tmp_path / "embedder.tflite.z").write_bytes(compress(b"no model")[:-3])
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(EmbedderError, match="no networks"):
            export_in_eight_bits(folder, tmp_path / "out", [np.zeros((40, 30, 3), np.uint8)])
