"""The photos of a message or a command, wherever Discord shows them, and their bytes within the limit.

A message shows pictures as attachments, within Components V2, or as the preview of a link; one that is forwarded shows
those of the message within it.
"""

from __future__ import annotations

import asyncio
import mimetypes
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import discord
from discord.http import Route

from bot.frontends.fetching import HttpFetcher, HttpFetchError
from bot.frontends.media_types import may_be_photo
from bot.messages import Photo, PhotoFault

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


def parts_of(message: discord.Message) -> list[discord.Message | discord.MessageSnapshot]:
    """The message, and what is forwarded in it."""
    return [message, *message.message_snapshots]


def photos_of_message(message: discord.Message, photo_bytes: int, kinds: Sequence[str] = ()) -> list[AttachedPhoto]:
    """The attachments and the pictures within components, also of what is forwarded, and else those of link previews,
    of these kinds. What is attached and no photo is told as such if there is nothing else."""
    parts = parts_of(message)
    attachments = [each for part in parts for each in part.attachments]
    found = attached_photos(attachments, photo_bytes)
    known = {urlsplit(each.url).path for each in attachments}
    media = [each for part in parts for each in _media_in(part)]
    shown = [each for each in media if may_be_photo(each.content_type) and urlsplit(each.url).path not in known]
    more = [AttachedPhoto(url) for each in shown if (url := each.proxy_url or _on_discord(each.url))]
    if not more and all(each.fault is PhotoFault.NOT_A_PHOTO for each in found):
        more = previews((embed.to_dict() for part in parts for embed in part.embeds), kinds)
        found = [] if more else found
    return list(dict.fromkeys([*found, *more]))[:MAX_PHOTOS]


def attached_photos(attachments: Sequence[discord.Attachment], photo_bytes: int) -> list[AttachedPhoto]:
    """In their order; what is no image, or too large, says so."""
    return [_attached_photo(each, photo_bytes) for each in attachments[:MAX_PHOTOS]]


def previews(embeds: Iterable[Mapping[str, Any]], kinds: Sequence[str] = ()) -> list[AttachedPhoto]:
    """The pictures of links' previews, as Discord's own proxy has them: no address of a stranger's is fetched. `kinds`:
    of embeds, all if none are given; "image" is a link to a picture, not a page that has one."""
    found = [
        next(filter(None, ((each.get(key) or {}).get("proxy_url") for key in ("image", "thumbnail"))), None)
        for each in embeds
        if not kinds or each.get("type") in kinds
    ]
    return [AttachedPhoto(str(url)) for url in found if url]


def has_image(message: discord.Message) -> bool:
    """Whether a message that was not meant for the bot holds what is surely a photo; a file of an unknown kind may be
    anything."""
    parts = parts_of(message)
    media = (each for part in parts for each in _media_in(part))
    kinds = [each.content_type or mimetypes.guess_type(each.filename)[0] for part in parts for each in part.attachments]
    kinds += [each.content_type for each in media]
    return any((kind or "").startswith("image/") and may_be_photo(kind) for kind in kinds)


def _media_in(part: Any) -> Iterator[discord.UnfurledMediaItem]:  # noqa: ANN401 - any component, by what it holds
    """Of a message, or a component and those within it: galleries, thumbnails beside text, containers, and whatever
    comes to be."""
    media = getattr(part, "media", None)
    if isinstance(media, discord.UnfurledMediaItem):
        yield media
    for name in ("components", "children", "items", "accessory"):
        inner = getattr(part, name, None) or ()
        for each in inner if isinstance(inner, list | tuple) else (inner,):
            yield from _media_in(each)


def _on_discord(url: str) -> str:
    """The address if it is one of Discord's own; empty if it is a stranger's, which is not fetched from here."""
    host = urlsplit(url).netloc
    return url if host and host in ("cdn.discordapp.com", "media.discordapp.net", urlsplit(Route.BASE).netloc) else ""


def _attached_photo(attachment: discord.Attachment, photo_bytes: int) -> AttachedPhoto:
    fault = None
    if not may_be_photo(attachment.content_type):
        fault = PhotoFault.NOT_A_PHOTO
    elif attachment.size > photo_bytes:
        fault = PhotoFault.TOO_LARGE
    return AttachedPhoto(str(attachment.url), fault)


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
