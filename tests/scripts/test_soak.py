"""scripts/soak runs from end to end; how long anybody waits is never tested here."""

from __future__ import annotations

import json

import pytest

from tests.scripts.conftest import python


@pytest.mark.timeout(600)
def test_a_short_soak() -> None:
    """Among a few shoppers, faults, a reindex and kills no answer and no news are lost or doubled, and what was done is
    counted."""
    with python("-m", "scripts.lib.soak", "--minutes", 0.3, "--shoppers", 4, "--json") as soak:
        said, complained = soak.communicate()
    assert said, complained
    report = json.loads(said)
    wrong = (
        *(report["lost"], report["twice"], report["news"]["lost"], report["news"]["twice"]),
        report["ended_by_itself"],
    )
    assert (*wrong, report["processes_left_by_kills"]) == ([], [], [], [], [], 0)
    assert report["sent"] == report["answered_once"] + sum(report["excused"].values())
    assert report["kills"] and report["reindexes"] and report["sent"] > 5 and sum(report["faults"].values())
    assert soak.returncode == (0 if report["met"] else 1)
