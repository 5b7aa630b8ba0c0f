"""Labels: which words the attribute heads know, and which articleTypes a phone photo's label allows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from recommender.network.embedder import NOTHING
from recommender.product import Product

# A phone photo's label is coarser than the catalogue's articleType: each allows several.
PHONE_LABELS: dict[str, tuple[str, ...]] = {
    "T-Shirt": ("Tshirts",),
    "Polo": ("Tshirts",),
    "Longsleeve": ("Sweaters", "Sweatshirts", "Tshirts", "Tops", "Shirts", "Jackets"),
    "Shirt": ("Shirts",),
    "Blouse": ("Tops", "Shirts", "Tunics", "Kurtis"),
    "Top": ("Tops", "Tshirts", "Tunics"),
    "Undershirt": ("Innerwear Vests", "Camisoles", "Tops", "Tshirts"),
    "Hoodie": ("Sweatshirts", "Jackets", "Sweaters"),
    "Outwear": ("Jackets", "Sweaters", "Sweatshirts", "Blazers", "Rain Jacket", "Nehru Jackets", "Waistcoat"),
    "Blazer": ("Blazers", "Jackets", "Suits"),
    "Pants": ("Trousers", "Jeans", "Track Pants", "Leggings", "Capris", "Jeggings", "Lounge Pants"),
    "Shorts": ("Shorts",),
    "Skirt": ("Skirts",),
    "Dress": ("Dresses", "Tunics", "Kurtas", "Nightdress"),
    "Shoes": (
        "Casual Shoes",
        "Sports Shoes",
        "Formal Shoes",
        "Heels",
        "Flats",
        "Sandals",
        "Flip Flops",
        "Sports Sandals",
    ),
    "Hat": ("Caps", "Hat"),
}


# The looks (recommender.looks) that a phone photo's label has, and those that it cannot have.
PHONE_LOOKS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "T-Shirt": (("short sleeve",), ("polo", "hooded", "sleeveless", "long sleeve")),
    "Polo": (("polo", "short sleeve"), ("hooded", "sleeveless", "long sleeve")),
    "Longsleeve": (("long sleeve",), ("sleeveless", "short sleeve")),
    "Shirt": ((), ("polo", "hooded", "sleeveless")),
    "Hoodie": (("hooded", "long sleeve"), ("polo", "sleeveless", "short sleeve")),
    "Undershirt": (("sleeveless",), ("polo", "hooded", "long sleeve", "short sleeve")),
    "Blazer": (("long sleeve",), ("hooded", "polo", "sleeveless", "short sleeve")),
}


@dataclass(frozen=True, slots=True)
class LabelVocabulary:
    """The words of the three attribute heads, in the order of their outputs."""

    types: tuple[str, ...]
    genders: tuple[str, ...]
    colours: tuple[str, ...]

    @classmethod
    def of(cls, products: Iterable[Product]) -> LabelVocabulary:
        """All words that occur in the products, sorted: the same catalogue gives the same order. And NOTHING."""
        seen = list(products)
        return cls(
            (*sorted({p.type for p in seen if p.type}), NOTHING),
            tuple(sorted({p.gender for p in seen if p.gender})),
            tuple(sorted({p.colour for p in seen if p.colour})),
        )

    def joined(self, other: LabelVocabulary) -> LabelVocabulary:
        """This vocabulary with the other's new words behind its own, NOTHING last of the types."""

        def join(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
            return mine + tuple(word for word in theirs if word not in mine)

        types = [word for word in join(self.types, other.types) if word != NOTHING]
        return LabelVocabulary((*types, NOTHING), join(self.genders, other.genders), join(self.colours, other.colours))

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> LabelVocabulary:
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(tuple(data["types"]), tuple(data["genders"]), tuple(data["colours"]))
