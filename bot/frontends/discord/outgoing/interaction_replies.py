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

from bot.frontends.discord.outgoing.acknowledgement import Acknowledgement
from bot.frontends.discord.outgoing.already_sent import sent_already
from bot.frontends.discord.outgoing.channel_replies import ChannelReplies
from bot.frontends.discord.outgoing.components import ComponentFactory, Scope
from bot.frontends.discord.outgoing.message_forms import (
    MessageForm,
    SentMessage,
    changed_message,
    new_message,
    sent_message,
    shows_something,
)
from bot.frontends.discord.outgoing.pictures import DEFAULT_LIMIT, ReplyPictures, pictures_of
from bot.frontends.discord.outgoing.replies import ServerCapabilities, in_accepted_form, without_sharing
from bot.frontends.discord.refusals import CONNECTION_ERRORS, UNKNOWN_MESSAGE, DiscordRefusal, refusal_of, with_retries
from bot.messages import Reply, Shown

log = logging.getLogger(__name__)


class InteractionReplies:
    """See DiscordReplies. `privately`: the acknowledgement has promised that only whoever acted sees the replies."""

    def __init__(
        self,
        interaction: discord.Interaction[Any],
        acknowledged: asyncio.Task[Acknowledgement],
        capabilities: ServerCapabilities,
        scope: Scope,
        *,
        privately: bool,
    ) -> None:
        self.shown: list[Shown] = []
        self._interaction = interaction
        self._acknowledged = acknowledged
        self._capabilities = capabilities
        self._scope = scope
        self._privately = privately
        # "Lookalike is thinking ...", to be replaced by the first reply.
        self._pending = interaction.type is not discord.InteractionType.component
        pressed = None if self._pending else interaction.message
        self._last = sent_message(pressed) if pressed is not None else None
        self._limit = interaction.filesize_limit or DEFAULT_LIMIT
        self._followed_up: set[int] = set()
        self._fallback: ChannelReplies | None = None

    async def show(self, reply: Reply) -> None:
        """See DiscordReplies. A notice beside a changed message is left out: the change itself says it, and a line for
        each thumb would fill the channel."""
        await self._acknowledgement()
        if not self._privately:
            reply = without_sharing(reply)
        if not shows_something(reply):
            if reply.notice:
                await self._whisper(reply.notice)
            return
        message = await self._send_or_edit(reply)
        if reply.replaces:
            self._last = message
        if reply.query_id and message.id:
            self.shown.append(Shown(reply.query_id, str(message.id)))

    async def finish(self, replied: bool) -> None:
        """Where there is nothing to say, nobody has to watch the bot think. An event that was answered before (Discord
        has told it twice) keeps its answer."""
        state = await self._acknowledgement()
        if self._pending and not replied and state is Acknowledgement.NOW:
            with contextlib.suppress(discord.HTTPException, *CONNECTION_ERRORS):
                await self._interaction.delete_original_response()

    async def _acknowledgement(self) -> Acknowledgement:
        state = await asyncio.shield(self._acknowledged)
        if state is Acknowledgement.TOO_LATE and self._fallback is None:
            self._fallback = self._replies_without_token(self._privately)
        return state

    async def _whisper(self, notice: str) -> None:
        if self._pending:
            await self._send_or_edit(Reply(text=notice))
        elif self._fallback is None:
            with contextlib.suppress(discord.HTTPException):  # a remark on a press is not worth a message elsewhere
                await self._follow_up(Reply(text=notice), privately=True)

    async def _send_or_edit(self, reply: Reply) -> SentMessage:
        try:
            if self._fallback is None:
                return await self._by_token(reply)
        except discord.HTTPException as error:
            # Whatever is unknown here, if not a message, is the interaction itself.
            if refusal_of(error) is not DiscordRefusal.EXPIRED and (
                error.status != 404 or error.code == UNKNOWN_MESSAGE
            ):
                raise
            log.info("an interaction's token has expired: the answer goes on as a message of its own")
        if self._fallback is None:
            changes_private = reply.replaces and self._is_ephemeral
            self._fallback = self._replies_without_token(self._privately or reply.only_for_person or changes_private)
        self._pending = False
        if reply.replaces and self._last is not None and not self._is_ephemeral:
            return await self._fallback.replace(reply, self._last)
        return await self._fallback.add(reply)

    async def _by_token(self, reply: Reply) -> SentMessage:
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

    async def _edit(self, reply: Reply) -> SentMessage:
        pictures = await pictures_of(reply, self._limit, self._capabilities.redrawer)
        before = self._last

        async def attempt(form: MessageForm, pictures: ReplyPictures) -> SentMessage:
            async def edit() -> int:
                changed = changed_message(reply, pictures, form, self._factory(form), before)
                try:
                    if before is not None and before.id in self._followed_up:
                        return (await self._interaction.followup.edit_message(before.id, **changed)).id
                    return (await self._interaction.edit_original_response(**changed)).id
                except (TypeError, KeyError):  # a server that does not say what the message is now
                    return before.id if before else 0

            is_v2 = form.v2 or (before is not None and before.v2)
            return SentMessage(await with_retries(edit), is_v2, pictures.within(form.bytes).names)

        return await in_accepted_form(attempt, pictures, self._capabilities, before)

    async def _follow_up(self, reply: Reply, *, privately: bool) -> SentMessage:
        pictures = await pictures_of(reply, self._limit, self._capabilities.redrawer)

        async def attempt(form: MessageForm, pictures: ReplyPictures) -> SentMessage:
            async def send() -> int:
                arguments = new_message(reply, pictures, form, self._factory(form))
                try:
                    return (await self._interaction.followup.send(**arguments, ephemeral=privately, wait=True)).id
                except (TypeError, KeyError):  # see _edit
                    return 0

            # A webhook knows no nonce, so whether a message has arrived has to be looked up.
            looks_like = new_message(reply, pictures, form, self._factory(form))
            sent_id = await with_retries(send, partial(sent_already, self._interaction, looks_like))
            self._followed_up.add(sent_id)
            return SentMessage(sent_id, form.v2, pictures.within(form.bytes).names)

        return await in_accepted_form(attempt, pictures, self._capabilities)

    def _factory(self, form: MessageForm) -> ComponentFactory:
        return self._capabilities.factory(self._scope, form)

    @property
    def _is_ephemeral(self) -> bool:
        pressed = self._interaction.message
        return self._privately or (pressed is not None and pressed.flags.ephemeral)

    def _replies_without_token(self, privately: bool) -> ChannelReplies:
        interaction = self._interaction
        is_direct = interaction.guild_id is None and not interaction.context.private_channel
        if privately and not is_direct:
            return ChannelReplies(interaction.user, self._capabilities, self._scope)
        channel = interaction.client.get_partial_messageable(interaction.channel_id or 0)
        return ChannelReplies(channel, self._capabilities, self._scope, limit=self._limit)
