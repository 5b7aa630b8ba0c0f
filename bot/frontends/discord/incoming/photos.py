"""The photos of a message or a command: which attachments are some, and their bytes within the limit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import discord

from bot.frontends.fetching import HttpFetcher, HttpFetchError
from bot.messages import Photo, PhotoFault

# Attachments whose type Discord did not recognise; phones send HEIC as such.
_ENDINGS = frozenset(
    (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jfif")
)
_NO_TYPE = ("", "application/octet-stream")
_TRIES = 3
# 401 and 403: the address was signed, and has run out.
_GONE = (401, 403, 404, 410)
# More are not even looked at: Discord allows ten, and the conversation answers fewer.
MAX_PHOTOS = 10


@dataclass(frozen=True, slots=True)
class Source:
    """Where a photo can be had; `fault` if it is known beforehand that it cannot."""

    url: str
    key: str = ""
    fault: PhotoFault | None = None


def sources(message: discord.Message, photo_bytes: int) -> list[Source]:
    """The attachments of a message, those of what it forwards, and else the pictures of its link previews."""
    attachments = [*message.attachments, *(each for it in message.message_snapshots for each in it.attachments)]
    if attachments:
        return of_attachments(attachments, photo_bytes)
    previews = [each.image.proxy_url or each.thumbnail.proxy_url for each in message.embeds]
    return [Source(url) for url in previews if url][:MAX_PHOTOS]


def of_attachments(attachments: Sequence[discord.Attachment], photo_bytes: int) -> list[Source]:
    """In their order; what is no image, or too large, says so."""
    return [_source(each, photo_bytes) for each in attachments[:MAX_PHOTOS]]


def has_image(message: discord.Message) -> bool:
    """Whether something that was sent along looks like a photo."""
    attachments = [*message.attachments, *(each for it in message.message_snapshots for each in it.attachments)]
    return any(_is_image(each) for each in attachments)


def _source(attachment: discord.Attachment, photo_bytes: int) -> Source:
    fault = None
    if not _is_image(attachment):
        fault = PhotoFault.NOT_A_PHOTO
    elif attachment.size > photo_bytes:
        fault = PhotoFault.TOO_LARGE
    return Source(attachment.url, str(attachment.id), fault)


def _is_image(attachment: discord.Attachment) -> bool:
    kind = (attachment.content_type or "").partition(";")[0].strip().lower()
    if kind in _NO_TYPE:
        # Without any hint it is tried: what it is shows when it is decoded.
        return PurePosixPath(attachment.filename.lower()).suffix in ("", *_ENDINGS)
    return kind.startswith("image/") and kind != "image/svg+xml"


class Photos:
    """Fetches photos; one for a run of the front end."""

    def __init__(self, fetcher: HttpFetcher, photo_bytes: int) -> None:
        self._fetcher = fetcher
        self._photo_bytes = photo_bytes

    async def fetch(self, wanted: Sequence[Source]) -> tuple[Photo, ...]:
        """All of them, in order. Never raises but CancelledError: what cannot be had is a fault."""
        return tuple(await asyncio.gather(*(self._photo(each) for each in wanted)))

    async def _photo(self, source: Source) -> Photo:
        fault = source.fault
        attempt = 0
        while fault is None:
            try:
                fetched = await self._fetcher.fetch(source.url, self._photo_bytes)
                return Photo(fetched.data, file_key=source.key)
            except HttpFetchError as error:
                attempt += 1
                if error.too_large:
                    fault = PhotoFault.TOO_LARGE
                elif error.status in _GONE:
                    fault = PhotoFault.GONE
                elif error.timed_out or attempt == _TRIES:
                    fault = PhotoFault.UNREACHABLE
                else:
                    await asyncio.sleep(0.2 * attempt)
        return Photo(fault=fault, file_key=source.key)
