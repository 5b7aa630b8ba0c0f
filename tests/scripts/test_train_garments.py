"""scripts/train_garments as a person runs it: a real run on drawn models, exported, tuned and served."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recommender.network.garment_finder import GarmentFinder
from recommender.taxonomy import GARMENT_TYPES
from scripts.lib.train.garments import main as train_garments
from tests.recommender.training.drawn_models import Colour, flat_bag, lower, short, upper
from tests.scripts.conftest import called, eagerly

pytestmark = pytest.mark.timeout(900)
COLOURS: list[Colour] = [(190, 40, 40), (30, 120, 70), (60, 70, 160), (120, 40, 120), (150, 110, 40), (60, 130, 140)]


def _catalogue(folder: Path) -> Path:
    """Worn T-shirts, jeans and shorts, and bags, in the layout of Fashion Product Images."""
    (folder / "images").mkdir(parents=True)
    with (folder / "styles.csv").open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(["id", "gender", "articleType", "baseColour", "productDisplayName"])
        for number, colour in enumerate(COLOURS * 2):
            pictures = {
                "Tshirts": upper(colour)[0],
                "Jeans": lower(colour)[0],
                "Shorts": short(colour),
                "Handbags": flat_bag(colour),
            }
            for place, (type, picture) in enumerate(pictures.items()):
                id = 100 * number + place
                Image.fromarray(picture).save(folder / "images" / f"{id}.jpg", quality=92)
                table.writerow([id, "Men", type, "Red", f"{type} {id}"])
    return folder


def test_from_a_catalogue_to_a_served_detector(tmp_path: Path) -> None:
    """Trained, exported, tuned: the finder loads what came out, and takes up the rules that tuning wrote."""
    pytest.importorskip("tensorflow", reason="training needs the train extra")
    catalogue, out = _catalogue(tmp_path / "shop"), tmp_path / "out"
    common = ("--catalogue", catalogue, "--init", "random", "--out", out, "--backgrounds", 8, "--held-out", "0.5")
    with eagerly():
        done = called(train_garments, *common, "--scenes", 8, "--passes", 1, "--batch", 4, "--each", 6)
    assert done.returncode == 0, done.stderr
    assert "1 passes of 2 steps" in done.stdout
    assert [row["epoch"] for row in csv.DictReader((out / "log.csv").read_text().splitlines())] == ["0"]
    manifest = json.loads((out / "garments.json").read_text())
    assert manifest["catalogues"] == ["shop"]
    assert str(tmp_path) not in json.dumps(manifest), "it is shipped: it names no place on this machine"
    done = called(train_garments, *common[:-1], "1.0", "--tune", 6)
    assert done.returncode == 0, done.stderr
    assert set(json.loads((out / "garments.json").read_text())["rules"]["belief"]) == set(GARMENT_TYPES)
    finder = GarmentFinder.load(out)
    assert set(finder.rules.belief) == set(GARMENT_TYPES)
    assert len(finder.find([np.zeros((90, 60, 3), np.uint8)])) == 1


@pytest.mark.parametrize("init", ["missing.weights.h5", "random"])
def test_what_cannot_be_trained_from_is_one_sentence(tmp_path: Path, init: str) -> None:
    """Weights that are not there, and a catalogue without models to put people together from: status 1, and why."""
    pytest.importorskip("tensorflow", reason="training needs the train extra")
    catalogue = _catalogue(tmp_path / "shop")
    if init == "random":
        table = (catalogue / "styles.csv").read_text().splitlines()
        (catalogue / "styles.csv").write_text("\n".join([table[0], *(row for row in table if "Handbags" in row)]))
    done = called(
        train_garments,
        "--catalogue",
        catalogue,
        "--init",
        tmp_path / init if "." in init else init,
        "--out",
        tmp_path / "out",
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert ("missing.weights.h5" if "." in init else "worn top") in done.stderr.replace("model in a", "worn")
