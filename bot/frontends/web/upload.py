"""A multipart upload as the photos of one event, never holding more than the limit of any of them."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from bot.messages import Photo, PhotoFault

MAX_PHOTOS = 10
MAX_CAPTION = 1024
_CHUNK = 64 * 1024
# What multipart puts around one photo: boundary and headers.
_FRAMING = 8 * 1024


@dataclass(frozen=True, slots=True)
class PhotoUpload:
    """What was sent in one go."""

    photos: tuple[Photo, ...]
    caption: str = ""


async def read_upload(request: web.Request, photo_bytes: int, expected: int) -> PhotoUpload:
    """Parts named "photo" (bytes), "too-large" (the page says that it kept a photo back) and "caption".

    `expected` photos were announced. If the whole cannot fit into the limit of that many photos, nothing is read, and
    all are too large. Raises HTTPBadRequest for what is no such upload.
    """
    expected = max(1, min(expected, MAX_PHOTOS))
    announced = request.content_length
    if announced is not None and announced > expected * (photo_bytes + _FRAMING) + 4 * MAX_CAPTION:
        return PhotoUpload(tuple(Photo(fault=PhotoFault.TOO_LARGE) for _ in range(expected)))
    if request.content_type != "multipart/form-data":
        raise web.HTTPBadRequest(text="multipart/form-data is expected")
    photos: list[Photo] = []
    caption = ""
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                raise web.HTTPBadRequest(text="nested multipart")
            if part.name == "caption":
                caption = (await _read(part, 4 * MAX_CAPTION) or b"").decode("utf-8", "replace")[:MAX_CAPTION]
            elif part.name == "too-large":
                photos.append(Photo(fault=PhotoFault.TOO_LARGE))
            elif part.name == "photo":
                data = await _read(part, photo_bytes)
                photos.append(Photo(fault=PhotoFault.TOO_LARGE) if data is None else Photo(data=data))
            if len(photos) > MAX_PHOTOS:
                raise web.HTTPBadRequest(text=f"more than {MAX_PHOTOS} photos")
    except ValueError as error:  # what aiohttp raises for broken framing
        raise web.HTTPBadRequest(text="the upload is broken") from error
    if not photos:
        raise web.HTTPBadRequest(text="no photo in the upload")
    return PhotoUpload(tuple(photos), caption)


async def _read(part: BodyPartReader, limit: int) -> bytes | None:
    """The part's bytes, None if they are more than `limit`; then they were read past, not kept."""
    data = bytearray()
    too_large = False
    while chunk := await part.read_chunk(_CHUNK):
        if too_large:
            continue
        data += chunk
        if len(data) > limit:
            too_large = True
            data.clear()
    return None if too_large else bytes(data)
