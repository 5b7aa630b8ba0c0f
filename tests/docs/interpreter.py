"""Stands for `.venv/bin/python` where the documents' commands are executed.

It is the same interpreter, but nothing that never ends, takes hours or leaves the machine. The bot is started, asked
for its page and stopped again. Of trainings, evaluations and benches the arguments are written down, no more; called
with READ alone, this reads them as they would be. What scripts/test runs is what runs this. The dataset is taken from
the archive that the test made.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

# Where they are written down: all in one process, since each would take two seconds to import what it works with.
READ = "--read-the-arguments"

LONG = (
    "scripts.lib.train",
    "scripts.lib.train.garments",
    "scripts.lib.train.outfits",
    "scripts.lib.evaluate",
    "scripts.lib.calibrate",
    "scripts.lib.bench",
    "scripts.lib.soak",
)


def main(arguments: list[str]) -> int:
    """The exit status of a command like `-P -m bot run`."""
    calls = Path(os.environ["LOOKALIKE_TEST_CALLS"])
    if arguments == [READ]:
        return _read_arguments([json.loads(line) for line in calls.read_text().splitlines()] if calls.exists() else [])
    module = arguments[arguments.index("-m") + 1] if "-m" in arguments else ""
    rest = arguments[arguments.index("-m") + 2 :] if module else []
    if module in ("ruff", "mypy", "pytest"):
        return 0
    if module in LONG:
        with calls.open("a") as written:
            written.write(json.dumps([module, *rest]) + "\n")
        return 0
    if module == "bot" and rest[:1] == ["run"]:
        return _start_and_stop(arguments)
    if module == "scripts.lib.download_catalogue" and not rest:
        arguments = [*arguments, "--from", os.environ["LOOKALIKE_TEST_ARCHIVE"]]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - it is this interpreter again
    raise AssertionError("unreachable")


def _read_arguments(calls: list[list[str]]) -> int:
    """The first exit status but 0."""
    import argparse
    import runpy

    parse = argparse.ArgumentParser.parse_args

    def parse_and_stop(self: argparse.ArgumentParser, *given: object, **named: object) -> None:
        parse(self, *given, **named)  # type: ignore[call-overload]
        raise SystemExit(0)

    argparse.ArgumentParser.parse_args = parse_and_stop  # type: ignore[method-assign,assignment]
    for sys.argv in calls:
        print(*sys.argv)
        try:
            runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        except SystemExit as ended:
            if ended.code:
                raise
        else:
            print(f"{sys.argv[0]} read no arguments", file=sys.stderr)
            return 1
    return 0


def _start_and_stop(arguments: list[str]) -> int:
    import re
    import signal
    import subprocess
    import urllib.request

    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True) as bot:
        assert bot.stdout is not None
        for line in bot.stdout:
            print(line, end="")
            if address := re.search(r"Local chat: (http://\S+)", line):
                with urllib.request.urlopen(address[1], timeout=30) as page:  # noqa: S310
                    assert b"<title>" in page.read()
                bot.send_signal(signal.SIGTERM)
    return bot.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
