"""A few places for work in threads, which nobody has more than one of at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar
from weakref import WeakValueDictionary

R = TypeVar("R")


class FairTurns:
    """Who comes with ten tasks waits for each of them in turn, while others pass: their tasks wait for a place, and the
    ten, but for one, do not."""

    def __init__(self, places: int, executor: Executor) -> None:
        """`executor` must have a thread for each of the places."""
        self._places = asyncio.Semaphore(places)
        self._executor = executor
        self._own: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def run(self, person: str, call: Callable[[], R]) -> R:
        """`call`, in a thread, once it is this person's turn; with "" for a person, nobody's.

        A call that has begun keeps its place until it is done, even if nobody waits for it any more: else who leaves
        early could have all places.
        """
        own = self._own.setdefault(person, asyncio.Lock()) if person else asyncio.Lock()
        await own.acquire()
        try:
            await self._places.acquire()
        except BaseException:
            own.release()
            raise
        running = asyncio.get_running_loop().run_in_executor(self._executor, call)

        def leave(_: object) -> None:
            self._places.release()
            own.release()

        running.add_done_callback(leave)
        return await asyncio.shield(running)
