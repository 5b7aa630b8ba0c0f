"""Updates are handled side by side, but those of one shopper one after the other, in the order in which they came."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence

from bot.frontends import Background

log = logging.getLogger(__name__)


class DroppedError(Exception):
    """The front end is being stopped, and this job has not begun: the next run does it."""


class Ticket:
    """One update's way through this run: waiting, begun, and then done, or dropped for the next run to do."""

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


class Turn:
    """One job's place in its lane."""

    def __init__(self, lanes: Lanes, slots: asyncio.Semaphore, tickets: Sequence[Ticket]) -> None:
        self.over = asyncio.Event()
        self.tickets = tickets
        self._lanes = lanes
        self._slots = slots
        self._holds = False

    async def take_slot(self) -> None:
        """Wait until there are few enough at work. Raises DroppedError if nothing more is to be begun."""
        await self._slots.acquire()
        self._holds = True
        if self._lanes.drops_waiting:
            raise DroppedError
        for ticket in self.tickets:
            ticket.begin()

    def free_slot(self) -> None:
        """What is left to do is waiting only."""
        if self._holds:
            self._holds = False
            self._slots.release()

    def give_up(self) -> None:
        """What comes next need not wait for the end of this job."""
        self.over.set()
        self.free_slot()


Job = Callable[[Turn], Awaitable[None]]


class Lanes:
    """Runs jobs in the background. `at_once`: so many hold a slot at the same time."""

    def __init__(self, at_once: int) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._last: dict[str, Turn] = {}
        self._background = Background()
        self.drops_waiting = False

    def put(self, lane: str, job: Job, tickets: Sequence[Ticket]) -> None:
        """Run `job` after those before it in its lane. The tickets, of which more may come while it runs, are done when
        it ends, or dropped if it never began because of the end."""
        turn = Turn(self, self._slots, tickets)
        before = self._last.get(lane)
        self._last[lane] = turn
        self._background.begin(self._run(lane, before, turn, job))

    async def finish(self, seconds: float, *, drop_waiting: bool) -> None:
        """Let what has begun come to its end, for at most so long; `drop_waiting`: and begin nothing more."""
        self.drops_waiting = drop_waiting
        await self._background.finish(seconds)

    async def _run(self, lane: str, before: Turn | None, turn: Turn, job: Job) -> None:
        try:
            if before is not None:
                await before.over.wait()
            if self.drops_waiting:
                raise DroppedError
            await job(turn)
            self._end(turn)
        except DroppedError:
            for ticket in turn.tickets:
                ticket.drop()
        except Exception:  # the outermost handler of this front end: one fault must not end the others
            log.exception("an update could not be handled")
            self._end(turn)
        finally:
            turn.give_up()
            if self._last.get(lane) is turn:
                del self._last[lane]

    @staticmethod
    def _end(turn: Turn) -> None:
        for ticket in turn.tickets:
            ticket.done()
