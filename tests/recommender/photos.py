"""Small pictures made for the tests, and the files that somebody might send instead of one."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image


def picture(width: int = 120, height: int = 160) -> Image.Image:
    """A smooth picture whose four corners differ, so that every turn and mirroring of it can be told."""
    across, down = np.linspace(0, 255, width, dtype=np.uint8), np.linspace(0, 255, height, dtype=np.uint8)
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[..., 0], pixels[..., 1] = across, down[:, None]
    pixels[..., 2] = across // 4 + down[:, None] // 4
    return Image.fromarray(pixels)


def encoded(image: Image.Image, format: str, **options: Any) -> bytes:
    """The bytes of a file in that format; "HEIF" as phones write it, turned by the container, not by EXIF."""
    file = io.BytesIO()
    if format == "HEIF":
        import pillow_heif

        # For writing only: load_photo does without the registration.
        pillow_heif.register_heif_opener()
        if "exif" in options:
            options["exif"] = options["exif"].tobytes()
    image.save(file, format, **options)
    return file.getvalue()


def orientation(value: int) -> Image.Exif:
    """An EXIF block that says which way up the photo is."""
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk with its checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG of 8-bit RGB with this head and these further chunks."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join((png_chunk(b"IHDR", head), *chunks, png_chunk(b"IEND", b"")))


SLOW = ("JPEG", "TIFF", "PNG", "AVIF")


def slow_photo(format: str) -> bytes:
    """A file of less than half a megabyte, of 65 megapixels, that keeps its decoder busy for seconds. Of the JPEG the
    last scan comes 88 times."""
    size = (8060, 8060)
    match format:
        case "JPEG":
            photo = encoded(Image.new("L", size, 128), "JPEG", progressive=True)
            return photo[:-2] + photo[photo.rindex(b"\xff\xda") : -2] * 88 + photo[-2:]
        case "TIFF":
            return encoded(Image.new("LAB", size), "TIFF", compression="tiff_adobe_deflate")
        case "PNG":
            return encoded(Image.new("RGBA", size, (1, 2, 3, 200)), "PNG")
        case _:
            return encoded(Image.new("RGB", size, (1, 2, 3)), "AVIF", speed=10)


def zeros(count: int) -> bytes:
    """`count` zero bytes, deflated without ever having them in memory."""
    packer, block, parts = zlib.compressobj(1), bytes(1 << 20), []
    for _ in range(count >> 20):
        parts.append(packer.compress(block))
    parts.append(packer.compress(bytes(count & 0xFFFFF)))
    return b"".join((*parts, packer.flush()))
