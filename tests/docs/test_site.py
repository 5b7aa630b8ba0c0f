"""The documents as a site: it is built, no link of it leads nowhere, and it loads nothing from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

pytestmark = pytest.mark.slow


def test_the_site_is_built_with_strict_links(tmp_path: Path) -> None:
    """Every page is within the navigation, links and their anchors are there, README is the first page."""
    pytest.importorskip("material")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "-q",
            "-f",
            str(ROOT / ".mkdocs.yml"),
            "-d",
            str(tmp_path),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "true"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    home = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "scripts/start" in home
    for page in ("shopping", "admin", "indexing", "operations"):
        text = (tmp_path / page / "index.html").read_text(encoding="utf-8")
        assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(https?://[^"]+)', text) == []
