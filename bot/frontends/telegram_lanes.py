"""Updates are handled side by side, but those of one shopper one after the other, in the order in which they came."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)


class DroppedError(Exception):
    """The front end is being stopped, and this job has not begun: the next run does it."""


class Turn:
    """One job's place in its lane."""

    def __init__(self, lanes: Lanes, slots: asyncio.Semaphore) -> None:
        self.over = asyncio.Event()
        self._lanes = lanes
        self._slots = slots
        self._holds = False

    async def take_slot(self) -> None:
        """Wait until there are few enough at work. Raises DroppedError if nothing more is to be begun."""
        await self._slots.acquire()
        self._holds = True
        if self._lanes.drops_waiting:
            raise DroppedError

    def give_up(self) -> None:
        """What comes next need not wait for the end of this job."""
        self.over.set()
        if self._holds:
            self._holds = False
            self._slots.release()


Job = Callable[[Turn], Awaitable[None]]


class Lanes:
    """Runs jobs in the background. `at_once`: so many hold a slot at the same time."""

    def __init__(self, at_once: int) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._last: dict[str, Turn] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.drops_waiting = False

    def put(self, lane: str, job: Job, done: Callable[[], None], dropped: Callable[[], None]) -> None:
        """Run `job` after those before it in its lane; `done` is called when it ended, or `dropped` if it never began
        because of the end."""
        turn = Turn(self, self._slots)
        before = self._last.get(lane)
        self._last[lane] = turn
        task = asyncio.create_task(self._run(lane, before, turn, job, done, dropped))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float, *, drop_waiting: bool) -> None:
        """Let what has begun come to its end, for at most so long; `drop_waiting`: and begin nothing more."""
        self.drops_waiting = drop_waiting
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _run(
        self,
        lane: str,
        before: Turn | None,
        turn: Turn,
        job: Job,
        done: Callable[[], None],
        dropped: Callable[[], None],
    ) -> None:
        try:
            if before is not None:
                await before.over.wait()
            if self.drops_waiting:
                raise DroppedError
            await job(turn)
            done()
        except DroppedError:
            dropped()
        except Exception:  # the outermost handler of this front end: one fault must not end the others
            log.exception("an update could not be handled")
            done()
        finally:
            turn.give_up()
            if self._last.get(lane) is turn:
                del self._last[lane]
