"""Memory that was freed is the system's again."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from recommender.photo.freed import give_back
from tests import ROOT

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


def test_what_many_threads_have_freed_is_given_back() -> None:
    """Each while it lives, after a large block was freed, too: after that glibc would keep up to 64 MB at the end of
    each thread's arena. In a process of its own, for its allocator stays as it was set."""
    code = """if True:
        import ctypes, threading
        from recommender.photo.freed import give_back, keep_little
        from tests.recommender.photo.test_freed import _held

        keep_little()
        libc = ctypes.CDLL(None)
        libc.malloc.restype, libc.malloc.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
        libc.free.argtypes = [ctypes.c_void_p]
        libc.free(libc.malloc(30_000_000))
        together = threading.Barrier(9)

        def work():
            blocks = [0] * 100  # nothing comes after them, then, and they are the arena's end
            together.wait()
            for number in range(100):
                blocks[number] = libc.malloc(100_000)
                ctypes.memset(blocks[number], 1, 100_000)
            for block in blocks:
                libc.free(block)
            together.wait()
            together.wait()

        for _ in range(8):
            threading.Thread(target=work).start()
        before = _held()
        together.wait()
        together.wait()
        give_back()
        print(_held() - before, flush=True)
        together.wait()
    """
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 8 * 100 * 100_000 / 4


def _held() -> int:
    """Bytes of this process that are in memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return 1024 * int(found[1])
