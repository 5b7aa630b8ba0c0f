"""What was asked in a span of time, and what became of it: counted by SQLite, in one pass where one is enough."""

from __future__ import annotations

import math
from collections import Counter
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
    SELECT date(asked_at, 'unixepoch'), platform, count(*), count(*) FILTER (WHERE kind = 'photo'),
           count(*) FILTER (WHERE how = 'words' AND parent IS NULL),
           count(*) FILTER (WHERE kind <> 'photo' AND (how <> 'words' OR parent IS NOT NULL)),
           count(*) FILTER (WHERE kind = 'photo' AND confidence = 'none')
    FROM queries WHERE asked_at >= :since AND asked_at < :until GROUP BY 1, 2 ORDER BY 1
"""
_SHOPPERS = "SELECT count(DISTINCT person) FROM queries WHERE asked_at >= :since AND asked_at < :until"
_LATENCIES = """
    SELECT latency_ms FROM queries
    WHERE kind = 'photo' AND asked_at >= :since AND asked_at < :until ORDER BY latency_ms
"""
_TOPICS = """
    SELECT topic, count(*) FROM queries
    WHERE kind = 'photo' AND topic <> '' AND asked_at >= :since AND asked_at < :until
    GROUP BY topic ORDER BY 2 DESC, topic LIMIT :most
"""
_TOPIC_NAME = "SELECT attributes ->> '$.type[0][0]' FROM queries WHERE topic = :topic AND kind = 'photo' LIMIT 1"
_COLOURS = """
    SELECT colour, count(*) FROM (
        SELECT attributes ->> '$.colour[0][0]' AS colour FROM queries
        WHERE kind = 'photo' AND asked_at >= :since AND asked_at < :until
    ) AS recognised WHERE colour IS NOT NULL GROUP BY colour ORDER BY 2 DESC, colour LIMIT :most
"""
_FILTERS = """
    SELECT name, count(*) FROM (
        SELECT lower(coalesce(nullif(chip.value ->> 'said', ''), chip.value ->> '$.words[0]')) AS name
        FROM queries, json_each(chips) AS chip
        WHERE chips <> '[]' AND asked_at >= :since AND asked_at < :until
    ) AS named WHERE name IS NOT NULL GROUP BY name ORDER BY 2 DESC LIMIT :most
"""
# SQLite takes a cross join as it stands: for each query its hits, which are together, not for each hit its query.
_SHOWN = """
    SELECT product_id, count(*) FROM queries CROSS JOIN hits
    WHERE hits.query_id = queries.query_id AND asked_at >= :since AND asked_at < :until
    GROUP BY product_id ORDER BY 2 DESC LIMIT :most
"""
_SHOWN_EVER_BUT = """
    SELECT product_id, sum(times) FROM (
        SELECT product_id, count(*) AS times FROM hits GROUP BY product_id
        UNION ALL
        SELECT product_id, -count(*) FROM queries CROSS JOIN hits
        WHERE hits.query_id = queries.query_id AND (asked_at < :since OR asked_at >= :until) GROUP BY product_id
    ) AS shown GROUP BY product_id HAVING sum(times) > 0 ORDER BY 2 DESC LIMIT :most
"""
_TITLE = "SELECT product ->> 'title' FROM hits WHERE product_id = :product LIMIT 1"
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
_JUDGED = _GIVEN + "SELECT product_id, sum(up), sum(down) FROM of_span GROUP BY product_id"  # noqa: S608 - our own words
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
    # Of a large part of all queries, each looked up by the index of times, a look through all is four times as fast;
    # what is `indexed` whole need not look them up.
    is_large = of_span * _LARGE_PART >= of_all

    def rows(statement: str, *, indexed: bool = False) -> list[tuple[Any, ...]]:
        if is_large and not indexed:
            statement = statement.replace("asked_at >=", "+asked_at >=").replace("asked_at <", "+asked_at <")
        return [tuple(row) for row in db.execute(statement, values)]

    def titled(product_id: str, times: int, ups: int = 0, downs: int = 0) -> Counted:
        found = db.execute(_TITLE, {"product": product_id}).fetchone()
        return Counted(found[0] if found and found[0] else product_id, times, ups, downs)

    counts, judged = (
        rows(_COUNTS, indexed=True),
        [(product, int(ups), int(downs)) for product, ups, downs in rows(_JUDGED)],
    )
    photos, in_words, continued, nothing = (sum(row[column] for row in counts) for column in range(3, 7))
    days: dict[str, tuple[int, int]] = {}
    platforms: Counter[str] = Counter()
    for day, platform, asked, of_photo, *_ in counts:
        before = days.get(day, (0, 0))
        days[day] = before[0] + of_photo, before[1] + asked - of_photo
        platforms[platform] += asked
    topics = [
        Counted(db.execute(_TOPIC_NAME, {"topic": topic}).fetchone()[0], times)
        for topic, times in rows(_TOPICS, indexed=True)
    ]
    latencies = [float(row[0]) for row in rows(_LATENCIES, indexed=True)]
    of_products = [(product, ups + downs, ups, downs) for product, ups, downs in judged if product]
    liked = sorted((each for each in of_products if each[2]), key=lambda each: (each[3] - each[2], -each[2]))
    refused = sorted((each for each in of_products if each[3]), key=lambda each: (each[2] - each[3], -each[3]))
    shown = rows(_SHOWN_EVER_BUT if 2 * of_span > of_all else _SHOWN)
    return Report(
        since,
        until,
        photos,
        in_words,
        continued,
        rows(_SHOPPERS)[0][0],
        nothing,
        sum(ups for _, ups, _ in judged),
        sum(downs for *_, downs in judged),
        latency_ms={percent: _percentile(latencies, percent / 100) for percent in (50, 95, 99)},
        days=tuple((day, of_photos, others) for day, (of_photos, others) in days.items()),
        platforms=tuple(Counted(*each) for each in platforms.most_common()),
        types=tuple(topics),
        colours=tuple(Counted(*row) for row in rows(_COLOURS)),
        filters=tuple(Counted(*row) for row in rows(_FILTERS)),
        shown=tuple(titled(product, int(times)) for product, times in shown),
        liked=tuple(titled(*each) for each in liked[:_MOST]),
        refused=tuple(titled(*each) for each in refused[:_MOST]),
        nobody_liked=tuple(NobodyLiked(*row) for row in rows(_NOBODY_LIKED)),
    )


def _percentile(values: list[float], share: float) -> float:
    """Of sorted values, the nearest rank."""
    return values[min(len(values) - 1, math.ceil(share * len(values)) - 1)] if values else 0.0
