"""Colours come out as they were meant, wherever the file says how: in numbers, in EXIF, or not in the first frame."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from recommender.photo.decoding import load_photo
from tests.recommender.photos import encoded, orientation, png_chunk

GREEN, GROUND, RED = (20, 140, 60), (240, 240, 240), (180, 30, 40)
# From linear sRGB, as published (P3 and BT.2020 by ITU-R BT.2087 and CSS Color 4; Adobe RGB by its specification).
MATRICES = {
    1: np.eye(3),
    9: np.array(((0.6274, 0.3293, 0.0433), (0.0691, 0.9195, 0.0114), (0.0164, 0.0880, 0.8956))),
    12: np.array(((0.8225, 0.1774, 0.0), (0.0332, 0.9669, 0.0), (0.0171, 0.0724, 0.9108))),
    "Adobe": np.array(((0.71519, 0.28481, 0.0), (0.0, 1.0, 0.0), (0.0, 0.04117, 0.95883))),
}


def light(colour: tuple[int, int, int]) -> np.ndarray:
    codes = np.array(colour) / 255
    return np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)


def perceptual_quantizer(seen: np.ndarray) -> np.ndarray:
    power = (np.clip(seen, 0, None) * 203 / 10_000) ** (2610 / 16384)
    return ((3424 / 4096 + 2413 / 128 * power) / (1 + 2392 / 128 * power)) ** (2523 / 32)


def hybrid_log_gamma(seen: np.ndarray) -> np.ndarray:
    display = np.clip(seen, 0, None) * 203 / 1000
    luminance = display @ (0.2627, 0.6780, 0.0593)
    scene = display * luminance ** (1 / 1.2 - 1)
    return np.where(
        scene <= 1 / 12, np.sqrt(3 * scene), 0.17883277 * np.log(np.maximum(12 * scene - 0.28466892, 1e-9)) + 0.55991073
    )


def srgb(seen: np.ndarray) -> np.ndarray:
    return np.where(seen <= 0.0031308, seen * 12.92, 1.055 * np.clip(seen, 1e-9, None) ** (1 / 2.4) - 0.055)


CURVES = {
    13: srgb,
    16: perceptual_quantizer,
    18: hybrid_log_gamma,
    8: lambda seen: seen,
    4: lambda seen: seen ** (1 / 2.2),
}


def shirt(primaries: int | str, curve: int, scale: int = 255, colour: tuple[int, int, int] = GREEN) -> np.ndarray:
    """A garment on a ground, stored in this space."""
    pixels = np.empty((100, 80, 3), np.uint16)
    for where, shown in ((np.s_[:], GROUND), (np.s_[25:75, 20:60], colour)):
        pixels[where] = np.rint(np.clip(CURVES[curve](MATRICES[primaries] @ light(shown)), 0, 1) * scale)
    return pixels


def png_with(pixels: np.ndarray, *chunks: bytes) -> bytes:
    data = encoded(Image.fromarray(pixels.astype(np.uint8)), "PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def assert_right(data: bytes, colour: tuple[int, int, int] = GREEN) -> None:
    photo = load_photo(data).astype(int)
    middle = photo[photo.shape[0] // 2, photo.shape[1] // 2]
    assert np.abs(middle - colour).max() <= 12
    assert photo[0, 0].min() >= 225


@pytest.mark.parametrize("primaries", [1, 9, 12])
@pytest.mark.parametrize("curve", [4, 13, 16, 18])
def test_a_png_by_numbers(primaries: int, curve: int) -> None:
    """cICP, with a profile that it is preferred to."""
    coding = png_chunk(b"cICP", bytes((primaries, curve, 0, 1)))
    assert_right(png_with(shirt(primaries, curve), coding, png_chunk(b"gAMA", (100_000).to_bytes(4))))


@pytest.mark.parametrize("curve", [16, 18])
@pytest.mark.parametrize("alpha", [False, True])
def test_a_deep_png_by_numbers(curve: int, alpha: bool) -> None:
    """Of 16 bits none is lost on the way: eight of them would be a visible change of colour."""
    pixels = shirt(9, curve, 65535)
    if alpha:
        pixels = np.dstack((pixels, np.full(pixels.shape[:2], 65535, np.uint16)))
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", 80, 100, 16, 6 if alpha else 2, 0, 0, 0)
    chunks = (b"IHDR", head), (b"cICP", bytes((9, curve, 0, 1))), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")
    data = b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(*each) for each in chunks)
    photo = load_photo(data).astype(int)
    assert np.abs(photo[50, 40] - GREEN).max() <= 2
    assert photo[0, 0].min() >= 225


@pytest.mark.parametrize("name", ["02-heic-p3.heic", "02-heic-pq.heic"])
def test_a_heic_by_numbers(name: str) -> None:
    """nclx, without a profile."""
    assert_right((Path(__file__).parent / "odd" / name).read_bytes())


@pytest.mark.parametrize("primaries", [1, 9, 12])
def test_an_avif_by_numbers(primaries: int) -> None:
    """nclx; the encoder writes sRGB's, of which the numbers are exchanged here."""
    data = encoded(Image.fromarray(shirt(primaries, 13).astype(np.uint8)), "AVIF", quality=95)
    at = data.index(b"colrnclx") + 8
    assert_right(data[:at] + struct.pack(">HH", primaries, 13) + data[at + 4 :])


def test_brighter_than_white_is_brought_below_it() -> None:
    """A lamp at ten times the light of white is as good as white, and what is beside it stays."""
    pixels = shirt(9, 16)
    pixels[:10, :10] = np.rint(perceptual_quantizer(np.array((10.0, 10.0, 10.0))) * 255)
    photo = load_photo(png_with(pixels, png_chunk(b"cICP", bytes((9, 16, 0, 1)))))
    assert photo[5, 5].min() >= 250
    assert np.abs(photo[50, 40].astype(int) - GREEN).max() <= 12


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "PNG", "TIFF"])
@pytest.mark.parametrize("way", ["colour space", "interoperability"])
def test_adobe_rgb_by_exif(format: str, way: str) -> None:
    """As cameras say it, without a profile."""
    exif = orientation(1)
    camera: dict[int, Any] = {0xA001: 2} if way == "colour space" else {0xA001: 65535, 0xA005: {1: "R03"}}
    exif.get_ifd(0x8769).update(camera)
    if format == "TIFF":
        exif[0x8769] = camera
    image = Image.fromarray(shirt("Adobe", 4).astype(np.uint8))
    options = {} if format == "TIFF" else {"quality": 95}
    assert_right(encoded(image, format, exif=exif, **options))


def test_a_png_by_gamma_and_chromaticities() -> None:
    """The oldest way; what rounds to sRGB changes nothing."""
    p3 = struct.pack(">8I", 31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
    assert_right(png_with(shirt(12, 13), png_chunk(b"gAMA", (45455).to_bytes(4)), png_chunk(b"cHRM", p3)))
    own = struct.pack(">8I", 31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000)
    plain = png_with(shirt(1, 13))
    same = png_with(shirt(1, 13), png_chunk(b"gAMA", (45455).to_bytes(4)), png_chunk(b"cHRM", own))
    assert np.array_equal(load_photo(same), load_photo(plain))


EMPTY = {
    "see-through": Image.new("RGBA", (80, 100)),
    "white": Image.new("RGBA", (80, 100), "white"),
    "black": Image.new("RGBA", (80, 100), "black"),
}


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
@pytest.mark.parametrize("empty", EMPTY)
def test_an_empty_first_frame_is_passed_over(format: str, empty: str) -> None:
    """One that fades in is seen when it is there, as is one after several empty frames."""
    garment = Image.fromarray(shirt(1, 13, colour=RED).astype(np.uint8)).convert("RGBA")
    fading = [Image.blend(EMPTY[empty], garment, share) for share in (0.0, 0.02, 0.1, 0.3, 0.6, 1.0)]
    for frames in ([garment], fading, [EMPTY[empty]] * 3 + [garment]):
        data = encoded(EMPTY[empty], format, save_all=True, append_images=frames, duration=100)
        assert_right(data, RED)


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_a_first_frame_with_something_on_it_is_taken(format: str) -> None:
    """Even if there is more on another."""
    first = Image.fromarray(shirt(1, 13).astype(np.uint8))
    loud = Image.fromarray(np.random.default_rng(1).integers(0, 255, (100, 80, 3), dtype=np.uint8))
    assert_right(encoded(first, format, save_all=True, append_images=[loud]))
