"""What a photo's bytes say before anything is decoded: the format, and whether reading it could take long.

Decoders are fast on what cameras make. These checks are for files made to keep them busy. Each bounds, in one quick
walk over the file's structure, a loop that the decoder would otherwise run as often as the file asks. The bounds
lie far above what any camera, phone or image editor writes. Nothing is decoded here; what cannot be followed
is left for the decoder to refuse.
"""

from __future__ import annotations

import re
import struct
from enum import StrEnum

from recommender.errors import PhotoError, PhotoReason


class PhotoFormat(StrEnum):
    """The formats that are read; nothing else is ever handed to a decoder."""

    JPEG = "JPEG"
    PNG = "PNG"
    GIF = "GIF"
    WEBP = "WebP"
    BMP = "BMP"
    TIFF = "TIFF"
    HEIF = "HEIF"
    AVIF = "AVIF"


_TIFF_HEADS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_HEIF_BRANDS = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"mif2", b"msf1")
)

# A progressive photo has about ten scans; each costs a pass over the whole picture, however few bytes it has.
_MAX_SCANS = 100
_MAX_JPEG_SEGMENTS = 500
# Editors write one chunk per 8 KB or more; some per 1 KB.
_MAX_PNG_CHUNKS = 25_000
_MAX_GIF_BLOCKS = 5_000
_MAX_TIFF_ENTRIES = 4_096
_MAX_TIFF_STRIPS = 70_000
# Run-length encoded bitmaps are decoded in Python, byte by byte; nobody has photographed one since 1995.
_MAX_RLE_BYTES = 1_000_000

# The next marker inside JPEG's entropy-coded data: 0xFF and what is neither stuffing, restart nor fill.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_STRIP_TAGS = frozenset((273, 279, 324, 325))
_COMPRESSION_TAG = 259
# None, LZW, JPEG, deflate (two numbers), PackBits, Zstandard, WebP. The fax codecs are left out: a fax is no photo, and
# on a damaged one libtiff writes a line per row to standard error.
_TIFF_COMPRESSIONS = frozenset((1, 5, 7, 8, 32946, 32773, 50000, 50001))


def format_of(data: bytes) -> PhotoFormat | None:
    """The format by the first bytes, whatever the file was called; None if it is none that is read."""
    if data.startswith(b"\xff\xd8\xff"):
        return PhotoFormat.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PhotoFormat.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return PhotoFormat.GIF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    if data.startswith(b"BM"):
        return PhotoFormat.BMP
    if data.startswith(_TIFF_HEADS):
        return PhotoFormat.TIFF
    if data[4:8] == b"ftyp":
        end = min(int.from_bytes(data[:4]), 512)
        brands = {data[8:12], *(data[at : at + 4] for at in range(16, end, 4))}
        if brands & _AVIF_BRANDS:
            return PhotoFormat.AVIF
        if brands & _HEIF_BRANDS:
            return PhotoFormat.HEIF
    return None


def check_structure(data: bytes, format: PhotoFormat, max_pixels: int) -> None:
    """Raises PhotoError for a file whose structure alone keeps its decoder busy, and for a WebP of too many pixels.

    WebP's decoder takes the memory when it is opened; the other formats' sizes are checked by who opens them.
    """
    match format:
        case PhotoFormat.JPEG:
            _check_jpeg(data)
        case PhotoFormat.PNG:
            _check_png(data)
        case PhotoFormat.GIF:
            _check_gif(data)
        case PhotoFormat.WEBP:
            _check_webp(data, max_pixels)
        case PhotoFormat.BMP:
            # Compression 1 and 2 of the Windows header.
            if data[30:34] in (b"\1\0\0\0", b"\2\0\0\0") and len(data) > _MAX_RLE_BYTES:
                raise _busy("a run-length encoded bitmap of this size")
        case PhotoFormat.TIFF:
            _check_tiff(data)


def _check_jpeg(data: bytes) -> None:
    at, scans, segments = 2, 0, 0
    while at + 4 <= len(data) and data[at] == 0xFF:
        segments += 1
        if segments > _MAX_JPEG_SEGMENTS:
            raise _busy(f"more than {_MAX_JPEG_SEGMENTS} JPEG segments")
        marker = data[at + 1]
        if marker == 0xD9:
            return
        if marker in (0x00, 0x01, 0xFF) or 0xD0 <= marker <= 0xD8:
            at += 1 if marker == 0xFF else 2
            continue
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
        if marker == 0xDA:
            scans += 1
            if scans > _MAX_SCANS:
                raise _busy(f"more than {_MAX_SCANS} JPEG scans")
            found = _JPEG_MARKER.search(data, at)
            if found is None:
                return
            at = found.start()


def _check_png(data: bytes) -> None:
    at, chunks = 8, 0
    while at + 8 <= len(data) and data[at + 4 : at + 8] != b"IEND":
        chunks += 1
        if chunks > _MAX_PNG_CHUNKS:
            raise _busy(f"more than {_MAX_PNG_CHUNKS} PNG chunks")
        at += 12 + int.from_bytes(data[at : at + 4])


def _check_gif(data: bytes) -> None:
    if len(data) < 13:
        return
    flags = data[10]
    at, blocks = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0), 0
    while at < len(data) and data[at : at + 1] not in (b",", b";"):
        blocks += 1
        at += 1
        if data[at - 1] == 0x21:
            at += 1
            while at < len(data) and data[at] and blocks <= _MAX_GIF_BLOCKS:
                at += 1 + data[at]
                blocks += 1
            at += 1
        if blocks > _MAX_GIF_BLOCKS:
            raise _busy(f"more than {_MAX_GIF_BLOCKS} GIF blocks before the first picture")


def _check_webp(data: bytes, max_pixels: int) -> None:
    kind, width, height = data[12:16], 0, 0
    if len(data) < 30:
        return
    if kind == b"VP8X":
        width, height = 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    elif kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    if width * height > max_pixels:
        raise PhotoError(PhotoReason.TOO_MANY_PIXELS, f"{width} x {height} pixels")


def _check_tiff(data: bytes) -> None:
    order = "<" if data[:2] == b"II" else ">"
    big = b"+" in data[2:4]
    try:
        if big:
            (at,) = struct.unpack_from(order + "Q", data, 8)
            (entries,) = struct.unpack_from(order + "Q", data, at)
            at, size, layout = at + 8, 20, order + "HHQ"
        else:
            (at,) = struct.unpack_from(order + "L", data, 4)
            (entries,) = struct.unpack_from(order + "H", data, at)
            at, size, layout = at + 2, 12, order + "HHL"
        if entries > _MAX_TIFF_ENTRIES:
            raise _busy(f"{entries} TIFF tags")
        for entry in range(entries):
            tag, _, count = struct.unpack_from(layout, data, at + entry * size)
            if tag == _COMPRESSION_TAG:
                (compression,) = struct.unpack_from(order + "H", data, at + entry * size + size - (8 if big else 4))
                if compression not in _TIFF_COMPRESSIONS:
                    raise PhotoError(PhotoReason.BROKEN, f"TIFF compression {compression} is not read")
            if tag in _STRIP_TAGS and count > _MAX_TIFF_STRIPS:
                raise _busy(f"{count} TIFF strips")
    except (struct.error, OverflowError):
        return


def _busy(what: str) -> PhotoError:
    return PhotoError(PhotoReason.BROKEN, f"{what}: made to keep a decoder busy")
