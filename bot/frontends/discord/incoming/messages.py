"""Messages and reactions: which of them are for the bot, and the events that they become."""

from __future__ import annotations

import asyncio
import contextlib
import re
from dataclasses import dataclass
from functools import partial

import discord

from bot.frontends.discord.context import ClientContext
from bot.frontends.discord.incoming.links import LinkPreviews, Preview, has_link, links_in, without_links
from bot.frontends.discord.incoming.people_and_chats import (
    author_of,
    chat_of_message,
    group_chat,
    is_direct_message,
    is_mentioned,
    private_chat,
    without_mention,
)
from bot.frontends.discord.incoming.photos import AttachedPhoto, has_image, photos_of_message
from bot.frontends.discord.incoming.posts import ChannelPosts, Unsaid
from bot.frontends.discord.outgoing.channel_replies import ChannelReplies
from bot.frontends.discord.outgoing.components import Scope
from bot.frontends.discord.refusals import CONNECTION_ERRORS
from bot.frontends.ordering import QueuedJob
from bot.messages import (
    Chat,
    CommandEvent,
    Event,
    Person,
    PhotoEvent,
    PhotoFault,
    Post,
    ReactionEvent,
    TextEvent,
)

# A command that was written out, where an app or a server does not offer it.
_TYPED = re.compile(r"/(\w{1,32})(?:\s+(.*)|)", re.DOTALL)

# Where every photo is answered, a link to one is a photo, and one to a page with pictures is not.
_UNASKED = ("image",)


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """What is known of a message as soon as it is heard. `said`: its words without the bot's name. `is_meant`: whether
    it is for the bot wherever it was written."""

    message: discord.Message
    person: Person
    chat: Chat
    said: str
    attached: list[AttachedPhoto]
    is_meant: bool


class IncomingMessages:
    """For one client, which tells who the bot is."""

    def __init__(self, context: ClientContext, client: discord.Client, posts: ChannelPosts) -> None:
        self._context = context
        self._posts = posts
        self._dispatcher = context.dispatcher
        self._client = client
        self.previews = LinkPreviews()

    def heard(self, message: discord.Message) -> None:
        """Takes up a photo or a text for the bot: directly, with a mention, in reply to it, or in a channel where every
        photo is answered. At once, so that a shopper's messages keep their order."""
        user = self._client.user
        if user is None or message.author.id == user.id or self._posts.posted(message):
            return
        if message.author.bot or message.webhook_id is not None:
            return
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return
        is_meant = (
            is_direct_message(message)
            or any(each.id == user.id for each in message.mentions)
            or is_mentioned(message.content, user.id)
            or self._is_replied_to(message, user.id)
        )
        if (is_meant or has_image(message) or has_link(message)) and self._dispatcher.is_new(f"message:{message.id}"):
            kinds = () if is_meant else _UNASKED
            person, chat = author_of(message, self._context.locales), chat_of_message(message)
            attached = photos_of_message(message, self._context.photo_bytes, kinds)
            replied = message.reference.resolved if message.reference else None
            if is_meant and not attached and isinstance(replied, discord.Message) and replied.author.id != user.id:
                # "@bot" in reply to somebody's photo.
                attached = photos_of_message(replied, self._context.photo_bytes)
            # What is forwarded has its words within.
            words = message.content or next((each.content for each in message.message_snapshots if each.content), "")
            said = without_mention(words, user.id)
            heard = HeardMessage(message, person, chat, said, attached, is_meant=is_meant)
            preview = self.previews.expect(message, kinds)
            self._dispatcher.put(person.user_id, partial(self._take, heard, preview))

    def _is_replied_to(self, message: discord.Message, user_id: int) -> bool:
        # Without a ping, and without the message content intent, there is nothing to be seen of such a reply.
        replied = message.reference.resolved if message.reference else None
        by_us = isinstance(replied, discord.Message) and replied.author.id == user_id
        return by_us and bool(message.content or message.attachments or message.message_snapshots)

    async def _answers_every_photo(self, chat: Chat) -> bool:
        configured = self._context.section.channels
        if chat.chat_id in configured or (chat.thread_id and chat.thread_id in configured):
            return True
        return await self._context.conversation.answers_every_photo(chat)

    async def _take(self, heard: HeardMessage, preview: Preview | None, job: QueuedJob) -> None:
        message = heard.message
        if not heard.is_meant and not await self._answers_every_photo(heard.chat):
            return
        typing = asyncio.create_task(_type(message.channel)) if heard.is_meant or has_image(message) else None
        try:
            attached = heard.attached
            if preview is not None and not attached:
                attached = await preview
            if heard.is_meant or any(each.fault is None for each in attached):
                await self._answer(heard, attached, job)
        finally:
            if typing is not None:
                typing.cancel()

    async def _answer(self, heard: HeardMessage, attached: list[AttachedPhoto], job: QueuedJob) -> None:
        message, person, chat = heard.message, heard.person, heard.chat
        reference = message.reference
        text = without_links(heard.said)
        if heard.said and not text and not attached:
            attached = [AttachedPhoto("", PhotoFault.NOT_A_PHOTO)]  # a link alone, behind which Discord sees no picture
        event_id, ref, alone = f"message:{message.id}", str(message.id), private_chat(message.author.id)
        event: Event
        if attached:
            links, posts = links_in(heard.said), _forwarded(message)
            event = PhotoEvent(
                person, chat, event_id, ref, caption=text, links=links, posts=posts, unshown=True, alone=alone
            )
        elif command := _TYPED.fullmatch(heard.said):
            name, argument = command[1].lower(), (command[2] or "").strip()
            event = CommandEvent(person, chat, event_id, name=name, argument=argument, alone=alone)
        else:
            replies_to = str(reference.message_id) if reference and reference.message_id else ""
            event = TextEvent(
                person,
                chat,
                event_id,
                ref,
                text=text,
                replies_to=replies_to,
                links=links_in(heard.said),
                alone=alone,
            )
        await self._dispatcher.answer(event, self._replies(message), attached, job)

    def _replies(self, message: discord.Message) -> ChannelReplies:
        direct = is_direct_message(message)
        scope: Scope = "private" if direct else "group"
        replies = ChannelReplies(message.channel, self._context.capabilities, scope, refers_to=message)
        if message.guild and message.guild.filesize_limit:
            replies.limit = message.guild.filesize_limit
        if not direct:
            replies.asker = message.author
        return replies

    def reacted(self, payload: discord.RawReactionActionEvent, *, removed: bool) -> None:
        """An emoji was set or taken back, anywhere; whether it is a verdict, the conversation knows."""
        user = self._client.user
        by_bot = payload.member is not None and payload.member.bot
        if user is None or payload.user_id == user.id or by_bot or payload.emoji.id is not None:
            return
        if payload.guild_id is None:
            chat = private_chat(payload.user_id)
        else:
            chat = group_chat(self._client.get_channel(payload.channel_id), payload.channel_id)
        person = Person(str(payload.user_id), self._context.locales.get(payload.user_id, ""))
        event = ReactionEvent(
            person, chat, message_ref=str(payload.message_id), emoji=payload.emoji.name or "", removed=removed
        )
        self._dispatcher.put_event(event, Unsaid())  # a reaction is no question


def _forwarded(message: discord.Message) -> tuple[Post, ...]:
    """The message that this one was forwarded from."""
    reference = message.reference
    if not message.message_snapshots or reference is None or reference.message_id is None:
        return ()
    return (Post(Chat("discord", str(reference.channel_id), "group"), str(reference.message_id)),)


async def _type(channel: discord.abc.Messageable) -> None:
    # A courtesy: whoever may not type, or not now, answers without.
    with contextlib.suppress(discord.HTTPException, *CONNECTION_ERRORS):
        await channel.typing()
