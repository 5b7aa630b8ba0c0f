"""What a new index has to be before it takes the place of the one that serves: the quality gate of a reindex.

It looks at what an admin would look at: how much is gone, how much has lost its price, type or picture, whether the
products find themselves, and whether the photos that the admin keeps for this find theirs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.answers import LeftOut, LeftOutReason, Progress, Stage
from recommender.errors import GateFinding, GateReason, IndexingError, IndexRefusedError
from recommender.index.embedding_pass import ProgressCallback
from recommender.index.previous import PreviousIndex
from recommender.index.protocol import IndexLike
from recommender.index.renewal import IndexedRows
from recommender.index.search import Index
from recommender.product import Product

EXAMPLES = 5
_COMPARED_FROM = 20  # products in the index of before: with fewer, shares say little
_BLOCK = 512
_SAME = 1e-3  # as far from itself as a row of half precision may be (columns/arrays.py)
# Pictures that are looked for: of those whose embeddings are new, and of the others, which were looked for before.
_MOST_NEW, _MOST_OTHERS = 5000, 1000
_FIRST = 5  # among which a product has to find itself: a few have pictures that look the same to the network
_NO_PICTURE = (LeftOutReason.MISSING_PICTURE, LeftOutReason.UNREADABLE_PICTURE)

# What tries photos whose products are known on an index that nobody sees yet: how many there are, and those that miss.
GoldenSet = Callable[[IndexLike], tuple[int, Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Gate:
    """Shares, 0 to 1. At most so much may be lost of the last index's products, or without a picture of the
    catalogue's. Price and type may lack for so much more than before. At least so much has to find itself, and of the
    golden set."""

    most_lost: float = 0.5
    most_without_picture: float = 0.5
    more_without_price: float = 0.2
    more_without_type: float = 0.2
    least_found: float = 0.95
    least_golden: float = 0.8

    def of_products(
        self, products: Sequence[Product], previous: PreviousIndex, places: np.ndarray, left_out: Sequence[LeftOut]
    ) -> list[GateFinding]:
        """How they are against the index of before, if that is of any size. `places`: their rows there."""
        before = len(previous)
        lost, gone = previous.gone(places)
        if any(each.reason is LeftOutReason.CUT_SHORT for each in left_out):
            return [_finding(GateReason.CUT_SHORT, lost, before, 0.0, gone)]
        if before < _COMPARED_FROM:
            return []
        missing = [each for each in left_out if each.reason in _NO_PICTURE]
        found = [
            _finding(GateReason.LOST, lost, before, self.most_lost, gone),
            _finding(
                GateReason.NO_PICTURE,
                len(missing),
                len(products) + len(missing),
                self.most_without_picture,
                [each.where for each in missing],
            ),
        ]
        no_price, no_type = previous.lacking
        lacking: tuple[tuple[GateReason, float, float, Callable[[Product], bool]], ...] = (
            (GateReason.NO_PRICE, no_price, self.more_without_price, lambda product: product.price is None),
            (GateReason.NO_TYPE, no_type, self.more_without_type, lambda product: not product.type),
        )
        for reason, share, more, lacks in lacking:
            without = [product.id for product in products if lacks(product)]
            found.append(_finding(reason, len(without), len(products), share + more, without))
        return found

    def of_index(
        self,
        index: Index,
        rows: IndexedRows,
        tell: ProgressCallback,
        golden: GoldenSet | None,
    ) -> list[GateFinding]:
        """How an index is that nobody sees yet."""
        looked_for, lost = find_themselves(index, rows, tell)
        found = [_finding(GateReason.NOT_FOUND, len(lost), looked_for, 1.0 - self.least_found, lost)]
        if golden is not None:
            photos, missed = golden(index)
            found.append(_finding(GateReason.GOLDEN, len(missed), photos, 1.0 - self.least_golden, missed))
        return found


def refuse(findings: Sequence[GateFinding], left_out: Sequence[LeftOut]) -> None:
    """Raises IndexRefusedError if any of them is wrong."""
    if wrong := tuple(each for each in findings if each.is_wrong):
        raise IndexRefusedError(wrong, f" (left out: {summary(left_out)})" if left_out else "")


def summary(left_out: Sequence[LeftOut]) -> str:
    """The reasons, how often each, and an example."""
    if not left_out:
        return "it is empty"
    counts = Counter(one.reason for one in left_out)
    reasons = ", ".join(f"{count:,} {reason.value}" for reason, count in counts.most_common())
    return f"{reasons}; first: {left_out[0].where} {left_out[0].detail}".rstrip()


def find_themselves(index: Index, rows: IndexedRows, tell: ProgressCallback) -> tuple[int, list[str]]:
    """How many pictures were looked for, and the ids of products that are not among the closest few to their own.

    Above some size it is a sample. Raises IndexingError where something else is there than the very embedding, which no
    gate lets pass.
    """
    ids = index.table.ids
    if len(ids) != len(rows) or any(known != each.id for known, each in zip(ids, rows.products, strict=True)):
        raise IndexingError("verification failed: the new index holds other products than the catalogue")
    is_new = rows.sources < 0
    wanted = np.sort(
        np.concatenate((_some(np.flatnonzero(is_new), _MOST_NEW), _some(np.flatnonzero(~is_new), _MOST_OTHERS)))
    )
    lost: list[str] = []
    for start in range(0, len(wanted), _BLOCK):
        block = wanted[start : start + _BLOCK]
        far, found = index.nearest(index.embeddings[block], _FIRST)
        if (far[:, 0] > _SAME).any():
            lost_one = ids[int(index.products_of(block[far[:, 0].argmax()][None])[0])]
            raise IndexingError(f"verification failed: a picture of product {lost_one} is not found")
        own = index.products_of(block)
        # A product with the very same picture may stand for it.
        alike = (found == own[:, None]) | (index.table.pictures[found] == index.table.pictures[own][:, None])
        lost += index.ids(own[~alike.any(axis=1)])
        tell(Progress(Stage.VERIFYING, min(start + _BLOCK, len(wanted)), len(wanted)))
    return len(wanted), lost


def _some(rows: np.ndarray, most: int) -> np.ndarray:
    """So many of them at most, evenly spread."""
    if len(rows) <= most:
        return rows
    return np.asarray(rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)])


def _finding(reason: GateReason, count: int, total: int, most: float, examples: Sequence[str]) -> GateFinding:
    return GateFinding(reason, count / total if total else 0.0, most, tuple(examples[:EXAMPLES]))
