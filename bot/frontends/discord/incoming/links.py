"""Links in messages: no words of the shopper's, and perhaps a picture, whose preview Discord tells a moment later."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any

import discord

from bot.frontends.discord.incoming.photos import AttachedPhoto, parts_of, previews

# Discord fetches the page before it tells the preview; most take about a second.
PREVIEW_SECONDS = 4.0
# With what Discord's markdown puts around it. Within <> a link has no preview.
_LINK = re.compile(r"(<)?\bhttps?://[^\s<>]+>?", re.IGNORECASE)


Preview = asyncio.Future[list[AttachedPhoto]]


def has_link(message: discord.Message | discord.MessageSnapshot) -> bool:
    """Whether Discord looks for a preview."""
    return any(not found[1] for found in _LINK.finditer(message.content))


def links_in(text: str) -> tuple[str, ...]:
    """The addresses in it."""
    return tuple(each[0].strip("<>") for each in _LINK.finditer(text))


def without_links(text: str) -> str:
    """What the shopper has said in words."""
    return _LINK.sub(" ", text).strip()


class LinkPreviews:
    """Waits for the updates that bring the previews of messages."""

    def __init__(self) -> None:
        self._awaited: dict[int, tuple[Preview, Sequence[str]]] = {}

    def expect(self, message: discord.Message, kinds: Sequence[str]) -> Preview | None:
        """The pictures that an update will bring, none if it does not come in time; None if none is to be expected. To
        be called when the message is heard. `kinds` are as in `previews`."""
        parts = parts_of(message)
        if message.flags.suppress_embeds or any(each.embeds for each in parts) or not any(map(has_link, parts)):
            return None
        loop = asyncio.get_running_loop()
        expected: Preview = loop.create_future()
        self._awaited[message.id] = expected, kinds
        loop.call_later(PREVIEW_SECONDS, self._came, message.id, [])
        return expected

    def updated(self, message: Mapping[str, Any]) -> None:
        """What MESSAGE_UPDATE says, which may be no more than the embeds."""
        message_id = int(message["id"])
        if message_id not in self._awaited:
            return
        parts = [message, *(each["message"] for each in message.get("message_snapshots") or ())]
        embeds = [embed for part in parts for embed in part.get("embeds") or ()]
        if found := previews(embeds, self._awaited[message_id][1]):
            self._came(message_id, found)

    def _came(self, message_id: int, found: list[AttachedPhoto]) -> None:
        expected, _ = self._awaited.pop(message_id, (None, ()))
        if expected is not None and not expected.done():
            expected.set_result(found)
