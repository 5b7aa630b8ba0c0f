"""From a trained garment detector to what is served: a packed LiteRT model and its manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras

from recommender.network.weight_compression import SUFFIX
from recommender.training.litert import to_litert, write_served

MODEL = f"garments.tflite{SUFFIX}"
MANIFEST = "garments.json"


def export_detector(detector: keras.Model, out: Path, facts: dict[str, Any]) -> Path:
    """Write `garments.tflite.z` and `garments.json` into `out`; returns the manifest's path. `facts` (rules, data) go
    into the manifest as they are."""
    size = list(detector.input_shape[1:3])
    model = to_litert(detector, ("heat", "sides"))
    return write_served(model, out / MODEL, out / MANIFEST, "garments", {"size": size, **facts})
