"""Fixtures of the scenarios: the boutique, drawn and indexed once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder, draw_boutique, index_boutique
from tests.bot.conversation.scenarios.talk import Talk
from tests.bot.rig import running_bot


@pytest.fixture(scope="session")
def boutique(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the boutique; not to be changed."""
    folder = tmp_path_factory.mktemp("boutique")
    index_boutique(draw_boutique(folder / "shop"), folder / "index")
    return folder / "index"


@pytest.fixture
async def talk(tmp_path: Path, boutique: Path) -> AsyncIterator[Talk]:
    """A shopper's private chat with a bot that has the boutique."""
    async with running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot:
        yield Talk(bot)
