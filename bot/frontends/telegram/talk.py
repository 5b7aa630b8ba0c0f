"""Between Telegram and the conversation: what was heard is handled in its turn, and the replies are shown where they
belong."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import InvalidToken, TelegramError

from bot.frontends.ordering import EventStatus, QueuedJob, ShopperQueues
from bot.frontends.telegram.exchange import Above, Exchange, Parts, Pressed
from bot.frontends.telegram.incoming.albums import Albums, Gathering
from bot.frontends.telegram.incoming.events import Counted, Heard, Left, Moved, Place, anonymous_events, read_update
from bot.frontends.telegram.incoming.photos import fetch
from bot.frontends.telegram.kept import message_name
from bot.frontends.telegram.outgoing.keyboard import NOTHING, Move, Press, read_press
from bot.frontends.telegram.outgoing.queue import GoneError
from bot.messages import ActionEvent, Chat, CommandEvent, PhotoEvent, ReactionEvent, Reply

log = logging.getLogger(__name__)

MAX_AT_ONCE = 24
_TYPING_SECONDS = 4.0
_TYPING_AFTER = 0.4


class Talk:
    """Takes updates and answers them in the background."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._queues = ShopperQueues(MAX_AT_ONCE)
        self._albums = Albums()
        # The albums over messages of ours, to be replaced together with them.
        self._above = Above()

    def take(self, update: Update, status: EventStatus) -> None:
        """Handle an update when its turn comes; its status says how far it is."""
        meanings = read_update(update, self._parts.me)
        status.split(len(meanings))
        for meaning in meanings:
            if isinstance(meaning, Heard):
                self._hear(meaning, status)
            else:
                event_id = f"{self._parts.me.user_id}:{update.update_id}"
                self._queues.put(f"chat:{_chat_of(meaning)}", partial(self._note, meaning, event_id), (status,))

    async def finish(self, seconds: float, *, drop_waiting: bool) -> None:
        """See ShopperQueues.finish."""
        await self._queues.finish(seconds, drop_waiting=drop_waiting)

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

    def _hear(self, heard: Heard, status: EventStatus) -> None:
        if not heard.group_id:
            press = Pressed(self._parts.bot, heard.callback_id) if heard.callback_id else None
            self._queues.put(heard.queue, lambda job: self._answer(heard, job, press), (status,))
            return
        gathering = self._albums.add(heard, status)
        if gathering is not None:
            self._queues.put(heard.queue, lambda job: self._answer_album(heard, gathering, job), gathering.statuses)

    async def _answer_album(self, heard: Heard, gathering: Gathering, job: QueuedJob) -> None:
        async with self._typing(heard.place) if heard.addressed else contextlib.nullcontext():
            whole = await gathering.whole()
        self._albums.close(heard)
        await self._answer(whole, job, None)

    async def _answer(self, heard: Heard, job: QueuedJob, press: Pressed | None) -> None:
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
                await job.take_slot()
                await self._handle(heard, job, press)
        except GoneError as error:
            log.info("a chat cannot be reached any more: %s", error)
            await parts.conversation.left(heard.event.chat)
        except InvalidToken:
            log.error("Telegram does not accept the token any more")
        finally:
            if press is not None:
                await press.answer()

    async def _handle(self, heard: Heard, job: QueuedJob, press: Pressed | None) -> None:
        parts = self._parts
        event = heard.event
        if heard.place.is_group and isinstance(event, CommandEvent | ActionEvent) and not event.person.is_chat_admin:
            is_admin = await parts.admins.has(heard.place.chat_id, event.person.user_id)
            event = replace(event, person=replace(event.person, is_chat_admin=is_admin))
        if isinstance(event, PhotoEvent):
            photos = await asyncio.gather(*(fetch(parts.bot, file, parts.photo_bytes) for file in heard.files))
            event = replace(event, photos=tuple(photos))
        exchange = Exchange(parts, self._above, heard, press)

        async def progressing(reply: Reply) -> None:
            # Long work has begun and says so itself: what this shopper does meanwhile need not wait for its end.
            await job.let_next_begin()
            await exchange.progress(reply)

        replies = await parts.conversation.handle(event, progressing)
        job.free_slot()
        exchange.begin()
        for reply in replies:
            await exchange.show(reply)
        if press is not None and press.closing is not None and not exchange.has_replaced:
            # The answer stands elsewhere: the menu folds again, with what is chosen now.
            await parts.sender.fold(heard.place, int(event.message_ref), press.closing)

    async def _pressed(self, heard: Heard, press: Pressed) -> Heard | None:
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

    async def _note(self, meaning: Counted | Moved | Left, event_id: str, _job: QueuedJob) -> None:
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


def _chat_of(meaning: Counted | Moved | Left) -> str:
    return meaning.old.chat_id if isinstance(meaning, Moved) else meaning.chat.chat_id
