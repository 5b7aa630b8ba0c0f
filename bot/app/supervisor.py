"""Keeps the front ends running, each for itself: what befalls one never stops another."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable

from bot.frontends import FrontEnd, FrontEndError

_log = logging.getLogger(__name__)


async def supervise(
    front_end: FrontEnd,
    ready: Callable[[str], None],
    *,
    first: float = 2.0,
    longest: float = 300.0,
    healthy: float = 60.0,
) -> None:
    """Run the front end until cancelled, again and again; returns only if it never can (FrontEndError.permanent).

    Before the next attempt it waits for `first` seconds, twice as long each time up to `longest`; from `first` again
    after a run of `healthy` seconds.
    """
    pause = first
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
        if time.monotonic() - began >= healthy:
            pause = first
        _log.info("%s: trying again in %.0f s", front_end.name, pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, longest)
