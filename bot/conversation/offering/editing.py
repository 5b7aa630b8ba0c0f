"""A product by chat is changed: a field by the next text, sold out or in stock again, taken out and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.actions import Action
from bot.conversation.event_context import EventContext
from bot.conversation.offering.drawing import FIELDS, offer_reply
from bot.conversation.offering.offers import caption_text, serve
from bot.conversation.offering.wording import wording_of
from bot.conversation.saying.faults import sentence_reply
from bot.messages import ActionEvent, Button, Event, Reply, TextEvent
from bot.ports import ChatOffer, Product, read_caption
from bot.texts import Texts

_LONGEST = {"title": 120, "link": 2000}
_LONGEST_WORD = 40


async def ask_value(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Which field the next text is the value of."""
    offer = await _mine(ctx, action)
    if offer is None or not 0 < action.place <= len(FIELDS):
        return _gone(ctx)
    name = FIELDS[action.place - 1]
    ctx.services.admin_memory.awaited[ctx.event.chat.platform, ctx.event.person.user_id] = name, offer.product.id
    now = _shown(offer.product, name, ctx.texts)
    text = ctx.texts(f"offer-ask-{name}")
    if now:
        text = f"{text} {ctx.texts('offer-now', value=now)}"
    cancel = Button(ctx.texts("button-cancel"), str(Action("shelf", "stop")), icon="✖️")
    return [Reply(text=text, buttons=((cancel,),), only_for_person=True)]


async def awaited_text(ctx: EventContext[TextEvent]) -> list[Reply] | None:
    """What an admin was asked for; None if nothing was."""
    if not ctx.may_offer:
        return None
    awaited = ctx.services.admin_memory.awaited.get((ctx.event.chat.platform, ctx.event.person.user_id))
    if awaited is None or (not awaited[0] and not _may_be_caption(ctx.event)):
        return None
    return await take_value(ctx, ctx.event.text, ctx.event.links)


async def take_value(ctx: EventContext[Event], text: str, links: Sequence[str]) -> list[Reply]:
    """The awaited value, as the field's."""
    memory, who = ctx.services.admin_memory, (ctx.event.chat.platform, ctx.event.person.user_id)
    name, product_id = memory.awaited[who]
    offer = await ctx.store.offers.find(product_id)
    if offer is None:
        memory.awaited.pop(who, None)
        return [Reply(text=ctx.texts("offer-gone"))]
    changed = await _with_value(ctx, offer.product, name, text, links)
    if isinstance(changed, str):
        return [Reply(text=changed)]
    memory.awaited.pop(who, None)
    return await _put(ctx, replace(offer, product=changed), ctx.texts("offer-changed"))


async def turn_stock(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Sold out, or in stock again."""
    offer = await _mine(ctx, action)
    if offer is None:
        return _gone(ctx)
    product = replace(offer.product, in_stock=action.turned(offer.product.in_stock))
    heading = ctx.texts("offer-is-back" if product.in_stock else "offer-is-sold-out")
    return await _put(ctx, replace(offer, product=product), heading, replaces=True)


async def withdraw(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Out of the catalogue, with a way back."""
    offer = await _mine(ctx, action)
    if offer is None:
        return _gone(ctx)
    await ctx.store.offers.put(replace(offer, withdrawn=True))
    await serve(ctx.services)
    back = Button(ctx.texts("button-restore"), str(Action("restore", offer.product.id)), icon="↩️")
    text = ctx.texts("offer-withdrawn", title=offer.product.title)
    return [Reply(text=text, buttons=((back,),), replaces=True, only_for_person=True)]


async def restore(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Into the catalogue again, as it was."""
    offer = await _mine(ctx, action)
    if offer is None:
        return _gone(ctx)
    return await _put(ctx, replace(offer, withdrawn=False), ctx.texts("offer-added"), replaces=True)


async def show_offer(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """Its card, with the buttons that change it."""
    offer = await _mine(ctx, action)
    return [offer_reply(ctx, offer, ctx.texts("offer-card"))] if offer else _gone(ctx)


async def _put(ctx: EventContext[Event], offer: ChatOffer, heading: str, *, replaces: bool = False) -> list[Reply]:
    await ctx.store.offers.put(offer)
    if not await serve(ctx.services):
        heading = ctx.texts("offer-waits")
    return [offer_reply(ctx, offer, heading, replaces=replaces)]


async def _mine(ctx: EventContext[ActionEvent], action: Action) -> ChatOffer | None:
    """The offer that a button is about; None for everybody but admins, or if it is gone."""
    return await ctx.store.offers.find(action.target) if ctx.may_offer else None


def _gone(ctx: EventContext[ActionEvent]) -> list[Reply]:
    return sentence_reply(ctx, ctx.texts("offer-gone" if ctx.may_offer else "admins-only"))


def _may_be_caption(event: TextEvent) -> bool:
    """An answer to "what is it called, and what does it cost", which may also have been passed over."""
    read = read_caption(caption_text(event.text, event.links))
    return read.price is not None or bool(read.link)


async def _with_value(
    ctx: EventContext[Event], product: Product, name: str, text: str, links: Sequence[str]
) -> Product | str:
    """The product with what was said, or the sentence on why it is not taken."""
    texts, said = ctx.texts, " ".join(text.split())
    currency = product.currency or ctx.worker.words.currency
    read = read_caption(caption_text(text, links), currency)
    if name == "price":
        found = read if read.price is not None else read_caption(f"price: {text}", currency)
        if found.price is None:
            return texts("offer-no-price")
        return replace(product, price=found.price, currency=found.currency)
    if name == "link":
        return replace(product, link=read.link[: _LONGEST["link"]]) if read.link else texts("offer-no-link")
    if name == "title":
        return replace(product, title=said[: _LONGEST["title"]]) if said else texts("offer-ask-title")
    if name:
        word = (await wording_of(text, texts.language)).words.get(name) or said[:_LONGEST_WORD]
        return replace(product, **{name: word}) if word else texts(f"offer-ask-{name}")  # type: ignore[arg-type]
    if read.price is not None:
        product = replace(product, price=read.price, currency=read.currency)
    return replace(product, title=read.title or product.title, link=read.link or product.link)


def _shown(product: Product, name: str, texts: Texts) -> str:
    if name == "price":
        return texts.price(product.price, product.currency)
    value = str(getattr(product, name))
    return texts.name(name, value) if value and name in ("type", "colour", "gender") else value
