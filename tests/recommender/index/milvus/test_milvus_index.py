"""An index in Milvus answers what the local one answers, is swapped whole, and says in a line what is wrong with it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.app.check import findings
from bot.app.engine import AdditionsBuilder, open_recommender, rebuild_index
from bot.config import load_config
from recommender.answers import Filters, RankingRequest
from recommender.errors import (
    IndexCorruptError,
    IndexUnavailableError,
)
from recommender.index.building import build_index
from recommender.index.files import read_version
from recommender.index.milvus import publishing
from recommender.index.milvus.about import About, Vocabulary
from recommender.index.milvus.connection import MilvusConnection, MilvusSettings
from recommender.index.milvus.current import CurrentMilvus
from recommender.index.milvus.index import MilvusIndex
from recommender.index.milvus.layout import compounds_meant, compounds_of
from recommender.index.milvus.publishing import publish
from recommender.index.search import Index
from recommender.recommender import Recommender
from tests.recommender.index.milvus.servers import StandaloneMilvus, unused_port
from tests.recommender.index.milvus.shop import SeeingEmbedder, assert_same
from tests.recommender.shop import Shelf, picture


def test_the_same_answers(settings: MilvusSettings, folder: Path) -> None:
    """Every question of the Protocol, over all kinds of filters, is answered as the local index answers it."""
    local = Index.from_files(*read_version(folder))
    connection = MilvusConnection(settings)
    there = MilvusIndex(connection, publish(connection, folder))
    assert (there.dim, there.version) == (local.dim, local.version)
    assert_same(there, local)
    assert there.ids([3, 88, 0, 17]) == local.ids([3, 88, 0, 17])
    np.testing.assert_array_equal(there.embeddings_of([95, 2]), local.embeddings_of([95, 2]))
    np.testing.assert_array_equal(there.details_of([95, 2]), local.details_of([95, 2]))  # type: ignore[arg-type]


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


def test_what_is_kept_of_a_version_is_whole_or_refused(folder: Path) -> None:
    """Pieces that are lost, cut or of another release are an index that cannot be opened, and nothing worse."""
    index = Index.from_files(*read_version(folder))
    vocabulary = Vocabulary.none().with_words_of(index, np.arange(90))
    pieces = list(publishing.about_of(index, "rows", vocabulary).to_pieces())
    assert About.of_pieces(pieces).products == 90
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


@pytest.mark.slow
def test_a_product_by_chat(standalone: StandaloneMilvus, shelf: Shelf, tmp_path: Path) -> None:
    """As the bot does it: added, it is found by whoever asks Milvus, beside a reindex of the catalogue too, and gone
    when it is removed."""
    lines = [f"{each.id},{each.title},{each.image}" for each in shelf.products[:30]]
    (tmp_path / "shop.csv").write_text("\n".join(("id,title,image", *(line.replace(", ", " ") for line in lines))))
    path = tmp_path / "config.toml"
    path.write_text(
        f'[catalogue]\nsource = "{tmp_path / "shop.csv"}"\n[index]\ndir = "{tmp_path / "index"}"\n'
        f'engine = "milvus"\nuri = "{standalone.uri}"\ncollection = "chatted"\nseconds = 20\n'
    )
    config = load_config(path, {})
    by_chat = replace(shelf.products[40], id="chat-1", title="Kaftan")
    photo = Path(by_chat.image).read_bytes()
    rebuild_index(config, lambda _: None, full=False)
    asked, add = open_recommender(config), AdditionsBuilder(config)
    assert (asked.product_count, asked.products(["chat-1"])) == (30, {})
    add([by_chat])
    asked.refresh(wait=True)
    assert asked.product_count == 31
    assert asked.recommend(photo).hits[0].product == by_chat
    assert asked.named(RankingRequest(Filters(words=("kaftan",)), 1)).hits[0].product == by_chat
    (tmp_path / "shop.csv").write_text((tmp_path / "shop.csv").read_text().replace("Polo", "Pique"))
    rebuild_index(config, lambda _: None, full=False)
    asked.refresh(wait=True)
    assert asked.recommend(photo).hits[0].product == by_chat
    add([])
    asked.refresh(wait=True)
    assert asked.products(["chat-1"]) == {}
    assert asked.product_count == 30
