"""Which colours pass for which, in the words of Fashion Product Images."""

from __future__ import annotations

from collections.abc import Mapping

# What a shopper who names the one accepts too, in the words of Fashion Product Images, the nearest first.
_NEAR: Mapping[str, tuple[str, ...]] = {
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


def colours_known() -> tuple[str, ...]:
    """Every colour that the table has neighbours for, case folded."""
    return tuple(_NEAR)


def near_colours(colour: str) -> tuple[str, ...]:
    """The colours that pass for this one when there is too little of it, the nearest first; none for unknown words."""
    return _NEAR.get(colour.casefold(), ())
