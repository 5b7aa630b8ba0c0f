"""Memory that was freed, and that glibc keeps for each thread that once needed it, given back to the system."""

from __future__ import annotations

import ctypes
import threading
import time

# By then an answer's own buffers are in use again where shoppers are many; a look takes some 10 ms of a thread.
SECONDS = 30.0
_libc = ctypes.CDLL(None)
_trim = getattr(_libc, "malloc_trim", None)
_set = getattr(_libc, "mallopt", None)
# By mallopt's own numbers. As it is, glibc has up to eight arenas a core. Of their ends malloc_trim gives back the
# first one's alone, and free none below 64 MB once a large block was freed: each keeps what its fullest moment took.
# What one photo takes is in blocks below 4 MB; with 1 MB their pages would come anew each time, for 2 ms of a core.
_SETTINGS = (
    (-8, 2),  # M_ARENA_MAX
    (-3, 4 << 20),  # M_MMAP_THRESHOLD: larger blocks are the system's own, and go back to it at once
    (-1, 4 << 20),  # M_TRIM_THRESHOLD: so much stays free at an arena's end
)


def keep_little() -> None:
    """From now on glibc keeps little of what is freed. For the start: of arenas, those that are there stay. Where the
    system's C library is another, nothing happens."""
    if _set is not None:
        for what, value in _SETTINGS:
            _set(what, value)


def give_back() -> None:
    """All that can be. Other threads go on meanwhile; where the system's C library is another, nothing happens."""
    if _trim is not None:
        _trim(0)


def give_back_from_now_on() -> None:
    """Every SECONDS, in a thread that ends with the process."""

    def forever() -> None:
        while True:
            time.sleep(SECONDS)
            give_back()

    threading.Thread(target=forever, name="giving back", daemon=True).start()
