"""What befalls one front end never stops another."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest

from bot.app.run import supervise
from bot.frontends import FrontEndError
from bot.messages import Platform

QUICK: dict[str, float] = {"first": 0.01, "longest": 0.04, "healthy": 60}


class Scripted:
    """A front end that ends each run as its script says: an exception, or None to be ready and stay."""

    def __init__(self, name: Platform, *script: Exception | None) -> None:
        self.name: Platform = name
        self.script = list(script)
        self.began: list[float] = []
        self.closed = False

    async def run(self, ready: Callable[[str], None]) -> None:
        self.began.append(asyncio.get_running_loop().time())
        step = self.script.pop(0)
        if step is not None:
            raise step
        ready("here")
        try:
            await asyncio.Event().wait()
        finally:
            self.closed = True


async def test_failures_are_restarted_with_growing_pauses(caplog: pytest.LogCaptureFixture) -> None:
    """A crash has a traceback, a known trouble one line; both are tried again, later each time, until it runs."""
    front_end = Scripted("telegram", RuntimeError("boom"), FrontEndError("the server is away"), RuntimeError("x"), None)
    ready = asyncio.Event()
    with caplog.at_level(logging.INFO):
        task = asyncio.create_task(supervise(front_end, lambda where: ready.set(), **QUICK))
        async with asyncio.timeout(5):
            await ready.wait()
    pauses = [later - sooner for sooner, later in zip(front_end.began, front_end.began[1:], strict=False)]
    assert len(pauses) == 3
    assert pauses[0] >= 0.009
    assert pauses[1] >= 0.018
    assert pauses[2] >= 0.036
    known = [record for record in caplog.records if "the server is away" in record.getMessage()]
    assert known
    assert known[0].exc_info is None
    assert "RuntimeError: boom" in caplog.text
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert front_end.closed


async def test_what_is_taken_is_waited_for_beside_others(caplog: pytest.LogCaptureFixture) -> None:
    """A port, say: tried again and said once, until it is free; by itself, or once it is the last, it is given up."""
    taken = FrontEndError("the port is taken", taken=True)
    waiting, ready = Scripted("web", taken, taken, taken, None), asyncio.Event()
    with caplog.at_level(logging.INFO):
        task = asyncio.create_task(supervise(waiting, lambda _: ready.set(), is_alone=lambda: False, **QUICK))
        async with asyncio.timeout(5):
            await ready.wait()
    task.cancel()
    assert [each.getMessage() for each in caplog.records if each.name == "bot.app.run"] == [
        *("web: the port is taken", "web: trying again until it can")
    ]
    others = iter((False, False, True))
    last = Scripted("web", taken, taken, taken)
    async with asyncio.timeout(5):
        await supervise(last, lambda _: None, is_alone=lambda: next(others), **QUICK)
    assert len(last.began) == 3


async def test_what_cannot_ever_run_is_given_up_alone() -> None:
    """A permanent error ends that front end after one try; the other goes on."""
    broken = Scripted("web", FrontEndError("the port is taken", permanent=True))
    healthy = Scripted("discord", None)
    other = asyncio.create_task(supervise(healthy, lambda where: None, **QUICK))
    await asyncio.sleep(0)  # it has begun
    async with asyncio.timeout(5):
        await supervise(broken, lambda where: None, **QUICK)
    assert len(broken.began) == 1
    assert not other.done()
    other.cancel()
    await asyncio.wait([other])
    assert healthy.closed
