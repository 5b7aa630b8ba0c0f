"""The way of one event: its photos are fetched, the conversation is asked, its replies are shown.

Each event is answered once, in the background and after those that its shopper sent before, so that no shopper waits
for another's.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

import discord
from cachetools import FIFOCache

from bot.conversation import Conversation
from bot.frontends.discord.incoming.photos import AttachedPhoto, PhotoDownloads
from bot.frontends.discord.outgoing.replies import DiscordReplies
from bot.frontends.discord.refusals import CONNECTION_ERRORS
from bot.frontends.glimpses import GlimpsePictures
from bot.frontends.ordering import BackgroundTasks, Job, QueuedJob, ShopperQueues, TurnTaking
from bot.messages import Event, Glimpse, Photo, PhotoEvent, PhotoFault, Progressing, Reply

PhotoOf = Callable[[Glimpse], Awaitable[AttachedPhoto | None]]
log = logging.getLogger(__name__)

# Photos of that many events may be in memory at once; further ones wait, acknowledged, not yet fetched.
MAX_FETCHING = 8
_REMEMBERED_EVENTS = 5_000


class DiscordDispatcher:
    """Between the incoming events, the conversation and the outgoing replies; one for a run of the front end."""

    def __init__(self, conversation: Conversation, photos: PhotoDownloads, glimpses: GlimpsePictures) -> None:
        self._conversation = conversation
        self._photos = photos
        self._glimpses = glimpses
        self._queues = ShopperQueues(MAX_FETCHING)
        self._presses = TurnTaking()
        self._background = BackgroundTasks()
        self._known: FIFOCache[str, None] = FIFOCache(_REMEMBERED_EVENTS)
        self._stopping = False

    def is_new(self, event_id: str) -> bool:
        """Whether this event was not begun in this run; Discord redelivers after a reconnect. What an earlier run has
        answered the conversation knows."""
        if self._stopping or event_id in self._known:
            return False
        self._known[event_id] = None
        return True

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Do it in the background, beside all shoppers; it is finished before the front end ends."""
        self._background.begin(work)

    def put(self, user_id: str, job: Job) -> None:
        """Do it after what this person sent before. To be called as soon as it is heard, before anything is awaited."""
        self._queues.put(user_id, job)

    def put_event(
        self,
        event: Event,
        replies: DiscordReplies,
        attached: Sequence[AttachedPhoto] = (),
        *,
        in_order: str = "",
        photo_of: PhotoOf | None = None,
    ) -> None:
        """Answer it in its turn, as in `answer`."""
        answer = partial(self.answer, event, replies, attached, in_order=in_order, photo_of=photo_of)
        self.put(event.person.user_id, answer)

    async def finish(self, seconds: float) -> None:
        """Begin nothing more, and let what has begun come to its end, for at most so long."""
        self._stopping = True
        await asyncio.gather(self._background.finish(seconds), self._queues.finish(seconds, drop_waiting=False))

    async def answer(
        self,
        event: Event,
        replies: DiscordReplies,
        attached: Sequence[AttachedPhoto],
        job: QueuedJob,
        *,
        in_order: str = "",
        photo_of: PhotoOf | None = None,
    ) -> None:
        """Answer an event, a PhotoEvent with what is attached. Events with the same `in_order` (presses of several
        people on one message) are answered one after the other, so that the last one drawn is the last one pressed.
        `photo_of` says where the photo of an earlier message is."""
        async with self._presses.turn(in_order) if in_order else nullcontext():
            await self._answer(event, replies, attached, job, photo_of)

    async def _answer(
        self,
        event: Event,
        replies: DiscordReplies,
        attached: Sequence[AttachedPhoto],
        job: QueuedJob,
        photo_of: PhotoOf | None,
    ) -> None:
        async def progressing(reply: Reply) -> None:
            # Long work has begun and says so itself: what this shopper does meanwhile need not wait for its end.
            await job.let_next_begin()
            try:
                await replies.show(reply)
            except (discord.HTTPException, *CONNECTION_ERRORS) as error:
                log.info("progress could not be shown: %s", type(error).__name__)

        try:
            answer = await self._asked(event, attached, job, progressing)
            for reply in answer:
                await replies.show(await self._glimpses.drawn(reply, partial(self._photo, attached, photo_of)))
            await replies.finish(bool(answer))
            await self._conversation.answered(event)
        except discord.HTTPException as error:
            log.error("Discord did not take an answer: %s (%s)", error.status, error.code)
        except CONNECTION_ERRORS as error:
            log.error("an answer did not reach Discord: %s", type(error).__name__)
        except Exception:  # the outermost handler of this front end: one fault must not end the others' answers
            log.exception("an answer could not be shown")
        finally:
            if replies.shown:
                await self._conversation.shown(event.chat, replies.shown)

    async def _photo(self, attached: Sequence[AttachedPhoto], photo_of: PhotoOf | None, glimpse: Glimpse) -> Photo:
        found = next(iter(attached[glimpse.place - 1 : glimpse.place]), None)
        found = await photo_of(glimpse) if found is None and photo_of is not None else found
        return (await self._photos.fetch([found]))[0] if found is not None else Photo(fault=PhotoFault.GONE)

    async def _asked(
        self, event: Event, attached: Sequence[AttachedPhoto], job: QueuedJob, progressing: Progressing
    ) -> list[Reply]:
        """What the conversation says. A photo has a place, and is in memory, until it is looked at. Sending the answer
        may take long where Discord asks for patience."""
        if not isinstance(event, PhotoEvent):
            return await self._conversation.handle(event, progressing)
        await job.take_slot()
        try:
            photos = await self._photos.fetch(attached)
            return await self._conversation.handle(replace(event, photos=photos), progressing)
        finally:
            job.free_slot()
