"""What the page's requests hold, checked: anything else is answered with 400, and never reaches the conversation.

By hand: msgspec and pydantic refuse JSON with half a character in it, which a shopper may well have typed.
"""

from __future__ import annotations

import re
from typing import Any

from aiohttp import web

from bot.messages import Chat, CommandEvent, Event, Person, TextEvent

MAX_VALUES = 25
_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")


async def read_json(request: web.Request) -> dict[str, Any]:
    """The body, which has to be a JSON object."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(text="application/json is expected")
    try:
        body = await request.json()
    except ValueError as error:
        raise web.HTTPBadRequest(text="no JSON") from error
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
    if not isinstance(values, list) or len(values) > MAX_VALUES or not all(isinstance(v, str) for v in values):
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


def event_of_text(person: Person, chat: Chat, event_id: str, text: str, replies_to: str = "") -> Event:
    """A line that was typed: a command if it begins with a slash and a word ("/help", "/find red"), else a text."""
    name, _, argument = text.partition(" ")
    if len(name) > 1 and name[0] == "/" and name[1:].replace("_", "").isalnum():
        return CommandEvent(person, chat, event_id, name=name[1:].lower(), argument=argument.strip())
    return TextEvent(person, chat, event_id, text=text, replies_to=replies_to)
