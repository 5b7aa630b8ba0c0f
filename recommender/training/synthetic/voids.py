"""Photos without any product in them: what the network has to answer with "nothing".

There are no such photos in the training data, so they are cut from the edges of phone photos (floors, beds, walls) and
drawn: skies over hills, rooms, pages of text, animals' outlines, textures, noise, blank walls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

_LETTERS = "etaoin shrdlu cmfwyp vbgkjq xz ETAOINS 0123456789 .,:;"


def synthetic_void(photos: Sequence[np.ndarray], size: int, rng: np.random.Generator) -> np.ndarray:
    """One photo without a product, (size, size, 3) uint8; `photos` are phone photos to cut ground from, or empty."""
    if photos and rng.random() < 0.45:
        return corner(photos[int(rng.integers(len(photos)))], size, rng)
    return DRAWN[int(rng.integers(len(DRAWN)))](size, rng)


def corner(photo: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """A small piece from a corner of a phone photo, where seldom is more than the ground."""
    height, width = photo.shape[:2]
    side = max(8, int(min(height, width) * rng.uniform(0.15, 0.28)))
    top = 0 if rng.random() < 0.5 else height - side
    left = 0 if rng.random() < 0.5 else width - side
    piece = np.rot90(photo[top : top + side, left : left + side], int(rng.integers(4)))
    return cv2.resize(np.ascontiguousarray(piece), (size, size), interpolation=cv2.INTER_CUBIC)


def noise(size: int, rng: np.random.Generator) -> np.ndarray:
    """Noise of any grain."""
    grain = int(rng.integers(2, size + 1))
    channels = 1 if rng.random() < 0.3 else 3
    coarse = rng.integers(0, 256, (grain, grain, channels), dtype=np.uint8).repeat(3 // channels, axis=2)
    return cv2.resize(coarse, (size, size), interpolation=int(rng.choice([cv2.INTER_NEAREST, cv2.INTER_CUBIC])))


def wall(size: int, rng: np.random.Generator) -> np.ndarray:
    """A plain wall, a little uneven, lit from one side."""
    base = rng.uniform(20, 250) + rng.uniform(-18, 18, 3)
    near, far = 1 + rng.uniform(-0.25, 0.2, 2)
    light = np.linspace(near, far, size)[:, None, None]
    grain = rng.normal(0, rng.uniform(0, 6), (size, size, 1))
    picture = np.clip(base * light + grain, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(np.rot90(picture, int(rng.integers(4))))


def landscape(size: int, rng: np.random.Generator) -> np.ndarray:
    """Sky, hills one behind the other, perhaps a sun, water, trees."""
    sky, low = rng.uniform(90, 255, 3), rng.uniform(120, 255, 3)
    ramp = np.linspace(0, 1, size)[:, None, None]
    picture = Image.fromarray(np.broadcast_to(sky * (1 - ramp) + low * ramp, (size, size, 3)).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    if rng.random() < 0.5:
        x, y, r = rng.uniform(0, size), rng.uniform(0, size / 2), rng.uniform(0.03, 0.12) * size
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(255, 240, int(rng.integers(100, 255))))
    along = np.arange(0, size + 8, 4)
    for layer in range(int(rng.integers(1, 5))):
        height = size * (0.35 + 0.15 * layer + rng.uniform(0, 0.1))
        waves = sum(
            rng.uniform(1, size / 12) * np.sin(along * rng.uniform(0.01, 0.12) + rng.uniform(0, 6)) for _ in range(3)
        )
        ridge = [(float(x), float(y)) for x, y in zip(along, height + waves, strict=True)]
        shade = tuple(int(v) for v in rng.integers(20, 190, 3))
        draw.polygon([*ridge, (size + 8, size), (0, size)], fill=shade)
        for x, y in ridge[:: int(rng.integers(3, 30))]:
            if rng.random() < 0.3:
                draw.polygon(
                    [(x - 4, y), (x + 4, y), (x, y - rng.uniform(6, 30))], fill=(20, int(60 + 80 * rng.random()), 30)
                )
    return np.asarray(picture)


def page(size: int, rng: np.random.Generator) -> np.ndarray:
    """A page or screen full of text, upright or turned."""
    paper = tuple(int(v) for v in (rng.integers(215, 256, 3) if rng.random() < 0.75 else rng.integers(0, 60, 3)))
    ink = tuple(255 - v for v in paper)
    picture = Image.new("RGB", (2 * size, 2 * size), paper)
    draw = ImageDraw.Draw(picture)
    height = float(rng.uniform(0.04, 0.16) * size)
    font = ImageFont.load_default(height)
    y = rng.uniform(0, height)
    while y < 2 * size:
        if rng.random() < 0.9:
            line = "".join(rng.choice(list(_LETTERS), int(rng.integers(5, 60))))
            draw.text((rng.uniform(4, 12), y), line, fill=ink, font=font)
        y += height * rng.uniform(1.2, 1.6)
    turned = picture.rotate(float(rng.normal(0, 8)), Image.Resampling.BILINEAR, fillcolor=paper)
    half = size // 2
    return np.asarray(turned.crop((half, half, half + size, half + size)))


def creature(size: int, rng: np.random.Generator) -> np.ndarray:
    """An animal's outline in fur on some ground: a body, a head with ears and eyes, legs, a tail."""
    ground = noise(size, rng) if rng.random() < 0.4 else wall(size, rng)
    picture = Image.fromarray(ground)
    draw = ImageDraw.Draw(picture)
    fur = tuple(int(v) for v in rng.integers(20, 230, 3))
    x, y, s = rng.uniform(0.35, 0.65) * size, rng.uniform(0.5, 0.65) * size, rng.uniform(0.14, 0.3) * size
    draw.ellipse((x - 1.4 * s, y - 0.8 * s, x + 1.4 * s, y + 0.8 * s), fill=fur)
    for leg in (-1.0, -0.5, 0.5, 1.0):
        draw.line((x + leg * s, y, x + leg * s, y + 1.5 * s), fill=fur, width=max(2, int(0.25 * s)))
    draw.line((x - 1.3 * s, y, x - 2 * s, y - s * rng.uniform(0, 1.5)), fill=fur, width=max(2, int(0.18 * s)))
    hx, hy, r = x + 1.3 * s, y - 0.8 * s, 0.6 * s
    draw.ellipse((hx - r, hy - r, hx + r, hy + r), fill=fur)
    for side in (-1, 1):
        draw.polygon(
            [(hx + side * r, hy - 0.3 * r), (hx + side * 0.3 * r, hy - 0.8 * r), (hx + side * r, hy - 1.7 * r)],
            fill=fur,
        )
        eye = (hx + side * 0.4 * r, hy - 0.1 * r)
        draw.ellipse((eye[0] - 0.15 * r, eye[1] - 0.2 * r, eye[0] + 0.15 * r, eye[1] + 0.2 * r), fill=(230, 220, 80))
    rough = np.asarray(picture).astype(np.float32) + rng.normal(0, rng.uniform(2, 16), (size, size, 1))
    return np.clip(rough, 0, 255).astype(np.uint8)


def room(size: int, rng: np.random.Generator) -> np.ndarray:
    """Straight-edged things: floors, doors, windows, tables, buildings."""
    picture = Image.fromarray(wall(size, rng))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(rng.integers(2, 14))):
        left, right = sorted(rng.uniform(-0.1, 1.1, 2) * size)
        top, bottom = sorted(rng.uniform(-0.1, 1.1, 2) * size)
        lean = rng.uniform(-0.1, 0.1) * size
        corners = [(left, top), (right, top + lean), (right, bottom + lean), (left, bottom)]
        draw.polygon(corners, fill=tuple(int(v) for v in rng.integers(10, 250, 3)))
    return cv2.GaussianBlur(np.asarray(picture), (0, 0), float(rng.uniform(0.3, 2.5)))


def texture(size: int, rng: np.random.Generator) -> np.ndarray:
    """Bricks, tiles, planks, grass: the same thing again and again."""
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    angle, pitch = rng.uniform(0, np.pi), rng.uniform(3, size / 3)
    along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
    row = np.floor(across / pitch)
    joints = ((along + row * pitch * rng.uniform(0, 1)) % (pitch * rng.uniform(1, 5)) < 2) | (across % pitch < 2)
    tones = rng.uniform(0.7, 1.1, 512)[(row.astype(int) * 7 + (along / pitch / 3).astype(int)) % 512]
    picture = rng.uniform(30, 220, 3) * tones[..., None]
    picture[joints] = rng.uniform(20, 240)
    picture += rng.normal(0, rng.uniform(1, 14), (size, size, 1))
    return np.asarray(np.clip(picture, 0, 255), dtype=np.uint8)


DRAWN: tuple[Callable[[int, np.random.Generator], np.ndarray], ...] = (
    noise,
    wall,
    landscape,
    page,
    creature,
    room,
    texture,
)
