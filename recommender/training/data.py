"""Training data in memory: product pictures with their attributes, phone photos with what their labels allow.

Everything is split by product id and by sender, never by photo, with a hash: the same product is held out in both of
the dataset's folders, on every machine, and in every later run.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from recommender.answers import LeftOut
from recommender.errors import CatalogueError, PhotoError
from recommender.photo.decoding import load_photo
from recommender.product import Product
from recommender.training.labels import PHONE_LABELS, LabelVocabulary
from recommender.training.title_words import title_word_targets


def held_out(key: str, fraction: float) -> bool:
    """Whether a product id or sender id belongs to the held-out part; depends on nothing but the key and the fraction,
    and a larger fraction holds out all that a smaller one does."""
    return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") < fraction * 2**32


@dataclass(frozen=True, slots=True)
class PhonePhoto:
    """One row of the phone photos' table."""

    path: Path
    sender: str
    label: str

    @property
    def allowed(self) -> tuple[str, ...]:
        """The articleTypes that count as right for this photo."""
        return PHONE_LABELS[self.label]


def read_phone_photos(folder: Path, kids: bool = False) -> list[PhonePhoto]:
    """The photos of adults' things (of children's with `kids`) with a label that says something; raises CatalogueError
    if the folder is no such set."""
    table = folder / "images.csv"
    try:
        with table.open(newline="", encoding="utf-8") as stream:
            reader = csv.DictReader(stream)
            missing = {"image", "sender_id", "label", "kids"}.difference(reader.fieldnames or ())
            rows = list(reader)
    except OSError as error:
        raise CatalogueError(f"{table}: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CatalogueError(f"{table}: no table of phone photos ({error})") from error
    if missing:
        raise CatalogueError(f"{table} lacks {', '.join(sorted(missing))}")
    return [
        PhonePhoto(folder / "images" / f"{row['image']}.jpg", row["sender_id"], row["label"])
        for row in rows
        if row["label"] in PHONE_LABELS and (row["kids"] == "True") == kids
    ]


def void_photos(folder: Path, long_side: int, keep: Callable[[str], bool]) -> list[np.ndarray]:
    """The pictures below `folder` whose file name `keep` wants, shrunk; raises CatalogueError if there are none."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    if not paths:
        raise CatalogueError(f"{folder}: no pictures there")
    photos = load_all((path for path in paths if keep(path.name)), long_side, "photos without products")
    return [photo for photo in photos if photo is not None]


def shrink(photo: np.ndarray, long_side: int) -> np.ndarray:
    """The photo with its longer side at most `long_side`, so that thousands of them fit into memory."""
    height, width = photo.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return photo
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.BICUBIC))


def load_shrunk(path: Path, long_side: int) -> np.ndarray | None:
    """The picture decoded and shrunk; None where it is missing or unreadable (a feed always has some)."""
    try:
        return shrink(load_photo(path.read_bytes()), long_side)
    except (OSError, PhotoError):
        return None


def phone_photo_batches(
    photos: Sequence[PhonePhoto], size: int, long_side: int
) -> Iterator[tuple[list[PhonePhoto], list[np.ndarray]]]:
    """`size` of them at a time, those that can be read, with their pixels; tells how far it is."""
    for start in tqdm(range(0, len(photos), size), desc="phone photos", unit="batch", mininterval=2):
        loaded = [(photo, load_shrunk(photo.path, long_side)) for photo in photos[start : start + size]]
        shown = [(photo, pixels) for photo, pixels in loaded if pixels is not None]
        if shown:
            yield [photo for photo, _ in shown], [pixels for _, pixels in shown]


def load_all(paths: Iterable[Path], long_side: int, what: str) -> list[np.ndarray | None]:
    """Every picture as `load_shrunk` gives it."""
    bar = tqdm(list(paths), desc=f"loading {what}", unit="photo", mininterval=2)
    return [load_shrunk(path, long_side) for path in bar]


@dataclass(frozen=True, slots=True)
class TrainingSet:
    """Photos with targets. Index -1 in `genders` and `colours` means: not known, no loss.

    photos: n arrays (h, w, 3) uint8; allowed: (n, types) bool, which types count as right; genders, colours: (n,)
    int32; title_words: (n, words) bool, which words the shop says of it (see training.title_words), without any words
    where none are learned.
    """

    photos: list[np.ndarray]
    allowed: np.ndarray
    genders: np.ndarray
    colours: np.ndarray
    title_words: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), dtype=bool))

    def __len__(self) -> int:
        return len(self.photos)


def product_set(
    products: list[Product], words: LabelVocabulary, long_side: int, title_words: Sequence[str] = ()
) -> TrainingSet:
    """The products' pictures with their catalogued attributes and which of the `title_words` the shop says of them."""
    photos = load_all((Path(p.image) for p in products), long_side, "products")
    kept = [
        (p, photo) for p, photo in zip(products, photos, strict=True) if photo is not None and p.type in words.types
    ]
    allowed = np.zeros((len(kept), len(words.types)), dtype=bool)
    for row, (product, _) in enumerate(kept):
        allowed[row, words.types.index(product.type)] = True
    return TrainingSet(
        [photo for _, photo in kept],
        allowed,
        _codes((p for p, _ in kept), lambda p: p.gender, words.genders),
        _codes((p for p, _ in kept), lambda p: p.colour, words.colours),
        title_word_targets([p for p, _ in kept], title_words),
    )


def phone_set(rows: list[PhonePhoto], words: LabelVocabulary, long_side: int) -> TrainingSet:
    """The phone photos with the set of types that each label allows; gender and colour are not known. Photos of what
    the catalogue has no word for are left out: nothing would be right for them."""
    rows = [row for row in rows if not set(row.allowed).isdisjoint(words.types)]
    photos = load_all((row.path for row in rows), long_side, "phone photos")
    kept = [(row, photo) for row, photo in zip(rows, photos, strict=True) if photo is not None]
    allowed = np.array([[word in row.allowed for word in words.types] for row, _ in kept], dtype=bool)
    unknown = np.full(len(kept), -1, dtype=np.int32)
    return TrainingSet([photo for _, photo in kept], allowed.reshape(len(kept), len(words.types)), unknown, unknown)


def _codes(products: Iterable[Product], word: Callable[[Product], str], words: tuple[str, ...]) -> np.ndarray:
    places = {name: place for place, name in enumerate(words)}
    return np.array([places.get(word(product), -1) for product in products], dtype=np.int32)


@dataclass(frozen=True, slots=True)
class CataloguePart:
    """Part of a catalogue, to be indexed like a whole one."""

    source: str
    products: list[Product]
    left_out: tuple[LeftOut, ...] = ()

    def __iter__(self) -> Iterator[Product]:
        return iter(self.products)
