"""An index in Milvus answers what the local one answers, is swapped whole, and says in a line what is wrong with it."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.app.check import findings
from bot.config import load_config
from recommender.answers import Filters, Progress
from recommender.errors import (
    IndexCorruptError,
    IndexMismatchError,
    IndexMissingError,
    IndexUnavailableError,
    UnknownProductError,
)
from recommender.index.building import build_index
from recommender.index.files import read_version
from recommender.index.milvus.connection import MilvusConnection, MilvusSettings
from recommender.index.milvus.current import CurrentMilvus
from recommender.index.milvus.index import MilvusIndex
from recommender.index.milvus.layout import ABOUT, About, compounds_meant, compounds_of
from recommender.index.milvus.publishing import publish
from recommender.index.search import Index
from recommender.network.look_heads import LookHeads
from recommender.product import Product
from recommender.recommender import Recommender
from tests.recommender.colour_embedder import ColourEmbedder
from tests.recommender.index.milvus.servers import StandaloneMilvus, needs, needs_standalone, unused_port
from tests.recommender.shop import Shelf, picture, stock

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


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandaloneMilvus]:
    needs_standalone()
    server = StandaloneMilvus(tmp_path_factory.mktemp("standalone"), unused_port())
    yield server
    server.stop()


@pytest.fixture(scope="module", params=["lite", pytest.param("standalone", marks=pytest.mark.slow)])
def uri(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    if request.param == "standalone":
        server: StandaloneMilvus = request.getfixturevalue("standalone")
        return server.uri
    needs("pymilvus", "milvus_lite")
    return str(tmp_path_factory.mktemp("milvus") / "milvus.db")


_names = itertools.count()


@pytest.fixture
def settings(uri: str) -> MilvusSettings:
    return MilvusSettings(uri, collection=f"shop{next(_names)}", seconds=20)


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


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(products_in(tmp_path_factory.mktemp("pictures"), 90))


class SeeingEmbedder(ColourEmbedder):
    """Sees looks, too: at random, and the same ones each time."""

    directions = np.random.default_rng(3).standard_normal((3, 32)).astype(np.float32) * 4
    looks = LookHeads(
        ("striped", "printed", "polo"), "1", directions, *(np.zeros(3, np.float32),) * 2, np.ones(3, np.float32)
    )


@pytest.fixture
def folder(shelf: Shelf, tmp_path: Path) -> Path:
    build_index(shelf, tmp_path / "index", SeeingEmbedder())
    return tmp_path / "index"


def test_the_same_answers(settings: MilvusSettings, folder: Path) -> None:
    """Every question of the Protocol, over all kinds of filters, is answered as the local index answers it."""
    local = Index.from_files(*read_version(folder))
    connection = MilvusConnection(settings)
    there = MilvusIndex(connection, publish(connection, folder))
    queries = local.embeddings[[0, 5, 40]] + np.float32(0.05)
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    assert (len(there), there.dim, there.version) == (len(local), local.dim, local.version)
    for count in (1, 7, 500):
        for mine, its in zip(local.nearest(queries, count), there.nearest(queries, count), strict=True):
            np.testing.assert_allclose(its, mine, atol=1e-5)
    for filters in FILTERS:
        assert there.count(filters) == local.count(filters), filters
        assert there.count(filters, FILTERS[1:3]) == local.count(filters, FILTERS[1:3]), filters
        assert set(there.sample(filters, 500)) == set(local.sample(filters, 500))
        assert len(there.sample(filters, 10)) <= 10
        for query, without in itertools.product(queries, ((), (0, 5))):
            mine, its = (each.nearest_among(query, 20, filters, without) for each in (local, there))
            assert its[1].tolist() == mine[1].tolist(), filters
            np.testing.assert_allclose(its[0], mine[0], atol=1e-5)
    rows = [3, 88, 0, 17]
    closest = [each.closest_pictures(queries[0], rows) for each in (local, there)]
    for mine, its in zip(*closest, strict=True):
        np.testing.assert_allclose(its, mine, atol=1e-5)
    columns, theirs = local.columns(rows), there.columns(rows)
    for name in ("types", "genders", "colours", "brands"):
        assert getattr(theirs, name).codes.tolist() == getattr(columns, name).codes.tolist()
        assert there.column_words(name) == local.column_words(name)  # type: ignore[arg-type]
        assert there.column_counts(name).tolist() == local.column_counts(name).tolist()  # type: ignore[arg-type]
    for name in ("prices", "in_stock", "pictures", "variants"):
        np.testing.assert_array_equal(getattr(theirs, name), getattr(columns, name))
    assert there.products(rows) == local.products(rows)
    assert there.ids(rows) == local.ids(rows)
    assert there.rows(["17", "nobody", "3"]) == local.rows(["17", "nobody", "3"])
    assert theirs.looks is not None and columns.looks is not None
    assert theirs.looks.codes.tolist() == columns.looks.codes.tolist()
    assert there.looks_of(3) == local.looks_of(3)
    assert there.catalogue_words() == local.catalogue_words()
    np.testing.assert_array_equal(there.embeddings_of([95, 2]), local.embeddings_of([95, 2]))
    np.testing.assert_array_equal(there.details_of([95, 2]), local.details_of([95, 2]))  # type: ignore[arg-type]
    np.testing.assert_allclose(there.usual_looks(), local.usual_looks(), atol=1e-6)
    for types in (None, ("jeans",), ()):
        for mine, its in zip(local.colour_means(types), there.colour_means(types), strict=True):
            np.testing.assert_allclose(its, mine, atol=1e-6)
    with pytest.raises(UnknownProductError):
        there.row("nobody")


def test_a_recommender_over_milvus(settings: MilvusSettings, folder: Path) -> None:
    """A photo, what follows it and what is asked by words have the hits that they have from the local index."""
    publish(MilvusConnection(settings), folder)
    local = Recommender.open(folder, SeeingEmbedder())
    there = Recommender.open(folder, SeeingEmbedder(), milvus=settings)
    for number in (2, 33, 71):
        mine, its = (each.recommend(picture(number)) for each in (local, there))
        assert [hit.product for hit in its.hits] == [hit.product for hit in mine.hits]
        assert its.confidence == mine.confidence
    assert there.more_like("8").hits[0].product == local.more_like("8").hits[0].product
    mine, its = (each.goes_with_product("8") for each in (local, there))
    assert mine.hits
    assert [hit.product for hit in its.hits] == [hit.product for hit in mine.hits]
    assert there.products(["4", "nobody"]) == local.products(["4", "nobody"])
    assert there.words == local.words


def test_versions_are_swapped_whole(settings: MilvusSettings, shelf: Shelf, folder: Path) -> None:
    """A new version is taken up while the old one answers; what was half written is never served, and goes."""
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
    assert {each for each in names if each.startswith(settings.collection + "_")} == {
        name for each in (second, third) for name in (each, each + ABOUT)
    }


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


def test_what_is_kept_of_a_version_is_whole_or_refused(folder: Path) -> None:
    """Pieces that are lost, cut or of another release are an index that cannot be opened, and nothing worse."""
    pieces = list(About.of(Index.from_files(*read_version(folder))).to_pieces())
    assert About.of_pieces(pieces).manifest.products == 90
    for broken in ([], [*pieces[:-1], pieces[-1][:-40]], ["e30="], ["bm8="]):
        with pytest.raises(IndexCorruptError):
            About.of_pieces(broken)


def test_compound_words() -> None:
    """What is written with more than letters is found from each of its parts on, and with its plural."""
    words = tuple(sorted({*compounds_of("Men's Long-Sleeve T-Shirts"), *compounds_of("t-shirt-dress, red")}))
    assert words == (
        "dress,",
        "long-sleeve",
        "men's",
        "s",
        "shirt-dress,",
        "shirts",
        "sleeve",
        "t-shirt-dress,",
        "t-shirts",
    )

    def meant(stem: str) -> list[str] | None:
        places = compounds_meant(words, stem)
        return None if places is None else [words[place] for place in places]

    assert meant("t-shirt") == ["t-shirt-dress,", "t-shirts"]
    assert meant("t-shirt$") == ["t-shirt-dress,", "t-shirts"]
    assert meant("t-shir$") == []
    assert meant("-shirt") is None
    assert meant("polo shirt") is None


def test_no_server_there(tmp_path: Path) -> None:
    """Whoever opens the index, and `bot check`, says so in one line, soon; without pymilvus, what to install."""
    settings = MilvusSettings(f"http://127.0.0.1:{unused_port()}", token="root:hidden", seconds=1)
    began = time.monotonic()
    with pytest.raises(IndexUnavailableError) as raised:
        CurrentMilvus(settings, SeeingEmbedder())
    assert time.monotonic() - began < 20
    assert "\n" not in str(raised.value) and "hidden" not in str(raised.value)
    path = tmp_path / "config.toml"
    path.write_text(
        f'[catalogue]\nsource = "shop.csv"\n[index]\nengine = "milvus"\nuri = "{settings.uri}"\nseconds = 1\n'
        "[web]\nport = 0\n"
    )
    (tmp_path / "shop.csv").write_text("id,title,image\n1,Shirt,1.png\n")
    found = {each.name: each for each in findings(load_config(path, {}))}["index"]
    assert settings.uri in found.what or "pip install '.[milvus]'" in found.what
    assert found.remedy and "\n" not in found.what


@pytest.mark.slow  # a server that is killed and started again
def test_a_server_that_fails(standalone: StandaloneMilvus, shelf: Shelf, folder: Path) -> None:
    """Killed between two questions, or too slow, it is an error in a line, in time; back again, it answers."""
    settings = MilvusSettings(standalone.uri, collection="failing", seconds=2)
    publish(MilvusConnection(replace(settings, seconds=20)), folder)
    there = Recommender.open(folder, SeeingEmbedder(), milvus=settings)
    before = there.recommend(picture(3)).hits
    standalone.hold()
    began = time.monotonic()
    with pytest.raises(IndexUnavailableError, match=standalone.uri):
        there.recommend(picture(3))
    assert time.monotonic() - began < 15
    standalone.go_on()
    assert there.recommend(picture(3)).hits == before
    standalone.stop()
    with pytest.raises(IndexUnavailableError, match=standalone.uri):
        there.recommend(picture(3))
    build_index(Shelf(shelf.products[:60]), folder, SeeingEmbedder(), gate=None)
    with pytest.raises(IndexUnavailableError, match=standalone.uri):
        publish(MilvusConnection(settings), folder)
    standalone.start()
    deadline = time.monotonic() + 120
    while True:
        try:
            assert there.recommend(picture(3)).hits == before
            break
        except IndexUnavailableError:
            assert time.monotonic() < deadline
            time.sleep(1)
