"""What the shipped embedder is and how good it is, as its manifest and its model card say. Reads no network."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from recommender.errors import EmbedderError
from recommender.network.weight_files import SHIPPED_WEIGHTS

_TABLE = re.compile(r"^## How good it is\n[^|]*((?:^\|.*\n)+)", re.MULTILINE)
_ROW = re.compile(r"^\| *([^|]+?) *\|.*\*\*([^*|]+)\*\*[^*]*$", re.MULTILINE)  # what is ours stands out


@dataclass(frozen=True, slots=True)
class ModelCard:
    """`pixels`: the side of what the network sees; `figures`: on what it has not learnt from, names and values as they
    are written there, with their 95 % intervals."""

    version: str
    dim: int
    pixels: int
    products: int
    phone_photos: int
    figures: tuple[tuple[str, str], ...]


def read_model_card(folder: Path = SHIPPED_WEIGHTS) -> ModelCard:
    """Raises EmbedderError."""
    try:
        manifest = json.loads((folder / "embedder.json").read_bytes())
        written = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
        learnt = manifest["data"]
        return ModelCard(
            str(manifest["version"]),
            int(manifest["dim"]),
            int(manifest["size"]),
            int(learnt["products"]),
            int(learnt["phone photos"]),
            tuple(_ROW.findall(found[1])) if (found := _TABLE.search(written)) else (),
        )
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise EmbedderError(f"{folder}: the weights do not say what they are ({error})") from error
