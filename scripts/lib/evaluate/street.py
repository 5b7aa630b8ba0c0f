"""Photos with people and several garments: what is found, and what the answers are worth garment by garment.

The people are composites of held-out products on the floors and walls of held-out shoppers' photos: "people" as a
shop's models are dressed (composites.person_photo), "street" as one meets them (composites.street_photo). A garment is
found where one of its type is listed with an overlap (IoU) of at least 0.5. Listed garments that are none of the
photo's are wrong. type@5 is the share of the five places whose product is such a garment. Large are tops, outerwear,
dresses, trousers, shorts and skirts. Of the large that are not found it is said what is listed in their place, whether
a box of their type fits too badly (from 0.2 on), or that nothing is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from recommender.answers import Answer, Garment
from recommender.boxes import Box, overlap
from recommender.product import Product
from recommender.recommender import Recommender
from recommender.taxonomy import GarmentType, garment_of
from recommender.training.data import PhonePhoto
from recommender.training.detector.tuning import LARGE
from recommender.training.synthetic.composites import CompositeMaterial, SegmentedPhoto, person_photo, street_photo
from recommender.training.synthetic.material import gather
from scripts.lib.evaluate.asking import as_jpeg
from scripts.lib.evaluate.measures import Estimate, products_of, share_of_places

_IOU, _NEAR = 0.5, 0.2
_EACH = 120  # held-out pieces of each type to dress people in


@dataclass(frozen=True, slots=True)
class Street:
    """A composite as a photo's bytes, and what is worn in it."""

    data: bytes
    worn: list[tuple[GarmentType, Box]]


def streets(
    material: CompositeMaterial,
    count: int,
    seed: int = 5,
    drawn: Callable[[CompositeMaterial, np.random.Generator], SegmentedPhoto] = person_photo,
) -> list[Street]:
    """`count` people; the same ones for the same material and seed."""
    rng = np.random.default_rng(seed)
    shots = (drawn(material, rng) for _ in range(count))
    return [Street(as_jpeg(shot.photo, 90), shot.boxes()) for shot in shots]


def street_figures(
    recommender: Recommender,
    whole: Recommender,
    products: Sequence[Product],
    phones: Sequence[PhonePhoto],
    count: int,
    places: Sequence[np.ndarray] = (),
) -> dict[str, dict[str, Estimate]]:
    """{part: {measure: Estimate}}, of `count` people of each kind. `products`, `phones` and the photos of `places` are
    held out; `whole` answers the photo as one garment."""
    material = gather(products, phones, _EACH, 200, seed=3, places=places)
    parts: dict[str, dict[str, Estimate]] = {}
    for kind, drawn in {"people": person_photo, "street": street_photo}.items():
        found = GarmentCounts()
        for street in tqdm(streets(material, count, drawn=drawn), desc=f"asking with {kind}", mininterval=2):
            answer = recommender.recommend(street.data)
            found.add(street.worn, answer.garments)
            found.hits(recommender, whole, street, answer)
        parts |= {kind: found.figures(), f"{kind}, by type": found.per_type()}
    return {**parts, "phone photos": _phones(recommender, whole, phones)}


class GarmentCounts:
    """What was there and what was listed, photo by photo."""

    def __init__(self) -> None:
        # Type, and what became of it: "found", "called skirt", "box off" or "missed".
        self.there: list[tuple[GarmentType, str]] = []
        self.listed: list[tuple[GarmentType, bool]] = []
        self.wrong: list[float] = []
        self.own: list[float] = []
        self.by_whole: list[float] = []
        self.first: list[float] = []

    def add(self, worn: Sequence[tuple[GarmentType, Box]], garments: Sequence[Garment]) -> None:
        right = set()
        for type, box in worn:
            match = [i for i, g in enumerate(garments) if g.type == type and overlap(g.box, box) >= _IOU]
            self.there.append((type, "found" if match else _instead(type, box, garments)))
            right.update(match)
        self.listed += [(garment.type, i in right) for i, garment in enumerate(garments)]
        self.wrong.append(float(len(garments) - len(right)))

    def hits(self, recommender: Recommender, whole: Recommender, street: Street, answer: Answer) -> None:
        if not answer.garments:
            return
        at_large = whole.recommend(street.data)
        for garment in answer.garments:
            own = recommender.recommend(street.data, garment=garment)
            self.own.append(_of_type(own, garment.type))
            self.by_whole.append(_of_type(at_large, garment.type))
        self.first.append(_of_type(answer, answer.garments[0].type))

    def figures(self) -> dict[str, Estimate]:
        large = [became for type, became in self.there if type in LARGE]
        return {
            "large garments found": Estimate.of([float(became == "found") for became in large]),
            "large, found as another type": Estimate.of([float(became.startswith("called")) for became in large]),
            "large, box off": Estimate.of([float(became == "box off") for became in large]),
            "all garments found": Estimate.of([float(became == "found") for _, became in self.there]),
            "wrong garments a photo": Estimate.of(self.wrong),
            "type@5, each listed garment": Estimate.of(self.own),
            "type@5, the same by whole photo": Estimate.of(self.by_whole),
            "type@5, first answer": Estimate.of(self.first),
        }

    def per_type(self) -> dict[str, Estimate]:
        """Of each type how many are found, or what became of the large ones, and how many of those listed are right."""
        became: defaultdict[GarmentType, list[str]] = defaultdict(list)
        right: defaultdict[str, list[float]] = defaultdict(list)
        for garment, one in self.there:
            became[garment].append(one)
        for garment, is_right in self.listed:
            right[f"{garment} listed, right"].append(float(is_right))
        shares: dict[str, Estimate] = {}
        for type, all in sorted(became.items()):
            words = ["found", *sorted(set(all) - {"found"})] if type in LARGE else ["found"]
            shares |= {f"{type} {word}": Estimate.of([float(one == word) for one in all]) for word in words}
        return {**shares, **{name: Estimate.of(right[name]) for name in sorted(right)}}


def _instead(type: GarmentType, box: Box, garments: Sequence[Garment]) -> str:
    """What became of a garment that is not found."""
    best = max(garments, key=lambda garment: overlap(garment.box, box), default=None)
    if best is not None and overlap(best.box, box) >= _IOU:
        return f"called {best.type}"
    near = any(garment.type == type and overlap(garment.box, box) >= _NEAR for garment in garments)
    return "box off" if near else "missed"


def _phones(recommender: Recommender, whole: Recommender, phones: Sequence[PhonePhoto]) -> dict[str, Estimate]:
    """A phone photo of one piece must not be answered worse for the search for garments."""
    ours, before, single, kind = [], [], [], []
    for photo in tqdm(phones, desc="asking with phone photos", mininterval=2):
        data = photo.path.read_bytes()
        found, plain = recommender.recommend(data), whole.recommend(data)
        ours.append(_of_types(found, photo.allowed))
        before.append(_of_types(plain, photo.allowed))
        single.append(float(len(found.garments) == 1))
        right = {garment_of(type) for type in photo.allowed}
        kind.append(float(bool(found.garments) and found.garments[0].type in right))
    if not ours:
        return {}
    return {
        "phone type@5": Estimate.of(ours),
        "phone type@5, whole photo": Estimate.of(before),
        "phone: one garment": Estimate.of(single),
        "phone: its type right": Estimate.of(kind),
    }


def _of_type(answer: Answer, type: GarmentType) -> float:
    return share_of_places(products_of(answer), lambda shown: shown.garment == type)


def _of_types(answer: Answer, types: Container[str]) -> float:
    return share_of_places(products_of(answer), lambda shown: shown.type in types)
