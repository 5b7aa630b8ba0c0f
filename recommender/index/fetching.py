"""Pictures by URL: fetched with a limit on time and size, and only if they changed since the last time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import httpcore

from recommender.outbound import AddressRules, NamedBy, Outbound, RefusedAddressError

MAX_BYTES = 20 * 1024 * 1024
TIMEOUT_S = 10.0  # without a sign of life
DEADLINE_S = 30.0  # for the whole picture, its headers and all redirects included
_MAX_REDIRECTS = 10
_REDIRECTED = (301, 302, 303, 307, 308)
_GONE = (404, 410)
# What a URL may hold as it is; catalogues write spaces and letters of every script into theirs.
_SAFE = "%:/?#[]@!$&'()*+,;=-._~"
_TIMEOUTS = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_S)}
_FAILURES = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.TimeoutException,
    httpcore.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """A picture's bytes, and what to ask with the next time."""

    data: bytes
    etag: str = ""
    modified: str = ""


class NotModified(Exception):
    """No error, but the answer "what you have is still right" to the given etag or date."""


class FetchError(Exception):
    """No picture. `gone`: the server says that there is none; otherwise another try may succeed."""

    def __init__(self, message: str, gone: bool = False) -> None:
        super().__init__(message)
        self.gone = gone


def is_url(image: str) -> bool:
    """Whether a product's image is to be fetched, and not read from the disk."""
    return image.startswith(("https://", "http://"))


class PictureFetcher:
    """For one reindex, in several threads. Raises OutboundError if the environment's network settings are wrong."""

    def __init__(self, private_hosts: Iterable[str] = ()) -> None:
        self._outbound = Outbound.of()
        self._rules = AddressRules(private_hosts)

    def fetch(self, url: str, etag: str = "", modified: str = "", max_bytes: int = MAX_BYTES) -> Fetched:
        """The picture at an http(s) URL. Raises NotModified (only if etag or modified are given) and FetchError."""
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {"User-Agent": "lookalike-indexer", "Accept": "image/*", "Accept-Encoding": "identity"}
        headers |= {name: value for name, value in known.items() if value}
        deadline = time.monotonic() + DEADLINE_S
        try:
            there = first = quote(url, safe=_SAFE)
            for _ in range(_MAX_REDIRECTS + 1):
                found = self._ask(there, first, headers, max_bytes, deadline)
                if isinstance(found, Fetched):
                    return found
                there = urljoin(there, quote(found, safe=_SAFE))
        except RefusedAddressError as error:
            raise FetchError(str(error)) from error
        except (*_FAILURES, OSError, ValueError) as error:
            # ValueError: a URL with a port or characters that no URL can have.
            raise FetchError(f"cannot be fetched: {error or type(error).__name__}") from error
        raise FetchError(f"more than {_MAX_REDIRECTS} redirects")

    def _ask(self, url: str, first: str, headers: dict[str, str], most: int, deadline: float) -> Fetched | str:
        """The picture, or where else it is."""
        host = urlsplit(url).hostname or ""
        headers = {"Host": urlsplit(url).netloc.rpartition("@")[2], **headers}
        with (
            self._connection(url, host, first, deadline) as pool,
            pool.stream("GET", url, headers=list(headers.items()), extensions=_TIMEOUTS) as response,
        ):
            said = {name.lower().decode("latin-1"): value.decode("latin-1") for name, value in response.headers}
            if response.status == 304 and headers.keys() & {"If-None-Match", "If-Modified-Since"}:
                raise NotModified
            if response.status in _REDIRECTED and said.get("location"):
                return said["location"]
            if response.status != 200:
                raise FetchError(f"the server answers {response.status}", gone=response.status in _GONE)
            data = bytearray()
            for chunk in response.iter_stream():
                data += chunk
                if len(data) > most:
                    raise FetchError(f"more than {most:,} bytes")
            return Fetched(bytes(data), said.get("etag", ""), said.get("last-modified", ""))

    def _connection(self, url: str, host: str, first: str, deadline: float) -> httpcore.ConnectionPool:
        is_trusted = self._rules.trusts(NamedBy.CATALOGUE, url, first)
        proxy = self._outbound.proxy_for(url)
        # Through a proxy, the address that is connected to is the proxy's.
        check = None if is_trusted or proxy else self._rules.check
        if proxy and not is_trusted:
            self._rules.check_host(host, NamedBy.CATALOGUE)
        options: dict[str, Any] = {
            "ssl_context": self._outbound.ssl_context,
            "network_backend": _BoundedBackend(deadline, check),
        }
        if not proxy:
            return httpcore.ConnectionPool(**options)
        parts = urlsplit(proxy)
        auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        if parts.scheme == "https":
            options["proxy_ssl_context"] = self._outbound.ssl_context
        return httpcore.HTTPProxy(address, proxy_auth=auth, **options)


class _BoundedStream(httpcore.NetworkStream):
    """A connection that nobody can keep open by a byte now and then."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def _left(self, timeout: float | None) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout(f"not complete after {DEADLINE_S:.0f} s")
        return min(left, TIMEOUT_S if timeout is None else timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> Any:  # noqa: ANN401 - the library's own
        secured = self._stream.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _BoundedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the library's own
        return self._stream.get_extra_info(info)


class _BoundedBackend(httpcore.SyncBackend):
    """Connects to the very address that was checked, so that no name can mean another one a moment later."""

    def __init__(self, deadline: float, check: Callable[[str, NamedBy], None] | None) -> None:
        self._deadline = deadline
        self._check = check

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *more: Any, **options: Any) -> Any:  # noqa: ANN401 - the library's own
        failure: Exception = httpcore.ConnectError("no such server")
        for *_, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                if self._check is not None:
                    self._check(str(address[0]), NamedBy.CATALOGUE)
                left = min(timeout or TIMEOUT_S, max(self._deadline - time.monotonic(), 0.001))
                stream = super().connect_tcp(str(address[0]), port, left, *more, **options)
            except (RefusedAddressError, httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _BoundedStream(stream, self._deadline)
        raise failure
