"""The run behind scripts/soak: one bot, and all that happens to it."""

from __future__ import annotations

import argparse
import asyncio
import csv
import itertools
import math
import os
import random
import re
import socket
import sqlite3
import sys
import time
from contextlib import AsyncExitStack, closing, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image

from recommender.catalogue.sample_shop import SAMPLE_CATALOGUE, sample_photos, unpack_sample_shop
from scripts.lib import ROOT
from scripts.lib.bench.bot_process import (
    end_bot,
    is_running,
    prepare_index,
    processes_of,
    spread_of,
    start_bot,
)
from scripts.lib.soak.memory import SoakMemory
from tests.bot.frontends.discord.loopback.calls import OrderedFault
from tests.bot.frontends.discord.loopback.server import TOKEN as DISCORD_TOKEN
from tests.bot.frontends.discord.loopback.server import serving_discord
from tests.bot.frontends.soak.discord import DiscordShopper, SoakDiscord
from tests.bot.frontends.soak.shopper import PATIENCE_S, SoakShopper
from tests.bot.frontends.soak.tally import SoakTally
from tests.bot.frontends.soak.telegram import SoakTelegram, TelegramShopper
from tests.bot.frontends.soak.waiting import START_S, SoakOverdueError, within, within_all
from tests.bot.frontends.soak.web import WebShopper
from tests.bot.frontends.telegram.server import Fault, serving

MOST_GROWTH_PERCENT = 3.0
_LEAST_UP_S = 10.0
# In a shorter run what one process holds is still becoming what it needs.
_WARM_AFTER_S = 600.0
# Parts of the whole time: all but one kill come in the first quarter, so that one process lives through the others.
KILLS_AT = (0.04, 0.08, 0.13, 0.19, 0.97)
_WAYS: tuple[dict[str, Any], ...] = (
    *({"status": 429}, {"status": 500}, {"status": 502}, {"drop": "before"}, {"drop": "after"}, {"delay": 2.0}),
)
_TELEGRAM_METHODS = (
    *("getUpdates", "sendMessage", "sendMediaGroup", "editMessageText", "answerCallbackQuery", "getFile", "file"),
    "sendChatAction",
)
_DISCORD_CALLS = (
    *(("POST", "/callback"), ("PATCH", "/messages/"), ("POST", r"/channels/\d+/messages"), ("POST", "/webhooks/")),
    *(("GET", "/cdn"), ("POST", "/typing")),
)


class SoakRun:
    """One bot among everything that happens to it."""

    def __init__(
        self, given: argparse.Namespace, folder: Path, tally: SoakTally, api: SoakTelegram, discord: SoakDiscord
    ) -> None:
        self._folder, self._tally, self._api, self._discord = folder, tally, api, discord
        self._seconds = given.minutes * 60
        self._settings: dict[str, dict[str, object]] = {"recommender": {"processes": given.processes}}
        self._random = random.Random(given.seed)
        self._source = folder / "shop" / SAMPLE_CATALOGUE
        self._port = own_port()  # the same after each kill: a browser knows it by its port
        self.url = f"http://127.0.0.1:{self._port}"
        self.bot: asyncio.subprocess.Process
        self.memory = SoakMemory()
        self.reindexes = self.orphans = 0
        self._numbers = itertools.count()
        self.ended_by_itself: list[int] = []

    async def start(self) -> None:
        """The bot, from the start to all platforms."""
        url = self._discord.url
        addresses = {"api_url": f"{url}/api/v10", "gateway_url": f"{url.replace('http', 'ws')}/gateway"}
        platforms: dict[str, dict[str, object]] = {"telegram": self._api.keys, "web": {"port": self._port}}
        platforms["discord"] = {"token": DISCORD_TOKEN, **addresses}
        self._started = time.monotonic()
        self.bot = await start_bot(platforms, self._source, self._folder, self._settings)

    async def is_up(self) -> None:
        """Both platforms have heard of it."""

        def missing() -> list[str]:
            heard = {
                "Telegram": any(call.at > self._started for call in self._api.of("getUpdates")),
                "Discord's gateway": self._discord.gateway.sockets,
                "Discord's commands": self._discord.commands,
            }
            return [name for name, has in heard.items() if not has]

        async with within(START_S, lambda: f"the bot was started, and has not come to {' and '.join(missing())}"):
            while missing():
                await asyncio.sleep(0.05)
                if self.bot.returncode is not None:
                    raise SoakOverdueError(f"the bot was started, and ended with {self.bot.returncode}")

    async def happen(self, shoppers: list[SoakShopper]) -> None:
        """All of it, until the time is over and every shopper has done what they began. What breaks off ends all."""
        end = self._tally.began + self._seconds
        works = (self._faults(), self._gateway(), self._reindexes(), self._days(), self._kills(), self._watch())
        async with asyncio.TaskGroup() as group:
            pages = [each.keep_open() for each in shoppers if isinstance(each, WebShopper)]
            around = [group.create_task(work) for work in (*works, *pages)]
            await asyncio.wait([group.create_task(shopper.shop(end)) for shopper in shoppers])
            await asyncio.sleep(min(5.0, self._seconds / 10))
            await self._until_told()
            for shopper in shoppers:
                shopper.settle()
            for each in around:
                each.cancel()

    async def _faults(self) -> None:
        while True:
            await asyncio.sleep(self._random.uniform(0.3, 1.5))
            how = self._random.choice(_WAYS)
            if self._random.random() < 0.5:
                code, more = how.get("status", 0), {key: how[key] for key in ("drop", "delay") if key in how}
                parameters = {"retry_after": 1} if code == 429 else {}
                method = self._random.choice(_TELEGRAM_METHODS)
                self._api.faults.append(Fault(method, code, "Fault", parameters, **more))
            else:
                call = self._random.choice(_DISCORD_CALLS)
                body = {"retry_after": 0.5, "global": False} if how.get("status") == 429 else {}
                self._discord.faults.append(OrderedFault(*call, body=body, **how))
            self._tidy()

    def _tidy(self) -> None:
        """The servers forget what is over, or they would be what grows."""
        for fault in self._discord.faults:
            if not fault.times:
                self._tally.faults[f"Discord {fault.status or fault.drop or 'slow'}"] += 1
        self._discord.faults[:] = [each for each in self._discord.faults if each.times][-6:]
        self._api.faults[:] = [each for each in self._api.faults if each.times][-6:]
        del self._discord.requests[:-50], self._api.calls[:-200]

    async def _gateway(self) -> None:
        gateway = self._discord.gateway
        while True:
            await asyncio.sleep(self._random.uniform(8, 40))
            how = self._random.choice(("reconnect", "drop"))
            self._tally.faults[f"Discord gateway: {how}"] += 1
            if how == "drop":
                gateway.drop()
            else:
                await gateway.ask_to_reconnect()

    async def _reindexes(self) -> None:
        """Every few minutes one product in ten has another price, and all that somebody follows costs less."""
        while True:
            await asyncio.sleep(max(5.0, self._seconds / 10))
            await self._until_told()
            self._tally.news.reindexing()
            cheaper = await asyncio.to_thread(self._change_shop, self._tally.news.followed, self._tally.news.watched)
            command = (sys.executable, "-P", "-m", "scripts.lib.reindex", "--config", str(self._folder / "config.toml"))
            env = os.environ | {"PYTHONPATH": str(ROOT)}
            with (self._folder / "reindex.log").open("ab") as log:
                process = await asyncio.create_subprocess_exec(*command, env=env, stdout=log, stderr=log)
                try:
                    async with within(START_S, "scripts/reindex has not ended"):
                        done = await process.wait() == 0
                finally:  # the run may be over before it
                    with suppress(ProcessLookupError):
                        process.kill()
            self.reindexes += done
            self._tally.news.reindexed(cheaper if done else None)

    async def _until_told(self) -> None:
        """What is still due after a long while is lost."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await self._tally.news.all_told.wait()
        self._tally.news.overdue()

    async def _days(self) -> None:
        """For whoever was told of news a day passes soon."""
        while True:
            await asyncio.sleep(2.0)
            await asyncio.to_thread(self._let_days_pass)

    def _let_days_pass(self) -> None:
        with closing(sqlite3.connect(self._folder / "store.sqlite", 10.0)) as db, db:
            db.execute("UPDATE people SET told_at = told_at - 86400 WHERE told_at > ?", (time.time() - 86400,))

    def _change_shop(self, followed: set[str], watched: set[str]) -> dict[str, float]:
        """Other prices, and a new product like each of `watched`; returns what the products cost now that are followed
        and can be bought."""
        with self._source.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        # Those of before go: among many pictures of one product the fifth is so close that the next may be farther off.
        rows = [row for row in rows if not row["id"].startswith("N")]
        shown = {re.sub(r" N\d+$", "", title) for title in watched}
        like = [dict(row) for row in rows if row["title"] in shown]
        for row in self._random.sample([row for row in rows if row["title"] not in followed], len(rows) // 10):
            row["price"] = f"{self._random.uniform(5, 150):.2f}"
        for row in rows:
            if row["title"] in followed:
                row["price"] = f"{float(row['price']) * 0.97 - 0.01:.2f}"
        for row in like:
            number = f"N{next(self._numbers)}"
            image = f"images/{number}.webp"
            # Photographed a little otherwise, 0.005 to 0.03 apart: the very same picture would be no news.
            with Image.open(self._source.parent / row["image"]) as photo:
                turned = photo.convert("RGB").rotate(3 + 3 * (self.reindexes % 3), fillcolor="white")
            turned.save(self._source.parent / image)
            rows.append(row | {"id": number, "title": f"{row['title']} {number}", "image": image})
        changed = self._source.with_suffix(".new")
        with changed.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        changed.replace(self._source)
        followed_rows = [row for row in rows if row["title"] in followed and row["in_stock"] == "yes"]
        return {row["title"]: float(row["price"]) for row in followed_rows}

    async def _kills(self) -> None:
        # In a short run fewer, or it would be nothing but starts.
        parts = [KILLS_AT[0], *(at for before, at in pairwise(KILLS_AT) if at - before > 10 / self._seconds)]
        for part in parts:
            await asyncio.sleep(max(0.0, self._tally.began + part * self._seconds - time.monotonic()))
            # One that has hardly come up again would be killed before it has answered anything.
            await asyncio.sleep(self._tally.up_at + _LEAST_UP_S - time.monotonic())
            below = processes_of(self.bot.pid)[1:]
            self.bot.kill()
            self._tally.kills.append(time.time())
            self._tally.up_at = math.inf
            self._discord.is_here.clear()
            async with within(START_S, "the bot was killed, and has not ended"):
                await self.bot.wait()
            self._discord.gateway.drop()
            await self.start()
            await self.is_up()
            self._tally.up_at = time.monotonic()
            self._discord.is_here.set()
            await asyncio.sleep(1.0)
            self.orphans += len([pid for pid in below if is_running(pid)])

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            if self.bot.returncode is not None and self.bot.returncode != -9:
                self.ended_by_itself.append(self.bot.returncode)
                await self.start()
            now = (time.monotonic() - self._tally.began) / self._seconds
            self.memory.note(now, self.bot.pid, [self.bot.pid])

    def found(self) -> dict[str, Any]:
        """The figures of docs/reliability.md."""
        tally = self._tally
        memory = self.memory.found()
        news, news_waits = tally.news, spread_of(tally.news.waits)
        log = (self._folder / "log").read_text(errors="replace")
        return {
            "sent": sum(tally.sent.values()),
            "of_these": dict(tally.sent.most_common()),
            "answered_once": tally.answered - len(tally.twice),
            "lost": tally.lost,
            "twice": tally.twice,
            "excused": dict(tally.excused),
            "apologies": dict(tally.apologies),
            "waits_s": spread_of(tally.waits),
            "answered_after_a_minute": tally.late,
            "news": {
                "told_once": news.told - len(news.twice),
                "lost": news.lost,
                "twice": news.twice,
                "excused": dict(news.excused),
                "wait_s": {name: news_waits[name] for name in ("median", "longest")},
            },
            **memory,
            "kills": len(tally.kills),
            "processes_left_by_kills": self.orphans,
            "ended_by_itself": self.ended_by_itself,
            "reindexes": self.reindexes,
            "faults": dict(sorted(tally.faults.items())),
            "tracebacks_in_the_log": log.count("Traceback (most recent call last)"),
            "met": not (tally.lost or tally.twice or news.lost or news.twice or self.ended_by_itself or self.orphans)
            and (memory["memory_growth_percent"] <= MOST_GROWTH_PERCENT or self._seconds < _WARM_AFTER_S),
        }


def own_port() -> int:
    """Free, and none that the system hands out. Of those one that is given up by a kill may be somebody else's at the
    next start; the local chat then waits for it."""
    for port in random.sample(range(15_000, 30_000), 100):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise SoakOverdueError("there is no free port between 15000 and 30000")


async def soak(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The whole run; what came of it."""
    unpack_sample_shop(folder / "shop")
    photos = [path.read_bytes() for path in sample_photos(folder / "shop")]
    prepare_index(argparse.Namespace(index=None, products=0), folder / "shop" / SAMPLE_CATALOGUE, folder)
    tally = SoakTally()
    async with serving(SoakTelegram(tally)) as api, serving_discord(SoakDiscord(tally, given.shoppers)) as discord:
        assert isinstance(api, SoakTelegram) and isinstance(discord, SoakDiscord)  # noqa: S101 - for the type checker
        run = SoakRun(given, folder, tally, api, discord)
        await run.start()
        try:
            await run.is_up()
            tally.began = time.monotonic()
            discord.is_here.set()
            async with within_all(given.minutes * 60), AsyncExitStack() as stack:
                shoppers: list[SoakShopper] = []
                for number in range(max(1, given.shoppers // 3)):
                    shoppers.append(TelegramShopper(api, number, photos, given.seed))
                    shoppers.append(DiscordShopper(discord, number, photos, given.seed))
                    page = WebShopper.at(run.url, tally, number, photos, given.seed)
                    shoppers.append(await stack.enter_async_context(page))
                SoakShopper.pace = given.pace
                await run.happen(shoppers)
        except (SoakOverdueError, ExceptionGroup) as error:
            overdue = error.exceptions if isinstance(error, ExceptionGroup) else (error,)
            if not all(isinstance(each, SoakOverdueError) for each in overdue):
                raise
            await end_bot(run.bot, at_once=True)
            log = (folder / "log").read_text(errors="replace")
            sys.exit("\n".join(("scripts/soak:", *map(str, overdue), log[-6000:])))
        finally:
            await end_bot(run.bot)
    return run.found()
