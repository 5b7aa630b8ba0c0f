"""The replies to one event, shown where they belong: as new messages, in place of one, in private; and the press that
is to be acknowledged."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import Bot
from telegram.error import TelegramError

from bot.conversation import Conversation
from bot.frontends.telegram.admins import GroupAdmins
from bot.frontends.telegram.incoming.events import Heard, Me, Place
from bot.frontends.telegram.kept import Kept
from bot.frontends.telegram.outgoing.keyboard import Keyboard, actions_in, data_of
from bot.frontends.telegram.outgoing.queue import GoneError
from bot.frontends.telegram.outgoing.render import shows_message
from bot.frontends.telegram.outgoing.send import Delivered, Sender
from bot.frontends.telegram.outgoing.text import cut
from bot.messages import CommandEvent, Reply, Shown
from bot.texts import Texts

log = logging.getLogger(__name__)

# A press whose answer takes longer is acknowledged without words, so that the button stops spinning.
_PRESS_SECONDS = 1.5
# Telegram allows edits of one message about this often.
EDIT_SECONDS = 2.0
_MAX_NOTICE = 200
_LONG_NOTICE = 100
_MAX_REMEMBERED = 2000


@dataclass(frozen=True, slots=True)
class Parts:
    """What a Talk works with."""

    conversation: Conversation
    bot: Bot
    me: Me
    sender: Sender
    admins: GroupAdmins
    counts: Kept
    secret: str
    photo_bytes: int


class Above:
    """The albums over messages of ours, to be replaced together with them; as long as this process lives."""

    def __init__(self) -> None:
        self._albums: OrderedDict[tuple[int, int], list[int]] = OrderedDict()

    def remember(self, delivered: Delivered) -> None:
        """Which album stands over a message."""
        if delivered.message_id and delivered.album:
            self._albums[delivered.chat_id, delivered.message_id] = delivered.album
            while len(self._albums) > _MAX_REMEMBERED:
                self._albums.popitem(last=False)

    def take(self, chat_id: int, message_id: int) -> Sequence[int]:
        """The album over a message, as far as it is remembered; forgotten by asking."""
        return self._albums.pop((chat_id, message_id), ())


class Pressed:
    """A callback query, which wants exactly one answer, and soon."""

    def __init__(self, bot: Bot, callback_id: str) -> None:
        self._bot = bot
        self._id = callback_id
        self.closing: Keyboard | None = None
        self._answered = False
        self._late = asyncio.create_task(self._soon())

    async def answer(self, notice: str = "") -> bool:
        """Stop the button's spinning, with a few words; False if that was done before."""
        if self._answered:
            return False
        self._answered = True
        if asyncio.current_task() is not self._late:
            self._late.cancel()
        text = cut(notice, _MAX_NOTICE)
        try:
            await self._bot.answer_callback_query(self._id, text or None, show_alert=len(text) > _LONG_NOTICE or None)
        except TelegramError as error:  # too old, or the connection dropped: the shopper presses again
            log.info("a press could not be acknowledged: %s", error)
        return True

    async def _soon(self) -> None:
        await asyncio.sleep(_PRESS_SECONDS)
        await self.answer()


class Exchange:
    """The replies to one event."""

    def __init__(self, parts: Parts, above: Above, heard: Heard, press: Pressed | None) -> None:
        self._parts = parts
        self._above = above
        self._heard = heard
        self._press = press
        self._place = heard.place
        # The message that replies with `replaces` take the place of; without one, the first of them makes it.
        self._replaceable = int(heard.event.message_ref) if press is not None else 0
        self._edited_at = float("-inf")
        self._edit_number = 0
        self.has_replaced = False

    async def progress(self, reply: Reply) -> None:
        """An interim reply; one that comes sooner than Telegram takes edits is left out."""
        if time.monotonic() - self._edited_at >= EDIT_SECONDS:
            self.begin()
            await self._replace(reply)

    def begin(self) -> None:
        """It is known now what is to be shown: in this order, where others change the same message."""
        if self._replaceable:
            self._edit_number = self._parts.sender.want_edit(self._place.chat_id, self._replaceable)

    async def show(self, reply: Reply) -> None:
        """A reply for good."""
        place = self._place
        if reply.notice:
            shows_more = shows_message(reply) or reply.document is not None
            told = self._press is not None and await self._press.answer(reply.notice)
            if not told and not shows_more:
                reply = replace(reply, text=reply.notice)
        if self._press is not None:
            await self._press.answer()
        if not shows_message(reply) and reply.document is None:
            return
        if reply.replaces:
            await asyncio.sleep(max(0.0, self._edited_at + EDIT_SECONDS - time.monotonic()))
            await self._replace(reply)
            return
        if place.is_group and self._is_private(reply):
            await self._whisper(reply)
            return
        self._above.remember(await self._parts.sender.send(place, reply, self._shown))
        self._place = replace(place, reply_to=0)

    async def _replace(self, reply: Reply) -> None:
        sender, place = self._parts.sender, self._place
        self.has_replaced = True
        self._edited_at = time.monotonic()
        old = self._replaceable
        if old and self._shows_same_products(reply):
            delivered = await sender.edit(place, old, reply, self._edit_number)
            if delivered is not None:
                if not reply.cards and (album := self._above.take(place.chat_id, old)):
                    await sender.delete(place, album)
                await self._shown(delivered.shown)
                return
        delivered = await sender.send(place, reply, self._shown)
        if old and self._press is not None and delivered.message_id:
            await sender.delete(place, [*self._above.take(place.chat_id, old), old])
        self._replaceable = delivered.message_id
        self._place = replace(place, reply_to=0)
        self._above.remember(delivered)

    def _shows_same_products(self, reply: Reply) -> bool:
        """Whether the pictures over the pressed message may stay. The keyboard tells, which is there after a restart
        too: its buttons on the products are those of the new reply."""
        actions = {data_of(button) for card in reply.cards for button in card.buttons if not button.disabled}
        return actions <= actions_in(self._heard.keyboard) if self._press is not None else not reply.cards

    def _is_private(self, reply: Reply) -> bool:
        """What a command asked for alone goes into the private chat, and files always do. What a button opens that all
        can press is shown where it was pressed: Telegram has no way to show it there to one person only."""
        is_command = isinstance(self._heard.event, CommandEvent)
        return reply.only_for_person and (is_command or reply.document is not None)

    async def _whisper(self, reply: Reply) -> None:
        """For the asker alone: in private, where the bot can write to whoever has begun a chat with it."""
        user_id = int(self._heard.event.person.user_id)
        try:
            if user_id < 0:  # an admin who hides behind the group: who it is, is not known
                raise GoneError("nobody to write to")
            await self._parts.sender.send(Place(user_id), reply)
        except GoneError:
            texts = Texts.for_locale(self._heard.event.person.locale)
            await self._parts.sender.send(self._place, Reply(text=texts("telegram-in-private")))

    async def _shown(self, shown: list[Shown]) -> None:
        if shown:
            await self._parts.conversation.shown(self._heard.event.chat, shown)
