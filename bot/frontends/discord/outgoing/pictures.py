"""Product pictures for Discord: files as attachments within the upload limit, web addresses as they are.

An attachment is named after what it holds, so that an edit can tell whether the message has its pictures already.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import discord
from cachetools import LRUCache

from bot.frontends import RedrawAsJpeg
from bot.messages import Picture, Reply

log = logging.getLogger(__name__)

# What Discord draws; of other files it would only show a name.
_DRAWN = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif")
_MAX_FILES = 10
_KEPT_BYTES = 8 * 1024 * 1024
DEFAULT_LIMIT = 10 * 1024 * 1024
# Twice as many pixels as a picture beside its product has on a phone, and enough to look at when it is tapped.
_SMALL_SIDE = 640
# For the text and the boundaries of the same request.
_REQUEST_ROOM = 64 * 1024


class PictureRedrawer:
    """Draws pictures anew, and keeps the last ones: an answer whose button is pressed shows the same ones again."""

    def __init__(self, redraw: RedrawAsJpeg | None) -> None:
        self._redraw = redraw
        self._drawn: LRUCache[tuple[bytes, int], bytes] = LRUCache(_KEPT_BYTES, getsizeof=len)

    async def __call__(self, data: bytes, most_side: int = 0) -> PictureFile | None:
        """The JPEG; None if it cannot be drawn."""
        if self._redraw is None:
            return None
        key = hashlib.blake2b(data, digest_size=16).digest(), most_side
        drawn = self._drawn.get(key)
        if drawn is None:
            try:
                drawn = await self._redraw(data, most_side=most_side)
            except ValueError as error:
                log.info("a product picture cannot be drawn: %s", error)
                return None
            with contextlib.suppress(ValueError):  # larger than the whole cache
                self._drawn[key] = drawn
        return _named(drawn, ".jpg")


@dataclass(frozen=True, slots=True)
class PictureFile:
    """One file to send along."""

    name: str
    data: bytes = field(repr=False)

    def file(self) -> discord.File:
        """Anew for each attempt: the library closes what it has sent."""
        return discord.File(io.BytesIO(self.data), filename=self.name)


@dataclass(frozen=True, slots=True)
class ReplyPictures:
    """The pictures of one reply: `media` as the cards refer to them, empty where a card has none, and the files.
    `glimpse` is what was seen in the shopper's photo, as `media`."""

    media: tuple[str, ...] = ()
    uploads: tuple[PictureFile, ...] = ()
    glimpse: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Of all files."""
        return frozenset(each.name for each in self.uploads)

    @property
    def size(self) -> int:
        """In bytes, of all files."""
        return sum(len(each.data) for each in self.uploads)

    def within(self, limit: int) -> ReplyPictures:
        """Without the largest files, until the rest fits."""
        kept = sorted(self.uploads, key=lambda each: len(each.data))
        while kept and sum(len(each.data) for each in kept) > limit:
            kept.pop()
        names = {each.name for each in kept}
        uploads = tuple(each for each in self.uploads if each.name in names)
        media = tuple(each if _is_there(each, names) else "" for each in self.media)
        return ReplyPictures(media, uploads, self.glimpse if _is_there(self.glimpse, names) else "")

    async def smaller(self, redrawer: PictureRedrawer) -> ReplyPictures:
        """The same with every file drawn anew in a size that a phone shows; as it is where that cannot be done."""
        drawn = [await redrawer(each.data, _SMALL_SIDE) or each for each in self.uploads]
        names = {
            f"attachment://{old.name}": f"attachment://{new.name}" for old, new in zip(self.uploads, drawn, strict=True)
        }
        media = tuple(names.get(each, each) for each in self.media)
        uploads = tuple({each.name: each for each in drawn}.values())
        return ReplyPictures(media, uploads, names.get(self.glimpse, ""))


async def pictures_of(reply: Reply, limit: int, redrawer: PictureRedrawer) -> ReplyPictures:
    """Read off the event loop. What Discord does not draw is drawn anew, what is too large together is made smaller; a
    picture that cannot be had is left out, never the card."""
    if not reply.cards:
        return ReplyPictures()
    media: list[str] = []
    uploads: dict[str, PictureFile] = {}
    for each in await asyncio.to_thread(_read_all, [card.picture for card in reply.cards]):
        found: PictureFile | str | None = each
        if isinstance(each, PictureFile) and not each.name.endswith(_DRAWN):
            found = await redrawer(each.data)
        if isinstance(found, PictureFile) and (found.name in uploads or len(uploads) < _MAX_FILES):
            uploads[found.name] = found
            media.append(f"attachment://{found.name}")
        else:
            media.append(found if isinstance(found, str) else "")
    glimpse = ""
    if reply.glimpse and reply.glimpse.picture:
        seen = _named(reply.glimpse.picture.data, _ending(reply.glimpse.picture.data))
        uploads[seen.name], glimpse = seen, f"attachment://{seen.name}"
    pictures = ReplyPictures(tuple(media), tuple(uploads.values()), glimpse)
    room = max(0, limit - _REQUEST_ROOM)
    if pictures.size > room:
        pictures = await pictures.smaller(redrawer)
    return pictures.within(room)


def _is_there(media: str, names: set[str]) -> bool:
    return not media.startswith("attachment://") or media.removeprefix("attachment://") in names


def _read_all(pictures: Sequence[Picture | None]) -> list[PictureFile | str]:
    return [_read(each) if each else "" for each in pictures]


def _read(picture: Picture) -> PictureFile | str:
    if picture.url:
        return picture.url if picture.url.startswith(("http://", "https://")) and len(picture.url) <= 2048 else ""
    if picture.data:
        return _named(picture.data, _ending(picture.data))
    path = Path(picture.path)
    try:
        data = path.read_bytes()
    except OSError as error:
        log.info("a product picture cannot be read: %s", error)
        return ""
    return _named(data, path.suffix.lower() or ".jpg") if data else ""


def _named(data: bytes, ending: str) -> PictureFile:
    return PictureFile(f"{hashlib.blake2b(data, digest_size=10).hexdigest()}{ending}", data)


def _ending(data: bytes) -> str:
    if data.startswith(b"\x89PNG"):
        return ".png"
    return ".webp" if data[8:12] == b"WEBP" else ".jpg"
