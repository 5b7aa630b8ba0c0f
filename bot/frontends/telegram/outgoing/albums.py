"""The pictures of a reply as albums: each picture is sent in the first way that Telegram takes.

One refusal costs no other picture: the refused one goes on to its next way, and an album that is refused as a whole is
sent photo by photo. An album whose fate is unknown is not repeated.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from telegram import Bot, InputMediaPhoto, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.frontends.telegram.incoming.events import Destination
from bot.frontends.telegram.outgoing.destinations import send_to
from bot.frontends.telegram.outgoing.pictures import OutgoingPicture, TelegramPictures
from bot.frontends.telegram.outgoing.rate_limiter import UncertainError, UnsentError
from bot.frontends.telegram.outgoing.render import caption, pictured, plain
from bot.messages import Glimpse, ProductCard, Reply

log = logging.getLogger(__name__)

_MOST = 10
NOT_MODIFIED = "not modified"
# "failed to send message #2 with the error message ..." - the only hint at which photo of an album is meant.
_CULPRIT = re.compile(r"message #(\d+)")
_NO_PLACE = ("message to edit", "can't be edited")
_NO_PHOTOS = ("not enough rights", "chat_send_photos_forbidden", "chat_send_media_forbidden", "have no rights")


@dataclass(slots=True)
class AlbumPhoto:
    """A product's picture with its caption as HTML; `message_id` is 0 until it was sent."""

    card: ProductCard
    picture: OutgoingPicture
    caption: str
    message_id: int = 0


class AlbumSender:
    """Sends the pictures of replies. Raises GoneError and InvalidToken; with all else it copes."""

    def __init__(self, bot: Bot, pictures: TelegramPictures) -> None:
        self._bot = bot
        self._pictures = pictures

    async def send(self, destination: Destination, reply: Reply) -> list[AlbumPhoto]:
        """Send as many albums as the reply's pictures take; returns the photos that are there now."""
        photos = await self._taken(reply)
        for first in range(0, len(photos), _MOST):
            await self._album(destination, photos[first : first + _MOST])
        return [photo for photo in photos if photo.message_id]

    async def send_glimpse(self, destination: Destination, seen: Glimpse) -> bool:
        """What of the photo an answer is about, small and before its products, whose numbers stay their places in the
        album. False if there is no picture of it, or it was not taken."""
        if seen.picture is None:
            return False
        photo = AlbumPhoto(ProductCard("", 0, ""), await self._pictures.take(seen.picture), plain(seen.said))
        if photo.picture.media is not None:
            await self._album(destination, [photo])
        return bool(photo.message_id)

    async def change(self, chat_id: int, message_ids: Sequence[int], reply: Reply) -> list[AlbumPhoto] | None:
        """Put the reply's pictures in place of those of an album, the first ones first. None if there are more of them
        than it has, or one could not be put there; what stands in it then is for nobody to keep."""
        photos = await self._taken(reply)
        if not 0 < len(photos) <= len(message_ids):
            return None
        placed = [self._put(chat_id, message_id, photo) for message_id, photo in zip(message_ids, photos, strict=False)]
        return photos if all(await asyncio.gather(*placed)) else None

    async def _put(self, chat_id: int, message_id: int, photo: AlbumPhoto) -> bool:
        photo.message_id = message_id
        while photo.picture.media is not None:
            try:
                message = await self._bot.edit_message_media(_input_media(photo), chat_id, message_id)
            except BadRequest as error:
                said = str(error).lower()
                if NOT_MODIFIED in said:
                    return True
                if any(each in said for each in _NO_PLACE) or not await photo.picture.refused():
                    log.info("a picture cannot be put in another's place: %s", error)
                    return False
                continue
            except (UncertainError, UnsentError) as error:
                log.warning("whether a picture stands in another's place is not known: %s", error)
                return False
            if isinstance(message, Message):
                await photo.picture.sent(message)
            return True
        return False

    async def _taken(self, reply: Reply) -> list[AlbumPhoto]:
        cards = pictured(reply)
        pictures = await asyncio.gather(*(self._pictures.take(picture) for _, picture in cards))
        return [
            AlbumPhoto(card, picture, caption(card, counted=len(reply.cards) > 1))
            for (card, _), picture in zip(cards, pictures, strict=True)
            if picture.media is not None
        ]

    async def _album(self, destination: Destination, photos: list[AlbumPhoto]) -> None:
        while photos:
            try:
                messages = await self._photos(destination, photos)
            except BadRequest as error:
                said = str(error)
                if any(each in said.lower() for each in _NO_PHOTOS):
                    log.info("photos are not allowed in a chat")
                    return
                log.info("Telegram refused a picture: %s", said)
                culprit = _CULPRIT.search(said)
                index = int(culprit[1]) - 1 if culprit else -1
                if 0 <= index < len(photos):
                    if not await photos[index].picture.refused():
                        del photos[index]
                elif not await _next_ways(photos, said):
                    if len(photos) > 1:
                        await self._one_by_one(destination, photos)
                    return
                continue
            for photo, message in zip(photos, messages, strict=False):
                photo.message_id = message.message_id
                await photo.picture.sent(message)
            return

    async def _one_by_one(self, destination: Destination, photos: Iterable[AlbumPhoto]) -> None:
        """As an album they were refused, for no reason that names one of them: those that are good go alone."""
        for photo in photos:
            photo.picture = await self._pictures.take(photo.card.picture) if photo.card.picture else photo.picture
            if photo.picture.media is not None:
                await self._album(destination, [photo])

    async def _photos(self, destination: Destination, photos: Sequence[AlbumPhoto]) -> Sequence[Message]:
        try:
            if len(photos) == 1:
                message = await send_to(
                    destination,
                    self._bot.send_photo,
                    photo=photos[0].picture.media or b"",
                    caption=photos[0].caption,
                    parse_mode=ParseMode.HTML,
                    filename=f"{photos[0].card.rank}.jpg",
                )
                return [message]
            album = [_input_media(photo) for photo in photos]
            return await send_to(destination, self._bot.send_media_group, media=album)
        except (UncertainError, UnsentError) as error:
            log.warning("whether an album arrived is not known; it is not repeated: %s", error)
            return []


def _input_media(photo: AlbumPhoto) -> InputMediaPhoto:
    return InputMediaPhoto(
        photo.picture.media or b"",
        caption=photo.caption,
        parse_mode=ParseMode.HTML,
        filename=f"{photo.card.rank}.jpg",
    )


async def _next_ways(photos: list[AlbumPhoto], said: str) -> bool:
    """Let the likely culprits of a refused album go on to their next way. One of which nothing can be had is taken out;
    one that has been through all ways stays, for it may not have been it. False if nothing changed."""
    for suspects in _suspects(photos, said):
        changed = False
        for photo in suspects:
            media, is_at_end = photo.picture.media, photo.picture.is_at_end
            if await photo.picture.refused():
                changed = True
            elif is_at_end:
                photo.picture.media = media
            else:
                photos.remove(photo)
                changed = True
        if changed:
            return True
    return False


def _suspects(photos: Sequence[AlbumPhoto], said: str) -> list[list[AlbumPhoto]]:
    """Those that may be meant, the likeliest kind first: an address, an upload, an id that Telegram gave us."""
    known = [photo for photo in photos if photo.picture.is_known]
    urls = [photo for photo in photos if not photo.picture.is_known and isinstance(photo.picture.media, str)]
    uploads = [photo for photo in photos if isinstance(photo.picture.media, bytes)]
    return [known, urls, uploads] if "remote file" in said.lower() else [urls, uploads, known]
