"""The soak's waits: each has an end, and says what it waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

# A busy machine starts the bot in half a minute. Whoever waits for that waits a little longer than it may take, so that
# the run says which of the two it was.
START_S = 120.0
REACH_S = START_S + 60.0


class SoakOverdueError(Exception):
    """What the run waited for, in vain."""


@asynccontextmanager
async def within(seconds: float, what: str | Callable[[], str]) -> AsyncIterator[None]:
    """Ends the run when this takes longer; `what` may be found out only then."""
    try:
        async with asyncio.timeout(seconds) as limit:
            yield
    except TimeoutError:
        if not limit.expired():
            raise
        raise SoakOverdueError(f"after {seconds:.0f} s: {what if isinstance(what, str) else what()}") from None
