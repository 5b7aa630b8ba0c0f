"""What is kept for Telegram: a convenience that no failure of the store takes away, and that names nobody."""

from __future__ import annotations

import pytest

from bot.frontends.telegram.notes import TelegramNotes, message_name
from bot.messages import Chat
from bot.ports import StoreError


class Broken:
    """A store that fails, of one bot or of several."""

    def __init__(self, is_shared: bool) -> None:
        self.is_shared = is_shared

    async def known(self, bot: str, picture: str) -> str:
        raise StoreError("locked")

    async def keep(self, bot: str, picture: str, file_id: str, chat: Chat | None = None, query_id: str = "") -> None:
        raise StoreError("locked")

    async def forget(self, bot: str, picture: str) -> None:
        raise StoreError("locked")


@pytest.mark.parametrize("files", [None, Broken(False), Broken(True)])
async def test_without_a_store_memory_serves(files: Broken | None) -> None:
    """What is kept for Telegram is a convenience: where it cannot be stored, it is known until the bot stops."""
    kept = TelegramNotes(files, "1")
    assert await kept.get("a") == ""
    await kept.put("a", "file")
    assert await kept.get("a") == "file"
    await kept.drop("a")
    assert await kept.get("a") == ""


def test_no_chat_is_named_in_what_is_kept() -> None:
    """In private a chat's id is a person's: the name of a message's note is a keyed hash of it."""
    name = message_name("secret", 123456789, 42)
    assert "123456789" not in name
    assert name == message_name("secret", 123456789, 42)
    assert name != message_name("other secret", 123456789, 42)
    assert name != message_name("secret", 123456789, 43)
