"""What the handlers of one connection to Discord share."""

from __future__ import annotations

from collections.abc import Callable, Collection, MutableMapping, Sequence
from dataclasses import dataclass, field

from cachetools import LRUCache, TTLCache

from bot.config import DiscordConfig
from bot.conversation import Conversation
from bot.frontends.discord.dispatcher import DiscordDispatcher
from bot.frontends.discord.incoming.photos import AttachedPhoto
from bot.frontends.discord.outgoing.replies import ServerCapabilities

_REMEMBERED_PEOPLE = 10_000
_ASKED_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class ClientContext:
    """`ready` is told the bot's name when it is connected. `locales` are people's languages by their id: Discord says
    them with interactions only, and what it said last counts for messages too. `admins` are the shop's, by their ids;
    `catalogue_channels` those whose messages are products; `asked` is where Discord has the photos of commands, by the
    interaction's id, for as long as their answers are looked at."""

    conversation: Conversation
    section: DiscordConfig
    dispatcher: DiscordDispatcher
    capabilities: ServerCapabilities
    photo_bytes: int
    ready: Callable[[str], None]
    admins: Collection[str] = ()
    catalogue_channels: Collection[str] = ()
    locales: MutableMapping[int, str] = field(default_factory=lambda: LRUCache(_REMEMBERED_PEOPLE))
    asked: MutableMapping[str, Sequence[AttachedPhoto]] = field(
        default_factory=lambda: TTLCache(_REMEMBERED_PEOPLE, _ASKED_SECONDS)
    )
