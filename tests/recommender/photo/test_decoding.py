"""Photos of every format come out upright and in the right colours; what is no photo is refused, and why."""

from __future__ import annotations

import threading
import time
import warnings

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageFile

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.decoding import MAX_SIDE, PhotoLimits, content_hash, load_photo
from tests.recommender.photos import encoded, orientation, picture
from tests.recommender.shared_data import shared_folder

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF"]
TURNED = ["JPEG", "PNG", "WEBP", "TIFF", "HEIF", "AVIF"]
TURNS = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def difference(photo: np.ndarray, expected: Image.Image) -> float:
    """Mean absolute difference of the channels; fails if the shapes differ."""
    wanted = np.asarray(expected.convert("RGB"))
    assert photo.shape == wanted.shape
    return float(np.abs(photo.astype(int) - wanted).mean())


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_read(format: str) -> None:
    """Each format gives the picture's own colours as a writable, contiguous array of 8-bit RGB."""
    photo = load_photo(encoded(picture(), format))
    assert photo.dtype == np.uint8
    assert photo.flags.c_contiguous
    assert photo.flags.writeable
    assert difference(photo, picture()) < 8


@pytest.mark.parametrize("format", TURNED)
@pytest.mark.parametrize("turn", TURNS)
def test_photos_come_out_upright(format: str, turn: int) -> None:
    """All eight EXIF orientations are undone, in every format that can say one."""
    photo = load_photo(encoded(picture(), format, exif=orientation(turn)))
    method = TURNS[turn]
    assert difference(photo, picture() if method is None else picture().transpose(method)) < 8


@pytest.mark.parametrize(
    "junk", [b"Exif\0\0" + b"\xff" * 60, b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0", b"Exif\0\0MM"]
)
def test_a_broken_exif_block_does_not_cost_the_photo(junk: bytes) -> None:
    """Garbage where the EXIF block should be leaves the photo as it is."""
    assert difference(load_photo(encoded(picture(), "JPEG", exif=junk)), picture()) < 8


@pytest.mark.parametrize(("mode", "format"), [("CMYK", "JPEG"), ("CMYK", "TIFF"), ("YCbCr", "TIFF"), ("LAB", "TIFF")])
def test_colour_models_of_print_become_rgb(mode: str, format: str) -> None:
    """CMYK (with Adobe's inverted values in JPEG), YCbCr and Lab look as the picture did, not like its negative."""
    source = picture()
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.applyTransform(source, ImageCms.buildTransform(srgb, lab, "RGB", "LAB"))
        assert image is not None
    else:
        image = source.convert(mode)
    assert difference(load_photo(encoded(image, format)), source) < 8


def test_transparency_lies_on_white() -> None:
    """What is see-through is white, half of it halfway, whether by alpha, palette or a transparent colour."""
    image = picture().convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    white = Image.new("RGBA", image.size, "white")
    for format in ("PNG", "WEBP", "AVIF", "HEIF"):
        assert difference(load_photo(encoded(image, format)), Image.alpha_composite(white, image)) < 8
    palette = picture().quantize(16)
    corner = palette.getpixel((0, 0))
    assert load_photo(encoded(palette, "PNG", transparency=corner))[0, 0].tolist() == [255, 255, 255]
    assert load_photo(encoded(palette, "GIF", transparency=corner))[0, 0].tolist() == [255, 255, 255]
    red = Image.new("RGB", (20, 20), "red")
    assert load_photo(encoded(red, "PNG", transparency=(255, 0, 0)))[0, 0].tolist() == [255, 255, 255]


def test_few_and_many_bits_are_scaled_not_clipped() -> None:
    """1 bit, 16 bits, 32-bit integers and floats all reach from black to white with the greys between."""
    grey = picture().convert("L")
    values = np.asarray(grey)
    assert set(np.unique(load_photo(encoded(grey.convert("1"), "PNG")))) == {0, 255}
    deep = Image.fromarray(values.astype(np.uint16) * 257)
    ints = Image.fromarray(values.astype(np.int32) * 257)
    floats = Image.fromarray(values.astype(np.float32) / 255)
    for image, format in [(deep, "PNG"), (deep, "TIFF"), (ints, "TIFF"), (floats, "TIFF")]:
        assert difference(load_photo(encoded(image, format)), grey) < 1
    not_finite = np.full((40, 40), np.nan, np.float32)
    not_finite[:20] = [np.inf, 1.0] * 20
    assert load_photo(encoded(Image.fromarray(not_finite), "TIFF")).shape == (40, 40, 3)


def test_an_animation_gives_its_first_frame() -> None:
    """Of a GIF, WebP, PNG or AVIF with 200 frames only the first is decoded."""
    frames = [Image.new("RGB", (64, 48), (index, 255 - index, 0)) for index in range(1, 200)]
    first = Image.new("RGB", (64, 48), "blue")
    for format in ("GIF", "WEBP", "PNG", "AVIF"):
        photo = load_photo(encoded(first, format, save_all=True, append_images=frames))
        assert photo.shape == (48, 64, 3)
        assert difference(photo, first) < 6


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_large_photos_come_down_in_proportion(format: str) -> None:
    """A photo with more pixels than anybody looks at comes down by a whole factor, to more than half of MAX_SIDE, and
    still shows the same."""
    photo = load_photo(encoded(picture(3600, 2000), format))
    assert photo.shape in ((667, 1200, 3), (500, 900, 3))  # a JPEG by a quarter, as its decoder can
    assert MAX_SIDE // 2 < photo.shape[1] <= MAX_SIDE
    assert difference(photo, picture(3600, 2000).resize((photo.shape[1], photo.shape[0]))) < 8


def test_a_long_strip_keeps_its_other_side() -> None:
    """A panorama of 9000 x 20 pixels does not vanish when it is brought down."""
    assert load_photo(encoded(picture(9000, 20), "PNG")).shape == (4, 1500, 3)


def test_colour_profiles_are_heeded_and_broken_ones_ignored() -> None:
    """Another colour space is brought to sRGB; an sRGB profile, garbage and one that does not fit change nothing."""
    plain = load_photo(encoded(picture(), "PNG"))
    for name in ("sRGB", "LAB"):
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()  # type: ignore[arg-type]
        assert np.array_equal(load_photo(encoded(picture(), "PNG", icc_profile=profile)), plain)
    assert np.array_equal(load_photo(encoded(picture(), "PNG", icc_profile=b"profile" * 100)), plain)
    swapped = load_photo(encoded(picture(), "PNG", icc_profile=_swapped_primaries()))
    assert np.abs(swapped.astype(int) - plain).mean() > 20


def _swapped_primaries() -> bytes:
    """sRGB's profile with its red and blue primaries exchanged, and another name: all but grey comes out changed."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # The tag table: a count, then 12 bytes a tag; exchanging two names exchanges what they stand for.
    for at in range(132, 132 + 12 * int.from_bytes(profile[128:132]), 12):
        name = bytes(profile[at : at + 4])
        profile[at : at + 4] = {b"rXYZ": b"bXYZ", b"bXYZ": b"rXYZ"}.get(name, name)
    return bytes(profile).replace("sRGB".encode("utf-16-be"), "swap".encode("utf-16-be")).replace(b"sRGB", b"swap")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", PhotoReason.EMPTY),
        (b"hello, I am a text file that is called .jpg", PhotoReason.NOT_AN_IMAGE),
        (b"%PDF-1.7\n" + bytes(500), PhotoReason.NOT_AN_IMAGE),
        (b"PK\x03\x04" + bytes(500), PhotoReason.NOT_AN_IMAGE),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n" + bytes(500), PhotoReason.NOT_AN_IMAGE),
        (b"\0\0\0\x20ftypisom" + bytes(500), PhotoReason.NOT_AN_IMAGE),
        (encoded(picture(), "PPM"), PhotoReason.NOT_AN_IMAGE),
        (encoded(picture(), "JPEG2000"), PhotoReason.NOT_AN_IMAGE),
        (b"\xff\xd8\xff" + bytes(30_000_000), PhotoReason.TOO_MANY_BYTES),
        (encoded(picture().convert("1"), "TIFF", compression="group4"), PhotoReason.BROKEN),
        *((encoded(picture(), format)[:40], PhotoReason.BROKEN) for format in FORMATS),
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(data: bytes, reason: PhotoReason) -> None:
    """Nothing at all, text, other files, formats that are not read, 30 MB: each has its own reason."""
    with pytest.raises(PhotoError) as refused:
        load_photo(data)
    assert refused.value.reason is reason


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "BMP", "TIFF", "HEIF", "AVIF"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_truncated_file_is_broken(format: str, share: float) -> None:
    """A download that stopped on the way is never half a photo with a grey rest."""
    data = encoded(picture(), format)
    with pytest.raises(PhotoError) as refused:
        load_photo(data[: int(len(data) * share)])
    assert refused.value.reason is PhotoReason.BROKEN


@pytest.mark.parametrize("size", [(1, 1), (15, 400), (400, 15)])
def test_a_picture_in_which_nothing_can_be_seen_is_too_small(size: tuple[int, int]) -> None:
    """A tracking pixel or a hairline is refused as too small."""
    with pytest.raises(PhotoError) as refused:
        load_photo(encoded(picture().resize(size), "PNG"))
    assert refused.value.reason is PhotoReason.TOO_SMALL


@pytest.mark.parametrize("size", [(16, 16), (60, 80)])
def test_small_product_pictures_are_large_enough(size: tuple[int, int]) -> None:
    """The dataset's pictures of 60 x 80 pixels, and less, are photos."""
    assert load_photo(encoded(picture(*size), "JPEG")).shape == (size[1], size[0], 3)


def test_limits_are_the_callers_to_set() -> None:
    """Stricter limits refuse what the defaults take, by bytes, by pixels and by side."""
    data = encoded(picture(), "PNG")
    for limits, reason in [
        (PhotoLimits(max_bytes=len(data) - 1), PhotoReason.TOO_MANY_BYTES),
        (PhotoLimits(max_pixels=120 * 160 - 1), PhotoReason.TOO_MANY_PIXELS),
        (PhotoLimits(min_side=121), PhotoReason.TOO_SMALL),
    ]:
        with pytest.raises(PhotoError) as refused:
            load_photo(data, limits)
        assert refused.value.reason is reason
    assert load_photo(data, PhotoLimits(len(data), 120 * 160, 120)).shape == (160, 120, 3)


def test_a_48_megapixel_photo_takes_no_second() -> None:
    """The largest photos that phones take by default are read in well under a second (150 ms on a 2-core machine)."""
    data = encoded(Image.new("RGB", (8064, 6048), "teal"), "JPEG")
    started = time.perf_counter()
    assert load_photo(data).shape == (756, 1008, 3)
    assert time.perf_counter() - started < 2


def test_threads_do_not_disturb_each_other() -> None:
    """Eight threads that decode different photos again and again each get their own, always."""
    files = [encoded(picture(40 + 8 * index, 64), format) for index, format in enumerate(FORMATS)]
    expected = [load_photo(data) for data in files]
    wrong: list[int] = []

    def work(index: int) -> None:
        for _ in range(20):
            if not np.array_equal(load_photo(files[index]), expected[index]):
                wrong.append(index)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(files))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_nothing_of_pillow_is_switched() -> None:
    """Pillow's process-wide settings stay, and no warning reaches the caller even where all are errors."""
    before = (ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS, sorted(Image.OPEN))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for format in FORMATS:
            data = encoded(picture(), format, exif=orientation(6)) if format in TURNED else encoded(picture(), format)
            load_photo(data)
            with pytest.raises(PhotoError):
                load_photo(data[:50])
    assert (ImageFile.LOAD_TRUNCATED_IMAGES, Image.MAX_IMAGE_PIXELS, sorted(Image.OPEN)) == before


def test_the_hash_tells_files_apart() -> None:
    """The same bytes have the same 32 digits, others have others."""
    assert content_hash(b"a") == content_hash(b"a")
    assert content_hash(b"a") != content_hash(b"b")
    assert len(content_hash(b"")) == 32


def test_real_phone_photos_are_read() -> None:
    """A hundred photos that people took with their phones are all photos."""
    for path in sorted((shared_folder("data/phone-photos") / "images").iterdir())[:100]:
        assert load_photo(path.read_bytes()).shape[2] == 3
