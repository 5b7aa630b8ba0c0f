"""How often somebody asks, counted across all bots that share the database. One that has it for itself counts in memory
(bot.conversation.limits)."""

from __future__ import annotations

import math

from bot.messages import Platform
from bot.store.database import Connection, StorePart, one_row

_SECONDS = 60.0  # in which an empty bucket fills
# By the server's clock: those of several machines differ.
_NOW = "extract(epoch FROM clock_timestamp())::float8"
_HELD = f"least(:most, rates.remaining + ({_NOW} - rates.at) * :most / {_SECONDS})"
_TAKE = f"""
    INSERT INTO rates VALUES (:who, :most - :wanted, {_NOW}) ON CONFLICT (who)
    DO UPDATE SET remaining = {_HELD} - :wanted, at = {_NOW} WHERE {_HELD} >= :wanted
"""  # noqa: S608 - our own words


class RateStore(StorePart):
    """Buckets that hold a minute's worth and fill steadily, by kind of limit and whose they are."""

    @property
    def is_shared(self) -> bool:
        """Whether several bots count here."""
        return bool(self._db.bot)

    async def take(self, kind: str, platform: Platform, whose: str, wanted: float, most: float) -> int:
        """Take `wanted` out of a bucket that holds `most`; after how many seconds there will be enough, 0 if it was
        taken. Only where it is shared."""
        values = {"who": f"{kind} {self._pseudonyms.event(platform, whose)}", "wanted": wanted, "most": most}

        def work(db: Connection) -> int:
            if db.execute(_TAKE, values).rowcount:
                return 0
            row = one_row(db, f"SELECT {_HELD} FROM rates WHERE who = :who", values)  # noqa: S608 - our own words
            return max(1, math.ceil((wanted - (row[0] if row else 0.0)) * _SECONDS / most))

        return await self._db.write(work)

    async def prune(self) -> None:
        """Full buckets need not be remembered."""
        if self.is_shared:
            await self._db.execute(f"DELETE FROM rates WHERE at < {_NOW} - {_SECONDS}")  # noqa: S608 - our own words
