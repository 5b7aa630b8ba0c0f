"""What the parts of one connection to Discord share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.config import DiscordConfig
from bot.conversation import Conversation
from bot.frontends.discord.incoming.events import Locales
from bot.frontends.discord.outgoing.places import Best
from bot.frontends.discord.talk import Talk


@dataclass(frozen=True, slots=True)
class Parts:
    """`best` is the form of answers that this server takes, `ready` is told the bot's name when it is connected."""

    conversation: Conversation
    section: DiscordConfig
    talk: Talk
    best: Best
    photo_bytes: int
    ready: Callable[[str], None]
    locales: Locales = field(default_factory=Locales)
