"""Updates of Telegram on their way in: read, put into their shopper's queue, albums gathered, notices taken."""

from __future__ import annotations

import contextlib
import json
import logging
from functools import partial

from telegram import Update

from bot.frontends.ordering import EventStatus, QueuedJob, ShopperQueues
from bot.frontends.telegram.answering import EventAnswerer
from bot.frontends.telegram.incoming.albums import ArrivingAlbum, ArrivingAlbums
from bot.frontends.telegram.incoming.events import (
    BotRemoved,
    Destination,
    GroupMigrated,
    IncomingEvent,
    ReactionTotals,
    UpdateNotice,
)
from bot.frontends.telegram.incoming.updates import read_update
from bot.frontends.telegram.notes import message_name
from bot.frontends.telegram.outgoing.presses import CallbackAnswer
from bot.frontends.telegram.outgoing.rate_limiter import GoneError
from bot.frontends.telegram.outgoing.typing import typing
from bot.frontends.telegram.services import TelegramServices
from bot.messages import Chat, Reply

log = logging.getLogger(__name__)

MAX_AT_ONCE = 24


class TelegramDispatcher:
    """Takes updates and has them answered in the background."""

    def __init__(self, services: TelegramServices) -> None:
        self._services = services
        self._queues = ShopperQueues(MAX_AT_ONCE)
        self._albums = ArrivingAlbums()
        self._answerer = EventAnswerer(services)

    def take(self, update: Update, status: EventStatus) -> None:
        """Handle an update when its turn comes; its status says how far it is."""
        account = self._services.account
        event_id = f"{account.user_id}:{update.update_id}"
        contents = read_update(update, account, event_id)
        status.split(len(contents))
        for content in contents:
            if not isinstance(content, IncomingEvent):
                self._queues.put(f"chat:{content.chat.chat_id}", partial(self._note, content, event_id), (status,))
            elif not content.group_id:
                callback = CallbackAnswer(self._services.bot, content.callback_id) if content.callback_id else None
                self._queues.put(content.queue, partial(self._answerer.answer, content, callback), (status,))
            elif (album := self._albums.add(content, status)) is not None:
                self._queues.put(content.queue, partial(self._answer_album, album), album.statuses)

    async def finish(self, seconds: float, *, drop_waiting: bool) -> None:
        """See ShopperQueues.finish."""
        await self._queues.finish(seconds, drop_waiting=drop_waiting)

    async def deliver(self, chat: Chat, reply: Reply) -> bool:
        """What nobody has just asked for (bot.messages.Deliver)."""
        try:
            thread = int(chat.thread_id) if chat.thread_id else None
            destination = Destination(int(chat.chat_id), thread, chat.kind == "group")
            await self._services.sender.send(destination, reply, partial(self._services.conversation.shown, chat))
        except GoneError:
            return False
        except Exception:
            log.exception("an offer could not be delivered")
        return True

    async def _answer_album(self, album: ArrivingAlbum, job: QueuedJob) -> None:
        first = album.photos[0]
        async with typing(self._services.bot, first.destination) if first.addressed else contextlib.nullcontext():
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
        name = message_name(services.secret, totals.chat_id, totals.message_id)
        note = await services.reactions.get(name)
        before: dict[str, int] = json.loads(note) if note else {}
        for event in totals.events_since(before, event_id):
            await services.conversation.handle(event)
        await services.reactions.put(name, json.dumps(dict(totals.counts), ensure_ascii=False))
