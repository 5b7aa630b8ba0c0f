"""Posts of channels: those of a channel that is a catalogue are events, and an admin may forward those of any."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Sequence

from telegram import Bot, ChatMember, Message, MessageOriginChannel
from telegram import Chat as TelegramChat
from telegram.error import TelegramError

from bot.frontends.telegram.incoming.events import Destination, IncomingEvent
from bot.frontends.telegram.incoming.photos import LINK, TelegramFile, photo_in
from bot.messages import Chat, Person, Post, PostEvent

log = logging.getLogger(__name__)


def is_named(chat: TelegramChat, channels: Collection[str]) -> bool:
    """Whether the configuration names this channel, by its id or its name."""
    name = f"@{chat.username}".casefold()
    return str(chat.id) in channels or any(each.casefold() == name for each in channels)


def posted(message: Message, event_id: str, *, edited: bool) -> list[IncomingEvent]:
    """A post with a photo as an event; nothing for any other. An edited one comes alone, whatever album it is of."""
    sent = photo_in(message)
    if not isinstance(sent, TelegramFile):
        return []
    post = Post(_channel(message.chat.id), str(message.message_id))
    event = PostEvent(
        Person(""),
        post.chat,
        event_id,
        post.message_ref,
        caption=LINK.sub(" ", message.caption or "").strip(),
        links=links_in(message),
        posts=(post,),
        edited=edited,
    )
    album = "" if edited else message.media_group_id or ""
    return [IncomingEvent(event, Destination(message.chat.id, is_group=True), (sent,), album)]


def forwarded(message: Message) -> tuple[Post, ...]:
    """The channel's post that a message was forwarded from; none, if it was from elsewhere."""
    origin = message.forward_origin
    if not isinstance(origin, MessageOriginChannel):
        return ()
    return (Post(_channel(origin.chat.id), str(origin.message_id)),)


def links_in(message: Message) -> tuple[str, ...]:
    """The addresses that stand in a message's words, or behind them."""
    entities = (*message.entities, *message.caption_entities)
    behind = (str(each.url) for each in entities if each.url)
    found = (*LINK.findall(message.text or message.caption or ""), *behind)
    return tuple(dict.fromkeys(each for each in found if LINK.fullmatch(each)))


async def check_channels(bot: Bot, channels: Sequence[str]) -> None:
    """Say in the log which of the channels the bot hears nothing of: it has to be an admin of each."""
    for channel in channels:
        if not channel.startswith(("@", "-")):
            continue  # one of another platform's
        try:
            where = channel if channel.startswith("@") else int(channel)
            async with asyncio.timeout(30):
                member = await bot.get_chat_member(where, bot.id)
            heard = member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
        except (TelegramError, TimeoutError, ValueError):
            heard = False
        if not heard:
            log.warning("[catalogue] channels: make the bot an admin of %s, or it hears nothing of its posts", channel)


def _channel(chat_id: int) -> Chat:
    return Chat("telegram", str(chat_id), "group")
