"""Which pictures a platform has already, and by which file id (bot.ports.KeptFiles)."""

from __future__ import annotations

import time

import aiosqlite

from bot.store.transactions import Transactions, one_row


class FileStore(Transactions):
    """See KeptFiles."""

    async def known(self, bot: str, picture: str) -> str:
        """See KeptFiles."""

        async def read(db: aiosqlite.Connection) -> str:
            row = await one_row(db, "SELECT file_id FROM files WHERE bot = ? AND picture = ?", bot, picture)
            return row["file_id"] if row else ""

        return await self._transaction(read, "DEFERRED")

    async def keep(self, bot: str, picture: str, file_id: str) -> None:
        """See KeptFiles."""
        await self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", bot, picture, file_id, time.time())

    async def forget(self, bot: str, picture: str) -> None:
        """See KeptFiles."""
        await self._write("DELETE FROM files WHERE bot = ? AND picture = ?", bot, picture)
