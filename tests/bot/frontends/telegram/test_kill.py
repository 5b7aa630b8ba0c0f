"""The real process, killed without a word between an update and its answer, and after it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from recommender import Embedder, build_index, read_catalogue
from recommender.catalogue.sample_shop import sample_photos, unpack_sample_shop
from tests import ROOT
from tests.bot.frontends.telegram.rig import Someone
from tests.bot.frontends.telegram.server import TOKEN, BotApi, Fault, Json
from tests.bot.rig import draw_shop, photo

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, tg: BotApi) -> Path:
    """A configured and indexed shop."""
    catalogue = draw_shop(tmp_path / "shop")
    build_index(read_catalogue(catalogue), tmp_path / "index", Embedder.load())
    lines = [
        *("[catalogue]", f'source = "{catalogue}"', "[index]", f'dir = "{tmp_path / "index"}"', "[web]"),
        *("enabled = false", "[telegram]", f'token = "{TOKEN}"', f'base_url = "{tg.base}/bot"'),
        f'base_file_url = "{tg.base}/file/bot"',
    ]
    (tmp_path / "config.toml").write_text("\n".join(lines))
    return tmp_path


@asynccontextmanager
async def bot_process(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Killed at the end."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LOOKALIKE_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot", "run"), cwd=folder, env={**environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


def answers(tg: BotApi) -> list[Json]:
    """The messages under the albums."""
    return [each for each in tg.sent(1001) if "text" in each]


@pytest.mark.parametrize("method", ["getFile", "sendMediaGroup", "sendMessage"])
async def test_an_update_that_was_not_answered_is_answered_once(folder: Path, tg: BotApi, method: str) -> None:
    """Killed before the photo is there, before its pictures, before the message under them: after a restart Telegram
    hands the update out again, and the shopper gets the answer, once."""
    tg.faults.append(Fault(method, delay=120, drop="before"))
    someone = Someone(tg)
    unpack_sample_shop(folder / "sample")  # what shows nothing to wear is answered without pictures
    garment = sample_photos(folder / "sample")[0].read_bytes()
    async with bot_process(folder) as process:
        await someone.photo(garment)
        await tg.until(lambda: any(not call.ended for call in tg.of(method)), 90)
        process.kill()
    async with bot_process(folder):
        await tg.until(lambda: answers(tg), 90)
        await tg.settled(2.0)
    (answer,) = answers(tg)
    assert "reply_markup" in answer


async def test_what_was_answered_is_not_answered_again(folder: Path, tg: BotApi) -> None:
    """Killed after the answer, before Telegram could be told of it: it is handed out again, and passed over."""
    someone = Someone(tg)
    async with bot_process(folder):
        await tg.until(lambda: tg.of("getUpdates"), 90)
        tg.faults.append(Fault("getUpdates", 502, "Bad Gateway", times=999, when=lambda call: "offset" in call.params))
        await someone.photo(photo(3))
        await tg.until(lambda: answers(tg), 90)
        await tg.settled(2.0)
    assert tg.updates
    tg.faults.clear()
    async with bot_process(folder):
        await tg.until(lambda: not tg.updates, 90)
        await tg.settled(2.0)
    assert len(answers(tg)) == 1
