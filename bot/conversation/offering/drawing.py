"""A product that came by chat, as its admin sees it: what was understood of it, and the buttons that change it."""

from __future__ import annotations

from bot.conversation.actions import Action
from bot.conversation.event_context import EventContext
from bot.conversation.saying.render import product_card
from bot.messages import Button, ButtonStyle, Event, Reply
from bot.ports import ChatOffer, Product
from bot.texts import Texts, capitalized

FIELDS = ("title", "price", "link", "type", "colour", "gender")
_ICONS = ("✏️", "💶", "🔗", "👗", "🎨", "👤")


def offer_reply(
    ctx: EventContext[Event],
    offer: ChatOffer,
    heading: str,
    *,
    asks: bool = False,
    is_new: bool = False,
    replaces: bool = False,
) -> Reply:
    """The card. `asks`: for what is missing, to be said in the next text; `is_new`: it may have been meant as a search
    instead."""
    texts, product = ctx.texts, offer.product
    rows = [
        tuple(
            Button(texts(f"button-offer-{FIELDS[n]}"), str(Action("alter", product.id, n + 1)), icon=_ICONS[n])
            for n in places
        )
        for places in (range(3), range(3, 6))
    ]
    rows.append(_last_row(texts, offer))
    if is_new:
        rows.append((Button(texts("button-was-search"), str(Action("search", product.id)), icon="🔎"),))
    return Reply(
        text=heading,
        cards=(product_card(product, 1, texts),),
        footer="\n".join(filter(None, (details(product, texts), texts("offer-tell-more") if asks else ""))),
        buttons=tuple(rows),
        replaces=replaces,
        only_for_person=True,
    )


def details(product: Product, texts: Texts) -> str:
    """What was understood besides title, price and link, which the card shows; what is missing is said."""
    known = [
        capitalized(texts.name(kind, getattr(product, kind)))
        for kind in ("type", "gender", "colour")
        if getattr(product, kind)
    ]
    missing = [] if product.price is not None else [texts("offer-no-price-yet")]
    stock = texts("offer-in-stock" if product.in_stock else "saved-sold-out")
    pictures = 1 + len(product.additional_images)
    count = [texts("offer-pictures", count=pictures)] if pictures > 1 else []
    return " · ".join((*known, stock, *count, *missing))


def _last_row(texts: Texts, offer: ChatOffer) -> tuple[Button, ...]:
    product_id = offer.product.id
    if offer.withdrawn:
        return (Button(texts("button-restore"), str(Action("restore", product_id)), icon="↩️"),)
    label = texts("button-sold-out" if offer.product.in_stock else "button-in-stock")
    return (
        Button(label, str(Action("stock", product_id).turning(offer.product.in_stock)), icon="📦"),
        Button(texts("button-remove"), str(Action("withdraw", product_id)), icon="🗑️", style=ButtonStyle.DANGER),
    )
