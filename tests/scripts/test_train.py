"""scripts/train as a person runs it: a real run on a drawn shop, interrupted and resumed, and what goes wrong."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recommender.network.embedder import Embedder
from scripts.lib.train.__main__ import main as train
from tests.recommender.training.drawn_shop import COLOURS, TYPES, product, write_catalogue
from tests.scripts.conftest import NUMBERS, Trained, called, eagerly

# The run behind the fixture starts TensorFlow once more.
pytestmark = pytest.mark.timeout(900)


def test_a_killed_run_is_resumed(trained: Trained) -> None:
    """Killed in its second pass, a run goes on after the first with the numbers that it was begun with."""
    assert "embedder.json" not in trained.killed_files
    assert [row["epoch"] for row in csv.DictReader(trained.killed_log.splitlines())] == ["0"]
    assert trained.resumed.returncode == 0, trained.resumed.stderr
    assert "going on after pass 1" in trained.resumed.stdout
    assert "2 passes" in trained.resumed.stdout
    assert "of 32 pixels" in trained.resumed.stdout


def test_the_log_holds_every_pass_once(trained: Trained) -> None:
    """After the resume, log.csv has one row for each pass, the first unchanged, with losses and held-out accuracies."""
    log = (trained.out / "log.csv").read_text()
    assert log.startswith(trained.killed_log)
    rows = list(csv.DictReader(log.splitlines()))
    assert [row["epoch"] for row in rows] == ["0", "1"]
    for row in rows:
        assert float(row["loss"]) > 0
        for name in ("products_type", "products_gender", "products_colour", "phone_type"):
            assert 0 <= float(row[name]) <= 1
    with Image.open(trained.out / "curves.png") as curves:
        assert curves.size[0] > curves.size[1] > 200


def test_the_exported_embedder_serves(trained: Trained) -> None:
    """The export loads into the serving Embedder, knows the catalogue's words, and tells unlike products apart."""
    embedder = Embedder.load(trained.out)
    assert embedder.types == tuple(sorted(TYPES))
    assert embedder.genders == ("Men", "Women")
    assert embedder.colours == tuple(sorted(COLOURS))
    assert embedder.size == 32
    photos = [product(kind, colour)[0] for kind in TYPES for colour in COLOURS.values()]
    looks = embedder.predict(photos)
    assert looks.embeddings.shape == (9, embedder.dim)
    np.testing.assert_allclose(np.linalg.norm(looks.embeddings, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(embedder.embed(photos[:1])[0], looks.embeddings[0], atol=1e-3)
    assert len({row.tobytes() for row in looks.embeddings}) == 9


def test_the_manifest_carries_the_calibration(trained: Trained) -> None:
    """Temperatures, confidence thresholds in their order, and what was trained on are in the manifest and served."""
    manifest = json.loads((trained.out / "embedder.json").read_text())
    assert set(manifest["temperatures"]) == {"type", "gender", "colour"}
    assert all(0.2 < value < 5 for value in manifest["temperatures"].values())
    confidence = manifest["confidence"]
    assert -1e-3 <= confidence["exact"] <= confidence["close"] <= 2
    assert 0.02 <= confidence["nothing"] <= 0.95
    assert Embedder.load(trained.out).thresholds.close == confidence["close"]
    assert manifest["mirrored"] is True
    assert manifest["data"]["catalogues"] == ["shop"]
    assert 20 < manifest["data"]["products"] < 60
    assert str(trained.catalogue.parent) not in json.dumps(manifest), "it is shipped: it names no place on this machine"


def test_an_out_that_is_used(trained: Trained) -> None:
    """Without --resume, a folder that holds a run is not written into: status 2, and a sentence says what to do."""
    before = (trained.out / "log.csv").read_bytes()
    done = called(train, "--catalogue", trained.catalogue, "--init", "random", "--out", trained.out)
    assert done.returncode == 2
    assert "--resume" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert (trained.out / "log.csv").read_bytes() == before


def test_a_second_opinion_is_trained_and_served(trained: Trained, tmp_path: Path) -> None:
    """Trained apart, it is served beside the first, whose embeddings stay; a run that starts from what is served with
    one is served with it too, and one that starts from a first is not taken for a second."""
    data = ("--catalogue", trained.catalogue, "--phone-photos", trained.phone_photos)
    numbers = (*NUMBERS, "--passes", "1")
    second, served, again = tmp_path / "second", tmp_path / "served", tmp_path / "again"
    with eagerly():
        done = called(train, *data, "--init", "random", "--out", second, *numbers, "--second")
    assert done.returncode == 0, done.stderr
    assert "--with-second" in done.stdout and not (second / "embedder.json").exists()

    done = called(
        train,
        *data,
        "--init",
        trained.out,
        "--out",
        served,
        *numbers,
        "--export-only",
        "--with-second",
        second,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads((served / "embedder.json").read_text())["second"]
    assert told["file"] == "second.tflite.z" and told["size"] == 32 and told["words"]["types"][-1] == "(nothing)"
    photos = [product(kind, colour)[0] for kind in TYPES for colour in COLOURS.values()]
    embedder = Embedder.load(served)
    closely, glance = embedder.predict(photos), embedder.predict(photos, thorough=False)
    np.testing.assert_allclose(closely.embeddings, glance.embeddings, atol=1e-5)
    assert np.abs(closely.types - glance.types).max() > 1e-3

    done = called(train, *data, "--init", served, "--out", again, *numbers, "--export-only")
    assert done.returncode == 0, done.stderr
    assert (again / "second.tflite.z").read_bytes() == (served / "second.tflite.z").read_bytes()
    assert json.loads((again / "embedder.json").read_text())["second"] == told
    assert Embedder.load(again).predict(photos[:1]).types.shape == (1, 3)

    done = called(train, *data, "--init", trained.out, "--out", tmp_path / "no", *numbers, "--second")
    assert done.returncode == 1
    assert "--second" in _one_sentence(done.stderr)


def test_looks_are_learnt_beside_what_is_served(trained: Trained, tmp_path: Path) -> None:
    """--looks says what it has learnt, of a shop whose titles name none nothing, and the embedder serves as before;
    from an --init that is not served it is one sentence."""
    data = ("--catalogue", trained.catalogue, "--phone-photos", trained.phone_photos, "--held-out", "0.4", "--looks")
    done = called(train, *data, "--init", trained.out, "--out", tmp_path / "looks")
    assert done.returncode == 0, done.stderr
    assert "learnt no looks" in done.stdout
    served = Embedder.load(tmp_path / "looks")
    assert (served.looks.looks, served.version) == ((), Embedder.load(trained.out).version)
    assert served.looks.version
    done = called(train, *data, "--init", "imagenet", "--out", tmp_path / "no")
    assert done.returncode == 1
    assert "imagenet" in _one_sentence(done.stderr)


def _one_sentence(text: str) -> str:
    """The last line of what a script complained of; the lines before may be a bar, never a traceback."""
    assert "Traceback" not in text
    return text.strip().splitlines()[-1]


def test_no_such_catalogue(tmp_path: Path) -> None:
    """A catalogue that is not there is one sentence that names it, and status 1."""
    done = called(train, "--catalogue", tmp_path / "nowhere", "--init", "random", "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "nowhere" in _one_sentence(done.stderr)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("kind", ["missing", "damaged", "no run"])
def test_a_bad_init(tmp_path: Path, kind: str) -> None:
    """Weights to start from that are missing, damaged or a folder without a run are one sentence and status 1."""
    pytest.importorskip("tensorflow", reason="training needs the train extra")
    init = tmp_path / "start.weights.h5"
    if kind == "damaged":
        init.write_bytes(b"no HDF5 at all" * 100)
    elif kind == "no run":
        init.mkdir()
    catalogue = write_catalogue(tmp_path / "shop", 6)
    arguments = ("--catalogue", catalogue, "--init", init, "--out", tmp_path / "out", "--size", "32")
    done = called(train, *arguments)
    assert done.returncode == 1
    assert "start.weights.h5" in _one_sentence(done.stderr)
    assert not (tmp_path / "out").exists()


def test_phone_photos_that_are_none(tmp_path: Path) -> None:
    """A table without the needed columns is one sentence that names them, and status 1."""
    pytest.importorskip("tensorflow", reason="training needs the train extra")
    catalogue = write_catalogue(tmp_path / "shop", 6)
    (tmp_path / "phones").mkdir()
    (tmp_path / "phones" / "images.csv").write_text("picture,label\na,Hat\n")
    arguments = ("--catalogue", catalogue, "--phone-photos", tmp_path / "phones", "--init", "random", "--size", "32")
    done = called(train, *arguments, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert "sender_id" in _one_sentence(done.stderr)
