"""scripts/soak runs from end to end; how long anybody waits is never tested here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import ROOT
from tests.bot.store.databases import programs, serving_postgres
from tests.recommender.index.milvus.servers import needs_standalone, serving_milvus


@pytest.mark.timeout(600)
def test_a_short_soak(tmp_path: Path) -> None:
    """Among a few shoppers, faults, a reindex and kills no answer and no news are lost or doubled, and what was done is
    counted."""
    command = [sys.executable, "-P", "-m", "scripts.lib.soak", "--minutes", "0.3", "--shoppers", "4", "--json"]
    said, complained = tmp_path / "said", tmp_path / "complained"
    # Into files: whatever it starts has them too, and a pipe ends only with the last of them.
    with said.open("w") as out, complained.open("w") as err:
        soak = subprocess.run(
            command, stdout=out, stderr=err, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, timeout=540
        )
    assert said.read_text(), complained.read_text()
    report = json.loads(said.read_text())
    wrong = (
        *(report["lost"], report["twice"], report["news"]["lost"], report["news"]["twice"]),
        report["ended_by_itself"],
    )
    assert (*wrong, report["processes_left_by_kills"]) == ([], [], [], [], [], 0)
    assert report["sent"] == report["answered_once"] + sum(report["excused"].values())
    assert report["kills"] and report["reindexes"] and report["sent"] and sum(report["faults"].values())
    assert {"bot", "bot, anonymous", "decoders"} <= set(report["memory_mb_by_kind"])
    assert soak.returncode == (0 if report["met"] else 1)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("index", ["local", "milvus"])
def test_two_bots_on_one_postgresql(tmp_path: Path, index: str) -> None:
    """Behind a balancer, one killed while the other goes on (and, where there is time, the other way round): no answer
    is lost or comes twice, and both have had their part. So it is with the index in Milvus, too."""
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    if programs() is None:
        pytest.skip("there is no PostgreSQL server here: apt-get install postgresql")
    said, complained = tmp_path / "said", tmp_path / "complained"
    length = ["--minutes", "0.2", "--shoppers", "4", "--json"]
    with ExitStack() as stack:
        url = stack.enter_context(serving_postgres())
        if index == "milvus":
            needs_standalone()
            length += ["--milvus", stack.enter_context(serving_milvus(tmp_path / "milvus")).uri]
        out, err = (stack.enter_context(path.open("w")) for path in (said, complained))
        soak = subprocess.run(
            [sys.executable, "-P", "-m", "scripts.lib.soak", "--store", url, *length],
            **{"stdout": out, "stderr": err, "cwd": ROOT, "timeout": 540},  # type: ignore[call-overload]
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
    assert said.read_text(), complained.read_text()
    report = json.loads(said.read_text())
    assert (report["lost"], report["twice"], report["news"]["lost"], report["news"]["twice"]) == ([], [], [], [])
    assert report["kills"] in (1, 2) and report["processes_left_by_kills"] == 0
    assert all(report["updates_by_bot"]) and report["answered_once"]
    assert soak.returncode == 0
