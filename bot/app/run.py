"""The composition root: the only place that sees every part. Builds them as configured, runs until stopped, and keeps
the front ends running, each for itself: what befalls one never stops another."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import fields, replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.app.engine import (
    AdditionsBuilder,
    RecommenderOpener,
    outbound_problem,
    photo_decoders,
    prepare_sample_shop,
)
from bot.app.figures import shop_figures
from bot.app.health import Health
from bot.app.only_one import place_of, the_only_one
from bot.app.processes.count import process_count
from bot.app.pruning import prune_daily
from bot.app.rebuilding import rebuild_apart, reindex_on_schedule
from bot.config import TOKEN_VARIABLES, Config, ConfigError, read_config
from bot.conversation import Conversation, Settings
from bot.conversation.admin import hash_of
from bot.frontends import FrontEnd, FrontEndContext, FrontEndError
from bot.logs import set_up_logging
from bot.messages import Box, Platform
from bot.ports import AddressRules, PhotoError, RecommenderError, StoreError, WorkerFullError
from bot.schedule import Schedule
from bot.store.store import Store
from bot.texts import LANGUAGES, Texts
from bot.texts.lexicon import lexicon
from bot.worker import WARM_AFTER_S, RecommenderWorker
from recommender.photo import freed

if TYPE_CHECKING:
    from bot.app.processes.engine import RecommenderProcesses
    from recommender.photo.decoders import PhotoDecoders

_log = logging.getLogger(__name__)

PLATFORMS: tuple[Platform, ...] = ("web", "telegram", "discord")
TITLES = MappingProxyType({"web": "Local chat", "telegram": "Telegram", "discord": "Discord"})
_SHUTDOWN_SECONDS = 30.0
_NEWS_SECONDS, _NEWS_AGAIN_SECONDS = 5.0, 900.0


def run_command(config_path: Path | None, only: Sequence[str] | None) -> int:
    """`python -m bot run`: serves until SIGINT or SIGTERM. Exit status 0, or 2 if something has to be mended first."""
    freed.keep_little()
    try:
        config = read_config(config_path)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    tokens = config.telegram.token, config.telegram.webhook_secret, config.discord.token, config.admins.web
    set_up_logging((*tokens, config.store.url), config.logs.format)
    front_ends = [name for name in PLATFORMS if _is_wanted(config, name, only)]
    if not front_ends:
        print("There is nothing to run: enable [web], or give a token for Telegram or Discord.", file=sys.stderr)
        return 2
    try:
        AddressRules(config.catalogue.private_hosts)
        if front_ends == ["web"] and (problem := outbound_problem()):
            _log.error("pictures by URL cannot be fetched: %s", problem)
        with the_only_one(place_of(config)):
            samples = prepare_sample_shop(config) if config.is_sample else ()
            return asyncio.run(_serve(config, front_ends, samples))
    except (RecommenderError, StoreError, OSError) as error:
        print(f"Cannot start: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:  # before the signal handlers were in place
        return 130


def _is_wanted(config: Config, name: Platform, only: Sequence[str] | None) -> bool:
    """Whether to run this front end. One that was asked for or configured, and cannot be run, gets a line on why."""
    if only is not None and name not in only:
        return False
    if name == "web":
        return config.web.enabled or only is not None
    token = config.telegram.token if name == "telegram" else config.discord.token
    if not token:
        if only is not None:
            remedy = f"set [{name}] token in the config, or {TOKEN_VARIABLES[name]}"
            print(f"{TITLES[name]}: there is no token; {remedy}.", file=sys.stderr)
        return False
    if find_spec(f"bot.frontends.{name}.frontend") is None:
        print(f"{TITLES[name]}: this version has no such front end.", file=sys.stderr)
        return False
    return True


async def _serve(config: Config, names: Sequence[Platform], samples: tuple[Path, ...]) -> int:
    stop = asyncio.Event()
    async with (
        Store.open(
            place_of(config), config.limits.store_seconds, config.limits.unwritten, config.pictures_dir
        ) as store,
        _photo_decoders(config) as decoders,
        _recommender_processes(config, decoders) as processes,
        RecommenderWorker(
            processes.open if processes else RecommenderOpener(config, decoders),
            partial(rebuild_apart, config),
            AdditionsBuilder(config),
            threads=process_count(config) or 2,
            waiting=config.limits.waiting,
            decoding=config.limits.photos_at_once,
        ) as worker,
    ):
        conversation = Conversation(worker, store, _settings(config), shop_figures(config))
        limits = config.limits
        health = Health(names, worker, config.index_dir, processes)
        context = FrontEndContext(
            limits.photo_bytes,
            samples,
            kept_files=store.files,
            redraw=partial(_redraw, decoders),
            cut_out=partial(_cut_out, decoders),
            upload_bytes=limits.upload_bytes,
            chats=limits.chats,
            private_hosts=config.catalogue.private_hosts,
            health=health.report,
            metrics=health.metrics,
            catalogue_channels=config.catalogue.channels,
        )
        with _stop_signals(stop):
            works = (prune_daily(store, config), _serve_offers(conversation, worker), _tell_news(conversation, worker))
            besides = [asyncio.create_task(work) for work in (*works, _give_back_memory(decoders), _read_texts())]
            if config.catalogue.schedule:
                schedule = Schedule.parse(config.catalogue.schedule)
                besides.append(asyncio.create_task(reindex_on_schedule(worker, schedule, config.index_dir)))
            running: list[asyncio.Task[None]] = []
            for front_end in _front_ends(config, names, conversation, context):
                serving_it = _serve_front_end(front_end, health, partial(_is_alone, running, front_end.name))
                running.append(asyncio.create_task(serving_it, name=front_end.name))
            stopping = asyncio.create_task(stop.wait())
            # A front end that can never run ends its task; the bot goes on for as long as one is left.
            while not stop.is_set() and (left := [task for task in running if not task.done()]):
                await asyncio.wait((stopping, *left), return_when=asyncio.FIRST_COMPLETED)
            if was_stopped := stop.is_set():
                print("Stopping …", flush=True)
            for task in (*running, *besides, stopping):
                task.cancel()
            await asyncio.wait((*running, *besides, stopping), timeout=_SHUTDOWN_SECONDS)
    return 0 if was_stopped else 2


async def _give_back_memory(decoders: PhotoDecoders) -> None:
    while True:
        await asyncio.sleep(freed.SECONDS)
        await asyncio.to_thread(decoders.end_idle)
        await asyncio.to_thread(freed.give_back)


async def _read_texts() -> None:
    """Every language, a third of a second in all, which beyond a start's first seconds no shopper waits for."""
    await asyncio.sleep(WARM_AFTER_S)
    for language in LANGUAGES:
        texts = await asyncio.to_thread(Texts.for_locale, language)
        await asyncio.to_thread(texts.price, 1.0, "EUR")
        await asyncio.to_thread(lexicon, language)


def _settings(config: Config) -> Settings:
    """The limits that the conversation keeps are called there as in [limits]."""
    admins: dict[Platform, frozenset[str]] = {
        name: frozenset(config.admins.of(name)) for name in ("telegram", "discord")
    }
    token = config.admins.web.get_secret_value()
    limits = config.limits.model_dump(include={each.name for each in fields(Settings)})
    return Settings(
        admins=MappingProxyType(admins),
        retention_days=config.store.retention_days,
        web_admin_hash=hash_of(token) if token else "",
        **limits,
    )


def _front_ends(
    config: Config, names: Sequence[Platform], conversation: Conversation, context: FrontEndContext
) -> Iterator[FrontEnd]:
    """Those that can be loaded: a missing library or a fault in one module does not stop the others."""
    for name in names:
        try:
            module = importlib.import_module(f"bot.frontends.{name}.frontend")
            mine = replace(context, admins=config.admins.of(name))
            front_end: FrontEnd = module.create(conversation, getattr(config, name), mine)
        except Exception:
            _log.exception("%s: cannot be loaded", name)
            continue
        yield front_end


async def supervise(
    front_end: FrontEnd,
    ready: Callable[[str], None],
    *,
    ended: Callable[[], None] = lambda: None,
    is_alone: Callable[[], bool] = lambda: True,
    first: float = 2.0,
    longest: float = 300.0,
    healthy: float = 60.0,
) -> None:
    """Run the front end until cancelled, again and again; returns only if it never can (FrontEndError.permanent), or if
    something else has what it needs and no other front end is left to be served meanwhile (`is_alone`).

    `ended` is called whenever it cannot be used any more. Before the next attempt it waits for `first` seconds, twice
    as long each time up to `longest`; from `first` again after a run of `healthy` seconds.
    """
    pause, told = first, ""
    while True:
        began, before, told = time.monotonic(), told, ""
        try:
            await front_end.run(ready)
            _log.error("%s: ended by itself", front_end.name)
        except FrontEndError as error:
            told = str(error) if error.taken else ""
            if not told or told != before:
                _log.error("%s: %s", front_end.name, error)
            if error.permanent or (error.taken and is_alone()):
                return
        except Exception:
            _log.exception("%s: failed", front_end.name)
        finally:
            ended()
        if time.monotonic() - began >= healthy:
            pause = first
        if not told:
            _log.info("%s: trying again in %.0f s", front_end.name, pause)
        elif told != before:
            _log.info("%s: trying again until it can", front_end.name)
        await asyncio.sleep(pause)
        pause = min(pause * 2, longest)


@contextlib.asynccontextmanager
async def _photo_decoders(config: Config) -> AsyncIterator[PhotoDecoders]:
    """Their libraries are loaded beside all else."""
    with await asyncio.to_thread(photo_decoders, config) as decoders:
        await asyncio.to_thread(decoders.start)
        yield decoders


@contextlib.asynccontextmanager
async def _recommender_processes(config: Config, decoders: PhotoDecoders) -> AsyncIterator[RecommenderProcesses | None]:
    """None where the bot answers itself, which then loads none of this."""
    if not (count := process_count(config)):
        yield None
        return
    from bot.app.processes.engine import RecommenderProcesses

    processes = RecommenderProcesses(config, decoders, count)
    await asyncio.to_thread(processes.__enter__)
    try:
        yield processes
    finally:
        await asyncio.to_thread(processes.__exit__)


async def _redraw(decoders: PhotoDecoders, data: bytes, /, *, most_side: int = 0) -> bytes:
    """Off the event loop; see FrontEndContext."""
    from recommender.photo.reencoding import reencoded_as_jpeg

    try:
        return await asyncio.to_thread(reencoded_as_jpeg, data, most_side, decoders.load)
    except PhotoError as error:
        raise ValueError(str(error)) from error


async def _cut_out(decoders: PhotoDecoders, data: bytes, boxes: Sequence[Box], meant: int, /) -> bytes:
    """Off the event loop; see FrontEndContext."""
    from recommender.network.glimpses import glimpse

    try:
        return await asyncio.to_thread(lambda: glimpse(decoders.load(data), boxes, meant))
    except PhotoError as error:
        raise ValueError(str(error)) from error


def _is_alone(running: Sequence[asyncio.Task[None]], name: Platform) -> bool:
    return all(each.done() for each in running if each.get_name() != name)


async def _serve_front_end(front_end: FrontEnd, health: Health, is_alone: Callable[[], bool]) -> None:
    name = front_end.name

    def ready(where: str) -> None:
        health.mark(name, True)
        print(f"{TITLES[name]}: {where}", flush=True)

    await supervise(front_end, ready, ended=partial(health.mark, name, False), is_alone=is_alone)


async def _serve_offers(conversation: Conversation, worker: RecommenderWorker) -> None:
    """At the start, and beside each index that comes: another embedder's, or another bot's, may have come without."""
    served: str | None = None
    while True:
        if (version := worker.index_version) != served:
            await conversation.serve_offers()
            served = version
        await asyncio.sleep(_NEWS_SECONDS)


async def _tell_news(conversation: Conversation, worker: RecommenderWorker) -> None:
    """After each reindex, here or from a shell; on a platform that is connected only then; and now and then for those
    who were told of the one before today."""
    seen, looked_at, told_on = "", float("-inf"), frozenset[Platform]()
    while True:
        await asyncio.sleep(_NEWS_SECONDS)
        with contextlib.suppress(RecommenderError, WorkerFullError):
            await worker.products(())  # takes up the index that was put in place last, also where nobody asks
        # Another index may be put in place while news are told: of that one too, then.
        now, reached, version = asyncio.get_running_loop().time(), conversation.reached, worker.index_version
        is_due = version != seen or not reached <= told_on or now - looked_at >= _NEWS_AGAIN_SECONDS
        told_on &= reached
        # While another bot tells them it is looked again soon: that one may end in the midst of it.
        if worker.product_count and is_due and await conversation.tell_news() is not None:
            seen, looked_at, told_on = version, now, reached


@contextlib.contextmanager
def _stop_signals(stop: asyncio.Event) -> Iterator[None]:
    """The first SIGINT or SIGTERM stops cleanly; the next one ends at once, for whoever does not want to wait."""
    loop = asyncio.get_running_loop()

    def stop_once(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    handled = (signal.SIGINT, signal.SIGTERM)
    for number in handled:
        loop.add_signal_handler(number, stop_once, number)
    try:
        yield
    finally:
        for number in handled:
            loop.remove_signal_handler(number)
