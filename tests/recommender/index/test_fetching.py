"""Pictures by URL against servers that mean no good: what is followed, what is refused, and for how long."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import aclosing, contextmanager, suppress

import pytest

from bot.frontends import fetching as front_ends
from bot.frontends.fetching import HttpFetcher, HttpFetchError
from bot.ports import NamedBy
from recommender.index import fetching
from recommender.index.fetching import FetchError, PictureFetcher

OK = b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\nabc"


class Server:
    """Answers every connection with the same bytes, and counts them; `trickle` sends the last ones for ever."""

    def __init__(self, answer: bytes, trickle: bytes = b"") -> None:
        self.answer, self.trickle, self.asked = answer, trickle, 0
        self.stopped = threading.Event()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/a.jpg"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            self.asked += 1
            connection.sendall(self.answer)
            while self.trickle and not self.stopped.wait(0.1):
                connection.sendall(self.trickle)


@contextmanager
def server(answer: bytes, trickle: bytes = b"") -> Iterator[Server]:
    made = Server(answer, trickle)
    try:
        yield made
    finally:
        made.stopped.set()
        made.socket.close()


def redirect(url: str) -> bytes:
    return f"HTTP/1.1 302 Found\r\nLocation: {url}\r\nContent-Length: 0\r\n\r\n".encode()


async def fetched(url: str, allowed: tuple[str, ...] = ()) -> list[bytes | str]:
    """As a reindex and as the front ends fetch it: the bytes, or why there are none."""
    found: list[bytes | str] = []
    try:
        found.append((await asyncio.to_thread(PictureFetcher(allowed).fetch, url)).data)
    except FetchError as error:
        found.append(str(error))
    async with aclosing(HttpFetcher(NamedBy.CATALOGUE, allowed)) as fetcher:
        try:
            found.append((await fetcher.fetch(url, 1000)).data)
        except HttpFetchError as error:
            found.append(str(error))
    return found


async def test_a_redirect_into_a_private_network_is_not_followed() -> None:
    """A server that the catalogue spells out is asked, but what it leads to is not; unless the shop allows it."""
    with server(OK) as secret, server(redirect(secret.url)) as first:
        for why in await fetched(first.url):
            assert "127.0.0.1 is in a private network" in str(why)
        assert (first.asked, secret.asked) == (2, 0)
        assert await fetched(first.url, ("127.0.0.0/8",)) == [b"abc", b"abc"]
    with server(OK) as there:
        port = there.url.split(":")[2]
        # To itself, by every way to write it.
        for host in ("localhost", "2130706433", "127.1", "0x7f.0.0.1", "[::ffff:127.0.0.1]", "[::1]"):
            with server(redirect(f"http://{host}:{port}")) as first:
                assert not any(isinstance(each, bytes) for each in await fetched(first.url))
        assert there.asked == 0


async def test_a_name_that_leads_into_a_private_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is refused, also where it meant a public address a moment ago; by its name it can be allowed."""
    real, public = socket.getaddrinfo, []

    def rebinding(host: str | bytes | None, port: object, *more: object, **options: object) -> object:
        if host == "pictures.example":
            public.append(host)
            host = "127.0.0.1"
        return real(host, port, *more, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with server(OK) as there:
        url = there.url.replace("127.0.0.1", "pictures.example")
        for why in await fetched(url):
            assert "127.0.0.1 is in a private network" in str(why)
        assert there.asked == 0
        # Once for each: what was checked is what is connected to.
        assert len(public) == 2
        assert await fetched(url, ("pictures.example",)) == [b"abc", b"abc"]


async def test_a_stranger_reaches_nothing_private() -> None:
    """Not even what the shop allows its catalogue, by whatever name."""
    with server(OK) as there:
        async with aclosing(HttpFetcher(NamedBy.SHOPPER, ("127.0.0.0/8", "localhost"))) as fetcher:
            for url in (there.url, there.url.replace("127.0.0.1", "localhost")):
                with pytest.raises(HttpFetchError, match="private network"):
                    await fetcher.fetch(url, 1000)
        assert there.asked == 0


@pytest.mark.parametrize(
    ("answer", "trickle"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200", b" "),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"\r\n"),
    ],
)
async def test_nobody_is_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch, answer: bytes, trickle: bytes) -> None:
    """Headers, a status or a body that come byte by byte end with the time for all of it."""
    monkeypatch.setattr(fetching, "DEADLINE_S", 1.0)
    monkeypatch.setattr(front_ends, "_TOTAL_SECONDS", 1.0)
    with server(answer, trickle) as there:
        async with asyncio.timeout(60):
            assert all(isinstance(each, str) for each in await fetched(there.url))


async def test_an_endless_body_is_bounded() -> None:
    """By the bytes that are taken."""
    with server(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(100_000), bytes(100_000)) as there:
        with pytest.raises(FetchError, match="more than 1,000 bytes"):
            await asyncio.to_thread(PictureFetcher().fetch, there.url, max_bytes=1000)
        async with aclosing(HttpFetcher()) as fetcher:
            with pytest.raises(HttpFetchError, match="more than 1,000 bytes"):
                await fetcher.fetch(there.url, 1000)


@pytest.mark.parametrize("path", ["/an image.jpg", "/größe.jpg", "/a%20b.jpg", "/日本.jpg?x=ü"])
def test_addresses_as_catalogues_write_them(path: str) -> None:
    """With spaces and letters of every script."""
    with server(OK) as there:
        assert PictureFetcher().fetch(there.url.replace("/a.jpg", path)).data == b"abc"


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "http://a:99999/", "http://\x00/", "http://a..b/", "http://" + "a" * 300]
)
def test_what_is_no_address_is_an_error(url: str) -> None:
    """Of that picture alone."""
    with pytest.raises(FetchError):
        PictureFetcher().fetch(url)
