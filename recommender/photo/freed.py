"""Memory that was freed, and that glibc keeps for each thread that once needed it, given back to the system."""

from __future__ import annotations

import ctypes
import threading
import time

# By then an answer's own buffers are in use again where shoppers are many; a look takes some 10 ms of a thread.
SECONDS = 30.0
_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)


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
