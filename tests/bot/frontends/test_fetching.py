"""The front ends' fetcher against a real server: what it hands on, and where it stops."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest
from aiohttp import web

from bot.frontends.fetching import FetchedFile, HttpFetcher, HttpFetchError


@pytest.fixture
async def host() -> AsyncIterator[str]:
    """Ten bytes at /ten (with a cookie), which tell the cookies that came; an endless file; redirects without end."""

    async def ten(request: web.Request) -> web.Response:
        body = b"with cookie" if request.cookies else b"0123456789"
        answer = web.Response(body=body, content_type="image/png")
        answer.set_cookie("a", "b")
        return answer

    async def endless(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(bytes(64 * 1024))

    async def onwards(request: web.Request) -> web.Response:
        left = int(request.match_info["left"])
        raise web.HTTPFound(f"/onwards/{left - 1}" if left else "/ten")

    app = web.Application()
    app.add_routes(
        [web.get("/ten", ten), web.get("/endless", endless), web.get("/onwards/{left}", onwards)],
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "localhost", 0).start()
    yield f"http://localhost:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_what_fits_is_fetched_without_cookies(host: str) -> None:
    """As many bytes as are allowed, and a few redirects, are no fault; a cookie that was set does not come back; after
    it was closed the fetcher can be used again."""
    fetcher = HttpFetcher()
    for path in ("/ten", "/ten", "/onwards/3"):
        async with aclosing(fetcher):
            assert await fetcher.fetch(host + path, 10) == FetchedFile(b"0123456789", "image/png")
            assert await fetcher.fetch(host + path, 10) == FetchedFile(b"0123456789", "image/png")


@pytest.mark.parametrize(
    ("path", "said", "status", "too_large"),
    [
        ("/ten", "file has more than 9 bytes", 0, True),
        ("/endless", "file has more than 9 bytes", 0, True),
        ("/nothing", "server said 404 text/plain", 404, False),
        ("/onwards/99", "server cannot be reached", 0, False),
    ],
)
async def test_each_bound_is_an_error_of_its_own(host: str, path: str, said: str, status: int, too_large: bool) -> None:
    """Too many bytes, also where no length was announced; another status; too many redirects."""
    async with aclosing(HttpFetcher()) as fetcher:
        with pytest.raises(HttpFetchError) as caught:
            await fetcher.fetch(host + path, 9)
    error = caught.value
    assert (str(error), error.status, error.too_large, error.timed_out) == (said, status, too_large, False)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "nonsense", "ftp://localhost/a", "http://[bad", "file:///etc/passwd"]
)
async def test_what_is_no_server_is_an_error(url: str) -> None:
    """A closed port, and what is no address of the web."""
    async with aclosing(HttpFetcher()) as fetcher:
        with pytest.raises(HttpFetchError, match="cannot be reached"):
            await fetcher.fetch(url, 10)
