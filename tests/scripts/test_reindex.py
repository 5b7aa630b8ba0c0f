"""scripts/reindex as an admin runs it: the shipped embedder, a catalogue on disk; a real process where that matters.

Without trained weights in the package these are skipped, but for those that end before the embedder is needed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from recommender.errors import EmbedderError
from recommender.index.files import read_current, reindexing
from scripts.lib.reindex import main as reindex
from tests import ROOT
from tests.processes import running
from tests.recommender.shop import picture
from tests.scripts.conftest import called


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-P", "-m", "scripts.lib.reindex", *map(str, arguments)]


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command(*arguments), capture_output=True, text=True, env=environ, cwd=ROOT)


def shop(folder: Path, count: int) -> Path:
    """A plain CSV and its pictures; the last two of them are missing and broken."""
    folder.mkdir(exist_ok=True)
    lines = ["id,title,image,price"]
    for number in range(count):
        lines.append(f"{number},Article number{number},{number}.png,{number}.50")
        if number < count - 2:
            (folder / f"{number}.png").write_bytes(picture(number))
    (folder / f"{count - 1}.png").write_bytes(b"\x89PNG\r\n\x1a\n broken off")
    path = folder / "products.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def weights() -> None:
    from recommender import Embedder

    try:
        Embedder.load()
    except (EmbedderError, FileNotFoundError):
        pytest.skip("the package has no trained weights yet")


@pytest.mark.usefixtures("weights")
def test_the_report_adds_up(tmp_path: Path) -> None:
    """A first run and a second say what was added, left unchanged and left out, and why, with examples; exit 0."""
    catalogue, index = shop(tmp_path / "shop", 12), tmp_path / "index"
    first = run("--catalogue", catalogue, "--index", index)
    assert first.returncode == 0, first.stderr
    assert "10 products indexed" in first.stdout
    for line in ("added      10", "left out   2", "missing picture: 1", "unreadable picture: 1"):
        assert line in first.stdout
    assert "11" in first.stdout
    assert "Looking at new pictures" in first.stderr  # plain lines, for this is no terminal
    assert "\r" not in first.stderr
    second = called(reindex, "--catalogue", catalogue, "--index", index)
    assert "added      0" in second.stdout
    assert "unchanged  10" in second.stdout


@pytest.mark.usefixtures("weights")
def test_a_config_is_used(tmp_path: Path) -> None:
    """With --config, the configured catalogue goes into the configured index."""
    shop(tmp_path / "shop", 8)
    config = tmp_path / "config.toml"
    config.write_text('[catalogue]\nsource = "shop/products.csv"\n[index]\ndir = "here"\n')
    done = called(reindex, "--config", config)
    assert done.returncode == 0, done.stderr
    assert read_current(tmp_path / "here")


@pytest.mark.usefixtures("weights")
def test_control_c(tmp_path: Path) -> None:
    """Interrupted while it looks at pictures: status 130, a sentence, no traceback, and the next run finishes."""
    catalogue, index = shop(tmp_path / "shop", 150), tmp_path / "index"
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    # A shell's background job ignores Ctrl-C, and so would the child; what has a handler here is reset in the child.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    arguments = command("--catalogue", catalogue, "--index", index)
    with running(*arguments, stderr=subprocess.PIPE, text=True, env=environ, cwd=ROOT) as process:
        signal.signal(signal.SIGINT, before)
        assert process.stderr is not None
        while "Looking" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait() == 130
    assert "Interrupted." in said
    assert "Traceback" not in said
    assert not (index / "current").exists()
    assert called(reindex, "--catalogue", catalogue, "--index", index).returncode == 0


@pytest.mark.usefixtures("weights")
def test_while_another_runs(tmp_path: Path) -> None:
    """A second reindex into the same folder says so, with status 1."""
    catalogue, index = shop(tmp_path / "shop", 8), tmp_path / "index"
    with reindexing(index):
        done = run("--catalogue", catalogue, "--index", index)
    assert done.returncode == 1
    assert "another reindex is running" in done.stderr


def test_no_such_catalogue(tmp_path: Path) -> None:
    """A catalogue that is not there is one sentence that names it, and status 1."""
    done = called(reindex, "--catalogue", tmp_path / "nowhere", "--index", tmp_path / "index")
    assert done.returncode == 1
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--catalogue", "x"], ["--index", "x"], ["--catalogue", "x", "--index", "y", "--config", "z"], ["--up"]],
)
def test_arguments_that_do_not_go_together(arguments: list[str]) -> None:
    """Wrong arguments are status 2, before anything is done."""
    assert called(reindex, *arguments).returncode == 2


def test_a_config_that_is_wrong(tmp_path: Path) -> None:
    """A missing config, and one with mistakes, are status 2 and named."""
    assert called(reindex, "--config", tmp_path / "none.toml").returncode == 2
    config = tmp_path / "config.toml"
    config.write_text("[catalogue]\nsauce = 1\n")
    done = called(reindex, "--config", config)
    assert done.returncode == 2
    assert "sauce" in done.stderr


@pytest.mark.usefixtures("weights")
def test_look_first_refuse_force_and_go_back(tmp_path: Path) -> None:
    """A dry run says what would change and what for it would be refused; --force does it, --rollback undoes it."""
    catalogue, index = shop(tmp_path / "shop", 24), tmp_path / "index"
    given = ("--catalogue", catalogue, "--index", index)
    assert "added      23" in called(reindex, *given, "--dry-run").stdout
    assert not index.exists()
    called(reindex, *given)
    full = read_current(index)
    catalogue.write_text("".join(catalogue.read_text().splitlines(keepends=True)[:6]))
    planned = called(reindex, *given, "--dry-run").stdout
    assert "removed    17  (5, 6, 7, ...)" in planned
    assert "It would be refused (--force):" in planned
    refused = called(reindex, *given)
    assert (refused.returncode, read_current(index)) == (1, full)
    assert "77.3 % of the products that the index holds are gone (at most 50 %)" in refused.stderr
    assert "--force" in refused.stderr
    assert "removed    17" in called(reindex, *given, "--force").stdout
    assert f"Index {full} serves again" in called(reindex, *given, "--rollback").stdout
    assert read_current(index) == full
