"""One row of what the index knows of its products: the product and the fingerprints of its pictures, a line of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

from recommender.errors import IndexCorruptError
from recommender.product import Product

PRODUCTS_FILE = "products.jsonl"


@dataclass(frozen=True, slots=True)
class PictureFingerprint:
    """By what a product's picture is known again: the hash of its bytes.

    Size and time of a file, etag and date of a download tell without reading them that the bytes are the same still.
    """

    hash: str
    size: int = 0
    mtime_ns: int = 0
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class IndexedProduct:
    """One row: a product, its picture's fingerprint, and those of as many additional images as were looked at, in their
    order; with an empty hash where there was nothing to see."""

    product: Product
    picture: PictureFingerprint
    more: tuple[PictureFingerprint, ...] = ()

    @property
    def hashes(self) -> tuple[str, ...]:
        """Of the pictures by which the product is found, each once, its own first."""
        return tuple(dict.fromkeys(each.hash for each in (self.picture, *self.more) if each.hash))

    @property
    def by_image(self) -> dict[str, PictureFingerprint]:
        """What is known of each of its images."""
        images = (self.product.image, *self.product.additional_images)
        return {image: each for image, each in zip(images, (self.picture, *self.more), strict=False) if each.hash}

    def to_line(self) -> bytes:
        """One line of JSON, without what has its default value; without price and stock, which have columns."""
        values = _sparse(replace(self.product, price=None, in_stock=True)) | {"picture": _sparse(self.picture)}
        values |= {"more": [_sparse(each) for each in self.more]} if self.more else {}
        return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_line(cls, line: bytes, price: float | None = None, in_stock: bool | None = None) -> IndexedProduct:
        """With price and stock, or those that a line of an earlier release has in it. Raises IndexCorruptError."""
        try:
            values = json.loads(line.decode())  # quicker than of bytes, whose encoding it would guess
            values |= {} if in_stock is None else {"price": price, "in_stock": in_stock}
            picture = PictureFingerprint(**values.pop("picture"))
            more = tuple(PictureFingerprint(**each) for each in values.pop("more", ()))
            values["extra"] = MappingProxyType(values.get("extra", {}))
            return cls(Product(**values), picture, more)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise IndexCorruptError(f"{PRODUCTS_FILE} holds a line that is no product: {line[:80]!r}") from error


def _sparse(thing: Product | PictureFingerprint) -> dict[str, object]:
    values = {one.name: getattr(thing, one.name) for one in fields(thing) if getattr(thing, one.name) != one.default}
    extra = values.pop("extra", None)
    return values | ({"extra": dict(extra)} if extra else {})
