"""What the bot has called in the tests' Discord, and the faults that a test orders for its next calls."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Json = dict[str, Any]


@dataclass
class BotCall:
    """One call of the bot: what it said, and the names of the files that it sent."""

    method: str
    path: str
    payload: Json
    files: list[str]


@dataclass
class OrderedFault:
    """What happens to the next `times` calls that fit. `drop`: the connection breaks before or after the effect."""

    method: str
    path: str
    times: int = 1
    status: int = 0
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    drop: str = ""
    delay: float = 0.0
    when: Callable[[BotCall], bool] = lambda call: True

    def fits(self, call: BotCall) -> bool:
        """Whether it is this call that goes wrong."""
        is_path = self.method == call.method and re.search(self.path, call.path)
        return bool(self.times and is_path and self.when(call))

    async def happen(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse | None:
        """The answer in place of the handler's; None if there is no more to it than the delay."""
        self.times -= 1
        await asyncio.sleep(self.delay)
        if self.drop == "after":
            await handler(request)
        if self.drop:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return json_response(self.body, self.status, self.headers) if self.status else None


class ObservedCalls:
    """The part of a server that remembers calls and breaks those for which a fault is ordered."""

    def __init__(self) -> None:
        self.requests: list[BotCall] = []
        self.faults: list[OrderedFault] = []
        self._changed = asyncio.Event()

    def fail(self, method: str, path: str, **how: Any) -> OrderedFault:
        """Order a fault for paths that contain the pattern."""
        fault = OrderedFault(method, path, **how)
        self.faults.append(fault)
        return fault

    def called(self, method: str, path: str) -> list[BotCall]:
        """The calls whose path contains the pattern."""
        return [each for each in self.requests if each.method == method and re.search(path, each.path)]

    async def until(self, holds: Callable[[], Any], seconds: float = 30.0) -> Any:
        """Wait for something to become true, looking whenever something changes; returns it."""
        deadline = time.monotonic() + seconds
        while not (found := holds()):
            left = deadline - time.monotonic()
            assert left > 0, f"it did not come to be; the last calls: {self.requests[-6:]}"
            self._changed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(min(left, 0.02)):
                    await self._changed.wait()
        return found


def json_response(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """As Discord answers: the library wants exactly this type, without a character set."""
    kind = {"Content-Type": "application/json"}
    return web.Response(body=json.dumps(body).encode(), status=status, headers={**(headers or {}), **kind})


def error_response(status: int, code: int, message: str) -> web.Response:
    """As Discord refuses."""
    return json_response({"code": code, "message": message}, status)
