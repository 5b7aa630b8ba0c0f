"""The pictures of products that were shown, under ids that say nothing of where they lie.

Only what a reply has shown has an id, so no path is ever read from a request. Pictures by URL are fetched by the server
and passed on: the page loads nothing from elsewhere, and the shop's picture host learns nothing of the shopper.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from pathlib import Path

from aiohttp import web
from cachetools import LRUCache

from bot.frontends.fetching import HttpFetcher, HttpFetchError
from bot.frontends.web.guard import INERT_POLICY
from bot.messages import Picture

log = logging.getLogger(__name__)

MAX_PICTURES = 20_000
MAX_FETCHED_BYTES = 10 * 1024 * 1024

# Of files; by our own table, because what Python's mimetypes says depends on the machine.
_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".svg": "image/svg+xml",
    ".heic": "image/heic",
    ".heif": "image/heif",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
}


def media_type(path: Path) -> str:
    """By the file's name; JPEG where it says nothing, which is what catalogues hold (browsers look at the bytes)."""
    return _TYPES.get(path.suffix.lower(), "image/jpeg")


def picture_file(path: Path, cache: str) -> web.FileResponse:
    """A picture file as it is: streamed by the kernel, with ETag and Last-Modified, unable to do anything."""
    headers = {"Content-Type": media_type(path), "Cache-Control": cache, "Content-Security-Policy": INERT_POLICY}
    return web.FileResponse(path, headers=headers)


class PictureServer:
    """Gives shown pictures ids, and serves them. One picture keeps its id, so that a browser has it in its cache."""

    def __init__(self, private_hosts: tuple[str, ...] = ()) -> None:
        self._salt = secrets.token_bytes(16)
        self._pictures: LRUCache[str, Picture] = LRUCache(MAX_PICTURES)
        self._fetcher = HttpFetcher(private_hosts=private_hosts)

    def address(self, picture: Picture) -> str:
        """The path under which the page finds the picture from now on."""
        name = picture.data or (picture.path or picture.url).encode("utf-8", "surrogateescape")
        picture_id = hashlib.blake2b(name, digest_size=15, key=self._salt).hexdigest()
        self._pictures[picture_id] = picture
        return f"/pictures/{picture_id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """GET /pictures/{id}"""
        picture = self._pictures.get(request.match_info["id"])
        if picture is None:
            raise web.HTTPNotFound
        # The id is of the place, not of the content: a reindexed shop may put another picture there.
        cache = "private, max-age=3600"
        if picture.path:
            return picture_file(Path(picture.path), cache)
        if picture.data:
            headers = {"Cache-Control": cache, "Content-Security-Policy": INERT_POLICY}
            return web.Response(body=picture.data, content_type="image/jpeg", headers=headers)
        return await self._pass_on(picture.url, cache)

    async def aclose(self) -> None:
        """At the end of a run."""
        await self._fetcher.aclose()

    async def _pass_on(self, url: str, cache: str) -> web.Response:
        try:
            fetched = await self._fetcher.fetch(url, MAX_FETCHED_BYTES)
        except HttpFetchError as error:
            log.info("a product picture could not be fetched: its %s", error)
            said = "the picture is too large" if error.too_large else f"the picture's {error}"
            raise web.HTTPBadGateway(text=said) from error
        if not fetched.media_type.startswith("image/"):
            raise web.HTTPBadGateway(text=f"the picture's server said 200 {fetched.media_type}")
        headers = {"Cache-Control": cache, "Content-Security-Policy": INERT_POLICY}
        return web.Response(body=fetched.data, content_type=fetched.media_type, headers=headers)
