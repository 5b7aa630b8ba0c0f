"""What was found in a photo as one small picture: its garments side by side, a frame around the one that is meant."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageOps

from recommender.boxes import Box
from recommender.network.crops import WHOLE, crop

_SIDE = 128  # pixels
_FRAME, _GAP = 5, 6
_MEANT = (91, 91, 214, 255)
_OTHERS = 140  # opacity, of 255


def glimpse(photo: np.ndarray, boxes: Sequence[Box], meant: int = 0) -> bytes:
    """A WebP with transparent gaps, for light and dark grounds. `photo`: (h, w, 3) uint8; without boxes, all of it."""
    tiles = [Image.fromarray(crop(photo, box)).convert("RGBA") for box in boxes or (WHOLE,)]
    for number, tile in enumerate(tiles):
        small = ImageOps.contain(tile, (_SIDE * 3 // 2, _SIDE))
        if number != meant:
            small.putalpha(_OTHERS)
        frame = _MEANT if len(tiles) > 1 and number == meant else (0, 0, 0, 0)
        tiles[number] = ImageOps.expand(small, _FRAME, frame)
    height = max(tile.height for tile in tiles)
    strip = Image.new("RGBA", (sum(tile.width + _GAP for tile in tiles) - _GAP, height))
    left = 0
    for tile in tiles:
        strip.paste(tile, (left, (height - tile.height) // 2))
        left += tile.width + _GAP
    buffer = io.BytesIO()
    strip.save(buffer, "WEBP", quality=80)
    return buffer.getvalue()
