"""Where the store is, a file or a server, and its database opened, read beside a running bot, or only looked at."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.ports import StoreError
from bot.store.database import Connection, Session
from bot.store.pseudonyms import Pseudonyms
from bot.store.sql.sqlite import look_at_sqlite, open_sqlite, read_sqlite


@dataclass(frozen=True, slots=True)
class PostgresPlace:
    """A PostgreSQL server's database, "postgresql://user:password@host/name", and the file with the pseudonyms' key,
    which all bots that share the database have to have."""

    url: str = field(repr=False)
    key: Path


Place = Path | PostgresPlace  # an SQLite file, or that


async def open_database(place: Place, patience: float) -> tuple[Session, Sequence[Session], Pseudonyms]:
    """The connection that writes and those that read; the database is made or migrated as needed, and tried for
    writing. Locks are waited for for `patience` seconds. Raises StoreError."""
    if isinstance(place, Path):
        return await open_sqlite(place, patience)
    _need_postgres()
    from bot.store.sql.postgres import open_postgres

    return await open_postgres(place.url, place.key, patience)


@contextlib.contextmanager
def reading(place: Place) -> Iterator[Connection]:
    """A connection that can only read, beside running bots, for long looks. Raises StoreError, also for what goes wrong
    within."""
    if isinstance(place, Path):
        with read_sqlite(place) as file:
            yield file
        return
    _need_postgres()
    from bot.store.sql.postgres import read_postgres

    with read_postgres(place.url) as server:
        yield server


def look_at_database(place: Place) -> str:
    """What a start would find and do, in a few words; nothing is changed, beside a running bot neither. Raises
    StoreError."""
    if isinstance(place, Path):
        return look_at_sqlite(place)
    _need_postgres()
    from bot.store.sql.postgres import look_at_postgres

    return look_at_postgres(place.url, place.key)


def move_store(path: Path, to: PostgresPlace) -> dict[str, int]:
    """All that is in the file, into the database; how many rows there are of each table. Raises StoreError."""
    _need_postgres()
    from bot.store.sql.moving import move

    return move(path, to.url, to.key)


def _need_postgres() -> None:
    """Its library is an extra, and loaded only where it is wanted."""
    try:
        import psycopg  # noqa: F401 - whether it, and the system's library below it, can be had
    except ImportError as error:
        raise StoreError("PostgreSQL needs one package more: .venv/bin/pip install '.[postgres]'") from error
