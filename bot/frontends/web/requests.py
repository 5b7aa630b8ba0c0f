"""What the page's requests hold, checked: anything else is answered with 400, and never reaches the conversation.

By hand: msgspec and pydantic refuse JSON with half a character in it, which a shopper may well have typed.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from bot.messages import Chat, CommandEvent, Event, Person, TextEvent

log = logging.getLogger(__name__)

MAX_VALUES = 25
MAX_VALUE = 100
_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")


@contextmanager
def reading(what: str, *expected: type[Exception]) -> Iterator[None]:
    """Around all that only reads a request: whatever goes wrong there is the request's fault (400), and never ours."""
    try:
        yield
    except Exception as error:
        if isinstance(error, (web.HTTPException, *expected)):
            raise
        log.info("a request cannot be read (%s): %s", what, type(error).__name__)
        raise web.HTTPBadRequest(text=what) from error


async def read_json(request: web.Request) -> dict[str, Any]:
    """The body, which has to be a JSON object, in UTF-8 as its standard says."""
    with reading("no JSON"):
        if request.content_type != "application/json" or (request.charset or "utf-8").lower() not in ("utf-8", "utf8"):
            raise web.HTTPUnsupportedMediaType(text="application/json in UTF-8 is expected")
        body = json.loads(await request.read())
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(text="a JSON object is expected")
    return body


def text_in(body: dict[str, Any], key: str, limit: int) -> str:
    """A text of at most `limit` characters."""
    value = body.get(key)
    if not isinstance(value, str) or len(value) > limit:
        raise web.HTTPBadRequest(text=key)
    return _clean(value)


def values_in(body: dict[str, Any]) -> tuple[str, ...]:
    """The options that were picked in a menu."""
    values = body.get("values", [])
    is_list = isinstance(values, list) and len(values) <= MAX_VALUES
    if not is_list or not all(isinstance(each, str) and len(each) <= MAX_VALUE for each in values):
        raise web.HTTPBadRequest(text="values")
    return tuple(_clean(value) for value in values)


def _clean(value: str) -> str:
    # JSON can hold halves of a character (a lone surrogate), which no database takes.
    return value.encode("utf-8", "replace").decode("utf-8")


def checked_id(value: object) -> str:
    """An id that the page, or this server, has made up."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise web.HTTPBadRequest(text="id")
    return value


def locale_of(request: web.Request) -> str:
    """The language that the browser prefers ("de-AT"), empty if it does not say."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return first if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", first) else ""


def shown_text(event: Event, text: str) -> str:
    """What the chat shows of a line that was typed: the token of an admin is nothing to leave on a screen."""
    return "/admin ***" if isinstance(event, CommandEvent) and event.name == "admin" and event.argument else text


def event_of_text(person: Person, chat: Chat, event_id: str, text: str, replies_to: str = "") -> Event:
    """A line that was typed: a command if it begins with a slash and a word ("/help", "/find red"), else a text."""
    name, _, argument = text.partition(" ")
    if len(name) > 1 and name[0] == "/" and name[1:].replace("_", "").isalnum():
        return CommandEvent(person, chat, event_id, name=name[1:].lower(), argument=argument.strip())
    return TextEvent(person, chat, event_id, text=text, replies_to=replies_to)
