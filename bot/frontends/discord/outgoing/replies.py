"""What all ways of replying share: the interface, what this server takes, and the search for a form that it takes."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

import discord

from bot.frontends.discord.outgoing.components import ComponentFactory, Scope
from bot.frontends.discord.outgoing.message_forms import MessageForm, SentMessage
from bot.frontends.discord.outgoing.pictures import PictureRedrawer, ReplyPictures
from bot.frontends.discord.refusals import DiscordRefusal, refusal_of
from bot.messages import Reply, Shown

log = logging.getLogger(__name__)

SendAttempt = Callable[[MessageForm, ReplyPictures], Awaitable[SentMessage]]


def without_sharing(reply: Reply) -> Reply:
    """Where all see the answer already, or nobody else is."""
    rows = (tuple(each for each in row if not each.shares) for row in reply.buttons)
    return replace(reply, buttons=tuple(row for row in rows if row))


class DiscordReplies(Protocol):
    """Where the replies to one event go. `shown`: which messages show what, for the conversation."""

    shown: list[Shown]

    async def show(self, reply: Reply) -> None:
        """Send, edit or whisper. Raises discord.HTTPException, and what a dropped connection raises."""

    async def finish(self, replied: bool) -> None:
        """There is nothing more to show."""


@dataclass(slots=True)
class ServerCapabilities:
    """What is known of this server, for all replies of one connection: the best form that it has shown to take, and
    the ids of its commands. `redrawer` makes pictures smaller for it."""

    redrawer: PictureRedrawer
    form: MessageForm = field(default_factory=MessageForm)
    took_v2: bool = False
    commands: dict[str, int] = field(default_factory=dict)

    def factory(self, scope: Scope, form: MessageForm) -> ComponentFactory:
        """For one message's buttons and selects."""
        return ComponentFactory(scope, icons=form.icons, commands=self.commands)

    def learn(self, taken: MessageForm, refused: bool) -> None:
        """A server that has never taken Components V2, and takes embeds instead, is not asked again."""
        self.took_v2 = self.took_v2 or taken.v2
        if refused and taken.rich and not taken.v2 and not self.took_v2:
            log.warning("this server does not take Components V2: answers are embeds from now on")
            self.form = replace(self.form, v2=False)


async def in_accepted_form(
    attempt: SendAttempt,
    pictures: ReplyPictures,
    capabilities: ServerCapabilities,
    before: SentMessage | None = None,
) -> SentMessage:
    """Try the best form first, then those that the refusals call for. Raises the last refusal. `before` is a message
    that is edited: what it is refused for may be a picture that it had, and has no more."""
    form = capabilities.form
    was_malformed = False
    while True:
        try:
            message = await attempt(form, pictures)
        except discord.HTTPException as error:
            refusal = refusal_of(error)
            if refusal is DiscordRefusal.TOO_LARGE:
                smaller = await pictures.smaller(capabilities.redrawer)
                if smaller.size < pictures.size:
                    pictures = smaller
                    continue
            if refusal is DiscordRefusal.MALFORMED and before is not None and before.files and not form.again:
                form = replace(form, again=True)
                continue
            plainer = form.after(refusal, pictures)
            if plainer is None:
                raise
            log.info("Discord did not take an answer (%s %s), trying a plainer one", error.status, error.code)
            was_malformed = was_malformed or refusal is DiscordRefusal.MALFORMED
            form = plainer
        else:
            capabilities.learn(form, was_malformed)
            return message
