"""A shop for scenarios: products that differ in type, colour, gender, price and pattern, drawn as coloured grids, and
an embedder that sees just that."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from recommender import Garment, build_index, load_photo, read_catalogue
from recommender.network.look_heads import LookHeads
from recommender.protocols import NetworkOutput
from tests.recommender.colour_embedder import THRESHOLDS, ColourEmbedder

# Which cells of the 4 x 4 grid a type fills.
SHAPES = {
    "Tshirts": (0, 1, 2, 3, 5, 6, 9, 10),
    "Jeans": (0, 3, 4, 7, 8, 11, 12, 15),
    "Casual Shoes": (8, 9, 10, 11, 12, 13, 14, 15),
    "Handbags": (1, 2, 5, 6, 9, 10, 13, 14),
}
COLOURS = {
    "Red": (200, 30, 40),
    "Maroon": (120, 20, 40),
    "Blue": (40, 70, 200),
    "Navy Blue": (20, 30, 90),
    "Green": (40, 160, 60),
    "Black": (25, 25, 25),
}
GENDERS = ("Men", "Women")
NAMES = ("Alder", "Briar", "Clover", "Dahlia", "Elm", "Fig", "Ginger", "Heath", "Ivy", "Jasmine", "Kelp", "Lotus")


@cache
def picture(type: str, colour: str, seed: int) -> bytes:
    """A PNG; another seed is another product of the kind."""
    cells = np.full((16, 3), 235.0)
    cells[list(SHAPES[type])] = COLOURS[colour]
    cells += np.random.default_rng(seed).normal(0, 12, (16, 3))
    grid = np.clip(cells, 0, 255).astype(np.uint8).reshape(4, 4, 3)
    buffer = io.BytesIO()
    Image.fromarray(grid).resize((64, 64), Image.Resampling.NEAREST).save(buffer, "PNG")
    return buffer.getvalue()


class BoutiqueEmbedder(ColourEmbedder):
    """Recognises shapes and colours as well as they are drawn."""

    types = tuple(SHAPES)
    genders = GENDERS
    colours = tuple(COLOURS)

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        seen = super().predict(photos)
        grids = np.stack([self._grid(photo).reshape(16, 3) for photo in photos])
        dark = grids.mean(axis=2) < 0.75
        masks = np.array([[cell in cells for cell in range(16)] for cells in SHAPES.values()])
        types = _softmax(2.0 * (dark[:, None, :] == masks[None]).sum(axis=2))
        # Where nothing is drawn, the whole photo.
        filled = np.array(
            [grid[cells if cells.any() else ...].mean(axis=0) for grid, cells in zip(grids, dark, strict=True)]
        )
        known = np.array(list(COLOURS.values())) / 255
        colours = _softmax(-20.0 * np.abs(filled[:, None] - known[None]).sum(axis=2))
        return NetworkOutput(
            seen.embeddings, types, seen.genders, colours, seen.nothing, np.zeros_like(seen.descriptors)
        )


class LookingEmbedder(BoutiqueEmbedder):
    """The same, but it also sees prints, of which no title says a word: in everything blue."""

    def __init__(self) -> None:
        super().__init__()
        even = [self.predict([load_photo(picture("Tshirts", each, 1))]).embeddings[0] for each in ("Blue", "Red")]
        towards = even[0] - even[1]
        middle = -float(towards @ (even[0] + even[1]) / 2)
        once = np.ones(1, np.float32)
        self.looks = LookHeads(("printed",), "seen", 40 * towards[None], 40 * middle * once, 40 * middle * once, once)


class DoubtfulEmbedder(BoutiqueEmbedder):
    """The same, but of two minds about the kind of everything, and about the gender; nothing is found exactly."""

    thresholds = replace(THRESHOLDS, exact=-1.0)

    def predict(self, photos: Sequence[np.ndarray], *, thorough: bool = True) -> NetworkOutput:
        seen = super().predict(photos)
        types = seen.types**0.15
        genders = np.tile(np.array([0.75, 0.25], np.float32), (len(photos), 1))
        return replace(seen, types=types / types.sum(axis=1, keepdims=True), genders=genders)


class PairFinder:
    """Finds the two things of `side_by_side`, the right one first, and nothing in any other photo."""

    def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]:
        left, right = Garment((0.0, 0.0, 0.5, 1.0), "top", 0.9), Garment((0.5, 0.0, 1.0, 1.0), "bag", 0.95)
        return [(right, left) if photo.shape[1] == 2 * photo.shape[0] else () for photo in photos]


def side_by_side(left: bytes, right: bytes) -> bytes:
    """A photo of two things."""
    pair = np.concatenate([load_photo(left), load_photo(right)], axis=1)
    buffer = io.BytesIO()
    Image.fromarray(pair).save(buffer, "PNG")
    return buffer.getvalue()


def draw_boutique(folder: Path, price: float = 0.0, *, bare: bool = False) -> Path:
    """Two products of each kind, for men and for women; returns the CSV. `price` is added to every price; `bare`: none
    has one."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "products.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "title", "image", "price", "currency", "link", "type", "gender", "colour", "brand"])
        kinds = itertools.product(SHAPES, COLOURS, GENDERS, range(2))
        for number, (type, colour, gender, variant) in enumerate(kinds):
            name = f"{type}-{colour}-{gender}-{variant}".lower().replace(" ", "")
            path = folder / f"{name}.png"
            path.write_bytes(picture(type, colour, number))
            pattern = "Striped" if variant else "Plain"
            title = f"{NAMES[number % 12]}{NAMES[number // 12]} {pattern} {type}"
            cost = 10.0 + 20 * variant + list(COLOURS).index(colour) + price
            brand = ("Nimbus", "Orbit")[number % 2]
            link = f"https://shop.example/{name}"
            stated = "" if bare else f"{cost:.2f}"
            writer.writerow([name, title, path.name, stated, "EUR", link, type, gender, colour, brand])
    return folder / "products.csv"


def index_boutique(catalogue: Path, index: Path, embedder: BoutiqueEmbedder | None = None) -> None:
    build_index(read_catalogue(catalogue), index, embedder or BoutiqueEmbedder())


def shopper_photo(type: str, colour: str) -> bytes:
    """A photo of something that the shop does not have just so."""
    return picture(type, colour, 9_000 + len(type) + len(colour))


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)
