"""scripts/train --verdicts, from the bot's own database to the ranking that serves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.app.engine import RecommenderOpener
from bot.config import load_config
from bot.messages import Chat, Person
from bot.ports import StoredQuery
from bot.store.judged import read_judged
from bot.store.store import Store
from recommender import Embedder, build_index, read_catalogue
from recommender.answers import PhotoRequest, RankingRequest
from recommender.catalogue.sample_shop import sample_photos, unpack_sample_shop
from recommender.errors import RecommenderError
from recommender.ranking.learning import FILE
from recommender.ranking.ranking import DEFAULT_WEIGHTS
from recommender.recommender import Recommender
from scripts.lib.train.__main__ import main

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample shop with its index, and a database of people who want the photo's colour, else nothing."""
    folder = tmp_path_factory.mktemp("verdicts")
    unpack_sample_shop(folder / "shop")
    build_index(read_catalogue(folder / "shop" / "products.csv"), folder / "index", Embedder.load())
    (folder / "config.toml").write_text(
        '[catalogue]\nsource = "shop/products.csv"\n[index]\ndir = "index"\n[store]\npath = "db.sqlite"\n', "utf-8"
    )
    asyncio.run(_verdicts(folder))
    return folder


async def _verdicts(folder: Path) -> None:
    recommender = Recommender.open(folder / "index")
    pictures = [*sample_photos(folder / "shop"), *sorted((folder / "shop").rglob("*.webp"))[:40]]
    async with Store.open(folder / "db.sqlite") as store:
        for number, picture in enumerate(pictures):
            chat, person = Chat("telegram", str(number)), Person(str(number))
            data = await asyncio.to_thread(picture.read_bytes)
            answer = recommender.recommend_many([PhotoRequest(data, RankingRequest(k=12))])[0]
            if isinstance(answer, RecommenderError) or not answer.attributes.colour:
                continue
            query = StoredQuery("", "photo", False, "en", True, True, answer, RankingRequest().filters)
            query_id = await store.queries.record(query, person, chat)
            for hit in answer.hits:
                said = "up" if hit.product.colour == answer.attributes.colour[0].value else "down"
                await store.verdicts.set(query_id, hit.product.id, person, chat, said)


def test_a_shops_own_weights_serve(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are tried, written beside the index, and used from the next start on; the shipped ones are kept where the
    verdicts of the held-out are met no better."""
    monkeypatch.chdir(shop)
    version = Embedder.load().version
    assert len(list(read_judged(shop / "db.sqlite", version))) > 20
    assert list(read_judged(shop / "db.sqlite", "another")) == []
    assert main(["--verdicts", "db.sqlite", "--try"]) == 0
    said = capsys.readouterr().out
    assert f"colour {DEFAULT_WEIGHTS.colour:g} -> " in said
    assert not (shop / "index" / FILE).exists()
    assert main(["--verdicts", "db.sqlite"]) == 0
    opened = RecommenderOpener(load_config(shop / "config.toml", {}))()
    weights = opened._pipeline.weights
    if "That is no better" in said:
        assert weights == DEFAULT_WEIGHTS
    else:
        assert weights.colour > DEFAULT_WEIGHTS.colour
        capsys.readouterr()
        assert main(["--verdicts", "db.sqlite"]) == 0
        assert "That is no better" in capsys.readouterr().out


def test_too_few_verdicts(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Are said, and so is a database that is not there."""
    monkeypatch.chdir(shop)

    async def empty() -> None:
        async with Store.open(shop / "empty.sqlite"):
            pass

    asyncio.run(empty())
    assert main(["--verdicts", "empty.sqlite"]) == 0
    assert "fewer than" in capsys.readouterr().out
    assert main(["--verdicts", "nowhere.sqlite"]) == 1
    assert "there is no database" in capsys.readouterr().err
