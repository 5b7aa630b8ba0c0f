"""From a trained garment detector to what is served: a LiteRT model with 8-bit weights and its manifest."""

from __future__ import annotations

import json
import tempfile
from hashlib import blake2b
from pathlib import Path
from typing import Any

import keras

MODEL = "garments.tflite"
MANIFEST = "garments.json"
FORMAT = 1


def detector_to_litert(detector: keras.Model, bits: int = 8) -> bytes:
    """Input "photo" (n, h, w, 3) float32 in 0 to 255; outputs heat, sides. Weights are `bits` wide, 8 or 16, and
    arithmetic float32 with 16."""
    import tensorflow as tf

    seen = detector.output
    ordered = keras.Model(detector.input, [seen["heat"], seen["sides"]])
    with tempfile.TemporaryDirectory() as folder:
        ordered.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        if bits == 16:
            converter.target_spec.supported_types = [tf.float16]
        return bytes(converter.convert())


def export_detector(detector: keras.Model, out: Path, facts: dict[str, Any]) -> Path:
    """Write `garments.tflite` and `garments.json` into `out`, the thresholds of an earlier manifest there kept; returns
    the manifest's path."""
    model = detector_to_litert(detector)
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
