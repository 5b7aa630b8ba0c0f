"""An answer as the shopper sees it, from what the store knows of it: the same when it is new, when a verdict changes
its buttons, and after a restart.

Over it stands what was recognised, and how close the answer is ("Women's red dress: close matches").
"""

from __future__ import annotations

from collections import Counter

from bot.conversation.actions import Action
from bot.conversation.event_context import Services
from bot.conversation.saying.doubts import NAMED_TYPE, doubts
from bot.conversation.words.chips import chip_label, chips_line, relaxation_steps
from bot.messages import Button, ButtonStyle, Picture, ProductCard, Reply
from bot.ports import SURE, CatalogueWords, Chip, ChipKind, Guess, Hit, Product, StoredQuery, Verdict, VerdictTally
from bot.texts import Texts, capitalized
from bot.texts.lexicon import folded

_MOST_GARMENTS = 6
_MOST_CHIPS = 6
# An attribute is named only when it is more likely right than wrong. Gender is the easiest to offend with, and colour
# the easiest to see for oneself, so both have to be surer than the type (NAMED_TYPE), without which nothing is named.
_NAMED_COLOUR = 0.6
_NAMED_GENDER = 0.7
_ICONS: dict[Verdict, str] = {"up": "👍", "down": "👎"}


def answer_reply(
    query: StoredQuery, texts: Texts, services: Services, *, replaces: bool = False, notice: str = "", note: str = ""
) -> Reply:
    """The reply for `query`. One that could not be stored (its query_id is empty) has no buttons, and says so. `note`
    is said once, when the answer is new."""
    stored = bool(query.query_id)
    currency = services.worker.words.currency if query.chips else ""
    cards = tuple(_card(query, place, hit, texts) for place, hit in enumerate(query.answer.hits, start=1))
    footer = ""
    if cards:
        footer = texts("answer-footer") if stored else texts("answer-unsaved")
    lines = (heading(query, texts), _filters_line(query, texts, currency), note)
    return Reply(
        text="\n".join(line for line in lines if line),
        cards=cards,
        footer=footer,
        menus=doubts(query, texts, services.worker.words),
        buttons=_rows(query, texts, services.settings.page_size, currency) if stored else (),
        notice=notice,
        replaces=replaces,
        query_id=query.query_id,
    )


def _rows(query: StoredQuery, texts: Texts, page_size: int, currency: str) -> tuple[tuple[Button, ...], ...]:
    """At most three buttons in the first row: with five cards of three buttons that is what fits Discord's 40
    components. Rows after it (several other garments, filters to take away) may be sent apart where they do not fit."""
    first: list[Button] = []
    if query.answer.hits and not query.answer.exhausted:
        label = texts("button-next", count=page_size)
        first.append(Button(label, str(Action("next", query.query_id)), style=ButtonStyle.PRIMARY))
    elif _is_withheld(query):
        first.append(Button(texts("button-nearest"), str(Action("next", query.query_id))))
    others = [
        Button(capitalized(texts.name("garment", garment.type)), str(Action("piece", query.query_id, place)), icon="👗")
        for place, garment in enumerate(query.answer.garments[:_MOST_GARMENTS], start=1)
        if place - 1 != query.garment_index and place <= len(query.answer.garment_queries)
    ]
    rows: list[tuple[Button, ...]] = []
    if query.kind != "similar":
        first += others if len(others) == 1 else []
        rows += [tuple(others)] if len(others) > 1 else []
    first.append(Button(texts("button-filters"), str(Action("panel", query.query_id)), icon="🎛️"))
    chips = chip_buttons(query, texts, currency)[:_MOST_CHIPS]
    rows += [tuple(chips[start : start + 3]) for start in range(0, len(chips), 3)]
    return (tuple(first), *rows)


def chip_buttons(query: StoredQuery, texts: Texts, currency: str) -> list[Button]:
    """The filters that are set, each to be taken away by a press."""
    labels = [chip_label(chip, texts, currency) for chip in query.chips]
    return [
        Button(label, str(Action("drop", query.query_id, n)), icon="✖️", aloud=texts("chip-away", what=label))
        for n, label in enumerate(labels, start=1)
    ]


def _card(query: StoredQuery, place: int, hit: Hit, texts: Texts) -> ProductCard:
    product = hit.product
    tally = query.tallies.get(product.id, VerdictTally())
    buttons: tuple[Button, ...] = ()
    if query.query_id:
        labels: dict[Verdict, str] = {"up": texts("button-up"), "down": texts("button-down")}
        buttons = (
            *(
                Button(label, str(Action(each, query.query_id, place)), _ICONS[each], tally.asker == each)
                for each, label in labels.items()
            ),
            Button(texts("button-like"), str(Action("like", query.query_id, place)), icon="🔎"),
        )
    # Where everybody sees the same message, what everybody said of it is shown too.
    is_counted = query.is_group and (tally.ups or tally.downs)
    note = texts("tally", ups=tally.ups, downs=tally.downs) if is_counted else ""
    return product_card(product, hit.rank, texts, note, buttons)


def product_card(
    product: Product, rank: int, texts: Texts, note: str = "", buttons: tuple[Button, ...] = ()
) -> ProductCard:
    """A product as shoppers see it, in an answer, in a list or in the news."""
    return ProductCard(
        product_id=product.id,
        rank=rank,
        title=product.title,
        price=texts.price(product.price, product.currency),
        link=product.link,
        picture=_picture_of(product.image),
        note=note,
        buttons=buttons,
    )


def _picture_of(image: str) -> Picture | None:
    """A product's picture, by path or URL; None if it has none."""
    if not image:
        return None
    return Picture(url=image) if image.startswith(("http://", "https://")) else Picture(path=image)


def heading(query: StoredQuery, texts: Texts) -> str:
    """For an answer to a photo, a further page or more like one product; also when it has no hits."""
    if _is_withheld(query):
        return texts("answer-nothing")
    if query.kind == "narrowed" and not query.answer.hits:
        return texts("answer-filtered-empty")
    if query.kind == "similar":
        key = "answer-similar" if query.answer.hits else "answer-similar-empty"
        return texts(key, title=query.about)
    if query.kind == "words":
        return texts("answer-words" if query.answer.hits else "answer-empty")
    if query.kind == "further":
        if not query.answer.hits:
            return texts("answer-further-empty")
        first, last = query.answer.hits[0].rank, query.answer.hits[-1].rank
        is_nearest = first == 1  # of a photo whose answer showed nothing
        return texts("answer-nearest") if is_nearest else texts("answer-further", first=first, last=last)
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
    what, is_fact = _what(query, texts)
    if what and not is_fact and level != "exact":
        what = texts("what-guessed", what=what)
    if not what:
        return texts(f"answer-{level}-unnamed")
    return capitalized(texts(f"answer-{level}", what=what))


def search_name(query: StoredQuery, texts: Texts) -> str:
    """A search by its name: what was recognised, else what was found."""
    found = query.answer.hits[0].product.title if query.answer.hits else texts("what-unknown")
    return capitalized(found if query.answer.confidence == "none" else _what(query, texts)[0] or found)


def _is_withheld(query: StoredQuery) -> bool:
    """Whether the photo shows nothing to wear: what comes nearest is shown on request."""
    return query.kind == "photo" and query.answer.confidence == "none" and not query.answer.hits


def _filters_line(query: StoredQuery, texts: Texts, currency: str) -> str:
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


def _what(query: StoredQuery, texts: Texts) -> tuple[str, bool]:
    """What is looked for, "" if that is not clear, and whether it is a fact: what was asked for and, besides, what was
    surely recognised."""
    garment = query.garment
    kind, certain = _wanted(query, "type", query.answer.attributes.type, NAMED_TYPE)
    asked = next((chip.said for chip in query.chips if chip.kind == "type" and not chip.negated), None)
    if kind:
        name = texts.name("type", kind)
    elif asked is not None:  # several types: by the word that was used for them, if it was one ("sneakers")
        name = "" if "," in asked else asked
    elif garment is not None and garment.confidence >= NAMED_TYPE:
        name, certain = texts.name("garment", garment.type), garment.confidence
    else:
        name = ""
    if not name:
        return "", False
    parts = {"type": name}
    if colour := _wanted(query, "colour", query.answer.attributes.colour, _NAMED_COLOUR)[0]:
        parts["colour"] = texts.name("colour", colour)
    gender, how_certain = _wanted(query, "gender", query.answer.attributes.gender, _NAMED_GENDER)
    if gender:
        parts["gender"], certain = texts.name("gender", gender), min(certain, how_certain)
    key = "-".join(["what", *(each for each in ("gender", "colour", "type") if each in parts)])
    return texts(key, **parts), certain >= SURE


def _wanted(query: StoredQuery, kind: ChipKind, guesses: tuple[Guess, ...], least: float) -> tuple[str, float]:
    """The one word that was asked for or recognised, and how certain that is. None, where several were asked for, or
    where what was recognised is not wanted."""
    asked: list[Chip] = [chip for chip in query.chips if chip.kind == kind]
    for chip in asked:
        if not chip.negated:
            return chip.words[0] if len(chip.words) == 1 else "", 1.0
    if not guesses or guesses[0].probability < least:
        return "", 1.0
    found, probability = guesses[0].value, guesses[0].probability
    return (
        ("", 1.0)
        if any(folded(found) == folded(word) for chip in asked for word in chip.words)
        else (found, probability)
    )
