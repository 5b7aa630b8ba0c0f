"""The measures of an answer's quality, and how sure they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from recommender.answers import Answer
from recommender.looks import LOOKS, looks_named
from recommender.product import Product

PLACES = 5
_LEVELS = ("exact", "close", "loose", "none")
_POLO = "polo"


@dataclass(frozen=True, slots=True)
class EvaluatedQuery:
    """One query of the evaluation and what came back.

    `group`: what figures are broken down by, its type or label. `allowed`: the articleTypes that count as right.
    `truth`: the held-out product, None for a phone photo. `guessed_...` and the type's `probability`: what was
    recognised. `confidence`: the answer's.
    """

    name: str
    group: str
    allowed: frozenset[str]
    truth: Product | None
    hits: tuple[Product, ...]
    guessed_type: str = ""
    probability: float = 0.0
    confidence: str = ""
    guessed_gender: str = ""
    guessed_colour: str = ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over queries with its 95 % confidence interval (percentile bootstrap over queries, 1,000 draws)."""

    value: float
    low: float
    high: float
    queries: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Estimate:
        if not values:
            return cls(float("nan"), float("nan"), float("nan"), 0)
        array = np.asarray(values, dtype=np.float64)
        rng = np.random.default_rng(0)
        means = array[rng.integers(0, len(array), (1000, len(array)))].mean(axis=1)
        low, high = np.percentile(means, [2.5, 97.5])
        return cls(float(array.mean()), float(low), float(high), len(array))


def share_of_places(shown: Sequence[Product], is_right: Callable[[Product], bool]) -> float:
    """Share of five places; a place left empty counts as wrong."""
    return sum(map(is_right, shown)) / max(PLACES, len(shown))


def products_of(answer: Answer) -> list[Product]:
    """Those that are shown."""
    return [hit.product for hit in answer.hits]


def type_at_5(asked: EvaluatedQuery) -> float:
    return share_of_places(asked.hits, lambda hit: hit.type in asked.allowed)


def type_gender_at_5(asked: EvaluatedQuery) -> float:
    true = asked.truth and (asked.truth.type, asked.truth.gender)
    return share_of_places(asked.hits, lambda hit: (hit.type, hit.gender) == true)


def type_colour_at_5(asked: EvaluatedQuery) -> float:
    true = asked.truth and (asked.truth.type, asked.truth.colour)
    return share_of_places(asked.hits, lambda hit: (hit.type, hit.colour) == true)


def product_figures(answers: Sequence[EvaluatedQuery]) -> dict[str, Estimate]:
    """type@5, type+gender@5 and type+colour@5 over held-out products."""
    return {
        "type@5": Estimate.of([type_at_5(one) for one in answers]),
        "type+gender@5": Estimate.of([type_gender_at_5(one) for one in answers]),
        "type+colour@5": Estimate.of([type_colour_at_5(one) for one in answers]),
    }


def names(product: Product, look: str) -> bool:
    """Whether the product's title has words of that look."""
    return look in looks_named(product.title, product.garment)


def per_look(answers: Sequence[EvaluatedQuery], least: int = 50) -> dict[str, Estimate]:
    """By look: the share of the hits whose title names it, of the products whose title does; looks that fewer than
    `least` of the products name are left out."""
    asked = {look: [one for one in answers if one.truth is not None and names(one.truth, look)] for look in LOOKS}
    return {
        look: Estimate.of([share_of_places(one.hits, partial(names, look=look)) for one in those])
        for look, those in asked.items()
        if len(those) >= least
    }


def look_figures(answers: Sequence[EvaluatedQuery]) -> dict[str, Estimate]:
    """looks@5, the mean over the looks (its interval is over looks)."""
    found = per_look(answers)
    return {"looks@5": Estimate.of([figure.value for figure in found.values()])} if found else {}


def polo_figures(answers: Sequence[EvaluatedQuery]) -> dict[str, Estimate]:
    """Of phone photos of T-shirts the share of the places without a polo, of those of polos the share with one, and
    the mean of both (its interval is over the two)."""
    shares = {
        label: Estimate.of([share_of_places(one.hits, is_right) for one in answers if one.group == label])
        for label, is_right in (("T-Shirt", lambda hit: not names(hit, _POLO)), ("Polo", lambda hit: names(hit, _POLO)))
    }
    if not all(figure.queries for figure in shares.values()):
        return {}
    each = {f"polo@5, {label}": figure for label, figure in shares.items()}
    return {"polo@5": Estimate.of([figure.value for figure in shares.values()]), **each}


def phone_figures(answers: Sequence[EvaluatedQuery]) -> dict[str, Estimate]:
    """phone type@5 over photos, and the mean over labels of each label's mean (its interval is over labels)."""
    by_group = per_group(answers)
    return {
        "phone type@5": Estimate.of([type_at_5(one) for one in answers]),
        "phone type@5, mean of labels": Estimate.of([figure.value for figure in by_group.values()]),
    }


def per_group(answers: Sequence[EvaluatedQuery]) -> dict[str, Estimate]:
    """type@5 by type or label, most queries first."""
    groups: dict[str, list[float]] = defaultdict(list)
    for one in answers:
        groups[one.group].append(type_at_5(one))
    return {name: Estimate.of(values) for name, values in sorted(groups.items(), key=lambda item: -len(item[1]))}


def per_confidence(answers: Sequence[EvaluatedQuery]) -> dict[str, Estimate]:
    """type@5 by what the answer was called, the surest first."""
    groups = {level: [type_at_5(one) for one in answers if one.confidence == level] for level in _LEVELS}
    return {level: Estimate.of(values) for level, values in groups.items() if values}


def calibration_error(probabilities: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error: how far probability and share of right guesses are apart, over bins of equally many
    guesses (Naeini et al. 2015; equal-mass bins, Nguyen & O'Connor 2015)."""
    order = np.argsort(probabilities)
    parts = zip(
        np.array_split(np.asarray(probabilities)[order], bins),
        np.array_split(np.asarray(right)[order], bins),
        strict=True,
    )
    return float(sum(len(p) * abs(p.mean() - r.mean()) for p, r in parts if len(p)) / max(1, len(order)))


def classification(answers: Sequence[EvaluatedQuery], least: int = 20) -> dict[str, Estimate]:
    """Accuracy of the recognised articleType, how wrong its probability is, and the mean F1 over types with at least
    `least` queries; and accuracy of gender and baseColour, where the catalogue says them."""
    pairs = [(one.truth.type, one.guessed_type) for one in answers if one.truth is not None and one.guessed_type]
    if not pairs:
        return {}
    true, guessed = Counter(t for t, _ in pairs), Counter(g for _, g in pairs)
    right = Counter(t for t, g in pairs if t == g)
    scores = [2 * right[name] / (true[name] + guessed[name]) for name, count in true.items() if count >= least]
    sure = [one.probability for one in answers if one.truth is not None and one.guessed_type]
    error = calibration_error(sure, [t == g for t, g in pairs])
    return {
        "type accuracy": Estimate.of([float(t == g) for t, g in pairs]),
        "type calibration error": Estimate(error, error, error, len(pairs)),
        f"macro F1 (types with {least}+)": Estimate.of(scores),
        "gender accuracy": _accuracy(answers, lambda one: (one.truth.gender if one.truth else "", one.guessed_gender)),
        "colour accuracy": _accuracy(answers, lambda one: (one.truth.colour if one.truth else "", one.guessed_colour)),
    }


def _accuracy(answers: Sequence[EvaluatedQuery], words: Callable[[EvaluatedQuery], tuple[str, str]]) -> Estimate:
    """`words` are the right one and the guess."""
    return Estimate.of([float(true == guess) for true, guess in map(words, answers) if true and guess])
