"""Commands, the entry in the menu of messages, buttons and selects: each is acknowledged, and becomes an event."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import discord

from bot.frontends.discord.incoming import events as events
from bot.frontends.discord.incoming.acknowledge import acknowledge
from bot.frontends.discord.incoming.items import Scope, read_press
from bot.frontends.discord.incoming.photos import Source, of_attachments, sources
from bot.frontends.discord.outgoing.interaction_replies import InteractionPlace
from bot.frontends.discord.parts import Parts
from bot.messages import ActionEvent, Chat, CommandEvent, FormFilters, PhotoEvent


class Interactions:
    """See TakesCommands and TakesPresses."""

    def __init__(self, parts: Parts) -> None:
        self._talk = parts.talk
        self._best = parts.best
        self._locales = parts.locales
        self._photo_bytes = parts.photo_bytes

    async def commanded(self, interaction: discord.Interaction[Any], name: str, argument: str = "") -> None:
        """A command without a photo. In a channel, what it says is for whoever asked."""
        if event_id := self._taken(interaction):
            scope: Scope = "private" if events.is_direct(interaction) else "hidden"
            place = self._place(interaction, scope, privately=not events.is_direct(interaction))
            person, chat = events.acting(interaction), events.chat_of(interaction, scope)
            event = CommandEvent(person, chat, event_id, name=name, argument=argument, alone=_alone(interaction))
            self._talk.begin(self._talk.answer(event, place))

    async def asked(
        self, interaction: discord.Interaction[Any], photos: Sequence[discord.Attachment], form: FormFilters
    ) -> None:
        """A command with a photo: everybody in the channel sees the answer."""
        scope: Scope = "private" if events.is_direct(interaction) else "group"
        found = of_attachments(photos, self._photo_bytes)
        self._ask(interaction, found, scope, form, privately=False)

    async def asked_about(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Somebody else's photo: only the asker sees the answer."""
        found = sources(message, self._photo_bytes)
        self._ask(interaction, found, "private", FormFilters(), privately=not events.is_direct(interaction))

    def _ask(
        self,
        interaction: discord.Interaction[Any],
        found: Sequence[Source],
        scope: Scope,
        form: FormFilters,
        *,
        privately: bool,
    ) -> None:
        if event_id := self._taken(interaction):
            place = self._place(interaction, scope, privately=privately)
            person, chat = events.acting(interaction), events.chat_of(interaction, scope)
            event = PhotoEvent(person, chat, event_id, form=form, alone=_alone(interaction))
            self._talk.begin(self._talk.answer_photos(event, found, place))

    # Buttons and selects

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """See TakesPresses."""
        data = cast("dict[str, Any]", interaction.data or {})
        press = read_press(str(data.get("custom_id", "")), [str(each) for each in data.get("values") or ()])
        if press is None:
            return
        event_id = self._taken(interaction)
        if not event_id:
            return
        scope: Scope = "private" if events.is_direct(interaction) else press.scope
        message = interaction.message
        # On a panel that one person has opened beside everybody's answer, what follows is for everybody again.
        place = self._place(interaction, scope, privately=scope != "group" and not events.is_direct(interaction))
        person, chat = events.acting(interaction), events.chat_of(interaction, scope)
        message_ref = str(message.id) if message is not None else ""
        event = ActionEvent(
            *(person, chat, event_id, message_ref),
            action=press.action,
            values=press.values,
            alone=_alone(interaction),
        )
        self._talk.begin(self._talk.answer(event, place, in_turn=message_ref))

    def _taken(self, interaction: discord.Interaction[Any]) -> str:
        """The id of an interaction that is taken up now; empty if it was before."""
        event_id = f"interaction:{interaction.id}"
        if not self._talk.is_new(event_id):
            return ""
        self._locales.learn(interaction.user.id, interaction.locale.value)
        return event_id

    def _place(self, interaction: discord.Interaction[Any], scope: Scope, *, privately: bool) -> InteractionPlace:
        acknowledged = asyncio.create_task(acknowledge(interaction, privately=privately))
        return InteractionPlace(interaction, acknowledged, self._best, scope, privately=privately)


def _alone(interaction: discord.Interaction[Any]) -> Chat:
    return events.private_chat(interaction.user.id)
