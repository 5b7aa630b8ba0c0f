"""Photos decoded in processes of their own: what a photo does to its decoder costs its sender alone."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.decoder_process import allowed_seconds
from recommender.photo.decoders import PhotoDecoders
from recommender.photo.decoding import PhotoLimits, load_photo
from scripts.lib.bench.bot_process import memory_mb
from tests import ROOT
from tests.processes import running
from tests.recommender.photos import encoded, picture, png_chunk, slow_photo

pytestmark = pytest.mark.slow
MEMORY = 1024 * 1024 * 1024


@pytest.fixture
def decoders() -> Iterator[PhotoDecoders]:
    with PhotoDecoders(PhotoLimits(), 1.0, MEMORY) as made:
        yield made


def forked(decoders: PhotoDecoders) -> list[int]:
    """The processes that decode, as the kernel knows them."""
    assert decoders._forking is not None
    parent = decoders._forking[0].pid
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def test_a_photo_comes_out_as_without_a_process(decoders: PhotoDecoders) -> None:
    """Of every format, again and again, and what is none is refused for the same reason."""
    for format in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF"):
        data = encoded(picture(), format)
        photo = decoders.load(data)
        assert np.array_equal(photo, load_photo(data))
        assert photo.flags.writeable
    for data, reason in ((b"", "empty"), (b"hello", "not_an_image"), (encoded(picture(), "PNG")[:60], "broken")):
        with pytest.raises(PhotoError) as refused:
            decoders.load(data)
        assert refused.value.reason is PhotoReason(reason)
    assert len(forked(decoders)) == 1


def test_a_slow_photo_costs_its_limit_and_a_process(decoders: PhotoDecoders) -> None:
    """A decoder that is still busy after its time is ended by the kernel; the next photo has another."""
    data = slow_photo("PNG")
    with PhotoDecoders(PhotoLimits(), 0.2, MEMORY) as strict:
        strict.load(encoded(picture(), "JPEG"))
        (first,) = forked(strict)
        began = os.times()
        with pytest.raises(PhotoError) as refused:
            strict.load(data)
        assert refused.value.reason is PhotoReason.TOO_SLOW
        ended = os.times()
        assert ended.user + ended.system - began.user - began.system < 0.2  # of this process
        strict.load(encoded(picture(), "JPEG"))
        (second,) = forked(strict)
        assert first != second


def test_a_heic_may_take_its_time() -> None:
    """What HEVC costs more than other formats is no reason to refuse a phone's photo; all others have what is set."""
    allowed = {kind: allowed_seconds(encoded(picture(64, 64), kind), 0.5) for kind in ("JPEG", "PNG", "AVIF", "HEIF")}
    assert allowed == {"JPEG": 0.5, "PNG": 0.5, "AVIF": 0.5, "HEIF": 1.5}
    assert allowed_seconds(b"", 0.5) == 0.5


def test_a_jpeg_of_many_scans_is_read_without_most_of_them() -> None:
    """65 megapixels and 97 scans, in reasonable time of a processor: 4.7 s where all are read."""
    data = slow_photo("JPEG")
    began = time.process_time()
    assert load_photo(data).shape == (1008, 1008, 3)  # an eighth: a JPEG has no sixth
    assert time.process_time() - began < 2.5


def test_a_photo_that_fills_the_memory_costs_its_sender_alone() -> None:
    """60 megapixels do not fit into 64 MB."""
    with PhotoDecoders(PhotoLimits(), 5.0, 64 * 1024 * 1024) as small:
        with pytest.raises(PhotoError) as refused:
            small.load(encoded(Image.new("RGB", (7700, 7700)), "PNG"))
        assert refused.value.reason in (PhotoReason.TOO_SLOW, PhotoReason.BROKEN)
        assert small.load(encoded(picture(), "JPEG")).shape == (160, 120, 3)


def test_decoders_that_die_are_replaced(decoders: PhotoDecoders) -> None:
    """Whoever ends them: one that waits, and the one that forks them."""
    data = encoded(picture(), "JPEG")
    decoders.load(data)
    os.kill(forked(decoders)[0], signal.SIGKILL)
    assert decoders.load(data).shape == (160, 120, 3)
    assert decoders._forking is not None
    os.killpg(decoders._forking[0].pid, signal.SIGKILL)
    decoders._forking[0].wait()
    assert decoders.load(data).shape == (160, 120, 3)


def test_photos_are_decoded_side_by_side(decoders: PhotoDecoders) -> None:
    """As many as ask: a quick one is ready while a slow one is not."""
    slow, done = slow_photo("PNG"), threading.Event()

    def load_slowly() -> None:
        with contextlib.suppress(PhotoError):  # a quick machine may do it in time
            decoders.load(slow)
        done.set()

    decoders.load(encoded(picture(), "JPEG"))
    thread = threading.Thread(target=load_slowly)
    thread.start()
    decoders.load(encoded(picture(), "JPEG"))
    was_first = not done.is_set()
    thread.join()
    assert was_first
    assert done.is_set()


def test_a_process_is_replaced_now_and_then(decoders: PhotoDecoders, monkeypatch: pytest.MonkeyPatch) -> None:
    """What decoders leave behind does not add up."""
    monkeypatch.setattr("recommender.photo.decoders._PHOTOS_PER_PROCESS", 3)
    seen = set()
    for _ in range(9):
        decoders.load(encoded(picture(), "JPEG"))
        seen.update(forked(decoders))
    assert len(seen) >= 3


def test_those_of_a_full_moment_do_not_stay(decoders: PhotoDecoders) -> None:
    """Who has waited for long is ended; who was just at work is not."""
    taken = [decoders._taken() for _ in range(4)]
    for decoder in taken:
        decoders._give_back(decoder)
    decoders.load(encoded(picture(), "JPEG"))
    decoders.end_idle()
    assert len(forked(decoders)) == 4
    last = decoders._idle[-1]
    for decoder in decoders._idle[:-1]:
        decoder.idle_since -= 31.0
    decoders.end_idle()
    assert decoders._idle == [last]
    while len(forked(decoders)) > 1:
        time.sleep(0.05)


def test_one_that_waits_holds_no_photo(decoders: PhotoDecoders) -> None:
    """What the last one took, it gives back."""
    for _ in range(3):
        decoders.load(encoded(picture(900, 1200), "WEBP"))
    held, deadline = memory_mb(forked(decoders)), time.monotonic() + 20
    while memory_mb(forked(decoders)) > held - 10:
        assert time.monotonic() < deadline, held
        time.sleep(0.05)


def test_no_secret_is_passed_on(decoders: PhotoDecoders, monkeypatch: pytest.MonkeyPatch) -> None:
    """A decoder that is taken over finds no token in its environment."""
    monkeypatch.setenv("LOOKALIKE_TELEGRAM_TOKEN", "12345:secret")
    decoders.load(encoded(picture(), "JPEG"))
    assert decoders._forking is not None
    for pid in (decoders._forking[0].pid, *forked(decoders)):
        assert b"secret" not in Path(f"/proc/{pid}/environ").read_bytes()


PROGRAM = """
import os, sys, time
from recommender.photo.decoders import PhotoDecoders
from recommender.photo.decoding import PhotoLimits
decoders = PhotoDecoders(PhotoLimits(), 1.0, 1 << 30)
print(decoders.load(open(sys.argv[1], "rb").read()).shape, decoders._forking[0].pid, flush=True)
time.sleep(60)
"""


def test_nothing_is_left_when_the_bot_is_killed(tmp_path: Path) -> None:
    """Without a home, a kill -9 of who started them ends all decoders, and none becomes a zombie."""
    (tmp_path / "photo.jpg").write_bytes(encoded(picture(), "JPEG"))
    environment = {name: value for name, value in os.environ.items() if name != "HOME"} | {"PYTHONPATH": str(ROOT)}
    command = (sys.executable, "-c", PROGRAM, tmp_path / "photo.jpg")
    with running(*command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        *shape, pid = process.stdout.readline().rsplit(maxsplit=1)
        assert shape == ["(160, 120, 3)"]
        process.kill()
    for _ in range(500):
        try:
            os.killpg(int(pid), 0)
        except ProcessLookupError:
            return
        time.sleep(0.02)
    raise AssertionError("a decoder is left")


def test_closing_ends_all_and_waits_for_it() -> None:
    """Even of one at work: its sender is told, and nothing hangs."""
    decoders = PhotoDecoders(PhotoLimits(), 20.0, MEMORY)
    decoders.load(encoded(picture(), "JPEG"))
    assert decoders._forking is not None
    process = decoders._forking[0]
    refused: list[PhotoError] = []

    def load() -> None:
        with pytest.raises(PhotoError) as error:
            decoders.load(long_png())
        refused.append(error.value)

    thread = threading.Thread(target=load)
    thread.start()
    while decoders._idle:
        time.sleep(0.01)
    decoders.close()
    thread.join(20)
    assert [error.reason for error in refused] == [PhotoReason.TOO_SLOW]
    assert process.returncode is not None
    with pytest.raises(PhotoError):
        decoders.load(encoded(picture(), "JPEG"))


def long_png() -> bytes:
    """Takes seconds, and would be answered."""
    head = struct.pack(">IIBBBBB", 8000, 8000, 8, 6, 0, 0, 0)
    rows = zlib.compress((b"\4" + bytes(range(250)) * 128) * 8000, 1)
    chunks = (b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*each) for each in chunks)
