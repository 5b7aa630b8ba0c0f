"""Filters that give way: steps that can bring nothing are passed over, and what is shown when time is up."""

from __future__ import annotations

import json
import random
import unicodedata
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from recommender.answers import Filters, RankingContext, RankingRequest
from recommender.index import filtering
from recommender.index.content.catalogue_words import catalogue_words
from recommender.index.content.earlier_format import table_of_before
from recommender.index.files import Manifest
from recommender.index.filtering import admitted, titled
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.product import Product
from recommender.ranking.context import rank_in_context
from recommender.ranking.ranking import DEFAULT_WEIGHTS, rank
from tests.recommender.ranking.test_context import COLOURS, TYPES, ask, shop

_PRICES = ("Infinity", "-Infinity", "-1.0", "5.0")
WORDS = ("strip", "plain$", "aaaa", "bbbb$", "jeans", "nothing")


def wanted(rng: random.Random) -> Filters:
    """Filters of a few kinds."""
    return Filters(
        gender=rng.choice(((), ("Men",), ("Women",))),
        type=rng.choice(((), ("Jeans",), ("Jeans", "Handbags"), ("bag",))),
        colour=rng.choice(((), ("red",), ("Blue", "Green"))),
        max_price=rng.choice((None, 9.0, 12.0, 14.0)),
        words=tuple(rng.sample(WORDS, rng.randint(0, 2))),
        not_words=tuple(rng.sample(WORDS, rng.randint(0, 1))),
    )


@pytest.mark.parametrize("seed", range(40))
def test_the_answer_is_that_of_every_step_in_turn(seed: int) -> None:
    """Whatever the filters: the same products from the same steps as if each step were ranked anew."""
    rng, index = random.Random(seed), shop(each=1 + 3 * (seed % 3 > 0))
    query = ask(index, f"{rng.choice(TYPES)}-{rng.choice(COLOURS)}-Men-0")
    query = replace(query, attributes=replace(query.attributes, type=query.attributes.type if seed % 2 else ()))
    relaxed = tuple(wanted(rng) for _ in range(rng.randint(1, 12)))
    request = RankingRequest(wanted(rng), 5, (), RankingContext(relaxed=relaxed))
    found = rank_in_context(index, query, request, DEFAULT_WEIGHTS)
    steps = list(enumerate((request.filters, *relaxed)))
    if seed % 2 and request.filters != Filters() and not request.filters.type:
        kind = query.attributes.type[0].value
        steps = [(step, replace(each, type=(kind,))) for step, each in steps] + steps
    rows: list[int] = []
    relaxations: list[int] = []
    for step, filters in steps:
        if len(rows) < 5:
            more = rank(index, query, filters, 5 - len(rows), {index.table.ids[row] for row in rows})
            rows += more.rows
            relaxations += [step] * len(more.rows)
    assert (list(found.rows), list(found.relaxations)) == (rows, relaxations)
    assert not found.cut_short


def test_a_step_that_admits_nothing_new_is_not_ranked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred steps cost a hundred masks, and a ranking only where there is something to rank."""
    index, ranked = shop(), 0
    query = ask(index, "Jeans-Red-Men-0")
    search = Index.nearest_among

    def spy(self: Index, *given: Any, **named: Any) -> object:
        nonlocal ranked
        ranked += 1
        return search(self, *given, **named)

    monkeypatch.setattr(Index, "nearest_among", spy)
    steps = tuple(Filters(words=("nothing", f"word{n}")) for n in range(100))
    context = RankingContext(relaxed=(*steps, Filters()))
    found = rank_in_context(index, query, RankingRequest(Filters(words=("nothing",)), 5, (), context), DEFAULT_WEIGHTS)
    assert found.relaxations == (0 + 101,) * 5
    assert ranked <= 4


def test_when_time_is_up_there_is_something_to_show() -> None:
    """What was found by then; where nothing was, what there is without filters; and it is said to be cut short."""
    index, query = shop(), ask(shop(), "Jeans-Red-Men-0")
    ticks = iter(range(1000))
    none, one = Filters(words=("nothing",)), Filters(max_price=10.0, colour="Red", type="Jeans", gender="Men")

    def found(filters: Filters, *relaxed: Filters, seconds: float = 0.5) -> tuple[tuple[int, ...], bool, bool]:
        request = RankingRequest(filters, 5, (), RankingContext(relaxed=relaxed), seconds)
        answer = rank_in_context(index, query, request, DEFAULT_WEIGHTS, clock=lambda: float(next(ticks)))
        return answer.relaxations, answer.cut_short, answer.exhausted

    assert found(none, none, none, Filters()) == ((3,) * 5, True, False)
    assert found(one, Filters(colour="Red"), Filters()) == ((0,), True, False)
    assert found(Filters(colour="Red"), Filters()) == ((0,) * 5, False, False)
    assert found(one, Filters(colour="Red"), seconds=1000.0)[1] is False


def test_a_word_is_looked_for_once_and_as_much_as_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each index; what was not asked for lately is forgotten, and found again."""
    monkeypatch.setattr("recommender.index.product_table._REMEMBERED_BYTES", 20 * 72)
    table, searched = shop().table, []
    search = filtering._titled
    monkeypatch.setattr(filtering, "_titled", lambda table, stem: (searched.append(stem), search(table, stem))[1])
    for _ in range(3):
        titled(table, ("strip|plain$",))
        admitted(table, Filters(words=("strip", "plain$")))
    assert searched == ["strip", "plain$"]
    for number in range(200):
        titled(table, (f"word{number}",))
    assert table._found.currsize <= 20 * 72
    assert titled(table, ("strip",)).sum() == 18
    assert searched.count("strip") == 2


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_letters_composed_and_decomposed_meet(form: str) -> None:
    """In titles, colours and types, whichever way the catalogue and the filter have them; both spellings are one word;
    what is shown stays as the catalogue writes it."""
    products = [
        Product(
            "1", unicodedata.normalize("NFD", "Crème Été"), colour=unicodedata.normalize("NFD", "Éte"), type="Ｔops"
        ),
        Product(
            "2", unicodedata.normalize("NFC", "Crème Été"), colour=unicodedata.normalize("NFC", "Éte"), type="Tops"
        ),
        Product("3", "ＣＲＥＭＥ", colour="Ete", type="Tops"),
    ]
    table = ProductTable.of([IndexedProduct(each, PictureFingerprint(each.id)) for each in products])
    index = Index(np.eye(3, 16, dtype=np.float32), table, Manifest("v", "e", 16, 3, "", "", {}, {}))

    def fitting(filters: Filters) -> list[str]:
        allowed = admitted(index.table, filters)
        assert allowed is not None
        return [index.table.ids[row] for row in np.flatnonzero(allowed)]

    said = unicodedata.normalize(form, "Éte")  # type: ignore[arg-type]
    assert fitting(Filters(colour=said)) == ["1", "2"]
    assert fitting(Filters(not_colour=said)) == ["3"]
    assert fitting(Filters(words=(unicodedata.normalize(form, "crème$"),))) == ["1", "2", "3"]  # type: ignore[arg-type]
    assert fitting(Filters(type="tops")) == ["1", "2", "3"]
    words = catalogue_words(index.table)
    assert words.colours == (products[0].colour, "Ete")
    assert len(words.types) == 1
    assert {"creme", "ete"} & words.titles == {"creme"}
    assert [index.table.product(row) for row in range(3)] == products


def test_prices_of_an_index_of_before() -> None:
    """What an earlier version took for a price is none: it fits no limit and is not shown."""
    lines = [f'{{"id":"{n}","title":"t","price":{price},"picture":{{"hash":"h"}}}}' for n, price in enumerate(_PRICES)]
    old = table_of_before(
        {"products.jsonl": "\n".join(lines).encode(), "words.json": json.dumps({"ids": ["0", "1", "2", "3"]}).encode()}
    )
    assert np.isnan(old.prices[:3]).all()
    assert admitted(old, Filters(min_price=0.0)).tolist() == [False, False, False, True]  # type: ignore[union-attr]
    assert [old.product(row).price for row in range(4)] == [None, None, None, 5.0]


@pytest.mark.parametrize("none", [float("nan"), float("inf"), -1.0])
def test_a_limit_that_is_no_price_is_no_limit(none: float) -> None:
    """Given by a program, or kept by an earlier version."""
    assert Filters(max_price=none, min_price=none) == Filters()


class CountedArray(np.ndarray):
    """Counts the multiplications of its products with vectors."""

    multiplied = 0

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        plain = [np.asarray(each) if isinstance(each, CountedArray) else each for each in inputs]
        if ufunc is np.matmul:
            CountedArray.multiplied += plain[0].size
        kwargs.pop("out", None)
        return getattr(ufunc, method)(*plain, **kwargs)


def test_far_down_the_pages_a_page_costs_what_the_first_does() -> None:
    """Whoever presses "Next" for half an hour has been shown thousands of products: these are compared with what would
    come next, not with every candidate."""
    index = shop(each=8)
    query = ask(index, "Jeans-Red-Men-0")
    seen = [index.table.ids[row] for row in rank(index, query, Filters(), 60).rows]
    index.embeddings = index.embeddings.view(CountedArray)
    CountedArray.multiplied = 0
    assert len(rank(index, query, Filters(), 5, seen).rows) == 5
    assert 0 < CountedArray.multiplied < 10 * (len(seen) + 5) * index.dim
