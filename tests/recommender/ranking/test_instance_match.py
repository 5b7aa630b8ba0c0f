"""The product in a photo: known by its local descriptors among those that are alike, and only where it stands out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender import query as packed_query
from recommender.answers import Filters
from recommender.index.search import Index
from recommender.network import local_descriptors
from recommender.network.garment_queries import GarmentQuery
from recommender.query import Query
from recommender.ranking.instance_match import match_instance
from recommender.ranking.ranking import RankingWeights, rank
from tests.recommender.ranking.test_ranking import at, ids, index_of, plain


def blocky(seed: int, count: int) -> np.ndarray:
    """Maps of 4 x 4 places in blocks of two by two, 16 channels, all places worth the same."""
    blocks = np.random.default_rng(seed).normal(size=(count, 2, 2, 16)).astype(np.float32)
    whole = blocks.repeat(2, axis=1).repeat(2, axis=2)
    return np.concatenate([whole, np.zeros((count, 4, 4, 1), np.float32)], axis=3)


SEEN = blocky(1, 6)


def shop() -> Index:
    """Six products within fifteen degrees, each with descriptors of its own."""
    index = index_of(plain(6), [0, 3, 6, 9, 12, 15])
    return replace(index, descriptors=local_descriptors.strongest(SEEN))


def nearest(index: Index, query: Query) -> tuple[np.ndarray, np.ndarray]:
    distances, rows = index.nearest(query.embedding[None], 6)
    return distances[0], rows[0]


def test_descriptors_tell_it_from_its_likes() -> None:
    """The photo lies closest to product 0, but has the descriptors of product 3: that one it is, and it comes first."""
    index, query = shop(), Query(at(-4)[0])
    assert match_instance(index, GarmentQuery(query, SEEN[3]), nearest(index, query)).product_id == "3"
    ranked = rank(index, replace(query, instance_id="3"), Filters(), 6)
    assert ids(index, ranked) == ["3", "0", "1", "2", "4", "5"]


def test_nothing_stands_out() -> None:
    """Descriptors that no product has single none out, and neither do those that two have; without any there is nothing
    to compare."""
    strict = RankingWeights(alike=0.0, ahead=0.15)
    index, query = shop(), Query(at(-4)[0])
    other = blocky(2, 1)[0]
    assert match_instance(index, GarmentQuery(query, other), nearest(index, query), strict).product_id == ""
    twins = replace(index, descriptors=index.descriptors[[0, 1, 3, 3, 4, 5]])
    assert match_instance(twins, GarmentQuery(query, SEEN[3]), nearest(twins, query), strict).product_id == ""
    assert match_instance(index, GarmentQuery(query, SEEN[3]), nearest(index, query), strict).product_id == "3"
    without = replace(index, descriptors=None)
    assert match_instance(without, GarmentQuery(query, SEEN[3]), nearest(index, query)).product_id == ""


def test_the_same_picture_twice_is_no_rival() -> None:
    """Two products that share a picture, and so all of its descriptors, do not keep each other from standing out."""
    index = index_of(plain(6), [0, 3, 6, 6, 9, 12])
    index = replace(index, descriptors=local_descriptors.strongest(SEEN)[[0, 1, 3, 3, 4, 5]])
    query = Query(at(-4)[0])
    assert match_instance(index, GarmentQuery(query, SEEN[3]), nearest(index, query)).product_id == "2"


def test_a_copy_needs_no_second_look() -> None:
    """A product's own picture is found by its embedding, whatever its descriptors seem to say."""
    index = shop()
    query = Query(index.embeddings[2])
    assert match_instance(index, GarmentQuery(query, SEEN[3]), nearest(index, query)).product_id == ""
    assert ids(index, rank(index, query, Filters(), 1)) == ["2"]


def test_a_shops_picture_has_to_be_a_copy_or_stand_out() -> None:
    """Two products of one kind from one studio agree in their descriptors: a picture on a plain ground is the shop's
    own only where it is nearly that, or where nothing else comes close."""
    index, query = shop(), Query(at(-4)[0])
    near = nearest(index, query)
    found = match_instance(index, GarmentQuery(query, SEEN[0], studio=True), near)
    assert found.product_id == "0", "3 thousandths away"
    twins = replace(index, descriptors=index.descriptors[[0, 1, 5, 4, 4, 5]])
    lenient = RankingWeights(ahead=0.0, alike=0.7)
    query = Query(at(-14)[0])
    seen, near_twins = GarmentQuery(query, SEEN[5]), nearest(twins, query)
    assert match_instance(twins, seen, near_twins, lenient).product_id
    assert not match_instance(twins, replace(seen, studio=True), near_twins, lenient).product_id
    none = RankingWeights(compared=0)
    assert not match_instance(index, GarmentQuery(Query(at(-4)[0]), SEEN[3]), near, none).product_id


def test_it_outlives_its_photo() -> None:
    """The bytes of a query keep the product that was recognised, so that later pages are pages of the same ranking."""
    query = packed_query.rounded(Query(at(-4)[0], instance_id="kept-1"))
    assert query.instance_id == "kept-1"
    assert packed_query.unpack(packed_query.pack(query), 2).instance_id == "kept-1"
