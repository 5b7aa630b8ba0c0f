"""Posts of a channel that is a catalogue: new ones are products, edited ones change them, deleted ones take them away.

Nothing is said in the channel. What cannot be taken in for a reason that an admin should know is told to the admins.
"""

from __future__ import annotations

import logging

from bot.conversation.event_context import EventContext
from bot.conversation.offering.offers import caption_text, serve, take_offer
from bot.messages import Chat, Person, PostEvent, PostsGoneEvent, Reply
from bot.ports import read_caption
from bot.texts import texts_for

_log = logging.getLogger(__name__)


async def take_post(ctx: EventContext[PostEvent]) -> list[Reply]:
    """A post with a photo and words is a product; without either it says nothing of one."""
    event = ctx.event
    text = caption_text(event.caption, event.links)
    before = await ctx.store.offers.made_of(event.posts) if event.posts else None
    if before is None and (not event.photos or not read_caption(text).title):
        return []
    if before is not None and not event.edited:
        return []  # told once more
    taken = await take_offer(ctx, event, before)
    if taken.offer is None:
        await _tell_admins(ctx, taken.fault, text)
    elif not taken.served:
        _log.warning("%r of the channel is kept, and found when there is an index", taken.offer.product.title)
    return []


async def posts_gone(ctx: EventContext[PostsGoneEvent]) -> list[Reply]:
    """Their products are gone, too."""
    if await ctx.store.offers.posts_gone(ctx.event.posts):
        await serve(ctx.services)
    return []


async def _tell_admins(ctx: EventContext[PostEvent], reason: str, text: str) -> None:
    platform = ctx.event.chat.platform
    _log.warning("a post of the catalogue's channel was not taken in: %s", reason)
    deliver = ctx.services.deliveries.get(platform)
    if deliver is None:
        return
    for admin in ctx.settings.admins.get(platform, ()):
        chat = Chat(platform, admin)
        settings = await ctx.store.people.settings(Person(admin), chat)
        texts = await texts_for(settings.language)
        await deliver(chat, Reply(text=texts("post-failed", title=text[:60], reason=reason)))
