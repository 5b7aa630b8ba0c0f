"""Between the page and the conversation: what a shopper does becomes an event, replies become messages."""

from __future__ import annotations

import logging
import time

from bot.conversation import Conversation
from bot.frontends.background import BackgroundTasks
from bot.frontends.ordering import TurnTaking
from bot.frontends.web.pictures import ShownPictures
from bot.frontends.web.render import render, shows_something
from bot.frontends.web.sessions import MAX_WAITING, Json, Session, new_id
from bot.frontends.web.texts import spoken
from bot.messages import ActionEvent, Chat, CommandEvent, Document, Event, Person, Reply, Shown, TextEvent

log = logging.getLogger(__name__)


class TooBusyError(Exception):
    """This session has more unanswered events than one shopper can have meant."""


class StoppingError(Exception):
    """The bot is being stopped: what comes now is for the next one."""


class Talk:
    """Hands events to the conversation in the background and shows what comes back in the session's tabs."""

    def __init__(self, conversation: Conversation, pictures: ShownPictures) -> None:
        self._conversation = conversation
        self._pictures = pictures
        self._background = BackgroundTasks()
        self._turns = TurnTaking()
        self._stopping = False

    def begin(self, session: Session, event: Event) -> None:
        """Answer the event in the background: a closed tab takes nothing back. Raises TooBusyError and
        StoppingError."""
        if self._stopping:
            raise StoppingError
        if session.waiting >= MAX_WAITING:
            raise TooBusyError
        session.waiting += 1
        self._background.begin(self._answer(session, event))

    def tell(self, session: Session, reply: Reply) -> None:
        """Show a reply that nobody has just asked for."""
        _Exchange(session, Event(Person(session.user_id), Chat("web", session.user_id)), self._pictures).show(reply)

    async def finish(self, seconds: float) -> None:
        """Begin nothing more, and let what has begun come to its end, for at most so long."""
        self._stopping = True
        await self._background.finish(seconds)

    async def _answer(self, session: Session, event: Event) -> None:
        exchange = _Exchange(session, event, self._pictures)
        session.typing(+1)
        try:
            async with self._turns.turn(session.user_id) as end_turn:

                async def progressing(reply: Reply) -> None:
                    # Long work has begun and says so itself: what the shopper does meanwhile need not wait for its end.
                    await end_turn()
                    exchange.show(reply)

                for reply in await self._conversation.handle(event, progressing):
                    exchange.show(reply)
                if exchange.shown:
                    await self._conversation.shown(event.chat, exchange.shown)
                if isinstance(event, ActionEvent):
                    await self._speak(session, event)
        except Exception:  # the outermost handler of this front end: one fault must not end the chat
            log.exception("the local chat could not show a reply")
            session.tell({"type": "fault"})
        finally:
            session.waiting -= 1
            session.typing(-1)

    async def _speak(self, session: Session, event: Event) -> None:
        """A press may have chosen another language: then the page's own words follow."""
        locale = await self._conversation.locale_of(event.person, event.chat)
        if session.locale not in ("", locale):
            session.locale = locale
            session.tell({"type": "spoken", **spoken(self._conversation, locale)})


class _Exchange:
    """The replies to one event, as messages of the session."""

    def __init__(self, session: Session, event: Event, pictures: ShownPictures) -> None:
        self.shown: list[Shown] = []
        self._session = session
        self._pictures = pictures
        # The message that replies with `replaces` take the place of; without one the first of them makes it.
        self._replaceable = event.message_ref if isinstance(event, ActionEvent) else ""

    def show(self, reply: Reply) -> None:
        if reply.notice:
            self._session.tell({"type": "notice", "text": reply.notice})
        if not shows_something(reply):
            return
        message_id = (self._replaceable if reply.replaces else "") or new_id()
        if reply.replaces:
            self._replaceable = message_id
        now = round(time.time() * 1000)
        self._session.put(render(reply, message_id, now, self._pictures.address, self._document_address))
        if reply.query_id:
            self.shown.append(Shown(reply.query_id, message_id))

    def _document_address(self, document: Document) -> str:
        return f"/documents/{self._session.keep(document)}"


def event_of_text(person: Person, chat: Chat, event_id: str, text: str, replies_to: str = "") -> Event:
    """A line that was typed: a command if it begins with a slash and a word ("/help", "/find red"), else a text."""
    name, _, argument = text.strip().partition(" ")
    if len(name) > 1 and name[0] == "/" and name[1:].replace("_", "").isalnum():
        return CommandEvent(person, chat, event_id, name=name[1:].lower(), argument=argument.strip())
    return TextEvent(person, chat, event_id, text=text, replies_to=replies_to)


def own_message(message_id: str, text: str = "", photos: int = 0, quoted: Json | None = None) -> Json:
    """What the shopper sent, as the page draws it. The photos stay in the browser: here is only their number. `quoted`
    is the message that it replies to, by its id and its beginning."""
    now = round(time.time() * 1000)
    return {"id": message_id, "from": "me", "at": now, "text": text, "photos": photos, "quoted": quoted}
