"""The bytes of queries, as databases keep them."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.answers import Attributes, Guess
from recommender.errors import QueryError
from recommender.query import Query, pack, unpack

# As older databases hold it.
KEPT = bytes.fromhex(
    "020200cd3866ba0030020000003137040000003437313102003a050000004a65616e7300340600000052c3b6636b65"
    "0001003803000000526564"
)


def test_a_query_of_an_older_database_is_read() -> None:
    """What the bytes of before say is still read, and written again to the byte."""
    attributes = Attributes((Guess("Jeans", 0.75), Guess("Röcke", 0.25)), (), (Guess("Red", 0.5),))
    query = Query(np.array([0.6, -0.8], np.float32), attributes, product_id="17", nothing=0.125, instance_id="4711")
    read = unpack(KEPT, 2)
    np.testing.assert_allclose(read.embedding, query.embedding, atol=1e-3)
    assert (read.attributes, read.product_id, read.instance_id) == (attributes, "17", "4711")
    assert read.nothing == query.nothing
    assert pack(read) == pack(query) == KEPT


def test_looks_are_kept() -> None:
    """What was seen of looks is read as it was written, so that the pages of one answer heed the same."""
    seen = Attributes((Guess("Shirts", 0.75),), looks=(Guess("striped", 0.875), Guess("long sleeve", 0.5)))
    query = Query(np.array([0.6, -0.8], np.float32), seen)
    assert unpack(pack(query), 2).attributes == seen


def test_the_kind_that_was_pressed_is_kept() -> None:
    """A query that is held to a kind stays so on all pages; a kind that is none is told as a broken query."""
    held = Query(np.array([0.6, -0.8], np.float32), Attributes((Guess("Caps", 0.75),)), garment="headwear")
    assert unpack(pack(held), 2).garment == "headwear"
    with pytest.raises(QueryError, match="garment that is none"):
        unpack(pack(held).replace(b"headwear", b"headache"), 2)
