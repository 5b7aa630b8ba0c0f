"""From a design to its picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from recommender.drawing import (
    accessories,
    bags,
    blazers,
    bottoms,
    dresses,
    handbags,
    headwear,
    heels,
    knitwear,
    neckwear,
    outerwear,
    sandals,
    shirts,
    shoes,
    skirts,
    sweatshirts,
    tops,
    watches,
)
from recommender.drawing.backdrop import Standing, photograph
from recommender.drawing.design import Design
from recommender.drawing.masks import HEIGHT, WIDTH
from recommender.drawing.studio import Studio

KINDS: dict[str, tuple[Callable[[Studio, Design], None], Standing]] = {
    "tshirt": (tops.tshirt, "hung"),
    "polo": (tops.polo, "hung"),
    "shirt": (shirts.shirt, "hung"),
    "jumper": (knitwear.jumper, "hung"),
    "sweatshirt": (sweatshirts.sweatshirt, "hung"),
    "jacket": (outerwear.jacket, "hung"),
    "blazer": (blazers.blazer, "hung"),
    "dress": (dresses.dress, "hung"),
    "skirt": (skirts.skirt, "hung"),
    "jeans": (bottoms.jeans, "hung"),
    "trousers": (bottoms.trousers, "hung"),
    "shorts": (bottoms.shorts, "hung"),
    "sneaker": (shoes.sneaker, "stands"),
    "formal": (shoes.formal, "stands"),
    "heels": (heels.heels, "stands"),
    "flats": (heels.flats, "stands"),
    "sandal": (sandals.sandal, "stands"),
    "flip flop": (sandals.flip_flop, "stands"),
    "handbag": (handbags.handbag, "stands"),
    "backpack": (bags.backpack, "stands"),
    "wallet": (bags.wallet, "stands"),
    "cap": (headwear.cap, "stands"),
    "tie": (neckwear.tie, "hung"),
    "scarf": (neckwear.scarf, "hung"),
    "belt": (accessories.belt, "stands"),
    "sunglasses": (accessories.sunglasses, "stands"),
    "socks": (accessories.socks, "hung"),
    "watch": (watches.watch, "hung"),
}


def cut_out(design: Design, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """The product alone, RGBA. The same design gives the same picture. KeyError for an unknown kind, cut or colour."""
    studio = Studio(np.random.default_rng(design.seed))
    KINDS[design.kind][0](studio, design)
    if design.kind == "watch":
        return studio.cutout((0.9, 0.97), 1.25, size=size)
    return studio.cutout(size=size)


def picture(design: Design) -> Image.Image:
    """The product as a shop shows it, RGB, WIDTH x HEIGHT, on a light studio background."""
    return photograph(cut_out(design), KINDS[design.kind][1])
