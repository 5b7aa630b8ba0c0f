"""What is kept of a chat as a whole: its settings; and what becomes of it when the chat moves or is gone."""

from __future__ import annotations

import aiosqlite

from bot.messages import Chat
from bot.ports import ChatSettings
from bot.store.database import StorePart
from bot.store.serial import dump

# Every table that names a chat by platform and keyed hash.
_OF_A_CHAT = ("queries", "messages", "chats", "watches")


class ChatStore(StorePart):
    """Chats' settings, moves and ends."""

    async def settings(self, chat: Chat) -> ChatSettings:
        """What its admins have set; the defaults, if nothing."""
        key = ("chat", chat.platform, self._chat(chat))
        if (known := self._db.settings.get(key)) is not None:
            found: ChatSettings = known
            return found
        row = await self._db.row("SELECT every_photo, language FROM chats WHERE platform = ? AND chat = ?", *key[1:])
        settings = ChatSettings(bool(row["every_photo"]), row["language"]) if row else ChatSettings()
        self._db.settings[key] = settings
        return settings

    async def set_settings(self, chat: Chat, settings: ChatSettings) -> None:
        """In place of those before."""
        await self._db.execute(
            "INSERT OR REPLACE INTO chats (platform, chat, every_photo, language) VALUES (?, ?, ?, ?)",
            *(chat.platform, self._chat(chat), int(settings.every_photo), settings.language),
        )
        self._db.settings.clear()

    async def move(self, old: Chat, new: Chat) -> None:
        """The platform gave the chat another id: all that is kept under the old one is the new one's."""

        async def work(db: aiosqlite.Connection) -> None:
            for table in _OF_A_CHAT:
                # What the new id has already (the platform told it twice) wins over what comes to it.
                await db.execute(
                    f"UPDATE OR IGNORE {table} SET chat = ? WHERE platform = ? AND chat = ?",  # noqa: S608 - see above
                    (self._chat(new), old.platform, self._chat(old)),
                )
            for table in ("watches", "people"):
                await db.execute(
                    f"UPDATE {table} SET address = ? WHERE address = ?",  # noqa: S608 - see above
                    (dump(new), dump(old)),
                )

        await self._db.write(work)
        self._db.settings.clear()

    async def leave(self, chat: Chat) -> None:
        """The chat cannot be reached any more: forget its settings and what was to be told there."""

        async def work(db: aiosqlite.Connection) -> None:
            for table in ("chats", "watches"):
                await db.execute(
                    f"DELETE FROM {table} WHERE platform = ? AND chat = ?",  # noqa: S608 - see above
                    (chat.platform, self._chat(chat)),
                )
            # The id itself was kept only to tell something there.
            await db.execute("UPDATE people SET tells = 0, address = '' WHERE address = ?", (dump(chat),))

        await self._db.write(work)
        self._db.settings.clear()
