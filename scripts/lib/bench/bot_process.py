"""What the benches of the whole bot share: an index, the bot in a process of its own, and what it takes."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from statistics import median, quantiles

from bot.worker import WARM_AFTER_S
from scripts.lib import ROOT
from scripts.lib.bench.child import in_mb
from scripts.lib.bench.larger_index import enlarge

_ENDS_WITHIN_S = 60.0


def prepare_index(given: argparse.Namespace, source: Path, folder: Path) -> int:
    """The given index, or one of the catalogue, as large as is wanted, in `folder`/index; returns how many products."""
    from recommender import Embedder, build_index, read_catalogue

    if given.index:
        shutil.copytree(given.index, folder / "index")
    else:
        build_index(read_catalogue(source), folder / "index", Embedder.load())
    return enlarge(folder / "index", given.products)


@asynccontextmanager
async def running_bot(
    platform: str,
    keys: Mapping[str, object],
    source: Path,
    folder: Path,
    settings: Mapping[str, Mapping[str, object]] | None = None,
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m bot run`, as everybody runs it, with these keys in the platform's section, and other
    settings; it logs into `folder`/log.

    Ends this process with that log when the bot does not answer (TimeoutError, AssertionError).
    """
    process = await start_bot({platform: keys}, source, folder, settings)
    try:
        yield process
    except (TimeoutError, AssertionError):
        sys.exit(f"scripts/bench: the bot does not answer\n{(folder / 'log').read_text(errors='replace')}")
    finally:
        await end_bot(process)


async def end_bot(process: asyncio.subprocess.Process, *, at_once: bool = False) -> None:
    """As its admin does, or `at_once`. What does not end within a minute is broken off, its threads' places in its log;
    TimeoutError then, for that is a fault of the bot."""
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGABRT if at_once else signal.SIGTERM)
    try:
        async with asyncio.timeout(_ENDS_WITHIN_S):
            await process.wait()
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGABRT)
        await process.wait()
        raise TimeoutError("the bot was told to end, and did not") from None


async def start_bot(
    platforms: Mapping[str, Mapping[str, object]],
    source: Path,
    folder: Path,
    settings: Mapping[str, Mapping[str, object]] | None = None,
) -> asyncio.subprocess.Process:
    """The process alone, for several platforms, with other settings; it adds to `folder`/log."""
    sections: dict[str, Mapping[str, object]] = {
        "catalogue": {"source": str(source)},
        "index": {"dir": str(folder / "index")},
        "store": {"path": str(folder / "store.sqlite")},
        # The same few photos are sent faster than anybody could, on Discord all of them in one channel.
        "limits": {"queries_per_minute": 100_000, "queries_per_minute_group": 100_000},
        **platforms,
        **(settings or {}),
    }
    lines = [
        line
        for name, section in sections.items()
        for line in (f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in section.items()))
    ]
    config = folder / "config.toml"
    config.write_text("\n".join(lines), encoding="utf-8")
    with (folder / "log").open("ab") as stream:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "bot", "run", "--config", str(config), "--only", ",".join(platforms)),
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONFAULTHANDLER": "1"},
            stdout=stream,
            stderr=stream,
        )


async def until_warm(quick: bool) -> None:
    """Until all that a start leaves for later has been; a quick run does not say how fast anything is."""
    await asyncio.sleep(0.5 if quick else WARM_AFTER_S + 5.0)


def median_and_p95(times: list[float]) -> tuple[float, float] | None:
    """Rounded to a tenth; None where there are none."""
    if not times:
        return None
    p95 = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return round(median(times), 1), round(p95, 1)


def spread_of(times: list[float]) -> dict[str, float]:
    """Rounded to a tenth; 0 where there are none."""
    middle, p95 = median_and_p95(times) or (0.0, 0.0)
    return {"median": middle, "p95": p95, "longest": round(max(times, default=0.0), 1)}


def processes_of(pid: int) -> list[int]:
    """The process and all below it."""
    found = [pid]
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text(encoding="ascii").split():
                found += processes_of(int(child))
    return found


def is_running(pid: int) -> bool:
    """Whether it is there, and not only waited for."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    return False


def memory_mb(pids: Iterable[int]) -> float:
    """What the processes hold, in MB (10^6 bytes), of a page that several share each its part (PSS); 0 where that
    cannot be told."""
    return sum(in_mb(f"/proc/{each}/smaps_rollup").get("Pss", 0.0) for each in pids)


def cpu_seconds(pid: int) -> float:
    """How long the process has computed; 0 where that cannot be told."""
    return seconds_in(f"/proc/{pid}/stat", 11, 12)


def cpu_seconds_of_all(pid: int) -> float:
    """The process, all below it, and those of its children that have ended."""
    return seconds_in(f"/proc/{pid}/stat", 13, 14) + sum(map(cpu_seconds, processes_of(pid)))


def seconds_in(stat: str, *places: int) -> float:
    """Of a processor, from these places behind the name in a process' or a thread's file; 0 where it is gone."""
    with suppress(OSError):
        fields = Path(stat).read_text(encoding="ascii").rpartition(")")[2].split()
        return sum(int(fields[place]) for place in places) / os.sysconf("SC_CLK_TCK")
    return 0.0
