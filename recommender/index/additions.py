"""Products that come one by one: a small index beside the index, `INDEX_DIR/additions`, which search sees as one.

A reindex of a whole catalogue takes minutes, and an admin who has just sent a product waits for seconds. So what is
added by hand has an index of its own, built by the same `build_index`, as safe from kills, and small. Both are put
together in memory whenever one of them has changed; neither knows of the other on the disk, so that a reindex, at
whatever moment it ends, loses no addition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from recommender.answers import LeftOut
from recommender.errors import IndexingError
from recommender.index import files as index_files
from recommender.index.columns.arrays import GatheredRows
from recommender.index.columns.colour_means import ColourSums
from recommender.index.columns.look_column import joined_looks
from recommender.index.engines.joined import JoinedSearch
from recommender.index.search import Index
from recommender.product import Product
from recommender.protocols import EmbedderLike

FOLDER = "additions"


def build_additions(products: Sequence[Product], index_dir: Path, embedder: EmbedderLike) -> None:
    """Bring the additions of the index at `index_dir` up to these products. Raises as `build_index` does."""
    # Here alone: who only answers need not load what fetches pictures.
    from recommender.index.building import build_index

    if products:
        build_index(_Additions(products), index_dir / FOLDER, embedder, gate=None)
    else:
        withdraw_additions(index_dir)


def withdraw_additions(index_dir: Path) -> None:
    """There are none any more. Raises IndexingError."""
    try:
        index_files.withdraw(index_dir / FOLDER)
    except OSError as error:
        raise IndexingError(f"{index_dir / FOLDER}: {error.strerror or error}") from error


def with_additions(index: Index, additions: Index | None, alone: bool = False) -> Index:
    """One index of both. Of two products with one id the addition counts: it is what somebody has said by hand.
    `alone`: while there are additions, the index itself is not shown."""
    if additions is None or alone:
        return additions or index
    hidden = np.unique(np.array(index.table.rows(additions.table.ids), dtype=np.intp))
    kept = np.ones(len(index), dtype=bool)
    kept[hidden] = False
    mine, theirs = len(index), len(additions)
    table = (index.table.at(np.flatnonzero(kept)) if len(hidden) else index.table).joined(additions.table)
    manifest = replace(index.manifest, version=f"{index.version}+{additions.version}", products=len(table), files={})
    of_kept = np.flatnonzero(kept[index.owners])
    owners = (np.cumsum(kept, dtype=np.int32) - 1)[index.owners[of_kept]]
    # Nothing of a large index is copied: its mapped rows, and what searches them, serve beside those of the additions.
    added = ~np.arange(len(additions.embeddings))
    sources = np.concatenate((np.flatnonzero(kept), added[:theirs], mine + of_kept, added[theirs:])).astype(np.int32)
    sizes = len(index.embeddings), len(additions.embeddings)
    details = (index.descriptors, additions.descriptors)
    alike = details[0] is not None and details[1] is not None and details[0].shape[1:] == details[1].shape[1:]
    made = Index(
        GatheredRows(index.embeddings, additions.embeddings, sources),
        table,
        manifest,
        GatheredRows(*details, sources) if alike else None,  # type: ignore[arg-type]
        np.concatenate((owners, additions.owners + np.int32(kept.sum()))),
        joined_looks(index.looks, additions.looks, kept),
        searched_by=partial(JoinedSearch, index.engine, additions.engine, sources, sizes),
    )
    made.files = index.files
    _join_sums(made, index, additions, hidden)
    return made


def _join_sums(made: Index, index: Index, additions: Index, hidden: np.ndarray) -> None:
    """Those of both, without the hidden: to count them anew, all embeddings would be read."""
    table, gone = made.table, index.table.at(hidden)
    without = ColourSums.of(index.embeddings[hidden], gone.colours.codes, gone.types.codes)
    parts = [(index.colour_sums, index.table, 1), (additions.colour_sums, additions.table, 1), (without, gone, -1)]
    colour_sums = ColourSums.joined(
        (sums, of.types.codes_in(table.types), of.colours.codes_in(table.colours), sign) for sums, of, sign in parts
    )
    if made.looks is None or index.looks is None:
        return made.know(colour_sums)
    looks = [(index.look_sums, index.table, 1), (additions.look_sums, additions.table, 1)]
    looks.append((index.looks.at(hidden).sums(gone.types), gone, -1))
    total = np.zeros((len(table.types.words) + 1, len(made.looks.looks)))
    for sums, of, sign in looks:
        np.add.at(total, of.types.codes_in(table.types), sign * sums)
    return made.know(colour_sums, total)


class _Additions:
    """A catalogue that is a list."""

    source = "products that were added one by one"
    left_out: tuple[LeftOut, ...] = ()

    def __init__(self, products: Sequence[Product]) -> None:
        self._products = products

    def __iter__(self) -> Iterator[Product]:
        return iter(self._products)
