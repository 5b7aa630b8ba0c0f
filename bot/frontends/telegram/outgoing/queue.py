"""Everything that is sent goes through here: within Telegram's limits, and repeated only where that cannot duplicate.

Telegram allows about 30 calls a second in all, one a second to a chat with short bursts, and 20 a minute to a group. A
call here is one request: an album counts once. Where Telegram says "retry after", that chat waits as long, the others
do not. What becomes of a call that failed:

- refused (429, 4xx) or failed on the server (500, 502, 503): it was not done, and is repeated if that can help;
- never sent (no connection): repeated;
- no answer (the connection dropped, a timeout): nobody knows. It is not repeated, and `UncertainError` says so.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

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

log = logging.getLogger(__name__)
T = TypeVar("T")

_MAX_CHATS = 10_000
# Names of httpx errors after which the server cannot have got the whole request.
_NEVER_SENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "WriteError", "WriteTimeout", "ProxyError"})
# An answer all the same, after which nobody knows: what stands behind the gateway may have acted.
_GATEWAY_TIMEOUT = ("gateway timeout", "gateway time-out", "(504)")
_RETRY_IN_400 = re.compile(r"too many requests: retry after (\d+)", re.IGNORECASE)
_GONE = ("chat not found", "user is deactivated", "chat_write_forbidden", "peer_id_invalid", "group chat was deleted")


class UncertainError(Exception):
    """Nobody can know whether it was done: repeating it could do it twice."""


class GoneError(Exception):
    """The chat cannot be reached any more: the bot was blocked or thrown out, or the chat is deleted."""


class UnsentError(Exception):
    """It was not done, and waiting longer is of no use."""


@dataclass(frozen=True, slots=True)
class Limits:
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
class _Bucket:
    """Fills with `rate` per second up to `size`; taking from an empty one means waiting for it."""

    rate: float
    size: float
    level: float = field(init=False)
    at: float = field(default_factory=time.monotonic)
    not_before: float = 0.0

    def __post_init__(self) -> None:
        self.level = self.size

    def take(self) -> float:
        """Take one, now or in advance; returns for how many seconds to wait before it counts."""
        now = time.monotonic()
        self.level = min(self.size, self.level + (now - self.at) * self.rate)
        self.at = now
        self.level -= 1
        return max(-self.level / self.rate, self.not_before - now, 0.0)


class Outbox:
    """Paces and repeats calls. One for the whole front end."""

    def __init__(self, moved: Callable[[int, int], Awaitable[None]], limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._moved = moved
        self._overall = _Bucket(self._limits.overall, self._limits.overall_burst)
        self._chats: OrderedDict[int, _Bucket] = OrderedDict()
        self._new_ids: dict[int, int] = {}

    async def call(self, chat_id: int, send: Callable[[int], Awaitable[T]], *, repeatable: bool = False) -> T:
        """Await `send` with the chat's id, which is another one where a group has moved.

        `repeatable`: doing it twice is as good as once (an edit), so that an uncertain call is repeated too. Raises
        GoneError, UncertainError, UnsentError, BadRequest (refused as it is), InvalidToken.
        """
        pause = self._limits.first_pause
        tries = 0
        while True:
            chat_id = self._new_ids.get(chat_id, chat_id)
            await asyncio.sleep(self._wait(chat_id))
            try:
                return await send(chat_id)
            except ChatMigrated as error:
                await self.move(chat_id, error.new_chat_id)
                continue
            except RetryAfter as error:
                await self._hold(chat_id, error)
            except (Forbidden, InvalidToken, BadRequest) as error:
                if found := _RETRY_IN_400.search(str(error)):
                    # How Telegram puts it where a part of an album was sent already.
                    self._silence(chat_id, float(found[1]))
                    raise UncertainError(str(error)) from error
                raise _final(error) from error
            except NetworkError as error:
                if not (repeatable or _surely_not_done(error)):
                    raise UncertainError(str(error)) from error
                log.info("Telegram did not take a call (%s); trying again", _brief(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, 10.0)
            except TelegramError as error:  # an answer that cannot be read, a conflict
                raise UncertainError(str(error)) from error
            tries += 1
            if tries >= self._limits.tries:
                raise UnsentError("given up")

    def _wait(self, chat_id: int) -> float:
        return max(self._chat(chat_id).take(), self._overall.take())

    def _chat(self, chat_id: int) -> _Bucket:
        bucket = self._chats.get(chat_id)
        if bucket is None:
            limits = self._limits
            # Groups and channels have negative ids.
            rate, size = (limits.group, limits.group_burst) if chat_id < 0 else (limits.chat, limits.chat_burst)
            bucket = self._chats[chat_id] = _Bucket(rate, size)
            while len(self._chats) > _MAX_CHATS:
                self._chats.popitem(last=False)
        self._chats.move_to_end(chat_id)
        return bucket

    async def _hold(self, chat_id: int, error: RetryAfter) -> None:
        seconds = seconds_of(error)
        if seconds > self._limits.longest_wait:
            raise UnsentError(f"Telegram wants {seconds:.0f} s of silence") from error
        log.info("Telegram wants %.0f s of silence in one chat", seconds)
        self._silence(chat_id, seconds)

    def _silence(self, chat_id: int, seconds: float) -> None:
        bucket = self._chat(chat_id)
        bucket.not_before = max(bucket.not_before, time.monotonic() + min(seconds, self._limits.longest_wait))

    async def move(self, old: int, new: int) -> None:
        """The group `old` has the id `new` from now on."""
        if self._new_ids.get(old) != new:
            self._new_ids[old] = new
            await self._moved(old, new)


def seconds_of(error: RetryAfter) -> float:
    """For how long Telegram asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _surely_not_done(error: NetworkError) -> bool:
    cause = error.__cause__
    if type(cause).__name__ in _NEVER_SENT:
        return True
    # Without an error of the connection behind it, the server has answered, and said that it failed.
    answered = not isinstance(error, TimedOut) and (cause is None or isinstance(cause, TelegramError))
    return answered and not any(each in str(error).lower() for each in _GATEWAY_TIMEOUT)


def _final(error: TelegramError) -> Exception:
    said = str(error).lower()
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and any(each in said for each in _GONE)):
        return GoneError(str(error))
    return error


def _brief(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:120]
