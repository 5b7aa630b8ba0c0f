"""The database of a PostgreSQL server, which several bots may share: made, migrated and tried for writing before it is
used; or only looked at. Each connection is psycopg's, in a thread of its own, as SQLite's are.

So the store's work, functions of a connection, is the same on both: a library for asyncio (asyncpg, SQLAlchemy's) would
have every part of the store written anew, or parse what was read on the event loop.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from bot.ports import StoreError
from bot.store.database import BOTS, Connection, one_row
from bot.store.migrations import MIGRATIONS, refuse_newer
from bot.store.pseudonyms import Pseudonyms
from bot.store.sql.psycopg_session import (
    READS,
    TASKS,
    PostgresSession,
    PostgresStatements,
    connect,
    place_in,
    postgres_error,
)

_log = logging.getLogger(__name__)

_READERS = 3
_ALIVE = """
    SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE locktype = 'advisory' AND classid::bigint = ? AND datname = current_database()
"""
_MIGRATION_SECONDS = 60.0


async def open_postgres(
    url: str, key: Path, patience: float
) -> tuple[PostgresSession, Sequence[PostgresSession], Pseudonyms]:
    """The connection that writes and those that read, of a database that is made or migrated as needed. Raises
    StoreError."""
    writer = PostgresSession(url, 1 + secrets.randbelow(2**31 - 1))
    try:
        pseudonyms = await writer.in_thread(prepare, writer, key, patience)
    except BaseException:
        await writer.close()
        raise
    return writer, [PostgresSession(url, 0) for _ in range(_READERS)], pseudonyms


@contextlib.contextmanager
def read_postgres(url: str) -> Iterator[Connection]:
    """A connection that can only read, for long looks. Raises StoreError, also for what goes wrong within."""
    try:
        with contextlib.closing(connect(url)) as connection, contextlib.ExitStack() as streams:
            connection.execute(READS.encode())
            yield PostgresStatements(connection, streams)
    except psycopg.Error as error:
        raise postgres_error(error, url) from error


def look_at_postgres(url: str, key: Path) -> str:
    """What a start would find and do, in a few words; nothing is changed. Raises StoreError."""
    place = place_in(url)
    with read_postgres(url) as db:
        version = _version(db)
        refuse_newer(version, MIGRATIONS)
        may = one_row(db, "SELECT has_schema_privilege(current_schema(), 'CREATE') OR current_schema() IS NULL")
        if may is None or not may[0]:
            raise StoreError(f"{place} does not let its user make tables: make it the database's owner")
        row = one_row(db, "SELECT value FROM meta WHERE key = 'key'") if version else None
        if row is not None:
            _fitting(key, row[0], place)
        alive = bots_alive(db)
    found = f"{place} can be read and written"
    if version < len(MIGRATIONS):
        found += f"; the next start brings it from version {version} to {len(MIGRATIONS)}"
    return f"{found}; bots at work on it: {alive}"


def bots_alive(db: Connection) -> int:
    """How many have it open."""
    row = one_row(db, _ALIVE, BOTS)
    return int(row[0]) if row else 0


def prepare(writer: PostgresSession, key: Path, patience: float) -> Pseudonyms:
    """The tables, made or migrated as needed, and the key that they are written with. Raises StoreError."""
    place = place_in(writer._url)

    def work(db: Connection) -> Pseudonyms:
        version = _version(db)
        refuse_newer(version, MIGRATIONS)
        for step in MIGRATIONS[version:]:
            for statement in step:
                db.execute(statement)
        if version == 0:
            db.execute("CREATE TABLE schema_version AS SELECT ? AS version", (len(MIGRATIONS),))
            _log.info("made the tables in %s", place)
        db.execute("UPDATE schema_version SET version = ?", (len(MIGRATIONS),))
        row = one_row(db, "SELECT value FROM meta WHERE key = 'key'")
        if row is not None:
            return _fitting(key, row[0], place)
        try:
            key.parent.mkdir(parents=True, exist_ok=True)
            made = Pseudonyms.from_file(key)
        except (OSError, ValueError) as error:
            raise StoreError(f"the key {key} cannot be made or read: {error}") from error
        db.execute("INSERT INTO meta VALUES ('key', ?)", (made.fingerprint(),))
        return made

    # Of two that start together the second waits, and sees what the first has made: its transaction begins after that.
    writer.write(lambda db: db.execute("SELECT pg_advisory_lock(?, 0)", (TASKS,)), _MIGRATION_SECONDS)
    try:
        return writer.write(work, max(patience, _MIGRATION_SECONDS))
    finally:
        writer.write(lambda db: db.execute("SELECT pg_advisory_unlock(?, 0)", (TASKS,)), patience)


def _fitting(key: Path, fingerprint: str, place: str) -> Pseudonyms:
    """Bots with other keys would not know each other's shoppers."""
    try:
        pseudonyms = Pseudonyms.from_file(key, make=False)
    except (OSError, ValueError):
        pseudonyms = None
    if pseudonyms is None or pseudonyms.fingerprint() != fingerprint:
        state = "missing" if pseudonyms is None else "another one"
        raise StoreError(f"the key of {place} is {state} here: copy it to {key} from where the first bot runs")
    return pseudonyms


def _version(db: Connection) -> int:
    """How many steps the database has had."""
    if not (row := one_row(db, "SELECT to_regclass('schema_version') IS NOT NULL")) or not row[0]:
        return 0
    row = one_row(db, "SELECT version FROM schema_version")
    return int(row[0]) if row else 0
