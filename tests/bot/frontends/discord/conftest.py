"""Fixtures of Discord's tests: the front end at work with a conversation that a test writes, and pauses cut short."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import pytest

from tests.bot.frontends.discord.loopback.server import DiscordServer
from tests.bot.frontends.discord.rig import ANSWER, RunningDiscord, ScriptedConversation, running_discord

_FASTER = 20


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses between attempts, discord.py's and ours, take a twentieth of their time; deadlines keep theirs."""
    sleep = asyncio.sleep

    def shorter(delay: float, result: Any = None) -> Coroutine[Any, Any, Any]:
        return sleep(delay / _FASTER, result)

    monkeypatch.setattr(asyncio, "sleep", shorter)


@pytest.fixture
def script() -> ScriptedConversation:
    """A conversation that answers everything with five shirts, until a test has it say something else."""
    return ScriptedConversation(ANSWER)


@pytest.fixture
async def running(discord: DiscordServer, script: ScriptedConversation) -> AsyncIterator[RunningDiscord]:
    """The front end, with that conversation."""
    async with running_discord(discord, script) as bot:
        yield bot
