"""What is older than the shop keeps it is deleted once a day, if the clock can be believed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from bot.config import Config
from bot.ports import StoreError
from bot.store.store import Store

_log = logging.getLogger(__name__)
_SECONDS = 24 * 3600.0
_JUMP = 3600.0  # seconds in a day; no clock that works goes as wrong
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # goes on while the machine sleeps


async def prune_daily(store: Store, config: Config, clock: Callable[[], float] = time.time) -> None:
    """Until cancelled. A clock that has jumped, or by which all would be too old at the start, deletes nothing before
    it has held for a day: what is deleted does not come back when the clock is set right."""
    days = config.store.retention_days
    before: float | None = None
    while True:
        now = clock() - time.clock_gettime(_CLOCK)
        try:
            if before is None and days and await store.is_all_older(days, clock()):
                _log.warning("by the clock all queries are too old: none is deleted before it has held for a day")
            elif before is not None and abs(now - before) > _JUMP:
                _log.warning("the clock has jumped by %.1f h: nothing is deleted today", (now - before) / 3600)
            elif pruned := await store.prune(days, config.limits.event_days, clock()):
                _log.info("deleted %d queries older than %d days", pruned, days)
        except StoreError as error:
            _log.error("old queries could not be deleted: %s", error)
        before = now
        await asyncio.sleep(_SECONDS)
