"""Looks in the ranking: what has the photo's look comes first, if the rest agrees too."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from recommender.answers import Attributes, Filters, Guess
from recommender.index.columns.look_column import LookColumn
from recommender.index.search import Index
from recommender.product import Product
from recommender.query import Query
from recommender.ranking.looks import look_agreement
from recommender.ranking.ranking import KnownWords, RankingWeights, rank
from tests.recommender.ranking.test_ranking import at, ids, index_of

ANY = Filters()
WORDS = KnownWords.of(["Shirts"], [], ["Red", "Blue"])


def shop(codes: list[int], colours: str = "") -> Index:
    """Shirts four degrees apart, each so striped: 255 is named, 254 surely seen."""
    products = [Product(str(n), f"shirt {'abcdef'[n]}", type="Shirts") for n in range(len(codes))]
    if colours:
        products = [replace(p, colour=colour) for p, colour in zip(products, colours.split(), strict=True)]
    index = index_of(products, [10.0 + 4 * n for n in range(len(codes))])
    return replace(index, looks=LookColumn(("striped",), "v", np.array(codes, np.uint8)[:, None]))


def seen(probability: float, colour: str = "") -> Query:
    colours = (Guess(colour, 0.95),) if colour else ()
    return Query(at(0)[0], Attributes(colour=colours, looks=(Guess("striped", probability),)))


def agreement(index: Index, probability: float) -> list[float]:
    found = look_agreement(index, (Guess("striped", probability),), index.columns(range(len(index))), 3.0, 0.5)
    return [float(each) for each in found]


def test_by_hand() -> None:
    """Of four shirts one is named striped and one seen as such: stripes are usual in half of them. In a photo with
    stripes of .9 they speak by the odds of 9 to 1, half of that where they are only seen."""
    index = shop([255, 254, 0, 0])
    assert agreement(index, 0.9) == pytest.approx([np.log(9), np.log(9) / 2, 0, 0])
    assert agreement(index, 0.5) == pytest.approx([0, 0, 0, 0], abs=1e-9)
    assert agreement(index, 0.1) == pytest.approx([-np.log(9), -np.log(9) / 2, 0, 0])
    assert agreement(index, 0.9999) == pytest.approx([3, 1.5, 0, 0])


def test_the_striped_first() -> None:
    """A photo with stripes is answered with what is called striped before what is only seen so, and one without them
    with what has none, whatever is closer; without weight, or without looks, the closest comes first."""
    index = shop([0, 254, 255])
    assert ids(index, rank(index, seen(0.95), ANY, 3)) == ["2", "1", "0"]
    assert ids(index, rank(shop([255, 254, 0]), seen(0.02), ANY, 3)) == ["2", "1", "0"]
    assert ids(index, rank(index, seen(0.95), ANY, 3, weights=RankingWeights(look=0))) == ["0", "1", "2"]
    assert ids(index, rank(replace(index, looks=None), seen(0.95), ANY, 3)) == ["0", "1", "2"]


def test_colour_before_stripes() -> None:
    """Stripes of another colour do not come before the right colour: a look decides among what is right besides."""
    index = shop([0, 255, 255], "Red Blue Red")
    assert ids(index, rank(index, seen(0.95, "Red"), ANY, 3, known=WORDS)) == ["2", "0", "1"]


def test_a_garment_that_cannot_have_it() -> None:
    """Nothing speaks for or against shoes where the photo is sleeveless."""
    index = index_of([Product("1", "shoes", type="Shoes")], [5])
    index = replace(index, looks=LookColumn(("sleeveless",), "v", np.array([[100]], np.uint8)))
    assert look_agreement(index, (Guess("sleeveless", 0.9),), index.columns([0]), 3.0, 0.5).tolist() == [0.0]


def test_nothing_admitted() -> None:
    """Filters that admit nothing leave nothing to weigh."""
    index = shop([0, 255])
    assert rank(index, seen(0.95), Filters(type="Jeans"), 3).rows == ()


def admits(index: Index, **filters: tuple[str, ...]) -> list[int]:
    return [int(row) for row in index.sample(Filters(**filters), 9)]  # type: ignore[arg-type]


def test_words_that_mean_a_look_are_seen() -> None:
    """What is surely seen is as good as named; what is more likely seen than not is not without it. What the network
    has no look for, and what is no name of one, goes by titles alone."""
    index = shop([255, 254, 200, 140, 100, 0])
    assert admits(index, words=("strip",)) == [0, 1, 2]
    assert admits(index, not_words=("strip",)) == [4, 5]
    assert admits(index, not_words=("check|strip",)) == [4, 5]
    assert admits(index, not_words=("logo",)) == admits(index) == [0, 1, 2, 3, 4, 5]
    assert admits(index, words=("stri$",)) == [0, 1, 2]
    assert admits(index, words=("str",)) == []
    assert admits(replace(index, looks=None), words=("strip",)) == []
    assert "striped" in index.catalogue_words().looks


def test_a_look_that_a_garment_cannot_have_is_not_seen_in_it() -> None:
    """Whatever the network thinks of a shoe's sleeves."""
    index = index_of([Product("1", "shoes", type="Shoes"), Product("2", "shirt", type="Shirts")], [5, 9])
    index = replace(index, looks=LookColumn(("sleeveless",), "v", np.array([[254], [254]], np.uint8)))
    assert admits(index, words=("sleeveless",)) == [1]
    assert admits(index, not_words=("sleeveless",)) == [0]
