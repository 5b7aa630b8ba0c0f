"""What runs in the processes that decode photos: one that starts others, and those, each at work on a photo at a time.

Started by `PhotoDecoders` as `python -m recommender.photo.decoder_process`. The first process has all libraries loaded
and forks whenever it is sent a socket; the fork then serves that socket: a length and the bytes of a photo in, the
pixels or the reason out. Limits are the kernel's, which needs nobody's help: a timer ends the process in the midst of
any decoder's loop, and beyond its memory an allocation fails. Whoever loses a process sees its socket end.
"""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import struct
import sys
from io import IOBase

from recommender.errors import PhotoError
from recommender.photo.decoding import PhotoLimits, heif_opener, load_photo
from recommender.photo.freed import give_back
from recommender.photo.headers import PhotoFormat, format_of

LENGTH = struct.Struct("<Q")
# 1 for pixels, whose height and width follow; 0 for a reason and a detail, whose lengths in bytes follow.
REPLY = struct.Struct("<BII")
# Beside others a photo waits for the processor. So its own time is what counts, and that of the clock is only there
# for a decoder that waits for ever.
WALL_SECONDS = 8.0
# Held for the next photo; an ordinary one of 12 megapixels takes less.
_KEPT_BYTES = 100_000_000
# What an honest photo costs by its format: one of 48 megapixels, as phones take them, is 0.2 s as JPEG and 1.6 to 2.7 s
# as HEIC, of which no decoder can make less than the whole.
_MORE_SECONDS = {PhotoFormat.HEIF: 3.0}
# Behind what answers everybody.
_NICENESS = 5
# Who waits so long for the next photo gives back what the last one took, 20 to 80 MB; glibc would keep it.
_IDLE_SECONDS = 1.0


def serve(connection: socket.socket, limits: PhotoLimits, seconds: float, memory: int) -> None:
    """Photos from this socket, one after another, until it is closed."""
    _restrict(memory)
    loaded = _held(1)
    with connection, connection.makefile("rb", buffering=1 << 16) as arriving:
        while len(head := _next(connection, arriving)) == LENGTH.size:
            data = arriving.read(LENGTH.unpack(head)[0])
            allowed = allowed_seconds(data, seconds)
            signal.setitimer(signal.ITIMER_PROF, allowed)
            signal.setitimer(signal.ITIMER_REAL, allowed * WALL_SECONDS)
            try:
                photo = load_photo(data, limits)
            except PhotoError as error:
                reason, detail = error.reason.value.encode(), error.detail.encode(errors="replace")
                connection.sendall(REPLY.pack(0, len(reason), len(detail)) + reason + detail)
            else:
                connection.sendall(REPLY.pack(1, *photo.shape[:2]))
                connection.sendall(photo.data.cast("B"))
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
            if _held(1) > loaded + _KEPT_BYTES:
                break  # allocators give little back: the next photo gets another process


def filled(connection: socket.socket, into: bytearray | memoryview) -> bytearray | memoryview:
    """The same, filled from the socket. Raises EOFError when that ends before, and OSError."""
    left = memoryview(into)
    while left:
        count = connection.recv_into(left)
        if not count:
            raise EOFError("the process is gone")
        left = left[count:]
    return into


def _next(connection: socket.socket, arriving: IOBase) -> bytes:
    """The next photo's length; nothing at the end."""
    if not select.select([connection], [], [], _IDLE_SECONDS)[0]:
        give_back()
    return bytes(arriving.read(LENGTH.size))


def allowed_seconds(data: bytes, seconds: float) -> float:
    """What a photo of these bytes may take of a processor, where one in general may take `seconds`."""
    format = format_of(data)
    return seconds * (1.0 if format is None else _MORE_SECONDS.get(format, 1.0))


def _held(column: int) -> int:
    """Bytes that this process has reserved (0) or holds (1); 0 where the system, other than Linux, does not say."""
    try:
        with open("/proc/self/statm", "rb") as counts:  # noqa: PTH123 - pathlib would be one more thing to load
            return int(counts.read().split()[column]) * resource.getpagesize()
    except OSError:
        return 0


def _restrict(memory: int) -> None:
    """From here on: so much more memory, no file written, no program started, no core dumped."""
    held = _held(0)
    for what, most in (
        (resource.RLIMIT_AS, held + memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            hard = resource.getrlimit(what)[1]
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard),) * 2)
        except (OSError, ValueError):
            continue  # a system that does not know this one
    os.environ.clear()


def main() -> None:
    """Fork for each socket that arrives; end with all forks when whoever sends them is gone."""
    descriptor, most_bytes, most_pixels, least_side, memory = map(int, sys.argv[1:6])
    limits = PhotoLimits(most_bytes, most_pixels, least_side)
    # Nobody waits for the forks: the kernel is told not to keep them.
    os.nice(_NICENESS)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPROF, signal.SIGALRM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    heif_opener()  # loaded here, it is there in all forks
    with socket.socket(fileno=descriptor) as control:
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            if not message:
                break
            connection = socket.socket(fileno=descriptors[0])
            if os.fork() == 0:
                control.close()
                try:
                    serve(connection, limits, float(sys.argv[6]), memory)
                finally:
                    os._exit(0)
            connection.close()
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
