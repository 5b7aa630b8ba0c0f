"""Which garments are in a photo, and where: a small network's heatmaps, made into boxes.

The network (recommender/training/detector/network.py) sees the whole photo once. For each of ten types and each of
22 x 16 places it says how probably such a garment has its middle there, and where its sides are (Zhou et al. 2019,
"Objects as Points"). Which of its boxes count is decided in recommender/network/garment_selection.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from recommender.answers import Garment
from recommender.errors import EmbedderError
from recommender.network.garment_selection import (
    Box,
    FindingRules,
    area,
    distinct_candidates,
    is_alone,
    select_garments,
)
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
        none. A photo is looked at from both sides, a mirrored person wears the same: that is steadier. One look is
        enough at a shop's own picture, which is answered as a whole, and where one garment surely fills the photo."""
        return [self._found(photo) for photo in photos]

    def _found(self, photo: np.ndarray) -> tuple[Garment, ...]:
        boxed, frame = letterbox(photo, INPUT)
        first = self._look(boxed)
        found = self._selected(*first, frame)
        if (found and is_alone(found) and max(one.confidence for one in found) >= _SURE) or is_studio(photo):
            return found
        return self._selected(*_mean(first, self._look(boxed[:, ::-1])), frame)

    def _selected(self, heat: np.ndarray, sides: np.ndarray, frame: Frame) -> tuple[Garment, ...]:
        found = heatmap_peaks(heat, sides, frame, self.rules.glimpse)
        return select_garments(distinct_candidates(found, self.rules), self.rules)

    def candidates(self, photos: Sequence[np.ndarray]) -> Iterator[tuple[Garment, ...]]:
        """What may be garments in each, seen from both sides, the surest first, whatever its confidence."""
        for heat, sides, frame in self.heatmaps(photos):
            yield distinct_candidates(heatmap_peaks(heat, sides, frame, self.rules.glimpse), self.rules)

    def heatmaps(self, photos: Sequence[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray, Frame]]:
        """For each photo the network's heat (*GRID, types) and sides (*GRID, types, 4), the mean over the photo and its
        mirror image, and where it lay in the input."""
        for photo in photos:
            boxed, frame = letterbox(photo, INPUT)
            yield *_mean(self._look(boxed), self._look(boxed[:, ::-1])), frame

    def _look(self, boxed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The network's heat and sides, of one input at a time: it would be set up anew for another number."""
        heat, sides = self._network(boxed[None].astype(np.float32))
        return heat[0], sides[0].reshape(*sides.shape[1:3], len(GARMENT_TYPES), 4)


def _mean(one: tuple[np.ndarray, np.ndarray], mirrored: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Of what was seen in an input and in its mirror image, in which left and right have changed places."""
    heat, sides = mirrored
    return (one[0] + heat[:, ::-1]) / 2, (one[1] + sides[:, ::-1][..., [2, 1, 0, 3]]) / 2


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
