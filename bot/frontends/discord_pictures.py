"""Product pictures on their way to Discord: files of this machine as attachments within the upload limit, web addresses
as they are.

An attachment is named after what it holds, so that an edit can tell whether the message has its pictures already.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import discord

from bot.messages import Picture, Reply

log = logging.getLogger(__name__)

# What Discord draws; of other files it would only show a name.
_DRAWN = frozenset((".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif"))
_MAX_FILES = 10
DEFAULT_LIMIT = 10 * 1024 * 1024
# For the text and the boundaries of the same request.
_REQUEST_ROOM = 64 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to send along."""

    name: str
    data: bytes = field(repr=False)

    def file(self) -> discord.File:
        """Anew for each attempt: the library closes what it has sent."""
        return discord.File(io.BytesIO(self.data), filename=self.name)


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of one reply: `media` as the cards refer to them, empty where a card has none, and the files."""

    media: tuple[str, ...] = ()
    uploads: tuple[Upload, ...] = ()

    @property
    def names(self) -> frozenset[str]:
        """Of all files."""
        return frozenset(each.name for each in self.uploads)

    @property
    def size(self) -> int:
        """In bytes, of all files."""
        return sum(len(each.data) for each in self.uploads)

    def within(self, limit: int) -> Pictures:
        """Without the largest files, until the rest fits."""
        kept = sorted(self.uploads, key=lambda each: len(each.data))
        while kept and sum(len(each.data) for each in kept) > limit:
            kept.pop()
        names = {each.name for each in kept}
        uploads = tuple(each for each in self.uploads if each.name in names)
        media = tuple(each if _is_there(each, names) else "" for each in self.media)
        return Pictures(media, uploads)

    def without_files(self) -> Pictures:
        """Only what is on the web already."""
        return self.within(0)


async def pictures_of(reply: Reply, limit: int) -> Pictures:
    """Read off the event loop. A picture that cannot be read, drawn or sent is left out, never the card."""
    if not reply.cards:
        return Pictures()
    read = await asyncio.to_thread(_read_all, [card.picture for card in reply.cards])
    media: list[str] = []
    uploads: dict[str, Upload] = {}
    for each in read:
        if isinstance(each, Upload):
            if each.name not in uploads and len(uploads) >= _MAX_FILES:
                media.append("")
                continue
            uploads[each.name] = each
            media.append(f"attachment://{each.name}")
        else:
            media.append(each)
    return Pictures(tuple(media), tuple(uploads.values())).within(max(0, limit - _REQUEST_ROOM))


def _is_there(media: str, names: set[str]) -> bool:
    return not media.startswith("attachment://") or media.removeprefix("attachment://") in names


def _read_all(pictures: Sequence[Picture | None]) -> list[Upload | str]:
    return [_read(each) if each else "" for each in pictures]


def _read(picture: Picture) -> Upload | str:
    if picture.url:
        return picture.url if picture.url.startswith(("http://", "https://")) and len(picture.url) <= 2048 else ""
    if picture.data:
        return Upload(f"{_digest(picture.data)}{_ending(picture.data)}", picture.data)
    path = Path(picture.path)
    ending = path.suffix.lower() or ".jpg"
    if ending not in _DRAWN:
        return ""
    try:
        data = path.read_bytes()
    except OSError as error:
        log.info("a product picture cannot be read: %s", error)
        return ""
    return Upload(f"{_digest(data)}{ending}", data) if data else ""


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=10).hexdigest()


def _ending(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return ".png"
    return ".webp" if data[8:12] == b"WEBP" else ".jpg"
