"""What the shop's catalogue names by address (pictures, the catalogue itself): one HTTP client for all of it.

urllib3 keeps the connections. Here is what it leaves open: each connection goes to the very address that was checked,
all of a download has one time and one size, and a server that wants to be left alone is.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, BinaryIO, Self
from urllib.parse import quote, unquote, urljoin, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import connection as dialling

from recommender.outbound import AddressRules, NamedBy, Outbound, RefusedAddressError

MAX_BYTES = 20 * 1024 * 1024
TIMEOUT_S = 10.0  # Without a sign of life.
# For all of it, redirects and further tries included; waiting for the server's leave is not.
DEADLINE_S = 30.0
AT_ONCE = 4  # Connections to one server.
LONGEST_WAIT_S = 60.0  # That a server may ask for; with more, its pictures are left for the next time.
_TRIES, _MAX_REDIRECTS = 4, 10
_LOST = 8  # Downloads in a row that a server did not give; after them, it is asked once for each.
_FIRST_PAUSE_S, _FIRST_REST_S = 0.2, 1.0  # after a dropped connection, after an answer like "too many requests"
_REDIRECTED = (301, 302, 303, 307, 308)
_GONE = (404, 410)
_FOR_NOW = (408, 425, 429, 430, 500, 502, 503, 504, *range(520, 528))  # 430 is Shopify's, 520 on are Cloudflare's
_CHUNK, _LITTLE = 64 * 1024, 16 * 1024
# What a URL may hold as it is; catalogues write spaces and letters of every script into theirs.
_SAFE = "%:/?#[]@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was there, what to ask with the next time, and the Link header. `data` is empty if written into a file."""

    data: bytes
    etag: str = ""
    modified: str = ""
    content_type: str = ""
    links: str = ""


class NotModified(Exception):
    """No error, but the answer "what you have is still right" to the given etag or date."""


class FetchError(Exception):
    """It is not to be had. `gone`: the server says that there is none; otherwise another try may succeed. `rest`: in so
    many seconds one is made; None: not by this fetcher. It is exact where the server has `told` it."""

    def __init__(self, message: str, gone: bool = False, rest: float | None = None, told: bool = False) -> None:
        super().__init__(message)
        self.gone, self.rest, self.told = gone, rest, told


def is_url(place: str) -> bool:
    """Whether it is to be fetched, and not read from the disk."""
    return place[:8].lower().startswith(("https://", "http://", "//"))


def web_address(written: str) -> str:
    """An address as shops write it, as HTTP wants it. What is escaped already is not escaped again."""
    written = written.strip()
    written = f"https:{written}" if written.startswith("//") else written
    return quote(re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", written), safe=_SAFE)


class Fetcher:
    """For one reindex, in several threads. Raises OutboundError if the environment's network settings are wrong."""

    def __init__(self, private_hosts: Iterable[str] = (), at_once: int = AT_ONCE) -> None:
        self._outbound = Outbound.of()
        self._rules = AddressRules(private_hosts)
        self._at_once = at_once
        self._servers: dict[str, _Server] = {}
        self._managers: dict[tuple[str, bool], urllib3.PoolManager] = {}
        self._lock = threading.Lock()
        self._closed = threading.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Whoever waits for a server's leave waits no longer."""
        self._closed.set()
        for manager in self._managers.values():
            manager.clear()

    def fetch(
        self,
        url: str,
        etag: str = "",
        modified: str = "",
        max_bytes: int = MAX_BYTES,
        seconds: float | None = None,
        into: BinaryIO | None = None,
    ) -> Fetched:
        """What is at an http(s) URL, in memory or written `into` a file from its beginning on, within `seconds` (by
        default DEADLINE_S). Raises NotModified (only if etag or modified are given) and FetchError."""
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {"User-Agent": "lookalike-indexer", "Accept": "*/*", "Accept-Encoding": "gzip"}
        headers |= {name: value for name, value in known.items() if value}
        asked = _Asked(time.monotonic() + (DEADLINE_S if seconds is None else seconds), max_bytes)
        content = io.BytesIO() if into is None else into
        there = first = web_address(url)
        for _ in range(_MAX_REDIRECTS + 1):
            found = self._patiently(there, first, headers, asked, content)
            if isinstance(found, Fetched):
                return found
            there = urljoin(there, web_address(found))
        raise FetchError(f"more than {_MAX_REDIRECTS} redirects")

    def _patiently(
        self, url: str, first: str, headers: dict[str, str], asked: _Asked, content: BinaryIO
    ) -> Fetched | str:
        server = self._server(url)
        tried = 0
        while True:
            try:
                with server.turn(asked, self._closed):
                    found = self._ask(url, first, headers, asked, content)
            except FetchError as error:
                if error.rest is None:
                    raise
                rest = error.rest if error.told else error.rest * 2.0**tried
                server.not_before = max(server.not_before, time.monotonic() + rest)
                tried += 1
                if tried >= (_TRIES if server.lost < _LOST else 1):
                    server.lost += 1
                    raise
            else:
                server.lost = 0
                return found

    def _server(self, url: str) -> _Server:
        try:
            name = urlsplit(url).netloc.rpartition("@")[2]
        except ValueError as error:
            raise FetchError(f"is no address: {error}") from error
        with self._lock:
            return self._servers.setdefault(name, _Server(self._at_once))

    def _ask(self, url: str, first: str, headers: dict[str, str], asked: _Asked, content: BinaryIO) -> Fetched | str:
        """Once: what is there, or where else it is."""
        try:
            manager = self._manager(url, first, asked)
            parts = urlsplit(url)
            if parts.username:
                mine = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
                headers = headers | urllib3.make_headers(basic_auth=mine)
            _asked.set(asked)
            response = manager.request(
                "GET", url, headers=headers, timeout=TIMEOUT_S, retries=False, redirect=False, preload_content=False
            )
            try:
                return self._answer(response, headers, asked, content)
            finally:
                if not response.closed:
                    response.close()
                response.release_conn()
        except RefusedAddressError as error:
            raise FetchError(str(error)) from error
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            if asked.left <= 0:
                raise FetchError("is not complete in the time that it has") from error
            # What is no address, or has a wrong certificate, is so the next time, too.
            rest = None if isinstance(error, ValueError | urllib3.exceptions.SSLError) else _FIRST_PAUSE_S
            inner = next((each for each in error.args if isinstance(each, OSError)), error)  # urllib3 shows its repr
            why = getattr(inner, "strerror", None) or inner or type(inner).__name__
            raise FetchError(f"cannot be fetched: {why}", rest=rest) from error

    def _answer(
        self, response: urllib3.BaseHTTPResponse, headers: dict[str, str], asked: _Asked, content: BinaryIO
    ) -> Fetched | str:
        said = response.headers
        if response.status != 200:
            with suppress(urllib3.exceptions.HTTPError, OSError):
                response.read(_LITTLE)  # so that the connection serves again
        if response.status == 304 and headers.keys() & {"If-None-Match", "If-Modified-Since"}:
            raise NotModified
        if response.status in _REDIRECTED and said.get("location"):
            return said["location"]
        if response.status != 200:
            told = _retry_after(response)
            rest = (_FIRST_REST_S if told is None else told) if response.status in _FOR_NOW else None
            raise FetchError(
                f"the server answers {response.status}", response.status in _GONE, rest, told=told is not None
            )
        content.seek(0)
        content.truncate()
        for chunk in response.stream(_CHUNK):
            content.write(chunk)
            if content.tell() > asked.max_bytes:
                raise FetchError(f"more than {asked.max_bytes:,} bytes")
        data = content.getvalue() if isinstance(content, io.BytesIO) else b""
        return Fetched(data, *(said.get(name, "") for name in ("etag", "last-modified", "content-type", "link")))

    def _manager(self, url: str, first: str, asked: _Asked) -> urllib3.PoolManager:
        """A connection that was made without a check is kept apart from those that are checked."""
        is_trusted = self._rules.trusts(NamedBy.CATALOGUE, url, first)
        proxy = self._outbound.proxy_for(url)
        if proxy and not is_trusted:
            self._rules.check_host(urlsplit(url).hostname or "", NamedBy.CATALOGUE)
        # Through a proxy, the address that is connected to is the proxy's.
        asked.check = None if is_trusted or proxy else self._rules.check
        with self._lock:
            if (proxy, is_trusted) not in self._managers:
                self._managers[proxy, is_trusted] = self._new_manager(proxy)
            return self._managers[proxy, is_trusted]

    def _new_manager(self, proxy: str) -> urllib3.PoolManager:
        context = self._outbound.ssl_context
        options: dict[str, Any] = {"num_pools": 64, "maxsize": self._at_once, "ssl_context": context}
        if proxy:
            parts = urlsplit(proxy)
            auth = f"{unquote(parts.username)}:{unquote(parts.password or '')}" if parts.username else None
            address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
            of_proxy = urllib3.make_headers(proxy_basic_auth=auth)
            made: urllib3.PoolManager = urllib3.ProxyManager(
                address, proxy_headers=of_proxy, proxy_ssl_context=context, **options
            )
        else:
            made = urllib3.PoolManager(**options)
        made.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
        return made


@dataclass(slots=True)
class _Asked:
    """One download: until when, how much, and what looks at each address before it is connected to."""

    until: float
    max_bytes: int
    check: Callable[[str, NamedBy], None] | None = None

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    def timeout(self) -> float:
        """Of the next step. Raises TimeoutError where there is no time for one."""
        if (left := self.left) <= 0:
            raise TimeoutError
        return min(left, TIMEOUT_S)


# The calling thread's download; urllib3 hands nothing through to its connections.
_asked: ContextVar[_Asked] = ContextVar("asked")


class _Server:
    """So many connections at a time, and none before it wants to be asked again."""

    def __init__(self, at_once: int) -> None:
        self.not_before = 0.0
        self.lost = 0
        self._slots = threading.BoundedSemaphore(at_once)

    @contextmanager
    def turn(self, asked: _Asked, closed: threading.Event) -> Iterator[None]:
        """The time that is waited is not the download's. Raises FetchError."""
        began = time.monotonic()
        with self._slots:
            while (wait := self.not_before - time.monotonic()) > 0:
                if wait > LONGEST_WAIT_S:
                    raise FetchError(f"the server wants to be left alone for {wait:,.0f} s")
                if closed.wait(wait):
                    raise FetchError("broken off")
            asked.until += time.monotonic() - began
            yield


class _Response(http.client.HTTPResponse):
    """Nobody can keep it open by a byte now and then, in its headers or its body."""

    def __init__(self, sock: socket.socket, *more: Any, **options: Any) -> None:  # noqa: ANN401 - the library's own
        super().__init__(sock, *more, **options)
        self.fp = io.BufferedReader(_TimedReader(self.fp.detach(), sock, _asked.get()), _CHUNK)


class _TimedReader(io.RawIOBase):
    def __init__(self, raw: io.RawIOBase, sock: socket.socket, asked: _Asked) -> None:
        self._raw, self._sock, self._asked = raw, sock, asked

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:  # noqa: ANN401 - any buffer
        self._sock.settimeout(self._asked.timeout())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _CheckedConnection(HTTPConnection):
    """Connects to the very address that was checked, so that no name can mean another one a moment later."""

    response_class = _Response

    def _new_conn(self) -> socket.socket:
        asked = _asked.get()
        failure: OSError | None = None
        for *_, address in socket.getaddrinfo(self._dns_host, self.port, type=socket.SOCK_STREAM):
            there = str(address[0])
            try:
                if asked.check is not None:
                    asked.check(there, NamedBy.CATALOGUE)
                return dialling.create_connection((there, self.port), asked.timeout(), None, self.socket_options)
            except OSError as error:
                failure = error
        if isinstance(failure, RefusedAddressError):
            raise FetchError(str(failure)) from failure
        raise failure or OSError("no such server")


class _CheckedTlsConnection(_CheckedConnection, HTTPSConnection):
    """The same beneath TLS."""


class _PlainPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _CheckedConnection


class _SecurePool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _CheckedTlsConnection


def _retry_after(response: urllib3.BaseHTTPResponse) -> float | None:
    try:
        return urllib3.Retry().get_retry_after(response)
    except urllib3.exceptions.InvalidHeader:
        return None
