"""What an answer is not sure of, as choices to be corrected with one tap: the kind of garment, and for whom it is."""

from __future__ import annotations

from typing import Literal

from bot.conversation.actions import Action
from bot.messages import Menu, Option
from bot.ports import CatalogueWords, StoredQuery, garment_of
from bot.texts import Texts, capitalized
from bot.texts.lexicon import folded

# The places in an action; old buttons have to go on meaning the same.
DOUBTED: dict[int, Literal["type", "gender"]] = {1: "type", 2: "gender"}
NAMED_TYPE = 0.5  # from which on a kind is named over an answer
_MOST_KINDS = 3
_FOR = ("Men", "Women", "Kids")
_KIDS = frozenset(("boys", "girls", "kids"))


def doubts(query: StoredQuery, texts: Texts, words: CatalogueWords) -> tuple[Menu, ...]:
    """The kinds that the photo may show instead, and for whom it may be, of those that the shop has. Nothing where the
    network is sure, where it was said already, and where the answer is not of a photo."""
    if not query.query_id or not query.answer.hits or query.kind not in ("photo", "garment", "narrowed"):
        return ()
    # What is in the shop just so is known; a photo that shows nothing was not taken for anything.
    if query.answer.confidence in ("exact", "none"):
        return ()
    said = {chip.kind for chip in query.chips if not chip.negated}
    found = []
    if "type" not in said and (menu := _kinds(query, texts, words)):
        found.append(menu)
    if "gender" not in said and (menu := _people(query, texts, words)):
        found.append(menu)
    return tuple(found)


def _kinds(query: StoredQuery, texts: Texts, words: CatalogueWords) -> Menu | None:
    first = query.answer.attributes.type[:1]
    others = query.answer.alternatives.type
    is_named = bool(first) and first[0].probability >= NAMED_TYPE
    label = texts("doubt-type", what=texts.name("type", first[0].value)) if is_named else texts("doubt-type-unnamed")
    unwanted = {folded(word) for chip in query.chips if chip.kind == "type" for word in chip.words}
    there = {folded(word) for word in words.types}
    options = [
        Option(capitalized(texts.name("type", guess.value)), guess.value)
        for guess in (others if is_named else (*first, *others))
        if folded(guess.value) not in unwanted
        and (folded(guess.value) in there or words.garments.get(garment_of(guess.value)))
    ]
    return _menu(query, 1, label, options[:_MOST_KINDS]) if others else None


def _people(query: StoredQuery, texts: Texts, words: CatalogueWords) -> Menu | None:
    if not query.answer.alternatives.gender:
        return None
    there = {folded(word) for word in words.genders}
    unwanted = {folded(word) for chip in query.chips if chip.kind == "gender" for word in chip.words}
    options = [
        Option(capitalized(texts.name("gender", each)), each)
        for each in _FOR
        if (_KIDS if each == "Kids" else {folded(each)}) & (there - unwanted)
    ]
    return _menu(query, 2, texts("doubt-gender"), options) if len(options) > 1 else None


def _menu(query: StoredQuery, place: int, label: str, options: list[Option]) -> Menu | None:
    action = str(Action("correct", query.query_id, place))
    return Menu(label, action, tuple(options), quick=True) if options else None
