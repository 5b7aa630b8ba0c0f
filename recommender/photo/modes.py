"""Pictures of any of Pillow's modes in one that has eight bits and can be looked at."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageCms, ImageFile, TiffImagePlugin

# Nothing downstream looks closer: the network sees 176 pixels of the photo or of a crop of it. What is larger comes
# down by a whole factor, to more than half of this: a JPEG while it is decoded, at a fraction of the time and memory.
# Scaled to this itself, a photo of 12 megapixels took 68 ms of a core instead of 17.
MAX_SIDE = 1600

_BITS_PER_SAMPLE = 258
_DEEP_MODES = frozenset(("I", "F", "I;16", "I;16L", "I;16B", "I;16N"))


def in_plain_mode(picture: Image.Image) -> Image.Image:
    """The same picture in a mode that can be resized and has 8 bits: L, LA, RGB, RGBA or CMYK."""
    if picture.mode in _DEEP_MODES:
        return _eight_bits(picture)
    if "transparency" in picture.info and picture.mode in ("1", "L", "P", "RGB"):
        try:
            return picture.convert("RGBA")
        except (ValueError, TypeError):  # the entry does not fit the picture: without it, then
            del picture.info["transparency"]
    if picture.mode == "LAB":
        # Slow, and only to be looked at as closely as MAX_SIDE lets one.
        step = max(1, max(picture.size) // (2 * MAX_SIDE))
        size = (max(1, picture.width // step), max(1, picture.height // step))
        picture = picture.resize(size, Image.Resampling.NEAREST) if step > 1 else picture
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return transformed(picture, ImageCms.buildTransform(lab, srgb, "LAB", "RGB"))
    if picture.mode in ("PA", "La", "RGBa"):
        return picture.convert("RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return picture
    return picture.convert("RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Deep greyscale scaled to 8 bits: by its bit depth where the file says one, else by the values that occur."""
    # Scaled in floats, which would take four times the photo's memory: coarsely thinned out first.
    step = max(1, max(picture.size) // (2 * MAX_SIDE))
    values = np.asarray(picture)[::step, ::step].astype(np.float32)
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).clip(-1e30, 1e30)
    low, high = 0.0, 65535.0
    if picture.mode in ("I", "F"):
        low, high = min(0.0, float(values.min())), float(values.max())
        full = (1.0,) if picture.mode == "F" else ()
        high = next((scale for scale in (*full, 255.0, 65535.0) if high <= scale), high)
    elif isinstance(picture, TiffImagePlugin.TiffImageFile):
        bits = picture.tag_v2.get(_BITS_PER_SAMPLE, (16,))
        high = float(2 ** min(max(int(bits[0]), 8), 16) - 1)
    scaled = (values - low) * (255.0 / max(high - low, 1e-6))
    return Image.fromarray(np.clip(np.rint(scaled), 0, 255).astype(np.uint8))


def scaled_within(image: Image.Image, side: int) -> Image.Image:
    """The image, smaller by the least whole factor that brings its longer side to `side` or below."""
    factor = -(-max(image.size) // side)
    if factor == 1:
        return image.copy() if isinstance(image, ImageFile.ImageFile) else image
    return image.reduce(factor)


def transformed(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    result = ImageCms.applyTransform(image, transform)
    if result is None:  # only with inPlace=True, by Pillow's types
        raise ValueError("the colour transform gave no image")
    return result


def on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white
