"""The shipped CNN: photos in, embeddings and recognised attributes out. The only file with the inference runtime."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from recommender.errors import EmbedderError
from recommender.network.preprocessing import is_studio, network_input, shrunk, zoomed
from recommender.network.second_classifier import KINDS, SecondClassifier
from recommender.network.weight_compression import decompress

_FORMAT = 3
_MANIFEST = "embedder.json"
# The type head's word for a photo without any product in it; always the last.
NOTHING = "(nothing)"
# Beyond this, a larger batch is no faster and only needs more memory.
_BATCH = 32


@dataclass(frozen=True, slots=True)
class ConfidenceThresholds:
    """Cosine distances of the best hit up to which an answer is exact, close or loose; beyond `loose` it is none, and
    so it is when the photo shows no product with a probability above `nothing`."""

    exact: float
    close: float
    loose: float
    nothing: float = 1.0


@dataclass(frozen=True, slots=True)
class NetworkOutput:
    """What the network saw in n photos: `embeddings` (n, dim) float32, rows of length 1; `types`, `genders`, `colours`
    (n, words) float32, calibrated probabilities, rows summing to 1, columns in the order of the embedder's words;
    `nothing` (n,) float32, the probability that there is no product in the photo; `descriptors` (n, h, w, d + 1)
    float32, see recommender.network.local_descriptors."""

    embeddings: np.ndarray
    types: np.ndarray
    genders: np.ndarray
    colours: np.ndarray
    nothing: np.ndarray
    descriptors: np.ndarray

    def __len__(self) -> int:
        return len(self.embeddings)


@dataclass(frozen=True, slots=True)
class _Temperatures:
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
    _temperatures: _Temperatures
    _mirrored: bool
    _zooms: tuple[float, ...]
    _network: LiteRT = field(repr=False)
    _second: SecondClassifier | None = None

    @classmethod
    def load(cls, weights: Path | None = None) -> Embedder:
        """The weights in the package, or those in the folder `weights` (or beside the manifest that it names).

        Raises EmbedderError if they are missing, damaged, or of a format that this code does not know.
        """
        place = Path(__file__).parents[1] / "weights" if weights is None else weights
        path = place.with_name(_MANIFEST) if place.is_file() else place / _MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            told_of = [manifest, *([manifest["second"]] if "second" in manifest else [])]
            models = [(path.parent / Path(told["file"]).name).read_bytes() for told in told_of]
        except FileNotFoundError as error:
            raise EmbedderError(f"{error.filename}: no embedder there") from error
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EmbedderError(f"{path}: unreadable manifest ({error})") from error
        if manifest.get("format") != _FORMAT:
            raise EmbedderError(f"{path}: format {manifest.get('format')!r}, this version reads {_FORMAT}")
        for told, model in zip(told_of, models, strict=True):
            if blake2b(model, digest_size=16).hexdigest() != told.get("blake2b"):
                raise EmbedderError(f"{path}: {told['file']} is damaged, its hash differs from the manifest's")
        try:
            words = manifest["words"]
            network = LiteRT(decompress(models[0]), outputs=5)
            widths = (int(manifest["dim"]), *(len(words[kind]) for kind in KINDS))
            if network.widths[:4] != widths:
                raise ValueError(f"the network's outputs are {network.widths[:4]} wide, the manifest's {widths}")
            return cls(
                version=str(manifest["version"]),
                dim=int(manifest["dim"]),
                size=int(manifest["size"]),
                types=_without_nothing(words["types"]),
                genders=tuple(words["genders"]),
                colours=tuple(words["colours"]),
                thresholds=ConfidenceThresholds(**manifest.get("confidence", _LENIENT)),
                _temperatures=_Temperatures(**manifest.get("temperatures", {})),
                _mirrored=bool(manifest.get("mirrored", False)),
                _zooms=tuple(float(zoom) for zoom in manifest.get("zooms", ())),
                _network=network,
                _second=_second_classifier(manifest, models[1]) if len(models) > 1 else None,
            )
        except (LookupError, TypeError, ValueError, RuntimeError) as error:
            raise EmbedderError(f"{path}: unusable embedder ({error})") from error

    @property
    def descriptor_shape(self) -> tuple[int, int, int]:
        """The shape of one photo's map of local descriptors."""
        high, wide, width = self._network.shapes[-1]
        return high, wide, width

    def embed(self, photos: Sequence[np.ndarray]) -> np.ndarray:
        """Photos (H, W, 3) uint8 of any sizes -> (n, dim) float32, each row of length 1."""
        return self.predict(photos, thorough=False).embeddings

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        """As `embed`, with the recognised attributes. These come, with `thorough`, from a few framings of each photo
        and, of a shop's picture, from the second classifier, for up to twice the time; the embeddings stay the same."""
        if not photos:
            shapes = (
                (self.dim,),
                (len(self.types),),
                (len(self.genders),),
                (len(self.colours),),
                (),
                self.descriptor_shape,
            )
            return NetworkOutput(*(np.zeros((0, *shape), np.float32) for shape in shapes))
        step = max(1, _BATCH // (1 + self._mirrored + len(self._zooms) * thorough))
        parts = [self._predict(photos[start : start + step], thorough) for start in range(0, len(photos), step)]
        return NetworkOutput(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _predict(self, photos: Sequence[np.ndarray], thorough: bool) -> tuple[np.ndarray, ...]:
        # For the nearest framing, too; the same without `thorough`, or the embedding would not be.
        photos = [shrunk(photo, int(self.size * max((1.0, *self._zooms)))) for photo in photos]
        whole = np.stack([network_input(photo, self.size) for photo in photos])
        # A garment's mirror image is the same garment: the mean of both is a steadier embedding.
        views = [whole, whole[:, :, ::-1]] if self._mirrored else [whole]
        of_embedding = len(views)
        for place, zoom in enumerate(self._zooms if thorough else ()):
            # Nearer, and farther: where the garment ends in the frame is the photographer's accident. Every other one
            # mirrored, so that neither side counts more.
            view = np.stack([network_input(zoomed(photo, zoom), self.size) for photo in photos])
            views.append(view[:, :, ::-1] if self._mirrored and place % 2 == 0 else view)
        outputs = self._network(np.concatenate(views).astype(np.float32))
        by_view = [part.reshape(len(views), len(photos), *part.shape[1:]) for part in outputs]
        maps = by_view.pop()[:of_embedding]
        # What lies at a place of the mirrored photo lies across in its mirror image's map.
        descriptors = (maps[0] + maps[1][:, :, ::-1]) / 2 if self._mirrored else maps[0]
        embeddings, *logits = by_view[0][:of_embedding].sum(axis=0), *(part.mean(axis=0) for part in by_view[1:])
        embeddings = embeddings / np.maximum(np.linalg.norm(embeddings, axis=1, keepdims=True), 1e-9)
        # What a phone took the first knows as well: by the second too, 85.8 instead of 87.0 % of what is found for it
        # was of the right type, averaged over its labels.
        if self._second is not None and thorough:
            logits = self._second.combined(whole, logits, np.array([is_studio(photo) for photo in photos]))
        heat = self._temperatures
        types, genders, colours = (
            part / temperature for part, temperature in zip(logits, (heat.type, heat.gender, heat.colour), strict=True)
        )
        # The type head's last output is "nothing". The types' own probabilities are those of what it would be if it
        # were something: from the logits, for next to a certain "nothing" they would vanish in float32.
        nothing = _softmax(types)[:, -1]
        answers = embeddings.astype(np.float32), _softmax(types[:, :-1]), _softmax(genders), _softmax(colours), nothing
        return (*answers, descriptors)


def _second_classifier(manifest: dict[str, Any], model: bytes) -> SecondClassifier:
    network = LiteRT(decompress(model), outputs=len(KINDS))
    second = SecondClassifier.from_manifest(manifest["second"], manifest["words"], network)
    if second.size > int(manifest["size"]):
        raise ValueError(f"the second classifier sees {second.size} pixels, more than the first")
    if network.widths != tuple(map(len, second.places)):
        raise ValueError(f"the second classifier's outputs are {network.widths} wide, its words differ from that")
    return second


# For weights that carry no calibration: everything is close, nothing is refused.
_LENIENT = {"exact": 0.02, "close": 1.0, "loose": 2.0}


def _without_nothing(types: list[str]) -> tuple[str, ...]:
    if types[-1] != NOTHING:
        raise ValueError(f"the last type is {types[-1]!r}, expected {NOTHING!r}")
    return tuple(types[:-1])


def _softmax(logits: np.ndarray) -> np.ndarray:
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), dtype=np.float32)


class LiteRT:
    """A network in the LiteRT interpreter. Its buffers are shared between calls, so a lock keeps these apart."""

    def __init__(self, model: bytes, outputs: int) -> None:
        """`outputs` is how many the network has: output_0, output_1 and so on."""
        from ai_edge_litert.interpreter import Interpreter

        self._lock = threading.Lock()
        threads = max(1, min(4, os.cpu_count() or 1))
        self._interpreter: Any = Interpreter(model_content=model, num_threads=threads)
        self._input = int(self._interpreter.get_input_details()[0]["index"])
        found = self._interpreter.get_signature_runner().get_output_details()
        ordered = [found[f"output_{place}"] for place in range(outputs)]
        self._outputs = [int(output["index"]) for output in ordered]
        self.shapes: tuple[Any, ...] = tuple(tuple(int(side) for side in output["shape"][1:]) for output in ordered)
        self.widths = tuple(shape[-1] for shape in self.shapes)
        self._shape: tuple[int, ...] = ()

    def __call__(self, photos: np.ndarray) -> list[np.ndarray]:
        """(n, height, width, 3) float32 in 0 to 255 -> each output, (n, ...)."""
        with self._lock:
            if photos.shape != self._shape:
                self._interpreter.resize_tensor_input(self._input, photos.shape)
                self._interpreter.allocate_tensors()
                self._shape = photos.shape
            self._interpreter.set_tensor(self._input, photos)
            self._interpreter.invoke()
            # get_tensor copies: the results outlive the next call.
            return [self._interpreter.get_tensor(index) for index in self._outputs]
