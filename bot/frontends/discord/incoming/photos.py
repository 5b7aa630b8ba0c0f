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
class AttachedPhoto:
    """Where a photo can be had; `fault` if it is known beforehand that it cannot."""

    url: str
    fault: PhotoFault | None = None


def photos_of_message(message: discord.Message, photo_bytes: int) -> list[AttachedPhoto]:
    """The attachments of a message, those of what it forwards, and else the pictures of its link previews."""
    if attachments := _attachments(message):
        return attached_photos(attachments, photo_bytes)
    previews = [each.image.proxy_url or each.thumbnail.proxy_url for each in message.embeds]
    return [AttachedPhoto(url) for url in previews if url][:MAX_PHOTOS]


def attached_photos(attachments: Sequence[discord.Attachment], photo_bytes: int) -> list[AttachedPhoto]:
    """In their order; what is no image, or too large, says so."""
    return [_attached_photo(each, photo_bytes) for each in attachments[:MAX_PHOTOS]]


def has_image(message: discord.Message) -> bool:
    """Whether something that was sent along looks like a photo."""
    return any(map(_is_image, _attachments(message)))


def _attachments(message: discord.Message) -> list[discord.Attachment]:
    return [*message.attachments, *(each for it in message.message_snapshots for each in it.attachments)]


def _attached_photo(attachment: discord.Attachment, photo_bytes: int) -> AttachedPhoto:
    fault = None
    if not _is_image(attachment):
        fault = PhotoFault.NOT_A_PHOTO
    elif attachment.size > photo_bytes:
        fault = PhotoFault.TOO_LARGE
    return AttachedPhoto(attachment.url, fault)


def _is_image(attachment: discord.Attachment) -> bool:
    kind = (attachment.content_type or "").partition(";")[0].strip().lower()
    if kind in _NO_TYPE:
        # Without any hint it is tried: what it is shows when it is decoded.
        return PurePosixPath(attachment.filename.lower()).suffix in ("", *_ENDINGS)
    return kind.startswith("image/") and kind != "image/svg+xml"


class PhotoDownloads:
    """Fetches photos; one for a run of the front end."""

    def __init__(self, fetcher: HttpFetcher, photo_bytes: int) -> None:
        self._fetcher = fetcher
        self._photo_bytes = photo_bytes

    async def fetch(self, attached: Sequence[AttachedPhoto]) -> tuple[Photo, ...]:
        """All of them, in order. Never raises but CancelledError: what cannot be had is a fault."""
        return tuple(await asyncio.gather(*(self._photo(each) for each in attached)))

    async def _photo(self, attached: AttachedPhoto) -> Photo:
        if attached.fault is not None:
            return Photo(fault=attached.fault)
        for attempt in range(1, _TRIES + 1):
            try:
                return Photo((await self._fetcher.fetch(attached.url, self._photo_bytes)).data)
            except HttpFetchError as error:
                if error.too_large:
                    return Photo(fault=PhotoFault.TOO_LARGE)
                if error.status in _GONE:
                    return Photo(fault=PhotoFault.GONE)
                if error.timed_out or attempt == _TRIES:
                    break
                await asyncio.sleep(0.2 * attempt)
        return Photo(fault=PhotoFault.UNREACHABLE)
