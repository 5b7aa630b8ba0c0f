"""The way of one event: the conversation is asked, and its replies become messages in the browser's chat."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from bot.conversation import Conversation
from bot.frontends.ordering import QueuedJob, ShopperQueues
from bot.frontends.web.page_texts import page_language
from bot.frontends.web.pictures import PictureServer
from bot.frontends.web.render import render, shows_something
from bot.frontends.web.sessions import BrowserSession, BrowserSessions, new_id
from bot.messages import ActionEvent, Chat, Document, Event, Person, PhotoEvent, Reply, Shown

log = logging.getLogger(__name__)

# An event behind this many unanswered ones is refused: somebody leans on a key.
MAX_WAITING = 20
# Events with photos that the conversation is asked about at once.
MAX_AT_ONCE = 8


class TooBusyError(Exception):
    """This session has more unanswered events than one shopper can have meant."""


class StoppingError(Exception):
    """The bot is being stopped: what comes now is for the next one."""


class WebDispatcher:
    """Between the routes and the conversation; one for a run of the front end."""

    def __init__(self, conversation: Conversation, sessions: BrowserSessions, pictures: PictureServer) -> None:
        self._conversation = conversation
        self._sessions = sessions
        self._pictures = pictures
        self._queues = ShopperQueues(MAX_AT_ONCE)
        self._stopping = False

    def begin(
        self,
        session: BrowserSession,
        coming: Awaitable[Event | None],
        looked_at: Callable[[], None] = lambda: None,
    ) -> None:
        """Answer an event in the background, after those before it: a closed tab takes nothing back. One that still has
        to come, or does not come after all, has its place all the same. `looked_at` is called when its photos are
        needed no more. Raises TooBusyError and StoppingError."""
        if self._stopping:
            raise StoppingError
        if session.waiting >= MAX_WAITING:
            raise TooBusyError
        session.waiting += 1
        self._queues.put(session.user_id, partial(self._answer, session, coming, looked_at))

    async def deliver(self, chat: Chat, reply: Reply) -> bool | None:
        """Show what nobody has just asked for (bot.messages.Deliver): a browser that is away finds it in its chat. One
        of which nothing is remembered has to come back first."""
        session = self._sessions.known(chat.chat_id)
        if session is None:
            return None
        WebReplies(session, Event(Person(session.user_id), chat), self._pictures).show(reply)
        return True

    async def finish(self, seconds: float) -> None:
        """Begin nothing more, and let what has begun come to its end, for at most so long."""
        self._stopping = True
        await self._queues.finish(seconds, drop_waiting=False)

    async def _answer(
        self,
        session: BrowserSession,
        coming: Awaitable[Event | None],
        looked_at: Callable[[], None],
        job: QueuedJob,
    ) -> None:
        session.show_typing()
        try:
            event = await coming
            if event is not None:
                await self._answer_event(session, event, job)
        except Exception:  # the outermost handler of this front end: one fault must not end the chat
            log.exception("the local chat could not show a reply")
            session.broadcast({"type": "fault"})
        finally:
            looked_at()
            session.waiting -= 1
            session.show_typing()

    async def _answer_event(self, session: BrowserSession, event: Event, job: QueuedJob) -> None:
        replies = WebReplies(session, event, self._pictures)

        async def progressing(reply: Reply) -> None:
            # Long work has begun and says so itself: what the shopper does meanwhile need not wait for its end.
            await job.let_next_begin()
            replies.show(reply)

        if isinstance(event, PhotoEvent):
            await job.take_slot()
        for reply in await self._conversation.handle(event, progressing):
            replies.show(reply)
        job.free_slot()
        if replies.shown:
            await self._conversation.shown(event.chat, replies.shown)
        await self._conversation.answered(event)
        if isinstance(event, ActionEvent):
            await self._follow_language(session, event)

    async def _follow_language(self, session: BrowserSession, event: Event) -> None:
        """A press may have chosen another language: then the page's own words are in it too."""
        locale = await self._conversation.locale_of(event.person, event.chat)
        if session.locale not in ("", locale):
            session.locale = locale
            session.broadcast({"type": "spoken", **page_language(self._conversation, locale)})


class WebReplies:
    """Shows the replies to one event as messages of the session."""

    def __init__(self, session: BrowserSession, event: Event, pictures: PictureServer) -> None:
        self.shown: list[Shown] = []
        self._session = session
        self._pictures = pictures
        # The message that replies with `replaces` take the place of; without one the first of them makes it.
        self._replaceable = self._pressed = event.message_ref if isinstance(event, ActionEvent) else ""

    def show(self, reply: Reply) -> None:
        """As a message, a notice beside it, or both."""
        if reply.notice:
            self._session.broadcast({"type": "notice", "text": reply.notice})
        if not shows_something(reply):
            return
        under = self._pressed if reply.under else ""
        # What is opened twice at one message is there once.
        message_id = f"{under}.more" if under else (self._replaceable if reply.replaces else "") or new_id()
        if reply.replaces:
            self._replaceable = message_id
        self._session.put(render(reply, message_id, self._pictures.address, self._document_address), under)
        if reply.query_id:
            self.shown.append(Shown(reply.query_id, message_id))

    def _document_address(self, document: Document) -> str:
        return f"/documents/{self._session.keep(document)}"
