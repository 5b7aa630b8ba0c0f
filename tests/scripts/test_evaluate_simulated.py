"""scripts/evaluate --recolour: "the same, but in red", measured in a shop whose shapes and colours are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender import Recommender, read_catalogue
from recommender.product import Product
from scripts.lib.evaluate import simulated
from tests.bot.conversation.scenarios.boutique import COLOURS, BoutiqueEmbedder, draw_boutique, index_boutique


def test_who_is_asked_for_in_which_colour() -> None:
    """Always in another colour than their own, of which the type has enough; the same ones for the same seed."""
    gallery = [
        Product(f"{colour}{n}", "shirt", type="Shirts", colour=colour)
        for colour, count in (("Red", 4), ("Blue", 4), ("Green", 2))
        for n in range(count)
    ]
    queries = [Product(str(n), "shirt", type="Shirts", colour=("Red", "Green")[n % 2]) for n in range(40)]
    made = simulated.recolourings(queries, gallery, 30, least=3)
    assert len(made) == 30
    assert {(one.query.colour, one.colour) for one in made} == {("Red", "Blue"), ("Green", "Red"), ("Green", "Blue")}
    assert simulated.recolourings(queries, gallery, 30, least=3) == made
    assert simulated.recolourings(queries, gallery, 30) == []


def test_the_figures(tmp_path: Path) -> None:
    """With the filter the colour is right, without it by moving alone; neither finds it. The shape is kept better by
    the moved query, and the difference itself has an interval."""
    catalogue = draw_boutique(tmp_path / "shop")
    index_boutique(catalogue, tmp_path / "index")
    products = list(read_catalogue(catalogue))
    recommender = Recommender.open(tmp_path / "index", BoutiqueEmbedder())
    asked = simulated.recolourings(products, products, 20, least=4)
    photos = {product.id: Path(product.image).read_bytes() for product in products}
    figures = simulated.recolouring_figures(recommender, tmp_path / "index", asked, photos)

    def value(measure: str, way: str) -> float:
        return float(figures[f"in another colour: {measure}, {way}"].value)

    right = "type+asked colour@5"
    assert len(COLOURS) == 6  # four products of each type in each colour
    assert value(right, "as served") == pytest.approx(0.8, abs=0.01)
    assert value(right, "moved only") >= 0.5
    assert value(right, "neither") < 0.1
    assert value("type@5", "neither") > 0.9
    assert value("shape kept", "as served") >= value("shape kept", "filtered only")
    gained = figures["in another colour: shape kept, gained by moving"]
    assert (gained.low <= gained.value <= gained.high, gained.queries) == (True, 20)
