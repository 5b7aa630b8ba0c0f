"""A small shop drawn for the tests of training: products with their true outlines, a catalogue and phone photos."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

COLOURS = {"Red": (200, 30, 40), "Green": (30, 140, 60), "Blue": (30, 60, 190)}
GENDERS = ("Men", "Women")
# Outlines as fractions of the picture, wide enough apart for a network of a few hundred steps.
OUTLINES: dict[str, list[tuple[float, float]]] = {
    "Tshirts": [
        *[(0.36, 0.12), (0.64, 0.12), (0.95, 0.3), (0.86, 0.46), (0.72, 0.38), (0.72, 0.9), (0.28, 0.9)],
        *[(0.28, 0.38), (0.14, 0.46), (0.05, 0.3)],
    ],
    "Jeans": [(0.3, 0.06), (0.7, 0.06), (0.78, 0.95), (0.58, 0.95), (0.5, 0.4), (0.42, 0.95), (0.22, 0.95)],
    "Handbags": [
        (0.15, 0.5),
        (0.32, 0.5),
        (0.4, 0.25),
        (0.6, 0.25),
        (0.68, 0.5),
        (0.85, 0.5),
        (0.9, 0.88),
        (0.1, 0.88),
    ],
}
TYPES = tuple(OUTLINES)


def product(
    kind: str,
    colour: tuple[int, int, int],
    size: tuple[int, int] = (60, 80),
    ground: tuple[int, int, int] = (255, 255, 255),
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """A product on a plain ground, and where it is: (h, w, 3) uint8 and (h, w) bool. `size` is (width, height)."""
    rng = np.random.default_rng(seed)
    width, height = size
    outline = [
        (float(x * width + rng.uniform(-1, 1)), float(y * height + rng.uniform(-1, 1))) for x, y in OUTLINES[kind]
    ]
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    inside = np.asarray(mask) > 127
    photo = np.empty((height, width, 3), np.float32)
    photo[:] = ground
    # Cloth is never of one colour: soft folds across it.
    folds = 1 + 0.08 * np.sin(np.arange(width) / 4 + rng.uniform(0, 6))
    cloth = np.array(colour)[None, None] * folds[None, :, None]
    photo[inside] = np.broadcast_to(cloth, photo.shape)[inside]
    return np.clip(photo, 0, 255).astype(np.uint8), inside


def write_catalogue(folder: Path, count: int) -> Path:
    """A folder laid out as Fashion Product Images, with products of three types, three colours and two genders."""
    (folder / "images").mkdir(parents=True)
    with (folder / "styles.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "gender", "articleType", "baseColour", "productDisplayName"])
        for number in range(count):
            kind, gender = TYPES[number % 3], GENDERS[number // 3 % 2]
            name = list(COLOURS)[number // 6 % 3]
            photo, _ = product(kind, COLOURS[name], seed=number)
            Image.fromarray(photo).save(folder / "images" / f"{1000 + number}.jpg", quality=92)
            table.writerow([1000 + number, gender, kind, name, f"{gender} {name} {kind} {number}"])
    return folder


def write_phone_photos(folder: Path, count: int) -> Path:
    """Phone photos of T-shirts and trousers by a sender for each three of them; the last is of a hat."""
    (folder / "images").mkdir(parents=True)
    with (folder / "images.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["image", "sender_id", "label", "kids"])
        for number in range(count):
            kind, label = (("Tshirts", "T-Shirt"), ("Jeans", "Pants"))[number % 2]
            rng = np.random.default_rng(number)
            floor = tuple(int(v) for v in rng.integers(60, 180, 3))
            photo, _ = product(kind, list(COLOURS.values())[number % 3], (90, 120), floor, seed=number)  # type: ignore[arg-type]
            Image.fromarray(photo).filter(ImageFilter.GaussianBlur(1)).save(folder / "images" / f"p{number}.jpg")
            table.writerow([f"p{number}", number // 3, "Hat" if number == count - 1 else label, "False"])
    return folder
