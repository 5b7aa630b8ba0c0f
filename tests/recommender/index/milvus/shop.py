"""A shop for the tests of Milvus, what is asked of it, and that two indexes of it answer alike."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.answers import Filters
from recommender.errors import UnknownProductError
from recommender.index.milvus.index import MilvusIndex
from recommender.index.search import Index
from recommender.network.look_heads import LookHeads
from recommender.product import Product
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import picture, stock

TITLES = ("Striped T-Shirt", "Polo shirt", "V-neck jumper, long", "Women's dresses", "Slim-fit shirt dress")
FILTERS = (
    Filters(),
    Filters(gender="women"),
    Filters(gender="Men", not_colour="Red"),
    Filters(type=("Jeans", "Handbags"), colour=("Blue", "Green")),
    Filters(type="bottom"),
    Filters(type="Spaceship"),
    Filters(colour="Navy Blue"),
    Filters(min_price=20, max_price=45.0),
    Filters(max_price=30),
    Filters(in_stock=False),
    Filters(words=("strip",)),
    Filters(words=("shirt$",), in_stock=True),
    Filters(words=("print", "shirt")),
    Filters(words=("polo",), type="Handbags"),
    Filters(not_words=("stripe", "print")),
    Filters(words=("striped shirt|print",), not_words=("polo shirt", "slim fit")),
    Filters(words=("t-shirt|polo",)),
    Filters(words=("t-sh", "v-neck$")),
    Filters(words=("polo shirt",)),
    Filters(words=("women's",), not_words=("polo",)),
    Filters(not_words=("slim-fit", "polo shirt")),
    Filters(not_type="Jeans", not_gender="Men", words=("dress$",)),
)


def products_in(folder: Path, count: int) -> list[Product]:
    """Some without a price, some with several pictures."""
    found = stock(folder, count)
    for number, product in enumerate(found):
        further = folder / f"{number}-further.png"
        further.write_bytes(picture(1000 + number))
        more = (str(further),) if number % 4 == 0 else ()
        price = None if number % 7 == 3 else product.price
        title = f"{TITLES[number % len(TITLES)]} {number}"
        found[number] = replace(product, title=title, price=price, additional_images=more)
    return found


class SeeingEmbedder(ColourEmbedder):
    """Sees looks, too: at random, and the same ones each time."""

    directions = np.random.default_rng(3).standard_normal((3, 32)).astype(np.float32) * 4
    looks = LookHeads(
        ("striped", "printed", "polo"), "1", directions, *(np.zeros(3, np.float32),) * 2, np.ones(3, np.float32)
    )


def assert_same(there: MilvusIndex, local: Index) -> None:
    """Whatever the products' rows are there."""
    known = local.ids(np.arange(len(local)))
    at = dict(zip(known, there.rows(known), strict=True))

    def theirs(rows: np.ndarray) -> list[int]:
        return [at[each] for each in local.ids(rows)]

    def assert_near(mine: tuple[np.ndarray, np.ndarray], its: tuple[np.ndarray, np.ndarray], about: object) -> None:
        np.testing.assert_allclose(its[0], mine[0], atol=1e-5)
        if len(mine[0]) == len(local) or len(set(np.round(mine[0], 4))) == len(mine[0]):  # equal ones in any order
            assert set(its[1].tolist()) == set(theirs(mine[1])), about

    assert len(there) == len(local)
    queries = local.embeddings[[0, 5, 40]] + np.float32(0.05)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    for count in (1, 7, 500):
        for mine, its in zip(
            *(zip(*each.nearest(queries, count), strict=True) for each in (local, there)), strict=True
        ):
            assert_near(mine, its, count)
    for filters in FILTERS:
        assert there.count(filters) == local.count(filters), filters
        assert there.count(filters, FILTERS[1:3]) == local.count(filters, FILTERS[1:3]), filters
        assert set(there.sample(filters, 500).tolist()) == set(theirs(local.sample(filters, 500)))
        assert len(there.sample(filters, 10)) <= 10
        for query, without in itertools.product(queries, ([], [0, 5])):
            assert_near(
                local.nearest_among(query, 20, filters, without),
                there.nearest_among(query, 20, filters, theirs(np.array(without, np.intp))),
                filters,
            )
    rows = np.array([3, len(local) - 2, 0, 17])
    mine, its = local.closest_pictures(queries[0], rows), there.closest_pictures(queries[0], theirs(rows))
    np.testing.assert_allclose(its[0], mine[0], atol=1e-5)
    np.testing.assert_array_equal(there.embeddings_of(its[1]), local.embeddings_of(mine[1]))
    np.testing.assert_array_equal(there.details_of(its[1]), local.details_of(mine[1]))  # type: ignore[arg-type]
    ours, columns = local.columns(rows), there.columns(theirs(rows))
    for name, column in (("types", "types"), ("genders", "genders"), ("colours", "colours"), ("brands", "brands")):
        said, told = getattr(columns, name), getattr(ours, name)
        assert [(*said.words, "")[code] for code in said.codes] == [(*told.words, "")[code] for code in told.codes]
        mine, its = (
            dict(zip(each.column_words(column), each.column_counts(column).tolist(), strict=True))  # type: ignore[arg-type]
            for each in (local, there)
        )
        assert its == mine
    for name in ("prices", "in_stock", "pictures", "variants"):
        np.testing.assert_array_equal(getattr(columns, name), getattr(ours, name))
    assert there.products(theirs(rows)) == local.products(rows)
    assert len(there.rows(["13", "nobody", "3"])) == 2
    assert (ours.looks is None) == (columns.looks is None)
    if columns.looks is not None and ours.looks is not None:
        assert columns.looks.codes.tolist() == ours.looks.codes.tolist()
    assert there.looks_of(at["3"]) == local.looks_of(local.row("3"))
    assert there.catalogue_words().titles >= local.catalogue_words().titles
    for name in ("types", "genders", "colours", "currency", "has_stock", "has_prices", "looks"):
        mine, its = (getattr(each.catalogue_words(), name) for each in (local, there))
        assert its == mine or set(its) == set(mine)
    np.testing.assert_allclose(there.usual_looks(), local.usual_looks(), atol=1e-5)
    for types in (None, ("jeans",), ()):
        found = []
        for index in (local, there):
            means, counts = index.colour_means(types)
            order = np.argsort(index.column_words("colours"))
            found.append((means[order], counts[order]))
        for mine, its in zip(*found, strict=True):
            np.testing.assert_allclose(its, mine, atol=1e-5)
    with pytest.raises(UnknownProductError):
        there.row("nobody")


def changed(products: list[Product], folder: Path) -> list[Product]:
    """Other prices, titles, a picture and words; one in ten is gone, and a few are new, in the midst of all."""
    found = []
    for number, product in enumerate(products):
        other: dict[str, object] = {}
        if number % 10 == 1:
            other |= {"price": 999.0 + number, "in_stock": False}
        if number % 30 == 2:
            other |= {"title": f"Long-sleeve Kaftan {number}", "colour": "Petrol", "brand": f"Brand {number}"}
        if number % 30 == 5:
            path = folder / f"{number}-anew.png"
            path.write_bytes(picture(2000 + number))
            other |= {"image": str(path)}
        if number % 10 != 7:
            found.append(replace(product, **other))  # type: ignore[arg-type]
    path = folder / "new.png"
    path.write_bytes(picture(3000))
    new = [replace(products[0], id=f"new {number}", type="Kaftans", image=str(path)) for number in range(3)]
    return [*found[:20], *new, *found[20:]]
