"""The files of trained weights: the package's folder, and a model that is whole, as its manifest says."""

from __future__ import annotations

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
