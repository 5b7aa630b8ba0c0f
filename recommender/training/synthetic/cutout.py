"""Cutting a product out of a shop's picture: the white around it, found from the border inwards."""

from __future__ import annotations

import cv2
import numpy as np

from recommender.network.preprocessing import border_colour

# A border this far from grey or this dark is no studio's: the picture is then used whole.
_STUDIO_WHITE = 215
_TOLERANCE = 14


def foreground_mask(photo: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8 -> (h, w) uint8, 255 where the product is. All 255 where there is no plain light ground, or where
    what is left would be next to nothing (a white shirt on white)."""
    height, width = photo.shape[:2]
    whole = np.full((height, width), 255, dtype=np.uint8)
    ground = np.array(border_colour(photo), dtype=np.int16)
    if ground.min() < _STUDIO_WHITE:
        return whole
    near = (np.abs(photo.astype(np.int16) - ground).max(axis=2) <= _TOLERANCE).astype(np.uint8)
    # A frame of ground around the picture joins all its edges, so that one fill reaches the ground from every side.
    framed = cv2.copyMakeBorder(near, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    cv2.floodFill(framed, None, (0, 0), 2, flags=4)
    mask = np.where(framed[1:-1, 1:-1] == 2, 0, 255).astype(np.uint8)
    # White cloth on white leaks: closing the gaps of a few pixels keeps most of a white shirt in one piece.
    reach = max(3, min(height, width) // 12) | 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach))
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, disc), dtype=np.uint8)
    share = float(mask.mean()) / 255
    return mask if 0.04 < share < 0.97 else whole
