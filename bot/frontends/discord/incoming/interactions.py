"""Commands, the entry in the menu of messages, buttons and selects: each is acknowledged, and becomes an event."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any, cast

import discord

from bot.frontends.discord.context import ClientContext
from bot.frontends.discord.incoming.people_and_chats import chat_of, is_direct, person_of, private_chat
from bot.frontends.discord.incoming.photos import AttachedPhoto, attached_photos, photos_of_message
from bot.frontends.discord.outgoing.acknowledgement import acknowledge
from bot.frontends.discord.outgoing.components import Scope, read_custom_id
from bot.frontends.discord.outgoing.interaction_replies import InteractionReplies
from bot.frontends.discord.refusals import CONNECTION_ERRORS
from bot.messages import ActionEvent, Chat, CommandEvent, FormFilters, Glimpse, Person, PhotoEvent

log = logging.getLogger(__name__)


class IncomingInteractions:
    """See CommandHandler; presses come from the client."""

    def __init__(self, context: ClientContext) -> None:
        self._context = context
        self._dispatcher = context.dispatcher

    async def commanded(self, interaction: discord.Interaction[Any], name: str, argument: str = "") -> None:
        """A command without a photo. In a channel, what it says is for whoever asked."""
        if event_id := self._taken(interaction):
            scope: Scope = "private" if is_direct(interaction) else "hidden"
            replies = self._acknowledged(interaction, scope, privately=True)
            person, chat, alone = _who(interaction, scope)
            event = CommandEvent(person, chat, event_id, name=name, argument=argument, alone=alone)
            self._dispatcher.put_event(event, replies)

    async def asked(
        self, interaction: discord.Interaction[Any], photos: Sequence[discord.Attachment], form: FormFilters
    ) -> None:
        """A command with a photo: everybody in the channel sees the answer."""
        scope: Scope = "private" if is_direct(interaction) else "group"
        self._ask(interaction, attached_photos(photos, self._context.photo_bytes), scope, form)

    async def asked_about(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Somebody else's photo: only the asker sees the answer."""
        self._ask(interaction, photos_of_message(message, self._context.photo_bytes), "private", FormFilters())

    def _ask(
        self, interaction: discord.Interaction[Any], attached: Sequence[AttachedPhoto], scope: Scope, form: FormFilters
    ) -> None:
        if event_id := self._taken(interaction):
            replies = self._acknowledged(interaction, scope, privately=scope == "private")
            person, chat, alone = _who(interaction, scope)
            # Its id stands for the message that there is not. What somebody gives to a command is seen by nobody else.
            mine = scope == "private"
            if mine:
                self._context.asked[str(interaction.id)] = attached
            event = PhotoEvent(person, chat, event_id, str(interaction.id), form=form, unshown=mine, alone=alone)
            self._dispatcher.put_event(event, replies, attached)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """A button or a select, also of before a restart. Presses on one message are answered in order."""
        data = cast("dict[str, Any]", interaction.data or {})
        press = read_custom_id(str(data.get("custom_id", "")), [str(each) for each in data.get("values") or ()])
        if press is None:
            return
        if event_id := self._taken(interaction):
            scope: Scope = "private" if is_direct(interaction) else press.scope
            # On a panel that one person has opened beside everybody's answer, what follows is for everybody again.
            replies = self._acknowledged(interaction, scope, privately=scope != "group")
            person, chat, alone = _who(interaction, scope)
            ref = str(interaction.message.id) if interaction.message is not None else ""
            event = ActionEvent(person, chat, event_id, ref, action=press.action, values=press.values, alone=alone)
            seen = partial(self._photo_of, interaction)
            self._dispatcher.put_event(event, replies, in_order=ref, photo_of=seen)

    async def _photo_of(self, interaction: discord.Interaction[Any], glimpse: Glimpse) -> AttachedPhoto | None:
        """Where the photo is that a pressed answer was about: in its message, or in the command that it came with."""
        attached = self._context.asked.get(glimpse.message_ref, ())
        if not attached and isinstance(interaction.channel, discord.abc.Messageable):
            try:
                message = await interaction.channel.fetch_message(int(glimpse.message_ref))
            except (discord.HTTPException, *CONNECTION_ERRORS, ValueError) as error:
                log.info("the photo of an answer cannot be had: %s", type(error).__name__)
                return None
            attached = photos_of_message(message, self._context.photo_bytes)
        return next(iter(attached[glimpse.place - 1 : glimpse.place]), None)

    def _taken(self, interaction: discord.Interaction[Any]) -> str:
        """The id of an interaction that is taken up now; empty if it was before."""
        event_id = f"interaction:{interaction.id}"
        if not self._dispatcher.is_new(event_id):
            return ""
        self._context.locales[interaction.user.id] = interaction.locale.value
        return event_id

    def _acknowledged(
        self, interaction: discord.Interaction[Any], scope: Scope, *, privately: bool
    ) -> InteractionReplies:
        """Begins the acknowledgement. In direct messages nothing needs to be hidden."""
        privately = privately and not is_direct(interaction)
        acknowledged = asyncio.create_task(acknowledge(interaction, privately=privately))
        return InteractionReplies(interaction, acknowledged, self._context.capabilities, scope, privately=privately)


def _who(interaction: discord.Interaction[Any], scope: Scope) -> tuple[Person, Chat, Chat]:
    """Who acted, in which chat, and where this person alone can be told something."""
    return person_of(interaction), chat_of(interaction, scope), private_chat(interaction.user.id)
