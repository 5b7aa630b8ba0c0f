"""What stands over an answer: what was recognised and asked for, as far as the products show it, and how close they are
("Women's red dress: close matches").

Nothing is named that is not to be seen: of what is said of most products, the heading says what most of them are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from bot.conversation.saying.doubts import NAMED_TYPE
from bot.conversation.words.chips import chip_label
from bot.ports import SURE, CatalogueWords, Chip, ChipKind, Guess, Hit, StoredQuery, garment_of
from bot.texts import Texts, capitalized
from bot.texts.lexicon import folded

# An attribute is named only when it is more likely right than wrong. Gender is the easiest to offend with, and colour
# the easiest to see for oneself, so both have to be surer than the type (NAMED_TYPE), without which nothing is named.
_LEAST: dict[ChipKind, float] = {"type": NAMED_TYPE, "colour": 0.6, "gender": 0.7}
_ALSO_FITS = {"men": {"unisex"}, "women": {"unisex"}, "boys": {"kids"}, "girls": {"kids"}, "kids": {"boys", "girls"}}
_NO_WORDS = CatalogueWords()
_PARTS = re.compile(r"\s*[,;/|&+]\s*")


def heading(query: StoredQuery, texts: Texts, words: CatalogueWords = _NO_WORDS) -> str:
    """For an answer to a photo, a further page or more like one product; also when it has no hits."""
    if is_withheld(query):
        flaw = query.answer.flaw
        return texts(f"answer-nothing-{flaw}" if flaw else "answer-nothing")
    if query.kind == "narrowed" and not query.answer.hits:
        return texts("answer-filtered-empty")
    if query.kind == "similar":
        key = "answer-similar" if query.answer.hits else "answer-similar-empty"
        return texts(key, title=query.about)
    if query.kind == "outfit":
        return _outfit_heading(query, texts)
    if query.kind == "shown":
        return texts("answer-shown", count=len(query.answer.hits))
    if query.kind == "words":
        return texts("answer-words" if query.answer.hits else "answer-empty")
    if query.kind == "further":
        if not query.answer.hits:
            return texts("answer-further-empty")
        first, last = query.answer.hits[0].rank, query.answer.hits[-1].rank
        is_nearest = first == 1  # of a photo whose answer showed nothing
        key = "answer-further-one" if first == last else "answer-further"
        return texts("answer-nearest") if is_nearest else texts(key, first=first, last=last)
    if not query.answer.hits:
        return texts("answer-empty")
    level: str = query.answer.confidence
    # A kind of garment in a photo that shows none is a wild guess.
    if level == "none":
        return texts("answer-nearest")
    # What was asked for besides has to be far from the photo; that says nothing. Nor does it help how close they are,
    # where none is what was asked for.
    if query.chips and (level == "loose" or query.answer.hits[0].relaxation):
        level = "filtered"
    what, is_fact = _what(query, texts, words)
    if what and not is_fact and level != "exact":
        what = texts("what-guessed", what=what)
    if not what:
        return texts(f"answer-{level}-unnamed")
    return capitalized(texts(f"answer-{level}", what=what))


def _outfit_heading(query: StoredQuery, texts: Texts) -> str:
    """Around which garment or product the outfit is, and how often it is seen so."""
    if not query.answer.hits:
        return texts("answer-outfit-empty")
    kind = query.answer.attributes.type[:1]
    what = texts("quoted", what=query.about) if query.about else texts.name("type", kind[0].value) if kind else ""
    return capitalized(
        texts("answer-outfit" if query.answer.confidence == "close" else "answer-outfit-maybe", what=what)
    )


def search_name(query: StoredQuery, texts: Texts, words: CatalogueWords = _NO_WORDS) -> str:
    """A search by its name: what was recognised, else what was found."""
    found = query.answer.hits[0].product.title if query.answer.hits else texts("what-unknown")
    return capitalized(found if query.answer.confidence == "none" else _what(query, texts, words)[0] or found)


def is_withheld(query: StoredQuery) -> bool:
    """Whether the photo shows nothing to wear: what comes nearest is shown on request."""
    return query.kind == "photo" and query.answer.confidence == "none" and not query.answer.hits


def unlike_photo(query: StoredQuery, texts: Texts, words: CatalogueWords) -> str:
    """What was recognised and none of the products has, because something else was asked for; "" where all is kept."""
    if not query.chips or query.kind in ("similar", "words", "outfit") or not query.answer.hits:
        return ""
    lost = []
    for kind, guesses in _recognised(query):
        if any(chip.kind == kind for chip in query.chips) or not guesses or guesses[0].probability < _LEAST[kind]:
            continue
        agree, stated = _agreeing(query.answer.hits, kind, (guesses[0].value,), words, near=True)
        if stated and not agree:
            lost.append(chip_label(Chip(kind, (guesses[0].value,), negated=True), texts, ""))
    return texts("answer-unlike", what=" · ".join(lost)) if lost else ""


def _recognised(query: StoredQuery) -> tuple[tuple[ChipKind, tuple[Guess, ...]], ...]:
    seen = query.answer.attributes
    return (("type", seen.type), ("colour", seen.colour), ("gender", seen.gender))


def _what(query: StoredQuery, texts: Texts, words: CatalogueWords) -> tuple[str, bool]:
    """What is shown, "" if that is not clear, and whether it is a fact: what was asked for and, besides, what was
    surely recognised, of either what most of the products are."""
    name, certain = _kind_name(query, texts, words)
    if not name:
        return "", False
    parts = {"type": name}
    for kind, guesses in _recognised(query)[1:]:
        found, how_certain = _wanted(query, kind, guesses)
        if found and _is_shown(query, kind, (found,), words):
            parts[kind] = texts.name(kind, found)
            certain = min(certain, how_certain) if kind == "gender" else certain
    key = "-".join(["what", *(each for each in ("gender", "colour", "type") if each in parts)])
    return texts(key, **parts), certain >= SURE


def _kind_name(query: StoredQuery, texts: Texts, words: CatalogueWords) -> tuple[str, float]:
    """The kind of garment, and how certain that is: as it was asked for or recognised; where most of the products are
    of another one, that one."""
    garment, hits = query.garment, query.answer.hits
    kind, certain = _wanted(query, "type", query.answer.attributes.type)
    asked = next((chip for chip in query.chips if chip.kind == "type" and not chip.negated), None)
    if kind and _is_shown(query, "type", (kind,), words):
        return texts.name("type", kind), certain
    # Several types: by the word that was used for them, if it was one ("sneakers").
    if asked is not None and "," not in asked.said and _is_shown(query, "type", asked.words, words):
        return asked.said, 1.0
    if not kind and asked is None:
        if garment is None or garment.confidence < NAMED_TYPE:
            return "", 0.0
        if 2 * sum(hit.product.garment == garment.type for hit in hits) >= len(hits):
            return texts.name("garment", garment.type), garment.confidence
    most = Counter(hit.product.type for hit in hits).most_common(1)
    if most and most[0][0] and 2 * most[0][1] > len(hits):
        return texts.name("type", most[0][0]), 1.0
    shown = {hit.product.garment for hit in hits}
    return (texts.name("garment", shown.pop()), 1.0) if len(shown) == 1 else ("", 0.0)


def _is_shown(query: StoredQuery, kind: ChipKind, wanted: tuple[str, ...], words: CatalogueWords) -> bool:
    """Whether at least half of the products of which it is known have it. What was recognised is shown by its
    neighbours too: a maroon dress for a red one. What was asked for is not."""
    is_asked = any(chip.kind == kind and not chip.negated for chip in query.chips)
    agree, stated = _agreeing(query.answer.hits, kind, wanted, words, near=not is_asked)
    return 2 * agree >= stated


def _agreeing(
    hits: Iterable[Hit], kind: ChipKind, wanted: tuple[str, ...], words: CatalogueWords, near: bool
) -> tuple[int, int]:
    """How many products have one of these words, and of how many it is known. Of a kind that the catalogue has no such
    word for its garment counts."""
    accepted = {folded(word) for word in wanted}
    agree = stated = 0
    if kind == "colour" and near:
        accepted |= {folded(each) for word in wanted for each in words.near_colours.get(folded(word), ())}
    if kind == "gender":
        accepted |= {each for word in accepted for each in _ALSO_FITS.get(word, ())}
    if kind == "type":
        accepted |= {folded(each) for word in wanted for each in words.called.get(folded(word), ())}
    by_garment = kind == "type" and not accepted & {folded(word) for word in words.types}
    garments = {garment_of(word) for word in wanted}
    for hit in hits:
        product = hit.product
        said = {"type": product.type, "colour": product.colour, "gender": product.audience}[kind]
        if not said:
            continue
        stated += 1
        own = {folded(part) for part in (said, *_PARTS.split(said), *(product.colours if kind == "colour" else ()))}
        agree += product.garment in garments if by_garment else bool(own & accepted)
    return agree, stated


def _wanted(query: StoredQuery, kind: ChipKind, guesses: tuple[Guess, ...]) -> tuple[str, float]:
    """The one word that was asked for or recognised, and how certain that is. None, where several were asked for, or
    where what was recognised is not wanted."""
    asked: list[Chip] = [chip for chip in query.chips if chip.kind == kind]
    for chip in asked:
        if not chip.negated:
            return chip.words[0] if len(chip.words) == 1 else "", 1.0
    if not guesses or guesses[0].probability < _LEAST[kind]:
        return "", 1.0
    found, probability = guesses[0].value, guesses[0].probability
    return (
        ("", 1.0)
        if any(folded(found) == folded(word) for chip in asked for word in chip.words)
        else (found, probability)
    )
