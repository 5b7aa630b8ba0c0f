"""A shop of generated pictures on disk, and a catalogue of it in memory, for the tests of index and recommender."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from recommender.answers import LeftOut
from recommender.product import Product

TYPES = ("Tshirts", "Jeans", "Handbags")
COLOURS = ("Red", "Green", "Blue")


class Shelf:
    """A catalogue that is a list."""

    source = "a test's shelf"

    def __init__(self, products: Sequence[Product], left_out: Sequence[LeftOut] = ()) -> None:
        self.products = list(products)
        self.left_out = tuple(left_out)

    def __iter__(self) -> Iterator[Product]:
        return iter(self.products)


def picture(seed: int, size: int = 48) -> bytes:
    """A PNG of large random patches: the same for the same seed, and unlike that of any other."""
    patches = np.random.default_rng(seed).integers(0, 256, (4, 4, 3), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(patches).resize((size, size), Image.Resampling.NEAREST).save(stream, "PNG")
    return stream.getvalue()


def blank(size: int = 48) -> bytes:
    """A PNG of an even grey, in which nothing is to be seen."""
    stream = io.BytesIO()
    Image.new("RGB", (size, size), (127, 127, 127)).save(stream, "PNG")
    return stream.getvalue()


def stock(folder: Path, count: int, first: int = 0) -> list[Product]:
    """Products with pictures in `folder`, of all types, genders and colours, at 10, 11, 12 ..."""
    folder.mkdir(exist_ok=True)
    products = []
    for number in range(first, first + count):
        path = folder / f"{number}.png"
        path.write_bytes(picture(number))
        products.append(
            Product(
                id=str(number),
                title=f"Article number{number}",
                image=str(path),
                price=10.0 + number,
                currency="EUR",
                type=TYPES[number % 3],
                gender=("Men", "Women", "Unisex")[number // 3 % 3],
                colour=COLOURS[number // 9 % 3],
                in_stock=number % 5 != 0,
            )
        )
    return products
