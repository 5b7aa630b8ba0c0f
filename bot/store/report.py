"""What was asked in a span of time, and what became of it: counted by SQLite, in one pass where one is enough."""

from __future__ import annotations

import math
from typing import Any

from bot.reports import Counted, NobodyLiked, Report
from bot.store.database import Connection
from bot.store.opening import Place, reading

_MOST = 15  # of a list
_LARGE_PART = 20
_HOW_MANY = """
    SELECT (SELECT count(*) FROM queries WHERE asked_at >= :since AND asked_at < :until), (SELECT count(*) FROM queries)
"""
_COUNTS = """
    SELECT count(*) FILTER (WHERE kind = 'photo'), count(*) FILTER (WHERE how = 'words' AND parent IS NULL),
           count(*) FILTER (WHERE kind <> 'photo' AND (how <> 'words' OR parent IS NOT NULL)), count(DISTINCT person),
           count(*) FILTER (WHERE kind = 'photo' AND confidence = 'none')
    FROM queries WHERE asked_at >= :since AND asked_at < :until
"""
_LATENCIES = """
    SELECT latency_ms FROM queries
    WHERE kind = 'photo' AND asked_at >= :since AND asked_at < :until ORDER BY latency_ms
"""
_DAYS = """
    SELECT date(asked_at, 'unixepoch'), count(*) FILTER (WHERE kind = 'photo'), count(*) FILTER (WHERE kind <> 'photo')
    FROM queries WHERE asked_at >= :since AND asked_at < :until GROUP BY 1 ORDER BY 1
"""
_PLATFORMS = """
    SELECT platform, count(*) FROM queries
    WHERE asked_at >= :since AND asked_at < :until GROUP BY 1 ORDER BY 2 DESC
"""
_TYPES = """
    SELECT max(attributes ->> '$.type[0][0]'), count(*) FROM queries
    WHERE kind = 'photo' AND topic <> '' AND asked_at >= :since AND asked_at < :until
    GROUP BY topic ORDER BY 2 DESC LIMIT :most
"""
_COLOURS = """
    SELECT attributes ->> '$.colour[0][0]', count(*) FROM queries
    WHERE kind = 'photo' AND attributes ->> '$.colour[0][0]' IS NOT NULL AND asked_at >= :since AND asked_at < :until
    GROUP BY 1 ORDER BY 2 DESC LIMIT :most
"""
_FILTERS = """
    SELECT name, count(*) FROM (
        SELECT lower(coalesce(nullif(chip.value ->> 'said', ''), chip.value ->> '$.words[0]')) AS name
        FROM queries, json_each(chips) AS chip
        WHERE chips <> '[]' AND asked_at >= :since AND asked_at < :until
    ) AS named WHERE name IS NOT NULL GROUP BY name ORDER BY 2 DESC LIMIT :most
"""
_SHOWN = """
    WITH shown (product_id, times) AS (
        SELECT product_id, count(*) FROM queries JOIN hits USING (query_id)
        WHERE asked_at >= :since AND asked_at < :until GROUP BY product_id ORDER BY 2 DESC LIMIT :most
    )
    SELECT coalesce((SELECT product ->> 'title' FROM hits h WHERE h.product_id = shown.product_id LIMIT 1), product_id),
           times
    FROM shown ORDER BY times DESC
"""
_SHOWN_EVER = """
    WITH shown (product_id, times) AS (
        SELECT product_id, count(*) FROM hits GROUP BY product_id ORDER BY 2 DESC LIMIT :most
    )
    SELECT coalesce((SELECT product ->> 'title' FROM hits h WHERE h.product_id = shown.product_id LIMIT 1), product_id),
           times
    FROM shown ORDER BY times DESC
"""
_GIVEN = """
    WITH given (query_id, product_id, up, down) AS (
        SELECT query_id, product_id, CASE verdict WHEN 'up' THEN 1 ELSE 0 END, CASE verdict WHEN 'up' THEN 0 ELSE 1 END
        FROM verdicts UNION ALL
        SELECT query_id, product_id, CASE verdict WHEN 'up' THEN count ELSE 0 END,
               CASE verdict WHEN 'up' THEN 0 ELSE count END
        FROM anonymous_verdicts
    ), of_span AS (
        SELECT given.*, topic, confidence, asked_at FROM given JOIN queries USING (query_id)
        WHERE asked_at >= :since AND asked_at < :until
    )
"""
_OF_PRODUCTS = """
    , judged (product_id, ups, downs) AS (
        SELECT product_id, sum(up), sum(down) FROM of_span WHERE product_id <> '' GROUP BY product_id
    )
    SELECT coalesce((SELECT product ->> 'title' FROM hits h WHERE h.product_id = judged.product_id LIMIT 1),
                    product_id),
           ups + downs, ups, downs FROM judged
"""
_VERDICTS = _GIVEN + "SELECT coalesce(sum(up), 0), coalesce(sum(down), 0) FROM of_span"  # noqa: S608 - our own words
_LIKED = _GIVEN + _OF_PRODUCTS + "WHERE ups > 0 ORDER BY ups - downs DESC, ups DESC LIMIT :most"
_REFUSED = _GIVEN + _OF_PRODUCTS + "WHERE downs > 0 ORDER BY downs - ups DESC, downs DESC LIMIT :most"
_NOBODY_LIKED = (
    _GIVEN  # noqa: S608
    + """
    SELECT query_id, topic, confidence, sum(down) AS downs,
           coalesce((SELECT product ->> 'title' FROM hits h WHERE h.query_id = of_span.query_id AND position = 1), '')
    FROM of_span GROUP BY query_id, topic, confidence, asked_at
    HAVING sum(up) = 0 AND sum(down) > 0 ORDER BY downs DESC, asked_at DESC LIMIT :most
"""
)


def read_report(place: Place, since: float, until: float) -> Report:
    """Of the queries asked between two times (seconds since 1970, UTC), beside a running bot. Raises StoreError."""
    with reading(place) as db:
        return report_of(db, since, until)


def report_of(db: Connection, since: float, until: float) -> Report:
    """The same on an open connection."""

    values = {"since": since, "until": until, "most": _MOST}
    of_span, of_all = db.execute(_HOW_MANY, values).fetchone()
    # Of a large part of all queries, each looked up by the index of times, a look through all is four times as fast.
    is_large = of_span * _LARGE_PART >= of_all

    def rows(statement: str) -> list[tuple[Any, ...]]:
        if is_large:
            statement = statement.replace("asked_at >=", "+asked_at >=").replace("asked_at <", "+asked_at <")
        return [tuple(row) for row in db.execute(statement, values)]

    def counted(statement: str) -> tuple[Counted, ...]:
        return tuple(Counted(*row) for row in rows(statement))

    (photos, in_words, continued, shoppers, nothing), (ups, downs) = rows(_COUNTS)[0], rows(_VERDICTS)[0]
    latencies = [float(row[0]) for row in rows(_LATENCIES)]
    return Report(
        since,
        until,
        photos,
        in_words,
        continued,
        shoppers,
        nothing,
        ups,
        downs,
        latency_ms={percent: _percentile(latencies, percent / 100) for percent in (50, 95, 99)},
        days=tuple((day, photos, ways) for day, photos, ways in rows(_DAYS)),
        platforms=counted(_PLATFORMS),
        types=counted(_TYPES),
        colours=counted(_COLOURS),
        filters=counted(_FILTERS),
        shown=counted(_SHOWN_EVER if of_span == of_all else _SHOWN),
        liked=counted(_LIKED),
        refused=counted(_REFUSED),
        nobody_liked=tuple(NobodyLiked(*row) for row in rows(_NOBODY_LIKED)),
    )


def _percentile(values: list[float], share: float) -> float:
    """Of sorted values, the nearest rank."""
    return values[min(len(values) - 1, math.ceil(share * len(values)) - 1)] if values else 0.0
