"""An index as large as is wanted, made in a minute: the rows of a small one, repeated with noise, under other names.

A search costs what the number of rows makes it cost, whatever is in them; embedding tens of thousands of pictures would
take most of a bench's run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from recommender.index import files as index_files
from recommender.index.columns.arrays import BLOCK, array_of, npy_blocks
from recommender.index.content.index_content import DESCRIPTORS_FILE, EMBEDDINGS_FILE, index_content
from recommender.index.engines.approximate import FAISS_FILE, made_of
from recommender.index.engines.choice import wants_faiss
from recommender.index.indexed_product import IndexedProduct
from recommender.index.product_table import ProductTable
from recommender.index.search import Index
from recommender.product import Product

_SYLLABLES = ("ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve", "wi", "xo", "zu", "ka")


def enlarge(index_dir: Path, products: int) -> int:
    """Make the index at `index_dir` one of so many products (if it has fewer); returns how many it has. Products
    without a price get one, so that prices can be changed."""
    manifest, files = index_files.read_version(index_dir)
    small = Index.from_files(manifest, files)
    if len(small) > products or (len(small) == products and bool((small.table.prices >= 0).all())):
        return len(small)
    records = [replace(each, more=(), product=_priced(each.product)) for each in small.table.records()]
    table = _table(records, products)
    manifest = replace(manifest, version=f"{manifest.version}-{products}", products=products, format=index_files.FORMAT)
    growing = index_dir / "growing.npy"
    with growing.open("wb") as file:
        blocks = _noisy(small.embeddings[: len(small)], products)
        file.writelines(npy_blocks((products, small.dim), np.dtype("<f4"), blocks))
    rows = array_of(EMBEDDINGS_FILE, np.memmap(growing, np.uint8, "r"))  # type: ignore[arg-type]
    repeats = np.resize(np.arange(len(small)), products)
    looks = small.looks and small.looks.at(repeats)
    grown = Index(rows, table, manifest, looks=looks)
    many = wants_faiss("auto", products)
    files_of = index_content(rows, None, grown.owners, table, looks, grown.colour_sums, halves=many)
    if small.descriptors is not None:
        details = small.descriptors
        blocks = (details[repeats[start : start + BLOCK]] for start in range(0, products, BLOCK))
        files_of[DESCRIPTORS_FILE] = npy_blocks((products, *details.shape[1:]), details.dtype, blocks)
    if many:
        files_of[FAISS_FILE] = made_of(rows)
    index_files.publish(index_dir, index_files.write_version(index_dir, manifest, files_of))
    growing.unlink()
    return products


def _table(records: list[IndexedProduct], products: int) -> ProductTable:
    """Repetition by repetition, so that there are never a million objects."""
    table = ProductTable.of(records)
    parts = []
    for number in range(1, -(-products // len(records))):
        some = records[: products - number * len(records)]
        parts.append(ProductTable.of([replace(each, product=_another(each.product, number)) for each in some]))
    while len(parts) > 1:  # pair by pair: joining each to all before it would copy those again and again
        parts = [a.joined(b) for a, b in zip(parts[::2], parts[1::2], strict=False)] + parts[len(parts) & ~1 :]
    return table.joined(parts[0]) if parts else table


def _noisy(rows: np.ndarray, count: int) -> Iterator[np.ndarray]:
    """Blocks of `count` rows of length 1: these again and again, all but the first time with noise."""
    random, noise = np.random.default_rng(0), np.float32(0.5 / rows.shape[1] ** 0.5)
    for start in range(0, count, BLOCK):
        places = np.arange(start, min(start + BLOCK, count))
        block = rows[places % len(rows)]
        block[places >= len(rows)] += noise * random.standard_normal(block[places >= len(rows)].shape, dtype=np.float32)
        yield block / np.linalg.norm(block, axis=1, keepdims=True)


def repeated(rows: np.ndarray, count: int, noise: float) -> np.ndarray:
    """(count, dim) float32: the rows again and again, all but the first time with noise, so that no two are equal."""
    grown = np.resize(rows, (count, rows.shape[1]))
    grown[len(rows) :] += noise * np.random.default_rng(0).standard_normal(grown[len(rows) :].shape, dtype=np.float32)
    return grown


def _priced(product: Product) -> Product:
    if product.price is not None:
        return product
    return replace(product, price=5.0 + len(product.title) % 40, currency="EUR")


def _another(product: Product, number: int) -> Product:
    # Titles differ by more than a number, or they would be taken for sizes of one product.
    name = "".join(_SYLLABLES[number >> shift & 15] for shift in (0, 4, 8)).title()
    return replace(product, id=f"{product.id}-{number}", title=f"{name} {product.title}")
