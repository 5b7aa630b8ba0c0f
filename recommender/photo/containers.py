"""Side data taken out of WebP, GIF and TIFF files, and what HEIF and AVIF files say of their colours."""

from __future__ import annotations

import re
import struct

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.side_data import MOST_BYTES, SideData, busy

# So much of a picture's file may be missing at its end where its container says how long it is: the rest of the data is
# then taken to be zeros, which decoders make some grey of.
MISSING_SHARE = 0.05
_WEBP_PICTURE = re.compile(rb"VP8[ L]|ALPH|ANIM|ANMF")
_WEBP_NAME = re.compile(rb"[A-Z][A-Z0-9]{2}[A-Z0-9 ]")
_WEBP_KEPT = (b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF")
_WEBP_SIDE = {b"ICCP": "icc_profile", b"EXIF": "exif", b"XMP ": "xmp"}
_WEBP_ALPHA, _WEBP_MOVES = 0x10, 0x02  # the other flags announce what is taken out
_MAX_CHUNKS = 25_000


def padded(data: bytes, size: int) -> bytes:
    """Filled up, and a bit more, for zeros may stand for less than what is missing, if that is next to nothing. Else as
    it is, for the decoder to refuse."""
    return data.ljust(size + 4096, b"\0") if size * (1 - MISSING_SHARE) <= len(data) < size else data


def clean_webp(data: bytes) -> tuple[bytes, SideData]:
    """Only canvas, pictures and frames."""
    side, kept, at, again = SideData(), list[bytes](), 12, 0
    while at + 8 <= len(data) and len(kept) < _MAX_CHUNKS:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size
        if not _WEBP_NAME.match(name) or (name not in _WEBP_KEPT and end > len(data)):
            found = _WEBP_PICTURE.search(data, again or at + 8)
            if found is None:
                break
            at, again = found.start(), 0
            continue
        body = data[at + 8 : end]
        again = 0 if name in _WEBP_KEPT else at + 8
        at = end + size % 2
        if name in _WEBP_SIDE:
            if size <= MOST_BYTES:
                side.info[_WEBP_SIDE[name]] = body
        elif name in _WEBP_KEPT:
            if name == b"ANMF" and len(body) < size and any(each.startswith(name) for each in kept):
                break  # the last of several frames
            body = padded(body, size)
            kept.append(name + struct.pack("<I", max(size, len(body))) + body + bytes(len(body) % 2))
    moves = any(each.startswith(b"ANMF") for each in kept)
    if kept and kept[0].startswith(b"VP8X") and len(kept[0]) > 8:
        flags = (kept[0][8] & _WEBP_ALPHA) | (_WEBP_MOVES if moves else 0)
        kept[0] = kept[0][:8] + bytes((flags,)) + kept[0][9:]
    made = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(made)) + made, side


_MAX_GIF_BLOCKS = 5_000
_MAX_GIF_FRAMES = 500


def clean_gif(data: bytes) -> tuple[bytes, SideData]:
    """Only frames, and what says how long each is shown and what of it is transparent."""
    flags = data[10] if len(data) > 10 else 0
    at = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    kept, blocks, frames = [data[:at]], 0, 0
    while at < len(data) and data[at] != 0x3B and frames < _MAX_GIF_FRAMES:
        start, is_frame = at, data[at] == 0x2C
        blocks += not is_frame
        if is_frame:
            flags = data[at + 9] if at + 9 < len(data) else 0
            at += 11 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
        else:
            at += 2 if data[at] == 0x21 else 1
            if data[start] != 0x21:
                if blocks > _MAX_GIF_BLOCKS:
                    raise busy(f"more than {_MAX_GIF_BLOCKS} GIF blocks between pictures")
                continue
        while at < len(data) and data[at]:
            at += 1 + data[at]
            blocks += not is_frame
            if blocks > _MAX_GIF_BLOCKS:
                raise busy(f"more than {_MAX_GIF_BLOCKS} GIF blocks between pictures")
        at += 1
        if is_frame:
            frames, blocks = frames + 1, 0
        if is_frame or data[start : start + 3] == b"\x21\xf9\x04":
            kept.append(data[start:at].ljust(at - start, b"\0"))
    return b"".join((*kept, b"\x3b")), SideData()


_MAX_TIFF_ENTRIES = 4_096
_MAX_TIFF_STRIPS = 70_000
_STRIP_TAGS = frozenset((273, 279, 324, 325))
_COMPRESSION_TAG = 259
# None, LZW, JPEG, deflate (two numbers), PackBits, Zstandard, WebP. The fax codecs are left out: a fax is no photo, and
# on a damaged one libtiff writes a line per row to standard error.
_TIFF_COMPRESSIONS = frozenset((1, 5, 7, 8, 32946, 32773, 50000, 50001))
# What the pixels are made of, which way is up, and where the camera's own directory is, which is read by itself.
_TIFF_NEEDED = _STRIP_TAGS | {254, 256, 257, 258, 259, 262, 266, 274, 277, 278, 284, 317, 320, 322, 323, 338, 339, 347}
_TIFF_NEEDED |= {529, 530, 531, 532, 34665}
_ICC_TAG, _XMP_TAG = 34675, 700


def clean_tiff(data: bytes) -> tuple[bytes, SideData]:
    """The first page alone, its directory with what the pixels need. Raises PhotoError for one whose strips or tags
    would keep a decoder busy."""
    side = SideData()
    order = "<" if data[:2] == b"II" else ">"
    big = b"+" in data[2:4]
    head, entry, offset = ("Q", "HHQQ", "Q") if big else ("H", "HHLL", "L")
    size = struct.calcsize(order + entry)
    try:
        (at,) = struct.unpack_from(order + offset, data, 8 if big else 4)
        (count,) = struct.unpack_from(order + head, data, at)
        if count > _MAX_TIFF_ENTRIES:
            raise busy(f"{count} TIFF tags")
        first = at + struct.calcsize(order + head)
        kept = []
        for place in range(first, first + count * size, size):
            tag, _, number, value = struct.unpack_from(order + entry, data, place)
            if tag == _COMPRESSION_TAG:
                (compression,) = struct.unpack_from(order + "H", data, place + (12 if big else 8))
                if compression not in _TIFF_COMPRESSIONS:
                    raise PhotoError(PhotoReason.BROKEN, f"TIFF compression {compression} is not read")
            if tag in _STRIP_TAGS and number > _MAX_TIFF_STRIPS:
                raise busy(f"{number} TIFF strips")
            if tag in _TIFF_NEEDED:
                kept.append(data[place : place + size])
            elif tag in (_ICC_TAG, _XMP_TAG) and number <= MOST_BYTES:
                side.info["icc_profile" if tag == _ICC_TAG else "xmp"] = data[value : value + number]
    except (struct.error, OverflowError):
        return data, side
    made = struct.pack(order + head, len(kept)) + b"".join(kept) + bytes(struct.calcsize(order + offset))
    return data[:at] + made + data[at + len(made) :], side


_COLOUR_BOX = re.compile(rb"colrnclx(..)(..)(..)(.)", re.DOTALL)


def clean_boxes(data: bytes) -> tuple[bytes, SideData]:
    """As it is, filled up to the length that its last box states. `coding` is that of the first box on colours."""
    side, at = SideData(), 0
    if found := _COLOUR_BOX.search(data, 0, MOST_BYTES):
        primaries, transfer, matrix, is_full = map(int.from_bytes, found.groups())
        side.coding = primaries, transfer, matrix, is_full >> 7
    for _ in range(_MAX_CHUNKS):
        size = int.from_bytes(data[at : at + 4])
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16])
        at += size
        if size < 8 or at + 8 > len(data):
            break
    side.missing = at - len(data) if len(data) < at <= len(padded(data, at)) else 0
    return padded(data, at), side
