"""The acknowledgement of a pressed button, without which it spins on the shopper's screen."""

from __future__ import annotations

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.frontends.telegram.outgoing.keyboard import Keyboard
from bot.frontends.telegram.outgoing.text import cut

log = logging.getLogger(__name__)

# A press whose answer takes longer is acknowledged without words.
_PRESS_SECONDS = 1.5
_MAX_NOTICE = 200
_LONG_NOTICE = 100


class CallbackAnswer:
    """The one answer that a callback query wants, and soon. `closing`: the keyboard once its open menu is folded."""

    def __init__(self, bot: Bot, callback_id: str) -> None:
        self._bot = bot
        self._id = callback_id
        self.closing: Keyboard | None = None
        self._answered = False
        self._late = asyncio.create_task(self._soon())

    async def answer(self, notice: str = "") -> bool:
        """Stop the button's spinning, with a few words; False if that was done before."""
        if self._answered:
            return False
        self._answered = True
        if asyncio.current_task() is not self._late:
            self._late.cancel()
        text = cut(notice, _MAX_NOTICE)
        try:
            await self._bot.answer_callback_query(self._id, text or None, show_alert=len(text) > _LONG_NOTICE or None)
        except TelegramError as error:  # too old, or the connection dropped: the shopper presses again
            log.info("a press could not be acknowledged: %s", error)
        return True

    async def _soon(self) -> None:
        await asyncio.sleep(_PRESS_SECONDS)
        await self.answer()
