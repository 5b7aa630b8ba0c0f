"""The photos in a message, in whichever way they were sent, and their bytes."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Animation, Bot, Document, ExternalReplyInfo, Message, PhotoSize, Sticker, Video, VideoNote
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.frontends.fetching import HttpFetcher, HttpFetchError
from bot.frontends.media_types import may_be_photo
from bot.frontends.telegram.outgoing.rate_limiter import seconds_of
from bot.messages import Photo, PhotoFault

log = logging.getLogger(__name__)

_TRIES = 3
_FIRST_PAUSE = 0.3
_LONGEST_WAIT = 10.0
# An address that ends like this is a picture's; a file's name says nothing, its bytes do.
_PICTURE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif", ".tiff", ".gif")
LINK = re.compile(r"\bhttps?://[^\s<>]+", re.IGNORECASE)
_GONE = (401, 403, 404, 410)


@dataclass(frozen=True, slots=True)
class TelegramFile:
    """A file that Telegram holds for us."""

    file_id: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class LinkedPicture:
    """A picture elsewhere, of which a shopper has sent the address."""

    url: str


# A file to fetch, or why there is none.
PhotoSource = TelegramFile | LinkedPicture | PhotoFault


def photo_in(message: Message | ExternalReplyInfo) -> PhotoSource | None:
    """The photo of a message; a fault for a file that is none, None for a message without any file."""
    if message.photo:
        return _largest(message.photo)
    if message.live_photo and message.live_photo.photo:
        return _largest(message.live_photo.photo)
    if moving := message.animation or message.video or message.video_note:
        return _thumbnail(moving)
    if sticker := message.sticker:
        return _thumbnail(sticker) if sticker.is_animated or sticker.is_video else _ref(sticker)
    if message.document:
        return _of_document(message.document)
    if message.voice or message.audio:
        return PhotoFault.NOT_A_PHOTO
    return None


def linked_picture(message: Message | ExternalReplyInfo, text: str = "") -> LinkedPicture | None:
    """The picture that a message links to: by an address that looks like one, or because it says nothing else."""
    preview = message.link_preview_options
    links = [str(preview.url)] if preview is not None and preview.url and not preview.is_disabled else []
    if isinstance(message, Message):
        links += [*LINK.findall(text), *(each.url for each in message.entities if each.url)]
    said = LINK.sub("", text).strip()
    found = (url for url in links if not said or url.partition("?")[0].lower().endswith(_PICTURE_SUFFIXES))
    return next((LinkedPicture(url) for url in found if LINK.fullmatch(url)), None)


async def fetch(bot: Bot, links: HttpFetcher, sent: PhotoSource, most: int) -> Photo:
    """Its bytes, or the fault that kept them away; never more than `most`."""
    if isinstance(sent, PhotoFault):
        return Photo(fault=sent)
    if isinstance(sent, LinkedPicture):
        return await _fetch_linked(links, sent.url, most)
    if sent.size > most:
        return Photo(fault=PhotoFault.TOO_LARGE)
    pause = _FIRST_PAUSE
    for attempt in range(_TRIES):
        if attempt:
            await asyncio.sleep(pause)
            pause *= 3
        try:
            return await _fetch_once(bot, sent, most)
        except RetryAfter as error:
            pause = seconds_of(error)
            if pause > _LONGEST_WAIT:
                break
        except BadRequest as error:
            is_large = "too big" in str(error).lower()
            return Photo(fault=PhotoFault.TOO_LARGE if is_large else PhotoFault.GONE)
        except InvalidToken:  # how the library puts a 404
            return Photo(fault=PhotoFault.GONE)
        except NetworkError as error:
            log.info("a photo did not arrive (%s)", type(error.__cause__ or error).__name__)
        except TelegramError as error:
            log.warning("a photo cannot be fetched: %s", type(error).__name__)
            break
    return Photo(fault=PhotoFault.UNREACHABLE)


async def _fetch_once(bot: Bot, sent: TelegramFile, most: int) -> Photo:
    file = await bot.get_file(sent.file_id)
    if not file.file_path:
        return Photo(fault=PhotoFault.GONE)
    if (file.file_size or 0) > most:
        return Photo(fault=PhotoFault.TOO_LARGE)
    try:
        data = bytes(await file.download_as_bytearray())
    except OSError as error:  # a path of a self-hosted server that is not of this machine
        log.error("a file of the Bot API server cannot be read here: %s", error.strerror or error)
        return Photo(fault=PhotoFault.UNREACHABLE)
    if len(data) > most:
        return Photo(fault=PhotoFault.TOO_LARGE)
    return Photo(data)


async def _fetch_linked(links: HttpFetcher, url: str, most: int) -> Photo:
    try:
        found = await links.fetch(url, most)
    except HttpFetchError as error:
        log.info("a linked picture cannot be had: its %s", error)
        if error.too_large:
            return Photo(fault=PhotoFault.TOO_LARGE)
        return Photo(fault=PhotoFault.GONE if error.status in _GONE else PhotoFault.UNREACHABLE)
    return Photo(found.data) if may_be_photo(found.media_type) else Photo(fault=PhotoFault.NOT_A_PHOTO)


def _of_document(document: Document) -> PhotoSource:
    if (document.mime_type or "").lower().startswith("video/"):
        return _thumbnail(document)
    return _ref(document) if may_be_photo(document.mime_type) else PhotoFault.NOT_A_PHOTO


def _thumbnail(file: Animation | Document | Sticker | Video | VideoNote) -> PhotoSource:
    return _ref(file.thumbnail) if file.thumbnail else PhotoFault.NOT_A_PHOTO


def _largest(sizes: Sequence[PhotoSize]) -> TelegramFile:
    """They come smallest first, but that is custom, not promised; where nothing is told of them, it is all there is."""
    return _ref(max(reversed(sizes), key=lambda each: each.width * each.height))


def _ref(file: PhotoSize | Document | Sticker) -> TelegramFile:
    return TelegramFile(file.file_id, file.file_size or 0)
