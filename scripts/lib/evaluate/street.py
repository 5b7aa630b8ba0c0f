"""Photos with people and several garments: what is found, and what the answers are worth garment by garment.

The people are composites of held-out products (training.synthetic.people) on the floors and walls of held-out
shoppers' photos. A garment is found where one of its type is listed with an overlap (IoU) of at least 0.5. Listed
garments that are none of the photo's are wrong. type@5 is the share of the five places whose product is
such a garment. Large are tops, outerwear, dresses, trousers, shorts and skirts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from recommender.answers import Answer, Garment
from recommender.network.garment_selection import Box, overlap
from recommender.product import Product
from recommender.recommender import Recommender
from recommender.taxonomy import GarmentType, garment_of
from recommender.training.data import PhonePhoto
from recommender.training.detector.tuning import LARGE
from recommender.training.synthetic.composites import CompositeMaterial, person_photo
from recommender.training.synthetic.material import gather
from scripts.lib.evaluate.asking import as_jpeg
from scripts.lib.evaluate.measures import Estimate, products_of, share_of_places

_IOU = 0.5
_EACH = 120  # held-out pieces of each type to dress people in


@dataclass(frozen=True, slots=True)
class Street:
    """A composite as a photo's bytes, and what is worn in it."""

    data: bytes
    worn: list[tuple[GarmentType, Box]]


def streets(material: CompositeMaterial, count: int, seed: int = 5) -> list[Street]:
    """`count` people; the same ones for the same material and seed."""
    rng = np.random.default_rng(seed)
    shots = (person_photo(material, rng) for _ in range(count))
    return [Street(as_jpeg(shot.photo, 90), shot.boxes()) for shot in shots]


def street_figures(
    recommender: Recommender,
    whole: Recommender,
    products: Sequence[Product],
    phones: Sequence[PhonePhoto],
    count: int,
    places: Sequence[np.ndarray] = (),
) -> dict[str, dict[str, Estimate]]:
    """{part: {measure: Estimate}}. `products`, `phones` and the photos of `places` are held out; `whole` answers
    the photo as one garment."""
    people = streets(gather(products, phones, _EACH, 200, seed=3, places=places), count)
    found = _Counts()
    for street in tqdm(people, desc="asking with people", mininterval=2):
        answer = recommender.recommend(street.data)
        found.add(street.worn, answer.garments)
        found.hits(recommender, whole, street, answer)
    return {"people": found.figures(), "by type": found.per_type(), "phone photos": _phones(recommender, whole, phones)}


class _Counts:
    """What was there and what was listed, photo by photo."""

    def __init__(self) -> None:
        self.there: list[tuple[GarmentType, bool, bool]] = []  # type, found, found but called something else
        self.listed: list[tuple[GarmentType, bool]] = []
        self.wrong: list[float] = []
        self.own: list[float] = []
        self.by_whole: list[float] = []
        self.first: list[float] = []

    def add(self, worn: Sequence[tuple[GarmentType, Box]], garments: Sequence[Garment]) -> None:
        right = set()
        for type, box in worn:
            match = [i for i, g in enumerate(garments) if g.type == type and overlap(g.box, box) >= _IOU]
            other = any(g.type != type and overlap(g.box, box) >= _IOU for g in garments)
            self.there.append((type, bool(match), other and not match))
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
        large = [one for one in self.there if one[0] in LARGE]
        return {
            "large garments found": Estimate.of([float(found) for _, found, _ in large]),
            "large, found as another type": Estimate.of([float(other) for _, _, other in large]),
            "all garments found": Estimate.of([float(found) for _, found, _ in self.there]),
            "wrong garments a photo": Estimate.of(self.wrong),
            "type@5, each listed garment": Estimate.of(self.own),
            "type@5, the same by whole photo": Estimate.of(self.by_whole),
            "type@5, first answer": Estimate.of(self.first),
        }

    def per_type(self) -> dict[str, Estimate]:
        """Recall and precision of each type."""
        found: defaultdict[str, list[float]] = defaultdict(list)
        for type, hit, _ in self.there:
            found[f"{type} found"].append(float(hit))
        for type, right in self.listed:
            found[f"{type} listed, right"].append(float(right))
        return {name: Estimate.of(found[name]) for name in sorted(found)}


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
