"""What shoppers said of products, by the answers that showed them: what a shop's ranking is learnt from."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.ports import StoreError
from bot.store.database import store_error

# A product that more people like than refuse is good. Anonymous ones count as people.
_JUDGED = """
    WITH given (query_id, product_id, worth) AS (
        SELECT query_id, product_id, CASE verdict WHEN 'up' THEN 1 ELSE -1 END FROM verdicts
        UNION ALL
        SELECT query_id, product_id, CASE verdict WHEN 'up' THEN count ELSE -count END FROM anonymous_verdicts
    ), judged (query_id, product_id, worth) AS (
        SELECT query_id, product_id, sum(worth) FROM given WHERE product_id <> '' GROUP BY 1, 2 HAVING sum(worth) <> 0
    )
    SELECT min(query_id), person, query, group_concat(product_id, char(0)) FILTER (WHERE worth > 0),
           group_concat(product_id, char(0)) FILTER (WHERE worth < 0)
    FROM judged JOIN queries USING (query_id) WHERE embedder_version = ?
    GROUP BY person, query, filters HAVING min(worth) < 0 AND max(worth) > 0
"""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """An answer, all its pages, with good and bad products by their ids. `query` are the recommender's bytes; `person`
    is the pseudonym of who asked."""

    query_id: str
    person: str
    query: bytes
    good: tuple[str, ...]
    bad: tuple[str, ...]


def read_judged(path: Path, embedder_version: str) -> Iterator[JudgedQuery]:
    """Of queries that this embedder made, beside a running bot. Raises StoreError."""
    if not path.is_file():
        raise StoreError(f"there is no database at {path}")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            for query_id, person, query, good, bad in db.execute(_JUDGED, (embedder_version,)):
                yield JudgedQuery(query_id, person, query, tuple(good.split("\0")), tuple(bad.split("\0")))
    except sqlite3.Error as error:
        raise store_error(error, path) from error
