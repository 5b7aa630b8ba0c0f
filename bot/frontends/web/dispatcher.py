"""The way of one event: the conversation is asked, and its replies become messages in the browser's chat."""

from __future__ import annotations

import logging

from bot.conversation import Conversation
from bot.frontends.ordering import BackgroundTasks, TurnTaking
from bot.frontends.web.page_texts import page_language
from bot.frontends.web.pictures import PictureServer
from bot.frontends.web.render import render, shows_something
from bot.frontends.web.sessions import BrowserSession, BrowserSessions, new_id
from bot.messages import ActionEvent, Chat, Document, Event, Person, Reply, Shown

log = logging.getLogger(__name__)

# An event behind this many unanswered ones is refused: somebody leans on a key.
MAX_WAITING = 20


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
        self._background = BackgroundTasks()
        self._turns = TurnTaking()
        self._stopping = False

    def begin(self, session: BrowserSession, event: Event) -> None:
        """Answer the event in the background: a closed tab takes nothing back. Raises TooBusyError and
        StoppingError."""
        if self._stopping:
            raise StoppingError
        if session.waiting >= MAX_WAITING:
            raise TooBusyError
        session.waiting += 1
        self._background.begin(self._answer(session, event))

    async def deliver(self, chat: Chat, reply: Reply) -> bool:
        """Show what nobody has just asked for (bot.messages.Deliver): a browser that is away finds it in its chat."""
        session = self._sessions.of_user(chat.chat_id)
        WebReplies(session, Event(Person(session.user_id), chat), self._pictures).show(reply)
        return True

    async def finish(self, seconds: float) -> None:
        """Begin nothing more, and let what has begun come to its end, for at most so long."""
        self._stopping = True
        await self._background.finish(seconds)

    async def _answer(self, session: BrowserSession, event: Event) -> None:
        replies = WebReplies(session, event, self._pictures)
        session.show_typing()
        try:
            async with self._turns.turn(session.user_id) as end_turn:

                async def progressing(reply: Reply) -> None:
                    # Long work has begun and says so itself: what the shopper does meanwhile need not wait for its end.
                    await end_turn()
                    replies.show(reply)

                for reply in await self._conversation.handle(event, progressing):
                    replies.show(reply)
                if replies.shown:
                    await self._conversation.shown(event.chat, replies.shown)
                if isinstance(event, ActionEvent):
                    await self._follow_language(session, event)
        except Exception:  # the outermost handler of this front end: one fault must not end the chat
            log.exception("the local chat could not show a reply")
            session.broadcast({"type": "fault"})
        finally:
            session.waiting -= 1
            session.show_typing()

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
        self._replaceable = event.message_ref if isinstance(event, ActionEvent) else ""

    def show(self, reply: Reply) -> None:
        """As a message, a notice beside it, or both."""
        if reply.notice:
            self._session.broadcast({"type": "notice", "text": reply.notice})
        if not shows_something(reply):
            return
        message_id = (self._replaceable if reply.replaces else "") or new_id()
        if reply.replaces:
            self._replaceable = message_id
        self._session.put(render(reply, message_id, self._pictures.address, self._document_address))
        if reply.query_id:
            self.shown.append(Shown(reply.query_id, message_id))

    def _document_address(self, document: Document) -> str:
        return f"/documents/{self._session.keep(document)}"
