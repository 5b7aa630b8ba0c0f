"""Files made to crash, hang or fill the memory: each is refused quickly, and random damage never does worse."""

from __future__ import annotations

import random
import struct
import time
import tracemalloc
import zlib

import pytest
from PIL import Image

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.decoding import load_photo
from tests.recommender.photos import encoded, orientation, picture, png, png_chunk, zeros

# Of the processor: each of these takes a few milliseconds.
SECONDS = 1.0


def jpeg_segments() -> bytes:
    """A JPEG with half a million empty comments before the picture."""
    photo = encoded(picture(), "JPEG")
    return photo[:2] + b"\xff\xfe\0\2" * 500_000 + photo[2:]


def jpeg_fill() -> bytes:
    """A JPEG with ten million fill bytes before its first marker."""
    photo = encoded(picture(), "JPEG")
    return photo[:2] + b"\xff" * 10_000_000 + photo[2:]


def jpeg_scans() -> bytes:
    """A progressive JPEG whose last scan comes ten thousand times, each a pass over 60 megapixels."""
    photo = encoded(Image.new("L", (7700, 7700)), "JPEG", progressive=True)
    scan = photo[photo.rindex(b"\xff\xda") : -2]
    return photo[:-2] + scan[:40] * 10_000 + photo[-2:]


def gif_comments() -> bytes:
    """A GIF with ten megabytes of comment, which a decoder would put together block by block."""
    photo = encoded(picture(), "GIF")
    table = 13 + (3 << ((photo[10] & 7) + 1))
    return photo[:table] + b"!\xfe" + (b"\xff" + bytes(255)) * 40_000 + b"\0" + photo[table:]


def gif_junk() -> bytes:
    """A GIF with ten megabytes of nothing between head and picture."""
    photo = encoded(picture(), "GIF")
    table = 13 + (3 << ((photo[10] & 7) + 1))
    return photo[:table] + b"\x01" * 10_000_000 + photo[table:]


def bmp_runs() -> bytes:
    """A run-length encoded bitmap of five million runs."""
    head = struct.pack("<IiiHHIIiiII", 40, 7000, 7000, 1, 8, 1, 0, 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 0, 0, 0, 14 + 40 + 1024) + head + bytes(1024) + b"\1\1" * 5_000_000


def tiff_strips() -> bytes:
    """A TIFF that says it has four million strips, and holds the table of them."""
    count = 4_000_000
    tags = [(256, 4, 1, 8), (257, 4, 1, count), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, count, 200)]
    tags += [(278, 4, 1, 1), (279, 4, count, 200)]
    head = b"II*\0" + struct.pack("<LH", 8, len(tags))
    return (head + b"".join(struct.pack("<HHLL", *tag) for tag in tags)).ljust(200, b"\0") + bytes(4 * count)


def webp_canvas() -> bytes:
    """A WebP whose head asks for a canvas of 268 megapixels, whose decoder would reserve the memory at once."""
    photo = bytearray(encoded(picture(), "WEBP", exif=orientation(1)))
    photo[24:30] = (16382).to_bytes(3, "little") * 2
    return bytes(photo)


HOSTILE = {
    "png of 50,000 x 50,000, head only": (lambda: png(50_000, 50_000), PhotoReason.TOO_MANY_PIXELS),
    "png of 50,000 x 50,000, whole rows": (
        lambda: png(50_000, 50_000, png_chunk(b"IDAT", zeros(300_000_000))),
        PhotoReason.TOO_MANY_PIXELS,
    ),
    "png with a million chunks": (lambda: png(64, 64, png_chunk(b"tEXt", b"a\0b") * 1_000_000), PhotoReason.BROKEN),
    "png with a text of 300 MB": (
        lambda: png(64, 64, png_chunk(b"zTXt", b"Comment\0\0" + zeros(300_000_000))),
        PhotoReason.BROKEN,
    ),
    "png with an international text of 300 MB": (
        lambda: png(64, 64, png_chunk(b"iTXt", b"Comment\0\1\0\0\0" + zeros(300_000_000))),
        PhotoReason.BROKEN,
    ),
    "png with a profile of 300 MB": (
        lambda: png(64, 64, png_chunk(b"iCCP", b"p\0\0" + zeros(300_000_000))),
        PhotoReason.BROKEN,
    ),
    "png whose rows end early": (
        lambda: png(64, 64, png_chunk(b"IDAT", zlib.compress(bytes(100)))),
        PhotoReason.BROKEN,
    ),
    "jpeg with half a million segments": (jpeg_segments, PhotoReason.BROKEN),
    "jpeg with ten million fill bytes": (jpeg_fill, PhotoReason.BROKEN),
    "jpeg with ten thousand scans": (jpeg_scans, PhotoReason.BROKEN),
    "jpeg of 65,500 x 65,500": (
        lambda: encoded(picture(), "JPEG").replace(struct.pack(">HH", 160, 120), b"\xff\xdc\xff\xdc", 1),
        PhotoReason.TOO_MANY_PIXELS,
    ),
    "gif with 10 MB of comment": (gif_comments, PhotoReason.BROKEN),
    "gif with 10 MB of junk": (gif_junk, PhotoReason.BROKEN),
    "gif of 65,535 x 65,535": (
        lambda: b"GIF89a" + b"\xff" * 4 + b"\0\0\0" + b"," + bytes(20),
        PhotoReason.TOO_MANY_PIXELS,
    ),
    "bmp with five million runs": (bmp_runs, PhotoReason.BROKEN),
    "bmp of 60,000 x 60,000": (
        lambda: b"BM" + bytes(8) + struct.pack("<IIiiHHIIiiII", 54, 40, 60_000, 60_000, 1, 24, 0, 0, 0, 0, 0, 0),
        PhotoReason.TOO_MANY_PIXELS,
    ),
    "tiff with four million strips": (tiff_strips, PhotoReason.BROKEN),
    "webp with a canvas of 268 megapixels": (webp_canvas, PhotoReason.TOO_MANY_PIXELS),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_at_once(name: str) -> None:
    """Bombs and files that would keep a decoder busy are a PhotoError within a second, and take little memory."""
    make, reason = HOSTILE[name]
    data = make()
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(PhotoError) as refused:
        load_photo(data)
    seconds = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.reason is reason
    assert seconds < SECONDS
    assert peak < 120_000_000


def test_random_damage_is_a_photo_or_a_photo_error() -> None:
    """Cut, flipped, inserted and spliced files of every format end in a photo or a PhotoError, each within a second."""
    small = picture(60, 80)
    files = [encoded(small, format) for format in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")]
    files += [encoded(small, format, exif=orientation(6)) for format in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")]
    files += [encoded(small, "TIFF", compression=name) for name in ("tiff_lzw", "tiff_adobe_deflate", "jpeg")]
    files += [encoded(small, "JPEG", progressive=True), encoded(small.convert("CMYK"), "JPEG")]
    files += [encoded(small.quantize(16), format) for format in ("PNG", "BMP", "TIFF")]
    files.append(encoded(small, "GIF", save_all=True, append_images=[small.rotate(20), small.rotate(40)]))
    rng = random.Random(20)
    outcomes = {True: 0, False: 0}
    for number in range(700):
        data = damaged(bytearray(files[number % len(files)]), rng)
        started = time.process_time()
        try:
            photo = load_photo(data)
        except PhotoError:
            outcomes[False] += 1
        else:
            assert photo.ndim == 3
            outcomes[True] += 1
        assert time.process_time() - started < SECONDS
    # Both happen often; otherwise the damage would be too slight or too heavy to show anything.
    assert min(outcomes.values()) > 70


def damaged(data: bytearray, rng: random.Random) -> bytes:
    """The file cut off, with some bytes changed (half of the time in its head), a part taken out, or junk put in."""
    at = rng.randrange(len(data))
    match rng.randrange(5):
        case 0:
            del data[at:]
        case 1:
            del data[at : at + rng.randrange(1, 300)]
        case 2:
            data[at:at] = rng.randbytes(rng.randrange(1, 300))
        case _:
            reach = min(len(data), rng.choice((64, 600, len(data))))
            for _ in range(rng.choice((1, 2, 8, 40))):
                data[rng.randrange(reach)] = rng.choice((0, 255, rng.randrange(256)))
    return bytes(data)
