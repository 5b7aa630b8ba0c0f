"""Who may change the settings of a group: its admins, asked of Telegram when somebody tries, kept for a minute."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict

from telegram import Bot, ChatMember
from telegram.error import TelegramError

log = logging.getLogger(__name__)

_SECONDS = 60.0
_MAX_KNOWN = 5000


class GroupAdmins:
    """Of all groups."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._known: OrderedDict[tuple[int, str], tuple[float, frozenset[str]]] = OrderedDict()

    async def has(self, chat_id: int, user_id: str) -> bool:
        """Whether this person is an admin of this group; False if it cannot be known."""
        for key in ((chat_id, ""), (chat_id, user_id)):
            at, admins = self._known.get(key, (float("-inf"), frozenset[str]()))
            if time.monotonic() - at <= _SECONDS:
                return user_id in admins
        try:
            members = await self._bot.get_chat_administrators(chat_id)
        except TelegramError as error:
            log.info("the admins of a group cannot be listed: %s", type(error).__name__)
        else:
            return self._keep((chat_id, ""), user_id, frozenset(str(member.user.id) for member in members))
        try:
            member = await self._bot.get_chat_member(chat_id, int(user_id))
        except TelegramError as error:
            log.info("whether somebody is a group's admin cannot be told: %s", type(error).__name__)
            return False
        is_admin = member.status in (ChatMember.ADMINISTRATOR, ChatMember.OWNER)
        return self._keep((chat_id, user_id), user_id, frozenset((user_id,) if is_admin else ()))

    def _keep(self, key: tuple[int, str], user_id: str, admins: frozenset[str]) -> bool:
        self._known[key] = (time.monotonic(), admins)
        self._known.move_to_end(key)
        while len(self._known) > _MAX_KNOWN:
            self._known.popitem(last=False)
        return user_id in admins
