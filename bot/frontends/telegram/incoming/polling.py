"""Asking Telegram for updates, and telling it which ones are done with.

Telegram forgets an update as soon as it is asked for later ones. So the offset stays at the oldest update that waits or
is being answered: whatever happens to this process, what was not answered comes again. What comes again in the meantime
is known by its id. Long work (a reindex) holds nothing back for longer than `_HELD_SECONDS`, and nothing does so that
much that only known updates come.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any, cast

from cachetools import LRUCache
from telegram import Bot, Update
from telegram.error import (
    BadRequest,
    Conflict,
    EndPointNotFound,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.frontends import FrontEndError
from bot.frontends.ordering import EventStatus
from bot.frontends.telegram.completing import completed_update
from bot.frontends.telegram.outgoing.rate_limiter import seconds_of

log = logging.getLogger(__name__)

# Takes an update, and says by its status what has become of it.
Take = Callable[[Update, EventStatus], None]

LONG_POLL_SECONDS = 25
_AT_ONCE = 100  # as many as Telegram hands out
_READ_SECONDS = 10.0
_HELD_SECONDS = 20.0
# While something is being answered, Telegram answers at once: pauses keep that from being a busy loop. The first is
# longer than an answer in words takes, after which the next question tells Telegram so, and what others said is had.
_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 0.5
_FIRST_RETRY = 0.5
_LONGEST_RETRY = 30.0
_MOST_CONFLICTS = 6
# Ids of the latest updates: Telegram, and whatever stands before it, may deliver one twice.
MAX_SEEN = 5000
CONFLICT = "another process asks for this bot's updates with the same token; stop it, or get a second bot"
REFUSED = "the token was refused; copy it again from @BotFather into [telegram] token or LOOKALIKE_TELEGRAM_TOKEN"


def parse_update(bot: Bot, data: object) -> Update | None:
    """The update, or what of it can be read; None if that is nothing: one such must not stop the others."""
    try:
        return Update.de_json(cast("dict[str, Any]", data), bot)
    except Exception as error:
        part = completed_update(data, partial(Update.de_json, bot=bot))
        if part is None:
            log.warning("an update could not be read (%s)", type(error).__name__)
            return None
        log.info("an update could not be read as it is (%s)", type(error).__name__)
        return Update.de_json(part, bot)


class Poller:
    """getUpdates, until cancelled."""

    def __init__(self, bot: Bot, take: Take) -> None:
        self._bot = bot
        self._take = take
        self._seen: LRUCache[int, bool] = LRUCache(MAX_SEEN)
        self._next = 0
        self._statuses: dict[int, EventStatus] = {}
        self._changed = asyncio.Event()
        self._confirmed = 0

    async def run(self) -> None:
        """Never returns. Raises FrontEndError when the token is refused, or somebody else polls with it."""
        pause = _FIRST_PAUSE
        retry = _FIRST_RETRY
        conflicts = 0
        while True:
            self._changed.clear()
            began = time.monotonic()
            try:
                updates = await self._fetch(LONG_POLL_SECONDS)
            except (InvalidToken, EndPointNotFound) as error:
                raise FrontEndError(REFUSED) from error
            except RetryAfter as error:
                await asyncio.sleep(seconds_of(error))
                continue
            except TelegramError as error:
                if isinstance(error, Conflict):
                    conflicts += 1
                    if conflicts >= _MOST_CONFLICTS:
                        raise FrontEndError(CONFLICT) from error
                elif not isinstance(error, TimedOut):
                    level = logging.WARNING if retry == _FIRST_RETRY else logging.DEBUG
                    log.log(level, "Telegram cannot be asked for updates (%s); trying again", _what(error))
                await asyncio.sleep(retry)
                retry = min(retry * 2, _LONGEST_RETRY)
                continue
            if retry > 4 * _FIRST_RETRY:
                log.info("Telegram answers again")
            retry, conflicts = _FIRST_RETRY, 0
            if not updates and time.monotonic() - began < _FIRST_PAUSE:
                await asyncio.sleep(_FIRST_PAUSE)  # a server that does not let us wait
            is_new = self._receive(updates)
            if is_new:
                pause = _FIRST_PAUSE
            if not self._statuses or (is_new and len(updates) >= _AT_ONCE):
                continue
            try:
                async with asyncio.timeout(pause):
                    await self._changed.wait()
                pause = _FIRST_PAUSE
            except TimeoutError:
                pause = min(pause * 1.5, _LONGEST_PAUSE)

    async def confirm(self, seconds: float) -> None:
        """At the end: tell Telegram what was answered, so that it does not come again."""
        if self._offset() <= self._confirmed:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._fetch(0, limit=1)
        except (TelegramError, TimeoutError) as error:
            log.info("what was answered could not be confirmed (%s)", type(error).__name__)

    async def _fetch(self, seconds: int, limit: int = _AT_ONCE) -> list[Any]:
        offset = self._offset()
        asked: dict[str, Any] = {"timeout": seconds, "limit": limit, "allowed_updates": list(Update.ALL_TYPES)}
        if offset:
            asked["offset"] = offset
        # Not by the library's get_updates, which fails as a whole where one update is odd.
        updates = await self._bot.do_api_request("getUpdates", api_kwargs=asked, read_timeout=seconds + _READ_SECONDS)
        self._confirmed = max(self._confirmed, offset)
        return updates if isinstance(updates, list) else []

    def _receive(self, updates: list[Any]) -> bool:
        """Hand on those that are new; False if none was."""
        new = False
        for data in updates:
            update_id = data.get("update_id") if isinstance(data, dict) else None
            if not isinstance(update_id, int) or update_id in self._seen:
                continue
            new = self._seen[update_id] = True
            self._next = max(self._next, update_id + 1)
            update = parse_update(self._bot, data)
            if update is None:
                continue
            status = self._statuses[update_id] = EventStatus(partial(self._moved, update_id))
            try:
                self._take(update, status)
            except Exception:
                log.exception("an update could not be taken")
                self._statuses.pop(update_id, None)
        if not new and len(updates) >= _AT_ONCE:
            # Whoever waits behind these must not wait for the slowest of them.
            self._statuses.pop(min(self._statuses, default=0), None)
        return new

    def _moved(self, update_id: int) -> None:
        status = self._statuses.get(update_id)
        if status is not None and status.is_done:
            del self._statuses[update_id]
            self._changed.set()

    def _offset(self) -> int:
        """The oldest update that is not answered yet, or the one after the newest."""
        since = time.monotonic() - _HELD_SECONDS
        held = (number for number, t in self._statuses.items() if not t.began_at or t.began_at > since or t.is_dropped)
        return min(held, default=self._next)


def _what(error: TelegramError) -> str:
    """For the log, without the URL, which holds the token."""
    if isinstance(error, NetworkError) and not isinstance(error, BadRequest) and error.__cause__ is not None:
        return type(error.__cause__).__name__
    return str(error)[:100]
