"""One shopper's events in the order in which they came, those of different shoppers side by side.

A front end puts each event into its shopper's queue with an `EventStatus`, which says how far it is: a platform that
delivers again what was not acknowledged is told so by it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from bot.frontends import Background

log = logging.getLogger(__name__)


class DroppedError(Exception):
    """The front end is being stopped, and this job has not begun: the next run does it."""


class EventStatus:
    """How far this run is with one delivery: waiting, begun, and then done, or dropped for the next run to do."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.began_at = 0.0
        self.is_done = False
        self.is_dropped = False
        self._jobs = 1
        self._changed = changed

    def split(self, jobs: int) -> None:
        """It is done once so many jobs are; none is done at once."""
        self._jobs = jobs + 1
        self.done()

    def begin(self) -> None:
        """Somebody is at work on it."""
        self.began_at = self.began_at or time.monotonic()

    def done(self) -> None:
        """One of its jobs has ended."""
        self._jobs -= 1
        if self._jobs <= 0 and not self.is_dropped:
            self.is_done = True
            self._changed()

    def drop(self) -> None:
        """This run will not do it."""
        self.is_dropped = True
        self._changed()


class QueuedJob:
    """One job's place in its shopper's queue, handed to the job itself."""

    def __init__(self, queues: ShopperQueues, slots: asyncio.Semaphore, statuses: Sequence[EventStatus]) -> None:
        self.over = asyncio.Event()
        self.statuses = statuses
        self._queues = queues
        self._slots = slots
        self._holds = False

    async def take_slot(self) -> None:
        """Wait until there are few enough at work. Raises DroppedError if nothing more is to be begun."""
        await self._slots.acquire()
        self._holds = True
        if self._queues.drops_waiting:
            raise DroppedError
        for status in self.statuses:
            status.begin()

    def free_slot(self) -> None:
        """What is left to do is waiting only."""
        if self._holds:
            self._holds = False
            self._slots.release()

    def let_next_begin(self) -> None:
        """What comes next in the queue need not wait for the end of this job."""
        self.over.set()
        self.free_slot()


Job = Callable[[QueuedJob], Awaitable[None]]


class ShopperQueues:
    """Runs jobs in the background, those of one queue one after the other. `at_once`: so many hold a slot together."""

    def __init__(self, at_once: int) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._last: dict[str, QueuedJob] = {}
        self._background = Background()
        self.drops_waiting = False

    def put(self, queue: str, job: Job, statuses: Sequence[EventStatus]) -> None:
        """Run `job` after those before it in its queue. The statuses, of which more may come while it runs, are done
        when it ends, or dropped if it never began because of the end."""
        queued = QueuedJob(self, self._slots, statuses)
        before = self._last.get(queue)
        self._last[queue] = queued
        self._background.begin(self._run(queue, before, queued, job))

    async def finish(self, seconds: float, *, drop_waiting: bool) -> None:
        """Let what has begun come to its end, for at most so long; `drop_waiting`: and begin nothing more."""
        self.drops_waiting = drop_waiting
        await self._background.finish(seconds)

    async def _run(self, queue: str, before: QueuedJob | None, queued: QueuedJob, job: Job) -> None:
        try:
            if before is not None:
                await before.over.wait()
            if self.drops_waiting:
                raise DroppedError
            await job(queued)
            self._end(queued)
        except DroppedError:
            for status in queued.statuses:
                status.drop()
        except Exception:  # the outermost handler of a front end: one fault must not end the others
            log.exception("an update could not be handled")
            self._end(queued)
        finally:
            queued.let_next_begin()
            if self._last.get(queue) is queued:
                del self._last[queue]

    @staticmethod
    def _end(queued: QueuedJob) -> None:
        for status in queued.statuses:
            status.done()
