"""Indexes that an earlier release wrote: served as they are, until a reindex writes them anew."""

from __future__ import annotations

import json
from collections.abc import Mapping

from recommender.errors import IndexCorruptError
from recommender.index.indexed_product import PRODUCTS_FILE, IndexedProduct
from recommender.index.product_table import WORDS_FILE, ProductTable

FORMATS = (1,)


def table_of_before(files: Mapping[str, bytes]) -> ProductTable:
    """The columns, made of the products' lines as a reindex makes them. Raises IndexCorruptError."""
    records = [IndexedProduct.from_line(line) for line in files[PRODUCTS_FILE][:].splitlines()]
    try:
        ids = json.loads(files[WORDS_FILE][:])["ids"]
    except (KeyError, ValueError, TypeError) as error:
        raise IndexCorruptError(f"{WORDS_FILE} cannot be read: {error}") from error
    if ids != [record.product.id for record in records]:
        raise IndexCorruptError(f"{PRODUCTS_FILE} and {WORDS_FILE} do not agree")
    return ProductTable.of(records)
