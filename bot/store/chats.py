"""What is kept of a chat as a whole: its settings; and what becomes of it when the chat moves or is gone."""

from __future__ import annotations

import aiosqlite

from bot.messages import Chat
from bot.ports import ChatSettings
from bot.store.serial import dump_chat
from bot.store.transactions import Transactions, one_row

# Every table that names a chat by platform and keyed hash.
_OF_A_CHAT = ("queries", "messages", "chats", "watches")


class ChatStore(Transactions):
    """See StorePort."""

    async def chat_settings(self, chat: Chat) -> ChatSettings:
        """See StorePort."""
        here = self._pseudonyms.chat(chat)
        key = ("chat", chat.platform, here)
        if (known := self._settings.get(key)) is not None:
            found: ChatSettings = known
            return found

        async def read(db: aiosqlite.Connection) -> ChatSettings:
            row = await one_row(
                db, "SELECT every_photo, language FROM chats WHERE platform = ? AND chat = ?", chat.platform, here
            )
            return ChatSettings(bool(row["every_photo"]), row["language"]) if row else ChatSettings()

        settings = await self._transaction(read, "DEFERRED")
        self._remember(key, settings)
        return settings

    async def set_chat_settings(self, chat: Chat, settings: ChatSettings) -> None:
        """See StorePort."""
        await self._write(
            "INSERT OR REPLACE INTO chats (platform, chat, every_photo, language) VALUES (?, ?, ?, ?)",
            *(chat.platform, self._pseudonyms.chat(chat), int(settings.every_photo), settings.language),
        )
        self._settings.clear()

    async def move_chat(self, old: Chat, new: Chat) -> None:
        """See StorePort."""
        here, there = self._pseudonyms.chat(old), self._pseudonyms.chat(new)

        async def write(db: aiosqlite.Connection) -> None:
            for table in _OF_A_CHAT:
                # What the new id has already (the platform told it twice) wins over what comes to it.
                await db.execute(
                    f"UPDATE OR IGNORE {table} SET chat = ? WHERE platform = ? AND chat = ?",  # noqa: S608 - see above
                    (there, old.platform, here),
                )

            for table in ("watches", "people"):
                await db.execute(
                    f"UPDATE {table} SET address = ? WHERE address = ?",  # noqa: S608 - see above
                    (dump_chat(new), dump_chat(old)),
                )

        await self._transaction(write)
        self._settings.clear()

    async def leave_chat(self, chat: Chat) -> None:
        """See StorePort."""
        here = self._pseudonyms.chat(chat)

        async def write(db: aiosqlite.Connection) -> None:
            for table in ("chats", "watches"):
                await db.execute(
                    f"DELETE FROM {table} WHERE platform = ? AND chat = ?",  # noqa: S608 - see above
                    (chat.platform, here),
                )
            # The id itself was kept only to tell something there.
            await db.execute("UPDATE people SET tells = 0, address = '' WHERE address = ?", (dump_chat(chat),))

        await self._transaction(write)
        self._settings.clear()
