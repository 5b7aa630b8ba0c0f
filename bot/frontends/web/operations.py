"""/healthz and /metrics, for who runs the bot: on the local chat's port, and not through a proxy that shoppers use."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from bot.frontends import HealthReport

# What web servers add to what they pass on.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")


class Operations:
    """Answers what was asked of this port itself; what came through a proxy finds nothing."""

    def __init__(self, health: Callable[[], HealthReport], metrics: Callable[[], bytes]) -> None:
        self._health = health
        self._metrics = metrics

    async def healthz(self, request: web.Request) -> web.Response:
        """200 while shoppers can be answered, else 503; says what is loaded and connected."""
        _refuse_forwarded(request)
        report = self._health()
        return web.json_response(report, status=503 if report["status"] == "down" else 200)

    async def metrics(self, request: web.Request) -> web.Response:
        """Prometheus' text format."""
        _refuse_forwarded(request)
        return web.Response(body=self._metrics(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


def _refuse_forwarded(request: web.Request) -> None:
    if any(name in request.headers for name in _FORWARDED):
        raise web.HTTPNotFound
