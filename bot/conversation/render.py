"""An answer as the shopper sees it, from what the store knows of it: the same when it is new, when a verdict changes
its buttons, and after a restart."""

from __future__ import annotations

from bot.conversation.actions import Action
from bot.conversation.heading import heading
from bot.messages import Button, ButtonStyle, Picture, ProductCard, Reply
from bot.ports import Hit, StoredQuery, Tally, Verdict
from bot.texts import Texts

_ICONS: dict[Verdict, str] = {"up": "👍", "down": "👎"}


def answer_reply(
    query: StoredQuery, texts: Texts, page_size: int, *, replaces: bool = False, notice: str = ""
) -> Reply:
    """The reply for `query`. One that could not be stored (its query_id is empty) has no buttons, and says so."""
    stored = bool(query.query_id)
    cards = tuple(_card(query, place, hit, texts) for place, hit in enumerate(query.hits, start=1))
    buttons: tuple[tuple[Button, ...], ...] = ()
    if stored and cards and not query.exhausted:
        label = texts("button-next", count=page_size)
        buttons = ((Button(label, str(Action("next", query.query_id)), style=ButtonStyle.PRIMARY),),)
    footer = ""
    if cards:
        footer = texts("answer-footer") if stored else texts("answer-unsaved")
    return Reply(
        text=heading(query, texts),
        cards=cards,
        footer=footer,
        buttons=buttons,
        notice=notice,
        replaces=replaces,
        query_id=query.query_id,
    )


def _card(query: StoredQuery, place: int, hit: Hit, texts: Texts) -> ProductCard:
    product = hit.product
    tally = query.tallies.get(product.id, Tally())
    buttons: tuple[Button, ...] = ()
    if query.query_id:
        buttons = (
            _verdict_button(query, place, "up", texts("button-up"), tally),
            _verdict_button(query, place, "down", texts("button-down"), tally),
            Button(texts("button-like"), str(Action("like", query.query_id, place)), icon="🔎"),
        )
    # Where everybody sees the same message, what everybody said of it is shown too.
    is_counted = query.is_group and (tally.ups or tally.downs)
    return ProductCard(
        product_id=product.id,
        rank=hit.rank,
        title=product.title,
        price=texts.price(product.price, product.currency),
        link=product.link,
        picture=_picture(product.image),
        note=texts("tally", ups=tally.ups, downs=tally.downs) if is_counted else "",
        buttons=buttons,
    )


def _verdict_button(query: StoredQuery, place: int, verdict: Verdict, label: str, tally: Tally) -> Button:
    action = str(Action(verdict, query.query_id, place))
    return Button(label, action, icon=_ICONS[verdict], pressed=tally.asker == verdict)


def _picture(image: str) -> Picture | None:
    if not image:
        return None
    return Picture(url=image) if image.startswith(("http://", "https://")) else Picture(path=image)
