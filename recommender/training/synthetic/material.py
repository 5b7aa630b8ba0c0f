"""What the garment detector learns from: a catalogue's pictures taken apart, phone photos with boxes, backgrounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from tqdm import tqdm

from recommender.errors import CatalogueError
from recommender.network.preprocessing import is_studio
from recommender.product import Product
from recommender.taxonomy import GarmentType, garment_of, is_wearable
from recommender.training.data import PhonePhoto, load_shrunk
from recommender.training.synthetic.backgrounds import draw_background
from recommender.training.synthetic.cloth import with_cuts
from recommender.training.synthetic.composites import SIDE, BoxedPhonePhoto, CompositeMaterial
from recommender.training.synthetic.segmentation import GarmentPiece, box_of, grab, segment_garment

# Nobody walks the street in these, or they cover what cannot be told apart.
_NOT_ON_STREETS = frozenset(
    {"Briefs", "Trunk", "Boxers", "Bra", "Innerwear Vests", "Tracksuits", "Night suits", "Kurta Sets", "Suits"}
)
# Seldom on the streets that the detector is for, and with a top's name on a dress's shape.
_FEW = {"Kurtas": 0.12, "Kurtis": 0.3, "Sarees": 0.25, "Nightdress": 0.4, "Swimwear": 0.0}
# Worn over bare legs or tights, and long, these are dresses to everybody but the shop's own staff.
_TUNICS = frozenset({"Kurtas", "Kurtis", "Tunics"})


def gather(
    products: Iterable[Product],
    phones: Sequence[PhonePhoto],
    each: int,
    snapshots: int,
    seed: int = 1,
    places: Sequence[np.ndarray] = (),
    backgrounds: int = 600,
) -> CompositeMaterial:
    """At most `each` pieces of a garment type (the better pictures first, as the products come), some of them cut to
    skirts and shorts; as many phone photos as `snapshots`, and so many backgrounds. `places` are photos of places.
    Raises CatalogueError where no people can be put together from the products."""
    rng = np.random.default_rng(seed)
    pieces = _pieces(products, each, rng)
    for key in ("worn top", "worn trousers", "worn shorts"):
        if not pieces.get(key):
            raise CatalogueError(f"no picture of a {key.replace('worn', 'model in a')} to learn the detector from")
    chosen = [phones[i] for i in rng.permutation(len(phones))]
    shots = []
    for phone in tqdm(chosen[:snapshots], desc="boxing phone photos", unit="photo", mininterval=5):
        photo = load_shrunk(phone.path, 256)
        if photo is not None:
            shots.append(snapshot(photo, garment_of(phone.allowed[0])))
    grounds = [shot.photo for shot in shots[:500]]
    places = [view for view in places if min(view.shape[:2]) >= SIDE // 2 and not is_studio(view)]
    drawn = tqdm(range(backgrounds), desc="backgrounds", mininterval=5)
    behind = [draw_background(grounds, SIDE, rng, places) for _ in drawn]
    return CompositeMaterial(with_cuts(pieces, rng), grounds, shots, behind)


def snapshot(photo: np.ndarray, type: GarmentType) -> BoxedPhonePhoto:
    """A phone photo with the box around what GrabCut takes for the garment: what differs from the photo's margin."""
    height, width = photo.shape[:2]
    small = cv2.resize(photo, (max(16, width // 2), max(16, height // 2)), interpolation=cv2.INTER_AREA)
    high, wide = small.shape[:2]
    marks = np.full((high, wide), cv2.GC_PR_FGD, np.uint8)
    edge = max(1, round(0.02 * min(high, wide)))
    for margin, mark in ((round(0.09 * min(high, wide)), cv2.GC_PR_BGD), (edge, cv2.GC_BGD)):
        marks[:margin], marks[-margin:], marks[:, :margin], marks[:, -margin:] = mark, mark, mark, mark
    marks[int(0.42 * high) : int(0.58 * high), int(0.42 * wide) : int(0.58 * wide)] = cv2.GC_FGD
    found = grab(small, marks, 2)
    found = np.asarray(cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(found)
    sure = labels[int(0.5 * high), int(0.5 * wide)]
    # Where GrabCut finds next to nothing, the garment is taken to fill the photo but for a margin.
    nothing = sure == 0 or stats[sure, cv2.CC_STAT_AREA] < 0.08 * found.size
    left, top, right, bottom = (0.06, 0.06, 0.94, 0.94) if nothing else box_of(labels == sure)
    x, y = (width, height) if nothing else (width / wide, height / high)
    return BoxedPhonePhoto(photo, type, (round(left * x), round(top * y), round(right * x), round(bottom * y)))


def _pieces(products: Iterable[Product], each: int, rng: np.random.Generator) -> dict[str, list[GarmentPiece]]:
    pieces: defaultdict[str, list[GarmentPiece]] = defaultdict(list)
    taken: defaultdict[str, int] = defaultdict(int)
    for product in tqdm(list(products), desc="taking products apart", unit="product", mininterval=5):
        garment = garment_of(product.type)
        tunic = product.type in _TUNICS and product.gender == "Women"
        kind = "tunic" if tunic else garment
        if taken[kind] >= each or not is_wearable(product.type):
            continue
        if not tunic and rng.random() >= _FEW.get(product.type, 1.0):
            continue
        photo = load_shrunk(Path(product.image), 320)
        piece = None if photo is None else segment_garment(product.id, garment, photo)
        if piece is None:
            continue
        piece = replace(piece, gender=product.gender or "")
        taken[kind] += 1
        place = "worn" if piece.worn else "flat"
        if product.type in _NOT_ON_STREETS:
            # Only as a piece by itself, and not too often.
            if piece.worn or rng.random() < 0.6:
                continue
            place = "flat single"
        pieces[f"{place} {kind}"].append(piece)
    return dict(pieces)
