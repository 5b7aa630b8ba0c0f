"""The soak's waits: each has an end, and says what it waited for."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

# A busy machine starts the bot in half a minute. Whoever waits for that waits a little longer than it may take, so that
# the run says which of the two it was.
START_S = 120.0
REACH_S = START_S + 60.0
# Beyond its own minutes a run may take this long in all: starts, what is still due in the end, a stop.
WHOLE_S = 420.0


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


@asynccontextmanager
async def within_all(seconds: float) -> AsyncIterator[None]:
    """Ends the whole run after its `seconds` and WHOLE_S more, for a wait that nobody thought of; says where each of
    its tasks was."""
    where: list[str] = []
    noting = asyncio.get_running_loop().call_later(seconds + WHOLE_S, lambda: where.append(_places()))
    try:
        async with within(seconds + WHOLE_S + 0.1, lambda: f"the run has not ended; it was at\n{''.join(where)}"):
            yield
    finally:
        noting.cancel()


def _places() -> str:
    text = io.StringIO()
    for task in asyncio.all_tasks():
        task.print_stack(file=text)
    return text.getvalue()
