"""Weights on disk between runs: a folder with `lookalike.weights.h5` and the words of its heads."""

from __future__ import annotations

from pathlib import Path

import h5py
import keras
import numpy as np

from recommender.errors import EmbedderError
from recommender.training.labels import Vocabulary
from recommender.training.network import build_network, load_imagenet

WEIGHTS = "lookalike.weights.h5"
WORDS = "words.json"
_SMALL = 256  # values; below it compression only adds to the file
_HEADS = ("type", "gender", "colour")


def save_checkpoint(network: keras.Model, words: Vocabulary, folder: Path) -> Path:
    """Write the network's weights, in half precision, and its words; returns the weights' path. What is served has no
    more precision either, and the file is small enough to ship as the start of somebody's own training."""
    folder.mkdir(parents=True, exist_ok=True)
    words.save(folder / WORDS)
    whole = folder / f"whole-{WEIGHTS}"
    network.save_weights(whole)
    _halve(whole, folder / WEIGHTS)
    whole.unlink()
    return folder / WEIGHTS


def load_checkpoint(path: Path, size: int) -> tuple[keras.Model, Vocabulary]:
    """The network of an earlier run; `path` is its folder or its weights file. Raises EmbedderError if it is not."""
    folder = path if path.is_dir() else path.parent
    try:
        words = Vocabulary.load(folder / WORDS)
        network = build_network(words, size)
        network.load_weights(folder / WEIGHTS)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbedderError(f"{path}: no weights of an earlier run ({error})") from error
    return network, words


def start_from(init: str, words: Vocabulary, size: int) -> tuple[keras.Model, Vocabulary]:
    """A network to train: from "random", "imagenet" (fetched), a file of ImageNet weights, or an earlier run.

    From an earlier run everything is kept, the heads' known words included; words that only the new catalogue has get
    new outputs behind the old ones. Raises EmbedderError.
    """
    if init in {"random", "imagenet"} or not _is_ours(Path(init)):
        network = build_network(words, size)
        if init != "random":
            try:
                load_imagenet(network, init)
            except (OSError, ValueError) as error:
                raise EmbedderError(f"{init}: no ImageNet weights of MobileNetV2 ({error})") from error
        return network, words
    old, old_words = load_checkpoint(Path(init), size)
    joined = old_words.joined(words)
    if joined == old_words:
        return old, joined
    network = build_network(joined, size)
    for layer in network.layers:
        if layer.name in _HEADS:
            before, after = (getattr(v, f"{layer.name}s") for v in (old_words, joined))
            _copy_outputs(old.get_layer(layer.name), layer, [after.index(word) for word in before])
        else:
            layer.set_weights(old.get_layer(layer.name).get_weights())
    return network, joined


def _halve(whole: Path, half: Path) -> None:
    """Copy a file of weights with float32 as float16, but for what would overflow. Six of its ten bits are kept: a
    start for training needs no more, and only then does compression save anything."""
    largest = 0.99 * float(np.finfo(np.float16).max)
    with h5py.File(whole) as source, h5py.File(half, "w") as target:

        def copy(name: str, item: h5py.Group | h5py.Dataset) -> None:
            if isinstance(item, h5py.Group):
                copied = target.require_group(name)
            else:
                values = item[()]
                fits = values.dtype == np.float32 and np.abs(values).max(initial=0) < largest
                packed = {"compression": "gzip", "shuffle": True} if values.size > _SMALL else {}
                copied = target.create_dataset(name, data=halved(values) if fits else values, **packed)
            copied.attrs.update(item.attrs)

        target.attrs.update(source.attrs)
        source.visititems(copy)


def halved(values: np.ndarray) -> np.ndarray:
    """float32 -> float16 with the last four bits of the fraction 0."""
    bits = values.astype(np.float16).view(np.uint16)
    return ((bits + 8) & 0xFFF0).astype(np.uint16).view(np.float16)


def _is_ours(path: Path) -> bool:
    folder = path if path.is_dir() else path.parent
    return (folder / WORDS).exists() and (path.is_dir() or path.name == WEIGHTS)


def _copy_outputs(old: keras.layers.Layer, new: keras.layers.Layer, places: list[int]) -> None:
    """`places[i]` is where the old layer's output i is in the new one."""
    kernel, bias = (np.array(w) for w in new.get_weights())
    old_kernel, old_bias = old.get_weights()
    # A word never seen starts improbable instead of at random.
    bias[:] = old_bias.min()
    kernel[:, places], bias[places] = old_kernel, old_bias
    new.set_weights([kernel, bias])
