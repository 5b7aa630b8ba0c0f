"""The plain stack's side of the bench: what most projects of this kind do, done as they do it, one task a process.

Keras' MobileNetV2 without its head, average-pooled to 1,280 features; `model.predict`; scikit-learn's
`NearestNeighbors(metric="cosine")` over a .npy of features. See docs/bench.md.
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

from scripts.lib.bench.child import peak_mb, task, tell

# On a machine with a GPU both sides would still be measured on the processor.
os.environ |= {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "KERAS_BACKEND": "tensorflow"}


def plain_model(imagenet: str) -> Any:  # noqa: ANN401 - Keras is imported within, so that its import is timed
    import keras

    network = keras.applications.MobileNetV2(input_shape=(224, 224, 3), include_top=False, weights=None)
    if imagenet:
        network.load_weights(imagenet)
    return keras.Model(network.input, keras.layers.GlobalAveragePooling2D()(network.output))


def _pixels(photo: str | io.BytesIO) -> Any:  # noqa: ANN401
    import keras

    return keras.utils.img_to_array(keras.utils.load_img(photo, target_size=(224, 224)))


def plain_answers(model: Any, features: Any) -> Callable[[str | io.BytesIO], list[int]]:  # noqa: ANN401
    """What answers a photo, a path or a file in memory, with the rows of the five closest features."""
    import keras
    from sklearn.neighbors import NearestNeighbors

    neighbours = NearestNeighbors(n_neighbors=5, metric="cosine").fit(features)

    def ask(photo: str | io.BytesIO) -> list[int]:
        batch = keras.applications.mobilenet_v2.preprocess_input(_pixels(photo)[None])
        _, rows = neighbours.kneighbors(model.predict(batch, verbose=0))
        return [int(row) for row in rows[0]]

    return ask


def plain_features(model: Any, pictures: Sequence[str]) -> Any:  # noqa: ANN401
    """(n, 1280) float32, in batches of 32."""
    import keras
    import numpy as np

    parts = []
    for start in range(0, len(pictures), 32):
        batch = np.stack([_pixels(path) for path in pictures[start : start + 32]])
        parts.append(model.predict(keras.applications.mobilenet_v2.preprocess_input(batch), verbose=0))
    return np.concatenate(parts)


def answer(given: dict[str, Any]) -> None:
    """The first answer, then warm ones."""
    import numpy as np

    ask = plain_answers(plain_model(given["imagenet"]), np.load(given["features"]))
    photos = given["photos"]
    tell(hits=ask(photos[0]))
    milliseconds = []
    for turn in range(given["answers"]):
        began = time.perf_counter()
        ask(photos[turn % len(photos)])
        milliseconds.append((time.perf_counter() - began) * 1000)
    tell(milliseconds=milliseconds, peak_mb=peak_mb())


def reindex(given: dict[str, Any]) -> None:
    """The features of all pictures, saved and fitted. `predict` is warm before."""
    import numpy as np
    from sklearn.neighbors import NearestNeighbors

    model = plain_model(given["imagenet"])
    model.predict(np.zeros((32, 224, 224, 3), np.float32), verbose=0)
    pictures = given["pictures"]
    began = time.perf_counter()
    features = plain_features(model, pictures)
    np.save(given["features"], features)
    NearestNeighbors(n_neighbors=5, metric="cosine").fit(features)
    tell(cold=time.perf_counter() - began, products=len(pictures))


if __name__ == "__main__":
    work = task()
    {"answer": answer, "reindex": reindex}[work["do"]](work)
