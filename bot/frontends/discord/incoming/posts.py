"""Messages in the channels that are a catalogue: new, edited and deleted ones, and what came while the bot was away.

Whoever may post there is one of the shop's admins, may manage the channel's messages, or is a webhook.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Collection, Mapping
from typing import Any

import discord

from bot.frontends.discord.context import ClientContext
from bot.frontends.discord.incoming.links import links_in, without_links
from bot.frontends.discord.incoming.photos import photos_of_message
from bot.frontends.discord.refusals import CONNECTION_ERRORS
from bot.messages import Chat, Event, Person, PhotoFault, Post, PostEvent, PostsGoneEvent, Reply, Shown

log = logging.getLogger(__name__)

# Older ones are known, or were passed over for good: what was answered is remembered for a week.
_MISSED_DAYS = 7
_MOST_MISSED = 200


class ChannelPosts:
    """For one client. `reads` makes a message of what Discord tells; it raises whatever the library does."""

    def __init__(self, context: ClientContext, reads: Callable[[dict[str, Any]], discord.Message]) -> None:
        self._context = context
        self._reads = reads

    def posted(self, message: discord.Message, *, edited: bool = False) -> bool:
        """Take a message of such a channel; False for any other, and for whoever may not post there."""
        if not self._is_catalogue(message.channel.id) or not self._may_post(message):
            return False
        if message.type not in (discord.MessageType.default, discord.MessageType.reply):
            return True
        event_id = f"message:{message.id}"
        if edited:
            event_id = f"edit:{message.id}:{message.edited_at}"
        if not self._context.dispatcher.is_new(event_id):
            return True
        photos = photos_of_message(message, self._context.photo_bytes, ("image",))
        attached = [each for each in photos if each.fault is not PhotoFault.NOT_A_PHOTO]
        post = _post(message.channel.id, message.id)
        event = PostEvent(
            Person(""),
            post.chat,
            event_id,
            post.message_ref,
            caption=without_links(message.content),
            links=links_in(message.content),
            posts=(post,) * max(1, len(attached)),
            edited=edited,
        )
        self._context.dispatcher.put_event(event, Unsaid(), attached)
        return True

    def updated(self, data: Mapping[str, Any]) -> None:
        """What MESSAGE_UPDATE says, if it is an edit by whoever wrote the message, and not merely a preview's."""
        if not self._is_catalogue(data.get("channel_id")) or not data.get("edited_timestamp") or "content" not in data:
            return
        try:
            message = self._reads(dict(data))
        except Exception as error:  # as the library stumbles: anything
            log.warning("an edited post cannot be read: %s", type(error).__name__)
            return
        self.posted(message, edited=True)

    def deleted(self, channel_id: int, message_ids: Collection[int]) -> None:
        """Messages were deleted, one or many at once."""
        if self._is_catalogue(channel_id):
            posts = tuple(_post(channel_id, each) for each in sorted(message_ids))
            event_id = f"gone:{posts[0].message_ref}:{len(posts)}"
            if self._context.dispatcher.is_new(event_id):
                event: Event = PostsGoneEvent(Person(""), posts[0].chat, event_id, posts=posts)
                self._context.dispatcher.put_event(event, Unsaid())

    async def catch_up(self, client: discord.Client, guild_id: int) -> None:
        """Take what was posted in a guild while nobody listened; what was taken before is known by its id."""
        since = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=_MISSED_DAYS)
        for channel_id in self._context.catalogue_channels:
            channel = client.get_channel(int(channel_id))
            if not isinstance(channel, discord.TextChannel | discord.Thread) or channel.guild.id != guild_id:
                continue
            try:
                async for message in channel.history(limit=_MOST_MISSED, after=since):
                    self.posted(message)
            except (discord.HTTPException, *CONNECTION_ERRORS) as error:
                log.warning("[catalogue] channels: %s cannot be read: %s", channel_id, type(error).__name__)

    def _is_catalogue(self, channel_id: object) -> bool:
        return str(channel_id) in self._context.catalogue_channels

    def _may_post(self, message: discord.Message) -> bool:
        if message.webhook_id is not None or str(message.author.id) in self._context.admins:
            return True
        author, channel = message.author, message.channel
        if author.bot or not isinstance(author, discord.Member) or isinstance(channel, discord.PartialMessageable):
            return False
        return channel.permissions_for(author).manage_messages


class Unsaid:
    """See DiscordReplies. Nothing is said, whatever comes."""

    def __init__(self) -> None:
        self.shown: list[Shown] = []

    async def show(self, reply: Reply) -> None:
        """Nothing."""

    async def finish(self, replied: bool) -> None:
        """Nothing."""


def _post(channel_id: int, message_id: int) -> Post:
    return Post(Chat("discord", str(channel_id), "group"), str(message_id))
