"""The words that a person gave 3,797 of the phone photos: of what kind, in which pattern and colour, for whom.

A photo's own label is coarse ("Pants", "Shoes", "Outwear") and says nothing of patterns, colours and genders. These
were given by looking at contact sheets: by one person 240 photos of held-out senders and 1,129 of others, by another
the 299 that are left of the held-out, by a third 2,129 of the others. Where the third draws the line between grey and
blue, or between kinds, the others do not: of these photos genders and patterns are learnt alone.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

# What was seen -> the articleTypes that a shopper would call right; of women's, more. Rare words are left out where a
# usual one is right: what passes for two would be called the rarer as often.
_TYPES: Mapping[str, tuple[str, ...]] = {
    "t-shirt": ("Tshirts",),
    "polo": ("Tshirts",),
    "shirt": ("Shirts",),
    "blouse": ("Tops",),
    "vest": ("Innerwear Vests", "Camisoles", "Tops"),
    "jumper": ("Sweaters",),
    "sweatshirt": ("Sweatshirts", "Jackets"),
    "jacket": ("Jackets",),
    "gilet": ("Jackets",),
    "coat": ("Jackets",),
    "blazer": ("Blazers",),
    "dress": ("Dresses", "Tunics"),
    "skirt": ("Skirts",),
    "shorts": ("Shorts",),
    "jeans": ("Jeans",),
    "trousers": ("Trousers",),
    "track pants": ("Track Pants",),
    "leggings": ("Leggings",),
    "trainers": ("Sports Shoes", "Casual Shoes"),
    "heels": ("Heels",),
    "flats": ("Flats",),
    "sandals": ("Sandals",),
    "formal shoes": ("Formal Shoes",),
    "boots": ("Casual Shoes",),
    "flip flops": ("Flip Flops",),
    "casual shoes": ("Casual Shoes",),
    "cap": ("Caps",),
    "hat": ("Hat", "Caps"),
    "beanie": ("Caps",),
}
_WOMENS_TOO = {"t-shirt": ("Tops",), "shirt": ("Tops",)}
_GENDERS: Mapping[str, tuple[str, ...]] = {"men": ("Men",), "women": ("Women",), "kids": ("Boys", "Girls")}
_COLOURS: Mapping[str, tuple[str, ...]] = {
    "black": ("Black",),
    "white": ("White", "Off White"),
    "grey": ("Grey", "Grey Melange", "Charcoal", "Steel", "Silver"),
    "navy": ("Navy Blue",),
    "blue": ("Blue", "Turquoise Blue"),
    "red": ("Red",),
    "pink": ("Pink", "Rose", "Peach", "Magenta"),
    "green": ("Green", "Lime Green", "Fluorescent Green", "Sea Green"),
    "olive": ("Olive", "Khaki", "Mushroom Brown"),
    "brown": ("Brown", "Coffee Brown", "Tan", "Rust"),
    "beige": ("Beige", "Khaki", "Cream", "Nude", "Skin", "Mushroom Brown", "Taupe", "Tan"),
    "yellow": ("Yellow", "Mustard"),
    "orange": ("Orange", "Rust", "Peach"),
    "purple": ("Purple", "Lavender", "Mauve", "Magenta"),
    "maroon": ("Maroon", "Burgundy"),
    "turquoise": ("Teal", "Turquoise Blue", "Sea Green"),
    "cream": ("Cream", "Off White", "White", "Beige"),
    "gold": ("Gold", "Bronze", "Copper", "Metallic"),
    "multi": ("Multi",),
}
# What labels do not tell apart. Between these families they do, and the network has learnt it from three times as many
# photos: heads for all types together called one shirt in ten a top. The last one has T-shirts and jumpers, which a
# long sleeve may be either of.
FAMILIES = (
    ("Jeans", "Jeggings", "Trousers", "Capris", "Track Pants", "Lounge Pants", "Leggings", "Tights"),
    ("Sports Shoes", "Casual Shoes", "Heels", "Flats", "Sandals", "Sports Sandals", "Formal Shoes", "Flip Flops"),
    ("Sweaters", "Sweatshirts", "Jackets", "Rain Jacket", "Blazers", "Suits", "Waistcoat"),
    ("Tshirts", "Sweaters", "Tops", "Tunics", "Kurtis", "Innerwear Vests", "Camisoles"),
)
PATTERNS = ("plain", "striped", "checked", "printed")
# Other looks that the kind settles, among the kinds that could have them.
_OUTER = ("jacket", "gilet", "coat", "blazer")
_UPPER = ("t-shirt", "polo", "shirt", "blouse", "vest", "jumper", "sweatshirt", "dress", *_OUTER)
_KNITTED = (("jumper", "beanie"), (*_UPPER, "cap", "hat"))
_DENIM = (("jeans",), ("trousers", "track pants", "leggings", "shorts", "skirt"))
KIND_LOOKS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {"knitted": _KNITTED, "denim": _DENIM}


@dataclass(frozen=True, slots=True)
class PhoneWords:
    """What a photo shows: a kind, one of PATTERNS, "men", "women", "kids" or "" where it cannot be told, a colour; and
    whether the third person said so."""

    kind: str
    pattern: str
    gender: str
    colour: str
    by_third: bool = False

    @property
    def types(self) -> tuple[str, ...]:
        """The articleTypes that are right."""
        return _TYPES[self.kind] + (_WOMENS_TOO.get(self.kind, ()) if self.gender == "women" else ())

    @property
    def genders(self) -> tuple[str, ...]:
        """Those that are right; none where that cannot be told."""
        return _GENDERS.get(self.gender, ())

    @property
    def colours(self) -> tuple[str, ...]:
        """The baseColours that are right."""
        return _COLOURS[self.colour]

    def has(self, look: str) -> bool | None:
        """Whether it has one of the PATTERNS or KIND_LOOKS; None where the kind says nothing of that."""
        if look in PATTERNS:
            return self.pattern == look
        having, lacking = KIND_LOOKS[look]
        return True if self.kind in having else False if self.kind in lacking else None


@cache
def words_of_photos() -> Mapping[str, PhoneWords]:
    """By the photo's name."""
    text = resources.files(__package__).joinpath("words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {
        row["image"]: PhoneWords(row["kind"], row["pattern"], row["gender"], row["colour"], row["by"] == "3")
        for row in rows
    }
