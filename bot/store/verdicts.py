"""What was said of products: 👍 and 👎 on an answer's hits, taken back or counted, and what they say together; and of
what was recognised."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from bot.messages import Chat, Person
from bot.ports import Product, Verdict
from bot.store.database import StorePart
from bot.store.serial import load_product

_SURE_ENOUGH = 0.3  # that most call a product wrong


class VerdictStore(StorePart):
    """Verdicts by query, product and person. A product id of "" stands for the answer as a whole."""

    async def set(self, query_id: str, product_id: str, person: Person, chat: Chat, verdict: Verdict) -> None:
        """Keep a verdict, in place of an earlier one of the same person on the same product of the same query."""
        await self._db.execute(
            """
            INSERT INTO verdicts VALUES (?, ?, ?, ?, ?) ON CONFLICT (query_id, product_id, person)
            DO UPDATE SET verdict = excluded.verdict, given_at = excluded.given_at
            """,
            *(query_id, product_id, self._person(person, chat), verdict, time.time()),
        )

    async def clear(
        self, query_id: str, product_id: str, person: Person, chat: Chat, verdict: Verdict | None = None
    ) -> None:
        """Take a verdict back; with `verdict`, only if it is that one."""
        await self._db.execute(
            """
            DELETE FROM verdicts
            WHERE query_id = ? AND product_id = ? AND person = ? AND verdict = coalesce(?, verdict)
            """,
            *(query_id, product_id, self._person(person, chat), verdict),
        )

    async def count_anonymous(self, query_id: str, product_id: str, verdict: Verdict, change: int) -> None:
        """Count verdicts that come without a person; `change` is +1 or -1."""
        await self._db.execute(
            """
            INSERT INTO anonymous_verdicts AS now VALUES (?, ?, ?, ?)
            ON CONFLICT (query_id, product_id, verdict)
            DO UPDATE SET count = CASE WHEN now.count + ? > 0 THEN now.count + ? ELSE 0 END
            """,
            *(query_id, product_id, verdict, max(0, change), change, change),
        )

    async def correct(
        self, query_id: str, attribute: Literal["type", "gender"], person: Person, chat: Chat, guessed: str, said: str
    ) -> None:
        """Keep what somebody says that the photo of a query shows, in place of what they said before."""
        await self._db.execute(
            """
            INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (query_id, attribute, person)
            DO UPDATE SET guessed = excluded.guessed, said = excluded.said, given_at = excluded.given_at
            """,
            *(query_id, attribute, self._person(person, chat), guessed, said, time.time()),
        )

    async def balance(self, query_id: str) -> Mapping[str, int]:
        """How many more ups than downs each product got, in this answer and in those that it continues for as long as
        they were of the same query (the same garment of the same photo)."""
        rows = await self._db.rows(
            tuple,
            """
            WITH RECURSIVE line (query_id, parent, query) AS (
                SELECT query_id, parent, query FROM queries WHERE query_id = ?
                UNION
                SELECT q.query_id, q.parent, q.query FROM queries q
                JOIN line ON q.query_id = line.parent AND q.query = line.query
            ), given (product_id, worth) AS (
                SELECT product_id, CASE verdict WHEN 'up' THEN 1 ELSE -1 END
                FROM verdicts JOIN line USING (query_id)
                UNION ALL
                SELECT product_id, CASE verdict WHEN 'up' THEN count ELSE -count END
                FROM anonymous_verdicts JOIN line USING (query_id)
            )
            SELECT product_id, SUM(worth) AS worth FROM given WHERE product_id <> '' GROUP BY product_id
            """,
            query_id,
        )
        return dict(rows)

    async def latest_of(self, person: Person, chat: Chat, limit: int) -> Sequence[tuple[Product, Verdict]]:
        """The latest verdicts of this person on products, newest first."""
        return await self._db.rows(
            lambda row: (load_product(row["product"]), row["verdict"]),
            """
            SELECT product, verdict FROM verdicts JOIN hits USING (query_id, product_id)
            WHERE person = ? ORDER BY given_at DESC LIMIT ?
            """,
            *(self._person(person, chat), limit),
        )

    async def rejected(self, people: int) -> Mapping[str, Mapping[str, float]]:
        """By recognised type, case folded: the products that at least so many people call wrong for such a query, with
        how sure it is that most do, 0 to 1."""
        rows = await self._db.rows(
            lambda row: row,
            """
            SELECT topic, product_id, count(DISTINCT v.person) FILTER (WHERE verdict = 'down') AS downs,
                   count(DISTINCT v.person) FILTER (WHERE verdict = 'up') AS ups
            FROM verdicts v JOIN queries USING (query_id)
            WHERE product_id <> '' AND topic <> '' GROUP BY topic, product_id
            HAVING count(DISTINCT v.person) FILTER (WHERE verdict = 'down') >= ?
            """,
            people,
        )
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for row in rows:
            if (sure := _lower_bound(row["downs"], row["downs"] + row["ups"])) > _SURE_ENOUGH:
                found[row["topic"]][row["product_id"]] = sure
        return found


def _lower_bound(hits: int, total: int) -> float:
    """Of the share, by Wilson's score interval (1927) at 80 %: few voices are not yet sure."""
    z = 1.2816
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * total)) / total)
    return max(0.0, (middle - spread) / (1 + z * z / total))
