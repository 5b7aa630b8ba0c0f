"""Calibrates what finished weights say of phone photos, and from when on an answer is close (docs/training.md).

Half of what is held out is asked with: products photographed again, whose kind, gender and colour are known, and phone
photos of adults' and children's things. What is found goes into the weights' manifest. scripts/evaluate measures it on
the other half too.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from tqdm import tqdm

from bot.streams import settle_streams
from recommender.catalogue.catalogue import read_catalogue
from recommender.errors import CatalogueError, PhotoError, RecommenderError
from recommender.index.building import build_index
from recommender.network.embedder import Embedder
from recommender.network.garment_finder import GarmentFinder
from recommender.network.weight_files import SHIPPED_WEIGHTS, write_manifest
from recommender.photo.decoding import load_photo
from recommender.product import Product
from recommender.protocols import EmbedderLike, FinderLike
from recommender.recommender import Recommender
from recommender.training.calibration.closeness import is_as_described, is_of_kind, is_right, least_agreement
from recommender.training.calibration.genders import fit_phone_genders
from recommender.training.data import CataloguePart, PhonePhoto, held_out, read_phone_photos
from recommender.training.phone_words.table import words_of_photos
from recommender.training.synthetic.augmentation import retaken
from scripts.lib.evaluate.asking import as_jpeg

_MANIFEST = "embedder.json"
_Judge = Callable[[list[Product]], bool]


def parser() -> argparse.ArgumentParser:
    make = argparse.ArgumentParser(prog="scripts/calibrate", description=__doc__.split("\n\n")[0])
    make.add_argument("--catalogue", required=True, metavar="DIR")
    make.add_argument("--phone-photos", required=True, type=Path, metavar="DIR")
    make.add_argument("--embedder", type=Path, default=SHIPPED_WEIGHTS, metavar="WEIGHTS", help="default: the shipped")
    make.add_argument("--held-out", type=float, default=0.1, help="as in training (default 0.1)")
    make.add_argument("--index", type=Path, metavar="DIR", help="keep the index here, to be quick the next time")
    return make


def main(arguments: list[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        embedder = Embedder.load(options.embedder)
        with tempfile.TemporaryDirectory() as scratch:
            calibrate(options, embedder, GarmentFinder.shipped(), options.index or Path(scratch))
    except RecommenderError as error:
        print(f"scripts/calibrate: {error}", file=sys.stderr)
        return 1
    return 0


def calibrate(options: argparse.Namespace, embedder: Embedder, finder: FinderLike | None, index: Path) -> None:
    """Write what is found into the manifest. Raises CatalogueError where nothing is held out."""
    products = list(read_catalogue(options.catalogue))
    half = [p for p in products if held_out(p.id, options.held_out / 2) and p.image]
    gallery = [p for p in products if not held_out(p.id, options.held_out)]
    adults = _of_half(read_phone_photos(options.phone_photos), options.held_out / 2)
    # Training has seen none of these, whoever sent them; half of them are left to measure with.
    children = _of_half(read_phone_photos(options.phone_photos, kids=True), 0.5)
    if not half or not gallery or not adults:
        raise CatalogueError(f"{options.catalogue}: too few products or phone photos are held out to calibrate on")
    grounds = [load_photo(photo.path.read_bytes()) for photo in adults[:60]]
    again = dict(_again(half, grounds))

    embedder.phone_genders = None
    seen = [p for p in half if p.id in again and p.gender in embedder.genders]
    found = fit_phone_genders(
        embedder.genders,
        (_genders(embedder, [again[p.id] for p in seen]), [p.gender for p in seen]),
        _genders(embedder, [photo.path.read_bytes() for photo in adults]),
        _genders(embedder, [photo.path.read_bytes() for photo in children]),
    )
    embedder.phone_genders = found

    catalogue = CataloguePart(str(options.catalogue), gallery)
    build_index(catalogue, index, embedder)
    recommender = Recommender.open(index, embedder, finder=finder)
    asked = [p for p in half if p.id in again]
    shoppers = [(photo.path.read_bytes(), judge) for photo, judge in _judges(adults)]
    retaken_ones = [(again[p.id], partial(is_right, truth=p)) for p in asked]
    studio = [(Path(p.image).read_bytes(), partial(is_right, truth=p)) for p in asked]
    closeness = {
        "agreement": least_agreement([_judged(recommender, part) for part in (shoppers, retaken_ones)]),
        "studio_agreement": least_agreement([_judged(recommender, studio)]),
    }
    entry = {
        "slope": found.slope,
        "offset": found.offset,
        "sharpness": found.sharpness,
        "bias": dict(found.bias),
    }
    path = options.embedder / _MANIFEST if options.embedder.is_dir() else options.embedder
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest |= {"phone genders": entry}
    manifest["confidence"] |= closeness
    manifest["confidence"].pop("loose", None)  # of earlier exports
    write_manifest(path, manifest)
    print(json.dumps({"phone genders": entry, **closeness}, ensure_ascii=False))


def _judges(photos: Sequence[PhonePhoto]) -> Sequence[tuple[PhonePhoto, _Judge]]:
    """Who says of each photo's hits whether they are right: those that a person described by all that was said of them,
    and no others, if there are any; else by their labels, which know the kind alone."""
    words = words_of_photos()
    told = [
        (photo, partial(is_as_described, allowed=photo.allowed, word=words[photo.path.stem]))
        for photo in photos
        if photo.path.stem in words
    ]
    return told or [(photo, partial(is_of_kind, allowed=photo.allowed)) for photo in photos]


def _of_half(photos: Sequence[PhonePhoto], fraction: float) -> list[PhonePhoto]:
    return [photo for photo in photos if held_out(photo.sender, fraction) and photo.path.is_file()]


def _again(products: Sequence[Product], grounds: Sequence[np.ndarray]) -> Iterator[tuple[str, bytes]]:
    """Each product's id, and a photo of it as a phone might have taken it."""
    rng = np.random.default_rng(17)
    for product in products:
        try:
            photo = load_photo(Path(product.image).read_bytes())
        except (OSError, PhotoError):
            continue
        yield product.id, as_jpeg(retaken(photo, grounds[int(rng.integers(len(grounds)))], rng), 60)


def _genders(embedder: EmbedderLike, photos: Sequence[bytes]) -> np.ndarray:
    found = [embedder.predict([load_photo(data)]).genders for data in tqdm(photos, desc="genders", mininterval=2)]
    return np.concatenate([np.zeros((0, len(embedder.genders))), *found])


def _judged(recommender: Recommender, photos: Sequence[tuple[bytes, _Judge]]) -> tuple[list[float], list[bool]]:
    """Agreements of the answers to photos, and whether these are right, which each photo tells of its hits."""
    agreements, right = [], []
    for data, judge in tqdm(photos, desc="asking", mininterval=2):
        answer = recommender.recommend(data)
        if answer.agreement is not None and answer.confidence != "none":
            agreements.append(answer.agreement)
            right.append(judge([hit.product for hit in answer.hits]))
    return agreements, right


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
