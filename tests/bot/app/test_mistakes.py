"""Planted mistakes of configuration: `python -m bot check` finds each, and says how to mend it."""

from __future__ import annotations

import io
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stdout
from functools import partial
from pathlib import Path

import pytest

from bot.app.check import _index, _store, check_command
from bot.app.engine import RecommenderOpener
from bot.app.only_one import running_bot, the_only_one
from bot.config import load_config
from bot.ports import StoreError
from recommender import Embedder, build_index, read_catalogue
from tests import ROOT
from tests.bot.rig import draw_shop, index_shop
from tests.processes import running

TELEGRAM, DISCORD = "123456789:" + "A" * 35, "A" * 24 + "." + "B" * 6 + "." + "C" * 27
NOBODY = 65534


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


PORT = free_port()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in order: catalogue, index, and whatever a mistake may name."""
    folder = tmp_path_factory.mktemp("mistakes")
    build_index(read_catalogue(draw_shop(folder / "shop", 3)), folder / "index", Embedder.load())
    index_shop(folder / "shop" / "products.csv", folder / "other-index")
    (folder / "empty").mkdir()
    (folder / "text").write_bytes(b"no database, but long enough to be looked at as one" * 40)
    (folder / "bare.csv").write_text("id,title,image\n", encoding="utf-8")
    (folder / "apart.csv").write_text(
        "id,title,image\n1,Hat,media/1.jpg\n2,Cap,media/2.jpg\n3,Scarf,shop/1.jpg\n", encoding="utf-8"
    )
    (folder / "odd.csv").write_text("Nr;Was;Bild\n1;Hut;1.jpg\n", encoding="utf-8")
    with closing(sqlite3.connect(folder / "newer")) as db:
        db.execute("PRAGMA user_version = 999")
    return folder


def checked(folder: Path, changes: str) -> tuple[int, list[str]]:
    """Exit status and output of a check of the shop with these lines in place of its own."""
    sections: dict[str, dict[str, str]] = {
        "catalogue": {"source": '"shop/products.csv"'},
        "index": {"dir": '"index"'},
        "store": {"path": '"db.sqlite"'},
        "web": {"port": "0"},
    }
    section, other = "", []
    for line in changes.splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
            sections.setdefault(section, {})
        elif " = " in line and section:
            key, _, value = line.partition(" = ")
            sections[section][key] = value
        else:
            other.append(line)
    text = "\n".join(other) + "\n"
    for name, keys in sections.items():
        text += f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    with redirect_stdout(io.StringIO()) as said:
        status = check_command(path)
    return status, said.getvalue().splitlines()


def test_a_shop_in_order(shop: Path) -> None:
    """Without a mistake all is well, whatever may be configured."""
    admins = '[admins]\ntelegram = [12, "34"]\n[catalogue]\ncurrency = "EUR"\nschedule = "every 6 h"'
    tokens = f'[telegram]\ntoken = "{TELEGRAM}"\n[discord]\ntoken = "{DISCORD}"'
    status, said = checked(shop, f"{admins}\n{tokens}")
    assert (status, [line for line in said if line.startswith("wrong")]) == (0, [])


@pytest.mark.parametrize(
    ("changes", "what", "remedy"),
    [
        ("[catalog]\nsource = 1", "[catalog]: is an unknown section", "did you mean catalogue?"),
        ("[web]\nprot = 1", "[web] prot: is an unknown key", "did you mean port?"),
        ('[limits]\nwaiting = "many"', '[limits] waiting: is "many"', "it must be a whole number"),
        ("[web]\nport = 70000", "[web] port: is 70000", "at most 65535"),
        ("[store]\nretention_days = -1", "[store] retention_days: is -1", "at least 0"),
        ('[telegram]\nbase_url = "telegram.org"', "[telegram] base_url", "it must be a URL that starts with http"),
        ('[admins]\ntelegram = ["@anna"]', "[admins] telegram", "a list of ids, which are digits"),
        ("[admins]\ntelegram = [7, 8, 7]", "[admins] telegram", "each id once; 7 is there twice"),
        ('[catalogue]\nschedule = "at noon"', '[catalogue] schedule: is "at noon"', 'it must be "04:30"'),
        ('[catalogue]\ncurrency = "EURO"', '[catalogue] currency: is "EURO"', "it must be three capitals"),
        ('[catalogue]\ncurrency = "EUS"', '[catalogue] currency: is "EUS"', "a currency by ISO 4217"),
        (
            '[catalogue]\ncolumns = { titel = "Was" }',
            "[catalogue.columns] names the field 'titel'",
            "known are id, title",
        ),
        (
            '[catalogue]\nlink_template = "https://a.example/p"',
            "catalogue: the link template",
            "a web address with {id}",
        ),
        ('[catalogue]\nformat = "shopfy"', "catalogue: ", "shopify"),
        ('[catalogue]\nencoding = "utf-99"', "catalogue: ", "correct [catalogue] encoding"),
        ('[catalogue]\nsource = "nowhere.csv"', "catalogue: ", "correct [catalogue]"),
        ('[catalogue]\nsource = "empty"', "catalogue: ", "correct [catalogue]"),
        ('[catalogue]\nsource = "bare.csv"', "catalogue: ", "correct [catalogue]"),
        ('[catalogue]\nsource = "odd.csv"\ncolumns = { title = "Wass" }', "catalogue: ", 'write title = "Was"'),
        (
            '[catalogue]\nsource = "apart.csv"',
            "and 2 whose pictures are not there",
            "set [catalogue] image_base to where they lie",
        ),
        ('[index]\ndir = "nowhere"', "index: there is no index at", "run scripts/reindex"),
        ('[index]\ndir = "other-index"', "index: ", "run scripts/reindex, which builds it anew"),
        ('[index]\ngolden = "nowhere"', "golden set: ", "correct [index] golden"),
        ('[store]\npath = "empty"', "store: ", "set [store] path to a file"),
        ('[store]\npath = "text"', "store: ", "is not an SQLite database; set [store] path to another file"),
        ('[store]\npath = "newer"', "store: ", "run the newer Lookalike"),
        ('[store]\npath = "text/db.sqlite"', "store: ", "set [store] path elsewhere"),
        ('[web]\nhost = "203.0.113.7"', "web: 203.0.113.7:0 cannot be listened on", "set [web] host and port"),
        ("[web]\nenabled = false", "front ends: there is nothing to run", "enable [web], or give a token"),
        ('[telegram]\ntoken = "123:abc"', "telegram: the token does not have the form of one", "@BotFather"),
        ('[discord]\ntoken = "abc1"', "discord: the token does not have the form of one", "developer portal"),
        (
            f'[telegram]\ntoken = "{TELEGRAM}"\nwebhook_url = "http://shop.example"',
            "telegram webhook: Telegram calls no http address",
            "https address of your web server",
        ),
        (
            f'[telegram]\ntoken = "{TELEGRAM}"\nwebhook_url = "https://shop.example"\nwebhook_port = {PORT}\n'
            f"[web]\nport = {PORT}",
            "telegram webhook: it listens where the local chat does",
            "set [telegram] webhook_port",
        ),
        ('[discord]\nchannels = ["shop"]', "discord: 'shop' is no channel's id", "takes ids, which are numbers"),
        ("[discord]\nshard_ids = [0]", "discord shards: [discord] shard_ids has 0, but", "list in shard_ids"),
        ('[discord]\nchannels = ["5"]', "discord: photos in the configured channels", "message_content = true"),
        ('[catalogue]\nchannels = ["@myshop"]', "channels: @myshop is", "needs a token for Telegram"),
        ('[catalogue]\nprivate_hosts = ["10.1.0.0/99"]', "network: ", "private_hosts"),
        ("[limits]\nupload_bytes = 2000", "limits: ", "[limits] upload_bytes"),
        ("[web", "is not valid TOML", "mend that line"),
        ('[logs]\nformat = "JSON"', '[logs] format: is "JSON"', "it must be 'text' or 'json'"),
        ('[index]\nengine = "FAISS"', '[index] engine: is "FAISS"', "'faiss'"),
        ("[index]\nmost_lost = 50", "[index] most_lost: is 50", "for 50 %, write 0.5"),
        ('[index]\nleast_found = "95%"', '[index] least_found: is "95%"', "for 50 %, write 0.5"),
        ('[catalogue]\nsource = "data\\new.csv"', "[catalogue] source", 'written with "/"'),
        ('[catalogue]\nsource = "C:\\Users\\shop.csv"', "is not valid TOML", 'paths with "/"'),
        ('[catalogue]\nsource = " shop.csv"', "[catalogue] source", "without spaces around it"),
        ('[catalogue]\nsource = "https:/shop.example/a.xml"', "[catalogue] source", 'an address with "//"'),
        ('[store]\nurl = "postgresql://me:pa@ss@db/shop"', "[store] url: is not usable", '"%40" for "@"'),
        ('[web]\nhost = "http://127.0.0.1"', "[web] host", "the port has a key of its own"),
        ('[web]\nhost = "127.0.0.1:8080"', "[web] host", "the port has a key of its own"),
        ("[web]\nport = 8080\n[other]\nx = 1\n", "[other]: is an unknown section", "the known ones are"),
        ("[web]\nenabled = True", "is not valid TOML", "in small letters"),
        ("[web]\nenabled = yes", "is not valid TOML", "in small letters"),
        ("[telegram]\ntoken = “abc”", "is not valid TOML", "straight quotes"),
        (f"[telegram]\ntoken = {TELEGRAM}", "is not valid TOML", "put the text there in quotes"),
        ("[limits]\nphoto_seconds = 1,5", "is not valid TOML", "with a point"),
        ("web:\n  port: 0", "is not valid TOML", "write settings as key = value"),
        ("[web] # once\n[web] # twice", "is not valid TOML", "keep that section once"),
        (f'[telegram]\ntoken = "{DISCORD}"', "telegram: the token is one of Discord's", "@BotFather"),
        (f'[discord]\ntoken = "{TELEGRAM}"', "discord: the token is one of Telegram's", "developer portal"),
        (f'[telegram]\ntoken = "bot{TELEGRAM}"', "quotes, spaces or a word too many", "leave nothing but the token"),
        (f'[discord]\ntoken = "Bot {DISCORD}"', "quotes, spaces or a word too many", "leave nothing but the token"),
        (f"[telegram]\ntoken = '\"{TELEGRAM}\"'", "quotes, spaces or a word too many", "leave nothing but the token"),
        ('[telegram]\ntoken = "YOUR_TOKEN_HERE"', "the token is a placeholder", "@BotFather"),
        (
            f'[telegram]\ntoken = "{TELEGRAM}"\nbase_url = "https://api.telegram.org/bot{TELEGRAM}"',
            "telegram: [telegram] base_url holds the token",
            'the address ends in "/bot"',
        ),
        (
            f'[telegram]\ntoken = "{TELEGRAM}"\nwebhook_url = "https://shop.example:8444/telegram"',
            "telegram webhook: Telegram calls only the ports",
            "web server at one of them",
        ),
        (
            f'[telegram]\ntoken = "{TELEGRAM}"\nwebhook_url = "https://192.168.1.5/telegram"',
            "192.168.1.5 cannot be called from the internet",
            "a public address",
        ),
        (
            f'[discord]\ntoken = "{DISCORD}"\napi_url = "https://discord.com"',
            "discord: [discord] api_url has no version",
            "https://discord.com/api/v10",
        ),
    ],
)
def test_each_mistake_is_found(shop: Path, changes: str, what: str, remedy: str) -> None:
    """As one line, or some under one heading, with what to do; exit status 2."""
    status, said = checked(shop, changes)
    wrong = "\n".join(line for line in said if line.startswith(("wrong", "  [", "  is ")))
    assert status == 2
    assert what in wrong
    assert remedy in wrong
    assert TELEGRAM not in wrong and DISCORD not in wrong


@pytest.mark.skipif(os.getuid() != 0, reason="nobody else may become another user")
def test_folders_that_cannot_be_written(shop: Path) -> None:
    """Of the index and of the database, for the user that the bot runs as."""
    locked = shop / "locked"
    locked.mkdir(mode=0o755, exist_ok=True)
    for folder in (shop, *shop.parents):
        folder.chmod(folder.stat().st_mode | 0o055)
    checked(shop, '[store]\npath = "locked/db.sqlite"')
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        if not os.access(ROOT / "recommender/weights", os.R_OK, effective_ids=True):
            pytest.skip("the user that the bot runs as here cannot read the checkout")
        config = load_config(shop / "config.toml")
        found = [str(check(config)) for check in (_store, partial(_index, RecommenderOpener(config)))]
    finally:
        os.seteuid(0)
        os.setegid(0)
    assert found[0] == f"wrong  store: {locked} cannot be written; make it writable, or set [store] path elsewhere"
    assert found[1].startswith(f"wrong  index: {shop / 'index'} cannot be written; a reindex needs it")


@pytest.mark.slow  # a process
def test_beside_a_running_bot(shop: Path) -> None:
    """Its own port is no mistake; another Lookalike's and anything else's are, and are told apart."""
    port = free_port()
    checked(shop, f"[web]\nport = {port}")
    with running(
        *(sys.executable, "-m", "bot", "run", "--config", shop / "config.toml"),
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as bot:
        assert bot.stdout is not None
        assert "Local chat:" in bot.stdout.readline()
        status, said = checked(shop, f"[web]\nport = {port}")
        assert (status, [line for line in said if line.startswith("wrong")]) == (0, [])
        assert said[0].startswith(f"ok     bot: runs, process {bot.pid} since 20")
        assert f"ok     web: http://127.0.0.1:{port}, where this bot answers" in said
        status, said = checked(shop, f'[web]\nport = {port}\n[store]\npath = "another.sqlite"')
        assert status == 2
        assert f"wrong  web: 127.0.0.1:{port} is taken by another Lookalike (process {bot.pid}); stop it" in "\n".join(
            said
        )
        bot.terminate()
        bot.communicate(timeout=60)
    with socket.socket() as something:
        something.bind(("127.0.0.1", port))
        something.listen()
        status, said = checked(shop, f"[web]\nport = {port}")
    assert status == 2
    assert any(line.startswith(f"wrong  web: 127.0.0.1:{port} cannot be listened on (Address already") for line in said)


def test_two_bots_do_not_share_a_database(tmp_path: Path) -> None:
    """The second is told whose it is; what a killed one held is free at once."""
    database = tmp_path / "db.sqlite"
    with the_only_one(database):
        with (
            pytest.raises(StoreError, match=rf"another bot \({os.getpid()} since .*\) runs with the database"),
            the_only_one(database),
        ):
            pass
        assert running_bot(database).startswith(f"{os.getpid()} since ")
    assert running_bot(database) == ""
    with the_only_one(database):
        pass
