"""The command line, run as people run it: in processes of its own, with the real embedder."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from recommender import Embedder, build_index, read_catalogue
from tests import ROOT
from tests.bot.rig import draw_shop, photo
from tests.processes import running

HEAVY = ("numpy", "sklearn", "ai_edge_litert", "PIL", "aiohttp", "telegram", "discord", "tensorflow", "keras", "fluent")
KEYS = ["photo", "confidence", "garments", "attributes", "hits", "ms"]
HIT_KEYS = ["rank", "id", "title", "link", "image", "price", "type", "gender", "colour", "distance"]


def environment() -> dict[str, str]:
    """Ours without tokens, and with the repository to import from wherever the process runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOOKALIKE_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


def bot(*arguments: str, cwd: Path, stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment(),
        input=stdin,
        capture_output=True,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with config.toml, a small shop, and its index by the real embedder."""
    folder = tmp_path_factory.mktemp("bot")
    catalogue = draw_shop(folder / "shop")
    build_index(read_catalogue(catalogue), folder / "index", Embedder.load())
    (folder / "config.toml").write_text(config(free_port()), encoding="utf-8")
    return folder


def config(port: int) -> str:
    return (
        '[catalogue]\nsource = "shop"\n[index]\ndir = "index"\n[store]\npath = "db.sqlite"\n'
        f"[web]\nport = {port}\n[limits]\nphoto_bytes = 100000\n"
    )


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """`--help` answers without numpy, scikit-learn, the inference runtime, the SDKs or TensorFlow."""
    code = (
        "import sys\nfrom bot.__main__ import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        f"print('HEAVY', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60
    )
    assert "usage: python -m bot" in done.stdout
    assert done.stdout.endswith("HEAVY []\n"), done.stdout


def test_ask_answers_in_json_and_goes_on_after_a_bad_photo(shop: Path) -> None:
    """One object per photo and line, a bad one with its error; exit status 1, the others answered all the same."""
    (shop / "empty.jpg").write_bytes(b"")
    (shop / "text.jpg").write_text("no picture", encoding="utf-8")
    (shop / "large.jpg").write_bytes(photo(1) + bytes(200_000))
    names = ["shop/3.jpg", "empty.jpg", "text.jpg", "large.jpg", "nowhere.jpg", "shop", "shop/4.jpg"]
    done = bot("ask", *names, "--index", "index", "--json", cwd=shop)
    assert done.returncode == 1, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["photo"] for line in lines] == names
    assert [list(line) == ["photo", "error"] for line in lines] == [False, True, True, True, True, True, False]
    errors = {line["photo"]: line["error"] for line in lines if "error" in line}
    assert errors["empty.jpg"] == "the file is empty"
    assert "not an image" in errors["text.jpg"]
    assert errors["large.jpg"] == "the file is too large"
    assert errors["nowhere.jpg"] == "there is no such file"
    assert errors["shop"] == "this is a folder, not a file"
    assert list(lines[0]) == KEYS
    assert [list(hit) for hit in lines[0]["hits"]] == [HIT_KEYS] * 5
    assert lines[0]["hits"][0]["id"] == "p3"
    assert list(lines[0]["ms"]) == ["decode", "embed", "search", "total"]
    assert lines[0]["ms"]["total"] > 0
    assert "Traceback" not in done.stderr


def test_ask_reads_standard_input_and_keeps_to_filters(shop: Path) -> None:
    """A photo may come through a pipe; -k and the price limit are kept to; all well is exit status 0."""
    done = bot("ask", "-", "--index", "index", "-k", "3", "--max-price", "15", "--json", cwd=shop, stdin=photo(2))
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert len(answer["hits"]) == 3
    assert answer["hits"][0]["id"] == "p2"
    assert all(hit["price"] <= 15 for hit in answer["hits"])


def test_ask_without_json_is_for_reading(shop: Path) -> None:
    """Titles, prices and links, the index taken from config.toml."""
    done = bot("ask", "shop/3.jpg", cwd=shop)
    assert done.returncode == 0, done.stderr
    assert "Daisy pattern" in done.stdout
    assert "€13.50" in done.stdout
    assert "https://shop.example/3" in done.stdout


def test_ask_with_another_configuration(shop: Path, tmp_path: Path) -> None:
    """Its index is searched, within its limits, from wherever it is asked."""
    (tmp_path / "photo.jpg").write_bytes(photo(3))
    (tmp_path / "large.jpg").write_bytes(photo(1) + bytes(200_000))
    done = bot("ask", "photo.jpg", "large.jpg", "--config", str(shop / "config.toml"), "--json", cwd=tmp_path)
    answer, refused = map(json.loads, done.stdout.splitlines())
    assert answer["hits"][0]["id"] == "p3"
    assert refused["error"] == "the file is too large"


def test_ask_survives_a_closed_pipe(shop: Path) -> None:
    """`ask ... | head -1` ends quietly."""
    command = f'"{sys.executable}" -m bot ask {"shop/3.jpg " * 200} --index index --json | head -1'
    arguments = ["sh", "-c", command]
    done = subprocess.run(arguments, cwd=shop, env=environment(), capture_output=True, text=True)
    assert json.loads(done.stdout)["photo"] == "shop/3.jpg"
    assert "Traceback" not in done.stderr
    assert "BrokenPipe" not in done.stderr


def test_ask_without_an_index(tmp_path: Path) -> None:
    """No index is one sentence and exit status 2, and so is a damaged one."""
    done = bot("ask", "x.jpg", "--index", "nowhere", cwd=tmp_path)
    assert done.returncode == 2
    assert "no index" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_config_with_three_mistakes(tmp_path: Path) -> None:
    """run, check and ask all name the three mistakes at once, and exit with 2."""
    text = '[cataloge]\nsource = "x"\n[web]\nprot = 1\n[limits]\nphoto_bytes = "many"\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    for command in (["run"], ["check"], ["ask", "x.jpg"]):
        done = bot(*command, cwd=tmp_path)
        assert done.returncode == 2
        said = done.stdout + done.stderr
        assert all(
            word in said for word in ("3 problems", "did you mean catalogue?", "did you mean port?", "photo_bytes")
        )
        assert "Traceback" not in said
    assert [path.name for path in tmp_path.iterdir()] == ["config.toml"]


def test_check_finds_everything_in_order(shop: Path) -> None:
    """With catalogue, index, embedder and port as they should be, check says so and exits with 0."""
    done = bot("check", cwd=shop)
    assert done.returncode == 0, done.stdout
    assert "13 products" in done.stdout
    assert "wrong" not in done.stdout


def test_check_names_what_is_wrong(shop: Path, tmp_path: Path) -> None:
    """A missing catalogue and index, a taken port, half a token, a text as store, channels that cannot be read: each is
    named with its remedy."""
    (tmp_path / "db.sqlite").write_text("nothing of the kind " * 100, encoding="utf-8")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        text = config(taken.getsockname()[1]) + '[telegram]\ntoken = "123:short-secret"\n'
        text += 'webhook_url = "http://shop.example/hook"\n'
        text += '[discord]\nchannels = ["123"]\n'
        (tmp_path / "config.toml").write_text(text, encoding="utf-8")
        done = bot("check", cwd=tmp_path)
    assert done.returncode == 2
    wrong = [line.split()[1].rstrip(":") for line in done.stdout.splitlines() if line.startswith("wrong")]
    assert wrong == ["catalogue", "index", "store", "web", "telegram", "telegram", "discord"]
    assert "short-secret" not in done.stdout + done.stderr
    assert "scripts/reindex" in done.stdout


@pytest.fixture
def served(shop: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running bot, and where its local chat is."""
    command = [sys.executable, "-X", "importtime", "-m", "bot", "run"]
    with (shop / "stderr.txt").open("w", encoding="utf-8") as errors:
        how = {"cwd": shop, "env": environment(), "stdout": subprocess.PIPE, "stderr": errors, "text": True}
        with running(*command, **how) as process:
            assert process.stdout is not None
            yield process, process.stdout.readline()
            process.kill()


def test_run_serves_and_stops_cleanly(shop: Path, served: tuple[subprocess.Popen[str], str]) -> None:
    """One line says where; a second bot on the port gives up with 2, and so does one with the same database; SIGTERM
    ends with 0; TensorFlow never came."""
    process, line = served
    assert line.startswith("Local chat: http://127.0.0.1:")
    address = line.split()[-1]
    with urllib.request.urlopen(address, timeout=20) as response:  # noqa: S310 - our own
        assert response.status == 200
    other = (shop / "config.toml").read_text(encoding="utf-8").replace("db.sqlite", "other.sqlite")
    (shop / "other.toml").write_text(other, encoding="utf-8")
    for arguments, why in (
        (("--config", "other.toml"), address.rpartition(":")[2]),
        ((), f"another bot ({process.pid} since"),
    ):
        second = bot("run", "--only", "web", *arguments, cwd=shop)
        assert second.returncode == 2
        assert "Traceback" not in second.stderr
        assert why in second.stderr
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0
    imported = (shop / "stderr.txt").read_text(encoding="utf-8")
    assert "bot.worker" in imported
    assert "numpy" in imported
    for name in ("tensorflow", "keras"):
        assert f"| {name}" not in imported
        assert f" {name}." not in imported
    with sqlite3.connect(shop / "db.sqlite") as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_run_with_nothing_to_run(tmp_path: Path) -> None:
    """Asked for Telegram alone without a token, it says what is missing and exits with 2."""
    done = bot("run", "--only", "telegram", cwd=tmp_path)
    assert done.returncode == 2
    assert "LOOKALIKE_TELEGRAM_TOKEN" in done.stderr
    wrong = bot("run", "--only", "fax", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "fax" in wrong.stderr


@pytest.mark.parametrize("price", ["nan", "inf", "-5", "1e400", "cheap"])
def test_ask_takes_prices_alone(price: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What is none is refused with the option's name, before anything is opened."""
    with pytest.raises(SystemExit) as ended:
        main(["ask", "photo.jpg", f"--max-price={price}"])
    assert ended.value.code == 2
    assert "--max-price" in capsys.readouterr().err
