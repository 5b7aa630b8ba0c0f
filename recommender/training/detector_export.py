"""From a trained garment detector to what is served: a LiteRT model with 16-bit weights, rounded and packed, and its
manifest.

LiteRT's arithmetic with 8-bit weights takes three times as long as with 16 bits, which it turns into floating point
once, when it starts. So that 16 bits need no more room than 8 did, five of their ten fraction bits are made zero, and
the file is packed.
"""

from __future__ import annotations

import json
import lzma
import tempfile
from hashlib import blake2b
from pathlib import Path
from typing import Any

import keras
import numpy as np

MODEL = "garments.tflite.xz"
MANIFEST = "garments.json"
FORMAT = 2
# Of a 16-bit weight's ten fraction bits so many are kept: a weight is off by 1.6 % at most, at random.
FRACTION_BITS = 5


def detector_to_litert(detector: keras.Model) -> bytes:
    """Input "photo" (n, h, w, 3) float32 in 0 to 255; outputs heat, sides. Weights are 16 bits wide, arithmetic is
    float32."""
    import tensorflow as tf

    seen = detector.output
    ordered = keras.Model(detector.input, [seen["heat"], seen["sides"]])
    with tempfile.TemporaryDirectory() as folder:
        ordered.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        return bytes(converter.convert())


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
            # Adding half of what is dropped rounds to the nearest, the exponent counted up where that is due.
            nearest = (words.astype(np.uint32) + (1 << (drop - 1))) >> drop << drop
            read.buffers[tensor.buffer].data = np.frombuffer(nearest.astype(np.uint16).tobytes(), np.uint8)
    return bytes(flatbuffer_utils.convert_object_to_bytearray(read))


def packed(model: bytes) -> bytes:
    """As `GarmentFinder.load` unpacks it."""
    return lzma.compress(model, format=lzma.FORMAT_XZ, preset=9 | lzma.PRESET_EXTREME)


def export_detector(detector: keras.Model, out: Path, facts: dict[str, Any]) -> Path:
    """Write `garments.tflite` and `garments.json` into `out`, the thresholds of an earlier manifest there kept; returns
    the manifest's path."""
    model = packed(rounded(detector_to_litert(detector)))
    digest = blake2b(model, digest_size=16).hexdigest()
    manifest = {
        "format": FORMAT,
        "version": f"garments-{digest[:10]}",
        "file": MODEL,
        "blake2b": digest,
        "size": list(detector.input_shape[1:3]),
        **facts,
    }
    out.mkdir(parents=True, exist_ok=True)
    for path, data in (
        (out / MODEL, model),
        (out / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()),
    ):
        aside = path.with_name(path.name + ".new")
        aside.write_bytes(data)
        aside.replace(path)
    return out / MANIFEST
