"""A look into the channel for a message whose sending broke off: has it arrived?"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.frontends.discord.refusals import CONNECTION_ERRORS

log = logging.getLogger(__name__)

_LOOKED_AT = 20


async def sent_already(interaction: discord.Interaction[Any], arguments: Mapping[str, Any]) -> int | None:
    """The id of the follow-up that has these arguments; None if there is none, or if nobody may look (the bot is not in
    the channel, only the asker sees it). Never raises but CancelledError."""
    wanted = _marks(arguments["view"].to_components() if arguments.get("view") else [])
    wanted = wanted or frozenset({str(arguments.get("content"))})
    try:
        # Raw, because only words and custom_ids are compared.
        found = await interaction.client.http.logs_from(
            interaction.channel_id or 0, limit=_LOOKED_AT, after=interaction.id
        )
    except (discord.HTTPException, *CONNECTION_ERRORS) as error:
        log.info("whether a message has arrived cannot be looked up: %s", type(error).__name__)
        return None
    for message in found:
        marks = _marks(message.get("components") or []) or frozenset({str(message.get("content"))})
        if marks == wanted:
            return int(message["id"])
    return None


def _marks(components: object) -> frozenset[str]:
    return frozenset(_walk(components))


def _walk(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        for key in ("custom_id", "content"):
            if part.get(key):
                yield str(part[key]).strip()
        for inner in part.values():
            yield from _walk(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            yield from _walk(inner)
