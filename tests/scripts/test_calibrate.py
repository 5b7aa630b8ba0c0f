"""scripts/calibrate: what it finds is in the manifest, and served."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

from recommender.network.embedder import Embedder
from scripts.lib.calibrate import main as calibrate
from tests.scripts.conftest import Trained, called

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


def test_the_manifest_says_when_an_answer_is_close(trained: Trained, tmp_path: Path) -> None:
    """Genders of phone photos and the agreement from which on answers are close come into the weights' manifest, the
    rest of it stays as it is, and the weights are served with them."""
    weights, phones = tmp_path / "weights", tmp_path / "phones"
    shutil.copytree(trained.out, weights, ignore=shutil.ignore_patterns("backup"))
    shutil.copytree(trained.phone_photos, phones)
    with (phones / "images.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    with (phones / "images.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([*rows, *([row[0], "child" + row[1], row[2], "True"] for row in rows[1:])])
    before = json.loads((weights / "embedder.json").read_text())
    place = ("--catalogue", trained.catalogue, "--phone-photos", phones, "--embedder", weights)
    done = called(calibrate, *place, "--held-out", "0.8")
    assert done.returncode == 0, done.stderr
    after = json.loads((weights / "embedder.json").read_text())
    genders, confidence = after.pop("phone genders"), after.pop("confidence")
    assert 0 <= confidence.pop("agreement") <= 1
    assert 0 <= confidence.pop("studio_agreement") <= 1
    assert genders.keys() == {"slope", "offset", "sharpness", "bias"}
    assert {**after, "confidence": confidence} == before
    served = Embedder.load(weights)
    assert served.phone_genders is not None
    assert served.phone_genders.slope == genders["slope"]
    assert served.thresholds.agreement == json.loads(done.stdout.splitlines()[-1])["agreement"]


def test_nothing_held_out(trained: Trained) -> None:
    """Where nothing is held out there is nothing to ask with: one sentence, status 1, the weights as they were."""
    before = (trained.out / "embedder.json").read_bytes()
    place = ("--catalogue", trained.catalogue, "--phone-photos", trained.phone_photos, "--embedder", trained.out)
    done = called(calibrate, *place, "--held-out", "0")
    assert (done.returncode, "too few" in done.stderr) == (1, True)
    assert (trained.out / "embedder.json").read_bytes() == before
