"""From a trained network to what is served: a packed LiteRT model and its manifest."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import keras
import numpy as np

from recommender.errors import EmbedderError
from recommender.network.garment_finder import letterbox
from recommender.network.look_heads import LookHeads
from recommender.network.phone_heads import PhoneHeads
from recommender.network.preprocessing import network_input
from recommender.network.second_classifier import middle
from recommender.network.weight_compression import SUFFIX
from recommender.network.weight_files import read_model, write_manifest, write_whole
from recommender.training.eight_bits import in_eight_bits
from recommender.training.labels import LabelVocabulary
from recommender.training.litert import to_litert, write_served
from recommender.training.network import DIM

MODEL = f"embedder.tflite{SUFFIX}"
LOOKS, PHONE = "looks.npz", "phone.npz"
SECOND = f"second.tflite{SUFFIX}"
MANIFEST = "embedder.json"
DETECTOR_MANIFEST = "garments.json"
# What the second classifier counts; 0.35, 0.42 and 0.6 were no better.
_SHARE = 0.5


def embedder_model(network: keras.Model) -> bytes:
    """The outputs in the order embedding, type, gender, colour (logits), detail; see to_litert."""
    return to_litert(network, ("embedding", "type", "gender", "colour", "detail"))


def export(model: bytes, words: LabelVocabulary, size: int, out: Path, facts: dict[str, Any]) -> Path:
    """Write `embedder.tflite.z` and `embedder.json` into `out`; returns the manifest's path. `model` is what
    `embedder_model` made of a network of these words, built for `size`; `facts` (calibration, ranking, data, figures)
    go into the manifest as they are."""
    return write_served(
        model,
        out / MODEL,
        out / MANIFEST,
        "lookalike",
        {"size": size, "dim": DIM, "words": _lists(words), **facts},
    )


def export_second_classifier(network: keras.Model, words: LabelVocabulary, size: int, out: Path) -> dict[str, Any]:
    """Write a second classifier of these words, built for `size`, as `second.tflite.z` into `out`; returns what the
    manifest beside it has to tell of it, under "second"."""
    model = to_litert(network, ("type", "gender", "colour"))
    return _second(model, {"size": size, "share": _SHARE, "words": _lists(words)}, out)


def carry_second_classifier(folder: Path, out: Path) -> dict[str, Any] | None:
    """As `export_second_classifier`, from what is served from `folder`; None where that has no second classifier.

    Raises EmbedderError if it should have one, but is unreadable."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if "second" not in manifest:
            return None
        facts = {"words": manifest["words"], **manifest["second"]}
        return _second(read_model(folder / MANIFEST, facts), facts, out)
    except FileNotFoundError as error:
        if error.filename == str(folder / MANIFEST):
            return None
        raise EmbedderError(f"{error.filename}: no second opinion there") from error
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EmbedderError(f"{folder / MANIFEST}: unreadable manifest ({error})") from error


def export_looks(heads: LookHeads, phone: PhoneHeads | None, folder: Path, out: Path) -> Path:
    """Write what is served from `folder` into `out`, which may be the same, with these looks and what corrects the
    words of phone photos (None: with none); returns the manifest's path.

    Raises EmbedderError if there is nothing served from there."""
    out.mkdir(parents=True, exist_ok=True)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for entry in (manifest, *([manifest["second"]] if "second" in manifest else [])):
            write_whole(out / Path(entry["file"]).name, read_model(folder / MANIFEST, entry))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EmbedderError(f"{folder}: no embedder to learn looks on ({error})") from error
    manifest["looks"] = {"file": LOOKS, "blake2b": write_whole(out / LOOKS, heads.to_bytes())}
    manifest.pop("phone", None)
    if phone is not None:
        manifest["phone"] = {"file": PHONE, "blake2b": write_whole(out / PHONE, phone.to_bytes())}
    write_manifest(out / MANIFEST, manifest)
    return out / MANIFEST


def export_in_eight_bits(folder: Path, out: Path, photos: Sequence[np.ndarray]) -> Path:
    """Write what is served from `folder` into `out`, which may be the same, computing in 8 bits where that costs
    nothing: the embedder, its second classifier and the garment detector, whichever are there. `photos` are what
    will be asked about, none of it held out. Returns the embedder's manifest's path.

    Raises EmbedderError if there is nothing served from there."""
    out.mkdir(parents=True, exist_ok=True)
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        inputs = [network_input(photo, int(manifest["size"])) for photo in photos]
        _serve_in_eight_bits(manifest, folder, out, inputs, "lookalike")
        if "second" in manifest:
            nearer = [middle(photo[None], int(manifest["second"]["size"]))[0] for photo in inputs]
            _serve_in_eight_bits(manifest["second"], folder, out, nearer)
        if "looks" in manifest:
            write_whole(out / LOOKS, (folder / LOOKS).read_bytes())
        write_manifest(out / MANIFEST, manifest)
        if (folder / DETECTOR_MANIFEST).is_file():
            found = json.loads((folder / DETECTOR_MANIFEST).read_text(encoding="utf-8"))
            boxed = [letterbox(photo, tuple(found["size"]))[0] for photo in photos]
            _serve_in_eight_bits(found, folder, out, boxed, "garments")
            write_manifest(out / DETECTOR_MANIFEST, found)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EmbedderError(f"{folder}: no networks to compute in 8 bits ({error})") from error
    return out / MANIFEST


def _serve_in_eight_bits(
    entry: dict[str, Any], folder: Path, out: Path, inputs: Sequence[np.ndarray], kind: str = ""
) -> None:
    """Write the model that the entry names, and into the entry what is different now."""
    name = Path(entry["file"]).name
    model = in_eight_bits((folder / name).read_bytes(), (photo[None].astype(np.float32) for photo in inputs))
    entry["blake2b"] = write_whole(out / name, model)
    if kind:
        entry["version"] = f"{kind}-{entry['blake2b'][:10]}"


def _second(model: bytes, facts: dict[str, Any], out: Path) -> dict[str, Any]:
    return {**facts, "file": SECOND, "blake2b": write_whole(out / SECOND, model)}


def _lists(words: LabelVocabulary) -> dict[str, list[str]]:
    return {kind: list(listed) for kind, listed in asdict(words).items()}
