"""Pixels of another colour space, said by numbers instead of a profile, brought to sRGB.

What is brighter than white (PQ and HLG know such light) is brought below it by a curve: up to 80 % of white every
colour stays as it is, above that brightness approaches white, and hue and saturation stay. White is 203 cd/m2, as ITU-R
BT.2408 has it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from recommender.photo.side_data import SideData

_D65 = (0.3127, 0.3290)
_SRGB = (*_D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
# White, red, green and blue by H.273's code points. Those that differ from sRGB's by less than can be seen are left
# out.
_PRIMARIES = {
    4: (0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    9: (*_D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    12: (*_D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
}
ADOBE_RGB = ((*_D65, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06), 563 / 256)
_PQ, _HLG = 16, 18
_EXPONENTS = {4: 2.2, 5: 2.8, 8: 1.0, 17: 2.6}
_WHITE_NITS, _HLG_NITS, _HLG_GAMMA = 203.0, 1000.0, 1.2
_KNEE = 0.8
_STEPS = 4096
# Less than this in a gamma or a chromaticity is a rounding of sRGB's own.
_SAME = 0.012

Pixels = npt.NDArray[np.uint8]
Codes = npt.NDArray[np.uint16]


def converter(side: SideData) -> Callable[[Codes], Pixels] | None:
    """What brings RGB of the space that `side` states, in 16 bits, to sRGB; None where it is that, or nothing is
    stated."""
    if side.coding is not None:
        primaries, transfer = side.coding[:2]
        known = transfer in (_PQ, _HLG, *_EXPONENTS)
        if not known and primaries not in _PRIMARIES:
            return None
        return _converter(_PRIMARIES.get(primaries, _SRGB), _EXPONENTS.get(transfer, 0.0), transfer)
    chromaticities = side.chromaticities or _SRGB
    exponent = 1 / side.gamma if side.gamma is not None and 0.1 < side.gamma < 4 else 0.0
    if side.gamma is not None and abs(side.gamma - 1 / 2.2) < _SAME and side.chromaticities != ADOBE_RGB[0]:
        exponent = 0.0
    if not exponent and np.allclose(chromaticities, _SRGB, rtol=0, atol=_SAME):
        return None
    try:
        return _converter(chromaticities, exponent)
    except (ZeroDivisionError, np.linalg.LinAlgError):  # of no colours that there are
        return None


@lru_cache(maxsize=8)
def _converter(
    chromaticities: tuple[float, ...], exponent: float = 0.0, transfer: int = 0
) -> Callable[[Codes], Pixels]:
    """`exponent`: of what was stored to what is seen; 0 for sRGB's own curve."""
    codes = np.linspace(0, 1, 65536)
    to_light = np.where(codes <= 0.04045, codes / 12.92, ((codes + 0.055) / 1.055) ** 2.4)
    if exponent:
        to_light = codes**exponent
    if transfer == _PQ:
        root = codes ** (32 / 2523)
        to_light = (np.maximum(root - 3424 / 4096, 0) / (2413 / 128 - 2392 / 128 * root)) ** (16384 / 2610)
        to_light *= 10_000 / _WHITE_NITS
    elif transfer == _HLG:
        to_light = np.where(codes <= 0.5, codes**2 / 3, (np.exp((codes - 0.55991073) / 0.17883277) + 0.28466892) / 12)
    light_of = to_light.astype(np.float32)
    source = _to_xyz(chromaticities)
    matrix = (np.linalg.inv(_to_xyz(_SRGB)) @ _adapted(chromaticities[:2]) @ source).astype(np.float32)
    light = np.linspace(0, 1, _STEPS)
    stored = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    code_of = np.rint(stored * 255).astype(np.uint8)

    def convert(codes: Codes) -> Pixels:
        seen = light_of[codes]
        if transfer == _HLG:  # from the scene's light to the display's
            luminance = seen @ source[1].astype(np.float32)
            seen *= (_HLG_NITS / _WHITE_NITS) * np.maximum(luminance, 1e-6)[..., None] ** (_HLG_GAMMA - 1)
        seen = seen @ matrix.T
        if transfer in (_PQ, _HLG):
            peak = seen.max(axis=-1, keepdims=True)
            over = np.maximum(peak - _KNEE, 0) / (1 - _KNEE)
            seen *= np.where(over > 0, (_KNEE - (1 - _KNEE) * np.expm1(-over)) / np.maximum(peak, _KNEE), 1)
        converted: Pixels = code_of[np.rint(np.clip(seen, 0, 1) * (_STEPS - 1)).astype(np.intp)]
        return converted

    return convert


def _to_xyz(chromaticities: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """From linear RGB, white having a luminance of 1."""
    pairs = zip(chromaticities[::2], chromaticities[1::2], strict=True)
    white, *primaries = (np.array((x / y, 1.0, (1 - x - y) / y)) for x, y in pairs)
    columns = np.stack(primaries, axis=1)
    return columns * np.linalg.solve(columns, white)


def _adapted(white: tuple[float, ...]) -> npt.NDArray[np.float64]:
    """Colours under this white as they look under D65's (Bradford)."""
    bradford = np.array(((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296)))
    theirs, ours = (bradford @ (x / y, 1.0, (1 - x - y) / y) for x, y in (white, _D65))
    adapted: npt.NDArray[np.float64] = np.linalg.inv(bradford) @ np.diag(ours / theirs) @ bradford
    return adapted
