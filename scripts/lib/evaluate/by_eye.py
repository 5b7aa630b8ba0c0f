"""Measures on the phone photos whose words a person gave (training.phone_words): gender, colour, pattern, closeness."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from recommender.product import Product
from recommender.training.calibration.closeness import is_as_described, is_coloured, is_for, is_patterned
from recommender.training.phone_words.table import PhoneWords
from scripts.lib.evaluate.measures import Estimate, EvaluatedQuery, share_of_places


def by_eye_figures(answers: Sequence[EvaluatedQuery], words: Mapping[str, PhoneWords]) -> dict[str, Estimate]:
    """Of answers to phone photos: the share of the hits that agree with each word that is known of the photo; how many
    of all photos are called close; and how many of those a shopper would call so. Those are the ones of which three
    hits agree in all that is known: a type that the label allows, the gender, the colour, no other pattern."""
    told = [(one, words[name]) for one in answers if (name := one.name.rpartition(" ")[2]) in words]
    if not told:
        return {}

    def share(agrees: Callable[..., bool], known: Callable[[PhoneWords], bool]) -> Estimate:
        return Estimate.of([share_of_places(one.hits, partial(agrees, word=w)) for one, w in told if known(w)])

    return {
        "phone kind@5, by eye": share(_kind, lambda word: True),
        "phone gender@5, by eye": share(is_for, lambda word: bool(word.genders)),
        "phone colour@5, by eye": share(is_coloured, lambda word: True),
        "phone pattern@5, by eye": share(is_patterned, lambda word: True),
        "phone photos called close": Estimate.of([float(_is_close(one)) for one in answers]),
        "right, of those close": Estimate.of(
            [float(is_as_described(one.hits, one.allowed, word)) for one, word in told if _is_close(one)]
        ),
    }


def _is_close(answer: EvaluatedQuery) -> bool:
    return answer.confidence in ("exact", "close")


def _kind(hit: Product, word: PhoneWords) -> bool:
    return hit.type in word.types
