"""Pictures by URL: fetched with a limit on time and size, and only if they changed since the last time."""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

MAX_BYTES = 20 * 1024 * 1024
TIMEOUT_S = 10.0  # without a sign of life
DEADLINE_S = 30.0  # for the whole picture
_CHUNK = 64 * 1024
_GONE = (404, 410)


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


def fetch(url: str, etag: str = "", modified: str = "", max_bytes: int = MAX_BYTES) -> Fetched:
    """The picture at an http(s) URL. Raises NotModified (only if etag or modified are given) and FetchError."""
    known = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {"User-Agent": "lookalike-indexer", "Accept": "image/*"} | {k: v for k, v in known.items() if v}
    deadline = time.monotonic() + DEADLINE_S
    try:
        # The opener knows http and https only, redirects included: file: and ftp: have no handler here.
        request = urllib.request.Request(url, headers=headers)  # noqa: S310
        with _opener().open(request, timeout=TIMEOUT_S) as response:
            data = _read(response, max_bytes, deadline)
            return Fetched(data, response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))
    except urllib.error.HTTPError as error:
        with error:
            if error.code == 304 and (etag or modified):
                raise NotModified from None
            raise FetchError(f"the server answers {error.code}", gone=error.code in _GONE) from error
    except urllib.error.URLError as error:
        raise FetchError(f"cannot be reached: {error.reason}") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        # ValueError: a URL with a port or characters that no URL can have.
        raise FetchError(f"broke off: {error or type(error).__name__}") from error


def _opener() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


def _read(response: http.client.HTTPResponse, max_bytes: int, deadline: float) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise FetchError(f"more than {max_bytes:,} bytes")
        if time.monotonic() > deadline:
            raise FetchError(f"not complete after {DEADLINE_S:.0f} s")
        chunks.append(chunk)
    if (expected := response.headers.get("Content-Length", "")).isdecimal() and size < int(expected):
        raise FetchError(f"broke off after {size:,} of {expected} bytes")
    return b"".join(chunks)
