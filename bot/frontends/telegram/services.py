"""What the parts of a running Telegram front end share."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass, field

from cachetools import LRUCache
from telegram import Bot

from bot.conversation import Conversation
from bot.frontends.telegram.admins import GroupAdmins
from bot.frontends.telegram.incoming.events import BotAccount
from bot.frontends.telegram.notes import TelegramNotes
from bot.frontends.telegram.outgoing.rate_limiter import TelegramRateLimiter
from bot.frontends.telegram.outgoing.sender import TelegramSender

_MAX_ALBUMS = 2000


@dataclass(frozen=True, slots=True)
class TelegramServices:
    """One for each run. `reactions`: the anonymous reactions counted last. `secret`: see message_name. `photo_bytes`:
    the largest photo that is fetched. `albums_over`: the album over a message of ours, by chat and message."""

    conversation: Conversation
    bot: Bot
    account: BotAccount
    limiter: TelegramRateLimiter
    sender: TelegramSender
    admins: GroupAdmins
    reactions: TelegramNotes
    secret: str
    photo_bytes: int
    albums_over: MutableMapping[tuple[int, int], list[int]] = field(default_factory=lambda: LRUCache(_MAX_ALBUMS))
