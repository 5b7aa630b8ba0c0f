"""How many recommender processes there are to be, by the configuration and the machine."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.config import Config

_QUOTA = Path("/sys/fs/cgroup/cpu.max")  # of a container


@dataclass(frozen=True, slots=True)
class ProcessFigures:
    """How many recommender processes there should be, how many can answer, and how many were lost so far."""

    wanted: int = 0
    ready: int = 0
    lost: int = 0


def process_count(config: Config) -> int:
    """0: the bot answers itself."""
    wanted = config.recommender.processes
    if wanted != "auto":
        return wanted
    return count if (count := cores()) > 1 else 0


def cores() -> int:
    """How many this process may use: of the machine, or of what its container is allowed."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    with suppress(OSError, ValueError):  # "max": as many as there are
        quota, period = _QUOTA.read_text(encoding="ascii").split()
        count = min(count, round(int(quota) / int(period)))
    return max(1, count)
