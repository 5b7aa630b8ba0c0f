"""How a dressed person stands: nobody stands as straight as a shop's model."""

from __future__ import annotations

import cv2
import numpy as np

from recommender.training.synthetic.figure import LEFT, SHEET, TALL, TOP, DressedPerson


def pose(person: DressedPerson, rng: np.random.Generator, arms: float = 0.0) -> None:
    """The body sways from side to side, and the legs are apart or one. `arms`: how probably an elbow is away from the
    body; then who takes the photo looks from above or below, too."""
    rows, columns = SHEET
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    down = np.clip((y - TOP) / TALL, 0, 1)
    sway = sum(
        float(rng.normal(0, 0.016)) * TALL * np.sin(np.pi * bends * down + float(rng.uniform(0, 6)))
        for bends in (1, 2, 3)
    )
    legs = 1 + float(rng.uniform(-0.25, 0.7)) * np.clip((down - 0.52) / 0.48, 0, 1)
    waist = 1 + float(rng.normal(0, 0.06)) * np.exp(-(((down - 0.38) / 0.12) ** 2))
    source = (LEFT + (x - LEFT - sway) / (legs * waist)).astype(np.float32)
    if arms:
        source = _elbows(source, down, arms, rng)
        source = LEFT + (source - LEFT) * (1 + float(rng.normal(0, 0.12)) * (down - 0.5))
    source = source.astype(np.float32)
    person.picture = cv2.remap(person.picture, source, y, cv2.INTER_LINEAR)
    # 0 is a garment's number, so that what comes from outside is told apart by adding one.
    person.owner = np.asarray(cv2.remap(person.owner + 1, source, y, cv2.INTER_NEAREST) - 1, np.int16)


def _elbows(source: np.ndarray, down: np.ndarray, arms: float, rng: np.random.Generator) -> np.ndarray:
    """What is beside the trunk is drawn outwards between shoulder and hip."""
    trunk = 0.07 * TALL
    between = np.sin(np.pi * np.clip((down - 0.19) / 0.33, 0, 1))
    aside = source - LEFT
    for side in (-1, 1):
        if rng.random() < arms:
            further = 1 + float(rng.uniform(0.2, 1.0)) * between
            there = aside * side > trunk
            aside = np.where(there, side * (trunk + (aside * side - trunk) / further), aside)
    return LEFT + aside
