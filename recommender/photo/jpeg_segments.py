"""Side data taken out of JPEG files."""

from __future__ import annotations

import re

from recommender.photo.side_data import SideData, busy

_MAX_SEGMENTS = 500
# A progressive photo has about ten scans; each costs a pass over the whole picture, however few bytes it has. More than
# the first number is read of smaller pictures only, and more than the last of none.
_SCANS, _SCANNED_PIXELS, _MAX_SCANS = 14, 400_000_000, 100
_FILL = re.compile(rb"\xff+")
# The next marker inside the entropy-coded data: 0xFF and what is neither stuffing, restart nor fill.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SEGMENT = re.compile(rb"\xff[\xc0-\xc2\xc4\xdb\xdd\xe0-\xef]")
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
END = b"\xff\xd9"


def clean_jpeg(data: bytes) -> tuple[bytes, SideData]:
    """Only tables and scans, and the two segments that say how colours are coded; nothing after the picture's end. Of
    scans without an end, so many that a decoder is not kept busy."""
    side, kept, profile = SideData(), [data[:2]], dict[int, bytes]()
    frame, seen, scans = b"", set[int](), 0
    at, segments, again, longest = 2, 0, 2, (0, 0)
    while at + 4 <= len(data):
        fill = _FILL.match(data, at)
        start = fill.end() - 1 if fill else at
        segments += 1 + start - at
        if segments > _MAX_SEGMENTS:
            raise busy(f"more than {_MAX_SEGMENTS} JPEG segments")
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
        if end > len(data):
            at = len(data)
            break
        body = data[start + 4 : end]
        at = end
        if is_side:
            again = start + 4
            longest = max(longest, (size, again))
            _read_segment(side, profile, marker, body)
            # Shorter ones tell a decoder nothing.
            if (marker, body[:5]) in ((0xE0, b"JFIF\0"), (0xEE, b"Adobe")) and size >= 14:
                kept.append(data[start:end])
            continue
        if marker in _FRAMES:
            frame = body
        elif marker == 0xDA:
            scans += 1
            if scans > _MAX_SCANS:
                raise busy(f"more than {_MAX_SCANS} JPEG scans")
            if body[-2:-1] == b"\x3f":  # the last of the 64 frequencies
                seen.update(body[1:-3:2])
            found = _MARKER.search(data, end)
            at = found.start() if found else len(data)
            pixels = int.from_bytes(frame[1:3]) * int.from_bytes(frame[3:5])
            if scans > max(_SCANS, _SCANNED_PIXELS // max(pixels, 1)):
                continue
        kept.append(data[start:at])
    if not frame and (start := _next_segment(data, longest[1])):
        return clean_jpeg(data[:2] + data[start:])  # a segment was so long that it ended at another one
    if at + 1 < len(data):
        kept.append(END)
    # Of each component all frequencies have come; only how much of the last scan is to be found out.
    side.is_cut = at + 1 >= len(data) and seen >= set(frame[6::3])
    if profile and set(profile) == set(range(1, max(profile) + 1)):
        side.info["icc_profile"] = b"".join(profile[number] for number in sorted(profile))
    made = b"".join(kept)
    return made.rstrip(b"\xff") if side.is_cut else made, side


def _next_segment(data: bytes, at: int) -> int:
    """Where the next segment begins that another follows, behind one that lies about its length; 0 if there is none.
    What is within a thumbnail is passed over."""
    for found in _SEGMENT.finditer(data, at, at + 200_000) if at else ():
        start = found.start()
        nested = data.find(b"\xff\xd8\xff", at, start + 1)
        if nested >= 0:
            ends = data.find(END, nested)
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
