"""From the detector's heatmaps to the garments that are listed; and the weights that the package ships."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import recommender
from recommender.answers import Garment
from recommender.boxes import overlap, within
from recommender.errors import EmbedderError
from recommender.network.garment_finder import INPUT, STRIDE, Frame, GarmentFinder, heatmap_peaks, joined, letterbox
from recommender.network.garment_selection import FindingRules, distinct_candidates, prominence, select_garments
from recommender.network.worn_together import TogetherRules
from recommender.taxonomy import GARMENT_TYPES, GarmentType

PACKAGE = Path(recommender.__file__).parent / "weights"
ROWS, COLUMNS = INPUT[0] // STRIDE, INPUT[1] // STRIDE
RULES = FindingRules(
    0.3,
    together={
        "dress, outerwear in one place": -0.5,
        "dress, skirt in one place": -2.0,
        "dress, top in one place": -3.0,
        "shorts, skirt in one place": -2.0,
        "skirt, trousers in one place": -2.0,
        "skirt, trousers on one person": -1.0,
        "outerwear, top in one place": -1.0,
    },
)
WHOLE = Frame(0, 0, INPUT[1], INPUT[0], INPUT)
Box = tuple[float, float, float, float]


def _said(*garments: Garment) -> tuple[np.ndarray, np.ndarray]:
    """Heat and sides of a network that sees just these, with the slopes around each peak that a real one has."""
    heat = np.full((ROWS, COLUMNS, len(GARMENT_TYPES)), 0.01, np.float32)
    sides = np.full((ROWS, COLUMNS, len(GARMENT_TYPES), 4), 0.1, np.float32)
    y, x = (np.arange(ROWS) + 0.5) / ROWS, (np.arange(COLUMNS) + 0.5) / COLUMNS
    for garment in garments:
        left, top, right, bottom = garment.box
        kind = GARMENT_TYPES.index(garment.type)
        row, column = int((top + bottom) / 2 * ROWS), int((left + right) / 2 * COLUMNS)
        bump = np.exp(-((y - y[row])[:, None] ** 2 + (x - x[column])[None] ** 2) / 0.005)
        heat[..., kind] = np.maximum(heat[..., kind], garment.confidence * bump)
        distances = np.broadcast_arrays((x - left)[None], (y - top)[:, None], (right - x)[None], (bottom - y)[:, None])
        sides[..., kind, :][bump > 0.2] = np.stack(distances, -1)[bump > 0.2]
    return heat, sides


def _worn(type: GarmentType, box: Box, confidence: float = 0.8) -> Garment:
    return Garment(box, type, confidence)


def _names(garments: tuple[Garment, ...]) -> set[str]:
    return {garment.type for garment in garments}


@pytest.mark.parametrize("shape", [(600, 400), (400, 600), (224, 160), (33, 500), (900, 20), (16, 16)])
def test_a_box_comes_back_from_the_networks_input(shape: tuple[int, int]) -> None:
    """Whatever a photo's shape, it fits into the input whole, and a box goes there and back without being moved."""
    framed, frame = letterbox(np.full((*shape, 3), 90, np.uint8), INPUT)
    assert framed.shape == (*INPUT, 3)
    assert (framed == 90).all(), "the rest has the border's colour"
    box = (0.1, 0.25, 0.8, 0.95)
    assert frame.out_of(frame.into(box)) == pytest.approx(box)
    assert frame.out_of((-1.0, -1.0, 2.0, 2.0)) == (0.0, 0.0, 1.0, 1.0)


def test_each_peak_is_one_garment_with_its_box() -> None:
    """Three garments are found where they are, with their types and confidences, the surest first."""
    there = [
        _worn("top", (0.3, 0.2, 0.7, 0.5), 0.9),
        _worn("trousers", (0.35, 0.48, 0.65, 0.9), 0.7),
        _worn("bag", (0.7, 0.4, 0.9, 0.6), 0.5),
    ]
    found = heatmap_peaks(*_said(*there), WHOLE, 0.3)
    assert [garment.type for garment in found] == ["top", "trousers", "bag"]
    for garment, truth in zip(found, there, strict=True):
        assert garment.confidence == pytest.approx(truth.confidence)
        assert garment.box == pytest.approx(truth.box, abs=1e-5)


def test_it_is_listed_from_a_probability_on() -> None:
    """What a confidence is worth depends on the type: of two that are as sure, the one that is right more often is
    listed."""
    found = [_worn("bag", (0.1, 0.1, 0.4, 0.3), 0.4), _worn("skirt", (0.4, 0.5, 0.8, 0.8), 0.4)]
    assert select_garments(found, FindingRules(0.35, belief={"bag": (-1.0, 1.0)})) == (found[1],)
    assert set(select_garments(found, FindingRules(0.35))) == set(found)


def test_small_things_are_listed_if_they_are_more_probable(finder: GarmentFinder) -> None:
    """Of a bag and a skirt that are as probable the skirt alone is, by rules that ask more of small things, as those do
    that ship; what rules of before leave open is asked of all alike."""
    found = [_worn("bag", (0.1, 0.1, 0.4, 0.3), 0.4), _worn("skirt", (0.4, 0.5, 0.8, 0.8), 0.4)]
    assert select_garments(found, FindingRules(0.35, small=0.5)) == (found[1],)
    surer = _worn("bag", found[0].box, 0.6)
    assert set(select_garments([surer, found[1]], FindingRules(0.35, small=0.5))) == {surer, found[1]}
    assert select_garments(found, FindingRules(0.45)) == ()
    assert finder.rules.listed < finder.rules.small


def test_where_it_cannot_decide_both_are_listed() -> None:
    """Skirt and shorts in one place: the surer alone, but both where they are nearly as sure."""
    box = (0.3, 0.4, 0.7, 0.7)
    skirt, shorts = _worn("skirt", box, 0.7), _worn("shorts", box, 0.3)
    assert select_garments([skirt, shorts], RULES) == (skirt,)
    doubt = [_worn("skirt", box, 0.6), _worn("shorts", box, 0.58)]
    assert set(select_garments(doubt, RULES)) == set(doubt)


def test_what_is_under_a_coat_is_listed_beside_it() -> None:
    """A dress that shares nearly all of an open coat's box is there, too, if it is sure enough; one that is not is the
    coat seen again."""
    box = (0.2, 0.2, 0.8, 0.8)
    coat, dress, faint = _worn("outerwear", box, 0.9), _worn("dress", box, 0.5), _worn("dress", box, 0.3)
    assert set(select_garments([coat, dress], RULES)) == {coat, dress}
    assert select_garments([coat, faint], RULES) == (coat,)


def test_one_cloth_is_listed_once() -> None:
    """Of two boxes around the same skirt the surer stays, and two tops far apart both do; trousers in the skirt's place
    are not listed beside it, nor the tights under it."""
    skirt = _worn("skirt", (0.3, 0.4, 0.7, 0.7), 0.9)
    again, trousers = _worn("skirt", (0.32, 0.42, 0.7, 0.72), 0.6), _worn("trousers", (0.3, 0.4, 0.7, 0.75), 0.5)
    assert distinct_candidates([skirt, again, trousers], RULES) == (skirt, trousers)
    assert select_garments([skirt, trousers], RULES) == (skirt,)
    tights = _worn("trousers", (0.35, 0.65, 0.65, 0.95), 0.35)
    assert select_garments([skirt, tights], RULES) == (skirt,)
    assert set(select_garments([tights], RULES)) == {tights}
    beside = _worn("trousers", (0.75, 0.65, 0.95, 0.95), 0.35)
    assert set(select_garments([skirt, beside], RULES)) == {skirt, beside}, "somebody else's"
    tops = [_worn("top", (0.0, 0.0, 0.4, 0.4)), _worn("top", (0.6, 0.0, 1.0, 0.4), 0.5)]
    assert distinct_candidates(tops, RULES) == tuple(tops)
    assert set(select_garments(tops, RULES)) == set(tops)


def test_a_dress_is_no_top_and_skirt() -> None:
    """Whichever is surer stays: the dress alone, or the two pieces."""
    dress = _worn("dress", (0.3, 0.2, 0.7, 0.8), 0.9)
    top, skirt = _worn("top", (0.3, 0.2, 0.7, 0.5), 0.5), _worn("skirt", (0.3, 0.5, 0.7, 0.8), 0.5)
    assert _names(select_garments([dress, top, skirt], RULES)) == {"dress"}
    top, skirt, weaker = _worn("top", top.box, 0.8), _worn("skirt", skirt.box, 0.8), _worn("dress", dress.box, 0.4)
    assert _names(select_garments([top, skirt, weaker], RULES)) == {"top", "skirt"}


def test_the_shipped_rules_know_outfits(finder: GarmentFinder) -> None:
    """Of what cannot be worn together each makes the other less probable, and what a dress's halves look like most."""
    together = finder.rules.together
    assert all(added <= 0 for added in together.values())
    assert min(together.values()) == together["dress, top in one place"] < -2
    assert finder.rules.belief.keys() == set(GARMENT_TYPES)
    assert all(slope > 0 for _, slope in finder.rules.belief.values())


def test_probabilities_are_those_of_all_outfits() -> None:
    """Of two that exclude each other, by hand: each alone, neither, and hardly both. Without rules a garment is as
    probable as it is sure."""
    box = (0.3, 0.4, 0.7, 0.7)
    found = [_worn("skirt", box, 0.6), _worn("trousers", box, 0.5)]
    assert TogetherRules().probabilities(found) == pytest.approx([0.6, 0.5])
    never = TogetherRules(together={"skirt, trousers in one place": -50.0})
    assert never.probabilities(found) == pytest.approx([1.5 / 3.5, 1 / 3.5])
    assert TogetherRules().probabilities([]) == []


def test_two_looks_are_one() -> None:
    """What both have seen is as sure as they are on average, and its box between theirs; what one has missed is half
    as sure as the other was."""
    one = [_worn("top", (0.2, 0.2, 0.6, 0.6), 0.6), _worn("bag", (0.8, 0.4, 0.9, 0.5), 0.4)]
    two = [_worn("top", (0.2, 0.2, 0.6, 0.68), 0.2), _worn("skirt", (0.2, 0.6, 0.6, 0.9), 0.9)]
    skirt, top, bag = joined(one, two)
    assert (skirt.type, top.type, bag.type) == ("skirt", "top", "bag")
    assert (skirt.confidence, top.confidence, bag.confidence) == pytest.approx((0.45, 0.4, 0.2))
    assert top.box == pytest.approx((0.2, 0.2, 0.6, 0.62))


def test_a_pair_of_shoes_is_one_garment() -> None:
    """Two shoes side by side get one look, with a box around both; a shoe elsewhere stays by itself."""
    shoes = [_worn("footwear", (0.4, 0.9, 0.48, 0.98), 0.8), _worn("footwear", (0.52, 0.91, 0.6, 0.99), 0.6)]
    assert distinct_candidates(shoes, RULES) == (Garment((0.4, 0.9, 0.6, 0.99), "footwear", 0.8),)
    apart = [shoes[0], _worn("footwear", (0.1, 0.1, 0.2, 0.2), 0.6)]
    assert set(distinct_candidates(apart, RULES)) == set(apart)


def test_what_may_be_either_is_considered() -> None:
    """Top and outerwear in one place are both considered; of two tops there the surer is; no more than ten."""
    box = (0.2, 0.2, 0.8, 0.6)
    found = [_worn("top", box, 0.6), _worn("outerwear", box, 0.5), _worn("top", (0.2, 0.2, 0.8, 0.58), 0.4)]
    assert distinct_candidates(found, RULES) == (found[0], found[1])
    many = [_worn("accessory", (0.05 * n, 0.0, 0.05 * n + 0.02, 0.05)) for n in range(15)]
    assert len(distinct_candidates(many, RULES)) == 10


def test_the_most_prominent_comes_first_and_the_list_ends() -> None:
    """A large dress comes before a small bag that is as sure, and no more than the rules' most are listed."""
    dress, bag = _worn("dress", (0.2, 0.2, 0.8, 0.9)), _worn("bag", (0.0, 0.4, 0.15, 0.55))
    assert select_garments([bag, dress], RULES) == (dress, bag)
    many = [_worn("accessory", (0.1 * n, 0.0, 0.1 * n + 0.05, 0.05)) for n in range(10)]
    assert len(select_garments(many, RULES)) == RULES.most
    assert prominence(dress) > prominence(bag)


def test_the_second_guess_comes_after_the_first() -> None:
    """A cap that may be a top, too: though tops are more prominent than caps, the surer of the two is answered."""
    cap, as_top = _worn("headwear", (0.2, 0.2, 0.8, 0.8), 0.6), _worn("top", (0.2, 0.22, 0.8, 0.8), 0.4)
    shoes = _worn("footwear", (0.0, 0.9, 0.1, 1.0), 0.5)
    assert select_garments([cap, shoes, as_top], RULES) == (cap, as_top, shoes)


def test_overlap_is_intersection_over_union() -> None:
    """The same box has 1, boxes apart 0, half a box 0.5."""
    box = (0.0, 0.0, 0.5, 0.5)
    assert overlap(box, box) == pytest.approx(1)
    assert overlap(box, (0.5, 0.5, 1.0, 1.0)) == 0
    assert overlap(box, (0.0, 0.0, 0.25, 0.5)) == pytest.approx(0.5)


@pytest.fixture(scope="module")
def finder() -> GarmentFinder:
    found = GarmentFinder.shipped()
    if found is None:
        pytest.skip("the package has no trained garment detector yet")
    return found


def test_the_shipped_detector_is_small_and_finds_nothing_on_a_wall(finder: GarmentFinder) -> None:
    """Its weights take less than 0.8 MB; on an even wall of any shape nothing is warm; none is an error."""
    assert (PACKAGE / "garments.tflite.z").stat().st_size < 800_000
    walls = [np.full((*shape, 3), 200, np.uint8) for shape in ((300, 200), (40, 400), (16, 16))]
    assert all(garment.confidence < 0.3 for found in finder.find(walls) for garment in found)
    assert finder.find([]) == []


def test_the_second_look_is_nearer(finder: GarmentFinder) -> None:
    """Whoever stands far away is looked at again from nearby: what a person in the corner of a large ground wears is
    found where it is, and surer than by one look at all of it."""
    pytest.importorskip("cv2", reason="people are drawn by the train extra")
    from recommender.training.synthetic.composites import person_photo
    from tests.recommender.training.drawn_models import material

    person = person_photo(material(), np.random.default_rng(1)).photo
    height, width = person.shape[:2]
    ground = np.full((3 * height, 3 * width, 3), 128, np.uint8)
    ground[2 * height :, 2 * width :] = person
    (near,), (far,) = finder.find([person]), finder.find([ground])
    assert {"top", "trousers"} <= _names(near) & _names(far)
    for one in far:
        there = [within(other.box, (2 / 3, 2 / 3, 1.0, 1.0)) for other in near if other.type == one.type]
        assert max(overlap(one.box, box) for box in there) > 0.7


def test_weights_that_are_no_good_are_told(tmp_path: Path, finder: GarmentFinder) -> None:
    """Missing, damaged, of another format, or with an unknown rule: an EmbedderError that names the manifest."""
    with pytest.raises(EmbedderError, match=r"garments\.json"):
        GarmentFinder.load(tmp_path)
    for name in ("garments.json", "garments.tflite.z"):
        shutil.copy(PACKAGE / name, tmp_path)
    good = (tmp_path / "garments.json").read_text()
    assert GarmentFinder.load(tmp_path).version == finder.version
    for change in ({"format": 99}, {"size": [64, 64]}, {"rules": {"nonsense": 1}}, {"blake2b": "00"}):
        (tmp_path / "garments.json").write_text(json.dumps(json.loads(good) | change))
        with pytest.raises(EmbedderError, match=r"garments\.json"):
            GarmentFinder.load(tmp_path)
    (tmp_path / "garments.json").write_text(good)
    (tmp_path / "garments.tflite.z").write_bytes(b"nonsense")
    with pytest.raises(EmbedderError, match="damaged"):
        GarmentFinder.load(tmp_path)
