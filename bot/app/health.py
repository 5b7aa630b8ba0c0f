"""How the running bot is: what is loaded, which front ends are connected, how old the index is."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from prometheus_client import generate_latest

from bot.frontends import HealthReport
from bot.messages import Platform
from bot.metrics import FRONT_END, INDEX_AGE, PRODUCTS
from bot.worker import RecommenderWorker


class Health:
    """Told by the supervision, asked by the local chat's /healthz and /metrics."""

    def __init__(self, names: Sequence[Platform], worker: RecommenderWorker, index_dir: Path) -> None:
        self._connected = dict.fromkeys(names, False)
        self._worker = worker
        self._index_dir = index_dir

    def mark(self, name: Platform, connected: bool) -> None:
        """It can be used from now on, or cannot."""
        self._connected[name] = connected

    def report(self) -> HealthReport:
        """Usable with an index and one front end; "degraded" where another front end is down."""
        up = [name for name, connected in self._connected.items() if connected]
        is_usable = bool(up) and self._worker.product_count > 0
        return {
            "status": "down" if not is_usable else "ok" if len(up) == len(self._connected) else "degraded",
            "process": os.getpid(),
            "front_ends": dict(self._connected),
            "products": self._worker.product_count,
            "index_version": self._worker.index_version,
            "index_age_seconds": self._index_age(),
        }

    def metrics(self) -> bytes:
        """In Prometheus' text format."""
        for name, connected in self._connected.items():
            FRONT_END.labels(name).set(connected)
        PRODUCTS.set(self._worker.product_count)
        INDEX_AGE.set(self._index_age() or 0)
        return generate_latest()

    def _index_age(self) -> int | None:
        try:
            return max(0, round(time.time() - (self._index_dir / "current").stat().st_mtime))
        except OSError:
            return None
