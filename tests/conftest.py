"""Which tests are slow: those with processes, browsers or training. `scripts/test --quick` leaves them out.

How they are shared between the processes of `scripts/test`: file by file, the slow ones first, so that none waits
long for another's last; files whose tests share what takes a minute to make are one.

And how long those with Hypothesis look: the same few examples each time, or, with LOOKALIKE_FUZZ=long in the
environment, many others.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import WorkerController

from tests import ROOT

# The machine may be busy with something else: no example has a time of its own.
settings.register_profile(
    "default", max_examples=100, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.register_profile("long", settings.get_profile("default"), max_examples=20_000, derandomize=False)
settings.load_profile(os.environ.get("LOOKALIKE_FUZZ", "default"))

# Folders and files; single tests elsewhere are marked where they stand.
_SLOW = (
    "tests/bot/app/test_streams.py",
    "tests/bot/conversation/test_commands.py",
    "tests/bot/conversation/test_odd_actions.py",  # many examples
    "tests/bot/frontends/discord/test_odd_events.py",
    "tests/bot/frontends/telegram/test_life.py",  # waits, as Telegram makes bots wait
    "tests/bot/frontends/web/test_access.py",
    "tests/bot/frontends/web/test_browser.py",
    "tests/bot/frontends/web/test_large.py",
    "tests/bot/frontends/web/test_page.py",
    "tests/bot/store/test_no_room.py",
    "tests/docs",
    "tests/recommender/training",
    "tests/scripts",
)
# What uses the one real run of training of tests/scripts/conftest.py.
_TRAINED = ("tests/scripts/test_train.py", "tests/scripts/test_evaluate.py", "tests/scripts/test_calibrate.py")


class _FileByFile(LoadFileScheduling):
    """Of two files that need the run of training each process would make its own."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return _TRAINED[0] if file in _TRAINED else file

    def remove_node(self, node: WorkerController) -> str | None:
        """A test whose process died has failed; xdist's own would try it in one new process after the other."""
        units = self.assigned_work[node].values()
        died = next(((unit, nodeid) for unit in units for nodeid, completed in unit.items() if not completed), None)
        if died is None:
            return super().remove_node(node)  # type: ignore[no-any-return]
        unit, nodeid = died
        unit[nodeid] = True
        super().remove_node(node)
        return nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """However many processes there are, a file's tests stay together."""
    return _FileByFile(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """In the quick part slow places are not even imported: Keras alone takes each process some seconds."""
    is_slow = config.option.markexpr == "not slow" and _name(collection_path).startswith(_SLOW)
    return True if is_slow else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in a slow place, and put it first: the run of training, then the others."""
    for item in items:
        if _file(item).startswith(_SLOW):
            item.add_marker("slow")
        if "trained" in getattr(item, "fixturenames", ()) and _file(item) not in _TRAINED:
            raise pytest.UsageError(f"{item.nodeid}: _TRAINED has to name its file, or the run is made twice")
    items.sort(key=lambda item: (_file(item) not in _TRAINED, not _file(item).startswith(_SLOW)))


def pytest_collection_finish() -> None:
    """All that was imported and collected stays: looking through it for garbage, now and then, would take its time."""
    gc.collect()
    gc.freeze()


def _file(item: pytest.Item) -> str:
    return _name(item.path)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
