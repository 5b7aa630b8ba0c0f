"""Where on the body a kind is worn, and which places an outfit of five fills beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal

from recommender.folding import plain
from recommender.taxonomy import GarmentType, garment_of, is_wearable

BodyPlace = Literal["upper", "over", "lower", "feet", "whole", "finish"]

_OF_GARMENT: Mapping[GarmentType, BodyPlace] = {
    **{"top": "upper", "outerwear": "over", "dress": "whole", "footwear": "feet"},
    **{"trousers": "lower", "shorts": "lower", "skirt": "lower"},
    **{"bag": "finish", "headwear": "finish", "accessory": "finish"},
}
# The outfit around a piece that is worn there, the place that says most of it first; five of them.
OUTFITS: Mapping[BodyPlace, tuple[BodyPlace, ...]] = {
    "upper": ("lower", "feet", "lower", "finish", "over"),
    "lower": ("upper", "feet", "upper", "finish", "over"),
    "whole": ("feet", "finish", "feet", "finish", "over"),
    "over": ("lower", "upper", "feet", "upper", "finish"),
    "feet": ("lower", "upper", "lower", "finish", "upper"),
    "finish": ("upper", "lower", "feet", "upper", "finish"),
}
ABOVE: tuple[BodyPlace, ...] = ("upper", "over")  # what trousers and skirts are worn with
_OTHER_PLACES = 2
# Worn, but seen by nobody or no part of an outfit: neither asked what goes with it, nor offered.
_APART_WORDS = """
    bra brief trunk boxer innerwear underwear lingerie night nightdress nightwear sleepwear pyjama pajama lounge
    loungewear bath robe shapewear camisole stocking swimwear swimsuit bikini baby doll gift set wallet pouch sleeve
    trolley suitcase luggage hair pocket
"""
_APART = frozenset(_APART_WORDS.split())
_TOP_AND_BOTTOM = frozenset({"tracksuit"})  # no jacket to wear over trousers


@lru_cache(maxsize=4096)
def place_of(type: str) -> BodyPlace | None:
    """Where a catalogue's type is worn; None for what is no part of an outfit (perfume, underwear, gift sets), and
    where nothing is known of its words."""
    if not type or not is_wearable(type):
        return None
    words = {word.removesuffix("s") for word in plain(type).replace("-", " ").split()}
    if not words.isdisjoint(_APART):
        return None
    return _OF_GARMENT[garment_of(type)] if words.isdisjoint(_TOP_AND_BOTTOM) else "whole"


def is_completed(type: str, sold: Sequence[str]) -> bool:
    """Whether a shop of these types has two other places' things, at least, to wear with this one."""
    place = place_of(type)
    others = {other for each in sold if (other := place_of(each)) is not None} - {place}
    return place is not None and len(others.intersection(OUTFITS[place])) >= _OTHER_PLACES
