"""The container and the service are as far right as this machine can tell."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

DEPLOY = ROOT / "scripts" / "deploy"


def test_the_dockerfile_has_nothing_that_a_linter_finds() -> None:
    """hadolint, with no rule left out."""
    hadolint = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([hadolint, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")


def test_what_the_container_is_built_from_is_there() -> None:
    """What .dockerignore lets through is what pyproject.toml needs, and no folder of data or secrets."""
    let_in = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert all((ROOT / name).exists() for name in let_in)
    assert {"bot/", "recommender/", "pyproject.toml", "scripts/constraints.txt"} <= set(let_in)
    copied = re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert set(" ".join(copied).split()) == {"pyproject.toml", "scripts/constraints.txt", "."}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd here to check the unit with")
def test_systemd_takes_the_unit() -> None:
    """No key or value that it does not know; that the program is not in /opt here is all that it finds."""
    command = ["systemd-analyze", "verify", "--man=no", DEPLOY / "lookalike.service"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    lines = [line for line in (found.stdout + found.stderr).splitlines() if "lookalike.service" in line]
    assert [line for line in lines if "is not executable" not in line] == []
