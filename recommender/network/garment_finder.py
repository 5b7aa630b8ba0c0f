"""Which garments are in a photo, and where: a small network's heatmaps, made into boxes.

The network (recommender/training/detector/network.py) sees the whole photo once. For each of ten types and each of
22 x 16 places it says how probably such a garment has its middle there, and where its sides are (Zhou et al. 2019,
"Objects as Points"). A second look is nearer, at where the first has found anything. Which of its boxes count is
decided in recommender/network/garment_selection.py.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PIL import Image

from recommender.answers import Garment
from recommender.boxes import Box, area, around, overlap, within
from recommender.errors import EmbedderError
from recommender.network.crops import LEAST_SIDE, WHOLE, fills
from recommender.network.garment_selection import FindingRules, distinct_candidates, is_alone, select_garments
from recommender.network.preprocessing import border_colour, is_studio
from recommender.network.runtime import LiteRT
from recommender.network.weight_compression import decompress
from recommender.network.weight_files import SHIPPED_WEIGHTS, check_model, read_model
from recommender.taxonomy import GARMENT_TYPES

INPUT = (176, 128)  # height and width of what the network sees: a standing person's shape
STRIDE = 8
_FORMAT = 3
_MANIFEST = "garments.json"
# How sure one look has to be of a garment that is alone. Of 300 phone photos to train with, 80 % are so, and in all of
# them a second look finds it alone, too, of the same type, in the same place (IoU .97).
_SURE = 0.5
# How sure it has to be of a garment for the second look to be at it, and what is left around them all, as a share of
# their width and height. Two garments of the two looks are one from this overlap (IoU) on.
_LOOKED_AT, _MARGIN, _SEEN_AGAIN = 0.2, 0.1, 0.4


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a photo lies in the network's input: its left, top, width and height as pixels of that input."""

    left: int
    top: int
    width: int
    height: int
    size: tuple[int, int]

    def into(self, box: Box) -> Box:
        """Fractions of the photo -> fractions of the input."""
        high, wide = self.size
        left, right = ((self.left + side * self.width) / wide for side in box[::2])
        top, bottom = ((self.top + side * self.height) / high for side in box[1::2])
        return left, top, right, bottom

    def out_of(self, box: Box) -> Box:
        """Fractions of the input -> fractions of the photo, within it."""
        high, wide = self.size
        left, right = (min(1.0, max(0.0, (side * wide - self.left) / self.width)) for side in box[::2])
        top, bottom = (min(1.0, max(0.0, (side * high - self.top) / self.height)) for side in box[1::2])
        return left, top, right, bottom

    def paste(self, photo: np.ndarray, ground: tuple[int, int, int] = (0, 0, 0)) -> np.ndarray:
        """The photo (h, w, 3) uint8 scaled to its place in the input, `ground` around it."""
        scaled = Image.fromarray(photo).resize((self.width, self.height), Image.Resampling.BILINEAR, reducing_gap=2.0)
        canvas = Image.new("RGB", self.size[::-1], ground)
        canvas.paste(scaled, (self.left, self.top))
        return np.asarray(canvas)


def letterbox(photo: np.ndarray, size: tuple[int, int]) -> tuple[np.ndarray, Frame]:
    """(H, W, 3) uint8 -> (*size, 3) uint8: scaled to fit, centred, the rest filled with the border's colour."""
    height, width = photo.shape[:2]
    scale = min(size[0] / height, size[1] / width)
    inner = min(size[0], max(1, round(height * scale))), min(size[1], max(1, round(width * scale)))
    frame = Frame((size[1] - inner[1]) // 2, (size[0] - inner[0]) // 2, inner[1], inner[0], size)
    return frame.paste(photo, border_colour(photo)), frame


@dataclass(frozen=True)
class GarmentFinder:
    """The trained detector ready to serve. Thread-safe: calls run one after another on the network's own threads."""

    version: str
    rules: FindingRules
    _network: LiteRT = field(repr=False)

    @classmethod
    def shipped(cls) -> GarmentFinder | None:
        """The package's, or None where it comes without one: then every photo is one garment. Raises EmbedderError if
        it is damaged."""
        return cls.load() if (SHIPPED_WEIGHTS / _MANIFEST).exists() else None

    @classmethod
    def load(cls, weights: Path | None = None) -> GarmentFinder:
        """The weights in the package, or those in the folder `weights`.

        Raises EmbedderError if they are missing, damaged, or of a format that this code does not know.
        """
        path = (SHIPPED_WEIGHTS if weights is None else weights) / _MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            model = read_model(path, manifest)
            if manifest["format"] != _FORMAT or tuple(manifest["size"]) != INPUT:
                raise ValueError(f"format {manifest['format']!r} for photos of {manifest['size']!r}")
            check_model(manifest, model)
            network = LiteRT(decompress(model), outputs=2)
            if network.widths != (len(GARMENT_TYPES), 4 * len(GARMENT_TYPES)):
                raise ValueError(f"the network's outputs are {network.widths} wide")
            return cls(str(manifest["version"]), FindingRules(**manifest.get("rules", {})), network)
        except OSError as error:
            raise EmbedderError(f"{path}: no garment detector there ({error.strerror})") from error
        except (LookupError, TypeError, ValueError, RuntimeError) as error:
            raise EmbedderError(f"{path}: unusable garment detector ({error})") from error

    def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]:
        """Photos (H, W, 3) uint8 of any sizes -> the garments in each, the most prominent first; none where there are
        none. One look is enough at a shop's own picture, which is answered as a whole, and where one garment surely
        fills the photo."""
        return [self._found(photo) for photo in photos]

    def _found(self, photo: np.ndarray) -> tuple[Garment, ...]:
        first = self._seen(photo)
        studio = is_studio(photo)
        # The surest comes first, and is the one that has to fill the photo to be alone.
        if studio or (first and first[0].confidence >= _SURE and fills(first[0].box)):
            found = select_garments(distinct_candidates(first, self.rules), self.rules)
            if studio or (found and is_alone(found)):
                return found
        return select_garments(self._looked_again(photo, first), self.rules)

    def candidates(self, photos: Sequence[np.ndarray]) -> Iterator[tuple[Garment, ...]]:
        """What may be garments in each, by both looks, the surest first, whatever its confidence."""
        for photo in photos:
            yield self._looked_again(photo, self._seen(photo))

    def _looked_again(self, photo: np.ndarray, first: Sequence[Garment]) -> tuple[Garment, ...]:
        """With a second look from the other side, a mirrored person wears the same, and from nearer, at where the first
        has found anything. That is steadier, and who stands far away is seen as large as all others."""
        left, top, right, bottom = _part_with(first, photo.shape[:2])
        again = self._seen(photo[top:bottom, left:right][:, ::-1])
        height, width = photo.shape[:2]
        part = left / width, top / height, right / width, bottom / height
        return distinct_candidates(joined(first, [_mirrored_in(garment, part) for garment in again]), self.rules)

    def _seen(self, photo: np.ndarray) -> list[Garment]:
        """What one look sees, the surest first."""
        boxed, frame = letterbox(photo, INPUT)
        return heatmap_peaks(*self._look(boxed), frame, self.rules.glimpse)

    def _look(self, boxed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The network's heat and sides, of one input at a time: it would be set up anew for another number."""
        heat, sides = self._network(boxed[None].astype(np.float32))
        return heat[0], sides[0].reshape(*sides.shape[1:3], len(GARMENT_TYPES), 4)


def _part_with(found: Sequence[Garment], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom, in pixels, of what holds all that was found in a photo (height, width), with a
    margin; of all of it where nothing was, or where too little would be left to see anything in."""
    height, width = size
    boxes = [garment.box for garment in found if garment.confidence >= _LOOKED_AT]
    left, top, right, bottom = around(boxes) if boxes else WHOLE
    aside, above = _MARGIN * (right - left), _MARGIN * (bottom - top)
    x = max(0, int((left - aside) * width)), min(width, math.ceil((right + aside) * width))
    y = max(0, int((top - above) * height)), min(height, math.ceil((bottom + above) * height))
    return (x[0], y[0], x[1], y[1]) if min(x[1] - x[0], y[1] - y[0]) >= LEAST_SIDE else (0, 0, width, height)


def _mirrored_in(garment: Garment, part: Box) -> Garment:
    """What was seen in a mirrored part of a photo, where it is in the photo."""
    left, top, right, bottom = garment.box
    return replace(garment, box=within((1 - right, top, 1 - left, bottom), part))


def joined(first: Sequence[Garment], second: Sequence[Garment]) -> list[Garment]:
    """What two looks have seen, the surest first: as sure as both are on average, where both are sure on average."""
    left, both = list(second), []
    for one in first:
        same = [other for other in left if other.type == one.type]
        other = max(same, key=lambda other: overlap(one.box, other.box), default=None)
        if other is None or overlap(one.box, other.box) < _SEEN_AGAIN:
            both.append(replace(one, confidence=one.confidence / 2))
            continue
        left.remove(other)
        sum = one.confidence + other.confidence
        sides = zip(one.box, other.box, strict=True)
        a, b, c, d = ((x * one.confidence + y * other.confidence) / sum for x, y in sides)
        both.append(Garment((a, b, c, d), one.type, sum / 2))
    both += [replace(other, confidence=other.confidence / 2) for other in left]
    return sorted(both, key=lambda garment: -garment.confidence)


def heatmap_peaks(heat: np.ndarray, sides: np.ndarray, frame: Frame, least: float) -> list[Garment]:
    """A garment for every peak from `least` on, the surest first."""
    rows, columns, _ = heat.shape
    padded = np.pad(heat, ((1, 1), (1, 1), (0, 0)))
    around = np.max([padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)], axis=0)
    found = []
    for row, column, kind in zip(*np.nonzero((heat >= around) & (heat >= least)), strict=True):
        x, y = (float(column) + 0.5) / columns, (float(row) + 0.5) / rows
        left, top, right, bottom = (float(side) for side in sides[row, column, kind])
        box = frame.out_of((x - left, y - top, x + right, y + bottom))
        if area(box) > 0:
            found.append(Garment(box, GARMENT_TYPES[kind], float(heat[row, column, kind])))
    return sorted(found, key=lambda garment: -garment.confidence)
