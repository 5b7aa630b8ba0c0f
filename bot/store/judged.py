"""What shoppers said of products, by the answers that showed them: what a shop's ranking is learnt from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.store.opening import Place, reading
from bot.store.serial import load_list

# A product that more people like than refuse is good. Anonymous ones count as people.
_JUDGED = """
    WITH given (query_id, product_id, worth) AS (
        SELECT query_id, product_id, CASE verdict WHEN 'up' THEN 1 ELSE -1 END FROM verdicts
        UNION ALL
        SELECT query_id, product_id, CASE verdict WHEN 'up' THEN count ELSE -count END FROM anonymous_verdicts
    ), judged (query_id, product_id, worth) AS (
        SELECT query_id, product_id, sum(worth) FROM given WHERE product_id <> '' GROUP BY 1, 2 HAVING sum(worth) <> 0
    )
    SELECT min(query_id), person, query, json_group_array(product_id) FILTER (WHERE worth > 0),
           json_group_array(product_id) FILTER (WHERE worth < 0)
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


def read_judged(place: Place, embedder_version: str) -> Iterator[JudgedQuery]:
    """Of queries that this embedder made, beside a running bot. Raises StoreError."""
    with reading(place) as db:
        for query_id, person, query, good, bad in db.execute(_JUDGED, (embedder_version,)):
            yield JudgedQuery(query_id, person, query, tuple(load_list(good)), tuple(load_list(bad)))
