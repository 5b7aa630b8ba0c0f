"""How people dress and stand: how often they wear what, as the first composites had it and as it is in the street.

There most who are photographed are women, many in skirts and dresses, with tights, boots, scarves and long hair; arms
are not at the side, and whoever takes the photo does not kneel. A shop's pictures know none of that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from recommender.training.synthetic.segmentation import GarmentPiece

_FEW = 8  # pieces of a gender, with fewer of which all of a key's are worn


@dataclass(frozen=True, slots=True)
class DressHabits:
    """Probabilities, but for `lower` (the weights of what is worn below a top, by type)."""

    dress: float = 0.3
    jacket: float = 0.4  # open, over all else
    tucked: float = 0.35
    shoes: float = 0.35  # of a shop's own picture, in place of those that the model wears
    bag: float = 0.55
    hat: float = 0.12
    tights: float = 0.25  # under what leaves the legs bare
    lower: Mapping[str, int] = field(default_factory=lambda: {"trousers": 5, "shorts": 2, "skirt": 4})
    women: float = 0.0  # who wear women's things only, men men's; 0: everybody wears everything
    one_cloth: float = 0.0  # a dress that is put together from a top and a skirt of its cloth
    flare: float = 0.0  # a skirt wider at its hem
    boots: float = 0.0  # on bare legs
    hair: float = 0.0  # over the shoulders
    scarf: float = 0.0
    arms: float = 0.0  # an elbow away from the body, for each


AS_A_SHOP = DressHabits()
IN_THE_STREET = replace(
    AS_A_SHOP,
    dress=0.36,
    jacket=0.42,
    tucked=0.45,
    tights=0.5,
    lower={"trousers": 4, "shorts": 2, "skirt": 5},
    women=0.75,
    one_cloth=0.4,
    flare=0.55,
    boots=0.3,
    hair=0.4,
    scarf=0.12,
    arms=0.35,
)


def wardrobe(pieces: Mapping[str, Sequence[GarmentPiece]], woman: bool) -> dict[str, Sequence[GarmentPiece]]:
    """What a woman, or a man, has of these pieces."""
    genders = ("Women", "Girls", "Unisex", "") if woman else ("Men", "Boys", "Unisex", "")
    chosen: dict[str, Sequence[GarmentPiece]] = {}
    for key, found in pieces.items():
        if not woman and key.endswith(("skirt", "dress", "tunic")):
            continue
        own = [piece for piece in found if piece.gender in genders]
        chosen[key] = own if len(own) >= _FEW else found
    return chosen


def pick_lower(habits: DressHabits, bare: bool, rng: np.random.Generator) -> list[str]:
    """Keys of what may be worn below; `bare`: under a dress, where only trousers show."""
    if bare:
        return ["worn shorts", "worn skirt", "worn skirt"] + (["worn trousers"] if rng.random() < 0.25 else [])
    return [f"worn {type}" for type, weight in habits.lower.items() for _ in range(weight)]
