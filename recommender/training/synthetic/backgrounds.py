"""What people and clothes are seen on: streets, rooms, floors and walls, drawn or cut from photos."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from recommender.training.synthetic import voids
from recommender.training.synthetic.augmentation import background_from, clutter


def draw_background(
    photos: Sequence[np.ndarray], size: int, rng: np.random.Generator, places: Sequence[np.ndarray] = ()
) -> np.ndarray:
    """(size, size, 3) uint8: a street, a room, a floor, a wall. `photos` are phone photos, whose edges make floors and
    walls, `places` photos of places, taken as they are."""
    chance = rng.random()
    if len(places) and chance < 0.3:
        ground = _place(places[int(rng.integers(len(places)))], size, rng)
    elif chance < 0.65:
        ground = _street(photos, size, rng)
    else:
        ground = _one(photos, size, rng)
        if rng.random() < 0.5:  # a wall or houses, and what is walked on
            horizon = int(size * rng.uniform(0.45, 0.95))
            floor = cv2.resize(_one(photos, size, rng), (size, max(2, size - horizon)))
            ground[horizon:] = floor[: size - horizon]
    for _ in range(int(rng.integers(0, 6)) if rng.random() < 0.4 else 0):  # posts, doors, passers-by's colours
        x, wide = int(rng.integers(0, size)), int(rng.integers(2, 50))
        top, high = int(rng.integers(0, size)), int(rng.integers(10, size))
        cv2.rectangle(ground, (x, top), (x + wide, top + high), _muted(rng), -1)
    # Streets are greyer than what is drawn at random, and out of focus behind who stands in front.
    grey = cv2.cvtColor(ground, cv2.COLOR_RGB2GRAY).astype(np.float32)[..., None]
    ground = (grey + (ground - grey) * float(rng.uniform(0.25, 1.0))).astype(np.uint8)
    return cv2.GaussianBlur(ground, (0, 0), float(rng.uniform(0.5, 5))) if rng.random() < 0.6 else ground


def _one(photos: Sequence[np.ndarray], size: int, rng: np.random.Generator) -> np.ndarray:
    chance = rng.random()
    if len(photos) and chance < 0.45:
        return np.array(background_from(photos[int(rng.integers(len(photos)))], size, rng))
    if chance < 0.55:
        return np.array(clutter(size, rng))
    drawn = (voids.wall, voids.landscape, voids.room, voids.room, voids.texture, voids.texture)
    return np.array(drawn[int(rng.integers(len(drawn)))](size, rng))


def _place(photo: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    height, width = photo.shape[:2]
    side = max(16, int(min(height, width) * rng.uniform(0.5, 1.0)))
    left, top = int(rng.integers(0, width - side + 1)), int(rng.integers(0, height - side + 1))
    return cv2.resize(np.ascontiguousarray(photo[top : top + side, left : left + side]), (size, size))


def _street(photos: Sequence[np.ndarray], size: int, rng: np.random.Generator) -> np.ndarray:
    """A house front with windows and doors, or hedges and trees; a pavement in front; perhaps a car, posts, people."""
    ground = voids.texture(size, rng) if rng.random() < 0.3 else voids.wall(size, rng)
    ground = cv2.GaussianBlur(ground, (0, 0), 0.8)
    horizon = int(size * rng.uniform(0.5, 0.9))
    if rng.random() < 0.7:
        _windows(ground, horizon, rng)
    for _ in range(int(rng.integers(0, 4)) if rng.random() < 0.6 else 0):
        _leaves(ground, horizon, rng)
    floor = (
        background_from(photos[int(rng.integers(len(photos)))], size, rng)
        if len(photos) and rng.random() < 0.5
        else (voids.texture(size, rng))
    )
    grey = float(rng.uniform(60, 200))
    floor = (floor * 0.35 + grey * 0.65).astype(np.uint8)
    _receding(ground, np.ascontiguousarray(floor), horizon, rng)
    if rng.random() < 0.35:
        _car(ground, horizon, rng)
    for _ in range(int(rng.integers(0, 4)) if rng.random() < 0.5 else 0):
        _passer_by(ground, horizon, rng)
    return ground


def _windows(ground: np.ndarray, horizon: int, rng: np.random.Generator) -> None:
    columns, rows = int(rng.integers(1, 6)), int(rng.integers(1, 6))
    size = len(ground)
    wide, high = size / columns, horizon / rows
    share_x, share_y = rng.uniform(0.3, 0.8), rng.uniform(0.4, 0.9)
    glass, frame = _muted(rng, 20, 150), _muted(rng)
    shift = rng.uniform(-0.5, 0.5) * wide
    for column in range(-1, columns + 1):
        for row in range(rows):
            x, y = shift + (column + (1 - share_x) / 2) * wide, (row + (1 - share_y) / 2) * high
            a, b = (int(x), int(y)), (int(x + share_x * wide), int(y + share_y * high))
            cv2.rectangle(ground, a, b, tuple(int(v * rng.uniform(0.6, 1.2)) for v in glass), -1)
            cv2.rectangle(ground, a, b, frame, int(rng.integers(1, 4)))
            if rng.random() < 0.6:
                cv2.line(ground, ((a[0] + b[0]) // 2, a[1]), ((a[0] + b[0]) // 2, b[1]), frame, 1)


def _leaves(ground: np.ndarray, horizon: int, rng: np.random.Generator) -> None:
    size = len(ground)
    coarse = cv2.resize(rng.random((int(rng.integers(4, 10)),) * 2).astype(np.float32), (size, size))
    fine = cv2.resize(rng.random((size // 3, size // 3)).astype(np.float32), (size, size))
    y, x = np.mgrid[0:size, 0:size].astype(np.float32)
    middle = rng.uniform(0, size), rng.uniform(0.2, 1) * horizon
    spread = rng.uniform(0.15, 0.5) * size
    near = np.exp(-(((x - middle[0]) / spread) ** 2) - ((y - middle[1]) / spread) ** 2)
    there = (near * (0.4 + coarse) * (0.6 + 0.8 * fine) > 0.35) & (y < horizon)
    base = np.array([rng.uniform(20, 120), rng.uniform(60, 150), rng.uniform(10, 70)])
    ground[there] = np.clip(base * (0.4 + 1.1 * fine[there][:, None]), 0, 255).astype(np.uint8)


def _receding(ground: np.ndarray, floor: np.ndarray, horizon: int, rng: np.random.Generator) -> None:
    size = len(ground)
    away = rng.uniform(0, 0.35) * size
    corners = np.array(
        [[-away * 3, size], [away, horizon], [size - away, horizon], [size + away * 3, size]], np.float32
    )
    source = np.array([[0, size], [0, 0], [size, 0], [size, size]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, corners)
    laid = cv2.warpPerspective(floor, matrix, (size, size), borderMode=cv2.BORDER_REFLECT)
    ground[horizon:] = laid[horizon:]
    if rng.random() < 0.5:  # a kerb
        cv2.line(
            ground, (0, horizon), (size, horizon + int(rng.uniform(-12, 12))), _muted(rng), int(rng.integers(1, 7))
        )


def _car(ground: np.ndarray, horizon: int, rng: np.random.Generator) -> None:
    size = len(ground)
    long, x = rng.uniform(0.3, 0.8) * size, rng.uniform(-0.3, 0.8) * size
    high, y = long * 0.2, horizon + rng.uniform(0, 0.04) * size
    paint = _muted(rng)
    cv2.ellipse(ground, (int(x + long / 2), int(y - high)), (int(long * 0.3), int(high)), 0, 180, 360, paint, -1)
    cv2.ellipse(
        ground, (int(x + long / 2), int(y - high)), (int(long * 0.26), int(high * 0.8)), 0, 180, 360, (50, 60, 70), -1
    )
    cv2.rectangle(ground, (int(x), int(y - high)), (int(x + long), int(y)), paint, -1)
    for wheel in (0.2, 0.8):
        cv2.circle(ground, (int(x + wheel * long), int(y)), int(high * 0.5), (25, 25, 25), -1)


def _passer_by(ground: np.ndarray, horizon: int, rng: np.random.Generator) -> None:
    """Far away, and no more than three blots of colour: nobody asks for what he wears."""
    size = len(ground)
    tall = rng.uniform(0.08, 0.3) * size
    x, y = rng.uniform(0, size), horizon + rng.uniform(0, 0.5) * tall - tall
    for begin, end, wide, colour in (
        (0.0, 0.16, 0.06, (190, 150, 130)),
        (0.15, 0.55, 0.11, _muted(rng)),
        (0.5, 1.0, 0.08, _muted(rng)),
    ):
        middle, axes = (int(x), int(y + (begin + end) / 2 * tall)), (int(wide * tall), int((end - begin) / 2 * tall))
        cv2.ellipse(ground, middle, axes, 0, 0, 360, colour, -1)


def _muted(rng: np.random.Generator, low: int = 20, high: int = 235) -> tuple[int, int, int]:
    base = rng.uniform(low, high)
    red, green, blue = np.clip(base + rng.normal(0, 25, 3), 0, 255)
    return int(red), int(green), int(blue)
