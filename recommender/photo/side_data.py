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
    green and blue, as a PNG states them. `is_cut`: a JPEG has no end; `missing`: so many
    bytes of a HEIF or AVIF file are made up."""

    info: dict[str, Any] = field(default_factory=dict)
    coding: tuple[int, int, int, int] | None = None
    gamma: float | None = None
    chromaticities: tuple[float, ...] | None = None
    is_coded_first: bool = False
    is_cut: bool = False
    missing: int = 0


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
_READ = b"tRNS iCCP eXIf cICP sRGB gAMA cHRM iTXt zTXt acTL fcTL fdAT"
_READ_CHUNKS = tuple(_READ.split())
_FRAME_SIZES = {b"acTL": 8, b"fcTL": 26, b"fdAT": 5}
_PALETTE = 3
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
        elif name in _FRAME_SIZES:
            moves &= sound and len(body) >= _FRAME_SIZES[name]
            kept.append((name, body))
        elif not is_side and (name != b"PLTE" or data[25] == _PALETTE):  # else a mere suggestion
            if name in (b"IHDR", b"PLTE") and not sound:
                raise PhotoError(PhotoReason.BROKEN, f"PNG: {name.decode()} is damaged")
            kept.append((name, body))
        elif name == b"tRNS":
            if sound and not packed and len(body) == _CHANNELS.get(data[25], len(body)):
                kept.append((name, body))
        elif sound:
            _read_chunk(side, name, body)
    moves &= [name for name, _ in kept if name in (b"acTL", b"IDAT")] == [b"acTL", b"IDAT"]
    chunk_of = {b"IDAT": b"".join(packed)}
    parts = [
        _chunk(name, chunk_of.get(name, body))
        for name, body in (*kept, (b"IEND", b""))
        if moves or name not in _FRAME_SIZES
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
