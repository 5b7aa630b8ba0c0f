"""The line over an answer: what was recognised, and how close the answer is ("Women's red dress: close matches")."""

from __future__ import annotations

from collections import Counter

from bot.conversation.words.chips import chips_line, relaxation_steps
from bot.ports import CatalogueWords, Chip, ChipKind, Guess, StoredQuery
from bot.texts import Texts, capitalized

# An attribute is named only when it is more likely right than wrong. Gender is the easiest to offend with, and colour
# the easiest to see for oneself, so both have to be surer than the type, without which nothing is named.
_SURE_OF_TYPE = 0.5
_SURE_OF_COLOUR = 0.6
_SURE_OF_GENDER = 0.7


def heading(query: StoredQuery, texts: Texts) -> str:
    """For an answer to a photo, a further page or more like one product; also when it has no hits."""
    if query.kind == "narrowed" and not query.answer.hits:
        return texts("answer-filtered-empty")
    if query.kind == "similar":
        key = "answer-similar" if query.answer.hits else "answer-similar-empty"
        return texts(key, title=query.about)
    if query.kind == "further":
        if not query.answer.hits:
            return texts("answer-further-empty")
        return texts("answer-further", first=query.answer.hits[0].rank, last=query.answer.hits[-1].rank)
    if not query.answer.hits:
        return texts("answer-empty")
    level: str = query.answer.confidence
    # What was asked for besides has to be far from the photo; unless the photo shows nothing, that says nothing. Nor
    # does it help how close they are, where none is what was asked for.
    is_far = level == "loose" or (level == "none" and query.answer.garments)
    if query.chips and (is_far or (level != "none" and query.answer.hits[0].relaxation)):
        level = "filtered"
    # A kind of garment in a photo that shows none is a wild guess.
    what = "" if level == "none" else _what(query, texts)
    if not what:
        return texts(f"answer-{level}-unnamed")
    return capitalized(texts(f"answer-{level}", what=what))


def search_name(query: StoredQuery, texts: Texts) -> str:
    """A search by its name: what was recognised, else what was found."""
    found = query.answer.hits[0].product.title if query.answer.hits else texts("what-unknown")
    return capitalized(_what(query, texts) or found)


def filters_line(query: StoredQuery, texts: Texts, currency: str) -> str:
    """Which filters are set and, where they left too little, which of them were relaxed for how many of the hits."""
    if not query.chips:
        return ""
    line = texts("filters-set", filters=chips_line(query.chips, texts, currency))
    steps = relaxation_steps(query.chips, CatalogueWords())
    counts = Counter(hit.relaxation for hit in query.answer.hits)
    relaxed = sorted(number for number in counts if number)
    if not relaxed or relaxed[-1] > len(steps):
        return line
    parts = []
    for number in relaxed:
        step = steps[number - 1]
        key, chips = ("filters-without", step.left_out) if step.left_out else ("filters-near", step.stretched)
        filters = texts("quoted", what=chips_line(chips, texts, currency))
        parts.append(texts(key, count=counts[number], filters=filters))
    return f"{line}\n{texts('filters-fit', count=counts[0])} {', '.join(parts)}."


def _what(query: StoredQuery, texts: Texts) -> str:
    """What is looked for: what was recognised, and instead of that what was asked for."""
    kind = _wanted(query, "type", query.answer.attributes.type, _SURE_OF_TYPE)
    asked = next((chip.said for chip in query.chips if chip.kind == "type" and not chip.negated), None)
    if kind:
        name = texts.name("type", kind)
    elif asked is not None:  # several types: by the word that was used for them, if it was one ("sneakers")
        name = "" if "," in asked else asked
    elif query.garment is not None and query.garment.confidence >= _SURE_OF_TYPE:
        name = texts.name("garment", query.garment.type)
    else:
        name = ""
    if not name:
        return ""
    parts = {"type": name}
    if colour := _wanted(query, "colour", query.answer.attributes.colour, _SURE_OF_COLOUR):
        parts["colour"] = texts.name("colour", colour)
    if gender := _wanted(query, "gender", query.answer.attributes.gender, _SURE_OF_GENDER):
        parts["gender"] = texts.name("gender", gender)
    key = "-".join(["what", *(each for each in ("gender", "colour", "type") if each in parts)])
    return texts(key, **parts)


def _wanted(query: StoredQuery, kind: ChipKind, guesses: tuple[Guess, ...], least: float) -> str:
    """The one word that was asked for; none, where several were, or where what was recognised is not wanted."""
    asked: list[Chip] = [chip for chip in query.chips if chip.kind == kind]
    for chip in asked:
        if not chip.negated:
            return chip.words[0] if len(chip.words) == 1 else ""
    found = guesses[0].value if guesses and guesses[0].probability >= least else ""
    return "" if any(found.casefold() == word.casefold() for chip in asked for word in chip.words) else found
