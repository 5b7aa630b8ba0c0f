"""Which tests are slow: those with processes, browsers or training. `scripts/test --quick` leaves them out.

And how long those with Hypothesis look: the same few examples each time, or, with LOOKALIKE_FUZZ=long in the
environment, many others.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from tests import ROOT

# The machine may be busy with something else: no example has a time of its own.
settings.register_profile(
    "default", max_examples=100, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.register_profile("long", settings.get_profile("default"), max_examples=20_000, derandomize=False)
settings.load_profile(os.environ.get("LOOKALIKE_FUZZ", "default"))

# Whole folders; single tests elsewhere are marked where they stand.
_SLOW = ("tests/recommender/training", "tests/scripts", "tests/docs")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in a slow folder."""
    for item in items:
        if item.path.relative_to(ROOT).as_posix().startswith(_SLOW):
            item.add_marker("slow")
