"""The real process where a machine is not as one would have it: it works, or says in one line what to do."""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from recommender import Embedder, build_index, read_catalogue
from tests import ROOT
from tests.bot.frontends.web.client import message, shopper
from tests.bot.rig import draw_shop, photo

pytestmark = pytest.mark.slow
COMMAND = (sys.executable, "-m", "bot", "run")
BARE = {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "PATH": os.environ["PATH"]}


@pytest.fixture(scope="module")
def goods(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small shop with its index."""
    folder = tmp_path_factory.mktemp("goods")
    build_index(read_catalogue(draw_shop(folder / "shop")), folder / "index", Embedder.load())
    return folder


@pytest.fixture
def home(goods: Path, tmp_path: Path) -> Path:
    """A folder with a configuration for that shop, its database in a folder of its own."""
    configure(goods, tmp_path)
    (tmp_path / "db").mkdir()
    return tmp_path


def configure(goods: Path, folder: Path, web: str = "port = 0") -> None:
    text = f'[catalogue]\nsource = "{goods}/shop"\n[index]\ndir = "{goods}/index"\n[store]\npath = "db/db.sqlite"\n'
    (folder / "config.toml").write_text(f"{text}[web]\n{web}\n", encoding="utf-8")


def allowed(*command: str) -> bool:
    """Whether this machine lets us have that."""
    return shutil.which(command[0]) is not None and subprocess.run(command, capture_output=True).returncode == 0


def only_child(process: int) -> int:
    return int(Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()[0])


@asynccontextmanager
async def running(
    folder: Path, prefix: Sequence[str] = (), environ: Mapping[str, str] = BARE
) -> AsyncIterator[tuple[int, str]]:
    """The bot's own process number, and where it serves; in the end it has to stop as it should."""
    errors = (folder / "errors.txt").open("w", encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *prefix, *COMMAND, cwd=folder, env=dict(environ), stdout=subprocess.PIPE, stderr=errors
    )
    bot = process.pid
    try:
        assert process.stdout is not None
        async with asyncio.timeout(60):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("Local chat: "), line + (folder / "errors.txt").read_text()
        bot = only_child(process.pid) if "--fork" in prefix else bot
        yield bot, line.split()[-1]
        os.kill(bot, signal.SIGTERM)
        async with asyncio.timeout(60):
            assert await process.wait() in (0, 128 + signal.SIGTERM)
        assert "Traceback" not in (folder / "errors.txt").read_text(encoding="utf-8")
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(bot, signal.SIGKILL)
            process.kill()
            await process.wait()
        errors.close()


async def answers(url: str, first: int = 0) -> None:
    """A photo is answered, and what its button asks for is too."""
    async with shopper(url) as anna, anna.listen() as socket:
        assert await anna.send_photo(photo(first), f"message-{first}") == 202
        answer = await message(socket)
        assert answer["buttons"], answer
        action = {
            "id": f"press-000{first}",
            "message": answer["id"],
            "action": answer["buttons"][0][0]["action"],
            "values": [],
        }
        assert await anna.post("/api/action", action) == 202
        assert len((await message(socket))["cards"]) == 5


def written(folder: Path) -> int:
    with closing(sqlite3.connect(f"file:{folder}/db/db.sqlite?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT count(*) FROM queries").fetchone()[0])


def refused(folder: Path, prefix: Sequence[str] = (), environ: Mapping[str, str] = BARE) -> str:
    """The one line with which it does not start."""
    done = subprocess.run(
        [*prefix, *COMMAND], cwd=folder, env=dict(environ), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2, done
    (line,) = (each for each in done.stderr.splitlines() if " INFO " not in each)
    return line


PLACES = {
    "no HOME, nothing in the environment": ((), BARE),
    "C locale, a home that cannot be written, proxies that lead nowhere": (
        (),
        {
            **(BARE | {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "HOME": "/proc"}),
            **{"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "localhost"},
        },
    ),
    "one CPU": (("taskset", "-c", str(min(os.sched_getaffinity(0)))), BARE),
    "process 1": (("unshare", "--pid", "--fork", "--kill-child"), BARE),
}


@pytest.mark.parametrize("place", PLACES)
async def test_a_shopper_is_answered(home: Path, place: str) -> None:
    """And what was asked is written down."""
    prefix, environ = PLACES[place]
    if prefix and not allowed(*prefix, "true"):
        pytest.skip(f"{prefix[0]} is not to be had here")
    async with running(home, prefix, environ) as (_, url):
        await answers(url)
    assert written(home) == 2


async def test_ipv6_alone(goods: Path, home: Path) -> None:
    """With its address the bot serves there; the usual one is refused with what to set."""
    configure(goods, home, 'host = "::1"\nport = 0')
    async with running(home) as (_, url):
        assert url.startswith("http://[::1]:")
        await answers(url)
    without = "ip link set lo up && ip address del 127.0.0.1/8 dev lo && "
    if not allowed("unshare", "-n", "sh", "-c", f"{without} true"):
        pytest.skip("no network of our own is to be had here")
    configure(goods, home)
    line = refused(home, ("unshare", "-n", "sh", "-c", f'{without} exec "$0" "$@"'))
    assert "The local chat cannot listen on 127.0.0.1:0" in line
    assert "[web] host" in line


async def test_a_full_disk(home: Path) -> None:
    """Shoppers are answered, buttons and all; once there is room, what was asked meanwhile is written down."""
    async with running(home) as (bot, url):
        await answers(url, 0)
        usual = resource.prlimit(bot, resource.RLIMIT_FSIZE, (1024, resource.RLIM_INFINITY))
        await answers(url, 1)
        assert written(home) == 2
        errors = (home / "errors.txt").read_text(encoding="utf-8")
        assert "has no room, or its disk fails: free some space there" in errors
        resource.prlimit(bot, resource.RLIMIT_FSIZE, usual)
        for _ in range(60):
            await asyncio.sleep(0.5)
            if written(home) == 4:
                break
        assert written(home) == 4
    assert "what was kept in memory is written" in (home / "errors.txt").read_text(encoding="utf-8")


def test_a_read_only_folder(home: Path) -> None:
    """The start says which, and what to do."""
    mounted = "mount --bind db db && mount -o remount,ro,bind db && "
    (home / "probe").mkdir()
    if not allowed("unshare", "-m", "sh", "-c", f"mount --bind {home}/probe {home}/probe"):
        pytest.skip("nothing can be mounted here")
    line = refused(home, ("unshare", "-m", "sh", "-c", f'{mounted} exec "$0" "$@"'))
    assert line.startswith(f"Cannot start: the database {home}/db/db.sqlite is read-only: ")
    assert line.endswith("set [store] path elsewhere")


def test_a_proxy_that_is_none(home: Path) -> None:
    """What is wrong with it is one line of the log; the local chat, which needs none, is served all the same."""
    environ = {**BARE, "HTTPS_PROXY": "proxy.example:port"}
    check = subprocess.run(
        [sys.executable, "-m", "bot", "check"], cwd=home, env=environ, capture_output=True, text=True, timeout=60
    )
    assert check.returncode == 2
    (wrong,) = (line for line in check.stdout.splitlines() if line.startswith("wrong"))
    assert wrong.startswith("wrong  network: ")
    assert "HTTPS_PROXY" in wrong
