"""Photos mutated from valid files of every format: a photo or a PhotoError, and nothing else.

LOOKALIKE_FUZZ=long looks for longer. What it finds becomes a test with a name.
"""

from __future__ import annotations

import random
from functools import cache

from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from recommender.errors import PhotoError
from recommender.photo.decoding import MAX_SIDE, PhotoLimits, load_photo
from tests.recommender.photos import encoded, orientation, picture

LIMITS = PhotoLimits(max_pixels=400_000)


@cache
def files() -> tuple[bytes, ...]:
    """One of every format and of the ways in which some are written."""
    small = picture(60, 80)
    more = {"exif": orientation(6), "icc_profile": b"profile" * 40}
    made = [encoded(small, format) for format in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF")]
    made += [encoded(small, format, **more) for format in ("JPEG", "PNG", "WEBP", "TIFF", "AVIF")]
    made += [encoded(small, "TIFF", compression=name) for name in ("tiff_lzw", "tiff_adobe_deflate", "jpeg")]
    made += [encoded(small, "JPEG", progressive=True), encoded(small.convert("CMYK"), "JPEG")]
    made += [encoded(small.quantize(16), format) for format in ("PNG", "BMP", "TIFF")]
    made += [encoded(small.convert("L").convert(mode), "TIFF") for mode in ("I;16", "F", "1")]
    for first in (small, Image.new("RGB", small.size)):
        frames = {"save_all": True, "append_images": [small.rotate(20), small.rotate(40)]}
        made += [encoded(first, format, **frames) for format in ("GIF", "WEBP", "PNG", "AVIF")]
    return tuple(made)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Some bytes changed, most often in the head; a part cut out, repeated, or exchanged for one of another file."""
    data = bytearray(draw(st.sampled_from(files())))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, min(len(data), draw(st.sampled_from((64, 700, len(data)))))))
        match draw(st.integers(0, 6)):
            case 0:
                del data[at:]
            case 1:
                del data[at : at + draw(st.integers(1, 300))]
            case 2:
                data[at:at] = draw(st.binary(min_size=1, max_size=40))
            case 3:
                data[at:at] = data[at : at + draw(st.integers(1, 500))] * draw(st.integers(1, 20))
            case 4:
                other = draw(st.sampled_from(files()))
                data[at : at + draw(st.integers(0, 200))] = other[at : at + draw(st.integers(1, 200))]
            case 5:
                size = draw(st.sampled_from((1, 2, 4)))
                number = draw(st.sampled_from((0, 1, 255, 2**31 - 1, 2**31, 2**32 - 1)))
                data[at : at + size] = (number % 256**size).to_bytes(size, draw(st.sampled_from(("little", "big"))))
            case _:
                noise = random.Random(draw(st.integers(0, 2**16)))
                for _ in range(noise.choice((1, 3, 20))):
                    if data:
                        data[noise.randrange(len(data))] = noise.choice((0, 255, noise.randrange(256)))
    return bytes(data)


@given(mutated())
@example(b"RIFFP\x07\x00\x00WEBPVP8X\n\x00\x00\x00")
def test_any_bytes_are_a_photo_or_a_photo_error(data: bytes) -> None:
    """Upright, of three channels, within the side that is looked at."""
    try:
        photo = load_photo(data, LIMITS)
    except PhotoError as error:
        assert str(error)
        return
    assert photo.ndim == 3
    assert photo.shape[2] == 3
    assert min(photo.shape) > 0
    assert max(photo.shape) <= MAX_SIDE
    assert photo.dtype == "uint8"
    assert photo.flags.c_contiguous
