"""One browser's chat, as the server remembers it: the messages to show again after a reload, and the open tabs.

All of it lives in memory, is bounded, and is gone with the process. The shopper's photos are not part of it.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Iterator

from cachetools import FIFOCache

from bot.messages import Document

Json = dict[str, object]

MAX_MESSAGES = 200
IDLE_SECONDS = 24 * 3600
MAX_DOCUMENTS = 5
# A tab that has not taken this many messages is cut off; it reconnects and gets the whole state afresh.
TAB_BACKLOG = 256
MAX_TABS = 20

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")


def new_key() -> str:
    """The secret that a browser is known by; it lives in its cookie and nowhere else."""
    return secrets.token_urlsafe(32)


def new_id() -> str:
    """An id for a message or a document; random, so that it means nothing to the next process."""
    return secrets.token_urlsafe(9)


class FullError(Exception):
    """There is no room for what somebody wants to add; later there may be."""


class BrowserTab:
    """One open page of a session: what is still to be sent to it. None in the queue: close it."""

    def __init__(self) -> None:
        self.outbox: asyncio.Queue[str | None] = asyncio.Queue(maxsize=TAB_BACKLOG)

    def put(self, text: str | None) -> None:
        """Send it, unless the tab is too far behind: then close it."""
        try:
            self.outbox.put_nowait(text)
        except asyncio.QueueFull:
            while not self.outbox.empty():
                self.outbox.get_nowait()
            self.outbox.put_nowait(None)


class BrowserSession:
    """The chat of one browser, shared by all its tabs."""

    def __init__(self, user_id: str) -> None:
        self.user_id = user_id
        self.waiting = 0  # so many events have not been answered yet
        self.tabs: set[BrowserTab] = set()
        self.documents: FIFOCache[str, Document] = FIFOCache(MAX_DOCUMENTS)
        self.greeted = False
        self.locale = ""  # of the page's own words, as its tabs have them
        self._messages: dict[str, Json] = {}

    @property
    def messages(self) -> list[Json]:
        """Everything to show, oldest first."""
        return list(self._messages.values())

    def knows(self, message_id: str) -> bool:
        """Whether a message of this id was put."""
        return message_id in self._messages

    def first_line(self, message_id: str) -> str:
        """What a message begins with, to be quoted; empty if it is not there any more."""
        return str(self._messages.get(message_id, {}).get("text", "")).partition("\n")[0]

    def put(self, message: Json, under: str = "") -> None:
        """Show a message in all tabs, right `under` another one, else at the end; one of the same id is replaced where
        it stands."""
        message_id = str(message["id"])
        known = self._messages.get(message_id)
        if known is not None:
            message = {**message, "at": known["at"]}
        message = {**message, "under": under} if under in self._messages else message
        self._messages[message_id] = message
        if known is None and under in self._messages:
            order = [each for each in self._messages if each != message_id]
            order.insert(order.index(under) + 1, message_id)
            self._messages = {each: self._messages[each] for each in order}
        while len(self._messages) > MAX_MESSAGES:
            del self._messages[next(iter(self._messages))]
        self.broadcast({"type": "message", "message": message})

    def keep(self, document: Document) -> str:
        """Hold a document for download; the oldest gives way. Returns its id."""
        document_id = new_id()
        self.documents[document_id] = document
        return document_id

    def clear(self) -> None:
        """Forget what was said, here and in all tabs."""
        self._messages.clear()
        self.documents.clear()
        self.greeted = False
        self.broadcast({"type": "cleared"})

    def show_typing(self) -> None:
        """For as long as an event waits for its answer."""
        self.broadcast({"type": "typing", "on": self.waiting > 0})

    def broadcast(self, what: Json) -> None:
        """Send it to all tabs."""
        text = json.dumps(what, ensure_ascii=False, separators=(",", ":"))
        for tab in self.tabs:
            tab.put(text)

    def join(self, boot: str) -> BrowserTab:
        """A tab has opened (or come back): it is told the whole state first."""
        tab = BrowserTab()
        hello: Json = {"type": "hello", "boot": boot, "messages": self.messages, "typing": self.waiting > 0}
        tab.put(json.dumps(hello, ensure_ascii=False, separators=(",", ":")))
        self.tabs.add(tab)
        return tab

    def leave(self, tab: BrowserTab) -> None:
        """A tab has been closed."""
        self.tabs.discard(tab)


class BrowserSessions:
    """All chats of this process, at most `most`; the one that was idle longest gives way, if nobody looks at it."""

    def __init__(self, most: int) -> None:
        self._most = most
        # By which a page that comes back knows whether its messages are still remembered here.
        self.boot = secrets.token_urlsafe(6)
        self._sessions: OrderedDict[str, tuple[BrowserSession, float]] = OrderedDict()

    def __iter__(self) -> Iterator[BrowserSession]:
        return iter([session for session, _ in self._sessions.values()])

    def of_key(self, key: str) -> BrowserSession | None:
        """The session of a cookie's key, None if the key is none that we would have given out. Raises FullError.

        A key from before a restart is as good as ever: it is random, and the shopper stays the same person by it.
        """
        if not _KEY.fullmatch(key):
            return None
        # The conversation and its logs get a digest, so that the key itself opens the chat from the cookie alone.
        return self._of_user(hashlib.blake2b(key.encode(), digest_size=16).hexdigest())

    def known(self, user_id: str) -> BrowserSession | None:
        """The session of somebody who is, or was lately, here."""
        return self._sessions[user_id][0] if user_id in self._sessions else None

    def _of_user(self, user_id: str) -> BrowserSession:
        now = time.monotonic()
        session = self.known(user_id)
        if session is None:
            self._make_room(now)
            if len(self._sessions) >= self._most:
                raise FullError
            session = BrowserSession(user_id)
        self._sessions[user_id] = (session, now)
        self._sessions.move_to_end(user_id)
        return session

    def _make_room(self, now: float) -> None:
        for user_id, (session, used) in list(self._sessions.items()):
            if len(self._sessions) < self._most and now - used < IDLE_SECONDS:
                break
            if not session.tabs and not session.waiting:
                del self._sessions[user_id]
