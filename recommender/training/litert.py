"""From a trained Keras network to a LiteRT model with 16-bit weights, rounded so that they pack well.

The only file that needs TensorFlow itself, whatever backend trained the network.

LiteRT's arithmetic with 8-bit weights takes up to three times as long as with 16 bits, which it turns into floating
point once, when it starts. So that 16 bits need less room than 8 in the file, the weights of each of a layer's outputs
are rounded to a grid of their own, and the file is packed (recommender.network.weight_compression).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from recommender.errors import EmbedderError
from recommender.network.weight_compression import Grid, compress
from recommender.network.weight_files import write_manifest, write_whole

# The step of an output's grid, in root mean squares of its weights: rounding adds a hundredth of them, at random.
STEP = 1 / 32
# Layers of fewer weights keep all bits: they hold an eighth of all weights, and what follows builds on them. With these
# rounded too, to five fraction bits, 51 % of 400 held-out products' colours were named as catalogued instead of 71 %.
_SMALL = 1 << 15


def to_litert(network: keras.Model, outputs: Sequence[str], step: float = STEP) -> bytes:
    """The network as a packed LiteRT flatbuffer: input "photo" (n, h, w, 3) float32 in 0 to 255, the named outputs in
    this order. Weights are 16 bits wide, arithmetic is float32. Raises EmbedderError under another backend than
    TensorFlow's."""
    if keras.backend.backend() != "tensorflow":
        raise EmbedderError(
            "the weights are saved, but the export to LiteRT needs TensorFlow: run the same command where it is "
            "installed, with KERAS_BACKEND=tensorflow --export-only --init OUT"
        )
    import tensorflow as tf

    ordered = keras.Model(network.input, [network.output[name] for name in outputs])
    photo = tf.TensorSpec([None, *network.input.shape[1:]], tf.float32, name=network.input.name)

    @tf.function(input_signature=[photo], autograph=False)  # type: ignore[untyped-decorator]
    def served(photos: Any) -> list[Any]:
        return tf.nest.flatten(ordered(photos, training=False))  # type: ignore[no-any-return]

    # Its variables as constants at once: by way of a SavedModel, written and read twice, it takes three times as long.
    converter = tf.lite.TFLiteConverter.from_concrete_functions([served.get_concrete_function()], ordered)
    converter.experimental_lower_to_saved_model = False
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_types = [tf.float16]
    model = _signed(bytes(converter.convert()))
    return compress(model, grids(model, step))


def _signed(model: bytes) -> bytes:
    """With the signature that names the input "photo" and the outputs output_0, output_1 and so on."""
    from tensorflow.lite.python import schema_py_generated as schema
    from tensorflow.lite.tools import flatbuffer_utils

    read = flatbuffer_utils.convert_bytearray_to_object(model)
    ends = read.subgraphs[0]
    photo = [schema.TensorMapT("photo", int(ends.inputs[0]))]
    outputs = [schema.TensorMapT(f"output_{number}", int(place)) for number, place in enumerate(ends.outputs)]
    read.signatureDefs = [schema.SignatureDefT(photo, outputs, "serving_default")]
    return bytes(flatbuffer_utils.convert_object_to_bytearray(read))


def grids(model: bytes, step: float = STEP) -> list[Grid]:
    """The LiteRT model's larger 16-bit matrices, rounded to grids whose steps are so many root mean squares of a row.
    A row is what makes one output. Biases are left as they are: they are few, and an error in one is an error
    everywhere."""
    from tensorflow.lite.python import schema_py_generated as schema

    data = np.frombuffer(model, np.uint8)
    read = schema.Model.GetRootAs(data, 0)
    graphs = [read.Subgraphs(number) for number in range(read.SubgraphsLength())]
    found: dict[int, Grid] = {}
    for tensor in (graph.Tensors(number) for graph in graphs for number in range(graph.TensorsLength())):
        weights = read.Buffers(tensor.Buffer()).DataAsNumpy()
        small = tensor.Type() != schema.TensorType.FLOAT16 or tensor.ShapeLength() < 2 or isinstance(weights, int)
        if small or len(weights) < 2 * _SMALL:
            continue
        at = weights.__array_interface__["data"][0] - data.__array_interface__["data"][0]
        found[at] = to_grid(weights.view(np.float16).reshape(tensor.Shape(0), -1), step, at)
    return list(found.values())


def to_grid(weights: np.ndarray, step: float, at: int = 0) -> Grid:
    """(rows, columns) weights, each row rounded to multiples of `step` times its root mean square; of more, where a
    weight would need more than 127 of them."""
    weights = weights.astype(np.float32)
    steps = np.maximum(step * np.sqrt((weights**2).mean(axis=1)), np.abs(weights).max(axis=1) / 127)
    steps = np.maximum(steps, np.finfo(np.float32).tiny)
    return Grid(at, np.rint(weights / steps[:, None]).astype(np.int8), steps)


def write_served(model: bytes, path: Path, manifest: Path, kind: str, facts: dict[str, Any]) -> Path:
    """Write the packed model to `path` and what is known of it to `manifest`, which is returned: its file, its hash, a
    version that begins with `kind`, and the `facts` as they are."""
    digest = write_whole(path, model)
    facts = {"format": 3, "version": f"{kind}-{digest[:10]}", "file": path.name, "blake2b": digest, **facts}
    write_manifest(manifest, facts)
    return manifest
