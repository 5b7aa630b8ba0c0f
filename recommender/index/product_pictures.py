"""A product's pictures for the index: whether they changed, the hashes of their bytes, and the pixels if needed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from recommender.answers import LeftOut, LeftOutReason
from recommender.errors import PhotoError, PhotoReason
from recommender.fetching import MAX_BYTES, Fetched, Fetcher, FetchError, NotModified, is_url
from recommender.index.indexed_product import IndexedProduct, PictureFingerprint
from recommender.photo.decoding import content_hash, load_photo
from recommender.product import Product


@dataclass(frozen=True, slots=True)
class WantedPicture:
    """One picture of a product. `before`: what the old index knows of this image; `instead`: what is kept in its place
    if it cannot be had for the moment. Both only if their embeddings may be kept."""

    product_id: str
    image: str
    before: PictureFingerprint | None = None
    instead: PictureFingerprint | None = None


@dataclass(frozen=True, slots=True)
class LoadedPicture:
    """`fingerprint` knows the picture again; `photo` is decoded only where its embedding is not known yet. `note` says
    why it is the picture of before, where it is so for want of the one of now."""

    fingerprint: PictureFingerprint
    photo: np.ndarray | None = field(default=None, repr=False)
    note: LeftOut | None = None


def wanted_pictures(product: Product, before: IndexedProduct | None, most: int) -> list[WantedPicture]:
    """The pictures by which the product is to be found, its own first, so many at most."""
    known = before.by_image if before is not None else {}
    images = (product.image, *product.additional_images)[:most]
    wanted = [WantedPicture(product.id, image, known.get(image), known.get(image)) for image in images]
    if before is not None and wanted[0].instead is None and before.product.image not in images:
        wanted[0] = replace(wanted[0], instead=replace(before.picture, etag="", modified=""))
    return wanted


def row_of(
    product: Product, found: Sequence[PictureFingerprint | LeftOut], left_out: list[LeftOut]
) -> IndexedProduct | None:
    """The product's row, if it has one picture that can be used. What cannot is noted; where that is the first one, the
    next takes its place."""
    missing = [each for each in found if isinstance(each, LeftOut)]
    if len(missing) == len(found):
        left_out.append(missing[0])
        return None
    left_out += (replace(each, reason=LeftOutReason.FURTHER_PICTURE) for each in missing)
    prints = [PictureFingerprint("") if isinstance(each, LeftOut) else each for each in found]
    first = next(place for place, each in enumerate(prints) if each.hash)
    if first:
        images = (product.image, *product.additional_images)[first:]
        product = replace(product, image=images[0], additional_images=images[1:])
    return IndexedProduct(product, prints[first], tuple(prints[first + 1 :]))


def unchanged_on_disk(wanted: WantedPicture) -> PictureFingerprint | None:
    """The fingerprint of before, if the picture is the same file of the same size and time; reads nothing."""
    if wanted.before is None or is_url(wanted.image):
        return None
    try:
        stat = os.stat(wanted.image)  # noqa: PTH116 - a million times in a reindex, a Path takes as long again
    except (OSError, ValueError):
        return None
    known = wanted.before
    return known if (known.size, known.mtime_ns) == (stat.st_size, stat.st_mtime_ns) else None


def take_picture(
    wanted: WantedPicture, known: Callable[[str], bool], fetcher: Fetcher | None
) -> LoadedPicture | LeftOut:
    """Read or fetch a picture, and decode it unless `known` says that its hash's embedding is there.

    One by URL that cannot be had for the moment, or comes as something that is no picture, leaves a product that was
    indexed as it was; one that the server says is gone does not.
    """
    where, image = f"id {wanted.product_id}", wanted.image
    try:
        if is_url(image):
            assert fetcher is not None  # noqa: S101 - for the type checker: there is one where there are URLs
            return _fetched(wanted, known, fetcher)
        data, fingerprint = _read(Path(image))
        return LoadedPicture(fingerprint, None if known(fingerprint.hash) else load_photo(data))
    except PhotoError as error:
        return LeftOut(where, LeftOutReason.UNREADABLE_PICTURE, f"{image}: {error}")
    except FetchError as error:
        if wanted.instead is not None and not error.gone:
            return _instead(wanted, wanted.instead, str(error))
        return LeftOut(where, LeftOutReason.MISSING_PICTURE, f"{image}: {error}")
    except (OSError, ValueError) as error:
        # ValueError: a path with a null byte in it.
        why = getattr(error, "strerror", None) or error
        return LeftOut(where, LeftOutReason.MISSING_PICTURE, f"{image or 'none given'}: {why}")


def _read(path: Path) -> tuple[bytes, PictureFingerprint]:
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "no such file" if not path.exists() else "no file")
    # The time from before the bytes: a file that is replaced in between looks changed the next time.
    stat = path.stat()
    if stat.st_size > MAX_BYTES:
        raise PhotoError(PhotoReason.TOO_MANY_BYTES, f"{stat.st_size:,}")
    data = path.read_bytes()
    return data, PictureFingerprint(content_hash(data), size=stat.st_size, mtime_ns=stat.st_mtime_ns)


def _fetched(wanted: WantedPicture, known: Callable[[str], bool], fetcher: Fetcher) -> LoadedPicture:
    """Raises FetchError and PhotoError."""
    before = wanted.before or PictureFingerprint("")
    try:
        found = fetcher.fetch(wanted.image, before.etag, before.modified)
    except NotModified:
        return LoadedPicture(before)
    digest = content_hash(found.data)
    fingerprint = PictureFingerprint(digest, len(found.data), etag=found.etag, modified=found.modified)
    if known(digest):
        return LoadedPicture(fingerprint)
    try:
        return LoadedPicture(fingerprint, load_photo(found.data))
    except PhotoError as error:
        if wanted.instead is not None:
            return _instead(wanted, wanted.instead, f"{error}{_said(found)}")
        raise PhotoError(error.reason, f"{error.detail}{_said(found)}") from error


def _said(found: Fetched) -> str:
    kind = found.content_type.partition(";")[0].strip().lower()
    return f", sent as {kind}" if kind and not kind.startswith("image/") else ""


def _instead(wanted: WantedPicture, fingerprint: PictureFingerprint, why: str) -> LoadedPicture:
    note = LeftOut(f"id {wanted.product_id}", LeftOutReason.PICTURE_OF_BEFORE, f"{wanted.image}: {why}")
    return LoadedPicture(fingerprint, note=note)
