"""Which tests are slow: those with processes, browsers or training. `scripts/test --quick` leaves them out."""

from __future__ import annotations

import pytest

from tests import ROOT

# Whole folders; single tests elsewhere are marked where they stand.
_SLOW = ("tests/recommender/training", "tests/scripts", "tests/docs")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies in a slow folder."""
    for item in items:
        if item.path.relative_to(ROOT).as_posix().startswith(_SLOW):
            item.add_marker("slow")
