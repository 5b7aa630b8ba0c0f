"""Who may change the settings of a group: its admins, asked of Telegram when somebody tries, kept for a minute."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict

from telegram import Bot
from telegram.error import TelegramError

log = logging.getLogger(__name__)

_SECONDS = 60.0
_MAX_GROUPS = 1000


class GroupAdmins:
    """Of all groups."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: OrderedDict[int, tuple[float, frozenset[str]]] = OrderedDict()

    async def has(self, chat_id: int, user_id: str) -> bool:
        """Whether this person is an admin of this group; False if it cannot be known."""
        at, admins = self._known.get(chat_id, (float("-inf"), frozenset[str]()))
        if time.monotonic() - at > _SECONDS:
            try:
                members = await self._bot.get_chat_administrators(chat_id)
            except TelegramError as error:
                log.info("the admins of a group cannot be asked for: %s", type(error).__name__)
                return False
            admins = frozenset(str(member.user.id) for member in members)
            self._known[chat_id] = (time.monotonic(), admins)
            self._known.move_to_end(chat_id)
            while len(self._known) > _MAX_GROUPS:
                self._known.popitem(last=False)
        return user_id in admins
