"""Fixtures of the bot's tests: the shop is drawn and indexed once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation.scenarios.boutique import draw_boutique, index_boutique
from tests.bot.rig import Bot, draw_shop, index_shop, running_bot


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The CSV of the small shop."""
    return draw_shop(tmp_path_factory.mktemp("shop"))


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory, catalogue: Path) -> Path:
    """Its index; not to be changed."""
    folder = tmp_path_factory.mktemp("index")
    index_shop(catalogue, folder)
    return folder


@pytest.fixture(scope="session")
def boutique(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of the scenarios' boutique; not to be changed."""
    folder = tmp_path_factory.mktemp("boutique")
    index_boutique(draw_boutique(folder / "shop"), folder / "index")
    return folder / "index"


@pytest.fixture(scope="session")
def bare_boutique(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of a shop that states no prices; not to be changed."""
    folder = tmp_path_factory.mktemp("bare")
    index_boutique(draw_boutique(folder / "shop", bare=True), folder / "index")
    return folder / "index"


@pytest.fixture
async def bot(tmp_path: Path, index: Path) -> AsyncIterator[Bot]:
    """A bot that has the small shop, and a database of its own."""
    async with running_bot(tmp_path / "db.sqlite", index) as running:
        yield running
