"""Filters as the shopper sets them: merged with those set before, relaxed step by step, and said in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from bot.ports import CatalogueWords, Chip, Filters, Hit
from bot.texts import Texts
from bot.texts.lexicon import folded

_LOOSER = 0.25  # by how much a price gives way before it is left out
_MANY = 5
_LEAST_STEP = 0.01
_CHEAPER, _DEARER = 0.8, 1.25  # of the median price shown


def merged(old: Sequence[Chip], new: Iterable[Chip]) -> tuple[Chip, ...]:
    """What was set before, with what is set now. A new gender, colour, type or price takes the place of the old one;
    what is excluded adds up; of two that contradict each other the new one stands. The newest comes last."""
    chips = list(old)
    for chip in new:
        if chip.kind == "price":
            before = next((each for each in chips if each.kind == "price"), Chip("price"))
            low = before.low if chip.low is None else chip.low
            high = before.high if chip.high is None else chip.high
            if low is not None and high is not None and low > high:
                low, high = chip.low, chip.high
            chips = [*(each for each in chips if each.kind != "price"), Chip("price", low=low, high=high)]
            continue
        kept = []
        for each in chips:
            is_same = each.kind == chip.kind and each.negated == chip.negated
            if is_same and (each.words == chip.words or (not chip.negated and chip.kind != "word")):
                continue
            if each.kind == chip.kind and each.negated != chip.negated and set(each.words) & set(chip.words):
                continue
            kept.append(each)
        chips = [*kept, chip]
    return tuple(chips)


def within(chips: Sequence[Chip], most: int, *, newest: bool = False) -> tuple[list[Chip], list[Chip]]:
    """At most so many of the chips, in their order, and the others. Words of titles go before what a shopper states; of
    several, the last ones, or those that are not the `newest`."""
    order = sorted(range(len(chips)), key=lambda place: (chips[place].kind == "word", -place if newest else place))
    kept = set(order[:most])
    return [chips[place] for place in sorted(kept)], [chips[place] for place in sorted(order[most:])]


def filters_of(chips: Iterable[Chip]) -> Filters:
    """The chips as the recommender's filters."""
    lists: dict[str, tuple[str, ...]] = {}
    low = high = in_stock = None
    for chip in chips:
        if chip.kind == "price":
            low, high = chip.low, chip.high
        elif chip.kind == "stock":
            in_stock = True
        else:
            name = f"{'not_' if chip.negated else ''}{'words' if chip.kind == 'word' else chip.kind}"
            # Any of several colours, but each of several words of the title.
            words = ("|".join(chip.words),) if chip.kind == "word" and not chip.negated else chip.words
            lists[name] = (*lists.get(name, ()), *words)
    return Filters(min_price=low, max_price=high, in_stock=in_stock, **lists)


@dataclass(frozen=True, slots=True)
class RelaxationStep:
    """One step of giving way: the chips that still hold, those that were stretched for it, and those left out."""

    chips: tuple[Chip, ...]
    stretched: tuple[Chip, ...]
    left_out: tuple[Chip, ...]


def relaxation_steps(chips: Sequence[Chip], words: CatalogueWords) -> tuple[RelaxationStep, ...]:
    """How the filters give way where too little fits, one step after the other; the last filter first.

    A colour is stretched to its neighbours, a type to its kin, a price by a quarter; then the filter is left out; then
    it is the turn of the one before it. The kind of thing that was asked for goes last: who says "a coat" wants coats.
    Where no single one is to blame, two are left out, the later ones first; at last the last three, four and so on.
    Which step is which depends on the chips alone, so that it can be said later.
    """
    chips = tuple(sorted(chips, key=lambda chip: not _names_kind(chip)))
    steps: list[RelaxationStep] = []
    for place in range(len(chips) - 1, -1, -1):
        chip, before, after = chips[place], chips[:place], chips[place + 1 :]
        if not chip.negated and chip.kind in ("colour", "type", "price"):
            steps.append(RelaxationStep((*before, _stretched(chip, words), *after), (chip,), ()))
        steps.append(RelaxationStep((*before, *after), (), (chip,)))
    for later, earlier in _pairs(len(chips)):
        left = tuple(chip for place, chip in enumerate(chips) if place not in (later, earlier))
        steps.append(RelaxationStep(left, (), (chips[earlier], chips[later])))
    steps += [RelaxationStep(chips[:place], (), chips[place:]) for place in range(len(chips) - 3, -1, -1)]
    return tuple(sorted(steps, key=lambda step: any(map(_names_kind, step.left_out))))


def _names_kind(chip: Chip) -> bool:
    return chip.kind == "type" and not chip.negated


def _pairs(count: int) -> list[tuple[int, int]]:
    """Of several filters; of many only the last two, each further step being another search."""
    pairs = [(later, earlier) for later in range(count - 1, 0, -1) for earlier in range(later - 1, -1, -1)]
    return pairs if count <= _MANY else pairs[:1]


def cheaper(hits: Iterable[Hit], than_each: bool = False) -> Chip | None:
    """A price clearly below what was shown, or just below the lowest of it; None if no prices were."""
    prices = [hit.product.price for hit in hits if hit.product.price]
    if not prices:
        return None
    return Chip("price", high=round(min(prices) - _LEAST_STEP, 2) if than_each else _round(_CHEAPER * median(prices)))


def dearer(hits: Iterable[Hit], than_each: bool = False) -> Chip | None:
    """A price clearly above what was shown, or just above the highest of it; None if no prices were."""
    prices = [hit.product.price for hit in hits if hit.product.price]
    if not prices:
        return None
    return Chip("price", low=round(max(prices) + _LEAST_STEP, 2) if than_each else _round(_DEARER * median(prices)))


def chip_label(chip: Chip, texts: Texts, currency: str) -> str:
    """ "red", "not black", "under €40", "“strip”": as the shopper reads it on a button."""
    if chip.kind == "price":
        low, high = texts.amount(chip.low, currency), texts.amount(chip.high, currency)
        if low and high:
            return texts("chip-between", low=low, high=high)
        return texts("chip-under", price=high) if high else texts("chip-over", price=low)
    if chip.kind == "stock":
        return texts("chip-stock")
    if chip.kind == "word" or (len(chip.words) > 1 and chip.said):
        said = chip.said
    else:
        said = ", ".join(texts.name(chip.kind, word) for word in chip.words)
    if not chip.negated:
        return said
    return texts("chip-without" if chip.kind == "word" else "chip-not", what=said)


def chips_line(chips: Iterable[Chip], texts: Texts, currency: str) -> str:
    """Several in one line."""
    return " · ".join(chip_label(chip, texts, currency) for chip in chips)


def _stretched(chip: Chip, words: CatalogueWords) -> Chip:
    if chip.kind == "price":
        low = None if chip.low is None else chip.low * (1 - _LOOSER)
        high = None if chip.high is None else chip.high * (1 + _LOOSER)
        return replace(chip, low=low, high=high)
    near = words.near_colours if chip.kind == "colour" else words.near_types
    more = (each for word in chip.words for each in near.get(folded(word), ()))
    return replace(chip, words=tuple(dict.fromkeys((*chip.words, *more))))


def _round(price: float) -> float:
    """Two figures, as people name prices: 31.6 -> 31, 1278 -> 1200."""
    if price < 10:
        return round(price, 1)
    size = 10 ** max(0, len(str(int(price))) - 2)
    return float(int(price / size) * size)
