"""Measures on the phone photos whose words a person gave (training.phone_words): gender, colour, pattern, closeness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from recommender.product import Product
from recommender.ranking.agreement import passes_for
from recommender.training.phone_words.table import PATTERNS, PhoneWords
from scripts.lib.evaluate.measures import Estimate, EvaluatedQuery, names, share_of_places

_MOST_OF_FIVE = 3


def by_eye_figures(answers: Sequence[EvaluatedQuery], words: Mapping[str, PhoneWords]) -> dict[str, Estimate]:
    """Of answers to phone photos: the share of the hits that agree with each word that is known of the photo; how many
    of all photos are called close; and how many of those a shopper would call so. Those are the ones of which three
    hits agree in all that is known: a type that the label allows, the gender, the colour, no other pattern."""
    told = [(one, words[name]) for one in answers if (name := one.name.rpartition(" ")[2]) in words]
    if not told:
        return {}

    def share(agrees: Callable[..., bool], known: Callable[[PhoneWords], bool]) -> Estimate:
        return Estimate.of([share_of_places(one.hits, partial(agrees, word=w)) for one, w in told if known(w)])

    close = [one.confidence in ("exact", "close") for one in answers]
    return {
        "phone kind@5, by eye": share(_kind, lambda word: True),
        "phone gender@5, by eye": share(_gender, lambda word: bool(word.genders)),
        "phone colour@5, by eye": share(_colour, lambda word: True),
        "phone pattern@5, by eye": share(_pattern, lambda word: True),
        "phone photos called close": Estimate.of([float(one) for one in close]),
        "right, of those close": Estimate.of(
            [float(_is_right(one, word)) for one, word in told if one.confidence in ("exact", "close")]
        ),
    }


def _is_right(one: EvaluatedQuery, word: PhoneWords) -> bool:
    return (
        sum(
            hit.type in one.allowed and _gender(hit, word) and _colour(hit, word) and _pattern(hit, word)
            for hit in one.hits
        )
        >= _MOST_OF_FIVE
    )


def _kind(hit: Product, word: PhoneWords) -> bool:
    return hit.type in word.types


def _gender(hit: Product, word: PhoneWords) -> bool:
    return not word.genders or hit.gender in (*word.genders, "Unisex")


def _colour(hit: Product, word: PhoneWords) -> bool:
    return not hit.colour or word.colour == "multi" or any(passes_for(hit.colour, colour) for colour in word.colours)


def _pattern(hit: Product, word: PhoneWords) -> bool:
    """Silent titles agree."""
    named = [pattern for pattern in PATTERNS if names(hit, pattern)]
    return not named or word.pattern in named
