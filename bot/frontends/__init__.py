"""What every platform adapter is to the rest: `FrontEnd`, its surroundings, and the error that it ends with on purpose.

A front end does five things: fetch the bytes within the limit, build an event, await the conversation, render the
reply, and meet the platform's deadlines. It imports `bot.conversation`, `bot.messages`, its own section of `bot.config`
and its SDK; neither another front end, nor the recommender, nor the store.

Each module here (`web`, `telegram`, `discord`) offers one function for the composition root, which imports the module
only when that front end is wanted:

    def create(conversation: Conversation, section: WebConfig, surroundings: Surroundings) -> FrontEnd
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.messages import Platform
from bot.ports import KeptFiles


class FrontEndError(Exception):
    """The front end cannot work now, and knows why: `str(error)` is one sentence for whoever runs the bot, with what to
    do about it, and without any secret. It is printed as it is, without a traceback.

    `permanent`: trying again cannot help (a port that is taken, a setting that is wrong), so that it is not restarted.
    """

    def __init__(self, sentence: str, *, permanent: bool = False) -> None:
        super().__init__(sentence)
        self.permanent = permanent


class Redraw(Protocol):
    """See Surroundings."""

    def __call__(self, data: bytes, /, *, most_side: int = 0) -> Awaitable[bytes]: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a front end is told besides its own section of the configuration.

    `photo_bytes`: read no more than this of one photo; hand a larger one on as PhotoFault.TOO_LARGE.
    `sample_photos`: picture files to try with, offered by the local chat.
    `kept_files`: where to remember by which id the platform knows a product's picture; without it, nothing is kept.
    `redraw`: a product picture of any format as a JPEG that every platform takes, its longer side at most `most_side`
    pixels if that is given; raises ValueError if it is none.
    `admins`: the platform's ids of the shop's admins, whose menus list their commands too.
    """

    photo_bytes: int
    sample_photos: tuple[Path, ...] = ()
    kept_files: KeptFiles | None = None
    redraw: Redraw | None = None
    admins: tuple[str, ...] = ()


class Background:
    """What a front end has begun and not ended yet."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do it in a task of its own."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Let what has begun come to its end, for at most so long."""
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


class FrontEnd(Protocol):
    """One platform adapter."""

    @property
    def name(self) -> Platform:
        """The platform, as in `--only`."""

    async def run(self, ready: Callable[[str], None]) -> None:
        """Serve until cancelled; `ready` is called each time that it can be used, with where ("http://127.0.0.1:8080",
        "@lookalike_bot"). On cancellation it finishes what it has begun, closes all that it opened and lets the
        CancelledError out. Raises FrontEndError for what its admin can mend; anything else is a fault of ours, and is
        logged with its traceback and restarted after a pause. `run` may be awaited again after it ended."""
