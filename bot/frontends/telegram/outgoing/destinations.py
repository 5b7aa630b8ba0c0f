"""Calls to one destination: sending where its topic, or the message to reply to, may be gone by then, and "typing"."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from telegram import Bot, ReplyParameters
from telegram.constants import ChatAction
from telegram.error import BadRequest, TelegramError

from bot.frontends.telegram.incoming.events import Destination

T = TypeVar("T")

_NO_THREAD = ("thread not found", "topic_deleted", "topic_closed", "topic not found")
_NO_REPLY = ("message to be replied not found", "reply message not found", "replied message not found")
# Telegram shows "typing" for five.
_TYPING_SECONDS = 4.0


async def send_to(destination: Destination, send: Callable[..., Awaitable[T]], **contents: object) -> T:
    """Await one of the bot's methods with the destination and these contents; without the topic or the message replied
    to where Telegram lacks these."""
    while True:
        answered = destination.reply_to
        reply = ReplyParameters(answered, allow_sending_without_reply=True) if answered else None
        try:
            return await send(
                destination.chat_id, message_thread_id=destination.thread_id, reply_parameters=reply, **contents
            )
        except BadRequest as error:
            said = str(error).lower()
            if destination.thread_id is not None and any(each in said for each in _NO_THREAD):
                destination = replace(destination, thread_id=None)
            elif answered and any(each in said for each in _NO_REPLY):
                destination = replace(destination, reply_to=0)
            else:
                raise


@contextlib.asynccontextmanager
async def typing(bot: Bot, destination: Destination, delay: float = 0.0) -> AsyncIterator[None]:
    """ "… is typing", shown within the block, from `delay` seconds on; the shopper's wait does not depend on it."""

    async def show() -> None:
        await asyncio.sleep(delay)
        while True:
            with contextlib.suppress(TelegramError):
                thread = destination.thread_id
                await bot.send_chat_action(destination.chat_id, ChatAction.TYPING, message_thread_id=thread)
            await asyncio.sleep(_TYPING_SECONDS)

    task = asyncio.create_task(show())
    await asyncio.sleep(0)  # at once, before the work
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
