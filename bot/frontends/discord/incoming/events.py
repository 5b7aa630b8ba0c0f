"""Who it was and where: Discord's users, guilds, channels and threads as the conversation's Person and Chat.

A chat of one person is named by the person: direct messages, and what only the asker sees in a channel, are one private
chat, whatever channels they come through. A chat of many is the channel; its threads are its threads.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Any

import discord

from bot.frontends.discord.incoming.items import Scope
from bot.messages import Chat, Person

_REMEMBERED = 10_000


class Locales:
    """Discord says a person's language with interactions only; what it said last counts for messages too."""

    def __init__(self) -> None:
        self._known: OrderedDict[int, str] = OrderedDict()

    def learn(self, user_id: int, locale: str) -> None:
        self._known[user_id] = locale
        self._known.move_to_end(user_id)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)

    def of(self, user_id: int) -> str:
        """Empty if it was never said."""
        return self._known.get(user_id, "")


def is_direct(interaction: discord.Interaction[Any]) -> bool:
    """Whether it happened in the direct messages with the bot (and not in those of two people, or in a guild)."""
    return interaction.guild_id is None and not interaction.context.private_channel


def acting(interaction: discord.Interaction[Any]) -> Person:
    """Whoever used a command or pressed a button."""
    manages = interaction.guild_id is not None and interaction.permissions.manage_guild
    return Person(str(interaction.user.id), interaction.locale.value, is_chat_admin=manages)


def chat_of(interaction: discord.Interaction[Any], scope: Scope) -> Chat:
    """The chat in which it counts."""
    where = interaction.channel_id or interaction.guild_id
    if scope == "private" or where is None:
        return private_chat(interaction.user.id)
    return group_chat(interaction.channel, where)


def author(message: discord.Message, locales: Locales) -> Person:
    """Whoever wrote the message."""
    locale = locales.of(message.author.id)
    if not locale and message.guild is not None:
        locale = message.guild.preferred_locale.value
    manages = isinstance(message.author, discord.Member) and message.author.guild_permissions.manage_guild
    return Person(str(message.author.id), locale, is_chat_admin=manages)


def chat_of_message(message: discord.Message) -> Chat:
    """The chat in which the message was written."""
    if is_direct_message(message):
        return private_chat(message.author.id)
    return group_chat(message.channel, message.channel.id)


def is_direct_message(message: discord.Message) -> bool:
    """Whether it was written to the bot alone."""
    return isinstance(message.channel, discord.DMChannel)


def private_chat(user_id: int) -> Chat:
    """One person's chat with the bot."""
    return Chat("discord", str(user_id))


def group_chat(channel: object, channel_id: int) -> Chat:
    """A channel that many read; a thread belongs to its channel."""
    if isinstance(channel, discord.Thread):
        return Chat("discord", str(channel.parent_id), "group", str(channel.id))
    return Chat("discord", str(channel_id), "group")


def names(text: str, user_id: int) -> bool:
    """Whether somebody is mentioned in it."""
    return bool(re.search(rf"<@!?{user_id}>", text))


def without_mention(text: str, user_id: int) -> str:
    """What was said to the bot, without its name."""
    return re.sub(rf"<@!?{user_id}>", "", text).strip()
