"""Pixels of wide colour spaces, finer than eight bits: one step of 256 can be a visible change of colour there.

Decoders hand out eight bits of each channel. What was rounded away on the way there is read again, where it can be had.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, PngImagePlugin

from recommender.photo.side_data import SideData

Codes = npt.NDArray[np.uint16]
# Weights of red and blue in the luma, by H.273's code points for matrices.
_MATRICES = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}
# More is too much to be worked on for the sake of a rare format; it is scaled down, which evens roundings out.
_MOST_PIXELS = 4_000_000


def deep_codes(picture: ImageFile.ImageFile, data: bytes, side: SideData, size: tuple[int, int]) -> Codes | None:
    """(H, W, 3) codes of 16 bits in this size; None where the picture's eight bits are all there is."""
    codes: npt.NDArray[Any] | None = None
    if isinstance(picture, PngImagePlugin.PngImageFile):
        codes = _both_bytes(data) if data[24] == 16 and data[25] in (2, 6) else None
    elif picture.info.get("bit_depth", 8) > 8:
        from pillow_heif import open_heif

        codes = np.asarray(open_heif(data, convert_hdr_to_8bit=False))[..., :3]
    elif picture.width * picture.height <= _MOST_PIXELS and side.coding is not None and not _is_deep_avif(data):
        codes = _unrounded(np.asarray(picture.convert("RGB")), *side.coding[2:])
    if codes is None or codes.ndim != 3 or codes.dtype != np.uint16:
        return None
    if codes.shape[1::-1] == size:
        return codes
    planes = (Image.fromarray(codes[..., band].astype(np.float32)) for band in range(3))
    bands = [np.asarray(plane.resize(size, Image.Resampling.BOX)) for plane in planes]
    return np.stack(bands, axis=-1).round().clip(0, 65535).astype(np.uint16)


def _both_bytes(data: bytes) -> Codes:
    """Pillow takes the first byte of each channel; said to be of the other order, it takes the other one."""
    halves = []
    for order in ("B", "L"):
        with PngImagePlugin.PngImageFile(io.BytesIO(data)) as picture:
            picture.tile = [tile._replace(args=f"{picture.mode};16{order}") for tile in picture.tile]
            picture.load()
            halves.append(np.asarray(picture)[..., :3].astype(np.uint16))
    return halves[0] * np.uint16(256) + halves[1]


def _is_deep_avif(data: bytes) -> bool:
    at = data.find(b"av1C")
    return at >= 0 and bool(data[at + 6 : at + 7] >= b"\x40" and data[at + 6] & 0x40)


def _unrounded(pixels: npt.NDArray[np.uint8], matrix: int, is_full: int) -> Codes | None:
    """From the luma and chroma that the picture was stored in, whole numbers as well, without the rounding of RGB."""
    if matrix not in _MATRICES:
        return None
    red_weight, blue_weight = _MATRICES[matrix]
    luma_scale, chroma_scale = (1.0, 1.0) if is_full else (219 / 255, 224 / 255)
    red, green, blue = pixels.astype(np.float32).transpose(2, 0, 1)
    green_weight = 1 - red_weight - blue_weight
    luma = red_weight * red + green_weight * green + blue_weight * blue
    of_blue, of_red = 2 * (1 - blue_weight), 2 * (1 - red_weight)
    cb = np.rint((blue - luma) / of_blue * chroma_scale) / chroma_scale
    cr = np.rint((red - luma) / of_red * chroma_scale) / chroma_scale
    luma = np.rint(luma * luma_scale) / luma_scale
    red, blue = luma + of_red * cr, luma + of_blue * cb
    green = (luma - red_weight * red - blue_weight * blue) / green_weight
    codes: Codes = np.rint(np.stack((red, green, blue), axis=-1) * 257).clip(0, 65535).astype(np.uint16)
    return codes
