"""The line over an answer: what was recognised, and how close the answer is ("Women's red dress: close matches")."""

from __future__ import annotations

from bot.ports import Guess, StoredQuery
from bot.texts import Texts

# An attribute is named only when it is more likely right than wrong. Gender is the easiest to offend with, and colour
# the easiest to see for oneself, so both have to be surer than the type, without which nothing is named.
_SURE_OF_TYPE = 0.5
_SURE_OF_COLOUR = 0.6
_SURE_OF_GENDER = 0.7


def heading(query: StoredQuery, texts: Texts) -> str:
    """For an answer to a photo, a further page or more like one product; also when it has no hits."""
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


def _what(query: StoredQuery, texts: Texts) -> str:
    kind = _sure(query.attributes.type, _SURE_OF_TYPE)
    if kind:
        said = texts.name("type", kind)
    elif query.garments and query.garments[0].confidence >= _SURE_OF_TYPE:
        said = texts.name("garment", query.garments[0].type)
    else:
        return ""
    parts = {"type": said}
    if colour := _sure(query.attributes.colour, _SURE_OF_COLOUR):
        parts["colour"] = texts.name("colour", colour)
    if gender := _sure(query.attributes.gender, _SURE_OF_GENDER):
        parts["gender"] = texts.name("gender", gender)
    key = "-".join(["what", *(each for each in ("gender", "colour", "type") if each in parts)])
    return texts(key, **parts)


def _sure(guesses: tuple[Guess, ...], least: float) -> str:
    return guesses[0].value if guesses and guesses[0].probability >= least else ""
