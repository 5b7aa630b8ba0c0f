"""From a trained network to what is served: a LiteRT model with 16-bit weights and its manifest.

The only file that needs TensorFlow itself, whatever backend trained the network.
"""

from __future__ import annotations

import json
import tempfile
from hashlib import blake2b
from pathlib import Path
from typing import Any

import keras

from recommender.errors import EmbedderError
from recommender.training.labels import Vocabulary
from recommender.training.network import DIM

MODEL = "embedder.tflite"
MANIFEST = "embedder.json"
FORMAT = 2


def to_litert(network: keras.Model) -> bytes:
    """The network as a LiteRT flatbuffer: input "photo" (n, size, size, 3) float32 in 0 to 255; outputs in the order
    embedding, type, gender, colour (logits), detail. Weights are float16, arithmetic float32. Raises EmbedderError
    under another backend than TensorFlow's."""
    if keras.backend.backend() != "tensorflow":
        raise EmbedderError(
            "the weights are saved, but the export to LiteRT needs TensorFlow: run the same command where it is "
            "installed, with KERAS_BACKEND=tensorflow --export-only --init OUT"
        )
    import tensorflow as tf

    seen = network.output
    ordered = keras.Model(network.input, [seen[name] for name in ("embedding", "type", "gender", "colour", "detail")])
    with tempfile.TemporaryDirectory() as folder:
        ordered.export(folder, format="tf_saved_model", verbose=False)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
        return bytes(converter.convert())


def export(model: bytes, words: Vocabulary, size: int, out: Path, facts: dict[str, Any]) -> Path:
    """Write `embedder.tflite` and `embedder.json` into `out`; returns the manifest's path. `model` is what `to_litert`
    made of a network of these words, built for `size`; `facts` (calibration, ranking, data, figures) go into the
    manifest as they are."""
    digest = blake2b(model, digest_size=16).hexdigest()
    manifest = {
        "format": FORMAT,
        "version": f"lookalike-{digest[:10]}",
        "file": MODEL,
        "blake2b": digest,
        "size": size,
        "dim": DIM,
        "words": {"types": list(words.types), "genders": list(words.genders), "colours": list(words.colours)},
        **facts,
    }
    out.mkdir(parents=True, exist_ok=True)
    _write(out / MODEL, model)
    _write(out / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    return out / MANIFEST


def _write(path: Path, data: bytes) -> None:
    aside = path.with_name(path.name + ".new")
    aside.write_bytes(data)
    aside.replace(path)
