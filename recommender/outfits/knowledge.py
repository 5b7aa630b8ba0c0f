"""What the package knows of outfits: one small file of counts, made by scripts/train_outfits.

`worn` and `sold` say which kinds go together, `harmony` which colours; `usage` tells by an embedding what a piece is
for. How each was counted is said where it is made: recommender.training.outfits.learning.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np

from recommender.errors import EmbedderError
from recommender.folding import folded
from recommender.network.weight_files import SHIPPED_WEIGHTS, check_model, read_model

_FORMAT = 1
_MANIFEST = "outfits.json"
_WORDS = ("types", "usages", "colours")
_NUMBERS = ("worn", "seen", "sold", "harmony", "tints", "centres", "usage_ways", "usage_offsets", "matching", "middles")
WEARERS = ("Men", "Women")


@dataclass(frozen=True)
class OutfitKnowledge:
    """T types, U usages and C colours by their words, in the arrays' order.

    `worn` (2, U, T, T) float32: of those who wear the first type for that usage (men, women), which share wears the
    second, over all types of the second's place. `seen` (T, T): how many pictures say so. `sold` (2, U, T): of what is
    sold to them for that usage, which share it is among the types of its place. `harmony` (C, C): pointwise mutual
    information of two colours in one outfit, smoothed. `tints` (T, C): the share of each colour in that type, as worn
    by models or, where they show too few, as sold. `centres` (T, dim): the mean embedding of a type. `usage_ways`
    (U, dim) and `usage_offsets` (U,): the logits of what a piece is for. `matching` (2, rank, dim) and `middles`
    (2, dim): what is worn above and below, from the middle of each, meets in `rank` dimensions.
    """

    version: str
    embedder: str  # the version whose embeddings `centres` and `usage_ways` are of
    types: tuple[str, ...]
    usages: tuple[str, ...]
    colours: tuple[str, ...]
    worn: np.ndarray = field(repr=False)
    seen: np.ndarray = field(repr=False)
    sold: np.ndarray = field(repr=False)
    harmony: np.ndarray = field(repr=False)
    tints: np.ndarray = field(repr=False)
    centres: np.ndarray = field(repr=False)
    usage_ways: np.ndarray = field(repr=False)
    usage_offsets: np.ndarray = field(repr=False)
    matching: np.ndarray = field(repr=False)
    middles: np.ndarray = field(repr=False)

    @classmethod
    def shipped(cls) -> OutfitKnowledge | None:
        """The package's, or None where it comes without. Raises EmbedderError if it is damaged."""
        return cls.load() if (SHIPPED_WEIGHTS / _MANIFEST).exists() else None

    @classmethod
    def load(cls, weights: Path | None = None) -> OutfitKnowledge:
        """That of the package, or of the folder `weights`. Raises EmbedderError where it is missing, damaged or of
        another format."""
        path = (SHIPPED_WEIGHTS if weights is None else weights) / _MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            data = read_model(path, manifest)
            check_model(manifest, data)
            if manifest["format"] != _FORMAT:
                raise ValueError(f"format {manifest['format']!r}")
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                words = [tuple(str(word) for word in arrays[name]) for name in _WORDS]
                numbers = [np.asarray(arrays[name], np.float32) for name in _NUMBERS]
            told = str(manifest["version"]), str(manifest["embedder"])
            return cls(*told, words[0], words[1], words[2], *numbers)
        except OSError as error:
            raise EmbedderError(f"{path}: nothing known of outfits there ({error.strerror})") from error
        except (LookupError, TypeError, ValueError) as error:
            raise EmbedderError(f"{path}: unusable knowledge of outfits ({error})") from error

    def save(self, folder: Path, **made_of: object) -> None:
        """The file and its manifest, with what it was `made_of`."""
        content = io.BytesIO()
        words = {name: np.array(getattr(self, name)) for name in _WORDS}
        numbers = {name: np.asarray(getattr(self, name), np.float16) for name in _NUMBERS}
        np.savez_compressed(content, allow_pickle=False, **words, **numbers)
        (folder / "outfits.npz").write_bytes(content.getvalue())
        digest = blake2b(content.getvalue(), digest_size=16).hexdigest()
        manifest = {"format": _FORMAT, "version": f"outfits-{digest[:10]}", "file": "outfits.npz", "blake2b": digest}
        text = json.dumps({**manifest, "embedder": self.embedder, **made_of}, indent=1)
        (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")

    @cached_property
    def type_places(self) -> Mapping[str, int]:
        """Word, case folded -> its place among the types."""
        return {folded(word): place for place, word in enumerate(self.types)}

    @cached_property
    def colour_places(self) -> Mapping[str, int]:
        return {folded(word): place for place, word in enumerate(self.colours)}

    def usage(self, embeddings: np.ndarray) -> np.ndarray:
        """(n, dim) -> (n, U): what each piece is for, rows summing to 1."""
        logits = embeddings @ self.usage_ways.T + self.usage_offsets
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)

    def matches(self, above: np.ndarray, below: np.ndarray) -> np.ndarray:
        """(n, dim) worn above with (m, dim) worn below -> (n, m): the log odds that these rather than any others."""
        first, second = (
            (each - middle) @ ways.T
            for each, middle, ways in zip((above, below), self.middles, self.matching, strict=True)
        )
        return np.asarray(first @ second.T, np.float32)

    def nearest_type(self, embedding: np.ndarray, among: Iterable[int]) -> int:
        """The one of these types whose mean is closest to an embedding, (dim,), of length 1 or less."""
        places = list(among)
        return places[int(np.argmax(self.centres[places] @ embedding))]
