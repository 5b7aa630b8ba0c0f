"""Which garments are in a photo, and where: a small network's heatmaps, made into boxes.

The network (recommender/training/detector.py) sees the whole photo once and says for each of ten types and each of
22 x 16 places how probably a garment of that type has its middle there, and where its sides are (Zhou et al. 2019,
"Objects as Points"). What comes after, here, is the little that it cannot know: that a box is listed once, and that
somebody who wears a dress does not wear the same cloth as a top and a skirt.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np
from PIL import Image

from recommender.answers import Garment
from recommender.embedder import LiteRT
from recommender.errors import EmbedderError
from recommender.preprocessing import border_colour
from recommender.taxonomy import GARMENT_TYPES, GarmentType

INPUT = (176, 128)  # height and width of what the network sees: a standing person's shape
STRIDE = 8
_FORMAT = 1
_MANIFEST = "garments.json"
Box = tuple[float, float, float, float]

# What is worn in each other's place, so that one cloth is not listed as both.
_RIVALS: dict[GarmentType, tuple[GarmentType, ...]] = {
    "top": ("dress", "outerwear"),
    "outerwear": ("top", "dress"),
    "dress": ("top", "skirt", "outerwear"),
    "trousers": ("shorts", "skirt"),
    "shorts": ("trousers", "skirt"),
    "skirt": ("shorts", "trousers", "dress"),
    "footwear": (),
    "bag": ("accessory",),
    "headwear": ("accessory",),
    "accessory": ("bag", "headwear"),
}


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
        return (
            (self.left + box[0] * self.width) / wide,
            (self.top + box[1] * self.height) / high,
            (self.left + box[2] * self.width) / wide,
            (self.top + box[3] * self.height) / high,
        )

    def out_of(self, box: Box) -> Box:
        """Fractions of the input -> fractions of the photo, within it."""
        high, wide = self.size
        sides = (
            (box[0] * wide - self.left) / self.width,
            (box[1] * high - self.top) / self.height,
            (box[2] * wide - self.left) / self.width,
            (box[3] * high - self.top) / self.height,
        )
        left, top, right, bottom = (min(1.0, max(0.0, side)) for side in sides)
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


def overlap(a: Box, b: Box) -> float:
    """Intersection over union."""
    both = _area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return both / max(1e-9, _area(a) + _area(b) - both)


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


@dataclass(frozen=True, slots=True)
class FindingRules:
    """What counts as found; set by scripts/train_garments --tune on held-out products and kept in the manifest.

    `least` is the confidence from which a garment is listed, per type, `otherwise` that of types not named. Two boxes
    of one type are one garment from an overlap of `same` on, or where one holds that share `within` of the other; two
    of rival types from `rival` on.
    """

    least: Mapping[str, float] = field(default_factory=dict)
    otherwise: float = 0.3
    same: float = 0.4
    within: float = 0.75
    rival: float = 0.55
    most: int = 8

    def least_of(self, type: GarmentType) -> float:
        return float(self.least.get(type, self.otherwise))


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
        return cls.load() if (Path(__file__).parent / "weights" / _MANIFEST).exists() else None

    @classmethod
    def load(cls, weights: Path | None = None) -> GarmentFinder:
        """The weights in the package, or those in the folder `weights`.

        Raises EmbedderError if they are missing, damaged, or of a format that this code does not know.
        """
        path = (Path(__file__).parent / "weights" if weights is None else weights) / _MANIFEST
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            model = (path.parent / Path(manifest["file"]).name).read_bytes()
            if manifest["format"] != _FORMAT or tuple(manifest["size"]) != INPUT:
                raise ValueError(f"format {manifest['format']!r} for photos of {manifest['size']!r}")
            if blake2b(model, digest_size=16).hexdigest() != manifest["blake2b"]:
                raise ValueError(f"{manifest['file']} is damaged, its hash differs from the manifest's")
            network = LiteRT(model, outputs=2)
            if network.widths != (len(GARMENT_TYPES), 4 * len(GARMENT_TYPES)):
                raise ValueError(f"the network's outputs are {network.widths} wide")
            return cls(str(manifest["version"]), FindingRules(**manifest.get("rules", {})), network)
        except OSError as error:
            raise EmbedderError(f"{path}: no garment detector there ({error.strerror})") from error
        except (LookupError, TypeError, ValueError, RuntimeError) as error:
            raise EmbedderError(f"{path}: unusable garment detector ({error})") from error

    def find(self, photos: Sequence[np.ndarray]) -> list[tuple[Garment, ...]]:
        """Photos (H, W, 3) uint8 of any sizes -> the garments in each, the most prominent first; none where there are
        none."""
        return [
            listed(candidates(heat, sides, frame, self.rules), self.rules) for heat, sides, frame in self.look(photos)
        ]

    def look(self, photos: Sequence[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray, Frame]]:
        """For each photo the network's heat (*GRID, types) and sides (*GRID, types, 4), and where it lay in the input.
        A mirrored person wears the same: the mean over both is steadier."""
        for photo in photos:
            framed, frame = letterbox(photo, INPUT)
            heat, sides = self._network(np.stack([framed, framed[:, ::-1]]).astype(np.float32))
            sides = sides.reshape(*sides.shape[:3], len(GARMENT_TYPES), 4)
            mirrored = sides[1, :, ::-1][..., [2, 1, 0, 3]]
            yield (heat[0] + heat[1, :, ::-1]) / 2, (sides[0] + mirrored) / 2, frame


def candidates(heat: np.ndarray, sides: np.ndarray, frame: Frame, rules: FindingRules) -> list[Garment]:
    """A garment for every peak that is high enough, the surest first."""
    rows, columns, _ = heat.shape
    padded = np.pad(heat, ((1, 1), (1, 1), (0, 0)))
    around = np.max([padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)], axis=0)
    least = np.array([rules.least_of(type) for type in GARMENT_TYPES])
    found = []
    for row, column, kind in zip(*np.nonzero((heat >= around) & (heat >= least)), strict=True):
        x, y = (float(column) + 0.5) / columns, (float(row) + 0.5) / rows
        left, top, right, bottom = (float(side) for side in sides[row, column, kind])
        box = frame.out_of((x - left, y - top, x + right, y + bottom))
        if _area(box) > 0:
            found.append(Garment(box, GARMENT_TYPES[kind], float(heat[row, column, kind])))
    return sorted(found, key=lambda garment: -garment.confidence)


def listed(found: Sequence[Garment], rules: FindingRules) -> tuple[Garment, ...]:
    """Each cloth once, a pair of shoes as one; the most prominent first: what takes much of the photo, and surely."""
    kept: list[Garment] = []
    for garment in found:
        if not any(_is_same(garment, other, rules) for other in kept):
            kept.append(garment)
    kept = _paired(kept)
    return tuple(sorted(kept, key=lambda garment: -prominence(garment))[: rules.most])


def prominence(garment: Garment) -> float:
    """How much somebody who looks at the photo would take it to be about this garment."""
    weight = 1.0 if garment.type in _BODY else 0.5
    return weight * garment.confidence * math.sqrt(_area(garment.box))


_BODY = ("top", "outerwear", "dress", "trousers", "shorts", "skirt")


def _is_same(weaker: Garment, stronger: Garment, rules: FindingRules) -> bool:
    shared = overlap(weaker.box, stronger.box)
    smaller = min(_area(weaker.box), _area(stronger.box))
    inside = _shared(weaker.box, stronger.box) / max(1e-9, smaller)
    if weaker.type == stronger.type:
        return shared >= rules.same or inside >= rules.within
    if stronger.type not in _RIVALS[weaker.type]:
        return False
    if {weaker.type, stronger.type} == {"top", "outerwear"}:
        # What is worn under an open jacket lies within its box.
        return shared >= 0.65
    if "dress" in (weaker.type, stronger.type) and "outerwear" not in (weaker.type, stronger.type):
        # A dress is no top and no skirt, though its upper half looks like one.
        return shared >= 0.35 and inside >= rules.within
    return shared >= rules.rival


def _paired(garments: Sequence[Garment]) -> list[Garment]:
    """Shoes side by side, or one before the other, are a pair: one garment around both."""
    shoes = [garment for garment in garments if garment.type == "footwear"]
    if len(shoes) < 2:
        return list(garments)
    first, second = shoes[:2]
    a, b = first.box, second.box
    wide, high = max(a[2] - a[0], b[2] - b[0]), max(a[3] - a[1], b[3] - b[1])
    near = abs(a[0] + a[2] - b[0] - b[2]) / 2 < 2.5 * wide and abs(a[3] - b[3]) < 1.2 * high
    if not near or max(wide, high) > 0.4:
        return list(garments)
    both = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
    rest = [garment for garment in garments if garment is not first and garment is not second]
    return [*rest, Garment(both, "footwear", first.confidence)]


def _shared(a: Box, b: Box) -> float:
    return _area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
