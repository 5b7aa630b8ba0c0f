"""The log of queries, hits and verdicts as rows for analysis; nobody in it but by the pseudonym that the log has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.store.opening import Place, reading

# One row a hit, or one for an answer without hits. Attributes and filters are JSON, as docs/operations.md says.
_LOG = """
    SELECT q.query_id, q.asked_at, q.platform, q.person, q.chat, q.is_group, q.locale,
           CASE q.how WHEN '' THEN q.kind ELSE q.how END AS kind, q.parent, q.confidence, q.attributes, q.filters,
           q.index_version, q.embedder_version, q.latency_ms,
           (SELECT said FROM corrections c WHERE c.query_id = q.query_id AND attribute = 'type'
                ORDER BY given_at DESC LIMIT 1) AS type_said,
           (SELECT said FROM corrections c WHERE c.query_id = q.query_id AND attribute = 'gender'
                ORDER BY given_at DESC LIMIT 1) AS gender_said,
           h.rank, h.product_id, h.distance, h.product ->> 'title' AS title,
           CAST(h.product ->> 'price' AS REAL) AS price,
           (SELECT count(*) FROM verdicts v WHERE v.query_id = q.query_id AND v.product_id = h.product_id
                AND verdict = 'up')
           + coalesce((SELECT count FROM anonymous_verdicts v WHERE v.query_id = q.query_id
                AND v.product_id = h.product_id AND verdict = 'up'), 0) AS ups,
           (SELECT count(*) FROM verdicts v WHERE v.query_id = q.query_id AND v.product_id = h.product_id
                AND verdict = 'down')
           + coalesce((SELECT count FROM anonymous_verdicts v WHERE v.query_id = q.query_id
                AND v.product_id = h.product_id AND verdict = 'down'), 0) AS downs
    FROM queries q LEFT JOIN hits h USING (query_id)
    WHERE q.asked_at >= ? AND q.asked_at < ?
    ORDER BY q.asked_at, q.query_id, h.position
"""


def read_log(place: Place, since: float, until: float) -> Iterator[dict[str, Any]]:
    """The rows between two times (seconds since 1970, UTC), one at a time, beside a running bot. Their `asked_at` is
    ISO 8601. Raises StoreError."""
    with reading(place) as db:
        for row in db.execute(_LOG, (since, until)):
            yield dict(row) | {"asked_at": datetime.fromtimestamp(row["asked_at"], UTC).isoformat()}
