"""Where the store is; and, if it is a file, one bot for it: what that holds while it runs, and how others find out."""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from bot.config import Config
from bot.ports import StoreError
from bot.store.opening import Place, PostgresPlace
from bot.store.pseudonyms import key_beside

_SECONDS = 3.0


def place_of(config: Config) -> Place:
    """Where the configured store is. The key's file lies at the same place for both."""
    if url := config.store.url.get_secret_value():
        return PostgresPlace(url, key_beside(config.store.path))
    return config.store.path


def lock_of(database: Path) -> Path:
    """The file that is held."""
    return database.with_name(f"{database.name}.lock")


@contextlib.contextmanager
def the_only_one(database: Place) -> Iterator[None]:
    """Hold the file for this process, however it ends. Raises StoreError where another bot has it: each keeps settings
    in memory that the other would not see. Where nothing can be written, opening the database says so."""
    if not isinstance(database, Path):
        yield
        return
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        file = lock_of(database).open("a+", encoding="utf-8")
    except OSError:
        yield
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(
                f"another bot ({_holder(file)}) runs with the database {database}: stop it first, or set [store] path "
                "(several bots can share one of PostgreSQL: [store] url)"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()} since {time.strftime('%Y-%m-%d %H:%M:%S')}\n")
        file.flush()
        yield


def running_bot(database: Place) -> str:
    """The process that has the file, as "123 since 2026-11-29 10:00:00"; "" if none has, or several can."""
    if not isinstance(database, Path):
        return ""
    try:
        with lock_of(database).open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                return _holder(file)
    except OSError:
        pass
    return ""


def process_at(host: str, port: int) -> int:
    """The process number of the Lookalike that serves its local chat there, 0 if it is something else."""
    known = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104 - compared, not bound to
    connection = http.client.HTTPConnection(known.get(host, host), port, timeout=_SECONDS)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException, ValueError, TypeError):
        connection.request("GET", "/healthz")
        said = json.loads(connection.getresponse().read(100_000))
        return int(said.get("process", 0)) if isinstance(said, dict) and "front_ends" in said else 0
    return 0


def _holder(file: TextIO) -> str:
    file.seek(0)
    return file.readline(200).strip() or "unknown"
