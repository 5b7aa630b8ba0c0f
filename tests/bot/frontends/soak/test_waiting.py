"""The soak's waits end, and say what they waited for."""

from __future__ import annotations

import argparse
import asyncio
import math
import time
from collections.abc import Coroutine
from pathlib import Path

import pytest
from aiohttp import web

from scripts.lib.soak.run import SoakRun
from tests.bot.frontends.soak import shopper, waiting
from tests.bot.frontends.soak import web as soak_web
from tests.bot.frontends.soak.discord import DiscordShopper, SoakDiscord
from tests.bot.frontends.soak.tally import SoakTally
from tests.bot.frontends.soak.telegram import SoakTelegram, TelegramShopper
from tests.bot.frontends.soak.waiting import SoakOverdueError, within, within_all
from tests.bot.frontends.soak.web import WebShopper


async def test_a_wait_ends_and_says_for_what() -> None:
    """A timeout from within is not taken for one of the wait itself."""
    with pytest.raises(SoakOverdueError, match="after 0 s: nothing comes"):
        async with within(0.01, lambda: "nothing comes"):
            await asyncio.sleep(30)
    with pytest.raises(TimeoutError, match="another"):
        async with within(30, "nothing comes"):
            raise TimeoutError("another")


async def test_the_whole_run_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """And says where each of its tasks was; one that has ended in time is not disturbed later."""
    monkeypatch.setattr(waiting, "WHOLE_S", 0.02)

    async def forgotten() -> None:
        await asyncio.Event().wait()

    with pytest.raises(SoakOverdueError, match=r"has not ended; it was at(.|\n)*in forgotten"):
        async with within_all(0.01), asyncio.TaskGroup() as group:
            group.create_task(forgotten())
    async with within_all(0.01):
        pass
    await asyncio.sleep(0.1)


async def test_who_is_cancelled_while_the_wait_ends_is_cancelled(tmp_path: Path) -> None:
    """The run ends its reindexes when the last news have come, for which they may have been waiting, too: they were not
    ended, and the run never was."""
    tally = SoakTally()
    tally.news.due["somebody", "a dress"] = 1.0
    tally.news.all_told.clear()
    given = argparse.Namespace(minutes=0.1, seed=1, processes=0)
    run = SoakRun(given, tmp_path, tally, SoakTelegram(tally), SoakDiscord(tally, 1))

    async def end() -> None:
        await run._until_told()
        reindexes.cancel()

    ending = asyncio.create_task(end())
    reindexes = asyncio.create_task(run._until_told())
    await asyncio.sleep(0)
    tally.news.forget("somebody")
    await asyncio.wait((ending, reindexes))
    assert reindexes.cancelled() and not ending.cancelled()


async def test_a_bot_that_stays_away_on_discord(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a kill it is waited for, and not for ever."""
    monkeypatch.setattr(shopper, "REACH_S", 0.05)
    one = DiscordShopper(SoakDiscord(SoakTally(), 1), 0, [], 1)
    with pytest.raises(SoakOverdueError, match="discord-0-1: text, the bot is not there on Discord"):
        await one._expect("text", asyncio.get_running_loop().create_future())


async def test_a_bot_that_is_being_started_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Telegram keeps for it is lost only if it is there, and says nothing for so long."""
    monkeypatch.setattr(shopper, "LOST_S", 0.05)
    tally = SoakTally()
    tally.up_at = math.inf
    expected = asyncio.create_task(TelegramShopper(SoakTelegram(tally), 1, [], 1)._expect("text", asyncio.sleep(0)))
    await asyncio.sleep(0.3)
    assert not expected.done()
    tally.up_at = time.monotonic()
    assert not await expected
    assert len(tally.lost) == 1


async def test_what_comes_late_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine without a processor left it is answered all the same, and neither lost nor, when it comes, twice."""
    monkeypatch.setattr(shopper, "PATIENCE_S", 0.05)
    tally = SoakTally()
    one = TelegramShopper(SoakTelegram(tally), 1, [], 1)
    expected = asyncio.create_task(one._expect("text", asyncio.sleep(0)))
    await asyncio.sleep(0.3)
    assert not expected.done()
    one.said.append({"text": "An answer", "date": 0})
    assert await expected
    one.settle()
    assert (tally.late, tally.answered, tally.lost, tally.twice) == (1, 1, [], [])


@pytest.mark.parametrize(("status", "said"), [(503, "503"), (None, "none")])
async def test_a_local_chat_that_takes_nothing(monkeypatch: pytest.MonkeyPatch, status: int | None, said: str) -> None:
    """Whether it refuses everything or is not there at all: its shopper does not try for ever."""

    async def refuse(request: web.Request) -> web.Response:
        return web.Response(status=status or 500)

    monkeypatch.setattr(soak_web, "REACH_S", 0.05)
    app = web.Application()
    app.router.add_post("/api/welcome", refuse)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    if status is None:
        await runner.cleanup()
    async with WebShopper.at(url, SoakTally(), 0, [], 1) as one:
        one._is_open.set()
        with pytest.raises(SoakOverdueError, match=f"/api/welcome is still not taken; the last status was {said}"):
            await one.shop(time.monotonic())
    await runner.cleanup()


async def test_what_the_local_chat_takes_as_it_is_killed_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """That it has taken it may be heard only after the kill: not by the next process, then, which never knew of it."""
    monkeypatch.setattr(shopper, "LOST_S", 0.05)
    tally = SoakTally()

    async def take(request: web.Request) -> web.Response:
        tally.kills.append(time.time())
        return web.Response(status=202)

    app = web.Application()
    app.router.add_post("/api/text", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with WebShopper.at(f"http://127.0.0.1:{runner.addresses[0][1]}", tally, 0, [], 1) as one:
        one._is_open.set()
        assert not await one._expect("text", one.say("hello"))
    await runner.cleanup()
    assert (tally.lost, list(tally.excused)) == (
        *([], ["under way in the local chat at a kill, which is not told again"]),
    )


@pytest.mark.parametrize("lost", ["press to watch", "list of saved", ""])
async def test_a_press_that_a_kill_cut_off_watches_nothing(monkeypatch: pytest.MonkeyPatch, lost: str) -> None:
    """Its news are not waited for."""
    tally = SoakTally()
    one = DiscordShopper(SoakDiscord(tally, 1), 0, [], 1)
    one.answer, one.said = {}, [{}]

    async def nothing(*_: object) -> str:
        return "A dress"

    async def expected(kind: str, doing: Coroutine[object, object, object], *_: object) -> bool:
        doing.close()
        return kind != lost

    changed = {"_ask": nothing, "_save": nothing, "_expect": expected, "press": nothing, "say": nothing}
    for name, call in {**changed, "has": lambda *_: True, "text": lambda _: ""}.items():
        monkeypatch.setattr(one, name, call)
    await one._watch()
    assert tally.news.watched == (set() if lost else {"A dress"})
