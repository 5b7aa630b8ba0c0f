"""The picture to look at where the file's first is not all there, or has nothing on it."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator, Sequence

import numpy as np
from PIL import Image, ImageFile

from recommender.errors import PhotoError, PhotoReason
from recommender.photo.containers import MISSING_SHARE
from recommender.photo.modes import MAX_SIDE, in_plain_mode, on_white, scaled_within

# Less than this, of 255, is no other colour.
_NOTICED = 8
# A frame whose strongest channel varies by less than this, of 255, is empty. Of those after it so many are looked at.
_EMPTY = 6.0
_MAX_FRAMES, _FRAME_SECONDS = 60, 0.3


def what_came(pictures: list[ImageFile.ImageFile], error: OSError) -> Image.Image:
    """As much of a picture as its decoder made before it gave up, if that is nearly all: the missing rows are as the
    last one. Told by decoding twice, onto two grounds: what differs was not written. Raises `error` for less."""
    made = []
    for picture, ground in zip(pictures, (0, 255), strict=True):
        bands = len(picture.getbands())
        picture.im = Image.new(picture.mode, picture.size, ground if bands == 1 else (ground,) * bands).im
        with contextlib.suppress(OSError):
            picture.load()
        made.append(picture._new(picture.im))
    first, second = (np.asarray(each) for each in made)
    missing = (first != second).reshape(*first.shape[:2], -1).any(axis=(1, 2))
    if missing.mean() > MISSING_SHARE:
        raise error
    there = np.flatnonzero(~missing)
    rows = there[np.searchsorted(there, np.arange(len(missing))).clip(max=len(there) - 1)]
    made[0].paste(Image.fromarray(first[rows], made[0].mode))
    return made[0]


def guesses(size: int, count: int = 2) -> Iterator[bytes]:
    """Ways in which the data of a picture might go on, each for longer than may be missing of so many bytes."""
    for seed in range(count):
        yield random.Random(seed).randbytes(4096 + size // 10).replace(b"\xff", b"\0")


def check_cut(pictures: Sequence[ImageFile.ImageFile]) -> None:
    """Raises PhotoError unless nearly all of a picture is there whose data, cut off, went on in several ways: what then
    differs had not come."""
    first, second = (np.asarray(picture.convert("RGB"), dtype=np.int16) for picture in pictures)
    missing = float((np.abs(first - second).max(axis=-1) > _NOTICED).mean())
    if missing > MISSING_SHARE:
        raise PhotoError(PhotoReason.BROKEN, f"{missing:.0%} of the pixels are missing")


def frame_to_look_at(picture: ImageFile.ImageFile, first: Image.Image) -> Image.Image:
    """The first frame, if there is something on it; else, of those that follow, the one with the most on it."""
    best, most = first, _contrast(first)
    if most >= _EMPTY:
        return first
    began, looked_at = time.process_time(), 1
    # A decoder raises anything at a damaged frame; what was seen before it counts.
    with contextlib.suppress(Exception):
        while looked_at < _MAX_FRAMES and time.process_time() - began < _FRAME_SECONDS:
            picture.seek(looked_at)
            picture.load()
            frame = scaled_within(in_plain_mode(picture), MAX_SIDE)
            looked_at += 1
            if (contrast := _contrast(frame)) > max(most, _EMPTY):
                best, most = frame, contrast
    return best


def _contrast(image: Image.Image) -> float:
    """How much the picture differs from one colour, on white: the standard deviation of the strongest channel."""
    small = on_white(image.resize((48, 48), Image.Resampling.BOX).convert("RGBA"))
    return float(np.asarray(small, dtype=np.float32).std(axis=(0, 1)).max())
