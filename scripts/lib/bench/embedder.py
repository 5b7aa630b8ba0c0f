"""scripts/bench --embed: from decoded photo to embedding and attributes, beside one pass of MobileNetV2 at 224 pixels.

Both are LiteRT with as many threads; the plain network is the headless one with random weights, which takes as long as
with any others. The two take turns, photo by photo.
"""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np

AT_MOST = 4.0  # times one plain pass
_ROUNDS = 60
_WARM = 5


def measure(given: Namespace, photos: list[str]) -> dict[str, Any]:
    """What `scripts/bench --embed --json` prints."""
    from recommender import Embedder, load_photo

    decoded = [load_photo(Path(photo).read_bytes()) for photo in photos]
    embedder = Embedder.load()
    plain = _plain_pass()
    ours_ms, plain_ms = [], []
    for turn in range(_WARM + (_ROUNDS // 6 if given.quick else _ROUNDS)):
        began = time.perf_counter()
        embedder.predict([decoded[turn % len(decoded)]])
        between = time.perf_counter()
        plain()
        if turn >= _WARM:
            ours_ms.append(1000 * (between - began))
            plain_ms.append(1000 * (time.perf_counter() - between))
    times = median(ours_ms) / median(plain_ms)
    return {
        "embedder": embedder.version,
        "look_ms": round(median(ours_ms), 2),
        "plain_pass_ms": round(median(plain_ms), 2),
        "times": round(times, 2),
        "at_most": AT_MOST,
        "met": times <= AT_MOST,
        "load_after": round(os.getloadavg()[0], 2),
    }


def as_table(found: dict[str, Any]) -> str:
    """For people."""
    return "\n".join(
        [
            f"photo to embedding and attributes: {found['look_ms']} ms ({found['embedder']})",
            f"one pass of MobileNetV2 at 224: {found['plain_pass_ms']} ms",
            f"{found['times']} times as long; at most {AT_MOST:g} are allowed (load {found['load_after']})",
        ]
    )


def _plain_pass() -> Callable[[], None]:
    """A function that runs the plain network once."""
    import keras
    import tensorflow as tf
    from ai_edge_litert.interpreter import Interpreter

    network = keras.applications.MobileNetV2(input_shape=(224, 224, 3), include_top=False, pooling="avg", weights=None)
    served = tf.function(lambda photo: network(photo, training=False), autograph=False)
    converter = tf.lite.TFLiteConverter.from_concrete_functions(
        [served.get_concrete_function(tf.TensorSpec([1, 224, 224, 3], tf.float32))], network
    )
    converter.experimental_lower_to_saved_model = False
    interpreter = Interpreter(model_content=converter.convert(), num_threads=max(1, min(4, os.cpu_count() or 1)))
    interpreter.allocate_tensors()
    photo = np.random.default_rng(1).random((1, 224, 224, 3), dtype=np.float32)
    place = interpreter.get_input_details()[0]["index"]

    def run() -> None:
        interpreter.set_tensor(place, photo)
        interpreter.invoke()

    return run
