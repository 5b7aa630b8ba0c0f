"""The line over an answer: what was recognised, and how close the answer is ("Women's red dress: close matches")."""

from __future__ import annotations

from bot.conversation.chips import said, steps_of
from bot.ports import CatalogueWords, Guess, StoredQuery
from bot.texts import Texts

# An attribute is named only when it is more likely right than wrong. Gender is the easiest to offend with, and colour
# the easiest to see for oneself, so both have to be surer than the type, without which nothing is named.
_SURE_OF_TYPE = 0.5
_SURE_OF_COLOUR = 0.6
_SURE_OF_GENDER = 0.7


def heading(query: StoredQuery, texts: Texts) -> str:
    """For an answer to a photo, a further page or more like one product; also when it has no hits."""
    if query.kind == "narrowed" and not query.hits:
        return texts("answer-narrowed-empty")
    if query.kind == "similar":
        key = "answer-similar" if query.hits else "answer-similar-empty"
        return texts(key, title=query.about)
    if query.kind == "further":
        if not query.hits:
            return texts("answer-further-empty")
        return texts("answer-further", first=query.hits[0].rank, last=query.hits[-1].rank)
    if not query.hits:
        return texts("answer-empty")
    what = _what(query, texts)
    if not what:
        return texts(f"answer-{query.confidence}-unnamed")
    sentence = texts(f"answer-{query.confidence}", what=what)
    return sentence[:1].upper() + sentence[1:]


def short(query: StoredQuery, texts: Texts) -> str:
    """A search by its name: what was recognised, else what was found."""
    name = _what(query, texts) or (query.hits[0].product.title if query.hits else texts("what-unknown"))
    return name[:1].upper() + name[1:]


def filters_line(query: StoredQuery, texts: Texts, currency: str) -> str:
    """Which filters are set and, where they left too little, which of them were widened for how many of the hits."""
    if not query.chips:
        return ""
    line = texts("filters-set", filters=said(query.chips, texts, currency))
    steps = steps_of(query.chips, CatalogueWords())
    widest = max((hit.widened for hit in query.hits), default=0)
    if not 0 < widest <= len(steps):
        return line
    step = steps[widest - 1]
    fitting = sum(hit.widened == 0 for hit in query.hits)
    if step.left_out:
        told = texts("filters-left-out", count=fitting, filters=said(step.left_out, texts, currency))
    else:
        told = texts("filters-stretched", count=fitting, filters=said(step.stretched, texts, currency))
    return f"{line}\n{told}"


def _what(query: StoredQuery, texts: Texts) -> str:
    kind = _sure(query.attributes.type, _SURE_OF_TYPE)
    if kind:
        name = texts.name("type", kind)
    elif len(query.garments) > query.piece and query.garments[query.piece].confidence >= _SURE_OF_TYPE:
        name = texts.name("garment", query.garments[query.piece].type)
    else:
        return ""
    parts = {"type": name}
    if colour := _sure(query.attributes.colour, _SURE_OF_COLOUR):
        parts["colour"] = texts.name("colour", colour)
    if gender := _sure(query.attributes.gender, _SURE_OF_GENDER):
        parts["gender"] = texts.name("gender", gender)
    key = "-".join(["what", *(each for each in ("gender", "colour", "type") if each in parts)])
    return texts(key, **parts)


def _sure(guesses: tuple[Guess, ...], least: float) -> str:
    return guesses[0].value if guesses and guesses[0].probability >= least else ""
