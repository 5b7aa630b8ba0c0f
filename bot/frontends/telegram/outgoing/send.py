"""A rendered reply on its way into a chat: the album, then the message, then the document; or an edit in place.

Nothing that was asked for is lost to one refusal: a picture that Telegram does not take is sent in another way, and
where no picture can be sent the message under it still lists the products. An album whose fate is unknown is not
repeated. One file, because album, message and edit share how a call is made and what is done about its failure.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputFile, InputMediaPhoto, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.frontends.telegram.incoming.events import Place
from bot.frontends.telegram.kept import Kept, message_name
from bot.frontends.telegram.outgoing.edits import Edits
from bot.frontends.telegram.outgoing.keyboard import Keyboard, keyboard
from bot.frontends.telegram.outgoing.pictures import Pictures, ShownPicture
from bot.frontends.telegram.outgoing.queue import Outbox, UncertainError, UnsentError
from bot.frontends.telegram.outgoing.render import caption, message_parts, pictured, shows_message
from bot.messages import Document, ProductCard, Reply, Shown

log = logging.getLogger(__name__)
T = TypeVar("T")

_ALBUM = 10
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# "failed to send message #2 with the error message ..." - the only hint at which photo of an album is meant.
_CULPRIT = re.compile(r"message #(\d+)")
_NO_THREAD = ("thread not found", "topic_deleted", "topic_closed", "topic not found")
_NO_REPLY = ("message to be replied not found", "reply message not found", "replied message not found")
_NO_PHOTOS = ("not enough rights", "chat_send_photos_forbidden", "chat_send_media_forbidden", "have no rights")
_NOT_MODIFIED = "not modified"


Remember = Callable[[list[Shown]], Awaitable[None]]


@dataclass(slots=True)
class Delivered:
    """What was sent for one reply: the message with the buttons (0 if none), the album's messages, what shows what."""

    chat_id: int
    message_id: int = 0
    album: list[int] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    card: ProductCard
    picture: ShownPicture
    caption: str


class Sender:
    """Sends replies. Raises GoneError where the chat cannot be reached any more, and InvalidToken; all else it copes
    with, or logs."""

    def __init__(self, bot: Bot, outbox: Outbox, pictures: Pictures, keyboards: Kept, secret: str) -> None:
        self._bot = bot
        self._outbox = outbox
        self._pictures = pictures
        self._keyboards = keyboards
        self._secret = secret
        self._edits = Edits()

    async def send(self, place: Place, reply: Reply, shown: Remember | None = None) -> Delivered:
        """All of the reply, as new messages. `shown` is told what shows what: of the album as soon as it is there, for
        it can be reacted to before the message under it comes."""
        delivered = Delivered(place.chat_id)
        remembering: asyncio.Task[None] | None = None
        items = await self._items(reply)
        if items:
            for first in range(0, len(items), _ALBUM):
                await self._album(place, items[first : first + _ALBUM], reply, delivered)
            place = replace(place, reply_to=0) if delivered.album else place
            if shown is not None and delivered.shown:
                remembering = asyncio.create_task(_awaited(shown(list(delivered.shown))))
        try:
            album = len(delivered.shown)
            if shows_message(reply):
                await self._message(place, reply, delivered)
            if reply.document is not None:
                await self._document(place, reply.document)
            if shown is not None and delivered.shown[album:]:
                await shown(delivered.shown[album:])
        finally:
            if remembering is not None:
                await remembering
        return delivered

    def want_edit(self, chat_id: int, message_id: int) -> int:
        """To be called as soon as it is known what a message is to show: `edit` wants the number."""
        return self._edits.want(chat_id, message_id)

    async def edit(self, place: Place, message_id: int, reply: Reply, number: int) -> Delivered | None:
        """Put the message of the reply in place of an earlier one. None if that one cannot be edited."""
        delivered = Delivered(place.chat_id, message_id)
        board = keyboard(reply)
        *before, text = message_parts(reply)
        if before:
            return None
        async with self._edits.in_turn(place.chat_id, message_id, number) as is_newest:
            # Where many press at once, what a later edit would overwrite at once is left out.
            if is_newest and not await self._edit(place, message_id, text, board):
                return None
        if reply.query_id:
            delivered.shown.append(Shown(reply.query_id, str(message_id)))
        return delivered

    async def _edit(self, place: Place, message_id: int, text: str, board: Keyboard) -> bool:
        """False if the message cannot be edited."""
        try:
            await self._call(
                place,
                lambda chat_id, _: self._bot.edit_message_text(
                    text,
                    chat_id=chat_id,
                    message_id=message_id,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=board.markup(),
                ),
                repeatable=True,
            )
        except BadRequest as error:
            if _NOT_MODIFIED not in str(error).lower():
                log.info("a message cannot be edited: %s", error)
                return False
        except (UncertainError, UnsentError) as error:
            log.warning("an edit may not have arrived: %s", error)
        await self._keep(place.chat_id, message_id, board)
        return True

    async def redraw(self, place: Place, message_id: int, markup: InlineKeyboardMarkup | None) -> None:
        """Change the buttons alone: a menu was opened, turned or closed."""
        try:
            await self._call(
                place,
                lambda chat_id, _: self._bot.edit_message_reply_markup(
                    chat_id=chat_id, message_id=message_id, reply_markup=markup
                ),
                repeatable=True,
            )
        except (BadRequest, UncertainError, UnsentError) as error:
            if _NOT_MODIFIED not in str(error).lower():
                log.info("buttons cannot be changed: %s", error)

    async def fold(self, place: Place, message_id: int, board: Keyboard) -> None:
        """Close the menu that is open, with what is chosen now."""
        await self.redraw(place, message_id, board.markup())
        await self._keep(place.chat_id, message_id, board)

    async def delete(self, place: Place, message_ids: Sequence[int]) -> None:
        """Take messages of ours away; those that Telegram holds on to stay."""
        ids = list(message_ids)
        try:
            await self._call(place, lambda chat_id, _: self._bot.delete_messages(chat_id, ids), repeatable=True)
        except (BadRequest, UncertainError, UnsentError) as error:
            log.info("messages cannot be deleted: %s", error)

    async def moved(self, old: int, new: int) -> None:
        """A group has another id."""
        await self._outbox.move(old, new)

    async def keyboard_of(self, chat_id: int, message_id: int) -> Keyboard | None:
        """The menus that are folded into a message; None if nothing is known of it."""
        note = await self._keyboards.get(message_name(self._secret, chat_id, message_id))
        try:
            return Keyboard.load(note) if note else None
        except ValueError:
            return None

    async def _message(self, place: Place, reply: Reply, delivered: Delivered) -> None:
        board = keyboard(reply)
        parts = message_parts(reply)
        for number, text in enumerate(parts, start=1):
            is_last = number == len(parts)
            message = await self._sent(
                place,
                lambda chat_id, at, text=text, is_last=is_last: self._bot.send_message(  # type: ignore[misc]
                    chat_id,
                    text,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=_NO_PREVIEW,
                    reply_markup=board.markup() if is_last else None,
                    message_thread_id=at.thread_id,
                    reply_parameters=_reply_to(at),
                ),
            )
            place = replace(place, reply_to=0)
            if message is not None and reply.query_id:
                delivered.shown.append(Shown(reply.query_id, str(message.message_id)))
            if message is not None and is_last:
                delivered.message_id = message.message_id
                await self._keep(place.chat_id, message.message_id, board)

    async def _album(self, place: Place, items: list[_Item], reply: Reply, delivered: Delivered) -> None:
        """Photos of one album, each in the first way that Telegram takes."""
        while items:
            try:
                messages = await self._photos(place, items)
            except BadRequest as error:
                said = str(error)
                if any(each in said.lower() for each in _NO_PHOTOS):
                    log.info("photos are not allowed in a chat")
                    return
                log.info("Telegram refused a picture: %s", said)
                culprit = _CULPRIT.search(said)
                place_of = int(culprit[1]) - 1 if culprit else -1
                if 0 <= place_of < len(items):
                    if not await items[place_of].picture.refused():
                        del items[place_of]
                elif not await _next_ways(items, said):
                    if len(items) > 1:
                        await self._one_by_one(place, items, reply, delivered)
                    return
                continue
            for item, message in zip(items, messages, strict=False):
                await item.picture.sent(message)
                delivered.album.append(message.message_id)
                if reply.query_id:
                    delivered.shown.append(Shown(reply.query_id, str(message.message_id), item.card.product_id))
            return

    async def _one_by_one(self, place: Place, items: list[_Item], reply: Reply, delivered: Delivered) -> None:
        """As an album they were refused, for no reason that names one of them: those that are good go alone."""
        for item in items:
            item.picture = await self._pictures.take(item.card.picture) if item.card.picture else item.picture
            if item.picture.media is not None:
                await self._album(place, [item], reply, delivered)

    async def _photos(self, place: Place, items: list[_Item]) -> Sequence[Message]:
        try:
            if len(items) == 1:
                item = items[0]
                photo = item.picture.media or b""
                return [
                    await self._call(
                        place,
                        lambda chat_id, at: self._bot.send_photo(
                            chat_id,
                            _file(photo, item.card.rank),
                            caption=item.caption,
                            parse_mode=ParseMode.HTML,
                            message_thread_id=at.thread_id,
                            reply_parameters=_reply_to(at),
                        ),
                    )
                ]
            media = [
                InputMediaPhoto(
                    item.picture.media or b"",
                    caption=item.caption,
                    parse_mode=ParseMode.HTML,
                    filename=f"{item.card.rank}.jpg",
                )
                for item in items
            ]
            return await self._call(
                place,
                lambda chat_id, at: self._bot.send_media_group(
                    chat_id, media, message_thread_id=at.thread_id, reply_parameters=_reply_to(at)
                ),
            )
        except (UncertainError, UnsentError) as error:
            log.warning("whether an album arrived is not known; it is not repeated: %s", error)
            return []

    async def _document(self, place: Place, document: Document) -> None:
        await self._sent(
            place,
            lambda chat_id, at: self._bot.send_document(
                chat_id,
                InputFile(document.data, filename=document.name),
                message_thread_id=at.thread_id,
                reply_parameters=_reply_to(at),
            ),
        )

    async def _sent(self, place: Place, send: Callable[[int, Place], Awaitable[Message]]) -> Message | None:
        """The message; None if it was refused, or nobody knows whether it arrived."""
        try:
            return await self._call(place, send)
        except (BadRequest, UncertainError, UnsentError) as error:
            log.warning("a message was not sent, or may not have arrived: %s", error)
            return None

    async def _call(self, place: Place, send: Callable[[int, Place], Awaitable[T]], *, repeatable: bool = False) -> T:
        """Through the outbox; without the topic or the message replied to where these are gone."""
        while True:
            try:
                return await self._outbox.call(place.chat_id, partial(_at, send, place), repeatable=repeatable)
            except BadRequest as error:
                said = str(error).lower()
                if place.thread_id is not None and any(each in said for each in _NO_THREAD):
                    place = replace(place, thread_id=None)
                elif place.reply_to and any(each in said for each in _NO_REPLY):
                    place = replace(place, reply_to=0)
                else:
                    raise

    async def _items(self, reply: Reply) -> list[_Item]:
        counted = len(reply.cards) > 1
        cards = pictured(reply)
        shown = await asyncio.gather(*(self._pictures.take(picture) for _, picture in cards))
        items = [_Item(card, picture, caption(card, counted)) for (card, _), picture in zip(cards, shown, strict=True)]
        return [item for item in items if item.picture.media is not None]

    async def _keep(self, chat_id: int, message_id: int, board: Keyboard) -> None:
        name = message_name(self._secret, chat_id, message_id)
        if board.folded:
            await self._keyboards.put(name, board.dump())


async def _next_ways(items: list[_Item], said: str) -> bool:
    """Let the likely culprits of a refused album go on to their next way. One of which nothing can be had is taken out;
    one that has been through all ways stays, for it may not have been it. False if nothing changed."""
    for suspects in _suspects(items, said):
        changed = False
        for item in suspects:
            media, is_at_end = item.picture.media, item.picture.is_at_end
            if await item.picture.refused():
                changed = True
            elif is_at_end:
                item.picture.media = media
            else:
                items.remove(item)
                changed = True
        if changed:
            return True
    return False


def _suspects(items: list[_Item], said: str) -> list[list[_Item]]:
    """Those that may be meant, the likeliest kind first: an address, an upload, an id that Telegram gave us."""
    known = [item for item in items if item.picture.is_known]
    urls = [item for item in items if not item.picture.is_known and isinstance(item.picture.media, str)]
    uploads = [item for item in items if isinstance(item.picture.media, bytes)]
    return [known, urls, uploads] if "remote file" in said.lower() else [urls, uploads, known]


async def _awaited(work: Awaitable[None]) -> None:
    await work


def _file(photo: str | bytes, rank: int) -> str | InputFile:
    return photo if isinstance(photo, str) else InputFile(photo, filename=f"{rank}.jpg")


def _reply_to(place: Place) -> ReplyParameters | None:
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None


def _at(send: Callable[[int, Place], Awaitable[T]], place: Place, chat_id: int) -> Awaitable[T]:
    return send(chat_id, place)
