"""From which probability a garment is listed, and what is worn together: fitted on composites of held-out products."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from recommender.answers import Garment
from recommender.boxes import Box, overlap
from recommender.network.garment_finder import GarmentFinder
from recommender.network.garment_selection import FindingRules, select_garments
from recommender.network.weight_files import write_manifest
from recommender.network.worn_together import log_odds, related, weighed
from recommender.taxonomy import GARMENT_TYPES, GarmentType
from recommender.training.synthetic.composites import CompositeMaterial, person_photo, street_photo
from recommender.training.synthetic.voids import synthetic_void

LARGE = ("top", "outerwear", "dress", "trousers", "shorts", "skirt")
# What a wrong garment costs, as a share of what a right one is worth: a missing one cannot be pressed. A bag or a shoe
# that is none costs as much as a right one is worth: half of those that are doubtful are specks of the street.
PRICE, SMALL_PRICE = 0.39, 1.0
_FEW = 30  # pairs that a rule has to be seen in
_HELD = 2.0  # by how much the rules are held to none at all (ridge), in log-odds ** -2


@dataclass(frozen=True, slots=True)
class TuningPhoto:
    """One photo: what is worn in it, and what may be garments."""

    worn: Sequence[tuple[GarmentType, Box]]
    found: Sequence[Garment]


def tune(finder: GarmentFinder, material: CompositeMaterial, count: int, seed: int = 9) -> FindingRules:
    """Rules by which what is listed is worth most, a wrong garment costing its price. Of `count` people half
    are in the street; a fifth as many photos are of nothing."""
    rng = np.random.default_rng(seed)
    shots = [(street_photo if place % 2 else person_photo)(material, rng) for place in range(count)]
    people = [(shot.photo, shot.boxes()) for shot in shots]
    empty: list[tuple[np.ndarray, list[tuple[GarmentType, Box]]]] = [
        (synthetic_void(material.grounds, 224, rng), []) for _ in range(count // 5)
    ]
    return best_rules(tuning_photos(finder, [*people, *empty]), finder.rules)


def tuning_photos(
    finder: GarmentFinder, photos: Iterable[tuple[np.ndarray, Sequence[tuple[GarmentType, Box]]]]
) -> list[TuningPhoto]:
    """What the finder sees in photos of which is known what is worn in them."""
    return [TuningPhoto(worn, found) for photo, worn in photos for found in finder.candidates([photo])]


def best_rules(seen: Sequence[TuningPhoto], rules: FindingRules) -> FindingRules:
    """The rules with `belief` and `together` of the greatest likelihood, and with what is listed at these prices: what
    is right more often than it costs."""
    photos = [photo for photo in seen if photo.found]
    pairs = [related(photo.found) for photo in photos]
    counts = Counter(named for each in pairs for _, _, named in each)
    names = sorted(named for named, seen_in in counts.items() if seen_in >= _FEW)
    places = {named: place for place, named in enumerate(names)}
    right = [np.array([is_right(one, photo.worn) for one in photo.found], np.float64) for photo in photos]
    kinds = [np.array([GARMENT_TYPES.index(one.type) for one in photo.found]) for photo in photos]
    sure = [np.array([log_odds(one.confidence) for one in photo.found]) for photo in photos]
    count = len(GARMENT_TYPES)
    begin = np.concatenate([np.zeros(count), np.ones(count), np.zeros(len(names))])

    def loss(numbers: np.ndarray) -> tuple[float, np.ndarray]:
        """What is worn, by the rules: its negative log-likelihood and the gradient, with a ridge."""
        total, gradient = 0.0, np.zeros_like(numbers)
        for kind, odds, there, each in zip(kinds, sure, right, pairs, strict=True):
            rules_of = [(i, j, 2 * count + places[named]) for i, j, named in each if named in places]
            both = np.zeros((len(kind), len(kind)))
            for i, j, place in rules_of:
                both[i, j] = numbers[place]
            alone = numbers[kind] + numbers[count + kind] * odds
            subsets, probable, normal = weighed(alone, both)
            total += normal - float(there @ alone + there @ both @ there)
            off = probable @ subsets - there
            np.add.at(gradient, kind, off)
            np.add.at(gradient, count + kind, off * odds)
            for i, j, place in rules_of:
                gradient[place] += float(probable @ (subsets[:, i] * subsets[:, j])) - there[i] * there[j]
        away = numbers - begin
        return total + _HELD / 2 * float(away @ away), gradient + _HELD * away

    fitted = minimize(loss, begin, jac=True, method="L-BFGS-B").x.round(2).tolist()
    belief: dict[str, Sequence[float]] = {
        type: [fitted[place], fitted[count + place]] for place, type in enumerate(GARMENT_TYPES)
    }
    together = dict(zip(names, fitted[2 * count :], strict=True))
    listed, small = (round(price / (1 + price), 3) for price in (PRICE, SMALL_PRICE))
    return replace(rules, belief=belief, together=together, listed=listed, small=small)


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


def write_rules(rules: FindingRules, manifest: Path) -> None:
    """Into the manifest beside the detector."""
    whole = json.loads(manifest.read_text(encoding="utf-8"))
    whole["rules"] = asdict(rules)
    write_manifest(manifest, whole)
