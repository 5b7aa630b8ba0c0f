"""What a file holds beside its pixels decides nothing about them, whatever is wrong with it; nor do its last bytes."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageCms

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.decoding import load_photo
from tests.recommender.photos import encoded, orientation, picture, png_chunk, zeros

PICTURE = picture(200, 160)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
LONG = 3_000_000


def segment(marker: int, body: bytes, length: int | None = None) -> bytes:
    """A JPEG's, which may lie about its length."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2 if length is None else length) + body


def lying(length: int) -> bytes:
    """A PNG's text chunk that states another length than it has."""
    return struct.pack(">I", length) + png_chunk(b"tEXt", b"Comment\0" + b"b" * 50)[4:]


def damaged(chunk: bytes) -> bytes:
    """With a wrong checksum."""
    return chunk[:-1] + bytes((chunk[-1] ^ 1,))


SEGMENTS = {
    "a short JFIF": segment(0xE0, b"JFIF\0"),
    "a short Adobe": segment(0xEE, b"Adobe\0d"),
    "EXIF of junk": segment(0xE1, b"Exif\0\0" + b"\xff" * 50),
    "an empty EXIF": segment(0xE1, b"Exif\0\0"),
    "half an XMP": segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x"),
    "a broken profile": segment(0xE2, b"ICC_PROFILE\0\1\1" + b"z" * 200),
    "a profile without its first part": segment(0xE2, b"ICC_PROFILE\0\2\3" + SRGB),
    "a short profile": segment(0xE2, b"ICC_PROFILE\0"),
    "broken Photoshop resources": segment(0xED, b"Photoshop 3.0\x008BIM\xff\xff\xff\xff\xff\xff"),
    "no length": segment(0xE1, b"Exif\0\0abc", 0),
    "too great a length": segment(0xE1, b"Exif\0\0abc", 60),
    "a length to another segment": segment(0xE1, b"Exif\0\0abc", 600),
    "a length beyond the end": segment(0xE1, b"Exif\0\0abc", 65535),
    "too small a length": segment(0xE1, b"Exif\0\0" + b"abcdefghij" * 5, 20),
    "a thumbnail beyond its length": segment(0xE1, b"Exif\0\0" + encoded(picture(40, 40), "JPEG"), 20),
}
CHUNKS = {
    "a short pHYs": png_chunk(b"pHYs", b"\0"),
    "a short gAMA": png_chunk(b"gAMA", b""),
    "a gAMA of nought": png_chunk(b"gAMA", bytes(4)),
    "a cHRM of noughts": png_chunk(b"cHRM", bytes(32)),
    "a long text": png_chunk(b"tEXt", b"Comment\0" + b"a" * LONG),
    "a text that unpacks to much": png_chunk(b"zTXt", b"Comment\0\0" + zeros(LONG)),
    "an international text that unpacks to much": png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zeros(LONG)),
    "a profile that unpacks to much": png_chunk(b"iCCP", b"p\0\0" + zeros(LONG)),
    "a damaged profile": damaged(png_chunk(b"iCCP", b"p\0\0" + zlib.compress(SRGB))),
    "a profile of junk": png_chunk(b"iCCP", b"p\0\0zz"),
    "EXIF of junk": png_chunk(b"eXIf", b"II*\0\xff\xff\xff\xff"),
    "damaged transparency": damaged(png_chunk(b"tRNS", bytes(6))),
    "short transparency": png_chunk(b"tRNS", b"1"),
    "a damaged date": damaged(png_chunk(b"tIME", bytes(7))),
    "an empty animation": png_chunk(b"acTL", b""),
    "a frame without an animation": png_chunk(b"fcTL", bytes(26)),
    "a damaged palette that is only a suggestion": damaged(png_chunk(b"PLTE", b"123")),
    "too great a length": lying(100),
    "a length beyond the end": lying(2**31),
    "too small a length": lying(3),
}
BLOCKS = {
    "a short control": b"\x21\xf9\1\0\0",
    "a long control": b"\x21\xf9\7abcdefg\0",
    "a short application": b"\x21\xff\3abc\0",
    "an unknown one": b"\x21\x77\3abc\0",
}


@pytest.mark.parametrize("name", SEGMENTS)
def test_a_jpeg_is_read_without_its_side_segments(name: str) -> None:
    """First or second in the file."""
    data = encoded(PICTURE, "JPEG", quality=90)
    for at in (2, 20):
        assert np.array_equal(load_photo(data[:at] + SEGMENTS[name] + data[at:]), load_photo(data))


@pytest.mark.parametrize("name", CHUNKS)
def test_a_png_is_read_without_its_side_chunks(name: str) -> None:
    """Before the pixels or after them."""
    data = encoded(PICTURE, "PNG")
    for at in (33, len(data) - 12):
        assert np.array_equal(load_photo(data[:at] + CHUNKS[name] + data[at:]), load_photo(data))


@pytest.mark.parametrize("name", BLOCKS)
def test_a_gif_is_read_without_its_side_blocks(name: str) -> None:
    """Those that are not what says how a frame is shown."""
    data = encoded(PICTURE, "GIF")
    at = 13 + (3 << ((data[10] & 7) + 1))
    assert np.array_equal(load_photo(data[:at] + BLOCKS[name] + data[at:]), load_photo(data))


@pytest.mark.parametrize("chunk", [b"ICCP", b"EXIF", b"XMP "])
@pytest.mark.parametrize("size", [0, 1, 5, 3000, 2**31, 2**32 - 1])
def test_a_webp_is_read_without_its_side_chunks(chunk: bytes, size: int) -> None:
    """Whatever length they state, and whatever the head says is there."""
    plain = encoded(PICTURE, "WEBP")
    data = encoded(PICTURE, "WEBP", exif=orientation(1), icc_profile=SRGB, xmp=b"<x>")
    at = data.index(chunk) + 4
    for changed in (
        data[:at] + struct.pack("<I", size) + data[at + 4 :],
        data[:20] + b"\xff" + data[21:],
        plain[:4] + struct.pack("<I", size) + plain[8:],
    ):
        assert np.array_equal(load_photo(changed), load_photo(plain))


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "jpeg", "packbits"])
def test_a_tiff_is_read_without_its_side_tags(compression: str | None) -> None:
    """A profile, a description and a resolution of any kind, number and place."""
    options = {"compression": compression} if compression else {}
    plain = load_photo(encoded(PICTURE, "TIFF", **options))
    data = encoded(PICTURE, "TIFF", icc_profile=SRGB, description="hello there", dpi=(72, 72), **options)
    (at,) = struct.unpack_from("<L", data, 4)
    changed = 0
    for place in range(at + 2, at + 2 + 12 * struct.unpack_from("<H", data, at)[0], 12):
        tag, kind, count, value = struct.unpack_from("<HHLL", data, place)
        if tag in (34675, 270, 282, 296):
            for other in ((kind, 2**31, value), (kind, count, 2**32 - 5), (77, count, value), (5, 10**6, value)):
                wrong = data[:place] + struct.pack("<HHLL", tag, *other) + data[place + 12 :]
                assert np.array_equal(load_photo(wrong), plain)
                changed += 1
    assert changed >= 12


@pytest.mark.parametrize("turn", [3, 6])
def test_what_is_of_use_beside_the_pixels_is_still_read(turn: int) -> None:
    """Which way is up, said by EXIF in each format that has it, and a profile beside it."""
    method = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_270}[turn]
    for format in ("JPEG", "PNG", "WEBP"):
        data = encoded(PICTURE, format, exif=orientation(turn), icc_profile=SRGB)
        upright = np.asarray(PICTURE.transpose(method)).astype(int)
        assert np.abs(load_photo(data) - upright).mean() < 8


NOISE = Image.fromarray(np.random.default_rng(3).integers(0, 255, (480, 400, 3), dtype=np.uint8).repeat(2, 0))
WHOLE: dict[str, Callable[[], bytes]] = {
    "baseline JPEG": lambda: encoded(NOISE, "JPEG"),
    "progressive JPEG": lambda: encoded(NOISE, "JPEG", progressive=True),
    "PNG": lambda: encoded(NOISE, "PNG"),
    "WebP": lambda: encoded(NOISE, "WEBP"),
    "lossless WebP": lambda: encoded(NOISE, "WEBP", lossless=True),
    "GIF": lambda: encoded(NOISE, "GIF"),
    "BMP": lambda: encoded(NOISE, "BMP"),
    "TIFF": lambda: encoded(NOISE, "TIFF"),
    "HEIC": lambda: encoded(NOISE, "HEIF"),
    "AVIF": lambda: encoded(NOISE, "AVIF"),
}


@cache
def whole(name: str) -> tuple[bytes, np.ndarray]:
    """That file, made once, and its pixels."""
    data = WHOLE[name]()
    return data, load_photo(data)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("missing", [1, 2, 3, 5, 8])
def test_missing_last_bytes_do_not_cost_the_photo(name: str, missing: int) -> None:
    """A picture without its last bytes is answered, nearly all of its pixels as they are."""
    data, pixels = whole(name)
    photo = load_photo(data[:-missing]).astype(int)
    assert photo.shape == pixels.shape
    assert (np.abs(photo - pixels).max(axis=-1) > 16).mean() < 0.05


def test_a_small_jpeg_without_its_end() -> None:
    """All of the pixels are there, though no decoder could know."""
    data = encoded(picture(64, 64), "JPEG")
    assert np.array_equal(load_photo(data[:-2]), load_photo(data))


@pytest.mark.parametrize("name", WHOLE)
def test_a_missing_part_does(name: str) -> None:
    """Of a picture that lacks 15 % of its file more is missing than is made up for."""
    data, _ = whole(name)
    with pytest.raises(PhotoError) as refused:
        load_photo(data[: int(len(data) * 0.85)])
    assert refused.value.reason is PhotoReason.BROKEN


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF"])
def test_what_follows_the_picture_is_passed_over(format: str) -> None:
    """Junk, or another picture."""
    data = encoded(PICTURE, format)
    for more in (b"junk" * 1000, data):
        assert np.array_equal(load_photo(data + more), load_photo(data))


def test_a_wrong_checksum_of_the_pixels_alone_is_passed_over() -> None:
    """What they unpack to has a checksum of its own."""
    data = encoded(PICTURE, "PNG")
    at = data.index(b"IEND") - 5
    assert np.array_equal(load_photo(data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]), load_photo(data))
