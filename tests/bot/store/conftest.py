"""Where the tests' stores are: in a file, and then, in the slow part, on a PostgreSQL server."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.opening import Place, PostgresPlace
from tests.bot.store.databases import programs, serving_postgres, with_schema

_NUMBERS = itertools.count()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """One server for all tests of this process."""
    pytest.importorskip("psycopg", reason="the extra `postgres` is not installed")
    if programs() is None:
        pytest.skip("there is no PostgreSQL server here: apt-get install postgresql")
    with serving_postgres() as url:
        yield url


@pytest.fixture
def shared_place(postgres_url: str, tmp_path: Path) -> PostgresPlace:
    """A database on the server that nobody has used yet."""
    return PostgresPlace(with_schema(postgres_url, f"s{os.getpid()}_{next(_NUMBERS)}"), tmp_path / "key")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A database that nobody has used yet, of each kind."""
    if request.param == "sqlite":
        return tmp_path / "db"
    found: PostgresPlace = request.getfixturevalue("shared_place")
    return found
