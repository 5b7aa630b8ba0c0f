"""How the running bot is: what is loaded, which front ends are connected, how old the index is."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import generate_latest

from bot.app.processes.count import ProcessFigures
from bot.frontends import HealthReport
from bot.messages import Platform
from bot.metrics import FRONT_END, INDEX_AGE, PRODUCTS, RECOMMENDERS
from bot.worker import RecommenderWorker

if TYPE_CHECKING:
    from bot.app.processes.engine import RecommenderProcesses


class Health:
    """Told by the supervision, asked by the local chat's /healthz and /metrics."""

    def __init__(
        self,
        names: Sequence[Platform],
        worker: RecommenderWorker,
        index_dir: Path,
        processes: RecommenderProcesses | None = None,
    ) -> None:
        self._connected = dict.fromkeys(names, False)
        self._worker = worker
        self._index_dir = index_dir
        self._processes = processes

    def mark(self, name: Platform, connected: bool) -> None:
        """It can be used from now on, or cannot."""
        self._connected[name] = connected

    def report(self) -> HealthReport:
        """Usable with an index and one front end; "degraded" where another front end is down, or a recommender process
        is being replaced."""
        recommenders = self._processes.figures if self._processes else ProcessFigures()
        up = [name for name, connected in self._connected.items() if connected]
        is_usable = bool(up) and self._worker.product_count > 0
        is_whole = len(up) == len(self._connected) and recommenders.ready == recommenders.wanted
        return {
            "status": "down" if not is_usable else "ok" if is_whole else "degraded",
            "process": os.getpid(),
            "front_ends": dict(self._connected),
            "products": self._worker.product_count,
            "index_version": self._worker.index_version,
            "index_age_seconds": self._index_age(),
            "recommenders": asdict(recommenders),
        }

    def metrics(self) -> bytes:
        """In Prometheus' text format."""
        for name, connected in self._connected.items():
            FRONT_END.labels(name).set(connected)
        PRODUCTS.set(self._worker.product_count)
        RECOMMENDERS.set(self._processes.figures.ready if self._processes else 0)
        INDEX_AGE.set(self._index_age() or 0)
        return generate_latest()

    def _index_age(self) -> int | None:
        try:
            return max(0, round(time.time() - (self._index_dir / "current").stat().st_mtime))
        except OSError:
            return None
