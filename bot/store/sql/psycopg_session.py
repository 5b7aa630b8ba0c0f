"""One connection to a PostgreSQL server, psycopg's, in a thread of its own; and what went wrong, in one sentence."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, TypeVarTuple

import psycopg
from psycopg import errors, sql
from psycopg.adapt import Buffer, Loader
from psycopg.conninfo import conninfo_to_dict
from psycopg.types.string import TextLoader

from bot.ports import StoreError
from bot.store.database import BOTS, BusyStoreError, Connection, PassingStoreError, Values, Work, one_row
from bot.store.sql.translation import translated

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
_Psycopg = psycopg.Connection["PostgresRow"]

TASKS = BOTS + 1  # among the server's locks, what one bot alone may do
_CONNECT_SECONDS = 3
_SETTINGS = (
    # Of a machine that is gone without a word the connections end within half a minute, and their locks with them.
    "SET tcp_keepalives_idle = 10",
    "SET tcp_keepalives_interval = 5",
    "SET tcp_keepalives_count = 3",
    "SET synchronous_commit = off",  # as SQLite's: a power cut may lose the last second, and harms nothing
    "SET client_min_messages = warning",
)
_WRITES, READS = "BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# What another transaction at the same time can do to one, which is begun again then.
_MET_ANOTHER = (errors.SerializationFailure, errors.DeadlockDetected)
_PASSING = (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction)
# What libpq and the server say, and what to do about it; the first that fits.
_SENTENCES = (
    ("password authentication failed|no password supplied", "refuses user or password: correct [store] url"),
    ("no pg_hba.conf entry", "does not let this machine in: add a line to the server's pg_hba.conf"),
    ("role .* does not exist", "does not know the user of [store] url: CREATE ROLE it there"),
    ("database .* does not exist", "is not there: CREATE DATABASE it on the server"),
    ("too many (clients|connections)|connection slots", "has too many connections: raise the server's max_connections"),
    ("permission denied", "does not let the user of [store] url do that: make it the database's owner"),
    ("No space left|could not extend|could not write", "has no room: free some space on the server's disk"),
    ("read-only transaction", "is read-only, a standby's perhaps: name the primary in [store] url"),
)


class PostgresRow:
    """bot.store.database.StoredRow: values by name or place."""

    __slots__ = ("_places", "_values")

    def __init__(self, places: Mapping[str, int], values: Sequence[Any]) -> None:
        self._places, self._values = places, values

    def __getitem__(self, key: int | str) -> Any:  # noqa: ANN401 - whatever the column holds
        return self._values[key if isinstance(key, int) else self._places[key]]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._values)

    def keys(self) -> Iterable[str]:
        return self._places.keys()


class PostgresStatements:
    """bot.store.database.Connection: statements as they are written for SQLite. With `streams`, which end with it, what
    is read comes piece by piece, and is never in memory as a whole."""

    def __init__(self, connection: _Psycopg, streams: contextlib.ExitStack | None = None) -> None:
        self._connection = connection
        self._streams = streams

    def execute(self, statement: str, values: Values = (), /) -> psycopg.Cursor[PostgresRow]:
        if self._streams is not None:
            streaming = self._streams.enter_context(self._connection.cursor(secrets.token_hex(8)))
            return streaming.execute(translated(statement), _storable(values))
        return self._connection.execute(translated(statement), _storable(values))

    def executemany(self, statement: str, rows: Iterable[Values], /) -> psycopg.Cursor[PostgresRow]:
        cursor = self._connection.cursor()
        cursor.executemany(translated(statement), [_storable(values) for values in rows])
        return cursor

    def load(self, table: str, columns: Iterable[str], rows: Iterable[Values]) -> None:
        """Many rows at once."""
        named = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with self._connection.cursor().copy(named) as copy:
            for values in rows:
                copy.write_row(tuple(_storable(values)))


class PostgresSession:
    """bot.store.database.Session on one connection, made when it is needed and anew after it broke. With a number as
    `bot` that is held as an advisory lock, by which others see that this bot is alive."""

    def __init__(self, url: str, bot: int) -> None:
        self.bot = bot
        self._url = url
        self._connection: _Psycopg | None = None
        self._held: set[str] = set()
        self._thread = ThreadPoolExecutor(1, "postgres")
        self._is_closed = False

    async def in_thread(self, function: Callable[[*Ts], T], *values: *Ts) -> T:
        if self._is_closed:
            raise StoreError("the database is closed")
        return await asyncio.shield(asyncio.get_running_loop().run_in_executor(self._thread, function, *values))

    async def close(self) -> None:
        await self.in_thread(self.disconnect)
        self._is_closed = True
        self._thread.shutdown(wait=False)

    def read(self, work: Work[T]) -> T:
        return self._transaction(work, READS, time.monotonic())

    def write(self, work: Work[T], seconds: float) -> T:
        milliseconds = max(1, int(seconds * 1000))
        until = time.monotonic() + seconds
        return self._transaction(work, f"{_WRITES}; SET LOCAL lock_timeout = {milliseconds}", until)

    def wipe(self) -> bool:
        """PostgreSQL overwrites what was deleted by itself (autovacuum)."""
        return False

    def try_lock(self, name: str) -> bool:
        def work(db: Connection) -> bool:
            row = one_row(db, "SELECT pg_try_advisory_lock(?, hashtext(?))", TASKS, name)
            return row is not None and bool(row[0])

        if name not in self._held and self.write(work, _CONNECT_SECONDS):
            self._held.add(name)
            return True
        return False

    def unlock(self, name: str) -> None:
        if name in self._held:  # what went with its connection may be another bot's by now
            statement = "SELECT pg_advisory_unlock(?, hashtext(?))"
            self.write(lambda db: db.execute(statement, (TASKS, name)), _CONNECT_SECONDS)
            self._held.discard(name)

    def _transaction(self, work: Work[T], begin: str, until: float) -> T:
        while True:
            was_connected, has_begun = self._connection is not None, False
            try:
                connection = self._connected()
                try:
                    connection.execute(begin.encode())
                    has_begun = True
                    result = work(PostgresStatements(connection))
                    connection.execute("COMMIT")
                except BaseException:
                    with contextlib.suppress(psycopg.Error):
                        connection.execute("ROLLBACK")
                    raise
                return result
            except _MET_ANOTHER as error:
                if time.monotonic() > until:
                    raise postgres_error(error, self._url) from error
            except psycopg.Error as error:
                if self._connection is not None and self._connection.closed:
                    self.disconnect()
                    # The server was started anew since: nothing is lost by asking it once more.
                    if was_connected and not (has_begun and begin.startswith(_WRITES)):
                        continue
                raise postgres_error(error, self._url) from error

    def _connected(self) -> _Psycopg:
        if self._connection is None:
            self._connection = connect(self._url)
            if self.bot:
                self._connection.execute("SELECT pg_advisory_lock_shared(%s, %s)", (BOTS, self.bot))
        return self._connection

    def disconnect(self) -> None:
        """The next question connects anew."""
        connection, self._connection = self._connection, None
        self._held.clear()
        if connection is not None:
            connection.close()


def connect(url: str) -> _Psycopg:
    """In autocommit mode, with rows that know their columns. Raises psycopg.Error."""
    made = psycopg.connect(
        url,
        autocommit=True,
        row_factory=_rows,
        application_name="lookalike",
        connect_timeout=_CONNECT_SECONDS,
        keepalives_idle=10,
        keepalives_interval=5,
        keepalives_count=3,
        tcp_user_timeout=10_000,
    )
    made.adapters.register_loader("bool", _FlagLoader)
    made.adapters.register_loader("json", TextLoader)
    for setting in _SETTINGS:
        made.execute(setting.encode())
    return made


def _storable(values: Values) -> Values:
    """PostgreSQL's texts hold all characters but one, which nobody misses."""
    if isinstance(values, Mapping):
        return {name: _without_nul(value) for name, value in values.items()}
    return [_without_nul(value) for value in values]


def _without_nul(value: object) -> object:
    return value.replace("\0", "") if isinstance(value, str) and "\0" in value else value


def _rows(cursor: psycopg.Cursor[Any]) -> Callable[[Sequence[Any]], PostgresRow]:
    places = {column.name: place for place, column in enumerate(cursor.description or ())}
    return lambda values: PostgresRow(places, values)


class _FlagLoader(Loader):
    """Yes and no as SQLite gives them: 1 and 0."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data) == b"t")


def postgres_error(error: psycopg.Error, url: str) -> StoreError:
    """What happened, and what to do about it, in one sentence without the password."""
    place, said = place_in(url), str(error)
    if isinstance(error, errors.LockNotAvailable | errors.SerializationFailure | errors.DeadlockDetected):
        return BusyStoreError(f"{place} is locked by another program: end what has its tables locked, then try again")
    kind = PassingStoreError if isinstance(error, _PASSING) else StoreError
    for pattern, sentence in _SENTENCES:
        if re.search(pattern, said):
            return kind(f"{place} {sentence}")
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        return kind(f"{place} cannot be reached: start the server, or correct [store] url")
    return kind(f"{place} cannot be used: {said.splitlines()[0] if said else type(error).__name__}")


def place_in(url: str) -> str:
    try:
        parts = conninfo_to_dict(url)
    except psycopg.Error:
        raise StoreError('[store] url is no address: write it as "postgresql://user:password@host/name"') from None
    name, host = parts.get("dbname") or parts.get("user") or "", parts.get("host") or "this machine"
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"the database {name} at {host}{port}"
