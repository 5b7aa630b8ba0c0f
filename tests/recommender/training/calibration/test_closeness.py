"""From when on an answer is close: where a shopper would say so often enough, of every kind of photo."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.product import Product
from recommender.training.calibration.closeness import RIGHT, is_as_described, is_of_kind, is_right, least_agreement
from recommender.training.phone_words.table import PhoneWords

TRUTH = Product("q", "q", type="Shirts", gender="Men", colour="Blue")


def _hit(type: str = "Shirts", gender: str = "Men", colour: str = "Blue") -> Product:
    return Product("h", "h", type=type, gender=gender, colour=colour)


def test_what_a_shopper_calls_close() -> None:
    """Three of five of the kind, for whom it is, in what passes for the colour."""
    good = [_hit(), _hit(gender="Unisex"), _hit(colour="Navy Blue")]
    bad = [_hit("Tshirts"), _hit(gender="Women"), _hit(colour="Red")]
    assert is_right([*good, *bad[:2]], TRUTH)
    assert not is_right([*good[:2], *bad], TRUTH)
    assert not is_right([], TRUTH)
    assert is_of_kind([*good, *bad[:2]], ("Shirts",))
    assert not is_of_kind([*good[:2], bad[0]], ("Shirts", "Tops"))


def test_what_a_person_described_counts() -> None:
    """Three of five of a type that the label allows, of the gender, the colour and no other pattern; a gender that
    cannot be told suits all, and titles may be silent."""
    word, allowed = PhoneWords("shirt", "checked", "men", "blue"), ("Shirts", "Tops")
    striped = Product("s", "Striped Shirt", type="Shirts", gender="Men", colour="Blue")
    checked = Product("c", "Checked Shirt", type="Tops", gender="Unisex", colour="Navy Blue")
    assert is_as_described([_hit(), _hit(), checked, striped, striped], allowed, word)
    assert not is_as_described([_hit(), checked, striped, _hit(gender="Women"), _hit(colour="Red")], allowed, word)
    assert not is_as_described([_hit(), checked, _hit("Jackets")], allowed, word)
    unsaid = PhoneWords("shirt", "checked", "", "blue")
    assert is_as_described([_hit(), checked, _hit(gender="Women")], allowed, unsaid)


def test_the_least_agreement_keeps_its_word() -> None:
    """From it on so many are right as is wanted, each part counting alike; where none is right, none is close."""
    agreements = np.linspace(0, 1, 10_001)
    honest = np.random.default_rng(0).random(10_001) < agreements
    everything = np.ones(10_001, dtype=bool)
    found = least_agreement([(agreements, honest)])
    assert honest[agreements >= found].mean() == pytest.approx(RIGHT, abs=0.01)
    assert found == pytest.approx(2 * RIGHT - 1, abs=0.05)
    both = least_agreement([(agreements, honest), (agreements[::100], everything[::100])])
    assert honest[agreements >= both].mean() / 2 + 0.5 == pytest.approx(RIGHT, abs=0.01)
    assert least_agreement([(agreements, everything)]) == 0
    assert least_agreement([(agreements, ~everything)]) == 1
    assert least_agreement([((), ())]) == 1
