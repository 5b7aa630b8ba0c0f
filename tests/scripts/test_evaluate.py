"""scripts/evaluate: its measures by hand, and a real evaluation of the embedder that the tests have trained."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from recommender.product import Product
from scripts.lib.evaluate import measures
from scripts.lib.evaluate.__main__ import main as evaluate
from tests.recommender.training.drawn_shop import TYPES, write_catalogue
from tests.scripts.conftest import Trained, called

SHIRT = Product("q", "a shirt", type="Shirts", gender="Men", colour="Red")


def _hit(type: str, gender: str = "Men", colour: str = "Red") -> Product:
    return Product("h", "a hit", type=type, gender=gender, colour=colour)


def _asked(
    *hits: Product, truth: Product | None = SHIRT, guess: str = "", group: str = "Shirts"
) -> measures.EvaluatedQuery:
    return measures.EvaluatedQuery("q", group, frozenset({"Shirts"}), truth, hits, guess)


def test_a_full_answer() -> None:
    """Of five hits three of the right type, two of type and gender, one of type and colour: 0.6, 0.4, 0.2."""
    right, woman, blue = _hit("Shirts", colour="Green"), _hit("Shirts", "Women"), _hit("Shirts", colour="Blue")
    asked = _asked(right, woman, blue, _hit("Jeans"), _hit("Ties"))
    assert measures.type_at_5(asked) == pytest.approx(0.6)
    assert measures.type_gender_at_5(asked) == pytest.approx(0.4)
    assert measures.type_colour_at_5(asked) == pytest.approx(0.2)


def test_places_left_empty_are_wrong() -> None:
    """Two right hits alone are 0.4, none is 0: an answer does not gain by what it keeps back."""
    assert measures.type_at_5(_asked(_hit("Shirts"), _hit("Shirts"))) == pytest.approx(0.4)
    assert measures.type_gender_at_5(_asked(_hit("Shirts"))) == pytest.approx(0.2)
    assert measures.type_at_5(_asked()) == 0
    assert measures.type_colour_at_5(_asked()) == 0


def test_a_label_allows_several_types() -> None:
    """For a phone photo every type that its label allows is right; gender and colour cannot be."""
    hits = tuple(_hit(name) for name in ("Jeans", "Trousers", "Shirts", "Jeans", "Ties"))
    asked = measures.EvaluatedQuery("p", "Pants", frozenset({"Jeans", "Trousers"}), None, hits)
    assert measures.type_at_5(asked) == pytest.approx(0.6)
    assert measures.type_gender_at_5(asked) == 0


def test_the_interval() -> None:
    """The mean lies within its interval, which narrows with more queries and is a point where all are alike."""
    few = measures.Estimate.of([0.2, 0.4, 1.0, 0.0, 0.6])
    assert few.value == pytest.approx(0.44)
    assert few.queries == 5
    assert 0 <= few.low < few.value < few.high <= 1
    many = measures.Estimate.of([0.2, 0.4, 1.0, 0.0, 0.6] * 100)
    assert many.high - many.low < (few.high - few.low) / 5
    # The standard error of a mean of 500 draws, by the textbook.
    error = np.std([0.2, 0.4, 1.0, 0.0, 0.6]) / math.sqrt(500)
    assert many.high - many.low == pytest.approx(2 * 1.96 * error, rel=0.15)
    same = measures.Estimate.of([0.4] * 7)
    assert same.low == same.high == pytest.approx(0.4)
    assert measures.Estimate.of([]).queries == 0
    assert math.isnan(measures.Estimate.of([]).value)


def test_the_mean_over_labels() -> None:
    """Photos count alike in phone type@5, labels in the mean of labels; groups come with the most queries first."""
    right, wrong = [_hit("Shirts")] * 5, [_hit("Ties")] * 5
    answers = [_asked(*right, group="Hat"), *[_asked(*wrong, group="Shoes")] * 3]
    figures = measures.phone_figures(answers)
    assert figures["phone type@5"].value == pytest.approx(0.25)
    assert figures["phone type@5, mean of labels"].value == pytest.approx(0.5)
    assert list(measures.per_group(answers)) == ["Shoes", "Hat"]


def test_looks_by_hand() -> None:
    """A look's figure is the share of the places whose title names it too, whatever else it names; looks@5 is the mean
    over the looks that enough queries name."""
    striped, checked = (replace(SHIRT, title=f"A {look} shirt") for look in ("striped", "checked"))
    both, silent = replace(SHIRT, title="Shirt, check and stripes"), replace(SHIRT, title="U.S. Polo Assn. shirt")
    answers = [
        _asked(striped, both, silent, checked, truth=striped),
        _asked(striped, striped, striped, striped, striped, truth=striped),
        _asked(silent, silent, both, silent, silent, truth=checked),
    ]
    found = measures.per_look(answers, least=1)
    assert {look: figure.value for look, figure in found.items()} == pytest.approx({"striped": 0.7, "checked": 0.2})
    assert list(measures.per_look(answers, least=2)) == ["striped"]
    assert measures.look_figures(answers) == {}
    assert measures.look_figures(answers * 50)["looks@5"].value == pytest.approx(0.45)


def test_polos_by_hand() -> None:
    """A T-shirt's answer should hold no polos, a polo's nothing else; both count alike, and a maker's name is no
    polo."""
    polo, tee = replace(SHIRT, title="Men Blue Polo T-shirt"), replace(SHIRT, title="U.S. Polo Assn. Men T-shirt")
    tees = [_asked(polo, tee, tee, tee, tee, truth=None, group="T-Shirt")] * 3
    polos = [_asked(polo, polo, tee, tee, tee, truth=None, group="Polo")]
    figures = measures.polo_figures([*tees, *polos])
    assert figures["polo@5, T-Shirt"].value == pytest.approx(0.8)
    assert figures["polo@5, Polo"].value == pytest.approx(0.4)
    assert figures["polo@5"].value == pytest.approx(0.6)
    assert measures.polo_figures(tees) == {}


def test_macro_f1_by_hand() -> None:
    """Accuracy and macro F1 of a small confusion table agree with the hand's: rare types are left out of the mean."""
    pairs = [("A", "A")] * 3 + [("A", "B")] * 1 + [("B", "B")] * 2 + [("B", "A")] * 2 + [("C", "B")]
    answers = [_asked(truth=Product("q", "a", type=true), guess=guess) for true, guess in pairs]
    figures = measures.classification(answers, least=2)
    # A: precision 3/5, recall 3/4; B: precision 2/4, recall 2/4; C has one query.
    f1_a, f1_b = 2 * (3 / 5) * (3 / 4) / (3 / 5 + 3 / 4), 0.5
    assert figures["macro F1 (types with 2+)"].value == pytest.approx((f1_a + f1_b) / 2)
    assert figures["type accuracy"].value == pytest.approx(5 / 9)
    assert measures.classification([_asked()]) == {}


def test_gender_and_colour_by_hand() -> None:
    """What the catalogue does not say, and what was not recognised, counts for neither side."""
    said = [("Men", "Red", "Men", "Blue"), ("Men", "Red", "Women", "Red"), ("Women", "", "Women", "Red")]
    answers = [
        replace(
            _asked(truth=Product("q", "a", type="A", gender=gender, colour=colour), guess="A"),
            guessed_gender=seen_gender,
            guessed_colour=seen_colour,
        )
        for gender, colour, seen_gender, seen_colour in [*said, ("Men", "Red", "", "")]
    ]
    figures = measures.classification(answers)
    assert figures["gender accuracy"].value == pytest.approx(2 / 3)
    assert figures["colour accuracy"].value == pytest.approx(1 / 2)


def test_the_calibration_error_by_hand() -> None:
    """Half of the guesses claim 0.9 and are always right, half claim 0.6 and are right every second time: 0.1 apart."""
    probabilities = [0.9] * 10 + [0.6] * 10
    assert measures.calibration_error(probabilities, [True] * 10 + [True, False] * 5, bins=2) == pytest.approx(0.1)
    assert measures.calibration_error([1.0] * 4, [True] * 4) == 0


def test_by_confidence() -> None:
    """type@5 is given for each confidence that occurs, the surest first."""
    right, wrong = [_hit("Shirts")] * 5, [_hit("Ties")] * 5
    levels = {"loose": wrong, "exact": right}
    answers = [
        measures.EvaluatedQuery("q", "Shirts", frozenset({"Shirts"}), SHIRT, hits, "", 0, of)
        for of, hits in levels.items()
    ]
    found = measures.per_confidence(answers)
    assert [(level, figure.value) for level, figure in found.items()] == [("exact", 1), ("loose", 0)]


@pytest.fixture(scope="module")
def evaluated(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """What scripts/evaluate --json prints for the embedder of the tests, and the contact sheet beside."""
    assert trained.resumed.returncode == 0, trained.resumed.stderr
    sheet = tmp_path_factory.mktemp("sheet") / "sheet.png"
    arguments = ("--catalogue", trained.catalogue, "--phone-photos", trained.phone_photos, "--embedder", trained.out)
    done = called(evaluate, *arguments, "--held-out", "0.4", "--retaken", "8", "--ablation", "--sheet", sheet, "--json")
    assert done.returncode == 0, done.stderr

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    return json.loads(done.stdout, parse_constant=refuse), sheet


@pytest.mark.timeout(900)
def test_the_json(evaluated: tuple[dict[str, Any], Path], trained: Trained) -> None:
    """--json has the documented keys: every measure of every side with its interval, by type and by label."""
    result, _ = evaluated
    broken_down = {"per_type", "per_label", "per_look", "per_confidence"}
    assert set(result) == {"catalogue", "products", "embedder", "sides", *broken_down}
    assert 30 <= result["products"] < 60
    assert result["embedder"] == json.loads((trained.out / "embedder.json").read_text())["version"]
    parts = {
        "without type",
        "without gender",
        "without colour",
        "without looks",
        "without details",
        "with duplicates",
        "whole photo",
    }
    assert set(result["sides"]) == {"lookalike", "cosine alone", *parts}
    names = {"type@5", "type+gender@5", "type+colour@5", "phone type@5", "phone type@5, mean of labels"}
    nothing = {"none, of photos of nothing", "none, of products", "none, of phone photos", "type calibration error"}
    for side, more in (("lookalike", {"self@1", *nothing}), ("cosine alone", {"self@1"})):
        figures = result["sides"][side]
        assert names | more <= set(figures)
        for name in names | more:
            figure = figures[name]
            assert set(figure) == {"value", "low", "high", "queries"}
            assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
            assert figure["queries"] > 0
        assert figures["type+gender@5"]["value"] <= figures["type@5"]["value"]
    assert set(result["per_type"]) == set(TYPES)
    assert set(result["per_label"]) <= {"T-Shirt", "Pants", "Hat"}
    asked = 60 - result["products"]
    assert sum(one["queries"] for one in result["per_type"].values()) == asked
    assert set(result["per_confidence"]) <= {"exact", "close", "loose", "none"}
    everyone = sum(one["queries"] for one in result["per_confidence"].values())
    assert everyone == asked + sum(one["queries"] for one in result["per_label"].values())


@pytest.mark.timeout(900)
def test_the_contact_sheet(evaluated: tuple[dict[str, Any], Path]) -> None:
    """The contact sheet is a picture that opens, and not blank."""
    _, sheet = evaluated
    with Image.open(sheet) as picture:
        assert picture.format == "PNG"
        assert picture.size[0] > 1000
        assert np.asarray(picture.convert("L")).std() > 10


@pytest.mark.timeout(900)
def test_the_table(trained: Trained) -> None:
    """Without --json the figures are a table: a line per measure, a column per side, then types and labels."""
    arguments = ("--catalogue", trained.catalogue, "--embedder", trained.out, "--held-out", "0.4", "--retaken", "0")
    done = called(evaluate, *arguments)
    assert done.returncode == 0, done.stderr
    for words in ("lookalike", "type@5", "type+colour@5", "type@5 by type", *TYPES, " % ("):
        assert words in done.stdout
    assert "phone type@5" not in done.stdout


def test_an_embedder_that_is_none(tmp_path: Path) -> None:
    """A folder that is not there is one sentence that names it, and status 1."""
    done = called(evaluate, "--catalogue", tmp_path, "--embedder", tmp_path / "nowhere")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.timeout(900)
def test_too_few_products(trained: Trained) -> None:
    """Where nothing is held out there is nothing to ask with: one sentence, status 1."""
    done = called(evaluate, "--catalogue", trained.catalogue, "--embedder", trained.out, "--held-out", "0")
    assert done.returncode == 1
    assert "too few products" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.timeout(600)
def test_the_plain_stack(tmp_path: Path) -> None:
    """The plain stack, on weights from a file, finds each of its own pictures first, five hits each."""
    keras = pytest.importorskip("keras", reason="the plain stack needs the train extra")
    from recommender.catalogue.catalogue import read_catalogue
    from scripts.lib.evaluate.asking import PlainStack

    network = keras.applications.MobileNetV2(input_shape=(224, 224, 3), include_top=False, pooling="avg", weights=None)
    rng = np.random.default_rng(1)
    # Through 52 layers of Keras' own random weights every photo comes out alike; through these (He 2015) it does not.
    kernels = (weight for weight in network.trainable_weights if "kernel" in weight.name)
    for kernel in kernels:
        inputs = np.prod(kernel.shape[:2] if kernel.shape[3] == 1 else kernel.shape[:3])
        kernel.assign(rng.normal(0, np.sqrt(2 / inputs), kernel.shape))
    network.save_weights(tmp_path / "notop.weights.h5")
    products = list(read_catalogue(write_catalogue(tmp_path / "shop", 7)))
    stack = PlainStack(str(tmp_path / "notop.weights.h5"), products)
    answers = stack.answer([Path(product.image).read_bytes() for product in products])
    assert [hits[0].id for hits in answers] == [product.id for product in products]
    assert {len(hits) for hits in answers} == {5}
