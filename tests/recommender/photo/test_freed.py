"""Memory that was freed is the system's again."""

from __future__ import annotations

import ctypes
import re
import sys
import threading
from pathlib import Path

import pytest

from recommender.photo.freed import give_back

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="glibc alone keeps and gives back"
)
BLOCKS, BYTES = 1000, 100_000  # smaller than what malloc takes from the system, and returns, by itself


def test_what_a_thread_has_freed_is_given_back() -> None:
    """Its last block holds the others: glibc gives back by itself only what lies at an arena's end."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
    libc.free.argtypes = [ctypes.c_void_p]
    last: list[int] = []

    def work() -> None:
        blocks = [libc.malloc(BYTES) for _ in range(BLOCKS)]
        for block in blocks:
            ctypes.memset(block, 1, BYTES)
        last.append(blocks.pop())
        for block in blocks:
            libc.free(block)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    kept = _held()
    give_back()
    assert kept - _held() > BLOCKS * BYTES / 2
    libc.free(last[0])


def _held() -> int:
    """Bytes of this process that are in memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return 1024 * int(found[1])
