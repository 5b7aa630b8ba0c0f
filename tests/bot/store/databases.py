"""Both kinds of database for the tests of the store: files, and a real PostgreSQL server on loopback in a temporary
folder, run by somebody who is not root."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bot.store.opening import Place

PASSWORD = "right"


def programs() -> Path | None:
    """Where Debian, or whoever else, has put the server; None without it."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = newest[-1] if newest else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def serving_postgres() -> Iterator[str]:
    """The address of a new server's database, without a path of search. Ends with the block."""
    folder, bin_dir = Path(tempfile.mkdtemp(prefix="lookalike-postgres-")), programs()
    assert bin_dir is not None
    who = _nobody() if os.geteuid() == 0 else {}
    if who:
        os.chown(folder, who["user"], who["group"])
    data, port = folder / "data", _free_port()

    def run(program: str, *arguments: str) -> None:
        command = [str(bin_dir / program), "-D", str(data), *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, **who)
        assert done.returncode == 0, done

    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        (folder / "password").chmod(0o644)
        how = ("--auth-host=scram-sha-256", f"--pwfile={folder / 'password'}", "--locale=C", "--encoding=UTF8")
        run("initdb", "--no-sync", "-U", "lookalike", *how)
        options = f"-h 127.0.0.1 -p {port} -k '{folder}' -c fsync=off -c max_connections=200"
        run("pg_ctl", "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://lookalike:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def with_schema(url: str, name: str) -> str:
    """The same database, all in a schema of its own, which is made."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f'CREATE SCHEMA "{name}"'.encode())
    return f"{url}?options={quote(f'-c search_path={name}')}"


def configure(place: Place, folder: Path) -> None:
    """A configuration there that has its store at this place."""
    key, value = ("path", str(place)) if isinstance(place, Path) else ("url", place.url)
    (folder / "config.toml").write_text(f"[store]\n{key} = '{value}'\n", encoding="utf-8")


def sql(place: Place, statement: str, *values: object) -> list[tuple[Any, ...]]:
    """One statement beside the store, as another program would; its rows."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(place)) as file, file:
            return file.execute(statement, values).fetchall()
    import psycopg

    with psycopg.connect(place.url) as server:
        done = server.execute(statement.replace("?", "%s").encode(), values or None)
        return done.fetchall() if done.description else []


def tables(place: Place) -> list[str]:
    """The names of all tables with shoppers' data."""
    if isinstance(place, Path):
        return [row[0] for row in sql(place, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = sql(place, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return [row[0] for row in found if row[0] != "schema_version"]


def _nobody() -> dict[str, Any]:
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
    return {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
