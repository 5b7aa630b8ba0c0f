"""Why nothing can be seen in a photo."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from recommender.photo.flaws import flaw_of


def shirt() -> Image.Image:
    """A dark square on a light ground."""
    image = Image.new("RGB", (400, 300), (220, 215, 200))
    image.paste((40, 50, 120), (120, 60, 280, 240))
    return image


@pytest.mark.parametrize(
    ("photo", "flaw"),
    [
        (shirt(), ""),
        (shirt().filter(ImageFilter.GaussianBlur(20)), "blurred"),
        (shirt().point(lambda value: value // 8), "dark"),
        (shirt().resize((20, 20)), "small"),
        (shirt().resize((64, 48)), ""),
        (Image.new("RGB", (400, 300)), "dark"),
        (Image.new("RGB", (400, 300), "white"), ""),
    ],
    ids=["good", "blurred", "dark", "tiny", "small but plain", "black", "white"],
)
def test_the_worst_is_told(photo: Image.Image, flaw: str) -> None:
    """A good photo has no flaw, and an even wall is no blurred one."""
    assert flaw_of(np.asarray(photo)) == flaw
