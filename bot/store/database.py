"""The database behind the store: one connection that writes, a few that read beside it, each in a thread of its own.

Work is a function of a connection and one transaction; what it reads is parsed in that thread too, off the event loop.
What was asked for is done even if whoever asked is cancelled. A lock held by another process is waited for, for a
bounded time; then comes StoreError. What need not be written now is written when it can be. Which database it is, only
`bot.store.sql` knows: statements are written once, in the words that SQLite and PostgreSQL share or `sql/postgres.py`
translates.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from typing import Any, Protocol, TypeVar, TypeVarTuple

from cachetools import LRUCache, TTLCache

from bot.messages import Chat, Person
from bot.ports import StoreError
from bot.store.pseudonyms import Pseudonyms

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Values = Sequence[Any] | Mapping[str, Any]


class StoredRow(Protocol):
    """What a SELECT found: values by their columns' names, or by their places."""

    def __getitem__(self, key: int | str, /) -> Any: ...  # noqa: ANN401 - whatever the column holds

    def __iter__(self) -> Iterator[Any]: ...

    def keys(self) -> Iterable[str]: ...


class Cursor(Protocol):
    """What came of a statement."""

    @property
    def rowcount(self) -> int: ...

    def fetchone(self) -> Any: ...  # noqa: ANN401 - a StoredRow or None

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What work is done with."""

    def execute(self, statement: str, values: Values = ..., /) -> Cursor: ...

    def executemany(self, statement: str, rows: Iterable[Values], /) -> Cursor: ...


Work = Callable[[Connection], T]


class Session(Protocol):
    """One connection, and all that differs between databases. But for `in_thread` and `close`, its methods are called
    in its thread. They raise StoreError."""

    @property
    def bot(self) -> int:
        """The number of this bot among those that share the database, 0 where a bot has it for itself."""

    async def in_thread(self, function: Callable[[*Ts], T], *values: *Ts) -> T:
        """The whole function in this connection's thread, even if whoever asked is cancelled."""

    async def close(self) -> None:
        """After what has begun."""

    def read(self, work: Work[T]) -> T:
        """In a transaction that sees one moment."""

    def write(self, work: Work[T], seconds: float) -> T:
        """In a transaction that has the database as if for itself; locks are waited for for so many seconds. It may be
        begun again. Raises BusyStoreError, other PassingStoreErrors, StoreError."""

    def wipe(self) -> bool:
        """Overwrite what was deleted and may linger; whether something is left to be wiped later."""

    def try_lock(self, name: str) -> bool:
        """Hold what one bot alone may do, until `unlock` or this bot's end; False if another holds it."""

    def unlock(self, name: str) -> None:
        """Let go of it."""


_log = logging.getLogger(__name__)

BOTS = 0x6C6F6F6B  # under which bots that share a database hold their numbers, among all locks of its server
_REMEMBERED = 5_000  # settings in memory
_LEAST_SECONDS = 0.02
_AGAIN_SECONDS = 1.0


class PassingStoreError(StoreError):
    """What may be well again by itself."""


class BusyStoreError(PassingStoreError):
    """A lock was waited for in vain."""


class Database:
    """The connections to one database. `patience`: how many seconds a lock that another process holds is waited for, by
    all together; `unwritten`: how much is kept in memory to be written later. Every method raises StoreError."""

    def __init__(self, writer: Session, readers: Sequence[Session], patience: float, unwritten: int) -> None:
        self._writer = writer
        self._readers = readers
        self._patience = patience
        self._free_readers: asyncio.Queue[Session] = asyncio.Queue()
        for reader in readers:
            self._free_readers.put_nowait(reader)
        self._moved_at = self._stuck_since = 0.0
        self._most_unwritten = unwritten
        self._unwritten: deque[tuple[Work[object], Callable[[], object]]] = deque()
        self._holds_deleted = False
        self._catching_up: asyncio.Task[None] | None = None
        # Of people and chats: asked for with every event, rarely changed. Another bot may change them any time.
        self.settings: MutableMapping[tuple[str, str, str], Any]
        self.settings = TTLCache(1, ttl=0) if self.bot else LRUCache(_REMEMBERED)

    @property
    def bot(self) -> int:
        """The number of this bot among those that share the database, 0 where it has it for itself."""
        return self._writer.bot

    async def row(self, statement: str, *values: object) -> StoredRow | None:
        """The first row of one SELECT, if it has any. `values` are for its question marks, or a dictionary for its
        names."""
        return await self.read(lambda db: one_row(db, statement, *values))

    async def rows(self, parse: Callable[[StoredRow], T], statement: str, *values: object) -> list[T]:
        """All rows of one SELECT, parsed."""
        return await self.read(lambda db: list(map(parse, all_rows(db, statement, *values))))

    async def execute(self, statement: str, *values: object) -> int:
        """One statement that writes; returns how many rows it changed."""
        return await self.write(lambda db: db.execute(statement, values).rowcount)

    async def read(self, work: Work[T]) -> T:
        """Several SELECTs of one moment. Waits for no writer, in this process or another."""
        reader = await self._free_readers.get()
        try:
            return await reader.in_thread(reader.read, work)
        finally:
            self._free_readers.put_nowait(reader)

    async def write(self, work: Work[T]) -> T:
        """Several statements that take effect together or not at all."""
        return await self._writer.in_thread(self._write, work, time.monotonic())

    async def write_soon(self, work: Work[object], done: Callable[[], object] = lambda: None) -> None:
        """As `write`; but if the database is locked or full, it is written when it can be, and before anything that is
        asked for later. `done` is called, in the writer's thread, when it is there (or will never be)."""
        await self._writer.in_thread(self._write_soon, work, done, time.monotonic())
        self._catch_up_if_needed()

    async def checkpoint(self) -> None:
        """Let nothing of what was deleted linger; later, if another program is reading it now."""
        await self._writer.in_thread(self._wipe)
        self._catch_up_if_needed()

    async def try_lock(self, name: str) -> bool:
        """Hold what one bot alone may do, until `unlock` or this bot's end; False if another holds it."""
        return await self._writer.in_thread(self._writer.try_lock, name)

    async def unlock(self, name: str) -> None:
        """Let go of it."""
        await self._writer.in_thread(self._writer.unlock, name)

    async def close(self) -> None:
        """After what has begun."""
        if self._catching_up is not None:
            self._catching_up.cancel()
        try:
            with contextlib.suppress(StoreError):
                await self._writer.in_thread(self._write_unwritten, time.monotonic())
            if self._unwritten:
                _log.error("%d things could not be written to the database, and are lost", len(self._unwritten))
        finally:
            await asyncio.gather(*(each.close() for each in (self._writer, *self._readers)))

    def _catch_up_if_needed(self) -> None:
        if (self._unwritten or self._holds_deleted) and (self._catching_up is None or self._catching_up.done()):
            self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        while self._unwritten or self._holds_deleted:
            await asyncio.sleep(_AGAIN_SECONDS)
            with contextlib.suppress(StoreError):
                await self._writer.in_thread(self._write_unwritten, time.monotonic())
                if self._holds_deleted:
                    await self._writer.in_thread(self._wipe)

    # From here on in the writer's thread.

    def _write(self, work: Work[T], asked_at: float) -> T:
        self._write_unwritten(asked_at)
        return self._write_now(work, asked_at)

    def _write_now(self, work: Work[T], asked_at: float) -> T:
        # While the queue moves, those in it wait: many at once, or a busy machine, are no reason to lose an answer.
        # Once a lock was waited for, nobody waits for it again: neither those behind, nor the event's next write.
        began = self._stuck_since or max(asked_at, self._moved_at)
        try:
            result = self._writer.write(work, max(began + self._patience - time.monotonic(), _LEAST_SECONDS))
        except BusyStoreError:
            self._stuck_since = began
            raise
        self._moved_at, self._stuck_since = time.monotonic(), 0.0
        return result

    def _write_soon(self, work: Work[object], done: Callable[[], object], asked_at: float) -> None:
        try:
            self._write(work, asked_at)
        except PassingStoreError as error:
            if not self._unwritten:
                _log.error("%s; what was to be written is kept in memory meanwhile", error)
            self._unwritten.append((work, done))
            if len(self._unwritten) > self._most_unwritten:
                _log.error("there is too much to be written later: the oldest of it is lost")
                self._unwritten.popleft()[1]()
        except BaseException:
            done()
            raise
        else:
            done()

    def _write_unwritten(self, asked_at: float) -> None:
        caught_up = bool(self._unwritten)
        while self._unwritten:
            work, done = self._unwritten[0]
            try:
                self._write_now(work, asked_at)
            except PassingStoreError:
                raise
            except StoreError as error:
                _log.error("what was kept in memory cannot be written: %s", error)
            self._unwritten.popleft()
            done()
        if caught_up:
            _log.info("what was kept in memory is written")

    def _wipe(self) -> None:
        self._holds_deleted = self._writer.wipe()


class StorePart:
    """Base of the store's parts, which know people and chats by their keyed hashes only. Every method raises
    StoreError."""

    def __init__(self, db: Database, pseudonyms: Pseudonyms) -> None:
        self._db = db
        self._pseudonyms = pseudonyms

    def _person(self, person: Person, chat: Chat) -> str:
        """The chat says on which platform."""
        return self._pseudonyms.person(chat.platform, person)

    def _chat(self, chat: Chat) -> str:
        return self._pseudonyms.chat(chat)


def one_row(db: Connection, statement: str, *values: object) -> StoredRow | None:
    """The first row of a SELECT within a transaction."""
    return next(iter(all_rows(db, statement, *values)), None)


def all_rows(db: Connection, statement: str, *values: object) -> list[StoredRow]:
    """All rows of a SELECT within a transaction."""
    named = values[0] if len(values) == 1 and isinstance(values[0], dict) else values
    return db.execute(statement, named).fetchall()
