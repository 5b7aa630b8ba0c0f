"""What Discord's refusals mean, and what is tried again.

discord.py retries 500, 502, 504 and Discord's own 429s. This is about the rest: a 429 that did not come from Discord
itself, a dropped connection, a token that ran out.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from typing import TypeVar

import aiohttp
import discord

log = logging.getLogger(__name__)

T = TypeVar("T")

# Discord's own numbers, https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNKNOWN_MESSAGE = 10008
UNKNOWN_WEBHOOK = 10015
UNKNOWN_INTERACTION = 10062
TOO_LARGE = 40005
ALREADY_ACKNOWLEDGED = 40060
INVALID_WEBHOOK_TOKEN = 50027

CONNECTION_ERRORS = (aiohttp.ClientError, OSError, TimeoutError)
_TRIES = 5
_LONGEST_WAIT = 30.0


class DiscordRefusal(Enum):
    """What a refusal calls for."""

    EXPIRED = auto()  # the interaction's token is of no use any more
    GONE = auto()  # the message or the channel is not there any more
    TOO_LARGE = auto()
    FORBIDDEN = auto()
    NO_EMOJI = auto()  # a button's icon is none that Discord has
    MALFORMED = auto()  # Discord does not take what was sent
    OTHER = auto()


_BY_STATUS = {401: DiscordRefusal.EXPIRED, 403: DiscordRefusal.FORBIDDEN, 404: DiscordRefusal.GONE}


def refusal_of(error: discord.HTTPException) -> DiscordRefusal:
    """Of a refusal that trying again does not change."""
    if error.code in (UNKNOWN_WEBHOOK, UNKNOWN_INTERACTION, INVALID_WEBHOOK_TOKEN):
        return DiscordRefusal.EXPIRED
    if error.code == TOO_LARGE or error.status == 413:
        return DiscordRefusal.TOO_LARGE
    if error.status == 400:
        return DiscordRefusal.NO_EMOJI if "emoji" in error.text.lower() else DiscordRefusal.MALFORMED
    return _BY_STATUS.get(error.status, DiscordRefusal.OTHER)


async def with_retries(work: Callable[[], Awaitable[T]], arrived: Callable[[], Awaitable[T | None]] | None = None) -> T:
    """Await `work`, again where Discord asks for patience or the connection was dropped. What must not be done twice
    gives `arrived`, which is asked after a dropped connection: what it found is the result."""
    for attempt in range(1, _TRIES + 1):
        try:
            return await work()
        except discord.HTTPException as error:
            if attempt == _TRIES or not (error.status == 429 or error.status >= 500):
                raise
            await asyncio.sleep(await retry_after(error, default=0.5 * attempt))
        except CONNECTION_ERRORS as error:
            log.info("Discord dropped a connection: %s", type(error).__name__)
            if arrived is not None and (found := await arrived()) is not None:
                return found
            if attempt == _TRIES:
                raise
            await asyncio.sleep(0.2 * attempt)
    raise AssertionError("unreachable")


async def retry_after(error: discord.HTTPException, default: float) -> float:
    """The pause that a 429 asks for, by its header or its body; bounded, so that nobody waits for ever."""
    said: object = error.response.headers.get("Retry-After")
    if said is None and isinstance(error.response, aiohttp.ClientResponse):
        with contextlib.suppress(aiohttp.ClientError, ValueError, RuntimeError):
            body = await error.response.json(content_type=None)  # the library has read it already
            said = body.get("retry_after") if isinstance(body, dict) else None
    try:
        return min(_LONGEST_WAIT, max(0.0, float(str(said))))
    except ValueError:
        return default
