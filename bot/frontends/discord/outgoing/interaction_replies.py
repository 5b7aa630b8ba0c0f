"""The answer to a command or to a pressed button.

An interaction's token lasts 15 minutes, and no time at all if it was acknowledged too late. After that its replies go
where the bot may write by itself: into the channel, or, if only the asker was to see them, as a direct message.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from functools import partial
from typing import Any

import discord

from bot.frontends.discord.faults import CONNECTION_ERRORS, UNKNOWN_MESSAGE, Meaning, meaning, persistently
from bot.frontends.discord.incoming.acknowledge import Acknowledged
from bot.frontends.discord.incoming.items import Items, Scope
from bot.frontends.discord.outgoing.forms import (
    Message,
    Style,
    changed_message,
    message_of,
    new_message,
    shows_something,
)
from bot.frontends.discord.outgoing.lookup import sent_already
from bot.frontends.discord.outgoing.pictures import DEFAULT_LIMIT, Pictures, pictures_of
from bot.frontends.discord.outgoing.places import Best, ChannelPlace, in_some_form
from bot.messages import Reply, Shown

log = logging.getLogger(__name__)


class InteractionPlace:
    """See Place. `privately`: what is said is for whoever acted, unless that is in the direct messages anyhow."""

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
        self._followed_up: set[int] = set()
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
        if self._pending and privately and not self._privately and self._interaction.guild_id is not None:
            # What was announced to all cannot become one person's: it is taken back, and said again.
            with contextlib.suppress(discord.HTTPException):
                await self._interaction.delete_original_response()
            self._pending = False
            return await self._follow_up(reply, privately=True)
        if self._pending or (reply.replaces and self._last is not None):
            try:
                message = await self._edit(reply)
                self._pending = False
                return message
            except discord.HTTPException as error:
                # Somebody has deleted it meanwhile; the answer is still wanted.
                if error.code != UNKNOWN_MESSAGE:
                    raise
                self._pending = False
        return await self._follow_up(reply, privately=privately)

    async def _edit(self, reply: Reply) -> Message:
        pictures = await pictures_of(reply, self._limit, self._best.redraw)
        before = self._last

        async def attempt(style: Style, pictures: Pictures) -> Message:
            async def edit() -> int:
                changed = changed_message(reply, pictures, style, self._items(style), before)
                try:
                    if before is not None and before.id in self._followed_up:
                        return (await self._interaction.followup.edit_message(before.id, **changed)).id
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
                arguments = new_message(reply, pictures, style, self._items(style))
                return (await self._interaction.followup.send(**arguments, ephemeral=privately, wait=True)).id

            # A webhook knows no nonce, so whether a message has arrived has to be looked up.
            looks_like = new_message(reply, Pictures(pictures.media), style, self._items(style))
            sent_id = await persistently(send, partial(sent_already, self._interaction, looks_like))
            self._followed_up.add(sent_id)
            return Message(sent_id, style.v2, pictures.within(style.bytes).names)

        return await in_some_form(attempt, pictures, self._best)

    def _items(self, style: Style) -> Items:
        return self._best.items(self._scope, style)

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
