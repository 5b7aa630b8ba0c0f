"""What both sides of the bench share: each is a process of its own that is given one task and prints JSON lines.

Imports the standard library alone, because what is imported here would count as start for both.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any


def task() -> dict[str, Any]:
    """What to do, from the only argument."""
    given: dict[str, Any] = json.loads(sys.argv[1])
    return given


def tell(**values: object) -> None:
    """One line to the parent, at once: it takes the time when the line arrives."""
    print(json.dumps(values), flush=True)


def peak_mb() -> float:
    """The most memory that this process has held, in MB (10^6 bytes)."""
    status = Path("/proc/self/status")
    if status.exists():
        # ru_maxrss of a child starts at what its parent held; this is the process's own.
        for line in status.read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (peak if sys.platform == "darwin" else peak * 1024) / 1e6
