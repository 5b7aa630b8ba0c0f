"""What is worn together, learned: strips from pictures of models, counts of them, and which of several was worn."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recommender.outfits.knowledge import OutfitKnowledge
from recommender.product import Product
from recommender.training.outfits.learning import learn_outfits
from recommender.training.outfits.matching import learn_matching
from recommender.training.outfits.strips_seen import SeenStrip, WornPiece
from recommender.training.outfits.worn_strips import thigh_strip, worn_picture
from scripts.lib.evaluate.__main__ import main as evaluate
from scripts.lib.evaluate.outfits import outfit_figures
from scripts.lib.train import outfits as command
from tests.recommender.training.outfits.drawn_model import SHOE, in_a_top, in_trousers

RED, BLUE, BLACK = (190, 40, 40), (40, 60, 160), (30, 30, 35)
DIM = 6


def mean_colour(picture: np.ndarray) -> np.ndarray:
    """Of what is not white."""
    return np.asarray(picture[(picture < 252).any(axis=2)].mean(axis=0))


def test_trousers_under_a_top() -> None:
    """The strip is what is below the hem, and the garment what is above, skin and ground left out."""
    worn = worn_picture("1", "top", in_a_top(RED, BLUE))
    assert worn is not None
    (strip,) = worn.strips
    assert (strip.place, strip.reach) == ("lower", 1.0)
    assert np.abs(mean_colour(strip.picture) - BLUE).max() < 12
    low = worn.garment[round(0.85 * len(worn.garment)) :]
    assert (low == 255).all()


def test_a_top_and_shoes_with_trousers() -> None:
    """Above the waist, and at the feet."""
    worn = worn_picture("1", "trousers", in_trousers(RED, BLUE))
    assert worn is not None
    upper, feet = worn.strips
    assert (upper.place, feet.place) == ("upper", "feet")
    assert np.abs(mean_colour(upper.picture) - RED).max() < 12
    assert (np.abs(feet.picture.astype(int) - SHOE).max(axis=2) < 15).mean() > 0.2


def test_nothing_where_nothing_is_to_be_seen() -> None:
    """One colour from head to toe, nobody in it, or no picture of clothes."""
    assert worn_picture("1", "top", in_a_top(BLUE, BLUE)) is None
    assert worn_picture("1", "footwear", in_trousers(RED, BLUE)) is None
    flat = np.full((300, 225, 3), 255, np.uint8)
    flat[80:220, 50:180] = RED
    assert worn_picture("1", "top", flat) is None
    strip = thigh_strip(in_trousers(RED, BLUE), 0.2)
    assert strip is not None
    assert np.abs(mean_colour(strip) - BLUE).max() < 12


def piece(number: int, colour: str, usage: str, kinds: dict[str, float], tint: int) -> WornPiece:
    """A shirt with trousers of the colour with that place; both embeddings say which."""
    towards = np.eye(DIM)[tint] + np.random.default_rng(number).normal(0, 0.1, DIM)
    product = Product(f"{number}", f"Brand{number % 3} shirt", type="Shirts", gender="Men", colour=colour)
    strip = SeenStrip("lower", towards, np.eye(3)[tint], kinds)
    return WornPiece(Product(**{**_fields(product), "extra": {"usage": usage}}), towards, (strip,))


def _fields(product: Product) -> dict[str, object]:
    return {name: getattr(product, name) for name in ("id", "title", "type", "gender", "colour")}


@pytest.fixture(scope="module")
def pieces() -> list[WornPiece]:
    """Formal shirts are worn with black cloth, casual ones with blue denim, red ones with red."""
    made = [piece(n, "Black", "Formal", {"cloth": 0.9, "denim": 0.1}, 0) for n in range(30)]
    made += [piece(n, "Blue", "Casual", {"denim": 0.9, "cloth": 0.1}, 1) for n in range(30, 60)]
    return made + [piece(n, "Red", "Casual", {"denim": 0.9, "cloth": 0.1}, 2) for n in range(60, 90)]


def test_what_is_counted(pieces: list[WornPiece], tmp_path: Path) -> None:
    """Kinds by use, colours by what is worn together; written and read again, it is the same."""
    words = ("Shirts", "Trousers", "Jeans", "Casual Shoes", "Formal Shoes", "Belts", "Jackets", "Dresses", "Perfume")
    sold = [
        Product(f"{word}{n}", word, type=word, gender="Men", colour="Blue", extra={"usage": usage})
        for word in words
        for n, usage in enumerate(("Casual", "Formal", "Sports", "Ethnic"))
    ]
    embeddings = np.random.default_rng(0).normal(size=(len(sold), DIM))
    learn_outfits(sold, pieces, sold, embeddings, ("Black", "Blue", "Red"), "e").save(tmp_path, pictures=len(pieces))
    known = OutfitKnowledge.load(tmp_path)
    assert (known.embedder, "Perfume" in known.types) == ("e", False)
    shirts, jeans, trousers = (known.types.index(word) for word in ("Shirts", "Jeans", "Trousers"))
    casual, formal = (known.worn[0, known.usages.index(usage), shirts] for usage in ("Casual", "Formal"))
    assert casual[jeans] > 2 * casual[trousers]
    assert formal[trousers] > 2 * formal[jeans]
    assert known.seen[shirts, jeans] == pytest.approx(90, abs=1)
    assert (np.diag(known.harmony) > 0.5).all()
    assert known.harmony[0, 1] < 0


def test_matching_and_its_measure(pieces: list[WornPiece]) -> None:
    """Of pieces that go by colour, the learned match finds the one that was worn; who always says the same finds one of
    four, and is right half the time against another one."""
    above, below = learn_matching(pieces)
    middle = np.mean([one.embedding for one in pieces], axis=0)

    def score(garment: WornPiece, strip: SeenStrip) -> float:
        return float((above @ (garment.embedding - middle)) @ (below @ (strip.embedding - middle)))

    found = outfit_figures(pieces, {"matching": score, "chance": lambda *_: 0.0})
    assert found["matching"]["AUC"].value > 0.8
    assert found["matching"]["1 of 4"].value > 0.5
    assert (found["chance"]["1 of 4"].value, found["chance"]["AUC"].value) == (0.25, 0.5)


@pytest.mark.slow
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a folder of pictures to a file that the package can read; the held-out half is asked by the shipped one."""
    (tmp_path / "images").mkdir()
    names = ["id", "gender", "masterCategory", "articleType", "baseColour", "usage", "productDisplayName"]
    rows = []
    for number in range(70):
        type = ("Shirts", "Jeans", "Shirts", "Trousers", "Formal Shoes")[number % 5]
        draw = in_a_top if type == "Shirts" else in_trousers
        drawn = draw(RED, (BLUE, BLACK)[number % 3 % 2], number)
        Image.fromarray(drawn).save(tmp_path / "images" / f"{number}.jpg")
        usage = ("Casual", "Formal")[number % 3 % 2]
        rows.append([number, "Men", "Apparel", type, "Blue", usage, f"Brand {type} {number}"])
    with (tmp_path / "styles.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([names, *rows])
    assert command.main(["--catalogue", str(tmp_path), "--out", str(tmp_path / "out"), "--held-out", "0.5"]) == 0
    assert "pictures of models" in capsys.readouterr().out
    assert set(OutfitKnowledge.load(tmp_path / "out").types) == {"Shirts", "Jeans", "Trousers", "Formal Shoes"}
    asked = ["--outfits", "--catalogue", str(tmp_path), "--held-out", "0.5", "--index", str(tmp_path / "index")]
    assert evaluate([*asked, "--json"]) == 0
    sides = json.loads(capsys.readouterr().out)["sides"]
    assert sides["lookalike"]["AUC, lower"]["queries"] >= 10
    assert list(sides) == ["popularity", "kinds", "colours", "counts", "matching", "lookalike", "in the shop"]
    assert sides["in the shop"]["has the most frequent piece"]["queries"] >= 20
