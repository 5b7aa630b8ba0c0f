"""Recommender processes: real ones, killed and stopped while they are at work."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from subprocess import DEVNULL, PIPE

import aiohttp
import pytest

from bot.app import apart
from bot.app.engine import RecommenderOpener, photo_decoders
from bot.app.processes import engine as pool_module
from bot.app.processes import process as process_module
from bot.app.processes.count import ProcessFigures, cores, process_count
from bot.app.processes.engine import RecommenderProcesses
from bot.app.processes.process import RecommenderProcess
from bot.config import Config, load_config
from bot.ports import EngineLostError
from recommender import Embedder, build_index, read_catalogue
from recommender.answers import Answer, Filters, Garment, PhotoRequest, RankingContext, RankingRequest
from recommender.errors import IndexMissingError, QueryError, UnknownProductError
from recommender.protocols import Engine
from scripts.lib.bench.bot_process import is_running, processes_of
from tests.bot.app.test_conditions import BARE, COMMAND, answers, configure, running
from tests.bot.frontends.web.client import message, shopper
from tests.bot.rig import draw_shop, photo, running_bot

pytestmark = pytest.mark.slow  # processes


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Of a small shop with its index, served by two processes."""
    folder = tmp_path_factory.mktemp("served")
    build_index(read_catalogue(draw_shop(folder / "shop")), folder / "index", Embedder.load())
    text = '[catalogue]\nsource = "shop"\n[index]\ndir = "index"\n[web]\nport = 0\n[recommender]\nprocesses = 2\n'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return load_config(folder / "config.toml", {})


@contextmanager
def served(config: Config, count: int = 2) -> Iterator[RecommenderProcesses]:
    with photo_decoders(config) as decoders, RecommenderProcesses(config, decoders, count) as processes:
        yield processes


@pytest.fixture(scope="module")
def two(config: Config) -> Iterator[RecommenderProcesses]:
    """Two processes that are ready."""
    with served(config) as processes:
        until(lambda: processes.figures.ready == 2)
        yield processes


def until(true: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def asked(processes: RecommenderProcesses, *numbers: int) -> Future[list[object]]:
    """These photos, as the worker's thread asks."""
    requests = [PhotoRequest(processes.decode(photo(number))) for number in numbers]
    pool = ThreadPoolExecutor(1)
    future = pool.submit(processes.recommend_many, requests)
    pool.shutdown(wait=False)
    return future


@contextmanager
def stopped(process: RecommenderProcess) -> Iterator[None]:
    """Whatever it is asked meanwhile, it does not get to; it is killed in the midst of it."""
    os.kill(process.pid, signal.SIGSTOP)
    yield
    until(lambda: process._asked)
    os.kill(process.pid, signal.SIGKILL)


def product(answer: object) -> str:
    assert isinstance(answer, Answer), answer
    return answer.hits[0].product.id


def test_they_answer_as_the_recommender_does(config: Config, two: RecommenderProcesses) -> None:
    """All that can be asked, with context and filters, and what is raised; but for the times that it took."""
    own = RecommenderOpener(config)()
    plain = RankingRequest(
        Filters(min_price=11, not_colour="Blue"), 4, frozenset({"p3"}), RankingContext(liked=("p5",), disliked=("p1",))
    )
    part = Garment((0.0, 0.1, 0.9, 1.0), "top", 0.5)
    requests = [PhotoRequest(two.decode(photo(3))), PhotoRequest(two.decode(photo(4, 80)), plain, part)]
    first = own.recommend_many(requests)[0]
    assert isinstance(first, Answer)
    for ask in (
        lambda engine: engine.recommend_many(requests),
        lambda engine: [engine.further(first.query, first.embedder_version, plain)],
        lambda engine: [engine.more_like("p2", plain)],
        lambda engine: [engine.goes_with_product("p2", plain)],
        lambda engine: [engine.goes_with(engine.more_like("p2", plain).query, first.embedder_version, plain, ("p3",))],
        lambda engine: [engine.named(plain)],
    ):
        for here, there in zip(ask(own), ask(two), strict=True):
            assert [each.name for each in fields(here) if getattr(here, each.name) != getattr(there, each.name)] in (
                [],
                ["timings"],
            )
    assert two.products(["p1", "none"]) == own.products(["p1", "none"])
    assert (two.words, two.product_count, two.index_version) == (own.words, 13, own.index_version)
    with pytest.raises(UnknownProductError):
        two.more_like("none", plain)
    with pytest.raises(QueryError):
        two.further(b"none", first.embedder_version, plain)


def test_one_killed_in_the_midst_of_a_photo(two: RecommenderProcesses, caplog: pytest.LogCaptureFixture) -> None:
    """The other one answers, and a new one takes its place; so it is with one that is stuck. A line for each."""
    lost = two.figures.lost
    victim = two._idle[-1]
    with stopped(victim):
        answer = asked(two, 5)
    assert product(answer.result(60)[0]) == "p5"
    # The answer may be there before the loss is counted: until then both seem ready.
    until(lambda: two.figures == ProcessFigures(2, 2, lost + 1))
    assert f"recommender process {victim.pid} ended by SIGKILL; another one takes its place" in caplog.messages
    assert sum("is ready after" in line for line in caplog.messages) <= 1  # INFO, which pytest may leave out
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process_module, "_PATIENCE_SECONDS", 3)
        os.kill(two._idle[-1].pid, signal.SIGSTOP)
        assert product(asked(two, 6).result(60)[0]) == "p6"
    until(lambda: two.figures == ProcessFigures(2, 2, lost + 2))


async def test_one_that_brings_down_three(config: Config, tmp_path: Path) -> None:
    """Its sender gets a polite sentence; who was looked at together with it gets the answer, and so do the next."""
    with served(config, 1) as processes:
        until(lambda: processes.figures.ready == 1)
        poison, innocent = kill_thrice(processes, lambda: asked(processes, 7, 8)).result(60)
        assert isinstance(poison, EngineLostError)
        assert product(innocent) == "p8"
        assert product(asked(processes, 7).result(60)[0]) == "p7"

    def lost() -> Engine:
        raise poison

    async with running_bot(tmp_path / "db", config.index_dir, open_engine=lost) as bot:
        (reply,) = await bot.send(photo(7))
        assert reply.text == "Something went wrong on my side, sorry. Please try again."


def kill_thrice(processes: RecommenderProcesses, ask: Callable[[], Future[list[object]]]) -> Future[list[object]]:
    """What is asked brings its process down, and the next two that it is asked of."""
    (before,) = processes._processes
    with stopped(before):
        answer = ask()
    for _ in range(2):
        until(lambda last=before: processes._processes and processes._processes[0] is not last)
        before = processes._processes[0]
        with processes._changed:  # until it is let go, nobody is given to the photo that waits
            until(lambda next_one=before: next_one.served)
            os.kill(before.pid, signal.SIGSTOP)
        until(lambda next_one=before: next_one._asked)
        os.kill(before.pid, signal.SIGKILL)
    return answer


def test_all_are_killed_at_once(two: RecommenderProcesses) -> None:
    """As by a machine that is short of memory: what was asked of one of them, then of the other, is answered yet."""
    until(lambda: two.figures.ready == 2)
    both = list(two._processes)
    for process in both:
        os.kill(process.pid, signal.SIGSTOP)
    answer = asked(two, 5)
    until(lambda: any(process._asked for process in both))
    both.sort(key=lambda process: not process._asked)
    for process in both:
        until(lambda asked_now=process: asked_now._asked)
        os.kill(process.pid, signal.SIGKILL)
    assert product(answer.result(60)[0]) == "p5"
    until(lambda: two.figures.ready == 2)


def test_a_new_version_is_taken_up_by_each(config: Config, two: RecommenderProcesses) -> None:
    """One of them sees it when it is asked; the others are told, and answers go on all the while."""
    before, stop, wrong = two.index_version, threading.Event(), list[object]()

    def go_on_asking() -> None:
        while not stop.is_set():
            wrong.extend(each for each in asked(two, 1).result(60) if product(each) != "p1")

    asking = threading.Thread(target=go_on_asking)
    asking.start()
    embedder = Embedder.load()
    new = build_index(read_catalogue(draw_shop(config.base / "shop", 14)), config.index_dir, embedder).index_version
    until(lambda: [each.served and each.served.version for each in two._processes] == [new, new])
    stop.set()
    asking.join()
    assert wrong == []
    assert (two.index_version, two.product_count) == (new, 14)
    newer = build_index(read_catalogue(draw_shop(config.base / "shop")), config.index_dir, embedder).index_version
    assert two.refresh(wait=True)
    assert [each.served and each.served.version for each in two._processes] == [newer, newer]
    assert len({before, new, newer}) == 3


def test_a_version_is_told_when_each_has_it(config: Config, two: RecommenderProcesses) -> None:
    """Whoever goes by the version, as news do, would else be answered from the one before by the other process."""
    before, slow = two.index_version, two._idle[0]
    os.kill(slow.pid, signal.SIGSTOP)
    new = build_index(read_catalogue(draw_shop(config.base / "shop", 14)), config.index_dir, Embedder.load())
    assert len(two.products(["p13"])) == 1
    until(lambda: new.index_version in [each.served and each.served.version for each in two._processes])
    assert (two.index_version, two.product_count) == (before, 13)
    os.kill(slow.pid, signal.SIGCONT)
    until(lambda: two.index_version == new.index_version)
    assert {each.served and each.served.version for each in two._processes} == {new.index_version}
    build_index(read_catalogue(draw_shop(config.base / "shop")), config.index_dir, Embedder.load())
    assert two.refresh(wait=True)


def test_without_an_index(config: Config, tmp_path: Path) -> None:
    """What asks is told so by each; once there is one, it is served without a new start."""
    other = config.model_copy(update={"index": config.index.model_copy(update={"dir": tmp_path / "index"})})
    with served(other, 1) as processes:
        with pytest.raises(IndexMissingError):
            processes.open()
        assert processes.figures == ProcessFigures(1, 1, 0)
        build_index(read_catalogue(config.base / "shop"), tmp_path / "index", Embedder.load())
        assert processes.open().product_count == 13
        assert processes.words.types == ("Tshirts",)


def test_processes_that_cannot_start(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are tried again after longer and longer pauses, and who asks meanwhile is told in time."""
    monkeypatch.setattr(pool_module, "_WAIT_SECONDS", 0.2)
    monkeypatch.setattr(pool_module, "_PAUSE_SECONDS", 0.01)
    command = apart.command
    monkeypatch.setattr(apart, "command", lambda module: [*command(module)[:1], "-c", "raise SystemExit(3)"])
    with served(config, 1) as processes:
        until(lambda: processes.figures.lost > 1)
        with pytest.raises(EngineLostError):
            processes.open()
        monkeypatch.setattr(apart, "command", command)
        monkeypatch.setattr(pool_module, "_WAIT_SECONDS", 60)
        assert processes.open().product_count == 13


async def test_the_whole_bot(config: Config, tmp_path: Path) -> None:
    """It answers while its processes are killed, says how they are, and leaves nothing behind: stopped or killed."""
    configure(config.base, tmp_path, "port = 0\n[recommender]\nprocesses = 2")
    async with running(tmp_path) as (bot, url), aiohttp.ClientSession() as client:
        await answers(url)

        async def health() -> dict[str, object]:
            async with client.get(f"{url}/healthz") as answer:
                return dict((await answer.json())["recommenders"])

        async def both_ready(lost: int) -> None:
            for _ in range(600):
                if await health() == {"wanted": 2, "ready": 2, "lost": lost}:
                    return
                await asyncio.sleep(0.1)
            raise AssertionError(await health())

        await both_ready(0)
        recommenders = [pid for pid in processes_of(bot) if b"processes.serving" in command_of(pid)]
        for pid in recommenders:
            os.kill(pid, signal.SIGSTOP)
        async with shopper(url) as anna, anna.listen() as socket:
            await anna.send_photo(photo(2))
            await asyncio.sleep(0.3)
            for pid in recommenders:
                os.kill(pid, signal.SIGKILL)
            assert (await message(socket))["buttons"]
        await both_ready(2)
        async with client.get(f"{url}/metrics") as answer:
            lines = (await answer.text()).splitlines()
        assert "lookalike_recommender_processes 2.0" in lines
        assert "lookalike_recommender_processes_lost_total 2.0" in lines
        all_of_it = processes_of(bot)
    assert not any(map(is_running, all_of_it))
    killed = await asyncio.create_subprocess_exec(*COMMAND, cwd=tmp_path, env=BARE, stdout=PIPE, stderr=DEVNULL)
    assert killed.stdout is not None
    async with asyncio.timeout(60):
        await killed.stdout.readline()
    all_of_it = processes_of(killed.pid)
    assert sum(b"processes.serving" in command_of(pid) for pid in all_of_it) == 2
    killed.kill()
    await killed.wait()
    await asyncio.to_thread(until, lambda: not any(map(is_running, all_of_it)), 10)


def command_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def test_the_token_of_the_index_reaches_them(config: Config) -> None:
    """What is handed to a process of ours is the configuration with that one secret; the tokens of platforms stay."""
    index = config.index.model_copy(update={"token": type(config.index.token)("root:secret")})
    there = apart.settled(apart.settings(config.model_copy(update={"index": index})))
    assert there.index.token.get_secret_value() == "root:secret"
    assert there.index.dir == config.index.dir


def test_how_many(config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By the configuration, or one for each core that there is, or that a container is allowed; none for one alone."""

    def wanted(value: int | str) -> int:
        settings = config.recommender.model_copy(update={"processes": value})
        return process_count(config.model_copy(update={"recommender": settings}))

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)))
    quota = tmp_path / "cpu.max"
    monkeypatch.setattr("bot.app.processes.count._QUOTA", quota)
    assert (wanted(3), wanted("auto")) == (3, 8)
    quota.write_text("max 100000\n")
    assert wanted("auto") == 8
    quota.write_text("250000 100000\n")
    assert cores() == 2
    quota.write_text("50000 100000\n")
    assert (wanted("auto"), wanted(0)) == (0, 0)
