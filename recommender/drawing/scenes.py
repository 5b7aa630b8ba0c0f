"""The sample shopper photos: a drawn garment lying on a floor or a bed among other things, taken with a hurried
phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from recommender.drawing.design import Design
from recommender.drawing.draw import cut_out
from recommender.drawing.relief import Field, blur, noise

SIZE = (900, 1200)
Ground = NDArray[np.float32]  # (h, w, 3), 0 to 1


@dataclass(frozen=True, slots=True)
class Thing:
    """One drawn thing on the ground: how large (as a share of the frame's width), where its centre is, how it is
    turned."""

    design: Design
    size: float
    x: float
    y: float
    angle: float


@dataclass(frozen=True, slots=True)
class Scene:
    """A ground, the things on it from the lowest to the uppermost, and the lamp: its tint, and where it shines from."""

    ground: str
    things: tuple[Thing, ...]
    tint: tuple[float, float, float]
    lamp: tuple[float, float]
    blur: float
    seed: int


SCENES: tuple[tuple[str, Scene], ...] = (
    (
        "checked-shirt-on-the-floor",
        Scene(
            "planks",
            (
                Thing(Design("belt", "pin", colour="Brown", seed=5), 0.34, 0.86, 0.93, 24),
                Thing(Design("socks", "crew", colour="Grey", second="Red", seed=6), 0.34, 0.13, 0.92, -38),
                Thing(Design("shirt", "long", "Men", "Red", "plaid", "Navy Blue", seed=7), 1.02, 0.5, 0.47, -13),
            ),
            (1.04, 0.97, 0.86), (0.15, 0.1), 1.0, 41,
        ),
    ),
    (
        "dotted-dress-on-the-bed",
        Scene(
            "sheet",
            (
                Thing(Design("sunglasses", "wayfarer", colour="Black", seed=8), 0.36, 0.17, 0.12, 28),
                Thing(Design("handbag", "crossbody", colour="Tan", seed=9), 0.42, 0.86, 0.86, -22),
                Thing(Design("dress", "skater", "Women", "Red", "dots", "White", seed=10), 0.98, 0.48, 0.5, 9),
            ),
            (0.96, 0.98, 1.03), (0.9, 0.05), 1.3, 42,
        ),
    ),
    (
        "trainers-on-the-tiles",
        Scene(
            "tiles",
            (
                Thing(Design("cap", "baseball", colour="Green", seed=11), 0.40, 0.84, 0.13, 20),
                Thing(Design("sneaker", "runner", "Men", "Blue", second="White", third="Yellow", seed=12), 0.80, 0.43,
                0.42, -9), Thing(Design("sneaker", "runner", "Men", "Blue", second="White", third="Yellow", seed=13),
                0.84, 0.56, 0.66, 5), ),
            (1.02, 1.0, 0.93), (0.5, 0.0), 0.9, 43,
        ),
    ),
)  # fmt: skip


def photo(scene: Scene) -> Image.Image:
    """The scene as a phone would have taken it, RGB, SIZE; the same scene gives the same picture."""
    rng = np.random.default_rng(scene.seed)
    width, height = SIZE
    picture = _GROUNDS[scene.ground](rng, width, height)
    for thing in scene.things:
        picture = _lay(picture, thing)
    image = Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8))
    image = _tilted(image, rng)
    light = np.asarray(image, np.float32) / 255
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    away = np.hypot(x / width - scene.lamp[0], (y / height - scene.lamp[1]) * 1.2)
    light *= (1.16 - 0.42 * away)[..., None] * np.array(scene.tint, np.float32)
    light += rng.normal(0, 0.016, (height, width, 1)).astype(np.float32) + rng.normal(0, 0.008, light.shape).astype(
        np.float32
    )
    image = Image.fromarray((np.clip(light, 0, 1) * 255).astype(np.uint8))
    return image.filter(ImageFilter.GaussianBlur(scene.blur))


def _lay(picture: Ground, thing: Thing) -> Ground:
    width, height = SIZE
    side = int(width * thing.size)
    cutout = cut_out(thing.design, (side, side * 4 // 3)).rotate(thing.angle, Image.Resampling.BICUBIC, expand=True)
    layer = Image.new("RGBA", SIZE)
    layer.paste(cutout, (int(thing.x * width - cutout.width / 2), int(thing.y * height - cutout.height / 2)))
    data = np.asarray(layer, np.float32) * np.float32(1 / 255)
    alpha = data[..., 3:]
    fallen = np.roll(alpha[..., 0], (14, 9), (0, 1))
    shadow = 0.42 * blur(fallen, 16) + 0.25 * blur(alpha[..., 0], 5)
    return np.asarray(picture * (1 - shadow[..., None]) * (1 - alpha) + data[..., :3] * alpha, np.float32)


def _tilted(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Seen at a slant: a gentle perspective, drawn from a slightly larger part of the ground."""
    w, h = image.size
    corners = [(0.0, 0.0), (0.0, float(h)), (float(w), float(h)), (float(w), 0.0)]
    moved = [
        (
            x + (1 if x == 0 else -1) * w * float(rng.uniform(0.0, 0.05)),
            y + (1 if y == 0 else -1) * h * float(rng.uniform(0, 0.035)),
        )
        for x, y in corners
    ]
    return image.transform(
        (w, h), Image.Transform.QUAD, [v for point in moved for v in point], Image.Resampling.BICUBIC
    )


def _planks(rng: np.random.Generator, width: int, height: int) -> Ground:
    out = np.empty((height, width, 3), np.float32)
    grain = noise(rng, width, height, 5, 170, 0) * 0.035 + noise(rng, width, height, 2, 60, 0) * 0.02
    plank = 132
    for left in range(0, width, plank):
        joint = int(rng.uniform(0.1, 0.9) * height)
        for top, bottom in ((0, joint), (joint, height)):
            tone = float(rng.uniform(0.86, 1.1))
            out[top:bottom, left : left + plank] = np.array([0.62, 0.44, 0.28], np.float32) * tone
        out[max(0, joint - 2) : joint + 2, left : left + plank] *= 0.5
        out[:, left : left + 3] *= 0.5
        out[:, left + 3 : left + 6] *= 1.08
    return np.asarray(out * (1 + grain)[..., None], np.float32)


def _sheet(rng: np.random.Generator, width: int, height: int) -> Ground:
    """Crumpled linen with a woven stripe, a pillow's edge at the top."""
    rise: Field = (
        noise(rng, width, height, 300, 130, 28) * 9
        + noise(rng, width, height, 110, 60, -35) * 4
        + noise(rng, width, height, 40, 26, 15) * 1.2
    )
    slope_y, slope_x = np.gradient(rise)
    shade = 1 + np.clip(-slope_x * -0.45 - slope_y * -0.6, -0.5, 0.35)
    x = np.arange(width, dtype=np.float32)[None] + slope_x * 10
    stripe = np.asarray(np.clip(4 - np.abs(x % 84 - 42) * 0.7, 0, 1), np.float32)
    linen = (
        np.array([0.80, 0.83, 0.86], np.float32) * (1 - stripe[..., None])
        + np.array([0.55, 0.64, 0.74], np.float32) * stripe[..., None]
    )
    return np.asarray(linen * np.asarray(shade * 0.96, np.float32)[..., None], np.float32)


def _tiles(rng: np.random.Generator, width: int, height: int) -> Ground:
    image = Image.new("RGB", (width, height), (116, 112, 106))
    pen = ImageDraw.Draw(image)
    side = 214
    for row in range(-1, height // side + 2):
        for column in range(-1, width // side + 2):
            tone = float(rng.uniform(0.93, 1.05))
            fill = tuple(int(v * tone) for v in ((196, 186, 170) if (row + column) % 2 else (150, 158, 160)))
            x, y = column * side + 30, row * side + 60
            pen.rounded_rectangle((x + 4, y + 4, x + side - 5, y + side - 5), 7, fill=fill)
    marble = noise(rng, width, height, 130, 60, 40) * 0.025 + noise(rng, width, height, 34, 16, -30) * 0.015
    return np.asarray(np.asarray(image, np.float32) / 255 * (1 + marble)[..., None], np.float32)


_GROUNDS: dict[str, Callable[[np.random.Generator, int, int], Ground]] = {
    "planks": _planks,
    "sheet": _sheet,
    "tiles": _tiles,
}
