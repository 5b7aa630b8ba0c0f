"""Between Discord's events and the conversation: each event is answered in the background, once, and its replies go to
their place."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from weakref import WeakValueDictionary

import discord

from bot.conversation import Conversation
from bot.frontends import Background
from bot.frontends.discord.faults import CONNECTION_ERRORS
from bot.frontends.discord.incoming.photos import Photos, Source
from bot.frontends.discord.outgoing.places import Place
from bot.messages import Event, PhotoEvent, Reply

log = logging.getLogger(__name__)

# Photos of that many events may be in memory at once; further ones wait, acknowledged, not yet fetched.
MAX_FETCHING = 8
_REMEMBERED = 5_000


class Talk:
    """One for a run of the front end."""

    def __init__(self, conversation: Conversation, photos: Photos) -> None:
        self._conversation = conversation
        self._photos = photos
        self._fetching = asyncio.Semaphore(MAX_FETCHING)
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._background = Background()
        self._known: OrderedDict[str, None] = OrderedDict()
        self._stopping = False

    def is_new(self, event_id: str) -> bool:
        """Whether this event was not begun in this run; Discord redelivers after a reconnect. What an earlier run has
        answered the conversation knows."""
        if self._stopping or event_id in self._known:
            return False
        self._known[event_id] = None
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return True

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do it in the background; it is finished before the front end ends."""
        self._background.begin(work)

    async def finish(self, seconds: float) -> None:
        """Begin nothing more, and let what has begun come to its end, for at most so long."""
        self._stopping = True
        await self._background.finish(seconds)

    async def answer(self, event: Event, place: Place, *, in_turn: str = "") -> None:
        """Await the conversation and show what it says. Events with the same `in_turn` (presses on one message) are
        answered one after the other, so that the last one drawn is the last one pressed."""
        async with self._turn(in_turn):
            await self._answer(event, place)

    async def answer_photos(self, event: PhotoEvent, sources: Sequence[Source], place: Place) -> None:
        """The same for photos that are still to be fetched."""
        async with self._fetching:
            photos = await self._photos.fetch(sources)
            await self._answer(replace(event, photos=photos), place)

    async def _answer(self, event: Event, place: Place) -> None:
        async def progressing(reply: Reply) -> None:
            try:
                await place.show(reply)
            except (discord.HTTPException, *CONNECTION_ERRORS) as error:
                log.info("progress could not be shown: %s", type(error).__name__)

        try:
            replies = await self._conversation.handle(event, progressing)
            for reply in replies:
                await place.show(reply)
            await place.finish(bool(replies))
        except discord.HTTPException as error:
            log.error("Discord did not take an answer: %s (%s)", error.status, error.code)
        except CONNECTION_ERRORS as error:
            log.error("an answer did not reach Discord: %s", type(error).__name__)
        except Exception:  # the outermost handler of this front end: one fault must not end the others' answers
            log.exception("an answer could not be shown")
        finally:
            if place.shown:
                await self._conversation.shown(event.chat, place.shown)

    def _turn(self, key: str) -> AbstractAsyncContextManager[object]:
        if not key:
            return nullcontext()
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        return lock
