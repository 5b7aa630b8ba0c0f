"""Which garments are in a photo, and where: a small network's heatmaps, made into boxes.

The network (recommender/training/detector.py) sees the whole photo once and says for each of ten types and each of
28 x 20 places how probably a garment of that type has its middle there, and where its sides are (Zhou et al. 2019,
"Objects as Points"). What comes after, here, is the little that it cannot know: that a box is listed once, and that
somebody who wears a dress does not wear the same cloth as a top and a skirt.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np
from PIL import Image

from recommender.answers import Garment
from recommender.embedder import LiteRT
from recommender.errors import EmbedderError
from recommender.preprocessing import border_colour
from recommender.taxonomy import GARMENT_TYPES, GarmentType

INPUT = (224, 160)  # height and width of what the network sees: a standing person's shape
STRIDE = 8
_FORMAT = 1
_MANIFEST = "garments.json"
Box = tuple[float, float, float, float]

# What is worn in each other's place, so that one cloth is not listed as both.
_RIVALS: dict[GarmentType, tuple[GarmentType, ...]] = {
    "top": ("dress", "outerwear"),
    "outerwear": ("top", "dress"),
    "dress": ("top", "skirt", "outerwear"),
    "trousers": ("shorts", "skirt"),
    "shorts": ("trousers", "skirt"),
    "skirt": ("shorts", "trousers", "dress"),
    "footwear": (),
    "bag": ("accessory",),
    "headwear": ("accessory",),
    "accessory": ("bag", "headwear"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a photo lies in the network's input: its left, top, width and height as pixels of that input."""

    left: int
    top: int
    width: int
    height: int
    size: tuple[int, int]

    def into(self, box: Box) -> Box:
        """Fractions of the photo -> fractions of the input."""
        high, wide = self.size
        return (
            (self.left + box[0] * self.width) / wide,
            (self.top + box[1] * self.height) / high,
            (self.left + box[2] * self.width) / wide,
            (self.top + box[3] * self.height) / high,
        )

    def out_of(self, box: Box) -> Box:
        """Fractions of the input -> fractions of the photo, within it."""
        high, wide = self.size
        sides = (
            (box[0] * wide - self.left) / self.width,
            (box[1] * high - self.top) / self.height,
            (box[2] * wide - self.left) / self.width,
            (box[3] * high - self.top) / self.height,
        )
        left, top, right, bottom = (min(1.0, max(0.0, side)) for side in sides)
        return left, top, right, bottom

    def paste(self, photo: np.ndarray, ground: tuple[int, int, int] = (0, 0, 0)) -> np.ndarray:
        """The photo (h, w, 3) uint8 scaled to its place in the input, `ground` around it."""
        scaled = Image.fromarray(photo).resize((self.width, self.height), Image.Resampling.BILINEAR, reducing_gap=2.0)
        canvas = Image.new("RGB", self.size[::-1], ground)
        canvas.paste(scaled, (self.left, self.top))
        return np.asarray(canvas)


def letterbox(photo: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, Frame]:
    """(H, W, 3) uint8 -> (*size, 3) uint8: scaled to fit, centred, the rest filled with the border's colour."""
    height, width = photo.shape[:2]
    scale = min(size[0] / height, size[1] / width)
    inner = min(size[0], max(1, round(height * scale))), min(size[1], max(1, round(width * scale)))
    frame = Frame((size[1] - inner[1]) // 2, (size[0] - inner[0]) // 2, inner[1], inner[0], size)
    return frame.paste(photo, border_colour(photo)), frame


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    both = _area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return both / max(1e-9, _area(a) + _area(b) - both)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])
