"""Stands for `.venv/bin/python` where the documents' commands are executed.

It is the same interpreter, but nothing that never ends, takes hours or leaves the machine. The bot is started, asked
for its page and stopped again. Of trainings, evaluations and benches the arguments are read as they would be, no more.
What scripts/test runs is what runs this. The dataset is taken from the archive that the test made.
"""

from __future__ import annotations

import argparse
import os
import re
import runpy
import signal
import subprocess
import sys
import urllib.request

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
    module = arguments[arguments.index("-m") + 1] if "-m" in arguments else ""
    rest = arguments[arguments.index("-m") + 2 :] if module else []
    if module in ("ruff", "mypy", "pytest"):
        return 0
    if module in LONG:
        return _read_arguments(module, rest)
    if module == "bot" and rest[:1] == ["run"]:
        return _start_and_stop(arguments)
    if module == "scripts.lib.download_catalogue" and not rest:
        arguments = [*arguments, "--from", os.environ["LOOKALIKE_TEST_ARCHIVE"]]
    os.execv(sys.executable, [sys.executable, *arguments])  # noqa: S606 - it is this interpreter again
    raise AssertionError("unreachable")


def _read_arguments(module: str, arguments: list[str]) -> int:
    parse = argparse.ArgumentParser.parse_args

    def parse_and_stop(self: argparse.ArgumentParser, *given: object, **named: object) -> None:
        parse(self, *given, **named)  # type: ignore[call-overload]
        raise SystemExit(0)

    argparse.ArgumentParser.parse_args = parse_and_stop  # type: ignore[method-assign,assignment]
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
    print(f"{module} read no arguments", file=sys.stderr)
    return 1


def _start_and_stop(arguments: list[str]) -> int:
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
