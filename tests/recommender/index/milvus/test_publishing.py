"""Versions come into Milvus whole or not at all, one after another, and as what has changed since the one before."""

from __future__ import annotations

import itertools
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.answers import Filters, Progress
from recommender.errors import (
    IndexBusyError,
    IndexingError,
    IndexMismatchError,
    IndexMissingError,
    IndexUnavailableError,
)
from recommender.index import files as index_files
from recommender.index.additions import FOLDER, build_additions, with_additions
from recommender.index.building import build_index
from recommender.index.files import read_version
from recommender.index.milvus import publishing
from recommender.index.milvus.connection import MilvusConnection, MilvusSettings
from recommender.index.milvus.current import CurrentMilvus
from recommender.index.milvus.index import MilvusIndex
from recommender.index.milvus.lock import LockTimes, PublishingLock
from recommender.index.milvus.publishing import publish, publish_additions
from recommender.index.protocol import ColumnName, IndexLike
from recommender.index.search import Index
from recommender.product import Product
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.index.milvus.servers import StandaloneMilvus
from tests.recommender.index.milvus.shop import FILTERS, SeeingEmbedder, assert_same, changed
from tests.recommender.shop import Shelf


def test_versions_are_swapped_whole(
    settings: MilvusSettings, shelf: Shelf, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version is taken up while the old one answers; what was half written is never served, and goes."""
    monkeypatch.setattr(publishing, "_READ_S", -1.0)
    connection = MilvusConnection(settings)
    with pytest.raises(IndexMissingError, match="yet"):
        CurrentMilvus(settings, SeeingEmbedder())
    first = publish(connection, folder)
    assert publish(connection, folder) == first
    current = CurrentMilvus(settings, SeeingEmbedder())
    assert not current.refresh(wait=True)
    build_index(Shelf(shelf.products[:60]), folder, ColourEmbedder(), gate=None)

    def killed(_: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(connection, folder, killed)
    assert connection.serving() == first
    assert not current.refresh(wait=True)
    assert len(current.index) == 90
    second = publish(connection, folder)
    assert len(current.index.nearest(current.index.embeddings_of([3]), 4)[1][0]) == 4  # the version before is kept
    assert current.refresh(wait=True)
    assert (len(current.index), current.refresh_error) == (60, None)
    build_index(Shelf(shelf.products[:50]), folder, ColourEmbedder(), gate=None)
    third = publish(connection, folder)
    names = connection.ask(lambda client: client.list_collections())
    assert {each for each in names if each.startswith(settings.collection + "_about")} == {second, third}


def test_a_version_of_another_embedder(settings: MilvusSettings, shelf: Shelf, folder: Path) -> None:
    """It is refused with a line; beside a version that serves, that one goes on serving until one comes that can."""
    connection = MilvusConnection(settings)
    publish(connection, folder)
    with pytest.raises(IndexMismatchError, match="built by embedder colour-1"):
        CurrentMilvus(settings, ColourEmbedder("colour-2"))
    current = CurrentMilvus(settings, SeeingEmbedder())
    build_index(shelf, folder, ColourEmbedder("colour-2"))
    publish(connection, folder)
    assert not current.refresh(wait=True)
    assert isinstance(current.refresh_error, IndexMismatchError)
    assert current.index.count(Filters(type="Jeans")) == 30
    build_index(shelf, folder, ColourEmbedder())
    publish(connection, folder)
    assert current.refresh(wait=True)
    assert current.refresh_error is None


def test_only_what_has_changed_is_written(
    settings: MilvusSettings, shelf: Shelf, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next version's rows are those of before, but for what has changed; it answers as the local one does, and the
    version before is there as it was, to step back to."""
    monkeypatch.setattr(publishing, "_READ_S", -1.0)
    connection = MilvusConnection(settings)
    first, before = publish(connection, folder), Index.from_files(*read_version(folder))
    products = changed(shelf.products, tmp_path)
    build_index(Shelf(products), folder, SeeingEmbedder(), gate=None)
    second = publish(connection, folder)
    old, new = (MilvusIndex(connection, each) for each in (first, second))
    assert new.about.rows == old.about.rows
    rows = new.about.rows
    written = connection.count(rows, "born == 2 and is_own == true", strongly=True)
    was = {each.id: each for each in shelf.products}
    assert written == sum(product != was.get(product.id) for product in products) == 18
    assert connection.count(rows, "died == 2 and is_own == true", strongly=True) == 15 + 9
    assert_same(new, Index.from_files(*read_version(folder)))
    assert_same(old, before)
    # A third time, with a word that comes back, a word that goes, and nothing left of what is read no more.
    build_index(Shelf(shelf.products[:85]), folder, SeeingEmbedder(), gate=None)
    third = MilvusIndex(connection, publish(connection, folder))
    assert_same(third, Index.from_files(*read_version(folder)))
    assert connection.count(rows, "died <= 2", strongly=True) == 0
    # Back is a step: what is written are no rows, and the name stands for what it stood for.
    index_files.roll_back(folder, lambda _: True)
    assert publish(connection, folder) == second
    assert connection.serving() == second
    assert_same(MilvusIndex(connection, second), Index.from_files(*read_version(folder)))
    # And on again from there: what had been taken back is there anew.
    build_index(Shelf(shelf.products), folder, SeeingEmbedder(), gate=None)
    assert_same(MilvusIndex(connection, publish(connection, folder)), Index.from_files(*read_version(folder)))


def test_rows_that_somebody_removed(settings: MilvusSettings, shelf: Shelf, folder: Path) -> None:
    """The next version is written whole."""
    connection = MilvusConnection(settings)
    rows = MilvusIndex(connection, publish(connection, folder)).about.rows
    connection.ask(lambda client: client.drop_collection(rows))
    build_index(Shelf(shelf.products[:60]), folder, SeeingEmbedder(), gate=None)
    assert_same(MilvusIndex(connection, publish(connection, folder)), Index.from_files(*read_version(folder)))


def test_a_server_that_takes_nothing_for_a_moment(
    settings: MilvusSettings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is short of processor says so, as Milvus 2.3.5 does: it is asked again, and nothing begins anew."""
    import pymilvus

    monkeypatch.setattr("recommender.index.milvus.connection._PAUSES", (0.0, 0.0))
    works, called = pymilvus.MilvusClient.insert, itertools.count()

    def not_ready(*given: object, **named: object) -> object:
        if next(called) in (0, 1, 3):
            raise pymilvus.MilvusException(1, "service not ready[standalone=1]: Abnormal")
        return works(*given, **named)

    monkeypatch.setattr(pymilvus.MilvusClient, "insert", not_ready)
    connection = MilvusConnection(settings)
    assert_same(MilvusIndex(connection, publish(connection, folder)), Index.from_files(*read_version(folder)))


@pytest.mark.parametrize("when", ["rows", "deaths", "about", "step"])
def test_killed_while_it_changes_some(
    settings: MilvusSettings, shelf: Shelf, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    """Whatever was written by then, the version that serves is as it was, and the next run comes to the same as one
    that nobody killed."""
    monkeypatch.setattr(publishing, "_READ_S", -1.0)
    monkeypatch.setattr(publishing, "_BATCH", 5)
    connection = MilvusConnection(settings)
    first, before = publish(connection, folder), Index.from_files(*read_version(folder))
    build_index(Shelf(changed(shelf.products, tmp_path)), folder, SeeingEmbedder(), gate=None)
    kind = publishing._Publication
    method = {"rows": "_write", "deaths": "_bury", "about": "_show", "step": "_serve"}[when]
    works, called = getattr(kind, method), itertools.count()

    def killed(*given: object, **named: object) -> object:
        if when != "rows" or next(called) == 2:
            raise KeyboardInterrupt
        return works(*given, **named)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(kind, method, killed)
        publish(connection, folder)
    assert connection.serving() == first
    assert_same(MilvusIndex(connection, first), before)
    # Not the same version again: what was half written had other products in it.
    build_index(Shelf(changed(shelf.products, tmp_path)[:-3]), folder, SeeingEmbedder(), gate=None)
    second = MilvusIndex(connection, publish(connection, folder))
    assert_same(second, Index.from_files(*read_version(folder)))
    assert_same(MilvusIndex(connection, first), before)


def test_products_by_hand(
    settings: MilvusSettings, shelf: Shelf, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are found beside the catalogue's, in the place of those of the same id, whatever comes after; and no more
    once they are removed."""
    monkeypatch.setattr(publishing, "_READ_S", -1.0)
    connection = MilvusConnection(settings)
    with pytest.raises(IndexMissingError):
        publish_additions(connection, folder)
    publish(connection, folder)
    by_hand = [
        replace(shelf.products[4], id="chat-1", title="Kaftan", colour="Petrol", type="Kaftans"),
        replace(shelf.products[3], title="Instead", price=5.0),
    ]
    current = CurrentMilvus(settings, SeeingEmbedder())

    def add(products: list[Product]) -> None:
        build_additions(products, folder, SeeingEmbedder())
        publish_additions(connection, folder)

    def assert_joined() -> None:
        current.refresh(wait=True)
        one, other = (Index.from_files(*read_version(each)) for each in (folder, folder / FOLDER))
        joined = with_additions(one, other)
        there = current.index
        assert isinstance(there, MilvusIndex)
        assert (len(there), there.version) == (len(joined), joined.version)
        for filters in (*FILTERS, Filters(type="Kaftans"), Filters(words=("instead",)), Filters(colour="Petrol")):
            assert there.count(filters) == joined.count(filters)
            mine, its = (each.nearest_among(joined.embeddings[7], 10, filters) for each in (joined, there))
            np.testing.assert_allclose(its[0], mine[0], atol=1e-5)
        known = joined.ids(np.arange(len(joined)))
        assert there.products(there.rows(known)) == joined.products(joined.rows(known))
        both: tuple[IndexLike, IndexLike] = joined, there
        columns: tuple[ColumnName, ...] = ("types", "genders", "colours", "brands")
        for column in columns:
            mine, its = (dict(zip(each.column_words(column), each.column_counts(column), strict=True)) for each in both)
            assert its == {word: count for word, count in mine.items() if count}
        for types in (None, ("jeans",)):
            mine, its = (
                dict(zip(each.column_words("colours"), each.colour_means(types)[0], strict=True)) for each in both
            )
            for word, mean in its.items():
                np.testing.assert_allclose(mean, mine[word], atol=1e-5)
        np.testing.assert_allclose(there.usual_looks(), joined.usual_looks(), atol=1e-5)
        assert "Petrol" in there.catalogue_words().colours

    add(by_hand)
    assert_joined()
    served = connection.serving()
    add(by_hand)
    assert connection.serving() == served  # another bot that has them, too, writes nothing
    # A reindex changes the catalogue below them.
    build_index(Shelf(changed(shelf.products, tmp_path)), folder, SeeingEmbedder(), gate=None)
    publish(connection, folder)
    assert_joined()
    add([replace(by_hand[0], price=1.0)])
    assert_joined()
    add([])
    current.refresh(wait=True)
    assert_same(current.index, Index.from_files(*read_version(folder)))  # type: ignore[arg-type]
    build_additions(by_hand, folder, ColourEmbedder("colour-2"))
    with pytest.raises(IndexingError, match="reindex"):
        publish_additions(connection, folder)


@pytest.mark.slow
def test_one_at_a_time(standalone: StandaloneMilvus, folder: Path) -> None:
    """A second publisher is told who is at it; what a dead one held is taken over, and it notices should it live."""
    settings = MilvusSettings(standalone.uri, collection="taken", seconds=20)
    mine, theirs = MilvusConnection(settings), MilvusConnection(settings)
    times = LockTimes(beat=0.2, dead=3.0)
    with PublishingLock(mine, times) as first:
        with pytest.raises(IndexBusyError, match=rf"taken in Milvus \(since 20.*process {os.getpid()}\)") as raised:
            publish(theirs, folder, times=times)
        assert "\n" not in str(raised.value) and raised.value.by and raised.value.since
        assert theirs.serving() == ""
        first.ensure()
    served = publish(theirs, folder, times=times)
    with PublishingLock(mine, times) as dead:
        dead._ended.set()  # as if its process were gone
        with PublishingLock(theirs, times) as second:
            second.ensure()
            with pytest.raises(IndexBusyError, match="silent"):
                dead.ensure()
            with pytest.raises(IndexBusyError), PublishingLock(mine, times):
                pass
    assert theirs.serving() == served
    assert not [each for each in theirs.ask(lambda client: client.list_collections()) if "taken_lock" in each]


@pytest.mark.slow
def test_two_at_the_same_moment(standalone: StandaloneMilvus) -> None:
    """At most one of those that come together has it, again and again; and the others soon."""
    settings = MilvusSettings(standalone.uri, collection="race", seconds=20)
    times, inside, most, had = LockTimes(beat=0.2, dead=5.0, patience=60.0), [], [], []

    def work(number: int) -> None:
        for _ in range(3):
            with PublishingLock(MilvusConnection(settings), times) as lock:
                inside.append(number)
                most.append(len(inside))
                lock.ensure()
                inside.remove(number)
                had.append(number)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert max(most) == 1
    assert len(had) == 9


@pytest.mark.slow
def test_a_server_that_goes_while_a_version_comes(
    standalone: StandaloneMilvus, shelf: Shelf, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed with half of the changes written, it serves the version of before when it is back; the next run brings the
    whole of the new one."""
    monkeypatch.setattr(publishing, "_BATCH", 5)
    settings = MilvusSettings(standalone.uri, collection="gone", seconds=20)
    times = LockTimes(beat=0.5, dead=3.0, patience=60.0)
    first, before = publish(MilvusConnection(settings), folder), Index.from_files(*read_version(folder))
    build_index(Shelf(changed(shelf.products, tmp_path)), folder, SeeingEmbedder(), gate=None)
    told = itertools.count()

    def gone(_: Progress) -> None:
        if next(told) == 2:
            standalone.stop()

    with pytest.raises(IndexUnavailableError, match=standalone.uri):
        publish(MilvusConnection(replace(settings, seconds=2)), folder, gone, times)
    standalone.start()
    connection, deadline = MilvusConnection(settings), time.monotonic() + 120
    while True:
        try:
            assert connection.serving() == first
            assert_same(MilvusIndex(connection, first), before)
            break
        except IndexUnavailableError:
            assert time.monotonic() < deadline
            time.sleep(1)
    assert_same(
        MilvusIndex(connection, publish(connection, folder, times=times)), Index.from_files(*read_version(folder))
    )
