"""A photo that is recognised as a product's is described by that product's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommender.answers import Attributes, Filters, Guess
from recommender.network import local_descriptors
from recommender.network.garment_queries import GarmentQuery, PhotoQueries
from recommender.product import Product
from recommender.query import Query
from recommender.ranking.instance_match import match_photo
from recommender.ranking.instance_words import belief, told_by
from recommender.ranking.ranking import rank
from tests.recommender.ranking.test_instance_match import SEEN, nearest
from tests.recommender.ranking.test_ranking import at, ids, index_of

SHIRT = Product("3", "Red Checked Shirt", type="Shirts", gender="Men", colour="Red, Navy Blue")
GUESSED = Attributes(
    type=(Guess("Shirts", 0.9), Guess("Tops", 0.1)),
    gender=(Guess("Women", 0.7), Guess("Men", 0.3)),
    colour=(Guess("Maroon", 0.6), Guess("Red", 0.2)),
    looks=(Guess("striped", 0.6), Guess("checked", 0.3)),
)


def test_its_words_count_as_far_as_it_is_surely_the_one() -> None:
    """By a match that is right with 80 %, a women's shirt is a men's; what the network saw keeps the rest."""
    told = told_by(SHIRT, GUESSED, 0.8)
    assert {guess.value: pytest.approx(guess.probability) for guess in told.gender} == {"Men": 0.86, "Women": 0.14}
    assert [guess.value for guess in told.gender] == ["Men", "Women"]
    assert {guess.value: pytest.approx(guess.probability) for guess in told.colour} == {
        "Red": 0.44,
        "Navy Blue": 0.4,
        "Maroon": 0.12,
    }
    assert told.looks == (Guess("checked", 0.8), Guess("striped", 0.6))
    assert told_by(Product("3", "Thing"), GUESSED, 0.8).gender == GUESSED.gender


def test_what_is_no_type_describes_no_photo() -> None:
    """In a shop that calls all things "New arrivals" the network's own types stay, or those few would come first of
    which no title says what they are."""
    vague = replace(SHIRT, type="New arrivals")
    assert told_by(vague, GUESSED, 0.8).type == GUESSED.type
    assert (vague.kind, replace(vague, title="Tarn").kind, SHIRT.kind) == ("top", "New arrivals", "Shirts")


def test_surer_matches_are_believed_more() -> None:
    """One that only just is one says next to nothing, one that stands out next to all; never all."""
    assert belief(0.0) < 0.1 < belief(0.08) < 0.5 < belief(0.2) < 0.96
    assert belief(-1000.0) >= 0.0


def test_the_others_are_for_whom_the_recognised_one_is() -> None:
    """A man's shirt that the network takes for a woman's is followed by men's, once the shop's own is recognised."""
    genders = ["Women", "Men", "Women", "Men", "Women", "Men"]
    products = [Product(str(n), f"t{n}", type="Shirts", gender=gender) for n, gender in enumerate(genders)]
    index = replace(index_of(products, [0, 3, 6, 9, 12, 15]), descriptors=local_descriptors.strongest(SEEN))
    query = Query(at(-4)[0], replace(GUESSED, colour=(), looks=()))
    near = nearest(index, query)
    (seen,), _ = match_photo(index, PhotoQueries((GarmentQuery(query, SEEN[3]),)), [near])
    assert seen.query.instance_id == "3"
    assert seen.query.attributes.gender[0].value == "Men"
    assert set(ids(index, rank(index, seen.query, Filters(), 3))) == {"1", "3", "5"}
    (stranger,), _ = match_photo(index, PhotoQueries((GarmentQuery(query, SEEN[3] * 0),)), [near])
    assert stranger.query.attributes == query.attributes
