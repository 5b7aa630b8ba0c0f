"""Several bots on one PostgreSQL database, behind a balancer of Telegram's webhook calls; one after another is killed,
and the others go on alone for a while."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from recommender.catalogue.sample_shop import SAMPLE_CATALOGUE, sample_photos, unpack_sample_shop
from scripts.lib.bench.bot_process import end_bot, is_running, prepare_index, processes_of, start_bot
from scripts.lib.soak.run import SoakRun, own_port
from tests.bot.frontends.soak.discord import SoakDiscord
from tests.bot.frontends.soak.shopper import SoakShopper
from tests.bot.frontends.soak.tally import Json, SoakTally
from tests.bot.frontends.soak.telegram import SoakTelegram, TelegramShopper
from tests.bot.frontends.soak.waiting import START_S, SoakOverdueError, within, within_all
from tests.bot.frontends.telegram.server import serving

# Parts of the whole time: when a bot is killed, and when it is started again.
_KILLS_AT = ((0.2, 0.4), (0.6, 0.8))
_AGAIN_S = 0.5
_CALL_S = 60.0


class CallingTelegram(SoakTelegram):
    """Calls the webhook as Telegram does: of each chat one update after the other, again until it is acknowledged."""

    def __init__(self, tally: SoakTally) -> None:
        super().__init__(tally)
        self._turns: dict[str, asyncio.Lock] = {}
        self._calling: set[asyncio.Task[None]] = set()

    async def raw_update(self, update: Json) -> int:
        task = asyncio.create_task(self._called(update))
        self._calling.add(task)
        task.add_done_callback(self._calling.discard)
        return 200

    async def _called(self, update: Json) -> None:
        (content,) = (value for key, value in update.items() if key != "update_id")
        chat = content.get("chat") or content.get("message", {}).get("chat") or content["from"]
        async with self._turns.setdefault(str(chat["id"]), asyncio.Lock()):
            while not await self._is_taken(update):  # noqa: ASYNC110 - nobody tells when it can be taken
                await asyncio.sleep(_AGAIN_S)

    async def _is_taken(self, update: Json) -> bool:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.webhook.get("secret_token", "")}
        timeout = aiohttp.ClientTimeout(total=_CALL_S)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as client,
                client.post(self.webhook["url"], json=update, headers=headers) as answer,
            ):
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError):
            return False


class Balancer:
    """Gives each call to the next bot in turn, and to the one after it where that is gone or refuses."""

    def __init__(self, ports: Sequence[int]) -> None:
        self.delivered: Counter[int] = Counter()
        self.passed_on = 0
        self._ports = ports
        self._next = itertools.count()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        """Its address, for as long as the block lasts."""
        app = web.Application()
        app.router.add_post("/telegram", self._called)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_CALL_S)) as self._client:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            try:
                yield f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
            finally:
                await runner.cleanup()

    async def _called(self, request: web.Request) -> web.Response:
        body, first = await request.read(), next(self._next)
        secret = {name: request.headers[name] for name in request.headers if name.startswith("X-Telegram")}
        for turn in range(len(self._ports)):
            port = self._ports[(first + turn) % len(self._ports)]
            try:
                address = f"http://127.0.0.1:{port}/telegram"
                headers = {"Content-Type": "application/json", **secret}
                async with self._client.post(address, data=body, headers=headers) as answer:
                    if answer.status < 500:
                        self.delivered[port] += 1
                        return web.Response(status=answer.status)
            except (aiohttp.ClientError, TimeoutError):
                pass
            self.passed_on += 1
        return web.Response(status=503)


class SharedSoak(SoakRun):
    """Bots that share a store and an index; the first one's folder is the whole run's."""

    def __init__(self, given: argparse.Namespace, folder: Path, tally: SoakTally, api: SoakTelegram) -> None:
        super().__init__(given, folder, tally, api, SoakDiscord(tally, 0))
        self._store = str(given.store)
        self._index: dict[str, object] = {"dir": str(folder / "index")}
        if given.milvus:
            # A question may wait for the processor here, which the shoppers, the faults and the server share.
            self._index |= {
                "engine": "milvus",
                "uri": given.milvus,
                "collection": f"soak{time.time_ns()}",
                "seconds": 20,
            }
        self.ports = [own_port() for _ in range(given.bots)]
        self.bots: list[asyncio.subprocess.Process | None] = [None] * given.bots
        self.webhook_url = ""

    async def start(self) -> None:
        if "uri" in self._index:
            await asyncio.to_thread(self._publish)
        for number in range(len(self.bots)):
            await self._start(number)

    def _publish(self) -> None:
        from recommender.index.milvus.connection import MilvusConnection, MilvusSettings
        from recommender.index.milvus.publishing import publish

        settings = MilvusSettings(str(self._index["uri"]), collection=str(self._index["collection"]), seconds=20)
        publish(MilvusConnection(settings), self._folder / "index")

    async def _start(self, number: int) -> None:
        folder = self._folder / f"bot{number}" if number else self._folder
        folder.mkdir(exist_ok=True)
        webhook = {"webhook_url": self.webhook_url, "webhook_host": "127.0.0.1", "webhook_port": self.ports[number]}
        shared = self._settings | {
            "store": {"url": self._store, "path": str(self._folder / "store.sqlite")},
            "index": self._index,
        }
        self.bots[number] = await start_bot({"telegram": self._api.keys | webhook}, self._source, folder, shared)

    async def is_up(self) -> None:
        for port in self.ports:
            await self._listens(port)

    async def _listens(self, port: int) -> None:
        async with within(START_S, f"the bot that was to listen on {port} does not"):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.1)
                else:
                    writer.close()
                    return

    async def _gateway(self) -> None:
        await asyncio.Event().wait()

    async def _kills(self) -> None:
        for number, (kill_at, start_at) in enumerate(_KILLS_AT):
            which = number % len(self.bots)
            await self._until(kill_at)
            bot = self.bots[which]
            assert bot is not None  # noqa: S101 - for the type checker
            below, self.bots[which] = processes_of(bot.pid)[1:], None
            bot.kill()
            self._tally.kills.append(time.time())
            await bot.wait()
            await asyncio.sleep(1.0)
            self.orphans += len([pid for pid in below if is_running(pid)])
            await self._until(start_at)
            await self._start(which)
            await self._listens(self.ports[which])

    async def _until(self, part: float) -> None:
        await asyncio.sleep(max(0.0, self._tally.began + part * self._seconds - time.monotonic()))

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(0.5)
            running = [bot for bot in self.bots if bot is not None]
            for bot in running:
                if bot.returncode is not None:
                    raise SoakOverdueError(f"a bot ended by itself with {bot.returncode}")
            now = (time.monotonic() - self._tally.began) / self._seconds
            self.memory.note(now, len(running), [bot.pid for bot in running])

    def _let_days_pass(self) -> None:
        import psycopg

        with psycopg.connect(self._store) as db:
            db.execute("UPDATE people SET told_at = told_at - 86400 WHERE told_at > %s", (time.time() - 86400,))

    async def end(self) -> None:
        """All of them, also where one does not end: TimeoutError then."""
        ends = (end_bot(bot) for bot in self.bots if bot is not None)
        for done in await asyncio.gather(*ends, return_exceptions=True):
            if done is not None:
                raise done


async def soak_shared(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The whole run; what came of it."""
    unpack_sample_shop(folder / "shop")
    photos = [path.read_bytes() for path in sample_photos(folder / "shop")]
    prepare_index(argparse.Namespace(index=None, products=0), folder / "shop" / SAMPLE_CATALOGUE, folder)
    tally = SoakTally()
    async with serving(CallingTelegram(tally)) as api:
        assert isinstance(api, SoakTelegram)  # noqa: S101 - for the type checker
        run = SharedSoak(given, folder, tally, api)
        balancer = Balancer(run.ports)
        async with balancer.serving() as run.webhook_url:
            try:
                await run.start()
                await run.is_up()
                tally.began = time.monotonic()
                shoppers: list[SoakShopper] = [
                    TelegramShopper(api, number, photos, given.seed) for number in range(given.shoppers)
                ]
                SoakShopper.pace = given.pace
                async with within_all(given.minutes * 60):
                    await run.happen(shoppers)
            finally:
                await run.end()
    delivered = [balancer.delivered[port] for port in run.ports]
    return {"bots": given.bots, "updates_by_bot": delivered, "passed_on": balancer.passed_on} | run.found()
