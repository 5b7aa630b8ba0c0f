"""Whatever standard output and error are, no command ends with a traceback, or another exit status."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.processes import running

ASCII = ({"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"})


def shell(line: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """A line of the shell, in which `bot` is the command."""
    command = f'bot() {{ "{sys.executable}" -P -m bot "$@"; }}; {line}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    return subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, env=environment)


@pytest.mark.parametrize("variables", ASCII, ids=("python", "locale"))
def test_a_check_in_ascii(tmp_path: Path, variables: dict[str, str]) -> None:
    """What the encoding lacks is written as an escape."""
    done = shell("bot check", tmp_path, **variables)
    assert b"Traceback" not in done.stderr, done.stderr
    assert done.returncode == 0
    assert b"the sample shop is served" in done.stdout


@pytest.mark.parametrize("variables", ASCII, ids=("python", "locale"))
def test_names_that_are_not_ascii_as_json(tmp_path: Path, index: Path, variables: dict[str, str]) -> None:
    """Each line of `ask --json` can be read, whatever the name of the photo and the encoding."""
    program = (
        "import sys; from bot.streams import settle_streams; settle_streams()\n"
        "from bot.app import ask, engine; from recommender import Recommender\n"
        "from tests.recommender.colour_embedder import ColourEmbedder\n"
        "engine.open_recommender = lambda *_: Recommender.open(sys.argv[1], ColourEmbedder())\n"
        "sys.exit(ask.ask_command(sys.argv[2:], None, ask.Filters(), 1, as_json=True))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    names = ["nö😀.jpg".encode(), b"\xff.jpg"]
    done = subprocess.run(
        [sys.executable, "-c", program, str(index), *names],
        **{"cwd": tmp_path, "capture_output": True, "env": environment, "timeout": 120},  # type: ignore[call-overload]
    )
    assert done.returncode == 1, done.stderr
    assert [json.loads(line)["error"] for line in done.stdout.splitlines()] == ["there is no such file"] * 2


@pytest.mark.parametrize("where", [">&- 2>&-", ">/dev/full 2>/dev/full"])
def test_output_that_is_closed_or_full(tmp_path: Path, where: str) -> None:
    """The exit status is the command's own, and nothing is written into a file that has the closed one's number."""
    for command, status in (("check", 0), ("ask - <&-", 2)):
        done = shell(f"bot {command} {where}", tmp_path)
        assert (done.returncode, b"Traceback" in done.stderr) == (status, False), (command, done)


@pytest.mark.parametrize("end", [signal.SIGINT])
def test_a_clean_stop_without_output(tmp_path: Path, catalogue: Path, end: signal.Signals) -> None:
    """Output to a pipe that nobody reads on, in ASCII: the bot serves, and a stop is a clean one."""
    # A shop of its own: the sample one would be unpacked and looked at first.
    lines = ("[catalogue]", f"source = {json.dumps(str(catalogue))}", "[web]", "port = 0")
    (tmp_path / "config.toml").write_text("\n".join(lines), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with running(
        *(sys.executable, "-P", "-m", "bot", "run", "--only", "web"), cwd=tmp_path, env=environment, **pipes
    ) as bot:
        while not (line := bot.stdout.readline()).startswith(b"Local chat: "):
            assert line, bot.stderr.read()
        bot.stdout.close()  # "Stopping" reaches nobody
        bot.send_signal(end)
        said = bot.stderr.read()
        assert (bot.wait(60), b"Traceback" in said) == (0, False), said
