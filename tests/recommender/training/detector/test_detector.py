"""The garment detector: its targets, its losses, and that a few steps teach it something."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("keras", reason="training needs the train extra")

import recommender
from recommender.answers import Garment
from recommender.boxes import overlap
from recommender.network.garment_finder import INPUT, STRIDE, Frame, GarmentFinder, heatmap_peaks
from recommender.network.garment_selection import FindingRules
from recommender.taxonomy import GARMENT_TYPES
from recommender.training.checkpoints import load_checkpoint
from recommender.training.detector.network import GRID, TYPES, box_loss, build_detector, focal_loss, start_from, targets
from recommender.training.detector.training import DetectorBatches
from recommender.training.detector.tuning import TuningPhoto, best_rules, tune, write_rules
from recommender.training.network import backbone_of
from recommender.training.plan import DetectorPlan
from recommender.training.synthetic.composites import BoxedPhoto
from tests.recommender.training.drawn_models import material

TOP, BAG = GARMENT_TYPES.index("top"), GARMENT_TYPES.index("bag")


def _scene() -> BoxedPhoto:
    boxes = np.array([[0.2, 0.1, 0.8, 0.6], [0.7, 0.5, 0.95, 0.7]], np.float32)
    photo = np.zeros((*INPUT, 3), np.uint8)
    return BoxedPhoto(photo, boxes, np.array([TOP, BAG], np.int32), np.zeros(GRID, bool))


def _columns(wanted: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    return wanted["heat"][0], wanted["sides"][0].reshape(*GRID, TYPES, 4)


def test_targets_are_what_the_finder_reads() -> None:
    """A network that says exactly what it is taught leads back to the boxes and types of the scene."""
    heat, sides = _columns(targets([_scene()]))
    found = heatmap_peaks(heat, sides, Frame(0, 0, INPUT[1], INPUT[0], INPUT), 0.9)
    assert {garment.type for garment in found} == {"top", "bag"}
    for garment, (type, box) in zip(
        sorted(found, key=lambda g: g.type, reverse=True), (("top", 0), ("bag", 1)), strict=True
    ):
        assert isinstance(garment, Garment)
        assert garment.type == type
        assert overlap(garment.box, tuple(float(v) for v in _scene().boxes[box])) > 0.999  # type: ignore[arg-type]


def test_the_losses_are_least_where_it_is_right() -> None:
    """Saying what is wanted costs next to nothing, anything else more; where nothing is known a guess costs nothing."""
    from keras import ops

    wanted = targets([_scene()])
    right = float(ops.convert_to_numpy(focal_loss(wanted["heat"], wanted["heat"], wanted["known"])))
    vague = float(ops.convert_to_numpy(focal_loss(wanted["heat"], np.full_like(wanted["heat"], 0.3), wanted["known"])))
    assert right < vague
    free = float(
        ops.convert_to_numpy(
            focal_loss(
                np.zeros((1, *GRID, TYPES), np.float32),
                np.full((1, *GRID, TYPES), 0.9, np.float32),
                np.zeros((1, *GRID, 1), np.float32),
            )
        )
    )
    assert free == 0
    same = float(ops.convert_to_numpy(box_loss(wanted["sides"], wanted["sides"], wanted["weight"])))
    larger = float(ops.convert_to_numpy(box_loss(wanted["sides"], wanted["sides"] * 1.5, wanted["weight"])))
    assert same == pytest.approx(0, abs=1e-3)
    assert larger > 0.3 * wanted["weight"].sum()


def test_the_network_has_a_place_for_every_cell() -> None:
    """Heat between 0 and 1, four sides a type, one cell for every 8 pixels; and it is small."""
    detector = build_detector()
    seen = detector(np.zeros((2, *INPUT, 3), np.float32))
    assert tuple(seen["heat"].shape) == (2, INPUT[0] // STRIDE, INPUT[1] // STRIDE, TYPES)
    assert tuple(seen["sides"].shape) == (2, INPUT[0] // STRIDE, INPUT[1] // STRIDE, 4 * TYPES)
    assert detector.count_params() < 800_000


def test_scenes_come_again_in_other_order_and_light() -> None:
    """A pass sees each scene once; the next sees the same ones, not in the same order; a resumed run sees what it
    would have seen."""
    plan = DetectorPlan(scenes=8, batch=4)
    scenes, resumed = DetectorBatches(material(), plan), DetectorBatches(material(), plan)
    first = [scenes[place][0] for place in range(len(scenes))]
    scenes.on_epoch_end()
    second = [scenes[place] for place in range(len(scenes))]
    assert len(first) == 2
    assert not np.array_equal(first[0], second[0][0])
    resumed.start_at(1)
    assert np.array_equal(resumed[1][0], second[1][0])
    assert np.array_equal(resumed[1][1]["heat"], second[1][1]["heat"])


def test_rules_are_tuned_and_kept_in_the_manifest(tmp_path: Path) -> None:
    """Every type gets what a confidence is worth, and the manifest holds the rules afterwards. What the detector says
    without being right is worth less than its confidence."""
    finder = GarmentFinder.shipped()
    if finder is None:
        pytest.skip("the package has no trained garment detector yet")
    rules = tune(finder, material(), 10)
    assert set(rules.belief) == set(GARMENT_TYPES)
    assert 0 < rules.listed < rules.small < 1
    seen = [TuningPhoto([], [Garment((0.1, 0.1, 0.4, 0.4), "bag", 0.5)]) for _ in range(20)]
    box = (0.2, 0.2, 0.8, 0.9)
    dressed = [Garment(box, "dress", 0.6), Garment((0.25, 0.5, 0.75, 0.9), "skirt", 0.6)]
    learnt = best_rules([*seen, *(TuningPhoto([("dress", box)], dressed) for _ in range(40))], finder.rules)
    bag, dress, skirt = learnt.worn_together.probabilities([*seen[0].found, *dressed])
    assert bag < 0.2
    assert skirt < 0.2 < 0.8 < dress
    assert learnt.together["dress, skirt in one place"] < 0
    manifest = tmp_path / "garments.json"
    manifest.write_text(json.dumps({"version": "x"}))
    write_rules(rules, manifest)
    told = json.loads(manifest.read_text())
    assert told["version"] == "x"
    assert FindingRules(**told["rules"]) == rules


def test_the_trunk_may_come_from_the_embedder() -> None:
    """Started from the shipped embedder, the trunk has its weights; with the head alone to train, none of the trunk's
    are touched, otherwise the later ones are."""
    shipped = Path(recommender.__file__).parent / "weights"
    detector = build_detector()
    start_from(detector, str(shipped), only_head=True)
    network, _ = load_checkpoint(shipped, INPUT[0])
    name = "block_9_project"
    trunk, theirs = detector.get_layer("trunk"), backbone_of(network)
    np.testing.assert_array_equal(trunk.get_layer(name).get_weights()[0], theirs.get_layer(name).get_weights()[0])
    assert not trunk.trainable_weights
    start_from(detector := build_detector(), str(shipped))
    assert detector.get_layer("trunk").get_layer(name).trainable
    assert not detector.get_layer("trunk").get_layer("block_3_project").trainable
