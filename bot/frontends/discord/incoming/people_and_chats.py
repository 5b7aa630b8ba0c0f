"""Who it was and where: Discord's users, guilds, channels and threads as the conversation's Person and Chat.

A chat of one person is named by the person: direct messages, and what only the asker sees in a channel, are one private
chat, whatever channels they come through. A chat of many is the channel; its threads are its threads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord

from bot.frontends.discord.outgoing.components import Scope
from bot.messages import Chat, Person


def is_direct(interaction: discord.Interaction[Any]) -> bool:
    """Whether it happened in the direct messages with the bot (and not in those of two people, or in a guild)."""
    return interaction.guild_id is None and not interaction.context.private_channel


def person_of(interaction: discord.Interaction[Any]) -> Person:
    """Whoever used a command or pressed a button."""
    manages = interaction.guild_id is not None and interaction.permissions.manage_guild
    return Person(str(interaction.user.id), interaction.locale.value, is_chat_admin=manages)


def chat_of(interaction: discord.Interaction[Any], scope: Scope) -> Chat:
    """The chat in which it counts."""
    where = interaction.channel_id or interaction.guild_id
    if scope == "private" or where is None:
        return private_chat(interaction.user.id)
    return group_chat(interaction.channel, where)


def author_of(message: discord.Message, locales: Mapping[int, str]) -> Person:
    """Whoever wrote the message, with the language that is known of them or else the guild's."""
    locale, author, guild = locales.get(message.author.id, ""), message.author, message.guild
    if guild is None:  # a direct message, or a guild that is not known (yet)
        return Person(str(author.id), locale)
    manages = isinstance(author, discord.Member) and author.guild_permissions.manage_guild
    return Person(str(author.id), locale or guild.preferred_locale.value, is_chat_admin=manages)


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


def is_mentioned(text: str, user_id: int) -> bool:
    """Whether somebody is mentioned in it."""
    return bool(re.search(rf"<@!?{user_id}>", text))


def without_mention(text: str, user_id: int) -> str:
    """What was said to the bot, without its name."""
    return re.sub(rf"<@!?{user_id}>", "", text).strip()
