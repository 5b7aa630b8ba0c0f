"""From which confidence a garment is listed, and when two are in one place: chosen on composites of held-out
products."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from recommender.answers import Garment
from recommender.network.garment_finder import GarmentFinder
from recommender.network.garment_selection import Box, FindingRules, overlap, select_garments
from recommender.taxonomy import GARMENT_TYPES, GarmentType
from recommender.training.synthetic.composites import CompositeMaterial, person_photo
from recommender.training.synthetic.voids import synthetic_void

LARGE = ("top", "outerwear", "dress", "trousers", "shorts", "skirt")
_LOWEST, _HIGHEST = 0.08, 0.8
_GLIMPSE, _MOST = 0.15, 7
_LAYERS = (1.0, 0.4, 0.25)
_EITHER = (1.0, 0.9)
# How much worse a wrong garment is than a missing one: as much as keeps wrong ones at no more than _WRONG a photo.
_PRICES = (0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.25)
_WRONG = 0.75
_STEPS = np.linspace(_LOWEST, _HIGHEST, 25)


@dataclass(frozen=True, slots=True)
class TuningPhoto:
    """One photo: what is worn in it, and what may be garments."""

    worn: Sequence[tuple[GarmentType, Box]]
    found: Sequence[Garment]


def tune(finder: GarmentFinder, material: CompositeMaterial, count: int, seed: int = 9) -> FindingRules:
    """Rules by which most large garments are listed with no more than _WRONG wrong ones a photo: in `count` people and
    a fifth as many photos of nothing."""
    rng = np.random.default_rng(seed)
    shots = [person_photo(material, rng) for _ in range(count)]
    people = [(shot.photo, shot.boxes()) for shot in shots]
    empty: list[tuple[np.ndarray, list[tuple[GarmentType, Box]]]] = [
        (synthetic_void(material.grounds, 224, rng), []) for _ in range(count // 5)
    ]
    finder = replace(finder, rules=replace(finder.rules, glimpse=_GLIMPSE, most=_MOST))
    return best_rules(tuning_photos(finder, [*people, *empty]), finder.rules)


def tuning_photos(
    finder: GarmentFinder, photos: Iterable[tuple[np.ndarray, Sequence[tuple[GarmentType, Box]]]]
) -> list[TuningPhoto]:
    """What the finder sees in photos of which is known what is worn in them."""
    return [TuningPhoto(worn, found) for photo, worn in photos for found in finder.candidates([photo])]


def best_rules(seen: Sequence[TuningPhoto], rules: FindingRules) -> FindingRules:
    """The rules with the confidence of each type, and the doubt in which two are listed, that list most large garments
    for their price."""
    best, most = rules, -1.0
    for layer, either, price in product(_LAYERS, _EITHER, _PRICES):
        open_rules = replace(rules, layer=layer, either=either, least={}, otherwise=_LOWEST)
        tried = _with_thresholds(seen, open_rules, price)
        recall, wrong = score(seen, tried)
        worth = recall - max(0.0, wrong - _WRONG)
        if worth > most:
            best, most = tried, worth
    return best


def score(seen: Sequence[TuningPhoto], rules: FindingRules) -> tuple[float, float]:
    """Share of the large garments that are listed with type and box right, and wrong ones a photo with people."""
    large = right = wrong = 0
    for one in seen:
        garments = select_garments(one.found, rules)
        for type, box in one.worn:
            if type in LARGE:
                large += 1
                right += any(is_right(garment, [(type, box)]) for garment in garments)
        wrong += sum(not is_right(garment, one.worn) for garment in garments)
    return right / max(1, large), wrong / max(1, sum(bool(one.worn) for one in seen))


def is_right(garment: Garment, worn: Sequence[tuple[GarmentType, Box]]) -> bool:
    """Whether something of its type is worn there, with an overlap (IoU) of at least 0.5."""
    return any(type == garment.type and overlap(box, garment.box) >= 0.5 for type, box in worn)


def _with_thresholds(seen: Sequence[TuningPhoto], rules: FindingRules, price: float) -> FindingRules:
    """Each type's own threshold, once with all listed and once more with the others as they then are."""
    for _ in range(2):
        least: dict[str, float] = {}
        for type in GARMENT_TYPES:
            opened = replace(rules, least={**rules.least, type: _LOWEST})
            scores = [
                (garment.confidence, is_right(garment, one.worn))
                for one in seen
                for garment in select_garments(one.found, opened)
                if garment.type == type
            ]
            least[type] = _best(scores, price)
        rules = replace(rules, least=least)
    return replace(rules, otherwise=0.5)


def _best(scores: Sequence[tuple[float, bool]], price: float) -> float:
    """0.5 where there is nothing to choose by: what is seldom worn is seldom to be listed."""
    if len(scores) < 10:
        return 0.5
    worth = [sum((1.0 if right else -price) for confidence, right in scores if confidence >= step) for step in _STEPS]
    return round(float(_STEPS[int(np.argmax(worth))]), 3)


def write_rules(rules: FindingRules, manifest: Path) -> None:
    """Into the manifest beside the detector."""
    whole = json.loads(manifest.read_text(encoding="utf-8"))
    whole["rules"] = asdict(rules)
    aside = manifest.with_name(manifest.name + ".new")
    aside.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    aside.replace(manifest)
