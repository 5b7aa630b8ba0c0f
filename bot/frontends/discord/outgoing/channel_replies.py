"""Replies as messages in a channel (or in direct messages) that the bot may write into by itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

import discord

from bot.frontends.discord.outgoing.components import Scope
from bot.frontends.discord.outgoing.message_forms import (
    MessageForm,
    SentMessage,
    changed_message,
    new_message,
    shows_something,
)
from bot.frontends.discord.outgoing.pictures import DEFAULT_LIMIT, ReplyPictures, pictures_of
from bot.frontends.discord.outgoing.replies import ServerCapabilities, in_accepted_form, without_sharing
from bot.frontends.discord.refusals import DiscordRefusal, refusal_of, with_retries
from bot.messages import Reply, Shown

# "You cannot reply without permission to read message history."
_MAY_NOT_REFER = 160002


@dataclass(slots=True)
class ChannelReplies:
    """See DiscordReplies. `refers_to`: the message that is answered. `asker`: who gets what is for nobody else's eyes
    as a direct message, where the channel is not theirs alone."""

    channel: discord.abc.Messageable
    capabilities: ServerCapabilities
    scope: Scope
    refers_to: discord.Message | None = None
    asker: discord.abc.Messageable | None = None
    limit: int = DEFAULT_LIMIT
    shown: list[Shown] = field(default_factory=list)
    _last: SentMessage | None = None

    async def show(self, reply: Reply) -> None:
        """See DiscordReplies. Nothing can be whispered here, so a notice is a message."""
        if not shows_something(reply):
            if not reply.notice:
                return
            reply = Reply(text=reply.notice)
        if reply.only_for_person and self.asker is not None:
            await ChannelReplies(self.asker, self.capabilities, "private").show(reply)
            return
        message = await self.replace(reply, self._last) if reply.replaces and self._last else await self.add(reply)
        if reply.replaces:
            self._last = message
        if reply.query_id and message.id:
            self.shown.append(Shown(reply.query_id, str(message.id)))

    async def finish(self, replied: bool) -> None:
        """See DiscordReplies."""

    async def add(self, reply: Reply) -> SentMessage:
        """A new message."""
        reply = without_sharing(reply)
        pictures = await pictures_of(reply, self.limit, self.capabilities.redrawer)
        # By the nonce Discord knows a message that it has already, when the connection broke before it could say so.
        nonce = secrets.randbits(60)

        async def attempt(form: MessageForm, pictures: ReplyPictures) -> SentMessage:
            async def send() -> int:
                more: dict[str, Any] = {"nonce": nonce}
                if self.refers_to is not None:
                    more["reference"] = self.refers_to.to_reference(fail_if_not_exists=False)
                factory = self.capabilities.factory(self.scope, form)
                try:
                    return (await self.channel.send(**new_message(reply, pictures, form, factory), **more)).id
                except (TypeError, KeyError):  # sent, by a server that does not say what it is now
                    return 0

            try:
                sent = await with_retries(send)
            except discord.HTTPException as error:
                if error.code != _MAY_NOT_REFER or self.refers_to is None:
                    raise
                self.refers_to = None
                sent = await with_retries(send)
            self.refers_to = None  # the first message alone, so that the rest follows below
            return SentMessage(sent, form.v2, pictures.within(form.bytes).names)

        return await in_accepted_form(attempt, pictures, self.capabilities)

    async def replace(self, reply: Reply, before: SentMessage) -> SentMessage:
        """An edit; a new message if that one is gone."""
        get = getattr(self.channel, "get_partial_message", None)
        if get is None:
            return await self.add(reply)
        reply = without_sharing(reply)
        edited: discord.PartialMessage = get(before.id)
        pictures = await pictures_of(reply, self.limit, self.capabilities.redrawer)

        async def attempt(form: MessageForm, pictures: ReplyPictures) -> SentMessage:
            async def edit() -> None:
                factory = self.capabilities.factory(self.scope, form)
                await edited.edit(**changed_message(reply, pictures, form, factory, before))

            await with_retries(edit)
            return SentMessage(before.id, form.v2 or before.v2, pictures.within(form.bytes).names | before.files)

        try:
            return await in_accepted_form(attempt, pictures, self.capabilities, before)
        except discord.HTTPException as error:
            if refusal_of(error) is not DiscordRefusal.GONE:
                raise
            return await self.add(reply)
