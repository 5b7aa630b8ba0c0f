"""The one place from which front ends fetch by HTTP (photos, product pictures): bounded, and without cookies.

Everything that a shopper or a catalogue names is fetched here, so that rules about addresses have one place, `_open`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

import aiohttp

log = logging.getLogger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=20, sock_connect=5)
_MAX_REDIRECTS = 10
_CHUNK = 64 * 1024


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
    """Connects with the first fetch, and may be used again after `aclose`."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, url: str, most_bytes: int) -> FetchedFile:
        """What is at an http(s) address: at most `most_bytes`, within 20 seconds, 5 of them for a connection. Raises
        HttpFetchError, also for every status but 200."""
        try:
            async with self._open().get(url, max_redirects=_MAX_REDIRECTS) as response:
                kind = response.content_type
                if response.status != 200:
                    raise HttpFetchError(f"server said {response.status} {kind}", status=response.status)
                data = bytearray()
                async for chunk in response.content.iter_chunked(_CHUNK):
                    data += chunk
                    if len(data) > most_bytes:
                        raise HttpFetchError(f"file has more than {most_bytes:,} bytes", too_large=True)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            log.info("nothing could be fetched: %s", type(error).__name__)
            # A connection that took too long is a ClientError, and may be had at the next attempt.
            timed_out = isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ClientError)
            raise HttpFetchError("server cannot be reached", timed_out=timed_out) from error
        return FetchedFile(bytes(data), kind)

    async def aclose(self) -> None:
        """At the end of a front end's run."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar())
        return self._session
