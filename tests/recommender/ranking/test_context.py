"""What moves an answer: verdicts, a colour, taste, what many call wrong, and filters that are relaxed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.answers import Attributes, Filters, Guess, Profile, RankingContext, RankingRequest
from recommender.index.content.catalogue_words import catalogue_words
from recommender.index.files import Manifest
from recommender.index.filtering import titled
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.product import Product
from recommender.query import Query
from recommender.ranking.context import rank_in_context
from recommender.ranking.ranking import DEFAULT_WEIGHTS, Ranked, rank
from recommender.ranking.recolouring import recoloured
from recommender.ranking.rocchio import moved_by_verdicts

TYPES, COLOURS, GENDERS = ("Tshirts", "Jeans", "Handbags"), ("Red", "Blue", "Green"), ("Men", "Women")
DIM = 16
ANY = Filters()


def shop(each: int = 4, seed: int = 3) -> Index:
    """Products whose embedding is a direction for the type, one for the colour, and a little of their own."""
    rng = np.random.default_rng(seed)
    axes = np.linalg.qr(rng.standard_normal((DIM, DIM)))[0].T
    products, rows = [], []
    for t, type in enumerate(TYPES):
        for c, colour in enumerate(COLOURS):
            for n in range(each * len(GENDERS)):
                gender = GENDERS[n % 2]
                name = "abcdefghijklmnop"[n] * 4
                title = f"{name} {'Striped' if n % 4 == 0 else 'Plain'} {type}"
                products.append(
                    Product(
                        f"{type}-{colour}-{gender}-{n}",
                        title,
                        price=10.0 + n,
                        currency="EUR",
                        type=type,
                        colour=colour,
                        gender=gender,
                        brand="Nimbus" if n % 2 else "Orbit",
                    )
                )
                rows.append(axes[t] + 0.6 * axes[4 + c] + 0.15 * rng.standard_normal(DIM))
    embeddings = np.array(rows, dtype=np.float32)
    embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
    table = ProductTable.of([IndexedProduct(product, PictureFingerprint(product.id)) for product in products])
    return Index(embeddings, table, Manifest("v", "e", DIM, len(products), "", "", {}, {}))


def ask(index: Index, product_id: str) -> Query:
    """A query with the embedding of a product, recognised as what it is, that may answer itself."""
    product = index.table.product(index.table.row(product_id))
    seen = Attributes((Guess(product.type, 0.9),), (Guess(product.gender, 0.6),), (Guess(product.colour, 0.8),))
    noise = 0.05 * np.random.default_rng(1).standard_normal(DIM)
    embedding = (index.embeddings[index.table.row(product_id)] + noise).astype(np.float32)
    return Query(embedding / np.linalg.norm(embedding), seen)


def ids(index: Index, found: Ranked) -> list[str]:
    return [index.table.ids[row] for row in found.rows]


def ranked(index: Index, query: Query, filters: Filters = ANY, k: int = 5, **how: object) -> Ranked:
    context = RankingContext(**how)  # type: ignore[arg-type]
    return rank_in_context(index, query, RankingRequest(filters, k, (), context), DEFAULT_WEIGHTS)


def test_in_an_empty_context_nothing_changes() -> None:
    """An empty context gives the same ranking that there was without any."""
    index = shop()
    query = ask(index, "Jeans-Red-Men-0")
    plain = rank(index, query, Filters(), 5)
    assert ranked(index, query).rows == plain.rows
    assert ranked(index, query).distances == plain.distances


def test_rocchio_moves_towards_what_is_liked() -> None:
    """The moved query is a unit vector, closer to the liked and farther from the disliked than before."""
    index = shop()
    query = ask(index, "Jeans-Red-Men-0")
    liked, disliked = index.table.rows(["Jeans-Green-Men-0"]), index.table.rows(["Jeans-Red-Women-1"])
    moved = moved_by_verdicts(query, index, liked, disliked)
    assert np.linalg.norm(moved.embedding) == pytest.approx(1.0, abs=1e-5)
    before, after = (index.embeddings @ each.embedding for each in (query, moved))
    assert after[liked[0]] > before[liked[0]]
    assert after[disliked[0]] < before[disliked[0]]
    assert moved_by_verdicts(query, index, [], []) is query


def test_verdicts_find_an_attribute_that_was_never_named() -> None:
    """After five red ones are called wrong and a green one right, the next are green."""
    index = shop()
    query = ask(index, "Jeans-Red-Men-0")
    red = [f"Jeans-Red-{GENDERS[n % 2]}-{n}" for n in range(5)]
    found = ranked(index, query, liked=("Jeans-Green-Women-1",), disliked=tuple(red))
    assert all(product.startswith("Jeans-Green") for product in ids(index, found)[:4])


def test_distances_are_to_what_was_asked() -> None:
    """However the query is moved, a hit's distance is to the shopper's photo."""
    index = shop()
    query = ask(index, "Jeans-Red-Men-0")
    found = ranked(index, query, recolour=("Green",))
    expected = 1 - index.embeddings[list(found.rows)] @ query.embedding
    np.testing.assert_allclose(found.distances, expected, atol=1e-5)


@pytest.mark.parametrize("type", TYPES)
def test_the_same_in_another_colour(type: str) -> None:
    """The query of a red thing, moved to green, lies among the green ones of its type, without any filter."""
    index = shop()
    moved = recoloured(ask(index, f"{type}-Red-Men-0"), index, ("Green",))
    assert np.linalg.norm(moved.embedding) == pytest.approx(1.0, abs=1e-5)
    nearest = np.argsort(-(index.embeddings @ moved.embedding))[:5]
    assert all(index.table.ids[row].startswith(f"{type}-Green") for row in nearest)
    assert [guess.value for guess in moved.attributes.colour] == ["Green"]


def test_a_colour_that_is_there_or_nowhere_moves_nothing() -> None:
    """Red stays red, and nobody can move towards what the catalogue does not have."""
    index = shop()
    query = ask(index, "Jeans-Red-Men-0")
    assert recoloured(query, index, ("Red",)) is query
    assert recoloured(query, index, ("Octarine",)) is query
    assert recoloured(query, index, ()) is query


def test_filters_are_relaxed_in_turn_and_say_by_how_much() -> None:
    """What fits all comes first, then what fits the next, more relaxed filters; nothing comes twice."""
    index = shop(each=1)
    query = ask(index, "Jeans-Red-Men-0")
    filters = Filters(colour="Green", type="Jeans", gender="Men")
    relaxed = (Filters(colour="Green", type="Jeans"), Filters(type="Jeans"), Filters())
    found = ranked(index, query, filters, k=5, relaxed=relaxed)
    assert found.relaxations == (0, 1, 2, 2, 2)
    assert len(set(found.rows)) == 5
    assert not found.exhausted
    everything = ranked(index, query, filters, k=100, relaxed=relaxed)
    assert everything.exhausted
    assert len(everything.rows) == len(index)


def test_taste_is_gentle() -> None:
    """It decides between what is alike, and never puts a farther kind before a close one."""
    index = shop()
    query = ask(index, "Handbags-Blue-Men-0")
    usual = ids(index, ranked(index, query, k=8))
    taste = Profile(genders={"women": 1.0, "men": -1.0}, colours={"red": 1.0}, brands={"nimbus": 1.0}, low=1, high=99)
    tasteful = ids(index, ranked(index, query, k=8, profile=taste))
    assert {product.rsplit("-", 2)[0] for product in tasteful} == {product.rsplit("-", 2)[0] for product in usual}
    women = [sum("-Women-" in product for product in found[:4]) for found in (usual, tasteful)]
    assert women[1] >= women[0]
    assert tasteful != usual


def test_what_many_call_wrong_is_ranked_lower_for_that_kind_only() -> None:
    """A product that is rejected for jeans goes down for jeans, and stays where it is for handbags."""
    index = shop()
    query = ask(index, "Jeans-Red-Men-0")
    second = ids(index, ranked(index, query))[1]
    rejected = {"jeans": {second: 0.9, "not there": 1.0}}
    assert second not in ids(index, ranked(index, query, rejected=rejected))[:2]
    assert ids(index, ranked(index, query, rejected={"handbags": {second: 0.9}}))[1] == second


def test_filters_are_relaxed_within_the_kind_of_the_photo_first() -> None:
    """One pair of jeans fits: another pair comes next, with the price left out, before handbags at that price; a kind
    that was named is not overruled, and a query that is not sure of its kind keeps none."""
    index = shop()
    query = ask(index, "Jeans-Red-Men-0")
    cheap, relaxed = Filters(max_price=10.0, colour="Red"), (Filters(colour="Red"),)
    found = ranked(index, query, cheap, relaxed=relaxed)
    assert {product_id.split("-")[0] for product_id in ids(index, found)} == {"Jeans"}
    assert found.relaxations == (0, 1, 1, 1, 1)
    unsure = replace(query, attributes=replace(query.attributes, type=(Guess("Jeans", 0.5),)))
    assert ranked(index, unsure, cheap, relaxed=relaxed).relaxations == (0, 0, 0, 1, 1)
    bags = replace(cheap, type="Handbags"), (replace(relaxed[0], type="Handbags"),)
    found = ranked(index, query, bags[0], relaxed=bags[1])
    assert {product_id.split("-")[0] for product_id in ids(index, found)} == {"Handbags"}


def test_words_of_titles() -> None:
    """Beginnings of words, in any case, with alternatives; not within a word."""
    index = shop()
    striped = titled(index.table, ("strip",))
    assert {index.table.product(int(row)).title.split()[1] for row in np.flatnonzero(striped)} == {"Striped"}
    assert titled(index.table, ("strip|plain",)).all()
    assert not titled(index.table, ("trip",)).any()
    assert not titled(index.table, ("strip$",)).any()
    assert titled(index.table, ("jean$",)).sum() == titled(index.table, ("jeans$",)).sum() > 0
    assert not titled(index.table, ()).any()
    found = ranked(index, ask(index, "Jeans-Red-Men-0"), Filters(words=("strip",), not_colour="Red"))
    products = [index.table.product(row) for row in found.rows]
    assert all("Striped" in product.title and product.colour != "Red" for product in products)


def test_the_words_of_a_catalogue() -> None:
    """By frequency, with the words that titles share, the usual currency, neighbours and kinds."""
    words = catalogue_words(shop().table)
    assert words.types == TYPES
    assert words.currency == "EUR"
    assert {"striped", "plain", "jeans"} <= words.titles
    assert "aaaa" in words.titles
    assert words.near_colours["maroon"] == ("Red",)
    assert words.garments == {"top": ("Tshirts",), "trousers": ("Jeans",), "bag": ("Handbags",)}
