"""Keeps the front ends running, each for itself: what befalls one never stops another."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.frontends import FrontEnd, FrontEndError

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pauses:
    """Seconds to wait before a front end that ended is started again: the first, growing twofold to the longest. One
    that ran for `healthy` seconds begins with the first again."""

    first: float = 2.0
    longest: float = 300.0
    healthy: float = 60.0


async def supervise(front_end: FrontEnd, ready: Callable[[str], None], pauses: Pauses | None = None) -> None:
    """Run the front end until cancelled, again and again; returns only if it never can (FrontEndError.permanent)."""
    pauses = pauses or Pauses()
    pause = pauses.first
    while True:
        began = time.monotonic()
        try:
            await front_end.run(ready)
            _log.error("%s: ended by itself", front_end.name)
        except FrontEndError as error:
            _log.error("%s: %s", front_end.name, error)
            if error.permanent:
                return
        except Exception:
            _log.exception("%s: failed", front_end.name)
        if time.monotonic() - began >= pauses.healthy:
            pause = pauses.first
        _log.info("%s: trying again in %.0f s", front_end.name, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, pauses.longest)
