"""What both sides of the bench share: each is a process of its own that is given one task and prints JSON lines.

Imports the standard library alone, because what is imported here would count as start for both.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any


def task() -> dict[str, Any]:
    """What to do, from the only argument."""
    given: dict[str, Any] = json.loads(sys.argv[1])
    return given


def tell(**values: object) -> None:
    """One line to the parent, at once: it takes the time when the line arrives."""
    print(json.dumps(values), flush=True)


def in_mb(path: str) -> dict[str, float]:
    """What a file of /proc says in kB, as MB (10^6 bytes); nothing where there is none, or its process is gone."""
    lines: list[list[str]] = []
    with suppress(OSError):
        lines = [line.split() for line in Path(path).read_text(encoding="ascii").splitlines()]
    return {each[0].rstrip(":"): int(each[1]) * 1024 / 1e6 for each in lines if each[-1:] == ["kB"]}


def peak_mb() -> float:
    """The most memory that this process has held, in MB (10^6 bytes)."""
    # ru_maxrss of a child starts at what its parent held; this is the process's own.
    if own := in_mb("/proc/self/status").get("VmHWM"):
        return own
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (peak if sys.platform == "darwin" else peak * 1024) / 1e6
