"""A reindex in a process of its own, which gets what the answers leave of the processors, and on a schedule.

In a thread of the bot it would hold the interpreter that answers need, whatever its priority. Started as `python -m
bot.app.rebuilding`: what is to be done comes as one line of JSON, what happens goes out as a line each.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from bot.app import apart
from bot.app.engine import rebuild_index
from bot.app.told_errors import ToldError
from bot.config import Config
from bot.logs import set_up_logging
from bot.schedule import Schedule
from bot.worker import RecommenderWorker
from recommender.answers import IndexReport, Progress, Stage
from recommender.errors import IndexBusyError, IndexingError, RecommenderError

_log = logging.getLogger(__name__)

_BEAT_SECONDS = 1.0  # so that whoever wants it to end is asked, also where a server lets it wait
_LOOK_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class _RebuildLine:
    """One of the three."""

    progress: Progress | None = None
    report: IndexReport | None = None
    error: ToldError | None = None


def rebuild_apart(config: Config, progress: Callable[[Progress], None], full: bool, force: bool = False) -> IndexReport:
    """As `rebuild_index`; what `progress` raises ends it. Raises RecommenderError."""
    order = apart.settings(config) | {"full": full, "force": force}
    with subprocess.Popen(  # noqa: S603 - our own words
        apart.command("bot.app.rebuilding"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, **apart.options()
    ) as process:
        assert process.stdin is not None  # noqa: S101 - for the type checker
        assert process.stdout is not None  # noqa: S101 - for the type checker
        try:
            process.stdin.write(json.dumps(order).encode() + b"\n")
            process.stdin.flush()
            for line in process.stdout:
                said = msgspec.json.decode(line, type=_RebuildLine)
                if said.progress is not None:
                    progress(said.progress)
                elif said.report is not None:
                    return said.report
                elif said.error is not None:
                    raise said.error.error(IndexingError)
        except BaseException:
            process.kill()
            raise
    raise IndexingError(f"the process of the reindex ended with status {process.returncode}")


def serve() -> int:
    """In the process: the order from standard input, done."""
    apart.step_back()
    order = json.loads(sys.stdin.buffer.readline())
    config = apart.settled(order)
    set_up_logging((config.index.token,), config.logs.format)
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is for the log
    saying, latest = threading.Lock(), Progress(Stage.READING, 0, 0)

    def say(line: _RebuildLine) -> None:
        with saying:
            out.write(msgspec.json.encode(line) + b"\n")
            out.flush()

    def tell(now: Progress) -> None:
        nonlocal latest
        latest = now
        say(_RebuildLine(progress=now))

    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(_BEAT_SECONDS):
            say(_RebuildLine(progress=latest))

    threading.Thread(target=beat, daemon=True).start()
    try:
        line = _RebuildLine(report=rebuild_index(config, tell, order["full"], order["force"]))
    except (RecommenderError, OSError) as error:
        line = _RebuildLine(error=ToldError.of(error))
    ended.set()
    say(line)
    return 0


async def reindex_on_schedule(worker: RecommenderWorker, schedule: Schedule, index_dir: Path) -> None:
    """Until cancelled. The first time is counted from the index that is there; without one, it is at once."""
    try:
        last = datetime.fromtimestamp((index_dir / "current").stat().st_mtime)
        if schedule.at is not None:
            last = datetime.now()
    except OSError:
        last = datetime.min
    while True:
        last = min(last, datetime.now())  # the clock may have been set back
        if datetime.now() >= schedule.next_after(last):
            last = datetime.now()
            await _reindex(worker)
        await asyncio.sleep(_LOOK_SECONDS)


async def _reindex(worker: RecommenderWorker) -> None:
    _log.info("reindexing, as scheduled")
    try:
        report = await worker.reindex(lambda _: None)
    except IndexBusyError as error:
        _log.info("not reindexed: %s", error)
    except RecommenderError as error:
        _log.error("not reindexed, the index of before goes on serving: %s", error)
    else:
        left_out = sum(each.reason.is_fault for each in report.left_out)
        _log.info(
            "reindexed in %.0f s: %d products, %d added, %d changed, %d removed, %d left out",
            report.seconds,
            report.products,
            report.added,
            report.changed,
            report.removed,
            left_out,
        )


if __name__ == "__main__":
    sys.exit(serve())
