"""Updates of Telegram on their way through. The dispatcher reads them, puts them into their shopper's queue, gathers
albums and takes notices; the answerer makes an event whole, asks the conversation and shows its replies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from dataclasses import replace
from functools import partial

from telegram import Update
from telegram.error import InvalidToken

from bot.frontends.ordering import EventStatus, QueuedJob, ShopperQueues
from bot.frontends.telegram.incoming.albums import ArrivingAlbum, ArrivingAlbums
from bot.frontends.telegram.incoming.events import (
    BotRemoved,
    Destination,
    GroupMigrated,
    IncomingEvent,
    InlineQuestion,
    ReactionTotals,
    UpdateNotice,
)
from bot.frontends.telegram.incoming.photos import fetch
from bot.frontends.telegram.incoming.updates import read_update
from bot.frontends.telegram.notes import message_name
from bot.frontends.telegram.outgoing.destinations import typing
from bot.frontends.telegram.outgoing.inline import InlineAnswers
from bot.frontends.telegram.outgoing.keyboard import NOTHING, ButtonAction, MenuStep, read_press
from bot.frontends.telegram.outgoing.rate_limiter import GoneError
from bot.frontends.telegram.outgoing.render import shows_message
from bot.frontends.telegram.outgoing.replies import CallbackAnswer, TelegramReplies
from bot.frontends.telegram.services import TelegramServices
from bot.messages import ActionEvent, Chat, CommandEvent, Event, Photo, PhotoEvent, Reply

log = logging.getLogger(__name__)

MAX_AT_ONCE = 24
# What is mostly answered at once shows "typing" only if it is not.
_TYPING_AFTER = 0.4


class TelegramDispatcher:
    """Takes updates and has them answered in the background."""

    def __init__(self, services: TelegramServices) -> None:
        self._services = services
        self.queues = ShopperQueues(MAX_AT_ONCE)
        self._albums = ArrivingAlbums()
        self._answerer = EventAnswerer(services)
        self._inline = InlineAnswers(services.bot, services.conversation, services.pictures)

    def take(self, update: Update, status: EventStatus) -> None:
        """Handle an update when its turn comes; its status says how far it is."""
        account = self._services.account
        event_id = f"{account.user_id}:{update.update_id}"
        contents = read_update(update, account, event_id)
        status.split(len(contents))
        for content in contents:
            if isinstance(content, InlineQuestion):
                self._inline.asked(content)
                queue = f"inline:{content.event.person.user_id}"
                self.queues.put(queue, partial(self._inline.answer, content), (status,))
            elif not isinstance(content, IncomingEvent):
                self.queues.put(f"chat:{content.chat.chat_id}", partial(self._note, content, event_id), (status,))
            elif not content.group_id:
                callback = CallbackAnswer(self._services.bot, content.callback_id) if content.callback_id else None
                self.queues.put(content.queue, partial(self._answerer.answer, content, callback), (status,))
            elif (album := self._albums.add(content, status)) is not None:
                self.queues.put(content.queue, partial(self._answer_album, album), album.statuses)

    async def deliver(self, chat: Chat, reply: Reply) -> bool | None:
        """What nobody has just asked for (bot.messages.Deliver)."""
        try:
            thread = int(chat.thread_id) if chat.thread_id else None
            destination = Destination(int(chat.chat_id), thread, chat.kind == "group")
            shown = partial(self._services.conversation.shown, chat)
            sent = await self._services.sender.send(destination, reply, shown)
        except GoneError:
            return False
        except Exception:
            log.exception("an offer could not be delivered")
            return None
        return bool(sent.message_id or (sent.album and not shows_message(reply))) or None

    async def _answer_album(self, album: ArrivingAlbum, job: QueuedJob) -> None:
        first = album.photos[0]
        async with contextlib.nullcontext() if first.is_silent else typing(self._services.bot, first.destination):
            whole = await album.whole()
        self._albums.close(first)
        await self._answerer.answer(whole, None, job)

    async def _note(self, notice: UpdateNotice, event_id: str, _job: QueuedJob) -> None:
        """What nobody waits for an answer to."""
        match notice:
            case ReactionTotals():
                await self._count(notice, event_id)
            case GroupMigrated(old, new):
                await self._services.limiter.move(int(old.chat_id), int(new.chat_id))
            case BotRemoved(chat):
                await self._services.conversation.left(chat)

    async def _count(self, totals: ReactionTotals, event_id: str) -> None:
        """Anonymous reactions come as totals; what changed since the last ones are events."""
        services = self._services
        chat_id = int(totals.chat.chat_id)
        name = message_name(services.secret, chat_id, totals.message_id)
        note = await services.reactions.get(name)
        before: dict[str, int] = json.loads(note) if note else {}
        for event in totals.events_since(before, event_id):
            await services.conversation.handle(event)
            await services.conversation.answered(event)
        await services.reactions.put(
            name, json.dumps(dict(totals.counts), ensure_ascii=False), int(totals.chat.chat_id)
        )


class EventAnswerer:
    """Answers events, each as a job of its shopper's queue."""

    def __init__(self, services: TelegramServices) -> None:
        self._services = services

    async def answer(self, incoming: IncomingEvent, callback: CallbackAnswer | None, job: QueuedJob) -> None:
        """From the event to the last of its replies; `callback` is of a pressed button, and answered in any case."""
        conversation = self._services.conversation
        try:
            if not incoming.addressed and not await conversation.answers_every_photo(incoming.event.chat):
                return
            if callback is not None:
                opened = await self._opened(incoming, callback)
                if opened is None:
                    return
                incoming = opened
            async with self._typing_for(incoming):
                await job.take_slot()
                await self._answer(incoming, callback, job)
        except GoneError as error:
            log.info("a chat cannot be reached any more: %s", error)
            await conversation.left(incoming.event.chat)
        except InvalidToken:
            log.error("Telegram does not accept the token any more")
        finally:
            if callback is not None:
                await callback.answer()

    async def _answer(self, incoming: IncomingEvent, callback: CallbackAnswer | None, job: QueuedJob) -> None:
        services = self._services
        shown = TelegramReplies(services, incoming, callback)

        async def progressing(reply: Reply) -> None:
            # Long work has begun and says so itself: what this shopper does meanwhile need not wait for its end.
            await job.let_next_begin()
            await shown.progress(reply)

        # The event, with its photos' bytes, is let go before the answer is sent.
        replies = await services.conversation.handle(await self._completed(incoming), progressing)
        job.free_slot()
        await shown.show(replies)
        await services.conversation.answered(incoming.event)

    async def _completed(self, incoming: IncomingEvent) -> Event:
        """The event with what has to be asked of Telegram: the photos' bytes, whether somebody is a group's admin."""
        services, event, destination = self._services, incoming.event, incoming.destination
        if isinstance(event, PhotoEvent):
            wanted = (fetch(services.bot, services.links, each, services.photo_bytes) for each in incoming.files)
            photos = await asyncio.gather(*wanted)
            refs = incoming.refs or [""] * len(photos)
            return replace(event, photos=tuple(map(_from_message, photos, refs)), unshown=True)
        is_asking = isinstance(event, CommandEvent | ActionEvent) and not event.person.is_chat_admin
        if destination.is_group and is_asking:
            is_admin = await services.admins.has(destination.chat_id, event.person.user_id)
            return replace(event, person=replace(event.person, is_chat_admin=is_admin))
        return event

    async def _opened(self, incoming: IncomingEvent, callback: CallbackAnswer) -> IncomingEvent | None:
        """The press as an event; None if it was about the keyboard alone, which is done then."""
        event, chat_id, sender = incoming.event, incoming.destination.chat_id, self._services.sender
        assert isinstance(event, ActionEvent)  # noqa: S101 - for the type checker: only these have a callback_id
        if event.action == NOTHING:
            return None
        meant = read_press(event.action, incoming.keyboard)
        if isinstance(meant, MenuStep):
            message_id = int(event.message_ref)
            board = await sender.keyboard_of(chat_id, message_id)
            if board is None:
                # Nothing is known of its menus any more. The conversation has the words for that.
                return replace(incoming, event=replace(event, action="", values=()))
            if meant.option < 0:
                await callback.answer()
                await sender.redraw(chat_id, message_id, board.opened(meant))
                return None
            callback.closing = board.after(meant)
            meant = board.chosen(meant)
        assert isinstance(meant, ButtonAction)  # noqa: S101 - for the type checker
        return replace(incoming, event=replace(event, action=meant.action, values=meant.values))

    def _typing_for(self, incoming: IncomingEvent) -> contextlib.AbstractAsyncContextManager[None]:
        """At once for a photo; some things are met by silence."""
        if incoming.is_silent and incoming.addressed:
            return contextlib.nullcontext()
        delay = 0.0 if isinstance(incoming.event, PhotoEvent) else _TYPING_AFTER
        return typing(self._services.bot, incoming.destination, delay)


def _from_message(photo: Photo, ref: str) -> Photo:
    return replace(photo, ref=ref)
