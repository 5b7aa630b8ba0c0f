"""Pictures as shops take them of models: a top cut off at the thighs, trousers from the waist to the shoes."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from recommender.training.synthetic.composites import CompositeMaterial
from recommender.training.synthetic.segmentation import GarmentPiece, segment_garment

SKIN = (214, 160, 130)
SIZE = (180, 240)
Colour = tuple[int, int, int]


def upper(cloth: Colour, below: Colour = (40, 50, 90)) -> tuple[np.ndarray, np.ndarray]:
    """Somebody in a top of this colour, and where the top is."""
    picture, draw = _ground()
    draw.rectangle((66, 180, 114, 240), fill=below)
    garment = [(62, 58), (118, 58), (138, 120), (122, 126), (116, 100), (116, 186), (64, 186), (64, 100), (58, 126)]
    garment.append((42, 120))
    for arm in (44, 124):
        draw.rectangle((arm, 118, arm + 12, 170), fill=SKIN)
    draw.polygon(garment, fill=cloth)
    draw.rectangle((82, 44, 98, 60), fill=SKIN)
    draw.ellipse((74, 10, 106, 52), fill=SKIN)
    draw.pieslice((72, 4, 108, 46), 180, 360, fill=(40, 26, 20))
    return _cloth(picture), _inside(garment)


def lower(cloth: Colour, above: Colour = (230, 220, 60)) -> tuple[np.ndarray, np.ndarray]:
    """Somebody in trousers of this colour from the waist down, and where the trousers are."""
    picture, draw = _ground()
    draw.rectangle((58, 0, 122, 30), fill=above)
    garment = [(60, 28), (120, 28), (116, 218), (96, 218), (90, 70), (84, 218), (64, 218)]
    draw.polygon(garment, fill=cloth)
    for shoe in (60, 94):
        draw.ellipse((shoe, 216, shoe + 26, 234), fill=(20, 20, 20))
    return _cloth(picture), _inside(garment)


def short(cloth: Colour) -> np.ndarray:
    """Somebody in shorts of this colour from the waist down."""
    picture, draw = _ground()
    draw.rectangle((58, 0, 122, 30), fill=(90, 90, 200))
    for leg in (66, 96):
        draw.rectangle((leg, 100, leg + 18, 222), fill=SKIN)
    draw.polygon([(58, 28), (122, 28), (124, 120), (94, 120), (90, 70), (86, 120), (56, 120)], fill=cloth)
    for shoe in (62, 94):
        draw.ellipse((shoe, 216, shoe + 24, 234), fill=(90, 30, 20))
    return _cloth(picture)


def flat_bag(cloth: Colour) -> np.ndarray:
    """A bag by itself."""
    picture, draw = _ground()
    draw.arc((60, 60, 120, 140), 180, 360, fill=cloth, width=6)
    draw.rectangle((36, 100, 144, 180), fill=cloth)
    return _cloth(picture)


def material() -> CompositeMaterial:
    """Enough of all these to put people together."""
    colours: list[Colour] = [(190, 40, 40), (30, 120, 70), (60, 70, 160), (120, 40, 120)]
    pieces: dict[str, list[GarmentPiece]] = {"worn top": [], "worn trousers": [], "worn shorts": [], "flat bag": []}
    for number, colour in enumerate(colours):
        for key, picture in (
            ("worn top", upper(colour)[0]),
            ("worn trousers", lower(colour)[0]),
            ("worn shorts", short(colour)),
            ("flat bag", flat_bag(colour)),
        ):
            piece = segment_garment(str(number), key.split()[1], picture)  # type: ignore[arg-type]
            assert piece is not None, key
            pieces[key].append(piece)
    return CompositeMaterial(pieces)


def _ground() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    picture = Image.new("RGB", SIZE, (255, 255, 255))
    return picture, ImageDraw.Draw(picture)


def _cloth(picture: Image.Image) -> np.ndarray:
    """With folds, which GrabCut's colour models are used to; the white ground stays white."""
    photo = np.asarray(picture).astype(np.float32)
    folds = 1 + 0.06 * np.sin(np.arange(SIZE[0]) / 4)[None, :, None]
    return np.where(photo.min(axis=2, keepdims=True) > 250, 255, np.clip(photo * folds, 0, 245)).astype(np.uint8)


def _inside(outline: list[tuple[int, int]]) -> np.ndarray:
    mask = Image.new("L", SIZE, 0)
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    return np.asarray(mask) > 127
