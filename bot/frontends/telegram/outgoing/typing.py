""" "… is typing" in a chat, for as long as an answer takes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.frontends.telegram.incoming.events import Destination

# Telegram shows it for five.
_EVERY_SECONDS = 4.0


@contextlib.asynccontextmanager
async def typing(bot: Bot, destination: Destination, delay: float = 0.0) -> AsyncIterator[None]:
    """Shown within the block, from `delay` seconds on; the shopper's wait does not depend on it."""

    async def show() -> None:
        await asyncio.sleep(delay)
        while True:
            with contextlib.suppress(TelegramError):
                thread = destination.thread_id
                await bot.send_chat_action(destination.chat_id, ChatAction.TYPING, message_thread_id=thread)
            await asyncio.sleep(_EVERY_SECONDS)

    task = asyncio.create_task(show())
    await asyncio.sleep(0)  # at once, before the work
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
