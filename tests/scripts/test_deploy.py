"""The container and the service are as far right as this machine can tell."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

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


def test_milvus_is_the_one_that_was_tried() -> None:
    """The compose file and the values of the chart are YAML of the server that the tests run, open to nobody else."""
    compose = yaml.safe_load((DEPLOY / "milvus.compose.yaml").read_text())["services"]["milvus"]
    values = yaml.safe_load((DEPLOY / "milvus.values.yaml").read_text())
    tried = re.search(r"milvus==([0-9.]+)\"", (ROOT / "tests/recommender/index/milvus/servers.py").read_text())
    assert tried is not None
    assert compose["image"] == f"milvusdb/milvus:v{tried[1]}"
    assert values["image"]["all"]["tag"] == f"v{tried[1]}"
    assert all(port.startswith("127.0.0.1:") for port in compose["ports"])
    assert yaml.safe_load(values["extraConfigFiles"]["user.yaml"])["common"]["security"]["authorizationEnabled"]
