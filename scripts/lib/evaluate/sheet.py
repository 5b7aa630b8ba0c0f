"""A contact sheet: queries with their five hits, the misses first, so that a person can look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from recommender.errors import PhotoError
from recommender.photo.decoding import load_photo
from scripts.lib.evaluate.measures import EvaluatedQuery, type_at_5

_CELL, _TEXT = 120, 26


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
