"""A multipart upload as the photos of one event, never holding more than the limit of any of them."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from bot.frontends.media_types import may_be_photo
from bot.frontends.web.sessions import FullError
from bot.messages import Photo, PhotoFault

MAX_PHOTOS = 10
MAX_CAPTION = 1024
_CHUNK = 64 * 1024
# What multipart puts around one photo: boundary and headers.
_FRAMING = 8 * 1024
# The caption, and for each photo one part; more than so many say nothing.
_MAX_PARTS = 2 * MAX_PHOTOS


@dataclass(frozen=True, slots=True)
class PhotoUpload:
    """What was sent in one go."""

    photos: tuple[Photo, ...]
    caption: str = ""


class UploadRoom:
    """How many bytes of photos are held at once, of all shoppers together: those being read and those that wait."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.left = most

    def share(self) -> UploadShare:
        """For one upload; to be given back when it is answered."""
        return UploadShare(self)


class UploadShare:
    """What one upload holds of the room."""

    def __init__(self, room: UploadRoom) -> None:
        self.room = room
        self._held = 0

    def take(self, count: int) -> None:
        """Raises FullError if so many more bytes cannot be held now."""
        if count > self.room.left:
            raise FullError
        self.room.left -= count
        self._held += count

    def give_back(self, count: int | None = None) -> None:
        """So many bytes, or all, are held no more."""
        count = self._held if count is None else count
        self.room.left += count
        self._held -= count


async def read_upload(request: web.Request, photo_bytes: int, expected: int, share: UploadShare) -> PhotoUpload:
    """Parts named "photo" (bytes), "too-large" and "not-a-photo" (for one that the page kept back) and "caption".

    `expected` photos were announced. If the whole cannot fit into the limit of that many photos, nothing is read, and
    all are too large. Raises HTTPBadRequest for what is no such upload, and FullError.
    """
    expected = max(1, min(expected, MAX_PHOTOS))
    announced = request.content_length
    most = min(expected * (photo_bytes + _FRAMING), share.room.most) + 4 * MAX_CAPTION
    if announced is not None and announced > most:
        return PhotoUpload((Photo(fault=PhotoFault.TOO_LARGE),) * expected)
    if announced is not None and announced > share.room.left:
        raise FullError
    if request.content_type != "multipart/form-data":
        raise web.HTTPBadRequest(text="multipart/form-data is expected")
    photos: list[Photo] = []
    caption, parts = "", 0
    async for part in await request.multipart():
        parts += 1
        if not isinstance(part, BodyPartReader) or parts > _MAX_PARTS:
            raise web.HTTPBadRequest(text="nested multipart, or too many parts")
        if part.name == "caption":
            caption = (await _read(part, 4 * MAX_CAPTION, share) or b"").decode("utf-8", "replace")[:MAX_CAPTION]
        elif part.name in _KEPT_BACK:
            photos.append(Photo(fault=_KEPT_BACK[part.name]))
        elif part.name == "photo" and not may_be_photo(part.headers.get("Content-Type")):
            photos.append(Photo(fault=PhotoFault.NOT_A_PHOTO))  # what comes of it is read past, not kept
        elif part.name == "photo":
            data = await _read(part, min(photo_bytes, share.room.most), share)
            photos.append(Photo(fault=PhotoFault.TOO_LARGE) if data is None else Photo(data=data))
        if len(photos) > MAX_PHOTOS:
            raise web.HTTPBadRequest(text=f"more than {MAX_PHOTOS} photos")
    if not photos:
        raise web.HTTPBadRequest(text="no photo in the upload")
    return PhotoUpload(tuple(photos), caption)


_KEPT_BACK = {"too-large": PhotoFault.TOO_LARGE, "not-a-photo": PhotoFault.NOT_A_PHOTO}


async def _read(part: BodyPartReader, limit: int, share: UploadShare) -> bytes | None:
    """The part's bytes, None if they are more than `limit`; then they were read past, not kept."""
    data = bytearray()
    too_large = False
    while chunk := await part.read_chunk(_CHUNK):
        if too_large:
            continue
        share.take(len(chunk))
        data += chunk
        if len(data) > limit:
            too_large = True
            share.give_back(len(data))
            data.clear()
    return None if too_large else bytes(data)
