"""From which agreement on an answer is called close: where a shopper would say so."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from recommender.colours import passes_for
from recommender.looks import looks_named
from recommender.product import Product
from recommender.training.phone_words.table import PATTERNS, PhoneWords

# Of what is called close: 85 % is wanted, on photos that nothing was tuned on.
RIGHT = 0.88
_OF_FIVE = 3


def is_right(hits: Sequence[Product], truth: Product) -> bool:
    """Whether a shopper who asks with `truth` would call most of the five close: of its kind, for whom it is for, and
    in what passes for its colour."""
    return sum(_agrees(hit, truth) for hit in hits) >= _OF_FIVE


def is_of_kind(hits: Sequence[Product], allowed: Collection[str]) -> bool:
    """The same for a photo of which only the types are known that it may show."""
    return sum(hit.type in allowed for hit in hits) >= _OF_FIVE


def is_as_described(hits: Sequence[Product], allowed: Collection[str], word: PhoneWords) -> bool:
    """The same for a photo that a person described: of a type that its label allows, and of the gender, the colour and
    the pattern."""
    return (
        sum(
            hit.type in allowed and is_for(hit, word) and is_coloured(hit, word) and is_patterned(hit, word)
            for hit in hits
        )
        >= _OF_FIVE
    )


def is_for(hit: Product, word: PhoneWords) -> bool:
    """Whether it is for whom the photo's garment is, as far as that can be told."""
    return not word.genders or hit.gender in (*word.genders, "Unisex")


def is_coloured(hit: Product, word: PhoneWords) -> bool:
    """Whether its colour passes for the photo's."""
    return not hit.colour or word.colour == "multi" or any(passes_for(hit.colour, colour) for colour in word.colours)


def is_patterned(hit: Product, word: PhoneWords) -> bool:
    """Whether its title names no other pattern: silent titles agree."""
    named = [pattern for pattern in PATTERNS if pattern in looks_named(hit.title, hit.garment)]
    return not named or word.pattern in named


def least_agreement(parts: Sequence[tuple[Sequence[float], Sequence[bool]]]) -> float:
    """The least agreement from which on answers are right often enough; 1 where there is none. The parts, which count
    alike, are agreements of answers and whether these are right."""
    agreements, right, weights = (
        np.concatenate([np.zeros(0), *column])
        for column in zip(*((a, r, np.full(len(a), 1 / max(1, len(a)))) for a, r in parts), strict=True)
    )
    order = np.argsort(-agreements, kind="stable")
    enough = (weights * right)[order].cumsum() >= RIGHT * weights[order].cumsum()
    return round(float(agreements[order][enough].min()), 4) if enough.any() else 1.0


def _agrees(hit: Product, truth: Product) -> bool:
    gender = hit.gender == truth.gender or "Unisex" in (hit.gender, truth.gender)
    return hit.type == truth.type and gender and passes_for(hit.colour, truth.colour)
