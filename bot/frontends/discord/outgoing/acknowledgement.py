"""The acknowledgement of an interaction, before all work: Discord gives three seconds, the house rule is one."""

from __future__ import annotations

import asyncio
import logging
from enum import Enum, auto
from typing import Any

import discord

from bot.frontends.discord.refusals import (
    ALREADY_ACKNOWLEDGED,
    CONNECTION_ERRORS,
    DiscordRefusal,
    refusal_of,
    retry_after,
)

log = logging.getLogger(__name__)

_TRIES = 4
_PATIENCE = 2.5


class Acknowledgement(Enum):
    """How an interaction was acknowledged."""

    NOW = auto()
    BEFORE = auto()  # by an earlier run of this bot, or by an attempt whose answer was lost
    TOO_LATE = auto()  # the token is of no use any more


async def acknowledge(interaction: discord.Interaction[Any], *, privately: bool) -> Acknowledgement:
    """Tell Discord that the interaction has arrived. `privately`: what a command answers is for the asker's eyes only.
    Never raises but CancelledError: if it cannot be told, the replies will show whether the token works."""
    is_command = interaction.type is discord.InteractionType.application_command
    for attempt in range(1, _TRIES + 1):
        try:
            async with asyncio.timeout(_PATIENCE):
                await interaction.response.defer(ephemeral=privately and is_command, thinking=is_command)
        except (TypeError, KeyError):
            return Acknowledgement.NOW  # done, by a server that does not describe what it did
        except discord.InteractionResponded:
            return Acknowledgement.BEFORE
        except discord.HTTPException as error:
            if error.code == ALREADY_ACKNOWLEDGED:
                return Acknowledgement.BEFORE
            if refusal_of(error) in (DiscordRefusal.EXPIRED, DiscordRefusal.GONE):
                log.warning("an interaction could not be acknowledged in time")
                return Acknowledgement.TOO_LATE
            if attempt == _TRIES:
                break
            await asyncio.sleep(min(1.0, await retry_after(error, default=0.2)))
        except TimeoutError:
            break
        except CONNECTION_ERRORS:
            await asyncio.sleep(0.1 * attempt)
        else:
            return Acknowledgement.NOW
    log.warning("Discord did not confirm an acknowledgement; the answer goes on all the same")
    return Acknowledgement.NOW
