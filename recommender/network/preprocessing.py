"""How a photo becomes the network's input: the one place that decides it, used by serving, training and evaluation."""

from __future__ import annotations

import numpy as np
from PIL import Image


def border_colour(photo: np.ndarray) -> tuple[int, int, int]:
    """Median colour of the outermost pixels, what a photo is padded with: white for a shop's picture, the bed's or the
    floor's colour for a shopper's."""
    border = np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]])
    red, green, blue = np.median(border, axis=0)
    return int(red), int(green), int(blue)


# A border this light, and this even, is a studio's.
_STUDIO_WHITE, _STUDIO_TOLERANCE, _STUDIO_SHARE = 215, 14, 0.8


def is_studio(photo: np.ndarray) -> bool:
    """Whether (H, W, 3) uint8 looks like a shop's own picture: light and even all around its edge."""
    border = np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]])
    ground = np.array(border_colour(photo), dtype=np.int16)
    near = np.abs(border.astype(np.int16) - ground).max(axis=1) <= _STUDIO_TOLERANCE
    return bool(ground.min() >= _STUDIO_WHITE and near.mean() >= _STUDIO_SHARE)


def network_input(photo: np.ndarray, size: int) -> np.ndarray:
    """(H, W, 3) uint8 -> (size, size, 3) uint8: scaled to fit with its proportions kept, centred, the rest filled with
    the border's colour. Proportions matter: a squashed maxi dress looks like a tunic."""
    height, width = photo.shape[:2]
    scale = size / max(height, width)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    # Pillow's BICUBIC filters when it shrinks, so that a large photo and its thumbnail look alike to the network.
    scaled = Image.fromarray(photo).resize(inner, Image.Resampling.BICUBIC, reducing_gap=2.0)
    if inner == (size, size):
        return np.asarray(scaled)
    canvas = Image.new("RGB", (size, size), border_colour(photo))
    canvas.paste(scaled, ((size - inner[0]) // 2, (size - inner[1]) // 2))
    return np.asarray(canvas)


def shrunk(photo: np.ndarray, size: int) -> np.ndarray:
    """(H, W, 3) uint8 -> the same by a whole factor smaller, its longer side still at least twice `size`.

    This is the first step of what `network_input` does to a large photo (Pillow's reducing_gap); several framings can
    share it.
    """
    factor = int(max(photo.shape[:2]) / size / 2)
    return np.asarray(Image.fromarray(photo).reduce(factor)) if factor > 1 else photo


def zoomed(photo: np.ndarray, zoom: float) -> np.ndarray:
    """(H, W, 3) uint8 -> the same framed nearer or farther.

    With a zoom of 1.1 it is its middle, a tenth smaller each way. With 0.9 it is the whole with a margin in the
    border's colour, a tenth larger. At least one pixel each way is left.
    """
    height, width = photo.shape[:2]
    inner_height, inner_width = max(1, round(height / zoom)), max(1, round(width / zoom))
    if zoom >= 1:
        top, left = (height - inner_height) // 2, (width - inner_width) // 2
        return photo[top : top + inner_height, left : left + inner_width]
    canvas = np.empty((inner_height, inner_width, 3), dtype=np.uint8)
    canvas[:] = border_colour(photo)
    top, left = (inner_height - height) // 2, (inner_width - width) // 2
    canvas[top : top + height, left : left + width] = photo
    return canvas
