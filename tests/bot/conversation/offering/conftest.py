"""Fixtures of the catalogue by chat: an index that may be changed, and an admin who talks to the bot."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation.offering.shopkeeper import Shopkeeper
from tests.bot.rig import running_bot


@pytest.fixture
def own_index(tmp_path: Path, index: Path) -> Path:
    """A copy of the small shop's."""
    return Path(shutil.copytree(index, tmp_path / "own-index"))


@pytest.fixture
async def keeper(tmp_path: Path, own_index: Path, catalogue: Path) -> AsyncIterator[Shopkeeper]:
    """An admin in a private chat."""
    async with running_bot(tmp_path / "db.sqlite", own_index, catalogue=catalogue) as bot:
        yield Shopkeeper(bot)
