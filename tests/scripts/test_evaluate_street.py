"""What scripts/evaluate --street counts, by hand."""

from __future__ import annotations

import pytest

from recommender.answers import Garment
from scripts.lib.evaluate.street import GarmentCounts


def test_what_becomes_of_each_garment() -> None:
    """A top that is found, a skirt that is called a dress, trousers whose box is off, a missed coat and shoes: each has
    its share, and what is listed beside them is wrong."""
    counts = GarmentCounts()
    top, skirt, trousers = (0.2, 0.1, 0.6, 0.4), (0.2, 0.4, 0.6, 0.7), (0.7, 0.4, 0.9, 0.9)
    worn = [("top", top), ("skirt", skirt), ("trousers", trousers), ("outerwear", (0.0, 0.0, 0.1, 0.3))]
    listed = [
        Garment(top, "top", 0.9),
        Garment(skirt, "dress", 0.8),
        Garment((0.7, 0.4, 0.9, 0.6), "trousers", 0.7),
        Garment((0.0, 0.9, 0.1, 1.0), "bag", 0.5),
    ]
    counts.add([*worn, ("footwear", (0.4, 0.9, 0.6, 1.0))], listed)  # type: ignore[list-item]
    figures, by_type = counts.figures(), counts.per_type()
    assert figures["large garments found"].value == pytest.approx(0.25)
    assert figures["large, found as another type"].value == pytest.approx(0.25)
    assert figures["large, box off"].value == pytest.approx(0.25)
    assert figures["all garments found"].value == pytest.approx(0.2)
    assert figures["wrong garments a photo"].value == 3
    assert by_type["skirt called dress"].value == by_type["trousers box off"].value == 1
    assert by_type["outerwear missed"].value == by_type["top found"].value == 1
    assert by_type["footwear found"].value == 0
    assert by_type["top listed, right"].value == 1
    assert by_type["dress listed, right"].value == by_type["bag listed, right"].value == 0
