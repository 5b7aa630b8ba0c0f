"""What an evaluation found, for people and for programs: JSON, a table, and a contact sheet of the worst answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from recommender.errors import PhotoError
from recommender.photo.decoding import load_photo
from scripts.lib.evaluate.measures import Estimate, EvaluatedQuery, type_at_5

_CELL, _TEXT = 120, 26


def as_json(result: dict[str, Any]) -> str:
    """One object; JSON knows no NaN, which is what a mean over no queries is, so that is null."""

    def plain(figure: Estimate) -> dict[str, float | None]:
        return {name: None if value != value else value for name, value in asdict(figure).items()}

    return json.dumps(result, ensure_ascii=False, default=plain)


def as_table(result: dict[str, Any]) -> str:
    """The figures side by side, then type@5 per type and per label."""
    sides = result["sides"]
    lines = [f"{result['products']} products of {result['catalogue']}, embedder {result['embedder']}", ""]
    names = list(dict.fromkeys(name for figures in sides.values() for name in figures))
    lines.append(f"{'':30}" + "".join(f"{side:>24}" for side in sides))
    for name in names:
        cells = (figures.get(name) for figures in sides.values())
        lines.append(f"{name:30}" + "".join(f"{_cell(figure):>24}" for figure in cells))
    for part, measures in result.get("street", {}).items():
        lines += ["", f"street: {part}"]
        lines += [f"  {name:34}{_cell(figure):>24}  n={figure.queries}" for name, figure in measures.items()]
    titles = {
        "per_type": "type@5 by type",
        "per_label": "phone type@5 by label",
        "per_look": "looks@5 by look",
        "per_confidence": "type@5 by confidence",
    }
    for key, title in titles.items():
        groups = result.get(key)
        if groups:
            lines += ["", title]
            lines += [f"  {group:28}{_cell(figure):>24}  n={figure.queries}" for group, figure in groups.items()]
    return "\n".join(lines)


def _cell(figure: Estimate | None) -> str:
    if figure is None or not figure.queries:
        return "-"
    return f"{100 * figure.value:.1f} % ({100 * figure.low:.1f}-{100 * figure.high:.1f})"


def draw_sheet(
    answers: Sequence[EvaluatedQuery], photos: dict[str, bytes], out: Path, rows: int = 30, columns: int = 2
) -> None:
    """Draw the worst `rows` x `columns` answers into a PNG; a green edge marks a hit of a right type, a red one the
    rest. `photos` maps a query's name to its bytes."""
    worst = sorted(answers, key=type_at_5)[: rows * columns]
    width, height = 6 * _CELL + 12, _CELL + _TEXT
    sheet = Image.new("RGB", (columns * width, max(1, -(-len(worst) // columns)) * height), "white")
    draw = ImageDraw.Draw(sheet)
    for place, one in enumerate(worst):
        left, top = (place % columns) * width, (place // columns) * height
        sheet.paste(_thumbnail(photos[one.name]), (left, top))
        guess = f" seen as {one.guessed_type}" if one.guessed_type else ""
        draw.text((left + 2, top + _CELL), f"{one.group}{guess}"[:70], fill="black")
        for rank, hit in enumerate(one.hits[:5]):
            x = left + (rank + 1) * _CELL + 8
            sheet.paste(_thumbnail(Path(hit.image).read_bytes()), (x, top))
            edge = "#1a9641" if hit.type in one.allowed else "#d7191c"
            draw.rectangle((x, top, x + _CELL - 3, top + _CELL - 3), outline=edge, width=3)
            draw.text((x + 2, top + _CELL + 12), f"{hit.type}, {hit.colour}"[:20], fill=edge)
    sheet.save(out)


def _thumbnail(data: bytes) -> Image.Image:
    try:
        photo = Image.fromarray(load_photo(data))
    except PhotoError:
        photo = Image.fromarray(np.zeros((8, 8, 3), dtype=np.uint8))
    photo.thumbnail((_CELL - 4, _CELL - 4))
    return photo
