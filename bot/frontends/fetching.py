"""The one place from which front ends fetch by HTTP (photos, product pictures): bounded, and without cookies.

What it may reach, and through which proxy, is the policy of `Outbound`; the platforms' libraries keep to it too, by
`OutboundConnector` and `outbound`.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import yarl

from bot.frontends import FrontEndError
from bot.ports import AddressRules, NamedBy, Outbound, OutboundError, RefusedAddressError

log = logging.getLogger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=None, sock_connect=5)
_TOTAL_SECONDS = 20.0
_MAX_REDIRECTS = 10
_REDIRECTED = (301, 302, 303, 307, 308)
_CHUNK = 64 * 1024


def outbound() -> Outbound:
    """The environment's proxies and certificates; a mistake in them ends a front end with its one sentence."""
    try:
        return Outbound.of()
    except OutboundError as error:
        raise FrontEndError(str(error), permanent=True) from error


class OutboundConnector(aiohttp.TCPConnector):
    """Connections as the environment wants them, for every request and websocket of a session. `check` is asked before
    connecting to an address, and raises to refuse it."""

    def __init__(self, policy: Outbound, check: Callable[[str], None] | None = None, *, limit: int = 100) -> None:
        def open_socket(address: Any) -> socket.socket:  # noqa: ANN401 - the library's own
            if check is not None:
                check(address[4][0])
            return socket.socket(*address[:3])

        super().__init__(ssl=policy.ssl_context, socket_factory=open_socket, limit=limit)
        self._policy = policy

    async def connect(self, req: aiohttp.ClientRequest, *more: Any, **options: Any) -> Any:  # noqa: ANN401 - the library's own
        """Through the proxy for this address, which only here is known for all requests."""
        if proxy := self._policy.proxy_for(str(req.url)):
            url = yarl.URL(proxy)
            word = {"Proxy-Authorization": aiohttp.encode_basic_auth(url.user, url.password or "")} if url.user else {}
            # In a tunnel the proxy reads what opens it, else the request itself.
            req.update_proxy(url.with_user(None), None, word if req.is_ssl() else None)
            if not req.is_ssl():
                req.headers.update(word)
        return await super().connect(req, *more, **options)


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """The bytes at an address, and what their server says that they are ("image/png"; application/octet-stream if
    nothing)."""

    data: bytes = field(repr=False)
    media_type: str


class HttpFetchError(Exception):
    """Nothing was fetched; `str(error)` tells a log why and goes on from "the picture's".

    `status`: what the server answered instead, 0 if nothing. `too_large`: there is more than was wanted.
    `timed_out`: the time for the whole was up, so that another attempt would take as long.
    """

    def __init__(self, why: str, *, status: int = 0, too_large: bool = False, timed_out: bool = False) -> None:
        super().__init__(why)
        self.status = status
        self.too_large = too_large
        self.timed_out = timed_out


class HttpFetcher:
    """Connects with the first fetch, and may be used again after `aclose`. `named_by`: whose word the addresses are,
    which decides how private they may be; `private_hosts` are those that the shop allows its catalogue."""

    def __init__(self, named_by: NamedBy = NamedBy.CATALOGUE, private_hosts: tuple[str, ...] = ()) -> None:
        self._named_by = named_by
        self._rules = AddressRules(private_hosts)
        self._policy: Outbound | None = None
        # By whether they may connect to any address.
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def fetch(self, url: str, most_bytes: int) -> FetchedFile:
        """What is at an http(s) address: at most `most_bytes`, within 20 seconds for all of it, 5 of them for a
        connection. Raises HttpFetchError, also for every status but 200."""
        try:
            async with asyncio.timeout(_TOTAL_SECONDS):
                here = yarl.URL(url)
                for _ in range(_MAX_REDIRECTS + 1):
                    found = await self._ask(here, url, most_bytes)
                    if isinstance(found, FetchedFile):
                        return found
                    here = here.join(found)
        except OutboundError as error:
            raise HttpFetchError(f"server cannot be reached: {error}") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            reason = getattr(error, "os_error", error)
            if isinstance(reason, RefusedAddressError):
                raise HttpFetchError(f"server is refused: {reason}") from error
            log.info("nothing could be fetched: %s", type(error).__name__)
            # A connection that took too long is a ClientError, and may be had at the next attempt.
            timed_out = isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientError)
            raise HttpFetchError("server cannot be reached", timed_out=timed_out) from error
        raise HttpFetchError("server cannot be reached")

    async def aclose(self) -> None:
        """At the end of a front end's run."""
        while self._sessions:
            await self._sessions.popitem()[1].close()

    async def _ask(self, here: yarl.URL, first: str, most_bytes: int) -> FetchedFile | yarl.URL:
        """The file, or where else it is."""
        if here.scheme not in ("http", "https"):
            raise ValueError("no address of the web")
        async with (await self._session(here, first)).get(here, allow_redirects=False) as response:
            kind = response.content_type
            if response.status in _REDIRECTED and "Location" in response.headers:
                return yarl.URL(response.headers["Location"])
            if response.status != 200:
                raise HttpFetchError(f"server said {response.status} {kind}", status=response.status)
            data = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                data += chunk
                if len(data) > most_bytes:
                    raise HttpFetchError(f"file has more than {most_bytes:,} bytes", too_large=True)
        return FetchedFile(bytes(data), kind)

    async def _session(self, here: yarl.URL, first: str) -> aiohttp.ClientSession:
        policy = self._policy = self._policy or Outbound.of()
        anywhere = self._rules.trusts(self._named_by, str(here), first)
        if not anywhere and policy.proxy_for(str(here)):
            # The address that is connected to is the proxy's.
            await asyncio.to_thread(self._rules.check_host, here.host or "", self._named_by)
            anywhere = True
        if anywhere not in self._sessions:
            check = None if anywhere else lambda address: self._rules.check(address, self._named_by)
            jar = aiohttp.DummyCookieJar()
            connector = OutboundConnector(policy, check)
            self._sessions[anywhere] = aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT, cookie_jar=jar)
        return self._sessions[anywhere]
