"""The shipped CNN: photos in, embeddings, recognised attributes and local descriptors out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from recommender.errors import EmbedderError
from recommender.network.look_heads import LookHeads
from recommender.network.phone_genders import PhoneGenders
from recommender.network.phone_heads import PhoneHeads
from recommender.network.preprocessing import is_studio, network_input, shrunk, zoomed
from recommender.network.runtime import LiteRT
from recommender.network.second_classifier import KINDS, SecondClassifier
from recommender.network.weight_compression import decompress
from recommender.network.weight_files import SHIPPED_WEIGHTS, check_model, read_model
from recommender.protocols import ConfidenceThresholds, NetworkOutput

_FORMAT = 3
_MANIFEST = "embedder.json"
# The type head's word for a photo without any product in it; always the last.
NOTHING = "(nothing)"
# For weights that carry no calibration: everything is close, nothing is refused.
_LENIENT = {"exact": 0.02, "close": 1.0}
# How probable type, gender and colour have to be so that the second classifier is not asked: of 394 studio pictures to
# train with, 43 % are so, and in none of them it would have changed the likeliest word.
_SURE = (0.9, 0.9, 0.7)
# How much nearer shoppers' photos are looked at, for patterns and genders.
_NEARER = 1.8
# Beyond this, a larger batch is no faster and only needs more memory.
_BATCH = 32


class _Temperatures(NamedTuple):
    """By what each head's logits are divided, so that its probabilities are as often right as they say
    (temperature scaling, Guo et al. 2017)."""

    type: float = 1.0
    gender: float = 1.0
    colour: float = 1.0


@dataclass
class Embedder:
    """A trained network ready to serve. Thread-safe: calls run one after another on the network's own threads."""

    version: str
    dim: int
    size: int
    types: tuple[str, ...]
    genders: tuple[str, ...]
    colours: tuple[str, ...]
    thresholds: ConfidenceThresholds
    looks: LookHeads
    _temperatures: _Temperatures
    _mirrored: bool
    _zooms: tuple[float, ...]
    _network: LiteRT = field(repr=False)
    _second: SecondClassifier | None = None
    phone_genders: PhoneGenders | None = None
    phone_heads: PhoneHeads | None = None
    nearer: bool = False  # whether the middles of shoppers' photos are looked at, too

    @classmethod
    def load(cls, weights: Path | None = None) -> Embedder:
        """The weights in the package, or those in the folder `weights` (or beside the manifest that it names).

        Raises EmbedderError if they are missing, damaged, or of a format that this code does not know.
        """
        folder = SHIPPED_WEIGHTS if weights is None else weights
        path = folder.with_name(_MANIFEST) if folder.is_file() else folder / _MANIFEST
        manifest, models = _read(path)
        try:
            return cls._from_manifest(manifest, models)
        except (LookupError, TypeError, ValueError, RuntimeError) as error:
            raise EmbedderError(f"{path}: unusable embedder ({error})") from error

    @classmethod
    def _from_manifest(cls, manifest: dict[str, Any], models: dict[str, bytes]) -> Embedder:
        words = manifest["words"]
        # At once: it is most of the time that this takes, and half of it leaves the interpreter to others.
        with ThreadPoolExecutor() as pool:
            second = pool.submit(decompress, models["second"]) if "second" in models else None
            network = LiteRT(decompress(models["first"]), outputs=5)
        widths = (int(manifest["dim"]), *(len(words[kind]) for kind in KINDS))
        if network.widths[:4] != widths:
            raise ValueError(f"the network's outputs are {network.widths[:4]} wide, the manifest's {widths}")
        if words["types"][-1] != NOTHING:
            raise ValueError(f"the last type is {words['types'][-1]!r}, expected {NOTHING!r}")
        dim = int(manifest["dim"])
        looks = LookHeads.from_bytes(models["looks"], dim) if "looks" in models else LookHeads()
        heads = PhoneHeads.from_bytes(models["phone"], dim) if "phone" in models else None
        return cls(
            version=str(manifest["version"]),
            dim=int(manifest["dim"]),
            size=int(manifest["size"]),
            types=tuple(words["types"][:-1]),
            genders=tuple(words["genders"]),
            colours=tuple(words["colours"]),
            thresholds=ConfidenceThresholds(**manifest.get("confidence", _LENIENT)),
            looks=looks if heads is None else heads.joined(looks),
            _temperatures=_Temperatures(**manifest.get("temperatures", {})),
            _mirrored=bool(manifest.get("mirrored", False)),
            _zooms=tuple(float(zoom) for zoom in manifest.get("zooms", ())),
            _network=network,
            _second=_second_classifier(manifest, second.result()) if second else None,
            phone_genders=_phone_genders(manifest),
            phone_heads=heads,
            nearer=heads is not None and heads.near_looks is not None,
        )

    @property
    def descriptor_shape(self) -> tuple[int, int, int]:
        """The shape of one photo's map of local descriptors."""
        high, wide, width = self._network.shapes[-1]
        return high, wide, width

    def without_phone_heads(self) -> Embedder:
        """The same, saying of phone photos what the network alone says."""
        return replace(self, phone_heads=None, phone_genders=None, nearer=False)

    @property
    def _words(self) -> tuple[tuple[str, ...], ...]:
        """Of each of the KINDS."""
        return self.types, self.genders, self.colours

    def embed(self, photos: Sequence[np.ndarray]) -> np.ndarray:
        """Photos (H, W, 3) uint8 of any sizes -> (n, dim) float32, each row of length 1."""
        return self.predict(photos, thorough=False).embeddings

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        """As `embed`, with the recognised attributes. These come, with `thorough`, from a few framings of each photo
        and, of a shop's picture, from the second classifier too, for up to twice the time; the embeddings stay the
        same."""
        if not photos:
            widths = (self.dim,), (len(self.types),), (len(self.genders),), (len(self.colours),), ()
            shapes = (*widths, self.descriptor_shape, (self.dim,))
            return NetworkOutput(*(np.zeros((0, *shape), np.float32) for shape in shapes))
        step = max(1, _BATCH // (1 + self._mirrored + (1 + len(self._zooms)) * thorough))
        batches = [self._predict(photos[start : start + step], thorough) for start in range(0, len(photos), step)]
        return NetworkOutput(*(np.concatenate(column) for column in zip(*batches, strict=True)))

    def _predict(self, photos: Sequence[np.ndarray], thorough: bool) -> tuple[np.ndarray, ...]:
        """One batch: the fields of NetworkOutput, in their order."""
        framings = self._framings(photos, thorough)
        studio = np.array([is_studio(photo) for photo in photos])
        nearer, shown = ~studio & (thorough and self.nearer), len(framings) * len(photos)
        middles = [self._middle(photo) for photo, asked in zip(photos, nearer, strict=True) if asked]
        outputs = self._network(np.concatenate([*framings, *middles]).astype(np.float32))
        near = np.zeros((len(photos), self.dim), np.float32)
        near[nearer] = _unit(outputs[0][shown:])
        embeddings, *logits, maps = (
            part[:shown].reshape(len(framings), len(photos), *part.shape[1:]) for part in outputs
        )
        embedding = _unit(embeddings[: 1 + self._mirrored].sum(axis=0))
        # What lies at a place of the mirrored photo lies across in its mirror image's map.
        descriptors = (maps[0] + maps[1][:, :, ::-1]) / 2 if self._mirrored else maps[0]
        means = [part.mean(axis=0) for part in logits]
        # What a phone took the first knows as well: by the second too, 85.8 instead of 87.0 % of what is found for it
        # was of the right type, averaged over its labels.
        if self._second is not None and thorough:
            means = self._second.combined(framings[0], means, studio & ~self._is_sure(means))
        types, genders, colours = (part / warm for part, warm in zip(means, self._temperatures, strict=True))
        # The type head's last output is "nothing". The types' own probabilities are those of what it would be if it
        # were something: from the logits, for next to a certain "nothing" they would vanish in float32.
        probabilities = _softmax(types[:, :-1]), _softmax(genders), _softmax(colours), _softmax(types)[:, -1]
        others = ~studio
        if self.phone_heads is not None and others.any():
            phone = others & self.phone_heads.were_taken(embedding)
            for kind, known, seen in zip(KINDS, self._words, probabilities, strict=False):
                mine = near[phone] if nearer.any() else None
                seen[phone] = self.phone_heads.corrected(kind, known, seen[phone], embedding[phone], mine)
            others &= ~phone
        if self.phone_genders is not None:
            probabilities[1][others] = self.phone_genders.corrected(probabilities[1][others])
        return (embedding.astype(np.float32), *probabilities, descriptors, near)

    def _middle(self, photo: np.ndarray) -> np.ndarray:
        """What the network sees of a photo when it looks nearer, (1, size, size, 3) uint8."""
        return network_input(zoomed(shrunk(photo, self.size), _NEARER), self.size)[None]

    def _is_sure(self, logits: Sequence[np.ndarray]) -> np.ndarray:
        """(n,) bool: where nobody needs to be asked besides."""
        types, *others = (part / warm for part, warm in zip(logits, self._temperatures, strict=True))
        likeliest = [_softmax(part).max(axis=1) for part in (types[:, :-1], *others)]
        return np.asarray(np.all([most >= sure for most, sure in zip(likeliest, _SURE, strict=True)], axis=0))

    def _framings(self, photos: Sequence[np.ndarray], thorough: bool) -> list[np.ndarray]:
        """What the network sees of the photos, each (n, size, size, 3) uint8. First the whole of them, then its mirror
        image if these weights want it, and with `thorough` what is nearer and farther."""
        # Shrunk for the nearest framing, too; the same without `thorough`, or the embedding would not be.
        photos = [shrunk(photo, int(self.size * max((1.0, *self._zooms)))) for photo in photos]
        whole = np.stack([network_input(photo, self.size) for photo in photos])
        # A garment's mirror image is the same garment: the mean of both is a steadier embedding.
        framings = [whole, whole[:, :, ::-1]] if self._mirrored else [whole]
        for place, zoom in enumerate(self._zooms if thorough else ()):
            # Where the garment ends in the frame is the photographer's accident. Every other one is mirrored, so that
            # neither side counts more.
            near = np.stack([network_input(zoomed(photo, zoom), self.size) for photo in photos])
            framings.append(near[:, :, ::-1] if self._mirrored and place % 2 == 0 else near)
        return framings


def _read(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The manifest, and the models that it names: the "first" network, and "second", "looks" and "phone" if any."""
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        entries = {"first": manifest} | {
            name: manifest[name] for name in ("second", "looks", "phone") if name in manifest
        }
        models = {name: read_model(path, entry) for name, entry in entries.items()}
    except FileNotFoundError as error:
        raise EmbedderError(f"{error.filename}: no embedder there") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EmbedderError(f"{path}: unreadable manifest ({error})") from error
    if manifest.get("format") != _FORMAT:
        raise EmbedderError(f"{path}: format {manifest.get('format')!r}, this version reads {_FORMAT}")
    try:
        for name, entry in entries.items():
            check_model(entry, models[name])
    except ValueError as error:
        raise EmbedderError(f"{path}: {error}") from error
    return manifest, models


def _phone_genders(manifest: dict[str, Any]) -> PhoneGenders | None:
    entry = manifest.get("phone genders")
    return None if entry is None else PhoneGenders.from_manifest(entry, manifest["words"]["genders"])


def _second_classifier(manifest: dict[str, Any], model: bytes) -> SecondClassifier:
    network = LiteRT(model, outputs=len(KINDS))
    second = SecondClassifier.from_manifest(manifest["second"], manifest["words"], network)
    if second.size > int(manifest["size"]):
        raise ValueError(f"the second opinion sees {second.size} pixels, more than the first")
    if network.widths != tuple(map(len, second.places)):
        raise ValueError(f"the second opinion's outputs are {network.widths} wide, its words differ from that")
    return second


def _unit(rows: np.ndarray) -> np.ndarray:
    """Each of length 1."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))


def _softmax(logits: np.ndarray) -> np.ndarray:
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)
