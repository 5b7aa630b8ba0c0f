"""A product's picture for the index: whether it changed, the hash of its bytes, and the pixels if they are needed."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from recommender.answers import LeftOut, LeftOutReason
from recommender.errors import PhotoError, PhotoReason
from recommender.fetching import MAX_BYTES, Fetcher, FetchError, NotModified, is_url
from recommender.index.product_table import IndexedProduct, PictureFingerprint
from recommender.photo.decoding import content_hash, load_photo
from recommender.product import Product

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LoadedPicture:
    """`fingerprint` knows the picture again; `photo` is decoded only where its embedding is not known yet."""

    fingerprint: PictureFingerprint
    photo: np.ndarray | None = field(default=None, repr=False)


def unchanged_on_disk(product: Product, before: IndexedProduct | None) -> PictureFingerprint | None:
    """The fingerprint of before, if the picture is the same file of the same size and time; reads nothing."""
    if before is None or before.product.image != product.image or is_url(product.image):
        return None
    try:
        stat = Path(product.image).stat()
    except (OSError, ValueError):
        return None
    fingerprint = before.picture
    return fingerprint if (fingerprint.size, fingerprint.mtime_ns) == (stat.st_size, stat.st_mtime_ns) else None


def take_picture(
    product: Product, before: IndexedProduct | None, known: Callable[[str], bool], fetcher: Fetcher | None
) -> LoadedPicture | LeftOut:
    """Read or fetch a product's picture, and decode it unless `known` says that its hash's embedding is there.

    `before` is the product's row in the old index if its embedding may be kept, else None. A picture by URL that cannot
    be had for the moment leaves a product that was indexed as it was; one that the server says is gone does not.
    """
    try:
        if is_url(product.image):
            assert fetcher is not None  # noqa: S101 - for the type checker: there is one where there are URLs
            data, fingerprint = _fetched(product, before, fetcher)
        else:
            data, fingerprint = _read(product)
        return LoadedPicture(fingerprint, None if known(fingerprint.hash) else load_photo(data))
    except PhotoError as error:
        return LeftOut(f"id {product.id}", LeftOutReason.UNREADABLE_PICTURE, f"{product.image}: {error}")
    except NotModified:
        assert before is not None  # noqa: S101 - for the type checker: only asked for with a fingerprint of before
        return LoadedPicture(before.picture)
    except FetchError as error:
        if before is not None and not error.gone:
            log.warning("picture of %s: %s; its embedding of before is kept", product.id, error)
            mine = before.product.image == product.image
            return LoadedPicture(before.picture if mine else replace(before.picture, etag="", modified=""))
        return LeftOut(f"id {product.id}", LeftOutReason.MISSING_PICTURE, f"{product.image}: {error}")
    except (OSError, ValueError) as error:
        # ValueError: a path with a null byte in it.
        why = getattr(error, "strerror", None) or error
        return LeftOut(f"id {product.id}", LeftOutReason.MISSING_PICTURE, f"{product.image or 'none given'}: {why}")


def _read(product: Product) -> tuple[bytes, PictureFingerprint]:
    path = Path(product.image)
    if not path.is_file():
        raise FileNotFoundError(errno.ENOENT, "no such file" if not path.exists() else "no file")
    # The time from before the bytes: a file that is replaced in between looks changed the next time.
    stat = path.stat()
    if stat.st_size > MAX_BYTES:
        raise PhotoError(PhotoReason.TOO_MANY_BYTES, f"{stat.st_size:,}")
    data = path.read_bytes()
    return data, PictureFingerprint(content_hash(data), size=stat.st_size, mtime_ns=stat.st_mtime_ns)


def _fetched(product: Product, before: IndexedProduct | None, fetcher: Fetcher) -> tuple[bytes, PictureFingerprint]:
    known = before.picture if before is not None and before.product.image == product.image else PictureFingerprint("")
    fetched = fetcher.fetch(product.image, known.etag, known.modified)
    data = fetched.data
    return data, PictureFingerprint(content_hash(data), len(data), etag=fetched.etag, modified=fetched.modified)
