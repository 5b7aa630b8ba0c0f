"""Messages and reactions: which of them are for the bot, and the events that they become."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Any

import discord

from bot.frontends.discord.faults import CONNECTION_ERRORS
from bot.frontends.discord.incoming import events as events
from bot.frontends.discord.incoming.items import Scope
from bot.frontends.discord.incoming.photos import has_image, sources
from bot.frontends.discord.outgoing.places import ChannelPlace
from bot.frontends.discord.parts import Parts
from bot.frontends.discord.talk import Talk
from bot.messages import CommandEvent, Event, Person, PhotoEvent, ReactionEvent, Reply, TextEvent

# A command that was written out, where an app or a server does not offer it.
_TYPED = re.compile(r"/(\w{1,32})(?:\s+(.*)|)", re.DOTALL)


class Messages:
    """For one client, which tells who the bot is."""

    def __init__(self, parts: Parts, client: discord.Client) -> None:
        self._parts = parts
        self._talk: Talk = parts.talk
        self._client = client

    async def heard(self, message: discord.Message) -> None:
        """A photo or a text for the bot: directly, with a mention, in reply to it, or in a channel where every photo is
        answered."""
        user = self._client.user
        if user is None or message.author.bot or message.webhook_id is not None:
            return
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        direct = events.is_direct_message(message)
        is_meant = direct or self._is_mentioned(message, user.id) or self._is_replied_to(message, user.id)
        if not is_meant and not (has_image(message) and await self._answers_every_photo(message)):
            return
        event_id = f"message:{message.id}"
        if self._talk.is_new(event_id):
            self._talk.begin(self._take(message, event_id, user.id, direct=direct))

    def _is_mentioned(self, message: discord.Message, user_id: int) -> bool:
        return any(each.id == user_id for each in message.mentions) or events.names(message.content, user_id)

    def _is_replied_to(self, message: discord.Message, user_id: int) -> bool:
        # Without a ping, and without the message content intent, there is nothing to be seen of such a reply.
        replied = message.reference.resolved if message.reference else None
        by_us = isinstance(replied, discord.Message) and replied.author.id == user_id
        return by_us and bool(message.content or message.attachments or message.message_snapshots)

    async def _answers_every_photo(self, message: discord.Message) -> bool:
        chat = events.chat_of_message(message)
        configured = self._parts.section.channels
        if chat.chat_id in configured or (chat.thread_id and chat.thread_id in configured):
            return True
        return await self._parts.conversation.answers_every_photo(chat)

    async def _take(self, message: discord.Message, event_id: str, user_id: int, *, direct: bool) -> None:
        found = sources(message, self._parts.photo_bytes)
        reference = message.reference
        text = events.without_mention(message.content, user_id)
        replied = reference.resolved if reference else None
        if not found and isinstance(replied, discord.Message) and replied.author.id != user_id:
            # "@bot" in reply to somebody's photo.
            found = sources(replied, self._parts.photo_bytes)
        replies_to = str(reference.message_id) if reference and reference.message_id else ""
        scope: Scope = "private" if direct else "group"
        limit = message.guild.filesize_limit if message.guild else 0
        place = ChannelPlace(message.channel, self._parts.best, scope, refers_to=message)
        if limit:
            place.limit = limit
        if not direct:
            place.asker = message.author
        person, chat = events.author(message, self._parts.locales), events.chat_of_message(message)
        alone = events.private_chat(message.author.id)
        typing = asyncio.create_task(_type(message.channel))
        try:
            if found:
                event = PhotoEvent(
                    *(person, chat, event_id, str(message.id)), caption=text, replies_to=replies_to, alone=alone
                )
                await self._talk.answer_photos(event, found, place)
            else:
                said: Event = TextEvent(
                    *(person, chat, event_id, str(message.id)), text=text, replies_to=replies_to, alone=alone
                )
                if command := _TYPED.fullmatch(text):
                    argument = (command[2] or "").strip()
                    said = CommandEvent(person, chat, event_id, name=command[1].lower(), argument=argument, alone=alone)
                await self._talk.answer(said, place)
        finally:
            typing.cancel()

    def reacted(self, payload: discord.RawReactionActionEvent, *, removed: bool) -> None:
        """An emoji was set or taken back, anywhere; whether it is a verdict, the conversation knows."""
        user = self._client.user
        by_bot = payload.member is not None and payload.member.bot
        if user is None or payload.user_id == user.id or by_bot or payload.emoji.id is not None:
            return
        if payload.guild_id is None:
            chat = events.private_chat(payload.user_id)
        else:
            chat = events.group_chat(self._client.get_channel(payload.channel_id), payload.channel_id)
        person = Person(str(payload.user_id), self._parts.locales.of(payload.user_id))
        event = ReactionEvent(
            person, chat, message_ref=str(payload.message_id), emoji=payload.emoji.name or "", removed=removed
        )
        # In turn, so that one set and taken back at once ends as it should.
        key = f"{payload.message_id}/{payload.user_id}"
        self._talk.begin(self._talk.answer(event, _Silence(), in_turn=key))


class _Silence:
    """Where nothing is said, whatever comes."""

    def __init__(self) -> None:
        self.shown: list[Any] = []

    async def show(self, reply: Reply) -> None:
        """Nothing."""

    async def finish(self, replied: bool) -> None:
        """Nothing."""


async def _type(channel: discord.abc.Messageable) -> None:
    # A courtesy: whoever may not type, or not now, answers without.
    with contextlib.suppress(discord.HTTPException, *CONNECTION_ERRORS):
        await channel.typing()
