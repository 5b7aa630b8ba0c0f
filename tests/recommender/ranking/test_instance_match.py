"""The very product of a photo: told by its details among products that are alike, and only where it stands out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommender import query as packed_query
from recommender.answers import Filters
from recommender.index.search import Index
from recommender.network import local_descriptors
from recommender.query import Query
from recommender.ranking.instance_match import very_product
from recommender.ranking.ranking import RankingWeights, rank
from tests.recommender.ranking.test_ranking import at, ids, index_of, plain


def blocky(seed: int, count: int) -> np.ndarray:
    """Maps of 4 x 4 places in blocks of two by two, 16 channels, all places worth the same."""
    blocks = np.random.default_rng(seed).normal(size=(count, 2, 2, 16)).astype(np.float32)
    whole = blocks.repeat(2, axis=1).repeat(2, axis=2)
    return np.concatenate([whole, np.zeros((count, 4, 4, 1), np.float32)], axis=3)


SEEN = blocky(1, 6)


def shop() -> Index:
    """Six products within fifteen degrees, each with details of its own."""
    index = index_of(plain(6), [0, 3, 6, 9, 12, 15])
    return replace(index, descriptors=local_descriptors.strongest(SEEN))


def nearest(index: Index, query: Query) -> tuple[np.ndarray, np.ndarray]:
    distances, rows = index.nearest(query.embedding[None], 6)
    return distances[0], rows[0]


def test_details_tell_it_from_its_likes() -> None:
    """The photo lies closest to product 0, but has the details of product 3: that one it is, and it comes first."""
    index, query = shop(), Query(at(-4)[0])
    assert very_product(index, query, SEEN[3], nearest(index, query)).id == "3"
    ranked = rank(index, replace(query, very="3"), Filters(), 6)
    assert ids(index, ranked) == ["3", "0", "1", "2", "4", "5"]


def test_nothing_stands_out() -> None:
    """Details that no product has single none out, and neither do those that two have; without details there is nothing
    to compare."""
    strict = RankingWeights(alike=0.0, ahead=0.15)
    index, query = shop(), Query(at(-4)[0])
    other = blocky(2, 1)[0]
    assert very_product(index, query, other, nearest(index, query), weights=strict).id == ""
    twins = replace(index, descriptors=index.descriptors[[0, 1, 3, 3, 4, 5]])
    assert very_product(twins, query, SEEN[3], nearest(twins, query), weights=strict).id == ""
    assert very_product(index, query, SEEN[3], nearest(index, query), weights=strict).id == "3"
    assert very_product(replace(index, descriptors=None), query, SEEN[3], nearest(index, query)).id == ""


def test_the_same_picture_twice_is_no_rival() -> None:
    """Two products that share a picture, and so all of its details, do not keep each other from standing out."""
    index = index_of(plain(6), [0, 3, 6, 6, 9, 12])
    index = replace(index, descriptors=local_descriptors.strongest(SEEN)[[0, 1, 3, 3, 4, 5]])
    query = Query(at(-4)[0])
    assert very_product(index, query, SEEN[3], nearest(index, query)).id == "2"


def test_a_copy_needs_no_second_look() -> None:
    """A product's own picture is found by its embedding, whatever its details seem to say."""
    index = shop()
    query = Query(index.embeddings[2])
    assert very_product(index, query, SEEN[3], nearest(index, query)).id == ""
    assert ids(index, rank(index, query, Filters(), 1)) == ["2"]


def test_a_shops_picture_has_to_be_a_copy_or_stand_out() -> None:
    """Two products of one kind from one studio agree in their details: a picture on a plain ground is the shop's own
    only where it is nearly that, or where nothing else comes close."""
    index, query = shop(), Query(at(-4)[0])
    near = nearest(index, query)
    assert very_product(index, query, SEEN[0], near, studio=True).id == "0", "3 thousandths away"
    twins = replace(index, descriptors=index.descriptors[[0, 1, 5, 4, 4, 5]])
    lenient = RankingWeights(ahead=0.0, alike=0.7)
    assert very_product(twins, Query(at(-14)[0]), SEEN[5], nearest(twins, Query(at(-14)[0])), weights=lenient).id
    assert not very_product(
        twins, Query(at(-14)[0]), SEEN[5], nearest(twins, Query(at(-14)[0])), studio=True, weights=lenient
    ).id
    none = RankingWeights(compared=0)
    assert not very_product(index, query, SEEN[3], near, weights=none).id


def test_it_outlives_its_photo() -> None:
    """The bytes of a query keep the product that was recognised, so that later pages are pages of the same ranking."""
    packed, query = packed_query.rounded(Query(at(-4)[0], very="kept-1"))
    assert query.very == "kept-1"
    assert packed_query.unpack(packed, 2).very == "kept-1"
