"""An answer as the shopper sees it, from what the store knows of it: the same when it is new, when a verdict changes
its buttons, and after a restart."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.conversation.actions import Action
from bot.conversation.event_context import Services
from bot.conversation.links import answer_payload, product_payload
from bot.conversation.saying.doubts import doubts
from bot.conversation.saying.heading import heading, is_withheld, unlike_photo
from bot.conversation.words.chips import chip_label, chips_line, relaxation_steps
from bot.messages import Button, ButtonStyle, Glimpse, Picture, ProductCard, Reply
from bot.ports import (
    GARMENT_TYPES,
    CatalogueWords,
    Garment,
    Hit,
    Product,
    QueryKind,
    StoredQuery,
    Verdict,
    VerdictTally,
    is_completed,
    overlap,
)
from bot.texts import Texts, capitalized

_GARMENT_ICONS = dict(zip(GARMENT_TYPES, "👕🧥👗👖🩳👗👟👜🧢⌚", strict=True))
_MOST_GARMENTS = 6
_MOST_CHIPS = 6
_MOST_OF_IT = 0.3  # share of a photo from which on a garment is what all see in it
_SAME_PLACE = 0.7  # overlap (IoU) from which on two boxes are of one thing
_OF_A_PHOTO: tuple[QueryKind, ...] = ("photo", "further", "narrowed", "garment")
_ICONS: dict[Verdict, str] = {"up": "👍", "down": "👎"}


def answer_reply(
    query: StoredQuery,
    texts: Texts,
    services: Services,
    *,
    replaces: bool = False,
    notice: str = "",
    note: str = "",
    seen: bytes | None = None,
) -> Reply:
    """The reply for `query`. One that could not be stored (its query_id is empty) has no buttons, and says so. `note`
    is said once, when the answer is new, and `seen` is shown then: a picture of what was found in the photo, b"" where
    none was made; None for an answer that is drawn again."""
    stored = bool(query.query_id)
    words = services.worker.words
    currency = words.currency if query.chips else ""
    cards = tuple(_card(query, place, hit, texts) for place, hit in enumerate(query.answer.hits, start=1))
    footer = ""
    if cards:
        footer = texts("answer-footer") if stored else texts("answer-unsaved")
    first = heading(query, texts, words)
    if query.sent.count > 1 and query.kind in _OF_A_PHOTO:
        first = texts("answer-of-photo", place=query.sent.place, count=query.sent.count, what=first)
    lines = (
        first,
        _filters_line(query, texts, currency),
        unlike_photo(query, texts, words),
        note,
    )
    return Reply(
        text="\n".join(line for line in lines if line),
        cards=cards,
        footer=footer,
        menus=doubts(query, texts, words),
        buttons=_rows(query, texts, services, currency) if stored else (),
        notice=notice,
        replaces=replaces,
        query_id=query.query_id,
        glimpse=_glimpse(query, texts, seen),
    )


def _glimpse(query: StoredQuery, texts: Texts, seen: bytes | None) -> Glimpse | None:
    """What of which photo the answer is about, where there is more than that to be seen."""
    garment, found = query.garment, query.answer.garments
    is_part = len(found) > 1 or (garment is not None and not _fills(garment.box))
    part = _part(query, garment)
    if part is None or query.kind not in _OF_A_PHOTO or (query.sent.count == 1 and not is_part):
        return None
    return replace(
        part,
        picture=Picture(data=seen) if seen else None,
        among=tuple(each.box for each in found[:_MOST_GARMENTS]),
        is_new=seen is not None and query.kind in ("photo", "garment"),
        is_part=is_part,
        said=texts("answer-looked-at", what=texts.name("garment", garment.type)) if garment else "",
    )


def _fills(box: tuple[float, float, float, float]) -> bool:
    return (box[2] - box[0]) * (box[3] - box[1]) >= _MOST_OF_IT


def _part(query: StoredQuery, garment: Garment | None) -> Glimpse | None:
    if not query.sent.message_ref:  # of before it was kept
        return None
    part = Glimpse(query.sent.message_ref, query.sent.place)
    return replace(part, box=garment.box) if garment else part


def _rows(query: StoredQuery, texts: Texts, services: Services, currency: str) -> tuple[tuple[Button, ...], ...]:
    """What most press first; then the garments of the photo, then the filters, which may be taken away."""
    first: list[Button] = []
    is_later = bool(query.answer.hits) and query.answer.hits[0].rank > 1  # page of an outfit
    if (query.kind == "further" or (query.kind == "outfit" and is_later)) and query.turns and not query.is_group:
        label = texts("button-previous", count=services.settings.page_size)
        first.append(Button(label, str(Action("back", query.query_id)), icon="◀️"))
    if query.answer.hits and not query.answer.exhausted:
        label = texts("button-next", count=services.settings.page_size)
        first.append(Button(label, str(Action("next", query.query_id)), style=ButtonStyle.PRIMARY))
    elif is_withheld(query):
        first.append(Button(texts("button-nearest"), str(Action("next", query.query_id))))
    rows: list[tuple[Button, ...]] = []
    if query.kind not in ("similar", "outfit") and len(garments := _garments(query, texts)) > 1:
        rows.append(garments)
    first.append(Button(texts("button-filters"), str(Action("panel", query.query_id)), icon="🎛️"))
    first += _outfit_buttons(query, texts, services)
    if query.answer.hits:
        first.append(_share_button(query, texts, services))
    chips = chip_buttons(query, texts, currency)[:_MOST_CHIPS]
    rows += [tuple(chips[start : start + 3]) for start in range(0, len(chips), 3)]
    return (tuple(first), *rows)


def _garments(query: StoredQuery, texts: Texts) -> tuple[Button, ...]:
    """All that were found in the photo, always in the same order, the one that is shown marked. What stands where that
    one stands is the same thing taken for another: what it is, is asked elsewhere."""
    found = list(zip(query.answer.garments[:_MOST_GARMENTS], query.answer.garment_queries, strict=False))
    apart = [query.garment] if query.garment else []
    for garment, _ in found:
        if all(overlap(garment.box, each.box) < _SAME_PLACE for each in apart):
            apart.append(garment)
    return tuple(
        Button(
            capitalized(texts.name("garment", garment.type)),
            str(Action("piece", query.query_id, place)),
            icon=_GARMENT_ICONS[garment.type],
            pressed=place - 1 == query.garment_index,
            glimpse=_part(query, garment),
        )
        for place, (garment, _) in enumerate(found, start=1)
        if any(garment is each for each in apart)
    )


def _outfit_buttons(query: StoredQuery, texts: Texts, services: Services) -> list[Button]:
    """What goes with it, where the shop has things to wear with that."""
    product = query.answer.hits[0].product if query.answer.hits else None
    sold = services.worker.words.types
    if product is None or query.kind == "outfit" or not is_completed(product.type or product.title, sold):
        return []
    return [Button(texts("button-outfit"), str(Action("outfit", query.query_id)), icon="🧩")]


def _share_button(query: StoredQuery, texts: Texts, services: Services) -> Button:
    """For a product that was opened by its link that very link, which outlives the answer."""
    hits = query.answer.hits
    product = product_payload(hits[0].product.id) if query.kind == "shown" and len(hits) == 1 else ""
    payload = product or answer_payload(query.query_id, services.store)
    return Button(texts("button-share"), str(Action("share", query.query_id)), icon="↗️", shares=payload)


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
                Button(label, str(Action(each, query.query_id, place).turning(is_on)), _ICONS[each], is_on)
                for each, label in labels.items()
                for is_on in (tally.asker == each,)
            ),
            # What all see says of nobody what they keep.
            Button(
                texts("button-save"),
                str(Action("heart", query.query_id, place)),
                icon="❤️",
                pressed=product.id in query.saved and not query.is_group,
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
