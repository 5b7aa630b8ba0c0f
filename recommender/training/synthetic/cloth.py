"""The same cut in another cloth, and the same cloth in another cut: a shop has few skirts, coats and dresses, and
what is worn on the street comes in every colour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np

from recommender.taxonomy import GarmentType
from recommender.training.synthetic.segmentation import GarmentPiece, box_of


def in_another_cloth(piece: GarmentPiece, others: Sequence[GarmentPiece], rng: np.random.Generator) -> GarmentPiece:
    """The piece as it is (half of the time), dyed, its colours turned, or in the pattern of one of the others."""
    chance = rng.random()
    if chance < 0.5:
        return piece
    if chance < 0.7:
        return replace(piece, picture=dyed(piece.picture, piece.garment > 0, rng))
    if chance < 0.82 or not others:
        return replace(piece, picture=_turned(piece, rng))
    return replace(piece, picture=printed(piece, others[int(rng.integers(len(others)))], rng))


def dyed(picture: np.ndarray, cloth: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The cloth, (h, w) bool, in another, mostly muted colour, with its own folds."""
    picture = picture.copy()
    if not cloth.any():
        return picture
    light = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)[cloth]
    folds = (light - light.mean()) * rng.uniform(0.3, 0.8)
    hue, saturation, value = rng.uniform(0, 180), rng.uniform(0, 1) ** 2 * 200, rng.uniform(25, 235)
    base = np.asarray(cv2.cvtColor(np.array([[[hue, saturation, value]]], np.uint8), cv2.COLOR_HSV2RGB), np.float32)
    picture[cloth] = np.clip(base[0, 0] + folds[:, None], 0, 255).astype(np.uint8)
    return picture


def _turned(piece: GarmentPiece, rng: np.random.Generator) -> np.ndarray:
    """All hues moved on alike, paler or deeper: a pattern stays one."""
    colours = cv2.cvtColor(piece.picture, cv2.COLOR_RGB2HSV).astype(np.float32)
    colours[..., 0] = (colours[..., 0] + rng.uniform(0, 180)) % 180
    colours[..., 1:] *= rng.uniform(0.4, 1.2), rng.uniform(0.7, 1.15)
    turned = cv2.cvtColor(np.clip(colours, 0, 255).astype(np.uint8), cv2.COLOR_HSV2RGB)
    return np.where((piece.garment > 0)[..., None], turned, piece.picture)


def printed(piece: GarmentPiece, other: GarmentPiece, rng: np.random.Generator) -> np.ndarray:
    """The other's cloth with this one's folds."""
    left, top, right, bottom = other.box
    wide, high = (right - left) // 4, (bottom - top) // 4
    patch = other.picture[top + high : bottom - high, left + wide : right - wide]
    mine = piece.box
    size = mine[2] - mine[0], mine[3] - mine[1]
    if min(*patch.shape[:2], *size) < 8:
        return piece.picture
    zoom = max(size[0] / patch.shape[1], size[1] / patch.shape[0]) * rng.uniform(0.5, 1.0)
    patch = cv2.resize(patch, (max(4, int(patch.shape[1] * zoom)), max(4, int(patch.shape[0] * zoom))))
    patch = np.concatenate([patch, patch[:, ::-1]], axis=1)
    patch = np.tile(np.concatenate([patch, patch[::-1]]), (2, 2, 1))[: size[1], : size[0]]
    cloth = (piece.garment > 0)[mine[1] : mine[3], mine[0] : mine[2]]
    if patch.shape[:2] != cloth.shape or not cloth.any():
        return piece.picture
    light = cv2.cvtColor(piece.picture, cv2.COLOR_RGB2GRAY).astype(np.float32)[mine[1] : mine[3], mine[0] : mine[2]]
    folds = np.clip(light / max(30.0, float(light[cloth].mean())), 0.5, 1.4)[..., None]
    picture = piece.picture.copy()
    here = picture[mine[1] : mine[3], mine[0] : mine[2]]
    here[cloth] = np.clip(patch * folds, 0, 255).astype(np.uint8)[cloth]
    return picture


def cut_to(piece: GarmentPiece, type: GarmentType, begin: float, end: float) -> GarmentPiece | None:
    """What of a worn piece lies between two shares of its height, as another garment laid flat: the lower part of a
    dress is a skirt, the upper part of trousers shorts. None where too little is left."""
    _, top, _, bottom = piece.box
    rows = np.arange(len(piece.garment))[:, None]
    inside = (rows >= top + begin * (bottom - top)) & (rows < top + end * (bottom - top))
    mask = np.where(inside, piece.garment, 0).astype(np.uint8)
    left, upper, right, lower = box_of(mask)
    return (
        GarmentPiece(piece.id, type, piece.picture, mask, mask, worn=False)
        if min(right - left, lower - upper) > 12
        else None
    )


def with_cuts(pieces: Mapping[str, Sequence[GarmentPiece]], rng: np.random.Generator) -> dict[str, list[GarmentPiece]]:
    """The pieces, and skirts cut from dresses and tunics, shorts cut from trousers: shops sell few of either."""
    whole = {key: list(found) for key, found in pieces.items()}
    for source, type, begin, end, most in (
        ("worn dress", "skirt", (0.42, 0.5), (0.8, 1.0), 250),
        ("worn tunic", "skirt", (0.42, 0.5), (0.9, 1.0), 250),
        ("worn trousers", "shorts", (0.0, 0.02), (0.3, 0.5), 250),
    ):
        of = whole.get(source, [])
        for place in rng.permutation(len(of))[:most]:
            cut = cut_to(of[int(place)], type, float(rng.uniform(*begin)), float(rng.uniform(*end)))  # type: ignore[arg-type]
            if cut is not None:
                whole.setdefault(f"flat {type}", []).append(cut)
    return whole
