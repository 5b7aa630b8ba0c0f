"""From a trained network to what is served: a packed LiteRT model and its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras

from recommender.packing import SUFFIX
from recommender.training.labels import Vocabulary
from recommender.training.litert import to_litert, write_served
from recommender.training.network import DIM

MODEL = f"embedder.tflite{SUFFIX}"
MANIFEST = "embedder.json"


def embedder_model(network: keras.Model) -> bytes:
    """The outputs in the order embedding, type, gender, colour (logits), detail; see to_litert."""
    return to_litert(network, ("embedding", "type", "gender", "colour", "detail"))


def export(model: bytes, words: Vocabulary, size: int, out: Path, facts: dict[str, Any]) -> Path:
    """Write `embedder.tflite.z` and `embedder.json` into `out`; returns the manifest's path. `model` is what
    `embedder_model` made of a network of these words, built for `size`; `facts` (calibration, ranking, data, figures)
    go into the manifest as they are."""
    told = {"types": list(words.types), "genders": list(words.genders), "colours": list(words.colours)}
    return write_served(
        model, out / MODEL, out / MANIFEST, "lookalike", {"size": size, "dim": DIM, "words": told, **facts}
    )
