"""Views of a photo: what a shop's camera, and what a shopper's phone, might have made of the same product.

Every function takes an explicit `rng`; the same seed gives the same views. Photos are (h, w, 3) uint8.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from recommender.network.preprocessing import border_colour
from recommender.training.synthetic.cutout import foreground_mask


@dataclass(frozen=True, slots=True)
class Warp:
    """How far a view may turn, zoom, shift and tilt; each is the largest deviation. What is zoomed in on shifts
    further, by what then lies outside the view: a crop shows any part, not always the middle."""

    degrees: float
    zoom_from: float
    zoom_to: float
    shift: float
    tilt: float
    stretch: float = 0.0


SHOP = Warp(degrees=4, zoom_from=0.9, zoom_to=1.1, shift=0.04, tilt=0.0, stretch=0.05)
SHOPPER = Warp(degrees=25, zoom_from=0.6, zoom_to=1.55, shift=0.1, tilt=0.12, stretch=0.1)
PHONE = Warp(degrees=15, zoom_from=0.9, zoom_to=1.45, shift=0.08, tilt=0.06, stretch=0.08)


def shop_view(photo: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """The catalogue's own picture with the little that differs between shops: framing, flip, sharpness."""
    matrix = _warp_matrix(photo.shape, size, SHOP, rng)
    view = cv2.warpPerspective(
        _sharpness_of_a_thumbnail(photo, rng, 0.3),
        matrix,
        (size, size),
        flags=cv2.INTER_AREA if max(photo.shape) > 1.5 * size else cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=border_colour(photo),
    )
    return _flip(_light(view, rng, 0.08, 0.02), rng)


def shopper_view(
    photo: np.ndarray,
    background: np.ndarray | None,
    size: int,
    rng: np.random.Generator,
    mask: np.ndarray | None = None,
) -> np.ndarray:
    """The product as a phone might catch it: turned, tilted, near or far, partly covered, in other light, blurred and
    compressed; with `background` (size, size, 3), cut out and laid on it with a shadow. `mask` is the photo's
    foreground_mask, if it is known already."""
    matrix = _warp_matrix(photo.shape, size, SHOPPER, rng)
    sharp = _sharpness_of_a_thumbnail(photo, rng, 0.2)
    view = cv2.warpPerspective(
        sharp, matrix, (size, size), borderMode=cv2.BORDER_CONSTANT, borderValue=border_colour(photo)
    )
    if background is not None:
        whole = foreground_mask(photo) if mask is None else mask
        shape = cv2.warpPerspective(whole, matrix, (size, size)).astype(np.float32) / 255
        view = _composite(view, shape, background, rng)
        if rng.random() < 0.2:
            view = _occlude(view, background, rng)
    return camera(_flip(view, rng), rng)


def phone_view(photo: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """A shopper's real photo, held a little differently."""
    matrix = _warp_matrix(photo.shape, size, PHONE, rng)
    view = cv2.warpPerspective(
        photo, matrix, (size, size), borderMode=cv2.BORDER_CONSTANT, borderValue=border_colour(photo)
    )
    return camera(_flip(view, rng), rng)


def background_from(photo: np.ndarray, size: int, rng: np.random.Generator) -> np.ndarray:
    """A piece from the edge of a phone photo, where the bed or the floor is, seldom the garment; (size, size, 3)."""
    height, width = photo.shape[:2]
    side = max(8, int(min(height, width) * rng.uniform(0.2, 0.5)))
    left = 0 if rng.random() < 0.5 else width - side
    top = int(rng.integers(0, height - side + 1))
    if rng.random() < 0.5:
        left, top = int(rng.integers(0, width - side + 1)), (0 if rng.random() < 0.5 else height - side)
    piece = photo[top : top + side, left : left + side]
    piece = np.ascontiguousarray(np.rot90(piece, int(rng.integers(4))))
    return cv2.resize(piece, (size, size), interpolation=cv2.INTER_LINEAR)


def one_of(photos: Sequence[np.ndarray], rng: np.random.Generator) -> np.ndarray | None:
    """None where there are none."""
    return photos[int(rng.integers(len(photos)))] if len(photos) else None


def clutter(size: int, rng: np.random.Generator) -> np.ndarray:
    """A drawn background for where there are no phone photos: soft light, shapes strewn about; (size, size, 3)."""
    coarse = rng.integers(0, 256, (int(rng.integers(2, 6)), int(rng.integers(2, 6)), 3), dtype=np.uint8)
    canvas = cv2.resize(coarse, (size, size), interpolation=cv2.INTER_CUBIC)
    for _ in range(int(rng.integers(0, 9))):
        colour = tuple(int(v) for v in rng.integers(0, 256, 3))
        centre = tuple(int(v) for v in rng.integers(0, size, 2))
        axes = tuple(int(v) for v in rng.integers(2, max(3, size // 3), 2))
        cv2.ellipse(canvas, centre, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
    return canvas


def _warp_matrix(shape: tuple[int, ...], size: int, warp: Warp, rng: np.random.Generator) -> np.ndarray:
    """Maps the photo's corners to where they land in the square view."""
    height, width = shape[:2]
    zoom = np.exp(rng.uniform(np.log(warp.zoom_from), np.log(warp.zoom_to)))
    scale = size / max(height, width) * zoom
    stretch = 1 + rng.uniform(-warp.stretch, warp.stretch)
    half = np.array([width * scale * stretch, height * scale / stretch]) / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half
    corners = corners + rng.uniform(-warp.tilt, warp.tilt, (4, 2)) * half
    angle = np.deg2rad(rng.uniform(-warp.degrees, warp.degrees))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    shift = warp.shift + max(0.0, zoom - 1) / 2 * 0.7
    target = corners @ turn.T + size / 2 + rng.uniform(-shift, shift, 2) * size
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    return cv2.getPerspectiveTransform(source, target.astype(np.float32))


def _sharpness_of_a_thumbnail(photo: np.ndarray, rng: np.random.Generator, often: float) -> np.ndarray:
    """Now and then only as sharp as a catalogue's thumbnail, so that one product's small and large pictures meet."""
    height, width = photo.shape[:2]
    if max(height, width) <= 96 or rng.random() >= often:
        return photo
    scale = rng.uniform(70, 120) / max(height, width)
    small = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _composite(view: np.ndarray, mask: np.ndarray, background: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    size = view.shape[0]
    mask = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(0.4, 1.2)))
    ground = background.astype(np.float32)
    if rng.random() < 0.6:
        shift = rng.uniform(-0.05, 0.05, 2) * size
        moved = cv2.warpAffine(mask, np.array([[1, 0, shift[0]], [0, 1, shift[1]]], dtype=np.float32), (size, size))
        shadow = cv2.GaussianBlur(moved, (0, 0), max(0.5, float(rng.uniform(0.01, 0.05)) * size))
        ground *= 1 - float(rng.uniform(0.2, 0.6)) * shadow[..., None]
    mixed = view.astype(np.float32) * mask[..., None] + ground * (1 - mask[..., None])
    return mixed.astype(np.uint8)


def _occlude(view: np.ndarray, background: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Something lies over it: a piece of the background covers up to a tenth of it (random erasing, Zhong 2020)."""
    size = view.shape[0]
    height, width = (int(v) for v in rng.uniform(0.1, 0.32, 2) * size)
    top, left = int(rng.integers(0, size - height)), int(rng.integers(0, size - width))
    other = background[::-1, ::-1]
    view = view.copy()
    view[top : top + height, left : left + width] = other[top : top + height, left : left + width]
    return view


def _light(view: np.ndarray, rng: np.random.Generator, strength: float, tint: float) -> np.ndarray:
    """Exposure, gamma, contrast and a slight white balance. Hue stays: the colour's name has to stay true."""
    gain = 1 + rng.uniform(-strength, strength)
    gains = gain * (1 + rng.uniform(-tint, tint, 3))
    gamma = np.exp(rng.uniform(-strength, strength))
    offset = rng.uniform(-strength, strength) * 40
    levels = np.arange(256, dtype=np.float32)[:, None] / 255
    table = np.clip(255 * gains[None] * levels**gamma + offset, 0, 255).astype(np.uint8)
    return cv2.LUT(view, table.reshape(1, 256, 3))


def camera(view: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Light across the scene, a moving hand, a noisy sensor, a screen's stripes, and JPEG."""
    size = view.shape[0]
    view = _light(view, rng, 0.3, 0.06)
    if rng.random() < 0.4:  # a window on one side
        near, far = 1 + rng.uniform(-0.35, 0.25, 2)
        ramp = np.linspace(near, far, size, dtype=np.float32)
        lit = view * (ramp[:, None, None] if rng.random() < 0.5 else ramp[None, :, None])
        view = np.clip(lit, 0, 255).astype(np.uint8)
    chance = rng.random()
    if chance < 0.25:
        view = cv2.GaussianBlur(view, (0, 0), float(rng.uniform(0.3, 1.0)) * size / 96)
    elif chance < 0.35:
        length = int(rng.integers(2, 2 + max(2, size // 24)))
        kernel = np.eye(length, dtype=np.float32) / length
        view = cv2.filter2D(view, -1, kernel if rng.random() < 0.5 else kernel[::-1])
    if rng.random() < 0.06:  # a picture of a screen
        stripes = 1 + 0.12 * np.sin(np.arange(size) * rng.uniform(0.8, 2.8) + rng.uniform(0, 6))
        view = np.clip(view * stripes[:, None, None], 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        noise = rng.normal(0, rng.uniform(2, 10), view.shape).astype(np.float32)
        view = np.clip(view + noise, 0, 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = int(rng.integers(30, 92))
        _, coded = cv2.imencode(".jpg", view, [cv2.IMWRITE_JPEG_QUALITY, quality])
        view = np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR))
    return view


def _flip(view: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.ascontiguousarray(view[:, ::-1]) if rng.random() < 0.5 else view


def retaken(photo: np.ndarray, ground: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    """A product picture taken again, as the self@1 measure wants it: turned up to 15 degrees, cropped to 70 % of its
    area, relit and blurred, on a cluttered ground (a phone photo, or drawn). Enlarged to at least 160 pixels; the JPEG
    is the caller's."""
    height, width = photo.shape[:2]
    scale = max(1.0, 160 / min(height, width))
    photo = cv2.resize(photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    height, width = photo.shape[:2]
    side = max(height, width)
    under = clutter(side, rng) if ground is None else background_from(ground, side, rng)
    under = under[:height, :width]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(rng.uniform(-15, 15)), 1.0)
    mask = cv2.warpAffine(foreground_mask(photo), matrix, (width, height)).astype(np.float32)[..., None] / 255
    turned = cv2.warpAffine(photo, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    mixed = (turned * mask + under * (1 - mask)).astype(np.uint8)
    keep = float(np.sqrt(0.7))
    inner_height, inner_width = int(height * keep), int(width * keep)
    top, left = int(rng.integers(0, height - inner_height + 1)), int(rng.integers(0, width - inner_width + 1))
    cropped = np.ascontiguousarray(mixed[top : top + inner_height, left : left + inner_width])
    return np.asarray(cv2.GaussianBlur(_light(cropped, rng, 0.25, 0.05), (0, 0), 0.8))
