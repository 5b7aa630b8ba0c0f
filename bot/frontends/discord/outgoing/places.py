"""Where the replies to one event go, and messages in a channel as the plainer of two such places (the other is in
discord_answers.py). Each message is sent in the best form that is taken."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import discord

from bot.frontends.discord.faults import Meaning, meaning, persistently
from bot.frontends.discord.incoming.items import Items, Scope
from bot.frontends.discord.outgoing.forms import Message, Style, changed_message, new_message, shows_something
from bot.frontends.discord.outgoing.pictures import DEFAULT_LIMIT, Pictures, Redrawing, pictures_of
from bot.messages import Reply, Shown

log = logging.getLogger(__name__)

# "You cannot reply without permission to read message history."
_MAY_NOT_REFER = 160002
Attempt = Callable[[Style, Pictures], Awaitable[Message]]


@dataclass(slots=True)
class Best:
    """The best form that this server has shown to take, how pictures are made smaller for it, and by which ids it knows
    the commands; shared by all places of one connection."""

    redraw: Redrawing
    style: Style = field(default_factory=Style)
    v2_was_taken: bool = False
    commands: dict[str, int] = field(default_factory=dict)

    def items(self, scope: Scope, style: Style) -> Items:
        """For one message."""
        return Items(scope, icons=style.icons, commands=self.commands)

    def learn(self, taken: Style, refused: bool) -> None:
        """A server that has never taken Components V2, and takes embeds instead, is not asked again."""
        self.v2_was_taken = self.v2_was_taken or taken.v2
        if refused and taken.rich and not taken.v2 and not self.v2_was_taken:
            log.warning("this server does not take Components V2: answers are embeds from now on")
            self.style = replace(self.style, v2=False)


class Place(Protocol):
    """Where replies go, one after the other. `shown`: which messages show what, for the conversation."""

    shown: list[Shown]

    async def show(self, reply: Reply) -> None:
        """Send, edit or whisper. Raises discord.HTTPException, and what a dropped connection raises."""

    async def finish(self, replied: bool) -> None:
        """There is nothing more to show."""


@dataclass(slots=True)
class ChannelPlace:
    """Messages in a channel that the bot can write into by itself. `refers_to`: the message that is answered, `asker`:
    who gets what is for nobody else's eyes as a direct message, where the channel is not theirs alone."""

    channel: discord.abc.Messageable
    best: Best
    scope: Scope
    refers_to: discord.Message | None = None
    asker: discord.abc.Messageable | None = None
    limit: int = DEFAULT_LIMIT
    shown: list[Shown] = field(default_factory=list)
    _last: Message | None = None

    async def show(self, reply: Reply) -> None:
        """See Place. Nothing can be whispered here, so a notice is a message."""
        if not shows_something(reply):
            if not reply.notice:
                return
            reply = Reply(text=reply.notice)
        if reply.only_for_person and self.asker is not None:
            await ChannelPlace(self.asker, self.best, "private").show(reply)
            return
        message = await self.replace(reply, self._last) if reply.replaces and self._last else await self.add(reply)
        if reply.replaces:
            self._last = message
        if reply.query_id:
            self.shown.append(Shown(reply.query_id, str(message.id)))

    async def finish(self, replied: bool) -> None:
        """See Place."""

    async def add(self, reply: Reply) -> Message:
        """A new message."""
        pictures = await pictures_of(reply, self.limit, self.best.redraw)
        # By the nonce Discord knows a message that it has already, when the connection broke before it could say so.
        nonce = secrets.randbits(60)

        async def attempt(style: Style, pictures: Pictures) -> Message:
            async def send() -> discord.Message:
                more: dict[str, Any] = {"nonce": nonce}
                if self.refers_to is not None:
                    more["reference"] = self.refers_to.to_reference(fail_if_not_exists=False)
                return await self.channel.send(
                    **new_message(reply, pictures, style, self.best.items(self.scope, style)), **more
                )

            try:
                sent = await persistently(send)
            except discord.HTTPException as error:
                if error.code != _MAY_NOT_REFER or self.refers_to is None:
                    raise
                self.refers_to = None
                sent = await persistently(send)
            self.refers_to = None  # the first message alone, so that the rest follows below
            return Message(sent.id, style.v2, pictures.within(style.bytes).names)

        return await in_some_form(attempt, pictures, self.best)

    async def replace(self, reply: Reply, before: Message) -> Message:
        """An edit; a new message if that one is gone."""
        pictures = await pictures_of(reply, self.limit, self.best.redraw)
        get = getattr(self.channel, "get_partial_message", None)
        if get is None:
            return await self.add(reply)
        partial: discord.PartialMessage = get(before.id)

        async def attempt(style: Style, pictures: Pictures) -> Message:
            await persistently(
                lambda: partial.edit(
                    **changed_message(reply, pictures, style, self.best.items(self.scope, style), before)
                )
            )
            return Message(before.id, style.v2 or before.v2, pictures.within(style.bytes).names | before.files)

        try:
            return await in_some_form(attempt, pictures, self.best)
        except discord.HTTPException as error:
            if meaning(error) is not Meaning.GONE:
                raise
            return await self.add(reply)


async def in_some_form(attempt: Attempt, pictures: Pictures, best: Best) -> Message:
    """Try the best form first, then those that the refusals call for. Raises the last refusal."""
    style = best.style
    refused = False
    while True:
        try:
            message = await attempt(style, pictures)
        except discord.HTTPException as error:
            if meaning(error) is Meaning.TOO_LARGE:
                smaller = await pictures.smaller(best.redraw)
                if smaller.size < pictures.size:
                    pictures = smaller
                    continue
            following = style.after(meaning(error), pictures)
            if following is None:
                raise
            log.info("Discord did not take an answer (%s %s), trying a plainer one", error.status, error.code)
            refused = refused or meaning(error) is Meaning.MALFORMED
            style = following
            continue
        best.learn(style, refused)
        return message
