"""Sending to a destination whose topic, or whose message to reply to, may be gone by then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from telegram import ReplyParameters
from telegram.error import BadRequest

from bot.frontends.telegram.incoming.events import Destination

T = TypeVar("T")

_NO_THREAD = ("thread not found", "topic_deleted", "topic_closed", "topic not found")
_NO_REPLY = ("message to be replied not found", "reply message not found", "replied message not found")


async def send_to(destination: Destination, send: Callable[[Destination], Awaitable[T]]) -> T:
    """Await `send` with the destination; without the topic or the message replied to where Telegram lacks these."""
    while True:
        try:
            return await send(destination)
        except BadRequest as error:
            said = str(error).lower()
            if destination.thread_id is not None and any(each in said for each in _NO_THREAD):
                destination = replace(destination, thread_id=None)
            elif destination.reply_to and any(each in said for each in _NO_REPLY):
                destination = replace(destination, reply_to=0)
            else:
                raise


def reply_parameters(destination: Destination) -> ReplyParameters | None:
    """For Telegram; None if the message answers none."""
    if not destination.reply_to:
        return None
    return ReplyParameters(destination.reply_to, allow_sending_without_reply=True)
