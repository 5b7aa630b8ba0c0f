"""Bytes that somebody sent -> an upright RGB array, or a PhotoError that says why not. Nothing else decodes images.

The bytes come from strangers. So formats are told by their first bytes, and only the eight named ones are decoded.
Bytes and pixels are bounded before anything is. One frame of an animation is read. Whatever a decoder stumbles over is
a PhotoError. Pillow's own global switches stay as they are, and each call is independent: any number of threads may
call.
"""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.headers import PhotoFormat, check_structure, format_of

# Nothing downstream looks closer: the network sees 224 pixels of the photo or of a crop of it. A 48-megapixel JPEG
# comes down to this while it is decoded, at a fraction of the time and memory.
MAX_SIDE = 1600


@dataclass(frozen=True, slots=True)
class PhotoLimits:
    """What is refused unseen. The defaults take what Telegram lets a bot fetch (20 MB) and what phones photograph
    (64 megapixels)."""

    max_bytes: int = 20 * 1024 * 1024
    max_pixels: int = 65_000_000
    min_side: int = 16


DEFAULT_LIMITS = PhotoLimits()

# Called directly rather than through Image.open, which would try every format that Pillow knows on bytes that fit
# none, and warn on standard error where an exception says it all.
_OPENERS: dict[PhotoFormat, type[ImageFile.ImageFile]] = {
    PhotoFormat.JPEG: JpegImagePlugin.JpegImageFile,
    PhotoFormat.PNG: PngImagePlugin.PngImageFile,
    PhotoFormat.GIF: GifImagePlugin.GifImageFile,
    PhotoFormat.WEBP: WebPImagePlugin.WebPImageFile,
    PhotoFormat.BMP: BmpImagePlugin.BmpImageFile,
    PhotoFormat.TIFF: TiffImagePlugin.TiffImageFile,
    PhotoFormat.AVIF: AvifImagePlugin.AvifImageFile,
}

_ORIENTATION = 0x0112
_BITS_PER_SAMPLE = 258
_TRANSPOSES = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_DEEP_MODES = frozenset(("I", "F", "I;16", "I;16L", "I;16B", "I;16N"))
# Camera profiles have a few hundred bytes to some kilobytes, printers' up to half a megabyte or so.
_MAX_PROFILE_BYTES = 1_000_000


def load_photo(data: bytes, limits: PhotoLimits = DEFAULT_LIMITS) -> npt.NDArray[np.uint8]:
    """The photo as (H, W, 3) uint8, upright, sRGB, transparency on white, its longer side at most MAX_SIDE.

    Reads JPEG, PNG, WebP, GIF and AVIF (of animations the first frame), BMP, TIFF (the first page), HEIC/HEIF. Raises
    PhotoError: EMPTY, NOT_AN_IMAGE, TOO_MANY_BYTES, TOO_MANY_PIXELS and TOO_SMALL before anything is decoded,
    BROKEN when the file is truncated, corrupt or hostile.
    """
    format = check_head(data, limits)
    check_structure(data, format, limits.max_pixels)
    # Pillow warns of odd metadata, which is nothing to a photo's owner. Set on each call because tests and tools reset
    # the filters, and for Pillow's modules only.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        return _decode(data, format, limits)
    except PhotoError:
        raise
    # Decoders raise what their parsing happens to stumble over: OSError, SyntaxError, struct.error, KeyError and
    # more, new ones with each release. All of them mean that these bytes are no picture.
    except Exception as error:
        raise PhotoError(PhotoReason.BROKEN, f"{format.value}: {type(error).__name__}: {error}"[:300]) from error


def check_head(data: bytes, limits: PhotoLimits) -> PhotoFormat:
    """The format by the first bytes. Raises PhotoError EMPTY, TOO_MANY_BYTES or NOT_AN_IMAGE."""
    if not data:
        raise PhotoError(PhotoReason.EMPTY)
    if len(data) > limits.max_bytes:
        raise PhotoError(PhotoReason.TOO_MANY_BYTES, f"{len(data)} bytes, at most {limits.max_bytes}")
    format = format_of(data)
    if format is None:
        raise PhotoError(PhotoReason.NOT_AN_IMAGE, f"begins with {bytes(data[:12])!r}")
    return format


def content_hash(data: bytes) -> str:
    """32 hex digits that tell one file's bytes from another's (BLAKE2b), e.g. for the same photo sent again."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def _decode(data: bytes, format: PhotoFormat, limits: PhotoLimits) -> npt.NDArray[np.uint8]:
    with _open(data, format) as picture:
        width, height = picture.size
        if width * height > limits.max_pixels:
            raise PhotoError(PhotoReason.TOO_MANY_PIXELS, f"{width} x {height} pixels, at most {limits.max_pixels}")
        if min(width, height) < limits.min_side:
            raise PhotoError(PhotoReason.TOO_SMALL, f"{width} x {height} pixels, at least {limits.min_side} a side")
        if format is PhotoFormat.JPEG:
            # Both sides have to be asked for in proportion, or the shorter one keeps the scale up.
            scale = MAX_SIDE / max(width, height)
            picture.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))
        picture.load()
        profile = picture.info.get("icc_profile")
        # TIFF is turned upright by Pillow and HEIF by its decoder while loading; both take the tag away.
        turn = _TRANSPOSES.get(_orientation(picture))
        image = _scaled_within(_in_plain_mode(picture), MAX_SIDE)
    image = _in_srgb(image, profile)
    image = _on_white(image)
    if turn is not None:
        image = image.transpose(turn)
    return np.array(image, dtype=np.uint8)


def _open(data: bytes, format: PhotoFormat) -> ImageFile.ImageFile:
    if format is PhotoFormat.HEIF:
        return _heif_opener()(io.BytesIO(data))
    return _OPENERS[format](io.BytesIO(data))


@lru_cache(maxsize=1)
def _heif_opener() -> type[ImageFile.ImageFile]:
    # Late: most photos are no HEIF. Its class is used as it is, without registering it with Pillow for everybody.
    from pillow_heif import HeifImageFile

    opener: type[ImageFile.ImageFile] = HeifImageFile
    return opener


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # a broken EXIF block raises anything; it must not cost the photo
        return 1
    return value if isinstance(value, int) else 1


def _in_plain_mode(picture: Image.Image) -> Image.Image:
    """The same picture in a mode that can be resized and has 8 bits: L, LA, RGB, RGBA or CMYK."""
    if picture.mode in _DEEP_MODES:
        return _eight_bits(picture)
    if "transparency" in picture.info and picture.mode in ("1", "L", "P", "RGB"):
        try:
            return picture.convert("RGBA")
        except (ValueError, TypeError):  # the entry does not fit the picture: without it, then
            del picture.info["transparency"]
    if picture.mode == "LAB":
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        return _transformed(picture, ImageCms.buildTransform(lab, srgb, "LAB", "RGB"))
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
    values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0)
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


def _scaled_within(image: Image.Image, side: int) -> Image.Image:
    longer = max(image.size)
    if longer <= side:
        return image.copy() if isinstance(image, ImageFile.ImageFile) else image
    size = tuple(max(1, round(length * side / longer)) for length in image.size)
    return image.resize((size[0], size[1]), Image.Resampling.BICUBIC, reducing_gap=2.0)


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    """RGB or RGBA in sRGB; what a phone's wide-gamut profile (Display P3) or a printer's says is heeded, a broken or
    unfitting profile is not."""
    target = "RGBA" if image.mode in ("RGBA", "LA") else "RGB"
    if image.mode in ("RGB", "RGBA", "CMYK") and isinstance(profile, bytes) and 128 < len(profile) < _MAX_PROFILE_BYTES:
        try:
            transform = _to_srgb(profile, image.mode, target)
            if transform is not None:
                return _transformed(image, transform)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image if image.mode == target else image.convert(target)


@lru_cache(maxsize=8)
def _to_srgb(profile: bytes, mode: str, target: str) -> ImageCms.ImageCmsTransform | None:
    """None when the profile is sRGB already, by its name: most are."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if re.search("srgb", ImageCms.getProfileDescription(source), re.IGNORECASE):
        return None
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, target)


def _transformed(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> Image.Image:
    result = ImageCms.applyTransform(image, transform)
    if result is None:  # only with inPlace=True, by Pillow's types
        raise ValueError("the colour transform gave no image")
    return result


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white
