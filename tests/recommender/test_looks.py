"""Looks: what titles say besides type, gender and colour."""

from __future__ import annotations

import pytest

from recommender.looks import LOOKS, can_have, looks_named
from recommender.taxonomy import GARMENT_TYPES, GarmentType


@pytest.mark.parametrize(
    ("title", "garment", "looks"),
    [
        ("Mark Taylor Men Striped Blue Shirt", "top", {"striped"}),
        ("Arrow Men CHECK & Stripes Shirt", "top", {"checked", "striped"}),
        ("Nike Women's V-Neck Printed Tee", "top", {"v neck", "printed"}),
        ("Camisa à pois: Polka-dot", "top", {"dotted"}),
        ("Puma Men Polo T-shirt", "top", {"polo"}),
        ("U.S. Polo Assn. Men Solid T-shirt", "top", {"plain"}),
        ("Full sleeved turtleneck jumper", "top", {"long sleeve", "high neck", "knitted"}),
        ("Denim Jacket with hood", "outerwear", {"denim", "hooded"}),
        ("Clarks Women Leather Slip-ons", "footwear", {"leather", "slip on"}),
        ("Carlton London Women Wedges", "footwear", {"wedge"}),
        ("Checkout bag", "bag", set()),
        ("Plaintive shirt", "top", set()),
        ("", "top", set()),
    ],
)
def test_a_title_names_looks(title: str, garment: GarmentType, looks: set[str]) -> None:
    """Words and phrases are found whole, in whatever case and spelling; a maker's name is none."""
    assert looks_named(title, garment) == looks


def test_a_look_is_of_a_garment() -> None:
    """What a word says depends on what it is said of: a crew of socks has no neck, polo shoes no collar."""
    assert looks_named("Nike Crew socks", "accessory") == frozenset()
    assert looks_named("Polo shoes with high heel", "footwear") == {"heeled", "high top"}
    assert can_have("striped", "bag")
    assert not can_have("v neck", "footwear")


def test_every_look_can_be_had() -> None:
    """Each look is some garment's, and its own name says it."""
    for look in LOOKS:
        garments = [garment for garment in GARMENT_TYPES if can_have(look, garment)]
        assert garments
        if look not in ("cropped", "open"):
            assert look in looks_named(look, garments[0])
