"""Processes of the tests, none of which outlives its test."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def running(*command: object, **how: Any) -> Iterator[subprocess.Popen[Any]]:
    """As `subprocess.Popen`, which at the end of a `with` waits for ever: what has not ended when a test fails, or when
    its time is over, is killed, and so the failure is told."""
    with subprocess.Popen([*map(str, command)], **how) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise
