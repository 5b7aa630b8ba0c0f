"""Requests that no page sends, over a socket of our own: a refusal and no traceback, whatever they hold."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages import Reply
from tests.bot.frontends.web.client import shopper
from tests.bot.frontends.web.rig import Scripted, serving

_PATIENCE = 5.0


@dataclass
class RawServer:
    """A running local chat, and a cookie that it knows."""

    port: int
    cookie: str
    runner: asyncio.Runner

    def ask(self, head: bytes, body: bytes = b"") -> int:
        """The status; 0 if there is none, because the request has no end."""
        return self.runner.run(self._ask(head, body))

    async def _ask(self, head: bytes, body: bytes) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(head + b"\r\n" + body)
            async with asyncio.timeout(_PATIENCE):
                line = await reader.readline()
        except (ConnectionError, TimeoutError):
            return 0
        finally:
            writer.close()
        return int(line.split()[1]) if line else 0

    def head(self, method: str, path: str, *headers: str) -> bytes:
        """Of a request as the page sends it, but for these headers."""
        lines = [f"{method} {path} HTTP/1.1", f"Cookie: {self.cookie}", "Connection: close", *headers]
        if not any(each.lower().startswith("host:") for each in headers):
            lines.append(f"Host: 127.0.0.1:{self.port}")
        return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogateescape")


@pytest.fixture(scope="module")
def raw() -> Iterator[RawServer]:
    async def begin() -> tuple[AsyncExitStack, int, str]:
        stack = AsyncExitStack()
        url = await stack.enter_async_context(serving(Scripted(Reply(text="ok"))))
        async with shopper(url) as anna:
            (cookie,) = anna.client.cookie_jar
            return stack, int(url.rpartition(":")[2]), f"{cookie.key}={cookie.value}"

    with asyncio.Runner() as runner:
        stack, port, cookie = runner.run(begin())
        yield RawServer(port, cookie, runner)
        runner.run(stack.aclose())


def _json(body: bytes, kind: str = "application/json") -> tuple[tuple[str, ...], bytes]:
    return (f"Content-Type: {kind}", f"Content-Length: {len(body)}"), body


_MULTIPART = "Content-Type: multipart/form-data; boundary=x"
_TEXT = b'{"id": "message-1", "text": "hi"}'


@pytest.mark.parametrize(
    ("line", "headers", "body"),
    [
        ("GET /", ("Origin: http://[",), b""),
        ("GET /", ("Host: 127.0.0.1:99999999",), b""),
        ("GET /", ("Host: 127.0.0.1:x",), b""),
        ("GET /samples/" + "9" * 5000, (), b""),
        ("POST /api/photos?id=message-1&photos=" + "9" * 5000, (_MULTIPART, "Content-Length: 5"), b"--x--"),
        ("POST /api/text", *_json(b"[" * 60_000)),
        ("POST /api/text", *_json(b'{"id":' * 9_000)),
        ("POST /api/text", *_json(b"9" * 60_000)),
        ("POST /api/text", *_json(_TEXT, "application/json; charset=nonsense")),
        ("POST /api/text", *_json(_TEXT, "application/json; charset=punycode")),
        ("POST /api/text", *_json(b"\xff\xfe\xfa")),
        ("POST /api/text", ("Content-Type: application/json", "Content-Encoding: gzip", "Content-Length: 3"), b"abc"),
        ("POST /api/photos?id=message-1", ("Content-Type: multipart/form-data", "Content-Length: 3"), b"abc"),
        ("POST /api/photos?id=message-1", (_MULTIPART, "Content-Length: 3"), b"abc"),
        (
            "POST /api/photos?id=message-1",
            (_MULTIPART, "Content-Length: 253"),
            b'--x\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\n' + b"z" * 200,
        ),
        ("POST /api/photos?id=message-1", (_MULTIPART, "Content-Length: 4805"), b"--x\r\n" + b"A: b\r\n" * 800),
        ("POST /api/photos?id=message-1", (_MULTIPART, "Content-Length: 8991"), b"--x\r\n\r\n\r\n" * 999),
        (
            "POST /api/action",
            *_json(
                json.dumps({"id": "press-001", "message": "message-1", "action": "a", "values": ["x" * 999]}).encode()
            ),
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_crafted_request(
    raw: RawServer, caplog: pytest.LogCaptureFixture, line: str, headers: tuple[str, ...], body: bytes
) -> None:
    """It is refused as a mistake of whoever sent it, and costs no traceback."""
    assert 400 <= raw.ask(raw.head(*line.split(" ", 1), *headers), body) < 500
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []


_NAMES = st.sampled_from(
    (
        *("Host", "Origin", "Cookie", "Content-Type", "Content-Encoding", "Accept-Language", "If-None-Match", "Range"),
        *("If-Modified-Since", "If-Range", "Sec-Fetch-Site", "Upgrade", "Sec-WebSocket-Key", "Expect", "Forwarded"),
        *("Sec-WebSocket-Version", "Sec-WebSocket-Extensions", "Accept-Encoding", "Transfer-Encoding", "Connection"),
    )
)
_VALUES = st.one_of(
    st.sampled_from(
        (
            *("", "[", "http://[", "websocket", "gzip", "chunked", "bytes=5-1", "multipart/form-data", '"', "=", 'W/"'),
            *("9" * 5000, "application/json", "multipart/form-data; boundary=x", "a=b; c", "100-continue"),
        )
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_characters="\x7f"), max_size=40),
)
_PATHS = st.sampled_from(
    (
        *("/", "/page/chat.js", "/pictures/x", "/samples/0", "/documents/x", "/api/session", "/api/socket", "//"),
        *("/api/photos?id=message-1", "/api/photos", "/api/text", "/api/action", "/api/chat", "/%ff%00", "/page/%2e"),
    )
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)
_BODIES = st.one_of(
    st.binary(max_size=200),
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("id", "message", "text", "action", "values", "reply"), _JSON | st.just("message-1"))
    ).map(lambda said: json.dumps(said).encode("utf-8", "surrogatepass")),
    st.lists(
        st.sampled_from([b"--x", b"--x--", b"\r\n", b'Content-Disposition: form-data; name="photo"', b"\xff"])
    ).map(b"\r\n".join),
)


@given(st.sampled_from(["GET", "POST", "DELETE", "PUT", "BREW"]), _PATHS, st.lists(st.tuples(_NAMES, _VALUES)), _BODIES)
@example("POST", "/api/text", [("Content-Type", "application/json; charset=\u0130")], b"{}")
def test_whatever_is_requested(
    raw: RawServer,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    headers: list[tuple[str, str]],
    body: bytes,
) -> None:
    """Any request over real HTTP is answered with a status that is no fault of ours, and costs no traceback."""
    lines = [f"{name}: {value}" for name, value in headers]
    if not any(name == "Transfer-Encoding" for name, _ in headers):
        lines.append(f"Content-Length: {len(body)}")
    body += b"\r\n0\r\n\r\n"
    assert raw.ask(raw.head(method, path, *lines), body) < 500
    assert [each.getMessage() for each in caplog.records if each.exc_info] == []


@pytest.mark.parametrize("host", ["::", "::1", "0.0.0.0", "127.0.0.1", "localhost"])  # noqa: S104
async def test_the_address_that_is_printed_answers(host: str) -> None:
    """Also where the chat listens on IPv6 alone, which no address of IPv4 reaches."""
    if ":" in host and not _has_ipv6():
        pytest.skip("this machine has no IPv6")
    async with serving(Scripted(), host=host) as url, shopper(url) as anna:
        assert anna.session["texts"]


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
