"""Pictures by URL against servers that mean no good: what is followed, what is refused, and for how long."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.frontends import fetching as front_ends
from bot.frontends.fetching import HttpFetcher, HttpFetchError
from bot.ports import NamedBy
from recommender import fetching
from recommender.fetching import Fetcher, FetchError, NotModified, is_url, web_address

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
        found.append((await asyncio.to_thread(Fetcher(allowed).fetch, url)).data)
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
    monkeypatch.setattr(fetching, "DEADLINE_S", 0.3)
    monkeypatch.setattr(front_ends, "_TOTAL_SECONDS", 0.3)
    with server(answer, trickle) as there:
        async with asyncio.timeout(60):
            assert all(isinstance(each, str) for each in await fetched(there.url))


async def test_an_endless_body_is_bounded() -> None:
    """By the bytes that are taken."""
    with server(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(100_000), bytes(100_000)) as there:
        with pytest.raises(FetchError, match="more than 1,000 bytes"):
            await asyncio.to_thread(Fetcher().fetch, there.url, max_bytes=1000)
        async with aclosing(HttpFetcher()) as fetcher:
            with pytest.raises(HttpFetchError, match="more than 1,000 bytes"):
                await fetcher.fetch(there.url, 1000)


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("/an image.jpg", "/an%20image.jpg"),
        ("/größe.jpg", "/gr%C3%B6%C3%9Fe.jpg"),
        ("/a%20b.jpg", "/a%20b.jpg"),
        ("/50%25%20off%.jpg", "/50%25%20off%25.jpg"),
        ("/日本.jpg?x=ü", "/%E6%97%A5%E6%9C%AC.jpg?x=%C3%BC"),
        ("/a.jpg?size=1;2|3&w=4 5", "/a.jpg?size=1;2%7C3&w=4%205"),
        (" /a.jpg#part \n", "/a.jpg"),
    ],
)
def test_addresses_as_catalogues_write_them(written: str, asked: str) -> None:
    """With spaces and letters of every script; escaped once, whether the catalogue has done it or not."""
    with shop() as there, Fetcher() as fetcher:
        fetcher.fetch(written.replace("/", f"{there.url}/", 1))
        assert there.paths == [asked]


def test_addresses_without_a_scheme() -> None:
    """Are those of the web's own pages: by https."""
    assert web_address("//cdn.shop.example/a b.jpg") == "https://cdn.shop.example/a%20b.jpg"
    assert [is_url(one) for one in ("//cdn/a", "HTTPS://a", "/srv/a.jpg", "a.jpg")] == [True, True, False, False]


class Shop(ThreadingHTTPServer):
    """Keeps connections open. `answers` are statuses and headers, in their order, and then always a picture; a status
    of 0 drops the connection, one of 1 does so in the middle of the picture."""

    def __init__(self, *answers: tuple[int, dict[str, str]]) -> None:
        super().__init__(("127.0.0.1", 0), Customer)
        self.answers, self.paths, self.connections, self.at_once, self.most = list(answers), [], 0, 0, 0  # type: ignore[var-annotated]
        self.counting = threading.Lock()
        self.url = f"http://127.0.0.1:{self.server_port}"


class Customer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Shop

    def setup(self) -> None:
        super().setup()
        with self.server.counting:
            self.server.connections += 1

    def do_GET(self) -> None:
        with self.server.counting:
            self.server.paths.append(self.path)
            status, headers = self.server.answers.pop(0) if self.server.answers else (200, {})
            self.server.at_once += 1
            self.server.most = max(self.server.most, self.server.at_once)
        self.close_connection = status < 100
        if status:
            self.send_response(max(status, 200))
            for name, value in ({"Content-Length": "3"} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(b"abc"[: 1 if status == 1 else 3])
        with self.server.counting:
            self.server.at_once -= 1

    def log_message(self, *_said: object) -> None:
        """Nothing."""


@contextmanager
def shop(*answers: tuple[int, dict[str, str]]) -> Iterator[Shop]:
    with Shop(*answers) as made:
        threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
        yield made
        made.shutdown()


@pytest.mark.parametrize("status", [0, 1, 429, 430, 500, 503])
def test_what_fails_for_now_is_tried_again(status: int) -> None:
    """A connection that drops, before the answer or in its middle; too many requests, in Shopify's way too."""
    with shop((status, {"Retry-After": "0"}), (status, {"Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"})) as there:
        with Fetcher() as fetcher:
            assert fetcher.fetch(there.url).data == b"abc"
        assert len(there.paths) == 3


@pytest.mark.parametrize("status", [403, 404, 410, 501])
def test_what_lasts_is_not_tried_again(status: int) -> None:
    """And the connection serves for the next picture."""
    with shop((status, {})) as there, Fetcher() as fetcher:
        with pytest.raises(FetchError, match=str(status)) as raised:
            fetcher.fetch(there.url)
        assert raised.value.gone == (status in (404, 410))
        assert fetcher.fetch(there.url).data == b"abc"
        assert (len(there.paths), there.connections) == (2, 1)


def test_a_server_is_not_asked_before_it_wants_to_be() -> None:
    """By none of the threads; if it wants to be left alone for long, its pictures wait for the next reindex."""
    with shop((429, {"Retry-After": "3600"})) as there, Fetcher() as fetcher:
        for _ in range(3):
            with pytest.raises(FetchError):
                fetcher.fetch(there.url)
        assert len(there.paths) == 1
    with shop((503, {"Retry-After": "30"})) as there, Fetcher(at_once=1) as fetcher, ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(fetcher.fetch, there.url) for _ in range(2)]
        while not there.paths:
            threading.Event().wait(0.01)
        # Whoever waits is woken when all is over.
        fetcher.close()
        assert all(isinstance(one.exception(), FetchError) for one in waiting)


def test_a_server_that_gives_nothing_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    """After some pictures it is asked once for each, until it gives one."""
    monkeypatch.setattr(fetching, "_LOST", 1)
    with shop(*[(503, {"Retry-After": "0"})] * 5) as there, Fetcher() as fetcher:
        for _ in range(2):
            with pytest.raises(FetchError):
                fetcher.fetch(there.url)
        assert len(there.paths) == 5
        assert fetcher.fetch(there.url).data == b"abc"


def test_connections_are_few_and_serve_again() -> None:
    """So many to a server as are allowed, however many threads there are."""
    with shop() as there, Fetcher(at_once=2) as fetcher, ThreadPoolExecutor(8) as pool:
        assert [one.data for one in pool.map(fetcher.fetch, [there.url] * 40)] == [b"abc"] * 40
        assert there.connections <= 2
        assert there.most <= 2


def test_into_a_file(tmp_path: Path) -> None:
    """What a broken connection left there is written over."""
    with shop((1, {"Content-Length": "4000"}), (200, {"ETag": "v1"}), (304, {})) as there, Fetcher() as fetcher:
        with (tmp_path / "feed").open("w+b") as file:
            found = fetcher.fetch(there.url, into=file)
        assert ((tmp_path / "feed").read_bytes(), found.data, found.etag) == (b"abc", b"", "v1")
        with pytest.raises(NotModified):
            fetcher.fetch(there.url, found.etag)


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "http://a:99999/", "http://\x00/", "http://a..b/", "http://" + "a" * 300]
)
def test_what_is_no_address_is_an_error(url: str) -> None:
    """Of that picture alone."""
    with pytest.raises(FetchError):
        Fetcher().fetch(url)
