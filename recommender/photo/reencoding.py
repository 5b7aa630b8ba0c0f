"""A picture of any format that is read here, encoded anew as a JPEG that every chat platform takes."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from recommender.photo.decoding import load_photo

_QUALITY = 88
# Telegram refuses photos of which one side is more than twenty times the other.
_MOST_RATIO = 10
_LEAST_SIDE = 16


def reencoded_as_jpeg(
    data: bytes, most_side: int = 0, load: Callable[[bytes], npt.NDArray[np.uint8]] = load_photo
) -> bytes:
    """The JPEG, upright, in sRGB, transparency on white; a very long one gets white margins; with `most_side`, made
    smaller until no side is longer. Raises PhotoError."""
    image = Image.fromarray(load(data))
    if most_side:
        image.thumbnail((most_side, most_side))
    width, height = image.size
    least = max(_LEAST_SIDE, -(-max(width, height) // _MOST_RATIO))
    if min(width, height) < least:
        image = ImageOps.pad(image, (max(width, least), max(height, least)), color="white")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
