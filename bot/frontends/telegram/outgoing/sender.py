"""A reply on its way into a chat: the album, then the message, then the document; or an edit in place.

Nothing that was asked for is lost to one refusal: where no picture can be sent, the message still lists the products.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from cachetools import LRUCache
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.frontends.ordering import TurnTaking
from bot.frontends.telegram.incoming.events import Destination
from bot.frontends.telegram.notes import TelegramNotes, message_name
from bot.frontends.telegram.outgoing.albums import NOT_MODIFIED, AlbumSender
from bot.frontends.telegram.outgoing.destinations import send_to
from bot.frontends.telegram.outgoing.keyboard import Keyboard, keyboard
from bot.frontends.telegram.outgoing.rate_limiter import UncertainError, UnsentError
from bot.frontends.telegram.outgoing.render import message_parts, shows_message
from bot.messages import Reply, Shown

log = logging.getLogger(__name__)

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Those whose answer is still on its way are not asked for long before it.
_MAX_EDITED = 5000

Remember = Callable[[list[Shown]], Coroutine[None, None, None]]


@dataclass(slots=True)
class SentReply:
    """What was sent for one reply: the message with the buttons (0 if none), the album's messages, what shows what."""

    message_id: int = 0
    album: list[int] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)


class EditOrder:
    """Edits of one message go one after the other, for many people may press under it at the same time; the one that
    was wanted last stays."""

    def __init__(self) -> None:
        self._turns = TurnTaking()
        self._latest: LRUCache[tuple[int, int], int] = LRUCache(_MAX_EDITED)
        self._numbers = itertools.count(1)

    def want(self, chat_id: int, message_id: int) -> int:
        """Take a number, when it is known what the message is to show."""
        number = self._latest[chat_id, message_id] = next(self._numbers)
        return number

    @asynccontextmanager
    async def in_turn(self, chat_id: int, message_id: int, number: int) -> AsyncIterator[bool]:
        """Wait for the edits before; gives whether nobody has wanted a later one meanwhile."""
        async with self._turns.turn(f"{chat_id}/{message_id}"):
            yield number >= self._latest.get((chat_id, message_id), 0)


class TelegramSender:
    """Sends replies. Raises GoneError where the chat cannot be reached any more, and InvalidToken; all else it copes
    with, or logs."""

    def __init__(
        self, bot: Bot, albums: AlbumSender, keyboards: TelegramNotes, over: TelegramNotes, secret: str
    ) -> None:
        self._bot = bot
        self._albums = albums
        self._keyboards = keyboards
        self._over = over  # the album over a message, as JSON
        self._secret = secret
        self.edit_order = EditOrder()

    async def send(self, destination: Destination, reply: Reply, shown: Remember | None = None) -> SentReply:
        """All of the reply, as new messages. `shown` is told what shows what: of the album as soon as it is there, for
        it can be reacted to before the message under it comes."""
        sent = SentReply()
        remembering: asyncio.Task[None] | None = None
        photo = _photo_of(reply)
        if photo and reply.glimpse and await self._albums.send_glimpse(destination, reply.glimpse):
            destination = replace(destination, reply_to=0)
        if photos := await self._albums.send(destination, reply):
            destination = replace(destination, reply_to=0)
            sent.album = [photo.message_id for photo in photos]
            if reply.query_id:
                sent.shown = [Shown(reply.query_id, str(each.message_id), each.card.product_id) for each in photos]
            if shown is not None and sent.shown:
                remembering = asyncio.create_task(shown(list(sent.shown)))
        try:
            album = len(sent.shown)
            if shows_message(reply):
                # A press on another garment finds the photo by this: it is kept nowhere else.
                answering = replace(destination, reply_to=photo) if photo else destination
                await self._message(answering, reply, sent)
            if reply.document is not None:
                data, name = reply.document.data, reply.document.name
                if reply.document.is_picture:
                    await _sent(destination, self._bot.send_photo, photo=data, filename=name)
                else:
                    await _sent(destination, self._bot.send_document, document=data, filename=name)
            if sent.message_id and sent.album:
                name = message_name(self._secret, destination.chat_id, sent.message_id)
                await self._over.put(name, json.dumps(sent.album), destination.chat_id, reply.query_id)
            if shown is not None and sent.shown[album:]:
                await shown(sent.shown[album:])
        finally:
            if remembering is not None:
                await remembering
        return sent

    async def edit(self, destination: Destination, message_id: int, reply: Reply, number: int) -> SentReply | None:
        """Put the message of the reply in place of an earlier one; `number` is of `edit_order.want`. None if that one
        cannot be edited."""
        board = keyboard(reply, self._bot.username)
        *before, text = message_parts(reply)
        if before:
            return None
        async with self.edit_order.in_turn(destination.chat_id, message_id, number) as is_newest:
            # Where many press at once, what a later edit would overwrite at once is left out.
            if is_newest and not await self._edit(destination.chat_id, message_id, text, board):
                return None
        shown = [Shown(reply.query_id, str(message_id))] if reply.query_id else []
        return SentReply(message_id, shown=shown)

    async def album_over(self, chat_id: int, message_id: int) -> list[int]:
        """The messages of the album that stands over a message of ours; none if there is none, or nobody knows."""
        note = await self._over.get(message_name(self._secret, chat_id, message_id))
        return [each for each in json.loads(note) if isinstance(each, int)] if note else []

    async def change(
        self, destination: Destination, message_id: int, album: Sequence[int], reply: Reply, number: int
    ) -> SentReply | None:
        """As `edit`, the pictures of the album over the message included: what was shown becomes the reply, where it
        stands. None if that cannot be."""
        chat_id, board = destination.chat_id, keyboard(reply, self._bot.username)
        *before, text = message_parts(reply)
        if before:
            return None
        async with self.edit_order.in_turn(chat_id, message_id, number) as is_newest:
            if not is_newest:
                return SentReply(message_id)
            photos = await self._albums.change(chat_id, album, reply)
            if photos is None or not await self._edit(chat_id, message_id, text, board):
                return None
        sent = SentReply(message_id, list(album[: len(photos)]))
        if rest := album[len(photos) :]:
            await self.delete(chat_id, rest)
            name = message_name(self._secret, chat_id, message_id)
            await self._over.put(name, json.dumps(sent.album), chat_id, reply.query_id)
        if reply.query_id:
            sent.shown = [Shown(reply.query_id, str(each.message_id), each.card.product_id) for each in photos]
            sent.shown.append(Shown(reply.query_id, str(message_id)))
        return sent

    async def _edit(self, chat_id: int, message_id: int, text: str, board: Keyboard) -> bool:
        """False if the message cannot be edited."""
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=chat_id,
                message_id=message_id,
                parse_mode=ParseMode.HTML,
                link_preview_options=_NO_PREVIEW,
                reply_markup=board.markup(),
            )
        except BadRequest as error:
            if NOT_MODIFIED not in str(error).lower():
                log.info("a message cannot be edited: %s", error)
                return False
        except (UncertainError, UnsentError) as error:
            log.warning("an edit may not have arrived: %s", error)
        await self._keep(chat_id, message_id, board)
        return True

    async def redraw(self, chat_id: int, message_id: int, markup: InlineKeyboardMarkup | None) -> None:
        """Change the buttons alone: a menu was opened, turned or closed."""
        try:
            await self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id, reply_markup=markup)
        except (BadRequest, UncertainError, UnsentError) as error:
            if NOT_MODIFIED not in str(error).lower():
                log.info("buttons cannot be changed: %s", error)

    async def fold(self, chat_id: int, message_id: int, board: Keyboard) -> None:
        """Close the menu that is open, with what is chosen now."""
        await self.redraw(chat_id, message_id, board.markup())
        await self._keep(chat_id, message_id, board)

    async def delete(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """Take messages of ours away; those that Telegram holds on to stay."""
        try:
            await self._bot.delete_messages(chat_id, message_ids)
        except (BadRequest, UncertainError, UnsentError) as error:
            log.info("messages cannot be deleted: %s", error)

    async def keyboard_of(self, chat_id: int, message_id: int) -> Keyboard | None:
        """The menus that are folded into a message; None if nothing is known of it."""
        note = await self._keyboards.get(message_name(self._secret, chat_id, message_id))
        try:
            return Keyboard.load(note) if note else None
        except ValueError:
            return None

    async def _message(self, destination: Destination, reply: Reply, sent: SentReply) -> None:
        board = keyboard(reply, self._bot.username)
        *before, last = message_parts(reply)
        for text in before:
            message = await self._text(destination, text, None)
            destination = replace(destination, reply_to=0)
            if message is not None and reply.query_id:
                sent.shown.append(Shown(reply.query_id, str(message.message_id)))
        message = await self._text(destination, last, board.markup())
        if message is None or not message.message_id:  # not sent, or by a server that does not say under which id
            return
        sent.message_id = message.message_id
        if reply.query_id:
            sent.shown.append(Shown(reply.query_id, str(message.message_id)))
        await self._keep(destination.chat_id, message.message_id, board, reply.query_id)

    async def _text(self, destination: Destination, text: str, markup: InlineKeyboardMarkup | None) -> Message | None:
        return await _sent(
            destination,
            self._bot.send_message,
            text=text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=markup,
        )

    async def _keep(self, chat_id: int, message_id: int, board: Keyboard, query_id: str = "") -> None:
        if board.folded:
            name = message_name(self._secret, chat_id, message_id)
            await self._keyboards.put(name, board.dump(), chat_id, query_id)


def _photo_of(reply: Reply) -> int:
    """The message with the photo, where more is to be seen in it than what the answer is about; else 0."""
    seen = reply.glimpse
    return int(seen.message_ref) if seen is not None and seen.is_part and seen.message_ref.isdecimal() else 0


async def _sent(
    destination: Destination, send: Callable[..., Awaitable[Message]], **contents: object
) -> Message | None:
    """The message; None if it was refused, or nobody knows whether it arrived."""
    try:
        return await send_to(destination, send, **contents)
    except (BadRequest, UncertainError, UnsentError) as error:
        log.warning("a message was not sent, or may not have arrived: %s", error)
        return None
