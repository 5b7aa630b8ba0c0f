"""Products that are added one by one: found beside those of the index at once, whatever becomes of the index."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.answers import Filters
from recommender.index import additions as added
from recommender.index.additions import build_additions
from recommender.index.building import build_index
from recommender.index.columns.arrays import GatheredRows
from recommender.index.engines.approximate import ApproximateSearch
from recommender.index.engines.exact import ExactSearch
from recommender.index.engines.joined import JoinedSearch
from recommender.index.filtering import admitted
from recommender.product import Product
from recommender.recommender import Recommender
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, picture, stock


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new version is waited for, however busy the machine is; a shopper waits a moment only."""
    monkeypatch.setattr("recommender.index.current._MOMENT", 60.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An index of 30 products."""
    build_index(Shelf(stock(tmp_path / "shop", 30)), tmp_path / "index", ColourEmbedder())
    return tmp_path / "index"


@pytest.fixture
def more(tmp_path: Path) -> list[Product]:
    """Three that it does not have, of words that it does not know."""
    products = stock(tmp_path / "more", 3, first=100)
    return [replace(each, type="Kaftan", colour="Plum", title=f"Kaftan number{each.id}") for each in products]


def first_hit(recommender: Recommender, seed: int) -> str:
    return recommender.recommend(picture(seed)).hits[0].product.id


def test_an_addition_is_found_at_the_next_question(folder: Path, more: list[Product]) -> None:
    """A bot that is running finds it, with its own words; those of before are found as before."""
    recommender = Recommender.open(folder, ColourEmbedder())
    version = recommender.index_version
    build_additions(more, folder, ColourEmbedder())
    assert (first_hit(recommender, 101), first_hit(recommender, 7)) == ("101", "7")
    assert recommender.product_count == 33
    assert recommender.index_version != version
    assert "Kaftan" in recommender.words.types
    answer = recommender.recommend(picture(7), Filters(type=("Kaftan",), colour=("plum",)))
    assert [hit.product.type for hit in answer.hits] == ["Kaftan"] * 3


def test_what_is_put_together_is_what_one_index_holds(folder: Path, more: list[Product], tmp_path: Path) -> None:
    """Every column, and what filters make of it, is the same as in one index of all of them."""
    build_additions(more, folder, ColourEmbedder())
    both = Recommender.open(folder, ColourEmbedder())._current.index
    own = Recommender.open(folder, ColourEmbedder()).products([str(n) for n in range(30)])
    build_index(Shelf([*own.values(), *more]), tmp_path / "one", ColourEmbedder())
    one = Recommender.open(tmp_path / "one", ColourEmbedder())._current.index
    assert list(both.table.records()) == list(one.table.records())
    assert np.array_equal(both.embeddings[:], one.embeddings[:])
    assert both.descriptors is not None
    assert one.descriptors is not None
    assert np.array_equal(both.descriptors[:], one.descriptors[:])
    for mine, its in zip(both.colour_means(), one.colour_means(), strict=True):
        np.testing.assert_allclose(mine, its, atol=1e-5)
    np.testing.assert_allclose(both.usual_looks(), one.usual_looks(), atol=1e-6)
    assert both.table.title_words.counts() == one.table.title_words.counts()
    asked = (Filters(gender=("Men",)), Filters(colour=("red",)), Filters(words=("kaftan",)), Filters(max_price=20.0))
    for filters in (*asked, Filters(in_stock=True)):
        assert np.array_equal(admitted(both.table, filters), admitted(one.table, filters))  # type: ignore[arg-type]


def test_an_addition_counts_before_a_product_of_the_same_id(folder: Path, tmp_path: Path) -> None:
    """What was said by hand is shown, and the catalogue's again when that is taken back."""
    recommender = Recommender.open(folder, ColourEmbedder())
    by_hand = replace(stock(tmp_path / "more", 1, first=200)[0], id="7", title="By hand")
    build_additions([by_hand], folder, ColourEmbedder())
    assert first_hit(recommender, 200) == "7"
    assert recommender.products(["7"])["7"].title == "By hand"
    assert recommender.product_count == 30
    build_additions([], folder, ColourEmbedder())
    assert recommender.products(["7"])["7"].title == "Article number7"
    assert first_hit(recommender, 7) == "7"


def test_what_is_known_of_all_is_without_what_an_addition_hides(folder: Path, tmp_path: Path) -> None:
    """The colours' means and the usual looks are those that would be counted anew, though they are put together."""
    by_hand = replace(stock(tmp_path / "more", 1, first=200)[0], id="7", type="Kaftan", colour="Plum")
    build_additions([by_hand], folder, ColourEmbedder())
    both = Recommender.open(folder, ColourEmbedder())._current.index
    means, looks = both.colour_means(), both.usual_looks()
    both.table._found.clear()
    both.know()
    for mine, its in zip(means, both.colour_means(), strict=True):
        np.testing.assert_allclose(mine, its, atol=1e-5)
    np.testing.assert_allclose(looks, both.usual_looks(), atol=1e-6)


def test_an_approximate_search_goes_on_beside_additions(folder: Path, more: list[Product], tmp_path: Path) -> None:
    """Where faiss searches, it does so beside additions: nothing is copied, what they hide is not found, and the
    answers are those of comparing all."""
    pytest.importorskip("faiss")
    build_index(Shelf(stock(tmp_path / "shop", 30)), folder, ColourEmbedder(), engine="faiss", full=True)
    by_hand = replace(stock(tmp_path / "hand", 1, first=200)[0], id="7", title="By hand")
    build_additions([*more, by_hand], folder, ColourEmbedder())
    fast, exact = (Recommender.open(folder, ColourEmbedder(), engine=name) for name in ("faiss", "exact"))
    fast.warm()
    engine = fast._current.index.engine
    assert isinstance(engine, JoinedSearch)
    assert isinstance(engine._first, ApproximateSearch)
    assert not isinstance(fast._current.index.embeddings, np.ndarray)
    for filters in (Filters(), Filters(gender=("Men",)), Filters(type=("Kaftan",))):
        for seed in (7, 100, 200):
            answers = [each.recommend(picture(seed), filters) for each in (fast, exact)]
            mine, its = ([hit.product for hit in answer.hits] for answer in answers)
            assert mine == its
            assert "Article number7" not in [product.title for product in mine]


def test_two_searches_find_what_one_does() -> None:
    """Some of the first hidden, further pictures behind: the closest of all are among what both find, and nothing that
    is hidden is."""
    random = np.random.default_rng(0)
    rows = random.standard_normal((60, 8), dtype=np.float32)
    first, second = (ExactSearch(each) for each in (rows[:40], rows[40:]))
    hidden = random.permutation(30)[:9]
    sources = np.concatenate(
        (np.setdiff1d(np.arange(30), hidden), ~np.arange(15), np.arange(30, 40), ~np.arange(15, 20))
    )
    joined = GatheredRows(rows[:40], rows[40:], sources)
    both, one = JoinedSearch(first, second, sources, (40, 20)), ExactSearch(joined[:])
    queries = random.standard_normal((3, 8), dtype=np.float32)
    some = np.sort(random.permutation(len(sources))[:25])
    for count in (1, 7, len(sources)):
        for query, mine, its in zip(queries, both.closest(queries, count), one.closest(queries, count), strict=True):
            assert set(its.tolist()) <= set(mine.tolist()) <= set(range(len(sources)))
            few = min(count, len(some))
            found = both.closest_among(query, few, some).tolist()
            assert set(one.closest_among(query, few, some).tolist()) <= set(found) <= set(some.tolist())


def test_a_reindex_meanwhile_loses_no_addition(folder: Path, more: list[Product], tmp_path: Path) -> None:
    """Whichever of the two is swapped in first, and after a restart, both are there."""
    recommender = Recommender.open(folder, ColourEmbedder())
    build_additions(more[:1], folder, ColourEmbedder())
    assert first_hit(recommender, 100) == "100"
    build_index(Shelf(stock(tmp_path / "shop", 35)), folder, ColourEmbedder())
    assert recommender.product_count == 36 or recommender.refresh()
    build_additions(more, folder, ColourEmbedder())
    for each in (recommender, Recommender.open(folder, ColourEmbedder())):
        assert (first_hit(each, 34), first_hit(each, 102)) == ("34", "102")
        assert each.product_count == 38


def test_one_more_embeds_one_picture(folder: Path, more: list[Product]) -> None:
    """What was added before is not looked at again, and taking all but one away is no broken export."""
    build_additions(more[:2], folder, ColourEmbedder())
    build_additions(more, folder, once := ColourEmbedder())
    assert once.seen == 1
    build_additions(more[:1], folder, again := ColourEmbedder())
    assert again.seen == 0
    assert Recommender.open(folder, ColourEmbedder()).product_count == 31


def test_a_sample_gives_way_to_what_is_added(folder: Path, more: list[Product]) -> None:
    """With `only_additions` the index is shown until there is the first addition, and again after the last."""
    recommender = Recommender.open(folder, ColourEmbedder(), only_additions=True)
    assert recommender.product_count == 30
    build_additions(more[:1], folder, ColourEmbedder())
    assert [hit.product.id for hit in recommender.recommend(picture(7)).hits] == ["100"]
    build_additions([], folder, ColourEmbedder())
    assert first_hit(recommender, 7) == "7"


def test_additions_that_cannot_be_read_cost_nobody_an_answer(folder: Path, more: list[Product]) -> None:
    """Of another embedder, or damaged, they are not shown, the index is; built anew they are there again."""
    build_additions(more, folder, ColourEmbedder("colour-0"))
    recommender = Recommender.open(folder, ColourEmbedder())
    assert (recommender.product_count, recommender.refresh_error) == (30, None)
    build_additions(more, folder, ColourEmbedder())
    assert first_hit(recommender, 100) == "100"
    (folder / added.FOLDER / "current").write_text("nowhere\n")
    assert first_hit(recommender, 7) == "7"
    assert recommender.product_count == 30


def test_who_waits_has_the_new_version_though_another_thread_takes_it_up(folder: Path, more: list[Product]) -> None:
    """A shopper's question does not wait for it, and is answered from the one before; who has just added it does."""
    recommender = Recommender.open(folder, ColourEmbedder())
    build_additions(more, folder, ColourEmbedder())
    with recommender._current._refreshing, ThreadPoolExecutor(1) as pool:
        assert first_hit(recommender, 7) == "7"
        waiting = pool.submit(recommender.refresh, wait=True)
        assert recommender.product_count == 30
        recommender._current._refreshing.release()
        assert waiting.result(10)
        recommender._current._refreshing.acquire()
    assert first_hit(recommender, 100) == "100"
