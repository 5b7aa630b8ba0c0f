"""All that is in an SQLite file, into a PostgreSQL database that is new: for whoever has outgrown the file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot.ports import StoreError
from bot.store.database import Connection, one_row
from bot.store.migrations import migrate
from bot.store.sql.postgres import bots_alive, prepare
from bot.store.sql.psycopg_session import TASKS, PostgresSession, PostgresStatements, place_in
from bot.store.sql.sqlite import store_error

_SECONDS = 60.0  # for locks
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid"


def move(path: Path, url: str, key: Path) -> dict[str, int]:
    """How many rows of each table are there now, whole or not at all; the file stays as it is, but for its version's
    steps. No bot may have the file. Raises StoreError, also where a bot is at work on the database, or was."""
    place = place_in(url)
    if not path.is_file():
        raise StoreError(f"there is no database at {path}")
    with _file(path) as file, _server(url) as server:
        # Whoever starts meanwhile waits for this, as for one who makes the tables.
        server.write(lambda db: db.execute("SELECT pg_advisory_lock(?, 0)", (TASKS,)), _SECONDS)
        if bots := server.read(bots_alive):
            raise StoreError(f"{bots} at work on {place}: stop them first")
        prepare(server, key, _SECONDS)
        tables = [str(name) for (name,) in file.execute(_TABLES)]

        def work(db: Connection) -> dict[str, int]:
            assert isinstance(db, PostgresStatements)  # noqa: S101 - for the type checker
            if full := [name for name in tables if name != "meta" and _count(db, name)]:
                raise StoreError(f"{place} holds something already, in {', '.join(full)}: make a new database")
            db.execute("DELETE FROM meta")
            for name in tables:
                rows = file.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - the database's own names
                db.load(name, [column for column, *_ in rows.description], rows)
            counts = {name: (_count(file, name), _count(db, name)) for name in tables}
            if wrong := [f"{name} {there} of {here}" for name, (here, there) in counts.items() if here != there]:
                raise StoreError(f"not all has come to {place}, nothing was kept there: {', '.join(wrong)}")
            return {name: there for name, (_, there) in counts.items()}

        return server.write(work, _SECONDS)


@contextlib.contextmanager
def _file(path: Path) -> Iterator[sqlite3.Connection]:
    """As one moment left it, of the newest shape. Raises StoreError."""
    try:
        with closing(sqlite3.connect(path, _SECONDS, isolation_level=None)) as db:
            migrate(db)
            db.execute("BEGIN")
            yield db
    except sqlite3.Error as error:
        raise store_error(error, path) from error


@contextlib.contextmanager
def _server(url: str) -> Iterator[PostgresSession]:
    session = PostgresSession(url, 0)
    try:
        yield session
    finally:
        session.disconnect()


def _count(db: Connection, table: str) -> int:
    row = one_row(db, f'SELECT count(*) FROM "{table}"')  # noqa: S608
    return int(row[0]) if row else 0
