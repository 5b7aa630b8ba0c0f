"""From a trained Keras network to a LiteRT model with 16-bit weights, rounded so that they pack well.

The only file that needs TensorFlow itself, whatever backend trained the network.

LiteRT's arithmetic with 8-bit weights takes up to three times as long as with 16 bits, which it turns into floating
point once, when it starts. So that 16 bits need hardly more room than 8, some of their ten fraction bits are made zero,
and the file is packed (recommender.packing).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import keras
import numpy as np

from recommender.errors import EmbedderError
from recommender.packing import packed

# Of a 16-bit weight's ten fraction bits so many are kept: a weight is off by 1.6 % at most, at random.
FRACTION_BITS = 5
# Layers of fewer weights keep all bits: they hold an eighth of all weights, and what follows builds on them. With these
# rounded too, 51 % of 400 held-out products' colours were named as catalogued instead of 71 %.
_SMALL = 1 << 15


def to_litert(network: keras.Model, outputs: Sequence[str], fraction_bits: int = FRACTION_BITS) -> bytes:
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
    with tempfile.TemporaryDirectory() as folder:
        ordered.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        return packed(rounded(bytes(converter.convert()), fraction_bits))


def rounded(model: bytes, fraction_bits: int = FRACTION_BITS) -> bytes:
    """The LiteRT model with its 16-bit weights rounded to so many of their ten fraction bits; the others are zero,
    which packs well. Biases are left as they are: they are few, and an error in one is an error everywhere."""
    from tensorflow.lite.python import schema_py_generated as schema
    from tensorflow.lite.tools import flatbuffer_utils

    read = flatbuffer_utils.convert_bytearray_to_object(bytearray(model))
    drop = 10 - fraction_bits
    for graph in read.subgraphs:
        for tensor in graph.tensors:
            data = read.buffers[tensor.buffer].data
            if tensor.type != schema.TensorType.FLOAT16 or data is None or len(tensor.shape) < 2:
                continue
            words = np.frombuffer(bytes(data), np.uint16)
            if len(words) < _SMALL:
                continue
            # Adding half of what is dropped rounds to the nearest, the exponent counted up where that is due.
            nearest = (words.astype(np.uint32) + (1 << (drop - 1))) >> drop << drop
            read.buffers[tensor.buffer].data = np.frombuffer(nearest.astype(np.uint16).tobytes(), np.uint8)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(read))


def write_served(model: bytes, path: Path, manifest: Path, kind: str, facts: dict[str, Any]) -> Path:
    """Write the packed model to `path` and what is known of it to `manifest`, which is returned: its file, its hash, a
    version that begins with `kind`, and the `facts` as they are."""
    digest = blake2b(model, digest_size=16).hexdigest()
    facts = {"format": 3, "version": f"{kind}-{digest[:10]}", "file": path.name, "blake2b": digest, **facts}
    path.parent.mkdir(parents=True, exist_ok=True)
    for place, data in ((path, model), (manifest, (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode())):
        aside = place.with_name(place.name + ".new")
        aside.write_bytes(data)
        aside.replace(place)
    return manifest
