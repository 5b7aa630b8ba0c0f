"""Where the replies to one event go: the answer to an interaction, or messages in a channel.

An interaction's token lasts 15 minutes, and no time at all if it was acknowledged too late. After that its replies go
where the bot may write by itself: into the channel, or, if only the asker was to see them, as a direct message.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

import discord

from bot.frontends import Redraw
from bot.frontends.discord_acknowledge import Acknowledged
from bot.frontends.discord_faults import CONNECTION_ERRORS, UNKNOWN_MESSAGE, Meaning, meaning, persistently
from bot.frontends.discord_forms import (
    Message,
    Style,
    changed_message,
    message_of,
    new_message,
    shows_something,
)
from bot.frontends.discord_items import Scope
from bot.frontends.discord_lookup import sent_already
from bot.frontends.discord_pictures import DEFAULT_LIMIT, Pictures, pictures_of
from bot.messages import Reply, Shown

log = logging.getLogger(__name__)

# "You cannot reply without permission to read message history."
_MAY_NOT_REFER = 160002
Attempt = Callable[[Style, Pictures], Awaitable[Message]]


@dataclass(slots=True)
class Best:
    """The best form that this server has shown to take, and how pictures are made smaller for it; shared by all places
    of one run."""

    redraw: Redraw | None = None
    style: Style = field(default_factory=Style)
    v2_was_taken: bool = False

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
    """Messages in a channel that the bot can write into by itself. `refers_to`: the message that is answered."""

    channel: discord.abc.Messageable
    best: Best
    scope: Scope
    refers_to: discord.Message | None = None
    limit: int = DEFAULT_LIMIT
    shown: list[Shown] = field(default_factory=list)
    _last: Message | None = None

    async def show(self, reply: Reply) -> None:
        """See Place. Nothing can be whispered here, so a notice is a message."""
        if not shows_something(reply):
            if not reply.notice:
                return
            reply = Reply(text=reply.notice)
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
                return await self.channel.send(**new_message(reply, pictures, self.scope, style), **more)

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
            await persistently(lambda: partial.edit(**changed_message(reply, pictures, self.scope, style, before)))
            return Message(before.id, style.v2 or before.v2, pictures.within(style.bytes).names | before.files)

        try:
            return await in_some_form(attempt, pictures, self.best)
        except discord.HTTPException as error:
            if meaning(error) is not Meaning.GONE:
                raise
            return await self.add(reply)


class InteractionPlace:
    """The answer to a command or to a pressed button."""

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        acknowledged: asyncio.Task[Acknowledged],
        best: Best,
        scope: Scope,
        *,
        privately: bool,
    ) -> None:
        self.shown: list[Shown] = []
        self._interaction = interaction
        self._acknowledged = acknowledged
        self._best = best
        self._scope = scope
        # Whether the acknowledgement promised something that only the asker sees.
        self._privately = privately
        self._is_press = interaction.type is discord.InteractionType.component
        # "Lookalike is thinking ...", to be replaced by the first reply.
        self._pending = not self._is_press
        self._last = message_of(interaction.message) if self._is_press else None
        self._limit = interaction.filesize_limit or DEFAULT_LIMIT
        self._fallback: ChannelPlace | None = None

    async def show(self, reply: Reply) -> None:
        """See Place. A notice beside a changed message is left out: the change itself says it, and a line for each
        thumb would fill the channel."""
        await self._wait_for_acknowledgement()
        if not shows_something(reply):
            if reply.notice:
                await self._whisper(reply.notice)
            return
        message = await self._in_place(reply)
        if reply.replaces:
            self._last = message
        if reply.query_id and message.id:
            self.shown.append(Shown(reply.query_id, str(message.id)))

    async def finish(self, replied: bool) -> None:
        """Where there is nothing to say, nobody has to watch the bot think. An event that was answered before (Discord
        has told it twice) keeps its answer."""
        state = await self._wait_for_acknowledgement()
        if self._pending and not replied and state is Acknowledged.NOW:
            with contextlib.suppress(discord.HTTPException, *CONNECTION_ERRORS):
                await self._interaction.delete_original_response()

    async def _wait_for_acknowledgement(self) -> Acknowledged:
        state = await asyncio.shield(self._acknowledged)
        if state is Acknowledged.TOO_LATE and self._fallback is None:
            self._fallback = self._other_place(self._privately)
        return state

    async def _whisper(self, notice: str) -> None:
        if self._pending:
            await self._in_place(Reply(text=notice))
        elif self._fallback is None:
            with contextlib.suppress(discord.HTTPException):  # a remark on a press is not worth a message elsewhere
                await self._follow_up(Reply(text=notice), privately=True)

    async def _in_place(self, reply: Reply) -> Message:
        try:
            if self._fallback is None:
                return await self._by_token(reply)
        except discord.HTTPException as error:
            # Whatever is unknown here, if not a message, is the interaction itself.
            if meaning(error) is not Meaning.EXPIRED and (error.status != 404 or error.code == UNKNOWN_MESSAGE):
                raise
            log.info("an interaction's token has expired: the answer goes on as a message of its own")
        if self._fallback is None:
            changes_private = reply.replaces and self._is_ephemeral
            self._fallback = self._other_place(self._privately or reply.only_for_person or changes_private)
        self._pending = False
        if reply.replaces and self._last is not None and not self._is_ephemeral:
            return await self._fallback.replace(reply, self._last)
        return await self._fallback.add(reply)

    async def _by_token(self, reply: Reply) -> Message:
        privately = self._privately or reply.only_for_person
        if self._pending:
            if privately and not self._privately and self._interaction.guild_id is not None:
                # What was announced to all cannot become one person's: it is taken back, and said again.
                with contextlib.suppress(discord.HTTPException):
                    await self._interaction.delete_original_response()
                self._pending = False
                return await self._follow_up(reply, privately=True)
            message = await self._edit(reply)
            self._pending = False
            return message
        if reply.replaces and self._last is not None:
            try:
                return await self._edit(reply)
            except discord.HTTPException as error:
                if meaning(error) is not Meaning.GONE:
                    raise
        return await self._follow_up(reply, privately=privately)

    async def _edit(self, reply: Reply) -> Message:
        pictures = await pictures_of(reply, self._limit, self._best.redraw)
        before = self._last

        async def attempt(style: Style, pictures: Pictures) -> Message:
            async def edit() -> int:
                changed = changed_message(reply, pictures, self._scope, style, before)
                try:
                    return (await self._interaction.edit_original_response(**changed)).id
                except (TypeError, KeyError):  # a server that does not say what the message is now
                    return before.id if before else 0

            is_v2 = style.v2 or (before is not None and before.v2)
            return Message(await persistently(edit), is_v2, pictures.within(style.bytes).names)

        return await in_some_form(attempt, pictures, self._best)

    async def _follow_up(self, reply: Reply, *, privately: bool) -> Message:
        pictures = await pictures_of(reply, self._limit, self._best.redraw)

        async def attempt(style: Style, pictures: Pictures) -> Message:
            async def send() -> int:
                arguments = new_message(reply, pictures, self._scope, style)
                return (await self._interaction.followup.send(**arguments, ephemeral=privately, wait=True)).id

            # A webhook knows no nonce, so whether a message has arrived has to be looked up.
            looks_like = new_message(reply, Pictures(pictures.media), self._scope, style)
            sent_id = await persistently(send, partial(sent_already, self._interaction, looks_like))
            return Message(sent_id, style.v2, pictures.within(style.bytes).names)

        return await in_some_form(attempt, pictures, self._best)

    @property
    def _is_ephemeral(self) -> bool:
        pressed = self._interaction.message
        return self._privately or (pressed is not None and pressed.flags.ephemeral)

    def _other_place(self, privately: bool) -> ChannelPlace:
        interaction = self._interaction
        is_direct = interaction.guild_id is None and not interaction.context.private_channel
        if privately and not is_direct:
            return ChannelPlace(interaction.user, self._best, self._scope)
        channel = interaction.client.get_partial_messageable(interaction.channel_id or 0)
        return ChannelPlace(channel, self._best, self._scope, limit=self._limit)


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
