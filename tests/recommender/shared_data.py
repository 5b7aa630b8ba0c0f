"""Where the shared photos lie, for the few tests that try the real thing; they are skipped where it is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests import ROOT


def shared_folder(name: str) -> Path:
    """A folder of the shared data: under $LOOKALIKE_SHARED, or ../shared beside the repository. Skips without it."""
    root = Path(os.environ.get("LOOKALIKE_SHARED") or ROOT.parent / "shared")
    folder = root / name
    if not folder.is_dir():
        pytest.skip(f"needs the shared data: no {name} under $LOOKALIKE_SHARED or ../shared")
    return folder
