"""From which confidence a garment is listed: chosen per type on composites of held-out products."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from recommender.garments import Box, FindingRules, GarmentFinder, candidates, listed, overlap
from recommender.taxonomy import GARMENT_TYPES, GarmentType
from recommender.training.composites import Material, person
from recommender.training.nothings import nothing

_LOWEST = 0.1
_HIGHEST = 0.7
# A wrong garment is a button that leads nowhere, a missing one a button that is not there: the first is worse.
_WRONG = 1.25


def tune(finder: GarmentFinder, material: Material, count: int, seed: int = 9) -> FindingRules:
    """Rules with the confidence of each type at which right ones found, less _WRONG times the wrong ones, are most:
    in `count` people and a fifth as many photos of nothing."""
    rng = np.random.default_rng(seed)
    shots = [person(material, rng) for _ in range(count)]
    people = [(shot.photo, shot.boxes()) for shot in shots]
    empty: list[tuple[np.ndarray, list[tuple[GarmentType, Box]]]] = [
        (nothing(material.grounds, 224, rng), []) for _ in range(count // 5)
    ]
    loose = replace(finder.rules, least={}, otherwise=_LOWEST)
    scores: dict[GarmentType, list[tuple[float, bool]]] = {type: [] for type in GARMENT_TYPES}
    for photo, worn in [*people, *empty]:
        for heat, sides, frame in finder.look([photo]):
            for garment in listed(candidates(heat, sides, frame, loose), loose):
                right = any(kind == garment.type and overlap(box, garment.box) >= 0.5 for kind, box in worn)
                scores[garment.type].append((garment.confidence, right))
    return replace(finder.rules, least={type: _best(found) for type, found in scores.items()})


def _best(found: Sequence[tuple[float, bool]]) -> float:
    """0.5 where there is nothing to choose by: what is seldom worn is seldom to be listed."""
    ordered = sorted(found, reverse=True)
    if len(ordered) < 10:
        return 0.5
    gains = np.cumsum([1.0 if right else -_WRONG for _, right in ordered])
    least = ordered[int(np.argmax(gains))][0]
    return round(float(np.clip(least, _LOWEST * 1.5, _HIGHEST)), 3)


def write_rules(rules: FindingRules, manifest: Path) -> None:
    """Into the manifest beside the detector."""
    whole = json.loads(manifest.read_text(encoding="utf-8"))
    whole["rules"] = asdict(rules)
    aside = manifest.with_name(manifest.name + ".new")
    aside.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    aside.replace(manifest)
