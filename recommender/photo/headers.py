"""What a photo's bytes say before anything is decoded: the format, and what of the file a decoder is to see.

Decoders are fast on what cameras make. The checks along the way are for files made to keep them busy. Each bounds, in
one quick walk over the file's structure, a loop that the decoder would otherwise run as often as the file asks. The
bounds lie far above what any camera, phone or image editor writes. Nothing is decoded here; what cannot be followed
is left for the decoder to refuse.
"""

from __future__ import annotations

from enum import StrEnum

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.containers import clean_boxes, clean_gif, clean_tiff, clean_webp
from recommender.photo.jpeg_segments import clean_jpeg
from recommender.photo.side_data import SideData, busy, clean_png


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

# Run-length encoded bitmaps are decoded in Python, byte by byte; nobody has photographed one since 1995.
_MAX_RLE_BYTES = 1_000_000


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


def cleaned(data: bytes, format: PhotoFormat, max_pixels: int) -> tuple[bytes, SideData]:
    """The file with what a decoder needs, and what it says beside that. Raises PhotoError for a file whose structure
    alone keeps its decoder busy, and for a WebP of too many pixels: its decoder takes the memory when it is opened; the
    other formats' sizes are checked by who opens them."""
    match format:
        case PhotoFormat.JPEG:
            return clean_jpeg(data)
        case PhotoFormat.PNG:
            return clean_png(data)
        case PhotoFormat.GIF:
            return clean_gif(data)
        case PhotoFormat.WEBP:
            _check_webp(data, max_pixels)
            return clean_webp(data)
        case PhotoFormat.TIFF:
            return clean_tiff(data)
        case PhotoFormat.HEIF | PhotoFormat.AVIF:
            return clean_boxes(data)
        case PhotoFormat.BMP:
            # Compression 1 and 2 of the Windows header.
            if data[30:34] in (b"\1\0\0\0", b"\2\0\0\0") and len(data) > _MAX_RLE_BYTES:
                raise busy("a run-length encoded bitmap of this size")
            return data, SideData()


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
