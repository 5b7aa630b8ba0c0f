"""What keeps a photo from showing anything: it is dark, blurred or tiny. Asked only where nothing was recognised."""

from __future__ import annotations

import numpy as np
from PIL import Image

from recommender.answers import Flaw

_TINY = 48  # Pixels of the longer side. Of 40 a plain piece can still be told.
_DARK = 48  # Luminance, of 255, that one pixel in a hundred of a photo at night still has.
_LOOKED_AT = 176  # Pixels, as the finder sees it.
# The strongest edges (one pixel in 200) of the range of luminance, by the Laplacian (Pech-Pacheco et al. 2000, "Diatom
# autofocusing in brightfield microscopy"). Each of 400 phone photos has at least 0.086; blurred (Gaussian) by a
# sixtieth of their longer side, at most 0.029.
_SHARP = 0.05


def flaw_of(photo: np.ndarray) -> Flaw:
    """The worst of the photo, (h, w, 3) uint8; "" for none."""
    if max(photo.shape[:2]) < _TINY:
        return "small"
    grey = Image.fromarray(photo).convert("L")
    grey.thumbnail((_LOOKED_AT, _LOOKED_AT))
    light = np.asarray(grey, dtype=np.float32)
    darkest, lightest = np.percentile(light, (1, 99))
    if lightest < _DARK:
        return "dark"
    bends = np.abs(4 * light[1:-1, 1:-1] - light[:-2, 1:-1] - light[2:, 1:-1] - light[1:-1, :-2] - light[1:-1, 2:])
    is_flat = lightest - darkest < 8  # a wall is no blurred photo
    return "blurred" if not is_flat and np.percentile(bends, 99.5) / 4 < _SHARP * (lightest - darkest) else ""
