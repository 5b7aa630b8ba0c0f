"""The files of trained weights: the package's folder, models that are whole, as manifests say, and writing them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

SHIPPED_WEIGHTS = Path(__file__).parents[1] / "weights"


def read_model(manifest: Path, entry: Mapping[str, Any]) -> bytes:
    """The file that an entry of this manifest names, from beside the manifest. Raises OSError, LookupError and
    TypeError."""
    return (manifest.parent / Path(entry["file"]).name).read_bytes()


def check_model(entry: Mapping[str, Any], model: bytes) -> None:
    """Raises ValueError unless the model is, byte for byte, what the entry was written for."""
    if blake2b(model, digest_size=16).hexdigest() != entry.get("blake2b"):
        raise ValueError(f"{entry['file']} is damaged, its hash differs from the manifest's")


def write_whole(path: Path, data: bytes) -> str:
    """Write a file at once or not at all; returns its hash, as a manifest has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(path.name + ".new")
    aside.write_bytes(data)
    aside.replace(path)
    return blake2b(data, digest_size=16).hexdigest()


def write_manifest(path: Path, facts: Mapping[str, Any]) -> None:
    """Likewise."""
    write_whole(path, (json.dumps(facts, ensure_ascii=False, indent=1) + "\n").encode())
