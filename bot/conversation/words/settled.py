"""What the filters of one text make of each other: a child's age and its gender, sleeves and their length, what is not
wanted and what is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.conversation.words.shop_lexicon import ShopLexicon
from bot.ports import Chip

_SLEEVES = ("full sleeve|half sleeve|long sleeve|short sleeve",)
_LONG = ("full sleeve|long sleeve|long-sleeve",)
_PATTERN = ("print|graphic",)
_PATTERNS = (("strip",), ("check",), ("floral|flower",), ("polka|dotted|dot",), ("animal",))
_SHORT = ("half sleeve|short sleeve|short-sleeve",)
_LENGTHS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("long$|maxi$|full length",): _LONG,
    ("short$|mini$",): _SHORT,
}  # of garments, and of their sleeves


def settled(chips: Sequence[Chip], lexicon: ShopLexicon, *, is_child: bool) -> list[Chip]:
    """`is_child`: for whom it is has a child's age."""
    found = [_as_seen(each, lexicon) for each in _with_sleeves(chips) if not _is_said_closer(each, chips)]
    found = _for_child(found, lexicon) if is_child else found
    return [_without_wanted(each, found) for each in found]


def _with_sleeves(chips: Sequence[Chip]) -> list[Chip]:
    """Sleeves that are said to be long or short somewhere else in the text ("the sleeves should be short")."""
    sleeves = next((each for each in chips if each.words == _SLEEVES), None)
    length = next((each for each in chips if each.words in _LENGTHS), None)
    if sleeves is None or length is None or sleeves.negated is not length.negated:
        return list(chips)
    joined = replace(length, words=_LENGTHS[length.words], said=f"{length.said} {sleeves.said}")
    return [joined if each is length else each for each in chips if each is not sleeves]


def _is_said_closer(chip: Chip, chips: Sequence[Chip]) -> bool:
    """A pattern of which it is said what it shows ("a floral pattern")."""
    return chip.words == _PATTERN and any(each.words in _PATTERNS and each.negated is chip.negated for each in chips)


def _as_seen(chip: Chip, lexicon: ShopLexicon) -> Chip:
    """Short sleeves, where pictures tell of long ones and of none alone: those that are neither."""
    looks = lexicon.words.looks
    if chip.words != _SHORT or chip.negated or "short sleeve" in looks or not {"long sleeve", "sleeveless"} <= looks:
        return chip
    return Chip("word", (f"{_LONG[0]}|sleeveless",), negated=True, said=lexicon.texts("sleeves-not-short"))


def _for_child(chips: Sequence[Chip], lexicon: ShopLexicon) -> list[Chip]:
    """A sister of twelve wears what girls wear."""
    as_child = {lexicon.words_for("gender", said): child for said, child in (("woman", "girl"), ("man", "boy"))}
    found = [
        replace(each, words=lexicon.words_for("gender", as_child[each.words]) or each.words)
        if each.kind == "gender" and each.words in as_child
        else each
        for each in chips
    ]
    if any(each.kind == "gender" for each in found) or not (kids := lexicon.words_for("gender", "kids")):
        return found
    return [*found, Chip("gender", kids, said=", ".join(lexicon.texts.name("gender", each) for each in kids))]


def _without_wanted(chip: Chip, chips: Sequence[Chip]) -> Chip:
    """Of what is not wanted what is wanted, if it is some of it: "no shoes, sandals"."""
    wanted = {word for each in chips if each.kind == chip.kind and not each.negated for word in each.words}
    left = tuple(word for word in chip.words if word not in wanted)
    return replace(chip, words=left) if chip.negated and left else chip
