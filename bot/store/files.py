"""Which pictures a platform has already, and by which file id."""

from __future__ import annotations

import time

from bot.store.database import StorePart


class FileStore(StorePart):
    """`bot` names the bot's account on the platform, for which alone a file id is of use; `picture` is a path or URL,
    with what tells a changed file apart."""

    async def known(self, bot: str, picture: str) -> str:
        """The platform's file id, "" if there is none."""
        row = await self._db.row("SELECT file_id FROM files WHERE bot = ? AND picture = ?", bot, picture)
        return row["file_id"] if row else ""

    async def keep(self, bot: str, picture: str, file_id: str) -> None:
        """In place of what was kept before."""
        await self._db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", bot, picture, file_id, time.time())

    async def forget(self, bot: str, picture: str) -> None:
        """The platform does not know the file any more."""
        await self._db.execute("DELETE FROM files WHERE bot = ? AND picture = ?", bot, picture)
