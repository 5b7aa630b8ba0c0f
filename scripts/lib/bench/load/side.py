"""One bot on a Telegram of its own (real HTTP on loopback), asked by an open loop: photos come whether or not the ones
before are answered."""

from __future__ import annotations

import asyncio
import math
import os
import random
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from scripts.lib.bench.bot_process import cpu_seconds, cpu_seconds_of_all, is_running
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import BotApi

LIMIT_MS = 1000.0
SHARE = 0.95
# People, in turn: to one chat Telegram lets a bot send no more than a message a second.
_PEOPLE = 200
_START_S, _LATE_S, _LOOK_S = 600.0, 20.0, 0.1


@dataclass(frozen=True, slots=True)
class LoadStep:
    """What came of photos at one rate. Times in ms, of what never was answered infinite; CPU in ms for each answer, of
    all the bot's processes, of its first one, and of this process, which is Telegram and the shoppers."""

    per_second: float
    sent: int
    answered: int
    seconds: float  # from the first photo to the last answer
    median_ms: float
    p95_ms: float
    longest_ms: float
    cpu_ms: float
    first_cpu_ms: float
    telegram_cpu_ms: float

    @property
    def in_time(self) -> bool:
        """Whether 95 of 100 came within a second."""
        return self.p95_ms <= LIMIT_MS

    @property
    def served_per_second(self) -> float:
        return self.answered / self.seconds

    def figures(self) -> dict[str, Any]:
        """As docs/bench.md has them; None where a time is infinite."""
        names = ("median_ms", "p95_ms", "longest_ms", "cpu_ms", "first_cpu_ms", "telegram_cpu_ms")
        times = {name: getattr(self, name) for name in names}
        return {
            "per_second": round(self.per_second, 2),
            "sent": self.sent,
            "answered": self.answered,
            "served_per_second": round(self.served_per_second, 2),
            **{name: round(each, 1) if math.isfinite(each) else None for name, each in times.items()},
            "in_time": self.in_time,
        }


@dataclass
class LoadSide:
    """A bot and its Telegram. `processes`: of the recommender, None for the plain stack. `ends`: the call that ends an
    answer, with buttons where `with_buttons`."""

    name: str
    processes: int | None
    api: BotApi
    ends: str
    with_buttons: bool
    steps: list[LoadStep] = field(default_factory=list)
    pid: int = 0
    _people: int = 0

    async def until_ready(self, photos: Sequence[bytes]) -> None:
        """Each photo asked once by somebody who waits: all is loaded then, and the products' pictures are known to
        Telegram. Raises TimeoutError."""
        async with asyncio.timeout(_START_S):
            await self.api.until(lambda: self.api.calls, _START_S)
            for number, photo in enumerate(photos):
                mark = len(self.api.calls)
                await Someone(self.api, 5000 + number).photo(photo)
                while not self._ended(mark):
                    if not is_running(self.pid):
                        raise TimeoutError("the bot has ended")
                    await asyncio.sleep(_LOOK_S)

    async def step(self, per_second: float, count: int, photos: Sequence[bytes]) -> LoadStep:
        """So many photos at this rate on average, each at a moment that knows nothing of the others: a Poisson process,
        the same for every side."""
        arrivals = random.Random(f"{per_second:.6f}")
        mark, began = len(self.api.calls), time.monotonic()
        cpu = cpu_seconds_of_all(self.pid), cpu_seconds(self.pid), time.process_time()
        sent: defaultdict[int, deque[float]] = defaultdict(deque)
        at = began
        for number in range(count):
            at += arrivals.expovariate(per_second)
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            person = 10_000 + self._people % _PEOPLE
            self._people += 1
            sent[person].append(at)
            # Bytes behind the picture's end: the same photo sent again would be answered from memory.
            await Someone(self.api, person).photo(photos[number % len(photos)] + os.urandom(8))
        ends = await self._until_answered(mark, count)
        waits = [1000 * (ended - sent[person].popleft()) for person, ended in ends if sent[person]]
        waits = sorted(waits) + [math.inf] * (count - len(waits))
        answered, over = max(1, len(ends)), max((ended for _, ended in ends), default=time.monotonic())
        spent = cpu_seconds_of_all(self.pid) - cpu[0], cpu_seconds(self.pid) - cpu[1], time.process_time() - cpu[2]
        done = LoadStep(
            per_second,
            count,
            len(ends),
            over - began,
            median(waits),
            waits[math.ceil(SHARE * count) - 1],
            waits[-1],
            *(1000 * each / answered for each in spent),
        )
        self.steps.append(done)
        return done

    async def _until_answered(self, mark: int, count: int) -> list[tuple[int, float]]:
        """Or until nothing has come for a while: whoever is told that the bot is busy gets no answer."""
        found, last = self._ended(mark), time.monotonic()
        while len(found) < count and time.monotonic() - last < _LATE_S:
            await asyncio.sleep(_LOOK_S)
            before, found = len(found), self._ended(mark)
            if len(found) > before:
                last = time.monotonic()
        return found

    def _ended(self, mark: int) -> list[tuple[int, float]]:
        """Who has been answered, and when the answer's last byte was there, since so many calls."""
        return [
            (call.chat_id, call.at)
            for call in self.api.calls[mark:]
            if call.method == self.ends and call.ok and (not self.with_buttons or "reply_markup" in call.params)
        ]
