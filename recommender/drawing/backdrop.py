"""The studio behind a product: a light wall or floor, and the shadow that the product throws on it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from PIL import Image

from recommender.drawing.masks import HEIGHT, WIDTH
from recommender.drawing.relief import Field, blur

Standing = Literal["hung", "stands"]


def photograph(cutout: Image.Image, standing: Standing) -> Image.Image:
    """The cutout before a light studio background, RGB: on the wall with a soft shadow, or standing on the floor."""
    alpha = np.asarray(cutout.getchannel("A"), np.float32) * np.float32(1 / 255)
    y = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None]
    back = 0.985 - 0.022 * x * x - 0.03 * (y - 0.4) ** 2
    if standing == "hung":
        dark = 0.16 * blur(_dropped(alpha, 10, 6), 14) + 0.1 * blur(alpha, 5)
    else:
        # A floor that runs to the viewer: what stands on it darkens it just below its own lower edge.
        dark = 0.42 * blur(_dropped(alpha, 9, 0), 5) + 0.16 * blur(_dropped(alpha, 16, 0), 20)
    ground = (back * (1 - dark))[..., None] * np.array([1.0, 0.998, 0.995], np.float32)
    image = Image.fromarray(np.clip(ground * 255 + 0.5, 0, 255).astype(np.uint8))
    image.paste(cutout, mask=cutout.getchannel("A"))
    return image


def _dropped(alpha: Field, down: int, right: int) -> Field:
    out = np.zeros_like(alpha)
    out[down:, right:] = alpha[:-down, : alpha.shape[1] - right]
    return out
