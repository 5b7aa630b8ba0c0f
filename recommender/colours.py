"""Which colours pass for which, in the words of Fashion Product Images, and which a shop's own word names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from recommender.folding import folded
from recommender.shop_words.colour_words import foreign_colour

# Colour, case folded -> what a shopper who names it accepts too when there is too little of it, the nearest first.
NEAR_COLOURS: Mapping[str, tuple[str, ...]] = {
    "black": ("Charcoal",),
    "white": ("Off White", "Cream"),
    "off white": ("Cream", "White", "Beige"),
    "cream": ("Off White", "Beige", "White"),
    "beige": ("Cream", "Tan", "Khaki", "Nude", "Skin", "Off White"),
    "nude": ("Skin", "Beige", "Peach"),
    "skin": ("Nude", "Beige", "Peach"),
    "grey": ("Charcoal", "Grey Melange", "Steel", "Silver"),
    "grey melange": ("Grey", "Charcoal"),
    "charcoal": ("Grey", "Black"),
    "silver": ("Steel", "Grey", "Metallic"),
    "steel": ("Silver", "Grey", "Metallic"),
    "metallic": ("Silver", "Steel", "Gold"),
    "gold": ("Bronze", "Copper", "Mustard", "Metallic"),
    "bronze": ("Copper", "Gold", "Brown"),
    "copper": ("Bronze", "Rust", "Gold"),
    "blue": ("Navy Blue", "Turquoise Blue", "Teal"),
    "navy blue": ("Blue",),
    "turquoise blue": ("Teal", "Sea Green", "Blue"),
    "teal": ("Turquoise Blue", "Sea Green", "Green"),
    "green": ("Olive", "Sea Green", "Lime Green", "Fluorescent Green", "Teal"),
    "olive": ("Khaki", "Green"),
    "khaki": ("Olive", "Beige", "Tan"),
    "sea green": ("Turquoise Blue", "Teal", "Green"),
    "lime green": ("Fluorescent Green", "Green"),
    "fluorescent green": ("Lime Green", "Green"),
    "brown": ("Coffee Brown", "Tan", "Mushroom Brown", "Rust", "Taupe", "Bronze"),
    "coffee brown": ("Brown", "Mushroom Brown"),
    "mushroom brown": ("Taupe", "Brown", "Coffee Brown"),
    "tan": ("Brown", "Beige", "Khaki"),
    "taupe": ("Mushroom Brown", "Beige", "Grey"),
    "red": ("Maroon", "Burgundy", "Rust"),
    "maroon": ("Burgundy", "Red"),
    "burgundy": ("Maroon", "Red"),
    "rust": ("Orange", "Copper", "Red", "Brown"),
    "orange": ("Rust", "Peach", "Mustard"),
    "peach": ("Orange", "Pink", "Nude"),
    "pink": ("Rose", "Magenta", "Peach", "Mauve"),
    "rose": ("Pink", "Magenta"),
    "magenta": ("Pink", "Rose", "Purple"),
    "purple": ("Lavender", "Mauve", "Magenta"),
    "lavender": ("Purple", "Mauve"),
    "mauve": ("Lavender", "Purple", "Pink"),
    "yellow": ("Mustard", "Gold"),
    "mustard": ("Yellow", "Gold", "Rust"),
}

# What the light of a room does not tell apart, besides the colours that pass for each other anyway.
_ALIKE = (
    frozenset({"black", "charcoal", "navy blue", "coffee brown"}),
    frozenset({"white", "off white", "cream", "silver", "grey melange"}),
    frozenset({"maroon", "purple", "burgundy", "brown", "rust"}),
    frozenset({"olive", "brown", "khaki", "mushroom brown", "taupe"}),
)
_NEAR = {word: {word, *map(folded, near)} for word, near in NEAR_COLOURS.items()}

# Colour of the table -> what else shops call it in English.
_ALSO: Mapping[str, str] = {
    "Cream": "ivory ecru champagne vanilla",
    "Off White": "chalk",
    "Beige": "oat oatmeal stone sand",
    "Tan": "camel cognac",
    "Brown": "chestnut",
    "Coffee Brown": "chocolate espresso",
    "Burgundy": "wine bordeaux",
    "Red": "crimson scarlet",
    "Peach": "salmon coral apricot",
    "Pink": "blush",
    "Magenta": "fuchsia",
    "Purple": "plum violet aubergine",
    "Lavender": "lilac",
    "Blue": "indigo denim cobalt",
    "Navy Blue": "navy midnight",
    "Turquoise Blue": "aqua turquoise",
    "Sea Green": "mint",
    "Green": "sage emerald forest",
    "Mustard": "ochre",
    "Yellow": "lemon",
    "Rust": "terracotta brick",
    "Charcoal": "anthracite graphite",
    "Grey": "gray",
    "Multi": "multicolor multicolour multicoloured multicolored",
}
_USUAL = {word: colour for colour, words in _ALSO.items() for word in words.split()}

_BETWEEN = re.compile(r"\s*[,;/|&+、，]\s*|\s+(?:and|und|et|y|e|i|en|och|og|ve|и|та|-)\s+")


@lru_cache(maxsize=4096)
def colours_in(text: str) -> tuple[str, ...]:
    """The colours that a shop's word names, as it writes them: "Green, Rust" two, "Ice blue" also blue, "azul" also
    Blue. A colour of the table names itself alone: Navy Blue is another one than Blue."""
    named: dict[str, None] = {}
    for part in _BETWEEN.split(text.strip()):
        if part:
            named[part] = None
            last = part.split()[-1]
            if folded(part) not in NEAR_COLOURS and folded(last) in NEAR_COLOURS:
                named[last.capitalize()] = None
            elif usual := _USUAL.get(folded(last)) or usual_colour(part):
                named[usual] = None
    return tuple(named)


def usual_colour(word: str) -> str | None:
    """The usual word for a colour that is written in another language than English; None for any other word."""
    is_english = any(folded(each) in NEAR_COLOURS or folded(each) in _USUAL for each in word.split())
    return None if is_english else foreign_colour(word)


@lru_cache(maxsize=1 << 14)
def passes_for(one: str, other: str) -> bool:
    """Whether a shopper takes the one colour for the other."""
    a, b = folded(one), folded(other)
    return a == b or b in _NEAR.get(a, ()) or a in _NEAR.get(b, ()) or any({a, b} <= alike for alike in _ALIKE)
