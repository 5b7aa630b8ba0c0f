"""The files of an index: their names, and what is in them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from recommender.index.columns.arrays import ArrayLike, array_blocks
from recommender.index.columns.colour_means import ColourSums
from recommender.index.columns.look_column import LOOKS_FILE, LookColumn
from recommender.index.product_table import ProductTable

EMBEDDINGS_FILE = "embeddings.npy"
DESCRIPTORS_FILE = "details.npy"
OWNERS_FILE = "owners.npy"

COLOUR_PAIRS_FILE, COLOUR_SUMS_FILE = "colour_pairs.npy", "colour_sums.npy"
LOOK_SUMS_FILE = "look_sums.npy"


def index_content(
    embeddings: ArrayLike,
    descriptors: ArrayLike | None,
    owners: np.ndarray,
    table: ProductTable,
    looks: LookColumn | None,
    colour_sums: ColourSums,
    look_sums: np.ndarray | None = None,
    *,
    halves: bool = False,
) -> dict[str, Iterable[bytes]]:
    """Name and content, in pieces, of the files of an index of these parts; embeddings in half precision, if wanted."""
    arrays: dict[str, ArrayLike] = {
        COLOUR_PAIRS_FILE: colour_sums.pairs,
        COLOUR_SUMS_FILE: colour_sums.sums,
    }
    if descriptors is not None:
        arrays[DESCRIPTORS_FILE] = descriptors
    if len(owners):
        arrays[OWNERS_FILE] = owners
    if looks is not None:
        arrays[LOOK_SUMS_FILE] = looks.sums(table.types) if look_sums is None else look_sums
    files: dict[str, Iterable[bytes]] = {name: array_blocks(array) for name, array in arrays.items()}
    files[EMBEDDINGS_FILE] = array_blocks(embeddings, np.float16 if halves else None)
    return files | ({} if looks is None else {LOOKS_FILE: [looks.to_file()]}) | table.to_files()
