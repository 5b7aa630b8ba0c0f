"""What a photo's file says beside its pixels, taken out of it: what is left is what a decoder needs.

Decoders read profiles, texts, dates and thumbnails along with the picture, and give all of it up for one that is long,
wrong or cut off. So whatever is not needed for the pixels is left out before. What is of use (which way is up, which
colours are meant) is read here, bounded, and believed only where it is whole.
"""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from recommender.errors import PhotoError, PhotoReason

# Camera profiles have a few hundred bytes to some kilobytes, printers' up to half a megabyte or so; as for the others,
# a thumbnail is the longest of what cameras write.
MOST_BYTES = 1_000_000


@dataclass(slots=True)
class SideData:
    """`info` is as Pillow would have it: "icc_profile", "exif", "xmp". `coding`: the code points of ITU-T H.273 for
    primaries, transfer and matrix, and whether all of the range is used; `is_coded_first`: it counts more than a
    profile. `gamma`: the exponent that was applied to what was measured, and `chromaticities`: x and y of white, red,
    green and blue, as a PNG states them."""

    info: dict[str, Any] = field(default_factory=dict)
    coding: tuple[int, int, int, int] | None = None
    gamma: float | None = None
    chromaticities: tuple[float, ...] | None = None
    is_coded_first: bool = False


def busy(what: str) -> PhotoError:
    """For a file whose structure alone would keep a decoder busy."""
    return PhotoError(PhotoReason.BROKEN, f"{what}: made to keep a decoder busy")


def inflated(data: bytes) -> bytes:
    """Empty if it is damaged or longer than anything of use."""
    packed = zlib.decompressobj()
    try:
        unpacked = packed.decompress(data, MOST_BYTES)
    except zlib.error:
        return b""
    return unpacked if packed.eof else b""


# Only a search for the next chunk that a decoder needs gets past one that lies about its own length.
_NEEDED_CHUNK = re.compile(rb"PLTE|IDAT|IEND")
_CHUNK_NAME = re.compile(rb"[A-Za-z]{4}")
# Editors write one chunk per 8 KB or more; some per 1 KB.
_MAX_PNG_CHUNKS = 25_000
_READ_CHUNKS = (
    b"tRNS",
    b"iCCP",
    b"eXIf",
    b"cICP",
    b"sRGB",
    b"gAMA",
    b"cHRM",
    b"iTXt",
    b"zTXt",
    b"acTL",
    b"fcTL",
    b"fdAT",
)
_ANIMATION = (b"acTL", b"fcTL", b"fdAT")
_CHANNELS = {0: 2, 2: 6}  # bytes that tRNS has for grey and for colour


def clean_png(data: bytes) -> tuple[bytes, SideData]:
    """Only what the pixels are made of: head, palette, transparency, data, and the frames if all of them are whole."""
    side, kept, packed = SideData(), list[tuple[bytes, bytes]](), list[bytes]()
    moves, at, chunks, again = True, 8, 0, 0
    while at + 8 <= len(data):
        chunks += 1
        if chunks > _MAX_PNG_CHUNKS:
            raise busy(f"more than {_MAX_PNG_CHUNKS} PNG chunks")
        name, size = data[at + 4 : at + 8], int.from_bytes(data[at : at + 4])
        end = at + 12 + size
        is_side = name[:1].islower()
        if not _CHUNK_NAME.match(name) or (is_side and end > len(data)):
            found = _NEEDED_CHUNK.search(data, again or at + 8)
            if found is None:
                break
            at, again = found.start() - 4, 0
            continue
        if is_side and not name.startswith(_READ_CHUNKS):
            at, again = end, at + 8
            continue
        body = data[at + 8 : end - 4]
        sound = name == b"IDAT" or (
            end <= len(data) and zlib.crc32(body, zlib.crc32(name)) == int.from_bytes(data[end - 4 : end])
        )
        again = at + 8 if is_side and not sound else 0
        at = end
        if name == b"IDAT":
            if not packed:
                kept.append((name, b""))
            packed.append(body)
        elif name == b"IEND":
            break
        elif name in _ANIMATION:
            moves &= sound
            kept.append((name, body))
        elif not is_side:
            if name in (b"IHDR", b"PLTE") and not sound:
                raise PhotoError(PhotoReason.BROKEN, f"PNG: {name.decode()} is damaged")
            kept.append((name, body))
        elif name == b"tRNS":
            if sound and not packed and len(body) == _CHANNELS.get(data[25], len(body)):
                kept.append((name, body))
        elif sound:
            _read_chunk(side, name, body)
    chunk_of = {b"IDAT": b"".join(packed)}
    parts = [
        _chunk(name, chunk_of.get(name, body))
        for name, body in (*kept, (b"IEND", b""))
        if moves or name not in _ANIMATION
    ]
    return data[:8] + b"".join(parts), side


def _chunk(name: bytes, body: bytes) -> bytes:
    return b"".join((struct.pack(">I", len(body)), name, body, _checksum(name, body)))


def _checksum(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", zlib.crc32(body, zlib.crc32(name)))


def _read_chunk(side: SideData, name: bytes, body: bytes) -> None:
    key, _, rest = body.partition(b"\0")
    if name == b"iCCP":
        side.info["icc_profile"] = inflated(rest[1:])
    elif name == b"eXIf" and len(body) < MOST_BYTES:
        side.info["exif"] = body
    elif name == b"cICP" and len(body) == 4:
        side.coding = body[0], body[1], body[2], body[3]
        side.is_coded_first = True
    elif name == b"sRGB":
        side.coding = side.coding or (1, 13, 0, 1)
    elif name == b"gAMA" and len(body) == 4:
        side.gamma = int.from_bytes(body) / 100_000
    elif name == b"cHRM" and len(body) == 32:
        side.chromaticities = tuple(each / 100_000 for each in struct.unpack(">8I", body))
    elif key == b"Raw profile type exif" and name == b"zTXt":  # ImageMagick's way, before there was eXIf
        side.info["Raw profile type exif"] = inflated(rest[1:]).decode("latin-1")
    elif key == b"XML:com.adobe.xmp" and name == b"iTXt":
        text = rest[2:].split(b"\0", 2)[-1]
        side.info["xmp"] = inflated(text) if rest[:1] == b"\1" else text[:MOST_BYTES]


_MAX_JPEG_SEGMENTS = 500
# A progressive photo has about ten scans; each costs a pass over the whole picture, however few bytes it has. More than
# the second is read of smaller pictures only, and more than the third of none.
_SCANS, _SCANNED_PIXELS, _MAX_SCANS = 14, 400_000_000, 100
_JPEG_FILL = re.compile(rb"\xff+")
# The next marker inside the entropy-coded data: 0xFF and what is neither stuffing, restart nor fill.
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_PICTURE = re.compile(rb"\xff[\xc0-\xc2\xc4\xdb\xdd\xe0-\xef]")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def clean_jpeg(data: bytes) -> tuple[bytes, SideData]:
    """Only tables and scans, and the two segments that say how colours are coded; nothing after the picture's end. Of
    scans without an end, so many that a decoder is not kept busy."""
    side, kept, profile = SideData(), [data[:2]], dict[int, bytes]()
    at, segments, scans, pixels, refines, again = 2, 0, 0, 0, False, 2
    while at + 4 <= len(data):
        fill = _JPEG_FILL.match(data, at)
        start = fill.end() - 1 if fill else at
        segments += 1 + start - at
        if segments > _MAX_JPEG_SEGMENTS:
            raise busy(f"more than {_MAX_JPEG_SEGMENTS} JPEG segments")
        marker, size = data[start + 1], int.from_bytes(data[start + 2 : start + 4])
        if marker in (0x01, 0xD8) or 0xD0 <= marker <= 0xD7:
            at = start + 2
            continue
        if marker == 0xD9:
            break
        end = start + 2 + size
        is_side = marker >= 0xE0
        if not fill or size < 2 or marker < 0xC0 or (is_side and end > len(data)):
            if scans:
                break
            at = again = _next_segment(data, again)
            if not at:
                break
            continue
        body = data[start + 4 : end]
        at = end
        if is_side:
            again = start + 4
            _read_segment(side, profile, marker, body)
            if (marker == 0xE0 and body[:5] == b"JFIF\0" and size >= 16) or (
                marker == 0xEE and body[:5] == b"Adobe" and size >= 14
            ):
                kept.append(data[start:end])
            continue
        if marker in _FRAMES and size >= 8:
            pixels = int.from_bytes(body[1:3]) * int.from_bytes(body[3:5])
        elif marker == 0xDA:
            scans += 1
            if scans > _MAX_SCANS:
                raise busy(f"more than {_MAX_SCANS} JPEG scans")
            refines = size >= 6 and body[-1] >> 4 > 0
            found = _JPEG_MARKER.search(data, end)
            at = found.start() if found else len(data)
            if scans > max(_SCANS, _SCANNED_PIXELS // max(pixels, 1)):
                refines = True
                continue
        kept.append(data[start:at])
    # Where only a refining scan was cut off there is nothing to wait for. Other cuts are found by what the decoder
    # still waits for.
    if refines or at + 1 < len(data):
        kept.append(b"\xff\xd9")
    if profile and set(profile) == set(range(1, max(profile) + 1)):
        side.info["icc_profile"] = b"".join(profile[number] for number in sorted(profile))
    return b"".join(kept), side


def _next_segment(data: bytes, at: int) -> int:
    """Where the next segment begins that another follows, behind one that lies about its length; 0 if there is none.
    What is within a thumbnail is passed over."""
    for found in _JPEG_PICTURE.finditer(data, at, at + 200_000):
        start = found.start()
        nested = data.find(b"\xff\xd8\xff", at, start)
        if nested >= 0:
            ends = data.find(b"\xff\xd9", nested)
            return _next_segment(data, ends + 2) if ends >= 0 else 0
        size = int.from_bytes(data[start + 2 : start + 4])
        if size > 2 and data[start + 2 + size : start + 3 + size] == b"\xff":
            return start
    return 0


def _read_segment(side: SideData, profile: dict[int, bytes], marker: int, body: bytes) -> None:
    if marker == 0xE1 and body[:6] == b"Exif\0\0":
        side.info.setdefault("exif", body)
    elif marker == 0xE1 and body.startswith(b"http://ns.adobe.com/xap/1.0/\0"):
        side.info.setdefault("xmp", body[29:])
    elif marker == 0xE2 and body[:12] == b"ICC_PROFILE\0" and len(body) > 14:
        profile[body[12]] = body[14:]
