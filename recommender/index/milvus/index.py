"""An index version in Milvus, and how it answers a ranking's questions: what is known as a whole is here, all else is
asked for."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from recommender.answers import CatalogueWords, Filters, Guess
from recommender.errors import IndexCorruptError, IndexMismatchError, UnknownProductError
from recommender.folding import folded
from recommender.index.columns.look_column import LookColumn
from recommender.index.filtering import admitted
from recommender.index.indexed_product import IndexedProduct
from recommender.index.milvus.about import about_in
from recommender.index.milvus.connection import MOST_AT_ONCE, MilvusConnection
from recommender.index.milvus.expressions import Condition, among, both, condition_of
from recommender.index.milvus.layout import ATTRIBUTES, NO_PRICE, SPREAD, lists_of, unpacked_rows
from recommender.index.product_table import ProductTable, mark
from recommender.index.protocol import ColumnName, ProductColumns, Rows
from recommender.product import Product
from recommender.protocols import EmbedderLike

_OWN = "is_own == true"  # a product's own picture, of which each product has one
_PRODUCT = ("picture", "line", "price", "in_stock")
_COLUMNS = ("type", "gender", "colour", "brand", "price", "in_stock", "shown", "variant", "looks")
# Of the lists of an inverted file (IVF) one in so many is looked through, or as many as hold so many times the wanted.
# With filters it is so many times as many: what they admit may lie far from the photo.
_SHARE, _TIMES, _FILTERED = 8, 28, 2
_PAUSES = (0.1, 0.5)

_Method = TypeVar("_Method", bound=Callable[..., Any])


def _again(method: _Method) -> _Method:
    """While Milvus moves rows about it may, once in a thousand times, not see all of them; a moment later it does."""

    @wraps(method)
    def asked(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        for pause in _PAUSES:
            with suppress(IndexCorruptError):
                return method(*given, **named)
            time.sleep(pause)
        return method(*given, **named)

    return asked  # type: ignore[return-value]


class MilvusIndex:
    """One version; see `recommender.index.protocol`. Every question may raise IndexUnavailableError."""

    def __init__(self, connection: MilvusConnection, collection: str) -> None:
        """Of what that collection says. Raises IndexUnavailableError, IndexCorruptError."""
        self._connection = connection
        self.about = about_in(connection, collection)
        self._collection = self.about.rows
        self._shown = self.about.shown()
        self._own = both(_OWN, self._shown)

    def __len__(self) -> int:
        return self.about.products

    @property
    def version(self) -> str:
        return self.about.version

    @property
    def dim(self) -> int:
        return self.about.manifest.dim

    def check_embedder(self, embedder: EmbedderLike) -> None:
        """Raises IndexMismatchError unless this embedder made the index."""
        made = self.about.manifest
        if (made.embedder_version, made.dim) != (embedder.version, embedder.dim):
            raise IndexMismatchError(
                f"index {self.version} in Milvus was built by embedder {made.embedder_version} (dim {made.dim}), "
                f"the one in use is {embedder.version} (dim {embedder.dim}); a reindex mends it"
            )

    def warm(self) -> None:
        """Nothing waits for anything but the network."""
        self.nearest(np.eye(1, self.dim, dtype=np.float32), 1)

    def nearest(self, queries: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Distances and rows, (q, count)."""
        count = max(1, min(count, len(self)))
        found = self._search(queries, count, self._shown, len(self))
        return np.stack([distances for distances, _ in found]), np.stack([rows for _, rows in found])

    def nearest_among(
        self, query: np.ndarray, count: int, filters: Filters, without: Rows = ()
    ) -> tuple[np.ndarray, np.ndarray]:
        """As `nearest` for one query, among what the filters admit."""
        condition = condition_of(filters, self.about)
        left_out = f"not ({among('product', map(int, without))})" if len(without) else ""
        if condition.left is None:
            where = both(condition.where, left_out)
            total = self._connection.count(self._collection, both(self._own, where))
            count, where = min(count, total), both(self._shown, where)
            if not count:
                return np.empty(0, np.float32), np.empty(0, np.intp)
            return self._search(query[None], count, where, total)[0]
        rows = self._admitted(replace(condition, where=both(condition.where, left_out)))
        distances = self.closest_pictures(query, rows)[0]
        order = np.lexsort((rows, distances))[:count]
        return distances[order], rows[order]

    @_again
    def _search(self, queries: np.ndarray, count: int, where: str, total: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """Distances and rows for each query, `count` of the `total` that the expression admits."""
        pictures = self.about.pictures
        asked = min(math.ceil(count * pictures / len(self)), pictures)
        share = max(1 / _SHARE, _TIMES * asked / pictures) * len(self) / total * (_FILTERED if total < len(self) else 1)
        while True:
            found = [self._products_near(query, asked, where, share) for query in queries]
            if min(len(rows) for _, rows in found) >= count or (asked == pictures and share >= 1):
                break
            # Too few: pictures of the same products, or in lists that were not looked through.
            asked, share = min(2 * asked, pictures), 4 * share
        if min(len(rows) for _, rows in found) < count:
            raise IndexCorruptError(f"{self._collection} in Milvus has lost products; a reindex writes it anew")
        return [(distances[:count], rows[:count]) for distances, rows in found]

    def _products_near(self, query: np.ndarray, asked: int, where: str, share: float) -> tuple[np.ndarray, np.ndarray]:
        """Distances and rows of the products of so many pictures, each once, closest first."""
        similar: list[float] = []
        owners: list[int] = []
        seen: list[int] = []
        lists = lists_of(self.about.pictures)
        seconds = self._connection.settings.seconds
        while len(similar) < asked:
            size = min(MOST_AT_ONCE, asked - len(similar))
            # Beyond what one question may bring, the next asks without what was found.
            filtered = both(where, f"not ({among('picture', seen)})" if seen else "")
            hits = self._connection.ask(
                lambda client, size=size, filtered=filtered: client.search(  # type: ignore[misc]
                    self._collection,
                    data=[query.tolist()],
                    anns_field="embedding",
                    limit=size,
                    filter=filtered,
                    output_fields=["product"],
                    search_params={
                        "metric_type": "IP",
                        "params": {"nprobe": max(1, min(lists, math.ceil(lists * share)))},
                    },
                    consistency_level="Eventually",
                    timeout=seconds,
                )
            )[0]
            seen += map(int, hits.ids)
            similar += hits.distances
            owners += [int(hit["entity"]["product"]) for hit in hits]
            if len(hits) < size:
                break
        distances = np.clip(1.0 - np.array(similar, dtype=np.float32), 0.0, 2.0)
        rows = np.array(owners, dtype=np.intp)
        order = np.lexsort((rows, distances))
        _, first = np.unique(rows[order], return_index=True)
        order = order[np.sort(first)]
        return distances[order], rows[order]

    def count(self, filters: Filters, beyond: Collection[Filters] = ()) -> int:
        """How many products the filters admit that none of those `beyond` does."""
        if filters == Filters() and not beyond:
            return len(self)
        conditions = [condition_of(each, self.about) for each in (filters, *beyond)]
        if all(each.left is None for each in conditions):
            left_out = [f"not ({each.where or 'picture >= 0'})" for each in conditions[1:]]
            return self._connection.count(self._collection, both(self._own, conditions[0].where, *left_out))
        kept = set(self._admitted(conditions[0]).tolist())
        return len(kept.difference(*(self._admitted(each).tolist() for each in conditions[1:])))

    def sample(self, filters: Filters, most: int) -> np.ndarray:
        """So many rows at most, evenly spread."""
        condition = condition_of(filters, self.about)
        if condition.left is not None:
            rows = self._admitted(condition)
            return rows[:: -(-len(rows) // most)] if len(rows) else rows
        where, total = both(self._own, condition.where), self.count(filters)
        if total > most:
            where = both(where, f"spread < {SPREAD * most // total}")
        found = self._connection.query(self._collection, where, ["picture"])
        return np.sort(np.array([each["picture"] for each in found], dtype=np.intp))[:most]

    def _admitted(self, condition: Condition) -> np.ndarray:
        """Rows, ascending: what Milvus admits is looked through for what it has no words for."""
        found: list[Mapping[str, Any]] = []
        where = both(self._own, condition.where)
        few = self._connection.count(self._collection, where) <= MOST_AT_ONCE
        step = self.about.highest + 1 if few else MOST_AT_ONCE
        for start in range(0, self.about.highest + 1, step):
            span = both(where, f"picture >= {start} and picture < {start + step}")
            found += self._connection.query(self._collection, span, ["picture", "line", "looks"])
        found.sort(key=lambda each: int(each["picture"]))
        rows = np.array([each["picture"] for each in found], dtype=np.intp)
        if condition.left is None or not len(rows):
            return rows
        table = ProductTable.of([_record(each) for each in found])
        mask = admitted(table, condition.left, self._looks(found))
        return rows if mask is None else rows[mask]

    @_again
    def closest_pictures(self, query: np.ndarray, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
        """How far these products are, and of each the picture that is the closest."""
        rows = np.asarray(rows, dtype=np.intp)
        if not len(rows):
            return np.empty(0, np.float32), rows
        found: list[Mapping[str, Any]] = []
        for start in range(0, len(rows), 1000):
            where = among("product", rows[start : start + 1000].tolist())
            found += self._connection.query(self._collection, where, ["picture", "product", "embedding"])
        if not found:
            raise IndexCorruptError(f"{self._collection} in Milvus has lost products; a reindex writes it anew")
        owners, pictures = (np.array([each[name] for each in found], np.intp) for name in ("product", "picture"))
        vectors = np.array([each["embedding"] for each in found], np.float32)
        distances = np.clip(1.0 - np.einsum("nd,d->n", vectors, query, dtype=np.float32), 0.0, 2.0)
        order = np.lexsort((pictures, distances, owners))
        each, first = np.unique(owners[order], return_index=True)
        places = np.searchsorted(each, rows)
        if not np.array_equal(each[np.minimum(places, len(each) - 1)], rows):
            raise IndexCorruptError(f"{self._collection} in Milvus has lost products; a reindex writes it anew")
        chosen = order[first[places]]
        return distances[chosen].astype(np.float32), pictures[chosen]

    def rows(self, product_ids: Iterable[str]) -> list[int]:
        """The rows of those of the ids that are here."""
        asked = list(product_ids)
        if not asked:
            return []
        where = both(self._own, among("id_mark", (mark(each) for each in asked)))
        rows = {}
        for each in self._connection.query(self._collection, where, ["picture", "line"]):
            rows[str(json.loads(each["line"])["id"])] = int(each["picture"])
        return [rows[each] for each in asked if each in rows]

    def row(self, product_id: str) -> int:
        """Raises UnknownProductError."""
        for row in self.rows([product_id]):
            return row
        raise UnknownProductError(product_id)

    def ids(self, rows: Rows) -> list[str]:
        """The products' ids."""
        return [product.id for product in self.products(rows)]

    def products(self, rows: Rows) -> list[Product]:
        """Raises IndexCorruptError."""
        return [_record(each).product for each in self._of(rows, _PRODUCT)]

    def columns(self, rows: Rows) -> ProductColumns:
        """What is known of these rows."""
        found = self._of(rows, _COLUMNS)
        about = self.about
        types, genders, colours, brands = (
            replace(about.columns[column], codes=about.places[column][[each[name] for each in found]])
            for column, name in zip(ATTRIBUTES, _COLUMNS, strict=False)
        )
        prices = np.array([each["price"] for each in found], np.float64)
        return ProductColumns(
            types,
            genders,
            colours,  # type: ignore[arg-type]
            brands,
            np.where(prices == NO_PRICE, np.nan, prices),
            np.array([each["in_stock"] for each in found], bool),
            np.array([each["shown"] for each in found], np.int64),
            np.array([each["variant"] for each in found], np.int64),
            self._looks(found),
        )

    def _looks(self, entities: Sequence[Mapping[str, Any]]) -> LookColumn | None:
        looks = self.about.looks
        if not looks:
            return None
        codes = unpacked_rows([each["looks"] for each in entities], np.uint8, (len(looks),))
        return LookColumn(looks, self.about.looks_version, codes)

    def embeddings_of(self, pictures: Rows) -> np.ndarray:
        """(m, dim) float32."""
        found = [each["embedding"] for each in self._of(pictures, ("embedding",))]
        return np.array(found, np.float32).reshape(-1, self.dim)

    def details_of(self, pictures: Rows) -> np.ndarray | None:
        """(m, places, d) int8, or None."""
        if not self.about.details:
            return None
        return unpacked_rows(
            [each["details"] for each in self._of(pictures, ("details",))], np.int8, self.about.details
        )

    @_again
    def _of(self, pictures: Rows, fields: Sequence[str]) -> list[Mapping[str, Any]]:
        """What is kept of each of these. Raises IndexCorruptError."""
        rows = np.asarray(pictures, dtype=np.intp).tolist()
        found: dict[int, Mapping[str, Any]] = {}
        for start in range(0, len(rows), MOST_AT_ONCE):
            where = among("picture", rows[start : start + MOST_AT_ONCE])
            for each in self._connection.query(self._collection, where, ("picture", *fields)):
                found[int(each["picture"])] = each
        try:
            return [found[row] for row in rows]
        except KeyError as error:
            lost = f"{self._collection} in Milvus has lost picture {error}; a reindex writes it anew"
            raise IndexCorruptError(lost) from error

    def looks_of(self, row: int) -> tuple[Guess, ...]:
        """What the product's title names and its picture shows."""
        looks = self.columns([row]).looks
        return () if looks is None else tuple(map(Guess, looks.looks, looks.probabilities(0).tolist()))

    def column_words(self, column: ColumnName) -> tuple[str, ...]:
        """The words that the column's codes stand for."""
        return self.about.columns[column].words

    def column_counts(self, column: ColumnName) -> np.ndarray:
        """(words,): how many products have each."""
        return self.about.counts[column]

    def colour_means(self, types: tuple[str, ...] | None = None) -> tuple[np.ndarray, np.ndarray]:
        """By colour: (colours, dim) mean embeddings from the middle of their types, and (colours,) counts."""
        codes = None
        if types is not None:
            meant = {folded(word) for word in types}
            codes = [code for code, word in enumerate(self.column_words("types")) if folded(word) in meant]
        found = self.about.colour_sums.means(len(self.column_words("colours")), codes)
        return found[:, :-1], found[:, -1].astype(np.float64)

    def usual_looks(self) -> np.ndarray:
        """(garments, looks): the mean probability; NaN where there is no such garment."""
        return self.about.usual_looks

    def catalogue_words(self) -> CatalogueWords:
        """How the catalogue describes its products."""
        return self.about.words


def _record(entity: Mapping[str, Any]) -> IndexedProduct:
    price = entity.get("price", NO_PRICE)
    return IndexedProduct.from_line(
        str(entity["line"]).encode(), None if price == NO_PRICE else float(price), bool(entity.get("in_stock", True))
    )
