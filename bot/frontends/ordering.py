"""One shopper's events in the order in which they came, those of different shoppers side by side, in the background.

A front end puts each event into its shopper's queue with an `EventStatus`, which says how far it is: a platform that
delivers again what was not acknowledged is told so by it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from weakref import WeakValueDictionary

from bot.ports import ElsewhereError

log = logging.getLogger(__name__)


class TurnTaking:
    """Lets what belongs together (the events of one shopper, the presses on one message) happen in its order."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[Callable[[], Awaitable[None]]]:
        """Wait for those who came before under the same name. Gives what ends the turn early, for long work."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        async with AsyncExitStack() as held:
            await held.enter_async_context(lock)
            yield held.aclose


class BackgroundTasks:
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

    def let_go(self) -> None:
        """It goes on by itself, however long: whoever waits for it may go on too."""
        self._changed()

    def drop(self) -> None:
        """This run will not do it."""
        self.is_dropped = True
        self._changed()


class QueuedJob:
    """One job whose turn in its shopper's queue has come, handed to the job itself."""

    def __init__(
        self, queues: ShopperQueues, statuses: Sequence[EventStatus], end_turn: Callable[[], Awaitable[None]]
    ) -> None:
        self._queues = queues
        self._statuses = statuses
        self._end_turn = end_turn
        self._holds = False

    async def take_slot(self) -> None:
        """Wait until there are few enough at work. Raises DroppedError if nothing more is to be begun."""
        await self._queues.slots.acquire()
        self._holds = True
        if self._queues.drops_waiting:
            raise DroppedError
        for status in self._statuses:
            status.begin()

    def free_slot(self) -> None:
        """What is left to do is waiting only."""
        if self._holds:
            self._holds = False
            self._queues.slots.release()

    async def let_next_begin(self) -> None:
        """What comes next in the queue need not wait for the end of this job."""
        for status in self._statuses:
            status.let_go()
        await self._end_turn()
        self.free_slot()


Job = Callable[[QueuedJob], Awaitable[None]]


class ShopperQueues:
    """Runs jobs in the background, those of one queue one after the other. `at_once`: so many hold a slot together."""

    def __init__(self, at_once: int) -> None:
        self.slots = asyncio.Semaphore(at_once)
        self._turns = TurnTaking()
        self._background = BackgroundTasks()
        self.drops_waiting = False

    def put(self, queue: str, job: Job, statuses: Sequence[EventStatus] = ()) -> None:
        """Run `job` after those before it in its queue. The statuses, of which more may come while it runs, are done
        when it ends, or dropped if it never began because of the end, or another bot is at it."""
        self._background.begin(self._run(queue, job, statuses))

    async def finish(self, seconds: float, *, drop_waiting: bool) -> None:
        """Let what has begun come to its end, for at most so long; `drop_waiting`: and begin nothing more."""
        self.drops_waiting = drop_waiting
        await self._background.finish(seconds)

    async def _run(self, queue: str, job: Job, statuses: Sequence[EventStatus]) -> None:
        try:
            async with self._turns.turn(queue) as end_turn:
                if self.drops_waiting:
                    raise DroppedError
                queued = QueuedJob(self, statuses, end_turn)
                try:
                    await job(queued)
                finally:
                    queued.free_slot()
        except (DroppedError, ElsewhereError):
            for status in statuses:
                status.drop()
            return
        except Exception:  # the outermost handler of a front end: one fault must not end the others
            log.exception("an update could not be handled")
        for status in statuses:
            status.done()
