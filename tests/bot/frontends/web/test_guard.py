"""Who may talk to the local chat, and what its responses allow the browser to do."""

from __future__ import annotations

import aiohttp
import pytest

from bot.messages import Reply
from tests.bot.frontends.web.client import shopper
from tests.bot.frontends.web.rig import Scripted, serving


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:{port}", 200),
        ("localhost:{port}", 200),
        ("[::1]:1234", 200),
        ("localhost:9999", 200),
        ("evil.example", 421),
        ("evil.example:{port}", 421),
        ("localhost.evil.example", 421),
        ("192.168.1.5:{port}", 421),
        ("[bad", 421),
    ],
)
async def test_only_own_addresses_are_answered(host: str, status: int) -> None:
    """A name that an attacker points at 127.0.0.1 (DNS rebinding) opens nothing; another local port (a tunnel) does."""
    async with serving(Scripted()) as url, aiohttp.ClientSession() as client:
        headers = {"Host": host.format(port=url.rpartition(":")[2])}
        for path in ("/", "/api/session", "/page/chat.js"):
            async with client.get(url + path, headers=headers) as answer:
                assert answer.status == status


async def test_a_server_for_the_network_answers_addresses_and_its_own_name() -> None:
    """Bound to all addresses it is asked for under any of them, but not under any name."""
    async with serving(Scripted(), host="0.0.0.0") as url, aiohttp.ClientSession() as client:  # noqa: S104
        assert url.startswith("http://127.0.0.1:")
        for host, status in (("192.168.1.5:8080", 200), ("localhost", 200), ("evil.example", 421)):
            async with client.get(url, headers={"Host": host}) as answer:
                assert answer.status == status


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_other_sites_pages_are_refused(headers: dict[str, str]) -> None:
    """What another site's page sends, or asks for, or listens to, reaches nothing, even with the shopper's cookie."""
    talk = Scripted(Reply(text="ok"))
    async with serving(talk) as url, shopper(url) as anna:
        body = {"id": "message-1", "text": "hi"}
        async with anna.client.post(f"{url}/api/text", json=body, headers=headers) as answer:
            assert answer.status == 403
        async with anna.client.get(f"{url}/api/session", headers=headers) as answer:
            assert answer.status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
            await anna.client.ws_connect(f"{url}/api/socket", headers=headers)
        assert caught.value.status == 403
    assert talk.events == []


async def test_a_link_from_elsewhere_opens_the_page() -> None:
    """Following a link from another site is no attack; and no cookie is set by it, so the one that is there stays."""
    async with serving(Scripted()) as url, aiohttp.ClientSession() as client:
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Dest": "document"}
        async with client.get(url, headers=headers) as answer:
            assert answer.status == 200
            assert "Set-Cookie" not in answer.headers


async def test_the_page_may_load_from_here_only() -> None:
    """Every response, errors included, carries the headers that keep the page to itself; nothing inline is allowed."""
    async with serving(Scripted()) as url, aiohttp.ClientSession() as client:
        for path in ("/", "/page/chat.js", "/api/session", "/nothing", "/api/socket"):
            async with client.get(url + path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'self'" in policy
                assert "frame-ancestors 'none'" in policy
                assert "unsafe" not in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert answer.headers["Referrer-Policy"] == "no-referrer"
                assert "Access-Control-Allow-Origin" not in answer.headers
                assert "aiohttp" not in answer.headers.get("Server", "").lower()


async def test_the_cookie_is_out_of_reach() -> None:
    """The session's cookie cannot be read by scripts nor sent by other sites, and names somebody new each time."""
    async with serving(Scripted()) as url:
        keys = set()
        for _ in range(2):
            async with aiohttp.ClientSession() as client, client.get(f"{url}/api/session") as answer:
                header = answer.headers["Set-Cookie"]
                assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(header.split("; "))
                keys.add(header.partition(";")[0])
        assert len(keys) == 2


@pytest.mark.parametrize("cookie", ["", "short", "x" * 43 + "/", "../../../etc/passwd"])
async def test_without_a_session_nothing_is_done(cookie: str) -> None:
    """Requests without a cookie that we could have given out are sent back to get one."""
    talk = Scripted(Reply(text="ok"))
    async with serving(talk) as url, aiohttp.ClientSession() as client:
        headers = {"Cookie": f"lookalike-{url.rpartition(':')[2]}={cookie}"}
        for path in ("/api/text", "/api/action", "/api/photos?id=message-1", "/api/welcome"):
            async with client.post(url + path, json={"id": "message-1", "text": "hi"}, headers=headers) as answer:
                assert answer.status == 401
    assert talk.events == []


@pytest.mark.parametrize(
    "path",
    [
        "/pictures/0",
        "/pictures/..%2f..%2fpyproject.toml",
        "/pictures/../../pyproject.toml",
        "/page/..%2fweb.py",
        "/page/%2e%2e/web.py",
        "/page/nothing.js",
        "/samples/0",
        "/samples/-1",
        "/samples/²",
        "/documents/x",
    ],
)
async def test_no_path_leads_to_other_files(path: str) -> None:
    """Nothing is served but the page's own files and what was shown."""
    async with serving(Scripted()) as url, shopper(url) as anna, anna.client.get(url + path) as answer:
        assert answer.status == 404


async def test_page_files_are_checked_for_news_each_time() -> None:
    """A browser that has a file asks whether it changed, and gets no second copy of it."""
    async with serving(Scripted()) as url, aiohttp.ClientSession() as client:
        async with client.get(f"{url}/page/chat.js") as answer:
            assert answer.headers["Cache-Control"] == "no-cache"
            assert answer.content_type == "text/javascript"
            tag = answer.headers["ETag"]
        async with client.get(f"{url}/page/chat.js", headers={"If-None-Match": tag}) as answer:
            assert (answer.status, await answer.read()) == (304, b"")
