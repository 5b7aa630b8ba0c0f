"""A disk without room: answers go on, and what they are is written when there is room again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT

_PROGRAM = """
import asyncio, logging, resource, sys
from pathlib import Path
from tests.bot.rig import card_button, next_button, photo, running_bot

logging.basicConfig(stream=sys.stdout, format="%(message)s")

async def main(database, index):
    async with running_bot(database, index) as bot:
        await bot.ask(photo(0))
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
        reply = await bot.ask(photo(1))
        further = await bot.press(next_button(reply))
        print("verdict:", (await bot.press(card_button(reply, 1, "👍"))).notice)
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        print("verdict:", (await bot.press(card_button(reply, 1, "👍"))).notice)
    async with running_bot(database, index) as bot:
        print("cards:", len((await bot.press(next_button(further))).cards))

asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2])))
"""


@pytest.mark.skipif(os.name == "nt", reason="limits of processes are POSIX")
def test_no_room_on_the_disk(tmp_path: Path, index: Path) -> None:
    """With the system's limit on file sizes at 1 KB, photos and presses are answered with their buttons, the log says
    that there is no room, and afterwards all of it is there."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path / "db"), str(index)],
        **{"capture_output": True, "encoding": "utf-8", "timeout": 120, "env": environment},  # type: ignore[call-overload]
    )
    assert done.returncode == 0, done
    assert "has no room" in done.stdout
    assert "rollback" not in done.stdout + done.stderr
    verdicts = [line for line in done.stdout.splitlines() if line.startswith("verdict:")]
    assert "Something went wrong" in verdicts[0] and "Something went wrong" not in verdicts[1]
    assert "what was kept in memory is written" not in done.stderr
    assert "cards: 3" in done.stdout, done.stdout
