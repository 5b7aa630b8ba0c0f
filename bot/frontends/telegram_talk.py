"""Between Telegram and the conversation: what was heard is handled in its turn, and the replies are shown where they
belong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from telegram import Bot, Update
from telegram.constants import ChatAction
from telegram.error import InvalidToken, TelegramError

from bot.conversation import Conversation
from bot.frontends.telegram_admins import GroupAdmins
from bot.frontends.telegram_albums import Albums, Gathering
from bot.frontends.telegram_events import (
    Counted,
    Heard,
    Left,
    Me,
    Moved,
    Place,
    anonymous_events,
    read_update,
)
from bot.frontends.telegram_kept import Kept, message_name
from bot.frontends.telegram_keyboard import NOTHING, Keyboard, Move, Press, actions_in, data_of, read_press
from bot.frontends.telegram_lanes import Lanes, Ticket, Turn
from bot.frontends.telegram_photos import fetch
from bot.frontends.telegram_queue import GoneError
from bot.frontends.telegram_render import shows_message
from bot.frontends.telegram_send import Delivered, Sender
from bot.frontends.telegram_text import cut
from bot.messages import ActionEvent, Chat, CommandEvent, PhotoEvent, ReactionEvent, Reply, Shown
from bot.texts import Texts

log = logging.getLogger(__name__)

MAX_AT_ONCE = 24
# A press whose answer takes longer is acknowledged without words, so that the button stops spinning.
_PRESS_SECONDS = 1.5
_TYPING_SECONDS = 4.0
_TYPING_AFTER = 0.4
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


class Talk:
    """Takes updates and answers them in the background."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._lanes = Lanes(MAX_AT_ONCE)
        self._albums = Albums()
        # The albums over messages of ours, to be replaced together with them.
        self._above: OrderedDict[tuple[int, int], list[int]] = OrderedDict()

    def take(self, update: Update, ticket: Ticket) -> None:
        """Handle an update in its turn; its ticket says how far it is."""
        meanings = read_update(update, self._parts.me)
        ticket.split(len(meanings))
        for meaning in meanings:
            if isinstance(meaning, Heard):
                self._hear(meaning, ticket)
            else:
                event_id = f"{self._parts.me.user_id}:{update.update_id}"
                self._lanes.put(f"chat:{_chat_of(meaning)}", partial(self._note, meaning, event_id), (ticket,))

    async def finish(self, seconds: float, *, drop_waiting: bool) -> None:
        """See Lanes.finish."""
        await self._lanes.finish(seconds, drop_waiting=drop_waiting)

    async def deliver(self, chat: Chat, reply: Reply) -> bool:
        """What nobody has just asked for (bot.messages.Deliver)."""
        try:
            place = Place(int(chat.chat_id), int(chat.thread_id) if chat.thread_id else None, chat.kind == "group")
            await self._parts.sender.send(place, reply, partial(self._parts.conversation.shown, chat))
        except GoneError:
            return False
        except Exception:
            log.exception("an offer could not be delivered")
        return True

    def _hear(self, heard: Heard, ticket: Ticket) -> None:
        if not heard.group_id:
            press = _Pressed(self._parts.bot, heard.callback_id) if heard.callback_id else None
            self._lanes.put(heard.lane, lambda turn: self._answer(heard, turn, press), (ticket,))
            return
        gathering = self._albums.add(heard, ticket)
        if gathering is not None:
            self._lanes.put(heard.lane, lambda turn: self._answer_album(heard, gathering, turn), gathering.tickets)

    async def _answer_album(self, heard: Heard, gathering: Gathering, turn: Turn) -> None:
        async with self._typing(heard.place) if heard.addressed else contextlib.nullcontext():
            whole = await gathering.whole()
        self._albums.close(heard)
        await self._answer(whole, turn, None)

    async def _answer(self, heard: Heard, turn: Turn, press: _Pressed | None) -> None:
        parts = self._parts
        try:
            if not heard.addressed and not await parts.conversation.answers_every_photo(heard.event.chat):
                return
            if press is not None:
                opened = await self._pressed(heard, press)
                if opened is None:
                    return
                heard = opened
            async with self._typing_for(heard):
                await turn.take_slot()
                await self._handle(heard, turn, press)
        except GoneError as error:
            log.info("a chat cannot be reached any more: %s", error)
            await parts.conversation.left(heard.event.chat)
        except InvalidToken:
            log.error("Telegram does not accept the token any more")
        finally:
            if press is not None:
                await press.answer()

    async def _handle(self, heard: Heard, turn: Turn, press: _Pressed | None) -> None:
        parts = self._parts
        event = heard.event
        if heard.place.is_group and isinstance(event, CommandEvent | ActionEvent) and not event.person.is_chat_admin:
            is_admin = await parts.admins.has(heard.place.chat_id, event.person.user_id)
            event = replace(event, person=replace(event.person, is_chat_admin=is_admin))
        if isinstance(event, PhotoEvent):
            photos = await asyncio.gather(*(fetch(parts.bot, file, parts.photo_bytes) for file in heard.files))
            event = replace(event, photos=tuple(photos))
        exchange = _Exchange(self, heard, press)

        async def progressing(reply: Reply) -> None:
            # Long work has begun and says so itself: what this shopper does meanwhile need not wait for its end.
            turn.give_up()
            await exchange.progress(reply)

        replies = await parts.conversation.handle(event, progressing)
        turn.free_slot()
        exchange.begin()
        for reply in replies:
            await exchange.show(reply)
        if press is not None and press.closing is not None and not exchange.has_replaced:
            # The answer stands elsewhere: the menu folds again, with what is chosen now.
            await parts.sender.fold(heard.place, int(event.message_ref), press.closing)

    async def _pressed(self, heard: Heard, press: _Pressed) -> Heard | None:
        """The press as an event; None if it was about the keyboard alone, which is done then."""
        event, place, sender = heard.event, heard.place, self._parts.sender
        assert isinstance(event, ActionEvent)  # noqa: S101 - for the type checker: only these have a callback_id
        if event.action == NOTHING:
            return None
        meant = read_press(event.action, heard.keyboard)
        if isinstance(meant, Move):
            message_id = int(event.message_ref)
            board = await sender.keyboard_of(place.chat_id, message_id)
            if board is None:
                # Nothing is known of its menus any more. The conversation has the words for that.
                return replace(heard, event=replace(event, action="", values=()))
            if meant.option < 0:
                await press.answer()
                await sender.redraw(place, message_id, board.opened(meant.menu, meant.page))
                return None
            press.closing = board.after(meant)
            meant = board.chosen(meant)
        assert isinstance(meant, Press)  # noqa: S101 - for the type checker
        return replace(heard, event=replace(event, action=meant.action, values=meant.values))

    async def _note(self, meaning: Counted | Moved | Left, event_id: str, _turn: Turn) -> None:
        """What nobody waits for an answer to."""
        match meaning:
            case Counted():
                await self._count(meaning, event_id)
            case Moved(old, new):
                await self._parts.sender.moved(int(old.chat_id), int(new.chat_id))
            case Left(chat):
                await self._parts.conversation.left(chat)

    async def _count(self, counted: Counted, event_id: str) -> None:
        """Anonymous reactions come as totals; what changed since the last ones are events."""
        parts = self._parts
        name = message_name(parts.secret, counted.chat_id, counted.message_id)
        note = await parts.counts.get(name)
        before: dict[str, int] = json.loads(note) if note else {}
        for event in anonymous_events(counted, before, event_id):
            await parts.conversation.handle(event)
        await parts.counts.put(name, json.dumps(dict(counted.counts), ensure_ascii=False))

    def _typing_for(self, heard: Heard) -> contextlib.AbstractAsyncContextManager[None]:
        """At once for a photo; for what is mostly answered at once, only if it is not. A reaction is met by silence."""
        if isinstance(heard.event, ReactionEvent):
            return contextlib.nullcontext()
        return self._typing(heard.place, 0.0 if isinstance(heard.event, PhotoEvent) else _TYPING_AFTER)

    @contextlib.asynccontextmanager
    async def _typing(self, place: Place, delay: float = 0.0) -> AsyncIterator[None]:
        """ "… is typing", for as long as it takes; the shopper's wait does not depend on it."""

        async def show() -> None:
            await asyncio.sleep(delay)
            while True:
                with contextlib.suppress(TelegramError):
                    await self._parts.bot.send_chat_action(
                        place.chat_id, ChatAction.TYPING, message_thread_id=place.thread_id
                    )
                await asyncio.sleep(_TYPING_SECONDS)

        task = asyncio.create_task(show())
        await asyncio.sleep(0)  # at once, before the work
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def remember(self, delivered: Delivered) -> None:
        """Which album stands over a message."""
        if delivered.message_id and delivered.album:
            self._above[delivered.chat_id, delivered.message_id] = delivered.album
            while len(self._above) > _MAX_REMEMBERED:
                self._above.popitem(last=False)

    def above(self, chat_id: int, message_id: int) -> Sequence[int]:
        """The album over a message, as far as it is remembered; forgotten by asking."""
        return self._above.pop((chat_id, message_id), ())

    @property
    def parts(self) -> Parts:
        """For the exchanges."""
        return self._parts


class _Pressed:
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


class _Exchange:
    """The replies to one event."""

    def __init__(self, talk: Talk, heard: Heard, press: _Pressed | None) -> None:
        self._talk = talk
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
            self._edit_number = self._talk.parts.sender.want_edit(self._place.chat_id, self._replaceable)

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
        self._talk.remember(await self._talk.parts.sender.send(place, reply, self._shown))
        self._place = replace(place, reply_to=0)

    async def _replace(self, reply: Reply) -> None:
        sender, place = self._talk.parts.sender, self._place
        self.has_replaced = True
        self._edited_at = time.monotonic()
        old = self._replaceable
        if old and self._shows_same_products(reply):
            delivered = await sender.edit(place, old, reply, self._edit_number)
            if delivered is not None:
                if not reply.cards and (album := self._talk.above(place.chat_id, old)):
                    await sender.delete(place, album)
                await self._shown(delivered.shown)
                return
        delivered = await sender.send(place, reply, self._shown)
        if old and self._press is not None and delivered.message_id:
            await sender.delete(place, [*self._talk.above(place.chat_id, old), old])
        self._replaceable = delivered.message_id
        self._place = replace(place, reply_to=0)
        self._talk.remember(delivered)

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
            await self._talk.parts.sender.send(Place(user_id), reply)
        except GoneError:
            texts = Texts.for_locale(self._heard.event.person.locale)
            await self._talk.parts.sender.send(self._place, Reply(text=texts("telegram-in-private")))

    async def _shown(self, shown: list[Shown]) -> None:
        if shown:
            await self._talk.parts.conversation.shown(self._heard.event.chat, shown)


def _chat_of(meaning: Counted | Moved | Left) -> str:
    return meaning.old.chat_id if isinstance(meaning, Moved) else meaning.chat.chat_id
