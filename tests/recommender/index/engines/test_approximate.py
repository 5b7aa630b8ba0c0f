"""faiss as the engine: it finds what comparing everything finds, filtered too, and a reindex takes over what it can."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.answers import Filters
from recommender.errors import IndexCorruptError, IndexingError, IndexMismatchError
from recommender.index.building import build_index
from recommender.index.columns.arrays import HalfRows
from recommender.index.content.index_content import EMBEDDINGS_FILE
from recommender.index.engines import approximate, choice
from recommender.index.engines.approximate import FAISS_FILE, ApproximateSearch, made_of
from recommender.index.engines.exact import ExactSearch
from recommender.recommender import Recommender
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.shop import Shelf, picture, stock

pytest.importorskip("faiss")


def vectors(count: int, dim: int = 32, seed: int = 1) -> np.ndarray:
    """Around sixty middles, as products are around their kinds."""
    rng = np.random.default_rng(seed)
    middles = rng.standard_normal((60, dim))
    rows = middles[rng.integers(0, 60, count)] + 0.5 * rng.standard_normal((count, dim))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def written(path: Path, *how: object) -> Path:
    path.write_bytes(b"".join(made_of(*how)))  # type: ignore[arg-type]
    return path


def share_found(found: np.ndarray, truth: np.ndarray) -> float:
    return len(set(found.tolist()) & set(truth.tolist())) / len(truth)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.1, 0.02])
def test_it_finds_what_comparing_all_finds(share: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 20,000 the closest hundred, whatever share of them filters admit, as many as wanted and none that is not."""
    monkeypatch.setattr(approximate, "_PICKED", 1000)
    rows = vectors(20_000)
    search, exact = ApproximateSearch(written(tmp_path / "f", rows), rows), ExactSearch(rows)
    admitted = np.flatnonzero(np.random.default_rng(2).random(len(rows)) < share)
    shares = []
    for query in vectors(20, seed=1):
        if share == 1.0:
            found, truth = search.closest(query[None], 100)[0], exact.closest(query[None], 100)[0]
        else:
            found, truth = (each.closest_among(query, 100, admitted) for each in (search, exact))
        assert len(set(found.tolist())) == len(found) >= 100
        assert np.isin(found, admitted).all() or share == 1.0
        shares.append(share_found(found, truth))
    assert np.mean(shares) > 0.97
    assert len(set(search.closest(rows[:1], 15_000)[0].tolist())) == 15_000


def test_a_later_file_takes_over_centres_and_places(tmp_path: Path) -> None:
    """Nothing changed: the very same file. Rows that moved, are gone or are new: found by their own embeddings."""
    rows = vectors(5000)
    first = written(tmp_path / "first", rows)
    assert written(tmp_path / "again", rows, first, np.arange(5000)).read_bytes() == first.read_bytes()
    sources = np.concatenate((np.arange(4999, 999, -1), np.full(300, -1)))
    later = np.concatenate((rows[4999:999:-1], vectors(300, seed=9)))
    search = ApproximateSearch(written(tmp_path / "later", later, first, sources), later)
    assert [int(search.closest(later[row][None], 1)[0, 0]) for row in (0, 17, 3999, 4000, 4299)] == [
        0,
        17,
        3999,
        4000,
        4299,
    ]


def test_a_shop_with_faiss_answers_as_one_without(tmp_path: Path) -> None:
    """The same hits with and without filters; a changed price shares its file, a product more is found at once."""
    products = stock(tmp_path / "shop", 60)
    folder, embedder = tmp_path / "index", ColourEmbedder()
    first = build_index(Shelf(products), folder, embedder, engine="faiss")
    assert build_index(Shelf(products), folder, embedder, engine="faiss").index_version == first.index_version
    ours = Recommender.open(folder, embedder, engine="faiss")
    assert isinstance(ours._current.index.engine, ApproximateSearch)
    plain = Recommender.open(folder, embedder, engine="exact")
    for number in range(0, 60, 7):
        for filters in (Filters(), Filters(gender="Men"), Filters(max_price=30.0)):
            answers = [each.recommend(picture(number), filters).hits for each in (ours, plain)]
            assert answers[0] == answers[1]
    dearer = [replace(products[0], price=99.0), *products[1:]]
    second = build_index(Shelf(dearer), folder, embedder, engine="faiss")
    paths = [folder / "versions" / each.index_version / FAISS_FILE for each in (first, second)]
    assert paths[0].samefile(paths[1])
    more = stock(tmp_path / "shop", 70)
    build_index(Shelf([*dearer, *more[60:]]), folder, embedder, engine="faiss")
    assert ours.recommend(picture(65)).hits[0].product.id == "65"
    assert FAISS_FILE not in build_files(folder, [*dearer, *more[60:]], "exact")


def build_files(folder: Path, products: list, engine: str) -> set[str]:  # type: ignore[type-arg]
    report = build_index(Shelf(products), folder, ColourEmbedder(), engine=engine)  # type: ignore[arg-type]
    return {path.name for path in (folder / "versions" / report.index_version).iterdir()}


def test_what_faiss_searches_is_kept_in_half_precision(tmp_path: Path) -> None:
    """And back, by a reindex after another setting; nothing is embedded again, and the answers are the same."""
    products = stock(tmp_path / "shop", 40)
    folder, embedder = tmp_path / "index", ColourEmbedder()
    found = []
    for engine, kept in (("exact", np.float32), ("faiss", np.float16), ("exact", np.float32)):
        report = build_index(Shelf(products), folder, embedder, engine=engine)  # type: ignore[arg-type]
        assert np.load(folder / "versions" / report.index_version / EMBEDDINGS_FILE).dtype == kept
        recommender = Recommender.open(folder, embedder, engine=engine)  # type: ignore[arg-type]
        answers = [recommender.recommend(picture(number)) for number in range(0, 40, 3)]
        found.append([[hit.product.id for hit in answer.hits] for answer in answers])
    assert found[0] == found[1] == found[2]
    reindexer = ColourEmbedder()
    report = build_index(Shelf(products), folder, reindexer, engine="faiss")
    assert (report.unchanged, reindexer.seen) == (40, 0)


def test_rows_in_half_precision_are_compared_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the same rows in single precision are, one query and several, filtered and not, and not taken into memory."""
    monkeypatch.setattr("recommender.index.engines.exact.BLOCK", 700)
    rows = vectors(5000).astype(np.float16)
    halves, singles = ExactSearch(HalfRows(rows)), ExactSearch(rows.astype(np.float32))
    halves.warm()
    assert halves._neighbours is None
    admitted = np.flatnonzero(np.random.default_rng(2).random(len(rows)) < 0.3)
    queries = vectors(3, seed=4)
    for some in (queries, queries[:1]):
        pairs = zip(halves.closest(some, 50), singles.closest(some, 50), strict=True)
        assert all(set(mine) == set(theirs) for mine, theirs in pairs)
    found = [set(each.closest_among(queries[0], 50, admitted)) for each in (halves, singles)]
    assert found[0] == found[1]


def test_the_engine_is_chosen_by_setting_size_and_what_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faiss that is wanted and lacks is said in one line; without being wanted, all is compared."""
    assert [choice.wants_faiss("auto", size) for size in (99_999, 100_000)] == [False, True]
    assert [choice.wants_faiss(each, 200_000) for each in ("exact", "faiss")] == [False, True]
    file = written(tmp_path / "f", vectors(500))
    assert isinstance(choice.search_of("exact", vectors(500), file), ExactSearch)
    assert isinstance(choice.search_of("auto", vectors(500), None), ExactSearch)
    with pytest.raises(IndexCorruptError, match="of other embeddings"):
        choice.search_of("auto", vectors(400), file).warm()
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(IndexCorruptError, match="cannot be read"):
        choice.search_of("auto", vectors(500), file).warm()
    monkeypatch.setattr(choice, "is_installed", lambda: False)
    assert not choice.wants_faiss("auto", 200_000)
    assert isinstance(choice.search_of("auto", vectors(500), file), ExactSearch)
    with pytest.raises(IndexMismatchError, match="pip install"):
        choice.search_of("faiss", vectors(500), file)
    with pytest.raises(IndexingError, match="pip install"):
        choice.wants_faiss("faiss", 5)
