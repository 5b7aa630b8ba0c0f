"""What the parts of a running Telegram front end share, and who the admins of groups are."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from cachetools import TTLCache
from telegram import Bot, ChatMember
from telegram.error import TelegramError

from bot.conversation import Conversation
from bot.frontends.fetching import HttpFetcher
from bot.frontends.glimpses import GlimpsePictures
from bot.frontends.telegram.incoming.events import BotAccount
from bot.frontends.telegram.notes import TelegramNotes
from bot.frontends.telegram.outgoing.pictures import TelegramPictures
from bot.frontends.telegram.outgoing.rate_limiter import TelegramRateLimiter
from bot.frontends.telegram.outgoing.sender import TelegramSender

log = logging.getLogger(__name__)

_ADMIN_SECONDS = 60.0
_MAX_ADMINS = 5000


class GroupAdmins:
    """Who may change the settings of a group: its admins, asked of Telegram when somebody tries, kept for a minute."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        # All admins of a group (the user's id is "" then), or whether one person is.
        self._known: TTLCache[tuple[int, str], frozenset[str]] = TTLCache(_MAX_ADMINS, _ADMIN_SECONDS)

    async def has(self, chat_id: int, user_id: str) -> bool:
        """Whether this person is an admin of this group; False if it cannot be known."""
        everybody, alone = (chat_id, ""), (chat_id, user_id)
        admins = self._known.get(everybody, self._known.get(alone))
        if admins is not None:
            return user_id in admins
        try:
            members = await self._bot.get_chat_administrators(chat_id)
        except TelegramError as error:
            log.info("the admins of a group cannot be listed: %s", type(error).__name__)
        else:
            self._known[everybody] = admins = frozenset(str(member.user.id) for member in members)
            return user_id in admins
        try:
            member = await self._bot.get_chat_member(chat_id, int(user_id))
        except TelegramError as error:
            log.info("whether somebody is a group's admin cannot be told: %s", type(error).__name__)
            return False
        is_admin = member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
        self._known[alone] = frozenset((user_id,) if is_admin else ())
        return is_admin


@dataclass(frozen=True, slots=True)
class TelegramServices:
    """One for each run. `reactions`: the anonymous reactions counted last. `secret`: see message_name. `photo_bytes`:
    the largest photo that is fetched. `links` fetches pictures of which shoppers send the address."""

    conversation: Conversation
    bot: Bot
    account: BotAccount
    limiter: TelegramRateLimiter
    sender: TelegramSender
    admins: GroupAdmins
    reactions: TelegramNotes
    secret: str
    photo_bytes: int
    links: HttpFetcher
    pictures: TelegramPictures
    glimpses: GlimpsePictures
