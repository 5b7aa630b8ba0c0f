"""Looks: what else the words of a title say of a garment, besides its type, gender and colour.

Titles are incomplete: most striped shirts are not called striped. What is here are the words alone, English as
recommender.taxonomy; what a picture shows is for recommender.network.looks to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from recommender.folding import plain
from recommender.taxonomy import GARMENT_TYPES, GarmentType

_UPPER: tuple[GarmentType, ...] = ("top", "outerwear", "dress")
_LOWER: tuple[GarmentType, ...] = ("trousers", "shorts", "skirt")
_SHOES: tuple[GarmentType, ...] = ("footwear",)

# Look -> the words and phrases that say it, "*" for any ending, and the garments of which they say it.
_TABLE: Mapping[str, tuple[str, tuple[GarmentType, ...]]] = {
    # pattern
    "plain": ("plain, solid", GARMENT_TYPES),
    "striped": ("stripe, stripes, striped, striper, stripy, pinstripe*, breton", GARMENT_TYPES),
    "checked": ("check, checks, checked, checkered, chequered, plaid*, tartan, gingham", GARMENT_TYPES),
    "printed": ("print, prints, printed", GARMENT_TYPES),
    "graphic": ("graphic, graphics, logo", GARMENT_TYPES),
    "floral": ("floral, flower, flowers, flowery", GARMENT_TYPES),
    "dotted": ("polka, polka dot*, dotted, spotted", GARMENT_TYPES),
    "animal print": ("animal, leopard, zebra, tiger, snakeskin, animal print", GARMENT_TYPES),
    "embroidered": ("embroider*, zari, sequin*, beaded", GARMENT_TYPES),
    "melange": ("melange, marl, heather*", (*_UPPER, *_LOWER)),
    "washed": ("washed, wash, rinse, faded, distressed, ripped", (*_UPPER, *_LOWER)),
    # collar and neck
    "polo": ("polo, polos", ("top", "dress")),
    "v neck": ("v neck*, vneck", _UPPER),
    "round neck": ("round neck*, crew neck*, crewneck, crew", _UPPER),
    "high neck": ("high neck, turtleneck, turtle neck, roll neck, rollneck, mock neck", _UPPER),
    "hooded": ("hood, hooded, hoody, hoodie, hoodies", _UPPER),
    # sleeve
    "sleeveless": ("sleeveless, tank, tank top, vest, singlet, camisole, spaghetti", _UPPER),
    "short sleeve": ("short sleeve*, half sleeve*", _UPPER),
    "long sleeve": ("long sleeve*, full sleeve*, longsleeve", _UPPER),
    # material and knit
    "denim": ("denim, jean, jeans", (*_UPPER, *_LOWER)),
    "knitted": ("knit*, sweater, sweaters, jumper, jumpers, cardigan*, woollen, woolen", (*_UPPER, "headwear")),
    "leather": ("leather, leatherette, leatherite, pu leather", ("outerwear", "footwear", "bag", "accessory")),
    "canvas": ("canvas", ("footwear", "bag", "accessory")),
    "suede": ("suede", ("footwear", "bag")),
    "silk": ("silk, satin", (*_UPPER, "bag", "accessory")),
    "lace": ("lace, lacy, crochet", (*_UPPER, *_LOWER)),
    "fleece": ("fleece", _UPPER),
    # length
    "short": ("short, mini", ("dress", "skirt")),
    "long": ("long, maxi, full length", ("dress", "skirt", "outerwear")),
    "cropped": ("capri, capris, cropped, three quarter, 3 4th, pedal pusher*", ("top", "trousers")),
    # heel, height and closure
    "wedge": ("wedge, wedges", _SHOES),
    "heeled": ("heel, heels, heeled, stiletto*, pump, pumps", _SHOES),
    "flat": ("flat, flats, ballerina*, ballet", _SHOES),
    "open": ("sandal, sandals, flip flop, flip flops, flipflop*, thong, thongs, slide, slides", _SHOES),
    "high top": ("high top, hi top, mid, high, hi, ankle, boot, boots", _SHOES),
    "slip on": ("slip on*, slipon, loafer*, moccasin*", _SHOES),
    "zipped": ("zip, zips, zipped, zipper, zip up, full zip", _UPPER),
}
LOOKS: tuple[str, ...] = tuple(_TABLE)

_STEM = 4  # letters of a beginning of a word that can mean a look

# Makers whose names hold words of a look.
_NAMES = re.compile(r"\bpolo (?:assn|association|club|ralph|sport)\b")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")


def looks_named(title: str, garment: GarmentType) -> frozenset[str]:
    """The looks that a title names, of those that such a garment can have."""
    text = _NAMES.sub(" ", _NOT_A_LETTER.sub(" ", plain(title)))
    return frozenset(
        look for look, (said, garments) in _patterns().items() if garment in garments and said.search(text)
    )


def looks_meant(stems: str) -> tuple[str, ...]:
    """The looks that are asked for by beginnings of words, parted by "|", as recommender.answers.Filters has them:
    "print" is printed, but "long" is no long sleeve. Only by the look's own name: a vest is no wish for anything
    without sleeves."""
    asked = [stem.strip("$ ") for stem in plain(stems).split("|")]
    return tuple(look for look in LOOKS if any(_means(stem, look) for stem in asked))


def _means(stem: str, look: str) -> bool:
    return stem == look or (len(stem) >= _STEM and stem not in _TABLE and look.startswith(stem))


def can_have(look: str, garment: GarmentType) -> bool:
    """Whether the look is one of such garments: no shoe has a sleeve."""
    return garment in _TABLE[look][1]


def is_pattern(look: str) -> bool:
    """Whether anything can have it: stripes, a print."""
    return _TABLE[look][1] == GARMENT_TYPES


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], tuple[GarmentType, ...]]]:
    def pattern(words: str) -> re.Pattern[str]:
        each = (re.escape(word.strip()).replace(r"\*", r"\w*") for word in words.split(","))
        return re.compile(rf"\b(?:{'|'.join(each)})\b")

    return {look: (pattern(words), garments) for look, (words, garments) in _TABLE.items()}
