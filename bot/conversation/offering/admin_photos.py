"""An admin's photo with a caption that names a price, or a channel's post that is forwarded, is a product.

Any other photo of theirs is a search. What was meant otherwise is put right with one press.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot.conversation.actions import Action
from bot.conversation.asking.answer import answer_photos
from bot.conversation.event_context import EventContext
from bot.conversation.offering.drawing import offer_reply
from bot.conversation.offering.editing import take_value
from bot.conversation.offering.offers import caption_text, posts_of, serve, take_offer
from bot.conversation.offering.wording import wording_of
from bot.conversation.saying.faults import sentence_reply
from bot.messages import ActionEvent, Button, Event, Photo, PhotoEvent, Platform, Reply
from bot.ports import read_caption


async def offer_or_answer(ctx: EventContext[PhotoEvent]) -> list[Reply]:
    """The photo of an admin as what it is meant for, with the way to the other; everybody else's is a search."""
    if not ctx.may_offer:
        return await answer_photos(ctx)
    event, who, memory = ctx.event, _who(ctx.event), ctx.services.admin_memory
    if event.links and memory.awaited.get(who, ("", ""))[0] == "link":
        return await take_value(ctx, "", event.links)
    text = caption_text(event.caption, event.links)
    read = read_caption(text)
    memory.awaited.pop(who, None)
    is_forwarded = bool(event.posts and read.title)
    is_priced = read.is_priced and bool(read.title)
    if who in memory.adding:
        memory.adding[who] = True  # for another quarter of an hour
        return await _offered(ctx, event)
    if is_forwarded or (is_priced and not (await wording_of(text, ctx.texts.language)).asks):
        return await _offered(ctx, event)
    replies = await answer_photos(ctx)
    return [_with_way_in(ctx, reply) if reply is replies[-1] else reply for reply in replies]


async def add_after_all(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """What was answered as a search is a product."""
    event = ctx.services.admin_memory.searched.pop(action.target, None) if ctx.may_offer else None
    if event is None:
        return sentence_reply(ctx, ctx.texts("offer-too-late"))
    return await _offered(ctx, event)


async def search_after_all(ctx: EventContext[ActionEvent], action: Action) -> list[Reply]:
    """What was taken for a product was a search: it is taken out again, and the photo answered."""
    offer = await ctx.store.offers.find(action.target) if ctx.may_offer else None
    if offer is None:
        return sentence_reply(ctx, ctx.texts("offer-gone"))
    photos = [await ctx.store.offers.read_picture(path) for path in offer.pictures]
    await ctx.store.offers.delete(offer.product.id)
    await serve(ctx.services)
    event = ctx.event
    asked = PhotoEvent(event.person, event.chat, photos=tuple(map(Photo, photos)), caption=offer.caption)
    return [
        Reply(text=ctx.texts("offer-was-search"), replaces=True),
        *(await answer_photos(replace(ctx, event=asked))),  # type: ignore[arg-type]
    ]


async def _offered(ctx: EventContext[Event], event: PhotoEvent) -> list[Reply]:
    before = await ctx.store.offers.made_of(posts_of(event)) if event.photos else None
    taken = await take_offer(ctx, event, replace(before, withdrawn=False) if before else None)
    if taken.offer is None:
        return [Reply(text=taken.fault)]
    heading = "offer-added" if taken.served else "offer-waits"
    is_clear = bool(taken.offer.product.price is not None and (taken.read.title or before))
    if not is_clear:
        ctx.services.admin_memory.awaited[_who(ctx.event)] = "", taken.offer.product.id
    return [offer_reply(ctx, taken.offer, ctx.texts(heading), asks=not is_clear, is_new=True)]


def _with_way_in(ctx: EventContext[PhotoEvent], reply: Reply) -> Reply:
    if not reply.cards:
        return reply
    token = secrets.token_urlsafe(8)
    # Too many bytes to be kept: it can be sent again.
    with_room = ctx.services.admin_memory.searched
    if sum(len(photo.data) for photo in ctx.event.photos) >= with_room.maxsize:
        return reply
    with_room[token] = ctx.event
    button = Button(ctx.texts("button-offer"), str(Action("offer", token)), icon="➕")
    return replace(reply, buttons=(*reply.buttons, (button,)))


def _who(event: Event) -> tuple[Platform, str]:
    return event.chat.platform, event.person.user_id
