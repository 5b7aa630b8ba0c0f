"""An index as large as is wanted, made in seconds: the rows of a small one, repeated with noise, under other names.

A search costs what the number of rows makes it cost, whatever is in them; embedding tens of thousands of pictures would
take most of a bench's run.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from recommender.index import files as index_files
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.product import Product

_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "xo", "zu", "ka")


def enlarge(index_dir: Path, products: int) -> int:
    """Make the index at `index_dir` one of so many products (if it has fewer); returns how many it has."""
    manifest, files = index_files.read_version(index_dir)
    small = Index.from_files(manifest, files)
    if len(small) >= products:
        return len(small)
    records = list(small.table.records())
    rows = repeated(small.embeddings[: len(small)], products, 0.5 / small.embeddings.shape[1] ** 0.5)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    grown = [
        records[place]
        if place < len(records)
        else replace(
            records[place % len(records)],
            product=_another(records[place % len(records)].product, place // len(records)),
        )
        for place in range(products)
    ]
    manifest = replace(manifest, version=f"{manifest.version}-{products}", products=products)
    details = (
        None
        if small.descriptors is None
        else np.resize(small.descriptors[: len(small)], (products, *small.descriptors.shape[1:]))
    )
    looks = small.looks and replace(small.looks, codes=np.resize(small.looks.codes, (products, len(small.looks.looks))))
    content = Index(rows, ProductTable.of(grown), manifest, details, looks=looks).to_files()
    manifest = replace(manifest, files=index_files.hashes(content))
    index_files.publish(index_dir, index_files.write_version(index_dir, manifest, content))
    return products


def repeated(rows: np.ndarray, count: int, noise: float) -> np.ndarray:
    """(count, dim) float32: the rows again and again, all but the first time with noise, so that no two are equal."""
    grown = np.resize(rows, (count, rows.shape[1]))
    grown[len(rows) :] += noise * np.random.default_rng(0).standard_normal(grown[len(rows) :].shape, dtype=np.float32)
    return grown


def _another(product: Product, number: int) -> Product:
    # Titles differ by more than a number, or they would be taken for sizes of one product.
    name = "".join(_SYLLABLES[number >> shift & 15] for shift in (0, 4, 8)).title()
    return replace(product, id=f"{product.id}-{number}", title=f"{name} {product.title}")
