"""Milvus as the tests have it: in this process, and as a server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from recommender.index.building import build_index
from recommender.index.milvus.connection import MilvusSettings
from tests.recommender.index.milvus.servers import StandaloneMilvus, needs, needs_standalone, serving_milvus
from tests.recommender.index.milvus.shop import SeeingEmbedder, products_in
from tests.recommender.shop import Shelf


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandaloneMilvus]:
    needs_standalone()
    with serving_milvus(tmp_path_factory.mktemp("standalone")) as server:
        yield server


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


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(products_in(tmp_path_factory.mktemp("pictures"), 90))


@pytest.fixture
def folder(shelf: Shelf, tmp_path: Path) -> Path:
    build_index(shelf, tmp_path / "index", SeeingEmbedder())
    return tmp_path / "index"
