"""The picture while it is drawn: parts of cloth or leather laid on one another, lit, with seams, stitches and hardware.

Everything is drawn at `SCALE` times the final size with an alpha channel; `cutout()` brings it down.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recommender.drawing.geometry import Points, ellipse, ribbon
from recommender.drawing.masks import HEIGHT, SCALE, WIDTH, Part, clipped, dashes, filled
from recommender.drawing.palette import Colour
from recommender.drawing.relief import Field, Fold, Wrinkles, blur, folded, lit, noise, resized

_MARGIN = 14  # room around a part for the shadow that it casts on what lies below

Colours = NDArray[np.float32]  # (3, h, w): planes, which numpy goes through much faster than pixels of three


@dataclass(frozen=True, slots=True)
class Cloth:
    """A material. `tile`: a seamless square of it, (3, n, n) uint8 at SCALE pixels a unit. `patterned`: it shows how
    the cloth bends. `sheen`: light added where it
    turns to the lamp; `gloss`: mirror-like highlights, 0 for cotton, about 0.5 for polished leather."""

    tile: NDArray[np.uint8]
    sheen: float = 0.05
    gloss: float = 0.0
    hardness: float = 24
    contrast: float = 1.0
    patterned: bool = True


class Studio:
    """One picture. `rng` decides all that is random, so the same seed draws the same picture."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self._rgb = np.zeros((3, HEIGHT * SCALE, WIDTH * SCALE), np.float32)  # premultiplied
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
        clip: Part | None = None,
        opacity: float = 1,
        holes: Sequence[Points] = (),
        edge: float = 1,
    ) -> Part:
        """Lay a piece of material on the picture.

        `turn`: how far its grain is turned, degrees clockwise. `puff`: how much it bulges; `edge`: how round its rim
        is. `cast`: strength of the shadow that it throws on what lies below. `bend`: how far slopes shift the pattern.
        """
        part = clipped(filled(_several(outline), holes, _MARGIN), clip)
        h2, w2 = part.mask.shape
        h, w = h2 // SCALE, w2 // SCALE
        coarse = part.mask.reshape(h, SCALE, w, SCALE).mean((1, 3))
        height = _bulge(coarse, math.sqrt(float(coarse.sum()) + 1), puff, edge)
        if folds:
            height += folded(folds, part.left, part.top, w, h)
        for wave in wrinkles:
            height += wave.height * noise(self.rng, w, h, wave.across, wave.along, -wave.angle)
        light = lit(height, cloth.hardness if cloth.gloss else 0)
        if cast > 0:
            self._shadow(coarse, part, cast)

        diffuse = 1 + (np.clip(light.diffuse, 0.1, 1.4) - 1) * cloth.contrast
        diffuse = resized(np.clip(diffuse, 0.3, 1.3), w2, h2)
        colour = self._fabric(cloth, part, turn, bend, light.slope_x, light.slope_y)
        added = np.clip(diffuse - 1, 0, 1) * (cloth.sheen * 4)
        if cloth.gloss:
            added += resized(light.gloss, w2, h2) * cloth.gloss
        # Shade is a little cooler than light, as daylight from the side makes it.
        warm = (diffuse - 1) * 0.06
        for plane, tint in zip(colour, (diffuse + warm, diffuse, diffuse - warm), strict=True):
            np.multiply(plane, tint, out=plane)
            np.add(plane, added, out=plane)
        self._over(part, np.clip(colour, 0, 1, out=colour), opacity)
        return part

    def _fabric(self, cloth: Cloth, part: Part, turn: float, bend: float, sx: Field, sy: Field) -> Colours:
        """The material's own colours over the part."""
        h2, w2 = part.mask.shape
        size = cloth.tile.shape[1]
        x = np.arange(w2, dtype=np.float32)[None] + part.left * SCALE
        y = np.arange(h2, dtype=np.float32)[:, None] + part.top * SCALE
        if cloth.patterned:
            x = x + resized(sx, w2, h2) * (bend * SCALE)
            y = y + resized(sy, w2, h2) * (bend * SCALE)
        if turn:
            a = math.radians(turn)
            x, y = x * math.cos(a) + y * math.sin(a), y * math.cos(a) - x * math.sin(a)
        at = (y.astype(np.int32) % size) * size + x.astype(np.int32) % size
        return np.stack([plane.ravel().take(at) for plane in cloth.tile]) * np.float32(1 / 255)

    def _shadow(self, coarse: Field, part: Part, strength: float) -> None:
        soft = blur(coarse, 5)
        dark = np.zeros_like(soft)
        dark[4:, 2:] = soft[:-4, :-2]
        h2, w2 = part.mask.shape
        rgb = self._region(self._rgb, part)
        rgb *= 1 - strength * resized(np.maximum(dark, soft * 0.7), w2, h2)

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
        self._over(self._soft(outline, soft, clip), colour.reshape(3, 1, 1), alpha, covers=not soft)

    def shade(
        self, outline: Points | Sequence[Points], amount: float, soft: float = 4, clip: Part | None = None
    ) -> None:
        """Darken (or with a negative amount lighten) a soft area of what is there."""
        part = self._soft(outline, soft, clip)
        rgb = self._region(self._rgb, part)
        if amount >= 0:
            rgb *= 1 - amount * part.mask
        else:
            rgb += (self._region(self._alpha, part) - rgb) * (-amount * part.mask)

    def _soft(self, outline: Points | Sequence[Points], soft: float, clip: Part | None) -> Part:
        part = filled(_several(outline), margin=2 + soft * 2.5)
        if soft * SCALE >= 1:
            part = Part(blur(part.mask, soft * SCALE), part.left, part.top)
        return clipped(part, clip)

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
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
        starts = np.arange(0, along[-1] - dash, dash + gap)
        if len(starts):
            first, last = (
                np.stack([np.interp(at, along, path[:, 0]), np.interp(at, along, path[:, 1])], 1).astype(np.float32)
                for at in (starts, starts + dash)
            )
            self._over(clipped(dashes(first, last, width), clip), colour.reshape(3, 1, 1), alpha)

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
        """The thing alone, RGBA, `size` pixels, scaled (at most `zoom` times the drawing) to fill that share of the
        frame, its centre at `middle` of the height."""
        width, height = size
        rows, columns = np.nonzero(self._alpha.max(1) > 0.02)[0], np.nonzero(self._alpha.max(0) > 0.02)[0]
        if not len(rows):
            raise ValueError("nothing was drawn")
        part = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
        data = np.stack([*(plane[part] for plane in self._rgb), self._alpha[part]], axis=-1)
        premultiplied = np.clip(data * 255 + 0.5, 0, 255).astype(np.uint8)
        image = Image.frombytes("RGBa", (data.shape[1], data.shape[0]), premultiplied.tobytes())
        scale = min(fill[0] * width / image.width, fill[1] * height / image.height, zoom * width / WIDTH / SCALE)
        image = image.resize(
            (max(1, round(image.width * scale)), max(1, round(image.height * scale))), Image.Resampling.LANCZOS
        )
        frame = Image.new("RGBa", size)
        frame.paste(image, ((width - image.width) // 2, round(height * middle - image.height / 2)))
        return frame.convert("RGBA")

    def _over(self, part: Part, colour: Colours, alpha: float, covers: bool = True) -> None:
        mask = part.mask * alpha if alpha != 1 else part.mask
        rgb, under = self._region(self._rgb, part), self._region(self._alpha, part)
        if not covers:
            mask = mask * under  # a soft tint never spreads beyond what is already there
        rgb *= 1 - mask
        rgb += colour * mask
        if covers:
            under += mask * (1 - under)

    @staticmethod
    def _region(array: NDArray[np.float32], part: Part) -> NDArray[np.float32]:
        h, w = part.mask.shape
        return array[..., part.top * SCALE : part.top * SCALE + h, part.left * SCALE : part.left * SCALE + w]


def _several(outline: Points | Sequence[Points]) -> Sequence[Points]:
    return [outline] if isinstance(outline, np.ndarray) else outline


def _bulge(coarse: Field, span: float, puff: float, edge: float) -> Field:
    """The height of a filled shape: a round rim, and a body that swells towards its middle."""
    wide = min(44.0, span * 0.2)
    rim = blur(coarse, 4) * (2.6 * edge)
    middle = blur(coarse, max(4.0, wide * 0.45)) * (wide * 0.34 * puff)
    whole = blur(coarse, max(6.0, wide)) * (wide * 0.75 * puff)
    return np.asarray(rim + middle + whole, np.float32)
