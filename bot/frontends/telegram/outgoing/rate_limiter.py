"""The pace of all calls to Telegram but getUpdates, and which are repeated: python-telegram-bot's seam for it.

Telegram allows about 30 messages a second in all, one a second to a chat with short bursts, and 20 a minute to a group.
A call is one request: an album counts once. What is no message (typing, getFile, menus) is counted apart, at the same
pace, so that no answer waits for it. Where Telegram says "retry after", that chat waits as long, the others do not.

What becomes of a call that failed, if it is about messages or sets a menu:

- refused (429, 4xx) or failed on the server (500, 502, 503): it was not done, and is repeated if that can help;
- never sent (no connection): repeated;
- no answer (the connection dropped, a timeout): nobody knows. What sends is not repeated, and UncertainError says so;
  what edits, deletes or sets is, for doing it twice is as good as once.

All others are tried once, and whoever makes them knows what to do without.
"""

from __future__ import annotations

import asyncio
import logging
import math
import re
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cachetools import LRUCache
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.ext import BaseRateLimiter

log = logging.getLogger(__name__)

_MAX_CHATS = 10_000
# Has a deadline: it is counted, but does not wait.
_URGENT = "answerCallbackQuery"
_SETS_MENU = "setMyCommands"
_TYPING = "sendChatAction"
# Names of httpx errors after which the server cannot have got the whole request.
_NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "WriteError", "WriteTimeout", "ProxyError"})
# An answer all the same, after which nobody knows: what stands behind the gateway may have acted.
_GATEWAY_TIMEOUT = ("gateway timeout", "gateway time-out", "(504)")
_RETRY_IN_400 = re.compile(r"too many requests: retry after (\d+)", re.IGNORECASE)
_GONE = ("chat not found", "user is deactivated", "chat_write_forbidden", "peer_id_invalid", "group chat was deleted")


class UncertainError(TelegramError):
    """Nobody can know whether it was done: repeating it could do it twice."""


class GoneError(TelegramError):
    """The chat cannot be reached any more: the bot was blocked or thrown out, or the chat is deleted."""


class UnsentError(TelegramError):
    """It was not done, and waiting longer is of no use."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Calls per second and how many may come at once: over all, to one private chat, to one group. `tries`: how often
    a call that was surely not done is tried. `longest_wait`: of one "retry after", in seconds."""

    overall: float = 30.0
    overall_burst: int = 30
    chat: float = 1.0
    chat_burst: int = 40
    group: float = 20 / 60
    group_burst: int = 20
    tries: int = 5
    first_pause: float = 0.3
    longest_wait: float = 180.0


@dataclass(slots=True)
class _TokenBucket:
    """Fills with `rate` per second up to `size`; taking from an empty one means waiting for it."""

    rate: float
    size: float
    level: float = math.inf  # full
    at: float = field(default_factory=time.monotonic)
    not_before: float = 0.0

    def take(self) -> float:
        """Take one, now or in advance; returns for how many seconds to wait before it counts."""
        now = time.monotonic()
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        self.level -= 1
        return max(-self.level / self.rate, self.not_before - now, 0.0)


class TelegramRateLimiter(BaseRateLimiter[None]):
    """Paces and repeats calls. One for each bot account; `moved` is told of groups that have another id."""

    def __init__(self, moved: Callable[[int, int], Awaitable[None]], limits: RateLimits | None = None) -> None:
        self._limits = limits or RateLimits()
        self._moved = moved
        self._messages = _TokenBucket(self._limits.overall, self._limits.overall_burst)
        self._others = _TokenBucket(self._limits.overall, self._limits.overall_burst)
        self._chats: LRUCache[int, _TokenBucket] = LRUCache(_MAX_CHATS)
        self._new_ids: dict[int, int] = {}

    async def initialize(self) -> None:
        """Nothing has to be begun."""

    async def shutdown(self) -> None:
        """Nothing has to be ended."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        """Await the call when its time has come, with the new id of a group that has moved.

        Raises, for calls about messages and menus: GoneError, UncertainError, UnsentError, BadRequest (refused as it
        is), InvalidToken. For all others what the library raises.
        """
        is_message = _is_message(endpoint, data)
        is_repeated = is_message or endpoint == _SETS_MENU
        pause = self._limits.first_pause
        tries = 0
        while True:
            if "chat_id" in data:
                data["chat_id"] = self._new_ids.get(data["chat_id"], data["chat_id"])
            await asyncio.sleep(self._wait(endpoint, data.get("chat_id"), is_message))
            try:
                return await callback(*args, **kwargs)
            except ChatMigrated as error:
                await self.move(data["chat_id"], error.new_chat_id)
                continue
            except TelegramError as error:
                if not is_repeated:
                    raise
                tries += 1
                seconds = self._before_next_try(error, data.get("chat_id"), endpoint, pause)
                if tries >= self._limits.tries:
                    raise UnsentError("given up") from error
            await asyncio.sleep(seconds)
            pause = min(pause * 2, 10.0)

    async def move(self, old: int, new: int) -> None:
        """The group `old` has the id `new` from now on."""
        if self._new_ids.get(old) != new:
            self._new_ids[old] = new
            await self._moved(old, new)

    def _wait(self, endpoint: str, chat_id: int | str | None, is_message: bool) -> float:
        """Seconds until the call may be made; it is counted now. A chat that is called by its name is only asked
        about."""
        if is_message and isinstance(chat_id, int):
            return max(self._chat(chat_id).take(), self._messages.take())
        wait = self._others.take()
        if endpoint == _URGENT:
            return 0.0
        # What is no message does not use up a chat's pace, but keeps its silence.
        silence = self._chat(chat_id).not_before - time.monotonic() if isinstance(chat_id, int) else 0.0
        return max(wait, silence)

    def _before_next_try(self, error: TelegramError, chat_id: int | None, endpoint: str, pause: float) -> float:
        """Seconds to pause before it is tried again, besides its chat's silence. Raises what ends the tries."""
        said = str(error)
        if isinstance(error, RetryAfter):
            seconds = seconds_of(error)
            if seconds > self._limits.longest_wait:
                raise UnsentError(f"Telegram wants {seconds:.0f} s of silence") from error
            log.info("Telegram wants %.0f s of silence for %s", seconds, endpoint)
            if chat_id is None:
                return seconds
            self._silence(chat_id, seconds)
            return 0.0
        if isinstance(error, InvalidToken) and is_unknown_method(error):
            raise BadRequest(said) from error
        if isinstance(error, Forbidden | InvalidToken | BadRequest):
            if chat_id is not None and (found := _RETRY_IN_400.search(said)):
                # How Telegram puts it where a part of an album was sent already.
                self._silence(chat_id, float(found[1]))
                raise UncertainError(said) from error
            is_gone = isinstance(error, BadRequest) and any(each in said.lower() for each in _GONE)
            if is_gone or isinstance(error, Forbidden):
                raise GoneError(said) from error
            raise error
        may_repeat = not endpoint.startswith("send") or _surely_not_done(error)
        # What is no NetworkError is an answer that cannot be read, or a conflict.
        if not (isinstance(error, NetworkError) and may_repeat):
            raise UncertainError(said) from error
        log.info("Telegram did not take %s (%.100s: %s); trying again", endpoint, type(error).__name__, said)
        return pause

    def _chat(self, chat_id: int) -> _TokenBucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            limits = self._limits
            # Groups and channels have negative ids.
            rate, size = (limits.group, limits.group_burst) if chat_id < 0 else (limits.chat, limits.chat_burst)
            bucket = self._chats[chat_id] = _TokenBucket(rate, size)
        return bucket

    def _silence(self, chat_id: int, seconds: float) -> None:
        bucket = self._chat(chat_id)
        bucket.not_before = max(bucket.not_before, time.monotonic() + min(seconds, self._limits.longest_wait))


def seconds_of(error: RetryAfter) -> float:
    """For how long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def is_unknown_method(error: InvalidToken) -> bool:
    """Whether it is a 404, which the library takes for a wrong token: that would have been found at the start."""
    return "not found" in str(error).lower()


def _is_message(endpoint: str, data: dict[str, Any]) -> bool:
    """Whether the call puts messages into a chat, changes them or takes them away."""
    return "chat_id" in data and endpoint != _TYPING and endpoint.startswith(("send", "edit", "delete"))


def _surely_not_done(error: TelegramError) -> bool:
    cause = error.__cause__
    if type(cause).__name__ in _NEVER_SENT:
        return True
    # Without an error of the connection behind it, the server has answered, and said that it failed.
    answered = not isinstance(error, TimedOut) and (cause is None or isinstance(cause, TelegramError))
    return answered and not any(each in str(error).lower() for each in _GATEWAY_TIMEOUT)
