"""An answer as the shopper sees it, from what the store knows of it: the same when it is new, when a verdict changes
its buttons, and after a restart."""

from __future__ import annotations

from bot.conversation.actions import Action
from bot.conversation.event_context import Services
from bot.conversation.saying.heading import filters_line, heading
from bot.conversation.words.chips import chip_label
from bot.messages import Button, ButtonStyle, Picture, ProductCard, Reply
from bot.ports import Hit, Product, StoredQuery, Verdict, VerdictTally
from bot.texts import Texts, capitalized

_MOST_GARMENTS = 6
_MOST_CHIPS = 6
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
    lines = (heading(query, texts), filters_line(query, texts, currency), note)
    return Reply(
        text="\n".join(line for line in lines if line),
        cards=cards,
        footer=footer,
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
    chips = [
        Button(chip_label(chip, texts, currency), str(Action("drop", query.query_id, place)), icon="✖️")
        for place, chip in enumerate(query.chips[:_MOST_CHIPS], start=1)
    ]
    rows += [tuple(chips[start : start + 3]) for start in range(0, len(chips), 3)]
    return (tuple(first), *rows)


def _card(query: StoredQuery, place: int, hit: Hit, texts: Texts) -> ProductCard:
    product = hit.product
    tally = query.tallies.get(product.id, VerdictTally())
    buttons: tuple[Button, ...] = ()
    if query.query_id:
        buttons = (
            _verdict_button(query, place, "up", texts("button-up"), tally),
            _verdict_button(query, place, "down", texts("button-down"), tally),
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


def _verdict_button(query: StoredQuery, place: int, verdict: Verdict, label: str, tally: VerdictTally) -> Button:
    action = str(Action(verdict, query.query_id, place))
    return Button(label, action, icon=_ICONS[verdict], pressed=tally.asker == verdict)


def _picture_of(image: str) -> Picture | None:
    """A product's picture, by path or URL; None if it has none."""
    if not image:
        return None
    return Picture(url=image) if image.startswith(("http://", "https://")) else Picture(path=image)
