"""Weights on disk between runs: a folder with `lookalike.weights.h5.z` and the words of its heads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import h5py
import keras
import numpy as np

from recommender.errors import EmbedderError
from recommender.network.weight_compression import SUFFIX, compress, decompress
from recommender.training.labels import LabelVocabulary
from recommender.training.layers.efficientnet import load_lite0
from recommender.training.network import backbone_of, build_network, imagenet_backbone
from recommender.training.second_classifier import BACKBONE, build_second_classifier, is_second_classifier

WEIGHTS = f"lookalike.weights.h5{SUFFIX}"
WORDS = "words.json"
_HEADS = ("type", "gender", "colour")
# Of a weight's ten fraction bits in half precision so many are kept: a start for training needs no more.
_FRACTION_BITS = 6
# Layers of fewer weights keep all bits: what follows builds on them (see recommender.training.litert).
_SMALL = 1 << 15
# In the file's attributes: whether the network is a second classifier.
_SECOND = "second"


def save_checkpoint(network: keras.Model, words: LabelVocabulary, folder: Path) -> Path:
    """Write the network's weights, in half precision, and its words; returns the weights' path. What is served has no
    more precision either, and the file is small enough to ship as the start of somebody's own training."""
    folder.mkdir(parents=True, exist_ok=True)
    words.save(folder / WORDS)
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        whole, half = Path(aside) / "whole.weights.h5", Path(aside) / "half.weights.h5"
        network.save_weights(whole)
        with h5py.File(whole, "a") as file:
            file.attrs[_SECOND] = is_second_classifier(network)
        _halve(whole, half)
        small = half.with_suffix(SUFFIX)
        small.write_bytes(compress(half.read_bytes()))
        small.replace(folder / WEIGHTS)
    return folder / WEIGHTS


def load_checkpoint(path: Path, size: int) -> tuple[keras.Model, LabelVocabulary]:
    """The network of an earlier run; `path` is its folder or its weights file. Raises EmbedderError if it is not."""
    folder = path if path.is_dir() else path.parent
    try:
        words = LabelVocabulary.load(folder / WORDS)
        with _unpacked(folder / WEIGHTS) as weights:
            with h5py.File(weights) as file:
                build = build_second_classifier if file.attrs.get(_SECOND, False) else build_network
            network = build(words, size)
            network.load_weights(weights)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbedderError(f"{path}: no weights of an earlier run ({error})") from error
    return network, words


def start_from(init: str, words: LabelVocabulary, size: int) -> tuple[keras.Model, LabelVocabulary]:
    """A network to train: from "random", "imagenet" (fetched), a file of ImageNet weights, or an earlier run.

    From an earlier run everything is kept, the heads' known words included; words that only the new catalogue has get
    new outputs behind the old ones. Raises EmbedderError.
    """
    if init in {"random", "imagenet"} or not _is_ours(Path(init)):
        if init == "random":
            return build_network(words, size), words
        try:
            weights = imagenet_backbone(init).get_weights()
        except (OSError, ValueError) as error:
            raise EmbedderError(f"{init}: no ImageNet weights of MobileNetV2 ({error})") from error
        network = build_network(words, size)
        backbone_of(network).set_weights(weights)
        return network, words
    old, old_words = load_checkpoint(Path(init), size)
    joined = old_words.joined(words)
    if joined == old_words:
        return old, joined
    network = (build_second_classifier if is_second_classifier(old) else build_network)(joined, size)
    for layer in network.layers:
        if layer.name in _HEADS:
            before, after = (getattr(v, f"{layer.name}s") for v in (old_words, joined))
            _copy_outputs(old.get_layer(layer.name), layer, [after.index(word) for word in before])
        else:
            layer.set_weights(old.get_layer(layer.name).get_weights())
    return network, joined


def start_second_classifier(init: str, words: LabelVocabulary, size: int) -> tuple[keras.Model, LabelVocabulary]:
    """A second classifier to train: from "random", a file of EfficientNet-Lite0's ImageNet weights, or an earlier run.

    As `start_from`; raises EmbedderError."""
    if init != "random" and _is_ours(Path(init)):
        return start_from(init, words, size)
    network = build_second_classifier(words, size)
    if init != "random":
        load_lite0(network.get_layer(BACKBONE), Path(init))
    return network, words


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "lookalike.weights.h5"
        plain.write_bytes(decompress(path.read_bytes()))
        yield plain


def _halve(whole: Path, half: Path) -> None:
    """Copy a file of weights with float32 as float16, but for what would overflow."""
    largest = 0.99 * float(np.finfo(np.float16).max)
    with h5py.File(whole) as source, h5py.File(half, "w", libver="latest") as target:

        def copy(name: str, item: h5py.Group | h5py.Dataset) -> None:
            if isinstance(item, h5py.Group):
                copied = target.require_group(name)
            else:
                values = item[()]
                fits = values.dtype == np.float32 and np.abs(values).max(initial=0) < largest
                bits = _FRACTION_BITS if values.size >= _SMALL else 10
                copied = target.create_dataset(name, data=halved(values, bits) if fits else values)
            copied.attrs.update(item.attrs)

        target.attrs.update(source.attrs)
        source.visititems(copy)


def halved(values: np.ndarray, fraction_bits: int = _FRACTION_BITS) -> np.ndarray:
    """float32 -> float16 with all but the first of its fraction's ten bits 0."""
    drop = 10 - fraction_bits
    bits = values.astype(np.float16).view(np.uint16).astype(np.uint32)
    return ((bits + (1 << drop >> 1)) >> drop << drop).astype(np.uint16).view(np.float16)


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
