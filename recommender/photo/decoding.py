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
import time
import warnings
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

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
from recommender.photo.colour_spaces import ADOBE_RGB, Codes, converter
from recommender.photo.deep_codes import deep_codes
from recommender.photo.headers import PhotoFormat, cleaned, format_of
from recommender.photo.jpeg_segments import END
from recommender.photo.modes import MAX_SIDE, in_plain_mode, on_white, scaled_within, transformed
from recommender.photo.salvage import check_cut, frame_to_look_at, guesses, what_came
from recommender.photo.side_data import MOST_BYTES, SideData


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
_TRANSPOSES = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Guesses at what is missing of a HEIF or AVIF file.
_ENDS, _ENDS_SECONDS = 200, 0.4
_NCLX = ("color_primaries", "transfer_characteristics", "matrix_coefficients", "full_range_flag")
_CAMERA, _COLOUR_SPACE, _INTEROPERABILITY = 0x8769, 0xA001, 0xA005


def load_photo(data: bytes, limits: PhotoLimits = DEFAULT_LIMITS) -> npt.NDArray[np.uint8]:
    """The photo as (H, W, 3) uint8, upright, sRGB, transparency on white, its longer side at most MAX_SIDE.

    Reads JPEG, PNG, WebP, GIF and AVIF (of animations the first frame), BMP, TIFF (the first page), HEIC/HEIF. Raises
    PhotoError: EMPTY, NOT_AN_IMAGE, TOO_MANY_BYTES, TOO_MANY_PIXELS and TOO_SMALL before anything is decoded,
    BROKEN when the file is truncated, corrupt or hostile.
    """
    format = check_head(data, limits)
    # Pillow warns of odd metadata, which is nothing to a photo's owner. Set on each call because tests and tools reset
    # the filters, and for Pillow's modules only.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    try:
        needed, side = cleaned(data, format, limits.max_pixels)
        if not side.missing:
            return _decode(needed, format, limits, side)
        return _decode_made_up(needed, len(data), format, limits, side)
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


def _decode_made_up(
    data: bytes, there: int, format: PhotoFormat, limits: PhotoLimits, side: SideData
) -> npt.NDArray[np.uint8]:
    """A file whose last bytes are made up, in the first way that its decoder takes: some check what they read."""
    ends = chain((data[there:],), (guess[: side.missing] for guess in guesses(len(data), _ENDS)))
    failed: Exception | None = None
    began = time.process_time()
    for end in ends:
        if failed is not None and time.process_time() - began > _ENDS_SECONDS:
            break
        try:
            return _decode(data[:there] + end, format, limits, side)
        except PhotoError:
            raise
        except Exception as error:  # see load_photo
            failed = error
    raise PhotoError(PhotoReason.BROKEN, f"{format.value}: its end is missing") from failed


def _decode(data: bytes, format: PhotoFormat, limits: PhotoLimits, side: SideData) -> npt.NDArray[np.uint8]:
    with _open(data + END if side.is_cut else data, format) as picture:
        width, height = picture.size
        if width * height > limits.max_pixels:
            raise PhotoError(PhotoReason.TOO_MANY_PIXELS, f"{width} x {height} pixels, at most {limits.max_pixels}")
        if min(width, height) < limits.min_side:
            raise PhotoError(PhotoReason.TOO_SMALL, f"{width} x {height} pixels, at least {limits.min_side} a side")
        try:
            _draft(picture, format)
            if side.is_cut:
                check_cut([_opened_to_scale(data + more + END, format) for more in guesses(len(data))])
            picture.load()
            whole: Image.Image = picture
        except OSError as error:
            whole = what_came([_opened_to_scale(data, format) for _ in range(2)], error)
        picture.info.update(side.info)
        if nclx := picture.info.get("nclx_profile"):  # of the main picture, where there are several
            primaries, transfer, matrix, is_full = (nclx[key] for key in _NCLX)
            side.coding = primaries, transfer, matrix, is_full
        # TIFF is turned upright by Pillow and HEIF by its decoder while loading; both take the tag away.
        turn = _TRANSPOSES.get(_orientation(picture))
        if not picture.info.get("icc_profile") and side.coding is None and _is_adobe_rgb(picture):
            side.chromaticities, side.gamma = ADOBE_RGB[0], 1 / ADOBE_RGB[1]
        image = scaled_within(in_plain_mode(whole), MAX_SIDE)
        if getattr(picture, "is_animated", False):
            image = frame_to_look_at(picture, image)
        profile = None if side.is_coded_first else picture.info.get("icc_profile")
        codes = None
        if not profile and whole is picture and side.coding is not None and converter(side) is not None:
            codes = deep_codes(picture, data, side, image.size)
    image = _in_srgb(image, profile, side, codes)
    image = on_white(image)
    if turn is not None:
        image = image.transpose(turn)
    return np.array(image, dtype=np.uint8)


def _opened_to_scale(data: bytes, format: PhotoFormat) -> ImageFile.ImageFile:
    picture = _open(data, format)
    _draft(picture, format)
    return picture


def _draft(picture: ImageFile.ImageFile, format: PhotoFormat) -> None:
    if format is PhotoFormat.JPEG:
        # Both sides have to be asked for in proportion, or the shorter one keeps the scale up.
        width, height = picture.size
        scale = (MAX_SIDE // 2 + 1) / max(width, height)
        picture.draft(None, (max(1, int(width * scale)), max(1, int(height * scale))))


def _open(data: bytes, format: PhotoFormat) -> ImageFile.ImageFile:
    if format is PhotoFormat.HEIF:
        return heif_opener()(io.BytesIO(data))
    return _OPENERS[format](io.BytesIO(data))


@lru_cache(maxsize=1)
def heif_opener() -> type[ImageFile.ImageFile]:
    """The class that reads HEIF, loaded when it is first needed: most photos are none."""
    # Its class is used as it is, without registering it with Pillow for everybody.
    from pillow_heif import HeifImageFile

    opener: type[ImageFile.ImageFile] = HeifImageFile
    return opener


def _orientation(picture: Image.Image) -> int:
    try:
        value = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # a broken EXIF block raises anything; it must not cost the photo
        return 1
    return value if isinstance(value, int) else 1


def _is_adobe_rgb(picture: Image.Image) -> bool:
    """By what cameras write where others put a profile: the EXIF block's colour space, or its interoperability."""
    try:
        exif = picture.getexif()
        camera = exif.get_ifd(_CAMERA)
        return camera.get(_COLOUR_SPACE) == 2 or exif.get_ifd(_INTEROPERABILITY).get(1) in ("R03", "R03\0")
    except Exception:  # as above
        return False


def _in_srgb(image: Image.Image, profile: object, side: SideData, codes: Codes | None = None) -> Image.Image:
    """RGB or RGBA in sRGB; what a phone's wide-gamut profile (Display P3) or a printer's says is heeded, a broken or
    unfitting profile is not. Without one, what else says which colours are meant."""
    target = "RGBA" if image.mode in ("RGBA", "LA") else "RGB"
    if image.mode in ("RGB", "RGBA", "CMYK") and isinstance(profile, bytes) and 128 < len(profile) < MOST_BYTES:
        try:
            transform = _to_srgb(profile, image.mode, target)
            if transform is not None:
                return transformed(image, transform)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    was_colour = image.mode != "CMYK"
    image = image if image.mode == target else image.convert(target)
    convert = converter(side) if was_colour else None
    if convert is None:
        return image
    pixels = np.array(image)
    pixels[..., :3] = convert(pixels[..., :3] * np.uint16(257) if codes is None else codes)
    return Image.fromarray(pixels)


@lru_cache(maxsize=8)
def _to_srgb(profile: bytes, mode: str, target: str) -> ImageCms.ImageCmsTransform | None:
    """None when the profile is sRGB already, by its name: most are."""
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    if re.search("srgb", ImageCms.getProfileDescription(source), re.IGNORECASE):
        return None
    return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, target)
