"""scripts/bench: how fast Lookalike is, beside the plain stack and on each chat platform."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from typing import Any


def this_run(cores: int, load_before: float) -> dict[str, Any]:
    """When and on what it was measured; the machine's load (runnable processes) before and, now, after it."""
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": cores,
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "load_before": round(load_before, 2),
        "load_after": round(os.getloadavg()[0], 2),
    }


def no_reindex(*_: object) -> Any:  # noqa: ANN401 - is never called
    """For a worker of which no reindex is asked."""
    raise AssertionError("the bench asks for no reindex")
