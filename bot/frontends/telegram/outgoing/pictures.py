"""Product pictures as Telegram takes them: by the id that it knows, as an upload, or as an address; and what to do when
it refuses one. Each picture has a line of ways to send it; a refused way makes room for the next:

    file_id  ->  the file's bytes, or the address  ->  bytes that we fetched and drew anew as JPEG
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from cachetools import TTLCache
from telegram import Message

from bot.frontends import RedrawAsJpeg
from bot.frontends.fetching import HttpFetcher, HttpFetchError
from bot.frontends.telegram.notes import TelegramNotes
from bot.messages import Picture

log = logging.getLogger(__name__)

# What Telegram lets a bot upload as a photo.
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
_MAX_FETCHED_BYTES = 20 * 1024 * 1024
# So long a picture that cannot be had is not asked for again, so that answers need not wait for it each time.
_LOST_SECONDS = 600.0
_MAX_LOST = 10_000
_JPEG_OR_PNG = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")


class OutgoingPicture:
    """One picture on its way to Telegram. `media` is what to send now (a file_id or an address as str, or bytes), None
    if there is no way left."""

    def __init__(self, pictures: TelegramPictures, picture: Picture) -> None:
        self.media: str | bytes | None = None
        self._pictures = pictures
        self._picture = picture
        self._name = ""
        # Whether `media` is an id that Telegram gave us.
        self.is_known = False
        self._redrawn = False

    async def begin(self) -> None:
        """Find the first way."""
        self._name = await asyncio.to_thread(_name, self._picture)
        file_id = await self._pictures.file_ids.get(self._name) if self._name else ""
        if file_id:
            self.is_known = True
            self.media = file_id
        elif not self._name or self._name not in self._pictures.lost:
            await self._first()

    @property
    def is_at_end(self) -> bool:
        """Whether `media` is the last way."""
        return self._redrawn and not self.is_known

    async def refused(self) -> bool:
        """Telegram did not take it: go on to the next way. False if there was none left."""
        if self.is_known:
            self.is_known = False
            await self._pictures.file_ids.drop(self._name)
            await self._first()
        elif not self._redrawn:
            await self._redraw()
        else:
            self.media = None
        return self.media is not None

    async def sent(self, message: Message) -> None:
        """Remember by which id Telegram knows it from now on."""
        sizes = message.photo
        if self._name and sizes:
            await self._pictures.file_ids.put(self._name, sizes[-1].file_id)

    async def _first(self) -> None:
        if self._picture.url:
            self.media = self._picture.url
            return
        data = await self._bytes()
        # Telegram's photos are JPEG or PNG (WebP too); anything else would only be refused.
        if data and data.startswith(_JPEG_OR_PNG) and len(data) <= MAX_UPLOAD_BYTES:
            self.media = data
        else:
            await self._redraw(data)

    async def _redraw(self, data: bytes | None = None) -> None:
        self._redrawn = True
        data = data or await self._bytes()
        self.media = None
        if not data:
            self._pictures.lost[self._name] = True
            return
        redraw = self._pictures.redraw
        if redraw is None:
            self.media = data if self._picture.url and len(data) <= MAX_UPLOAD_BYTES else None
            return
        try:
            self.media = await redraw(data)
        except ValueError as error:
            log.warning("a product picture cannot be shown: %s", error)
            self._pictures.lost[self._name] = True

    async def _bytes(self) -> bytes | None:
        if self._picture.data:
            return self._picture.data
        if self._picture.url:
            return await self._pictures.fetch(self._picture.url)
        try:
            return await asyncio.to_thread(Path(self._picture.path).read_bytes)
        except (OSError, ValueError) as error:
            log.warning("a product picture cannot be read: %s", getattr(error, "strerror", None) or error)
            return None


class TelegramPictures:
    """Of one bot account: file ids are of use to it alone."""

    def __init__(
        self, file_ids: TelegramNotes, redraw: RedrawAsJpeg | None, private_hosts: tuple[str, ...] = ()
    ) -> None:
        self.file_ids = file_ids
        self.redraw = redraw
        self._fetcher = HttpFetcher(private_hosts=private_hosts)
        # Of which nothing could be had a short while ago.
        self.lost: TTLCache[str, bool] = TTLCache(_MAX_LOST, _LOST_SECONDS)

    async def take(self, picture: Picture) -> OutgoingPicture:
        """The picture with its first way."""
        shown = OutgoingPicture(self, picture)
        await shown.begin()
        return shown

    async def known(self, picture: Picture) -> str:
        """The id by which Telegram knows it already, "" if it does not."""
        name = await asyncio.to_thread(_name, picture)
        return await self.file_ids.get(name) if name else ""

    async def fetch(self, url: str) -> bytes | None:
        """The bytes at an address; None if they cannot be had."""
        try:
            return (await self._fetcher.fetch(url, _MAX_FETCHED_BYTES)).data
        except HttpFetchError as error:
            log.warning("a product picture cannot be fetched: its %s", error)
            return None

    async def close(self) -> None:
        """At the end of a run."""
        await self._fetcher.aclose()


def _name(picture: Picture) -> str:
    """Under which its file_id is kept: a file that changed is another picture. What is made for one reply may be a
    shopper's, and has no name."""
    if picture.url:
        return picture.url
    if picture.data:
        return ""
    try:
        stat = Path(picture.path).stat()
    except (OSError, ValueError):
        return ""
    return f"{picture.path}|{stat.st_mtime_ns}|{stat.st_size}"
