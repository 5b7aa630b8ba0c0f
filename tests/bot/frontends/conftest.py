"""Fixtures of the front ends' tests: a Chromium, a running local chat and a visitor; a Bot API server and a shopper."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.bot.frontends.discord.loopback.server import DiscordServer, serving_discord
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import BotApi
from tests.bot.frontends.telegram.server import serving as serving_bot_api
from tests.bot.frontends.web.browser import Watched, launch, visit
from tests.bot.frontends.web.rig import ShopWorker, draw_shop, picture, real_conversation, serving
from tests.bot.rig import Bot, running_bot


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all tests; each has a profile of its own in it."""
    async with async_playwright() as playwright:
        chromium = await launch(playwright)
        yield chromium
        await chromium.close()


@pytest.fixture
def shop(tmp_path: Path) -> ShopWorker:
    """Seventeen drawn shirts."""
    return ShopWorker(draw_shop(tmp_path / "shop"))


@pytest_asyncio.fixture(loop_scope="session")
async def url(tmp_path: Path, shop: ShopWorker) -> AsyncIterator[str]:
    """A local chat on that shop, with two sample photos."""
    samples = (tmp_path / "a.png", tmp_path / "b.png")
    for path, colour in zip(samples, ("navy", "tomato"), strict=True):
        path.write_bytes(picture(120, 160, colour, "PNG"))
    async with real_conversation(tmp_path, shop) as talk, serving(talk, samples=samples) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="session")
async def anna(browser: Browser, url: str) -> AsyncIterator[Watched]:
    """A visitor at a desktop; whatever she does, nothing may be loaded from elsewhere and nothing may go wrong."""
    async with visit(browser, url) as someone:
        await someone.open()
        yield someone
        assert someone.strangers() == []
        assert someone.complaints == []


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    """A Discord of the tests' own."""
    async with serving_discord() as server:
        yield server


@pytest.fixture
async def bot(tmp_path: Path, index: Path) -> AsyncIterator[Bot]:
    """As in the tests of the bot, but for a busy machine: nothing here is about a locked database."""
    async with running_bot(tmp_path / "db.sqlite", index, patience=30) as running:
        yield running


@pytest.fixture
async def tg() -> AsyncIterator[BotApi]:
    """A Bot API server."""
    async with serving_bot_api(BotApi()) as running:
        yield running


@pytest.fixture
def shopper(tg: BotApi) -> Someone:
    """A person in a private chat with the bot."""
    return Someone(tg)
