"""The picture while it is drawn: parts of cloth or leather laid on one another, lit, with seams, stitches and hardware.

Everything is drawn at `SCALE` times the final size with an alpha channel; `cutout()` brings it down, `photograph()` puts it
before a light studio background with its shadow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from recommender.drawing.geometry import Points, ellipse, ribbon
from recommender.drawing.palette import Colour
from recommender.drawing.relief import Field, Fold, Wrinkles, blur, folded, lit, noise, resized

WIDTH, HEIGHT, SCALE = 480, 640, 2
_MARGIN = 14  # room around a part for the shadow that it casts on what lies below


@dataclass(frozen=True, slots=True)
class Cloth:
    """A material. `tile`: a seamless square of it, (n, n, 3) uint8 at SCALE pixels a unit. `sheen`: light added where it
    turns to the lamp; `gloss`: mirror-like highlights, 0 for cotton, about 0.5 for polished leather."""

    tile: NDArray[np.uint8]
    sheen: float = 0.05
    gloss: float = 0.0
    hardness: float = 24
    contrast: float = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """Where a drawn part lies: its mask, (h, w) 0 to 1 at SCALE, and the mask's corner in units."""

    mask: Field
    left: int
    top: int


class Studio:
    """One picture. `rng` decides all that is random, so the same seed draws the same picture."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self._rgb = np.zeros((HEIGHT * SCALE, WIDTH * SCALE, 3), np.float32)  # premultiplied
        self._alpha = np.zeros((HEIGHT * SCALE, WIDTH * SCALE), np.float32)

    # -- parts ---------------------------------------------------------------------------------------------------------

    def part(
        self,
        outline: Points | Sequence[Points],
        cloth: Cloth,
        *,
        turn: float = 0,
        puff: float = 1,
        folds: Sequence[Fold] = (),
        wrinkles: Sequence[Wrinkles] = (),
        cast: float = 0.3,
        bend: float = 6,
        shift: tuple[float, float] = (0, 0),
        clip: Part | None = None,
        opacity: float = 1,
        holes: Sequence[Points] = (),
        edge: float = 1,
    ) -> Part:
        """Lay a piece of material on the picture.

        `turn`: how far its grain is turned, degrees clockwise. `puff`: how much it bulges; `edge`: how round its rim is.
        `cast`: strength of the shadow that it throws on what lies below. `bend`: how far slopes shift the pattern.
        """
        outlines = [outline] if isinstance(outline, np.ndarray) else list(outline)
        part = self._mask(outlines, holes)
        if clip is not None:
            part = Part(part.mask * _aligned(clip, part), part.left, part.top)
        h2, w2 = part.mask.shape
        h, w = h2 // SCALE, w2 // SCALE
        coarse = part.mask.reshape(h, SCALE, w, SCALE).mean((1, 3))
        span = math.sqrt(float(coarse.sum()) + 1)
        height = _bulge(coarse, span, puff, edge)
        if folds:
            height = height + folded(folds, part.left, part.top, w, h)
        for wave in wrinkles:
            height = height + wave.height * noise(self.rng, w, h, wave.across, wave.along, -wave.angle)
        light = lit(height, cloth.hardness)
        if cast > 0:
            self._shadow(coarse, part, cast)

        diffuse = 1 + (np.clip(light.diffuse, 0.1, 1.4) - 1) * cloth.contrast
        diffuse = resized(np.clip(diffuse, 0.3, 1.3), w2, h2)
        albedo = self._fabric(cloth.tile, part, turn, bend, light.slope_x, light.slope_y, shift)
        # Shade is a little cooler than light, as daylight from the side makes it.
        colour = albedo * diffuse[..., None] ** np.array([1.06, 1.0, 0.94], np.float32)
        colour += (np.clip(diffuse - 1, 0, 1) * cloth.sheen * 4)[..., None]
        if cloth.gloss > 0:
            colour += (resized(light.gloss, w2, h2) * cloth.gloss)[..., None]
        self._over(part, np.clip(colour, 0, 1), opacity)
        return part

    def _fabric(
        self,
        tile: NDArray[np.uint8],
        part: Part,
        turn: float,
        bend: float,
        sx: Field,
        sy: Field,
        shift: tuple[float, float],
    ) -> NDArray[np.float32]:
        h2, w2 = part.mask.shape
        x = np.arange(w2, dtype=np.float32)[None] + (part.left - shift[0]) * SCALE
        y = np.arange(h2, dtype=np.float32)[:, None] + (part.top - shift[1]) * SCALE
        x = x + resized(sx, w2, h2) * (bend * SCALE)
        y = y + resized(sy, w2, h2) * (bend * SCALE)
        if turn:
            a = math.radians(turn)
            x, y = x * math.cos(a) + y * math.sin(a), y * math.cos(a) - x * math.sin(a)
        size = tile.shape[0]
        taken = tile.reshape(-1, 3)[(y.astype(np.int32) % size) * size + x.astype(np.int32) % size]
        return taken.astype(np.float32) / 255

    def _shadow(self, coarse: Field, part: Part, strength: float) -> None:
        soft = blur(coarse, 5)
        dark = np.zeros_like(soft)
        dark[4:, 2:] = soft[:-4, :-2]
        h2, w2 = part.mask.shape
        dark2 = resized(np.maximum(dark, soft * 0.7), w2, h2)
        self._region(self._rgb, part)[...] *= (1 - strength * dark2)[..., None]

    # -- lines and small things ----------------------------------------------------------------------------------------

    def stroke(
        self,
        path: Points,
        width: float | Sequence[float],
        colour: Colour,
        alpha: float = 1,
        clip: Part | None = None,
        soft: float = 0,
    ) -> None:
        """A line of one colour, `soft` units blurred."""
        self.fill(ribbon(path, width), colour, alpha, clip, soft)

    def fill(
        self,
        outline: Points | Sequence[Points],
        colour: Colour,
        alpha: float = 1,
        clip: Part | None = None,
        soft: float = 0,
    ) -> None:
        """A flat area of one colour; without a clip it adds to the cutout."""
        part = self._mask([outline] if isinstance(outline, np.ndarray) else list(outline))
        mask = blur(part.mask, soft * SCALE) if soft else part.mask
        if clip is not None:
            mask = mask * _aligned(clip, part)
        self._over(Part(mask, part.left, part.top), colour, alpha, covers=not soft)

    def shade(
        self, outline: Points | Sequence[Points], amount: float, soft: float = 4, clip: Part | None = None
    ) -> None:
        """Darken (or with a negative amount lighten) a soft area of what is there."""
        part = self._mask([outline] if isinstance(outline, np.ndarray) else list(outline))
        mask = blur(part.mask, soft * SCALE) if soft else part.mask
        if clip is not None:
            mask = mask * _aligned(clip, part)
        region = self._region(self._rgb, part)
        if amount >= 0:
            region *= (1 - amount * mask)[..., None]
        else:
            region += (self._region(self._alpha, part)[..., None] - region) * (-amount * mask)[..., None]

    def seam(self, path: Points, clip: Part | None = None, depth: float = 0.4, width: float = 1.1) -> None:
        """A sewn edge: a dark groove with a faint light next to it."""
        self.shade(ribbon(path, width), depth, 0.35, clip)
        self.shade(ribbon(path + np.array([0.9, 1.1], np.float32), width), -0.13, 0.5, clip)

    def stitches(
        self,
        path: Points,
        colour: Colour,
        clip: Part | None = None,
        dash: float = 3.2,
        gap: float = 1.8,
        width: float = 0.9,
        alpha: float = 0.8,
    ) -> None:
        """A row of stitches along a path."""
        step = np.hypot(*np.diff(path, axis=0).T)
        along = np.concatenate([[0], np.cumsum(step)])
        starts = np.arange(0, along[-1] - dash, dash + gap)
        pieces = []
        for start in starts:
            at = np.linspace(start, start + dash, 3)
            piece = np.stack([np.interp(at, along, path[:, 0]), np.interp(at, along, path[:, 1])], 1).astype(np.float32)
            pieces.append(ribbon(piece, width))
        if pieces:
            self.fill(pieces, colour, alpha, clip)

    def button(self, x: float, y: float, radius: float, colour: Colour, holes: bool = True) -> None:
        """A sewn-on button with its small shadow."""
        self.shade(ellipse(x + 0.8, y + 1.4, radius + 0.6, radius + 0.6), 0.45, 0.8)
        self.fill(ellipse(x, y, radius, radius), colour * 0.82)
        self.fill(ellipse(x - 0.25, y - 0.35, radius * 0.84, radius * 0.84), colour)
        self.fill(
            ellipse(x - radius * 0.3, y - radius * 0.4, radius * 0.4, radius * 0.3), np.clip(colour + 0.25, 0, 1), 0.7
        )
        if holes and radius > 2.4:
            for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1)):
                self.fill(ellipse(x + dx * radius * 0.24, y + dy * radius * 0.24, 0.55, 0.55), colour * 0.35)

    # -- output --------------------------------------------------------------------------------------------------------

    def cutout(
        self,
        fill: tuple[float, float] = (0.84, 0.86),
        zoom: float = 1.3,
        middle: float = 0.5,
        size: tuple[int, int] = (WIDTH, HEIGHT),
    ) -> Image.Image:
        """The thing alone, RGBA, `size` pixels, scaled (at most `zoom` times the drawing) to fill that share of the frame,
        its centre at `middle` of the height."""
        width, height = size
        data = np.dstack([self._rgb, self._alpha])
        rows, columns = np.nonzero(self._alpha.max(1) > 0.02)[0], np.nonzero(self._alpha.max(0) > 0.02)[0]
        if not len(rows):
            raise ValueError("nothing was drawn")
        top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
        data = data[top:bottom, left:right]
        premultiplied = np.clip(data * 255 + 0.5, 0, 255).astype(np.uint8)
        image = Image.frombytes("RGBa", (right - left, bottom - top), premultiplied.tobytes())
        scale = min(fill[0] * width / image.width, fill[1] * height / image.height, zoom * width / WIDTH / SCALE)
        image = image.resize(
            (max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS
        )
        frame = Image.new("RGBa", size)
        frame.paste(image, ((width - image.width) // 2, round(height * middle - image.height / 2)))
        return frame.convert("RGBA")

    def _over(self, part: Part, colour: NDArray[np.float32], alpha: float, covers: bool = True) -> None:
        mask = part.mask * alpha if alpha != 1 else part.mask
        rgb, under = self._region(self._rgb, part), self._region(self._alpha, part)
        if not covers:
            mask = mask * under  # a soft tint never spreads beyond what is already there
        rgb *= (1 - mask)[..., None]
        rgb += colour * mask[..., None]
        if covers:
            under += mask * (1 - under)

    def _mask(self, outlines: Sequence[Points], holes: Sequence[Points] = ()) -> Part:
        low = np.min([o.min(0) for o in outlines], 0)
        high = np.max([o.max(0) for o in outlines], 0)
        left, top = max(0, int(low[0]) - _MARGIN), max(0, int(low[1]) - _MARGIN)
        right, bottom = min(WIDTH, int(high[0]) + _MARGIN), min(HEIGHT, int(high[1]) + _MARGIN)
        right, bottom = max(right, left + 2), max(bottom, top + 2)
        # Twice as fine again as the drawing itself: thin lines and slanted edges stay smooth.
        image = Image.new("L", ((right - left) * SCALE * 2, (bottom - top) * SCALE * 2))
        pen = ImageDraw.Draw(image)
        for group, value in ((outlines, 255), (holes, 0)):
            for outline in group:
                at = (outline - np.array([left, top], np.float32)) * (SCALE * 2)
                pen.polygon([(float(x), float(y)) for x, y in at], fill=value)
        return Part(np.asarray(image.reduce(2), np.float32) / 255, left, top)

    def _region(self, array: NDArray[np.float32], part: Part) -> NDArray[np.float32]:
        h, w = part.mask.shape
        return array[part.top * SCALE : part.top * SCALE + h, part.left * SCALE : part.left * SCALE + w]


def _bulge(coarse: Field, span: float, puff: float, edge: float) -> Field:
    """The height of a filled shape: a round rim, and a body that swells towards its middle."""
    wide = min(44.0, span * 0.2)
    rim = blur(coarse, 4) * (2.6 * edge)
    middle = blur(coarse, max(4.0, wide * 0.45)) * (wide * 0.34 * puff)
    whole = blur(coarse, max(6.0, wide)) * (wide * 0.75 * puff)
    return np.asarray(rim + middle + whole, np.float32)


def _aligned(clip: Part, part: Part) -> Field:
    """The clip's mask, cut and padded to the part's place."""
    h, w = part.mask.shape
    out = np.zeros((h, w), np.float32)
    dx, dy = (clip.left - part.left) * SCALE, (clip.top - part.top) * SCALE
    ch, cw = clip.mask.shape
    x0, y0, x1, y1 = max(0, dx), max(0, dy), min(w, dx + cw), min(h, dy + ch)
    if x1 > x0 and y1 > y0:
        out[y0:y1, x0:x1] = clip.mask[y0 - dy : y1 - dy, x0 - dx : x1 - dx]
    return out


Standing = Literal["hung", "stands"]


def photograph(cutout: Image.Image, standing: Standing) -> Image.Image:
    """The cutout before a light studio background, RGB: on the wall with a soft shadow, or standing on the floor."""
    alpha = np.asarray(cutout.getchannel("A"), np.float32) / 255
    y = np.linspace(0, 1, HEIGHT, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, WIDTH, dtype=np.float32)[None]
    back = 0.985 - 0.022 * x * x - 0.03 * (y - 0.4) ** 2
    if standing == "hung":
        shadow = np.zeros_like(alpha)
        shadow[10:, 6:] = alpha[:-10, :-6]
        dark = 0.16 * blur(shadow, 14) + 0.1 * blur(alpha, 5)
    else:
        # A floor that runs to the viewer: what stands on it darkens it just below its own lower edge.
        below = np.zeros_like(alpha)
        below[9:] = alpha[:-9]
        far = np.zeros_like(alpha)
        far[16:] = alpha[:-16]
        dark = 0.42 * blur(below, 5) + 0.16 * blur(far, 20)
    ground = (back * (1 - dark))[..., None] * np.array([1.0, 0.998, 0.995], np.float32)
    base_image = Image.fromarray(np.clip(ground * 255 + 0.5, 0, 255).astype(np.uint8))
    base_image.paste(cutout, mask=cutout.getchannel("A"))
    return base_image
