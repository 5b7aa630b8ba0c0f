"""The drawn pictures: one of every kind is really drawn and looked at with numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from recommender.drawing.assortment import Article, assortment
from recommender.drawing.backdrop import photograph
from recommender.drawing.draw import KINDS, cut_out
from recommender.drawing.palette import colour
from recommender.drawing.scenes import SCENES, SIZE, photo


def _one_per_cut() -> Iterator[Article]:
    """The first plain product of each kind and cut."""
    seen = set()
    for article in assortment():
        key = (article.design.kind, article.design.cut)
        if key not in seen:
            seen.add(key)
            yield article


_ONE_PER_CUT = list(_one_per_cut())


def _lab(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    """CIE Lab of sRGB values 0 to 1, the last axis being the colour."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ to_xyz.T / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lab = np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)
    return lab.astype(np.float32)


def test_every_kind_is_sold() -> None:
    """No drawing function is dead: each kind is in the assortment."""
    assert {article.design.kind for article in assortment()} == set(KINDS)


@pytest.mark.parametrize("article", _ONE_PER_CUT, ids=lambda a: f"{a.design.kind}-{a.design.cut}")
def test_a_picture_shows_its_product(article: Article) -> None:
    """The product fills the frame without leaving it, has its colour in Lab space, and has light and shade."""
    cutout = cut_out(article.design)
    pixels = np.asarray(cutout, np.float32) / 255
    alpha = pixels[..., 3]
    share = float((alpha > 0.5).mean())
    assert 0.06 < share < 0.75, f"covers {share:.0%} of the frame"
    assert alpha[:, :8].max() == 0 and alpha[:, -8:].max() == 0

    inside = pixels[alpha > 0.98][:, :3]
    lab = _lab(inside)
    # The share of the product that has the row's colour, whatever the light does to it: hue and chroma within reach.
    wanted = _lab(colour(article.colour))
    off = np.hypot(lab[:, 1] - wanted[1], lab[:, 2] - wanted[2])
    # A shop names sunglasses by their frame, though most of what is seen is lens.
    enough = 0.1 if article.type == "Sunglasses" else 0.22
    near = (off < 26) & (np.abs(lab[:, 0] - wanted[0]) < 34)
    assert float(near.mean()) > enough, f"only {near.mean():.0%} of {article.title} is {article.colour}"
    assert float(lab[:, 0].std()) > 2.5

    picture = np.asarray(photograph(cutout, KINDS[article.design.kind][1]), np.float32) / 255
    corner = picture[:20, :20].mean((0, 1))
    assert corner.min() > 0.9
    assert picture[alpha < 0.01].min() < 0.93, "throws no shadow"


def test_a_picture_depends_on_its_design_alone() -> None:
    """The same design gives the same picture whatever was drawn before; another seed other folds."""
    from dataclasses import replace

    first = cut_out(_ONE_PER_CUT[0].design).tobytes()
    cut_out(_ONE_PER_CUT[3].design)
    assert cut_out(_ONE_PER_CUT[0].design).tobytes() == first
    assert cut_out(replace(_ONE_PER_CUT[0].design, seed=1)).tobytes() != first


@pytest.mark.parametrize("name", [name for name, _ in SCENES])
def test_a_shopper_photo_is_no_shop_picture(name: str) -> None:
    """A shopper photo has another shape, a cluttered ground to its corners, no white wall, and noise."""
    image = photo(dict(SCENES)[name])
    assert image.size == SIZE and image.mode == "RGB"
    grey = np.asarray(image.convert("L"), np.float32)
    corners = [grey[:90, :90], grey[:90, -90:], grey[-90:, :90], grey[-90:, -90:]]
    assert max(c.mean() for c in corners) < 235
    assert all(c.std() > 1.5 for c in corners)
    small = np.asarray(image.resize((48, 64)), np.float32)
    shop = np.asarray(Image.new("RGB", (48, 64), (250, 250, 250)), np.float32)
    assert np.abs(small - shop).mean() > 40
