"""Fixtures of the scenarios: a shopper and the bot of the boutique."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder, DoubtfulEmbedder
from tests.bot.conversation.scenarios.talk import Talk
from tests.bot.rig import running_bot


@pytest.fixture
async def unsure(tmp_path: Path, boutique: Path) -> AsyncIterator[Talk]:
    """The same with a bot that is sure of no kind and no gender."""
    async with running_bot(tmp_path / "db.sqlite", boutique, embedder=DoubtfulEmbedder()) as bot:
        yield Talk(bot)


@pytest.fixture
async def talk(tmp_path: Path, boutique: Path) -> AsyncIterator[Talk]:
    """A shopper's private chat with a bot that has the boutique."""
    async with running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot:
        yield Talk(bot)
