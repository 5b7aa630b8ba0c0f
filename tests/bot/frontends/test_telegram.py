"""The Telegram front end against the tests' Bot API server: the real library, conversation, worker and store."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.bot.frontends.telegram_rig import Someone, telegram, transcript
from tests.bot.frontends.telegram_server import BotApi, serving
from tests.bot.rig import Bot, photo


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    """The server."""
    async with serving(BotApi()) as running:
        yield running


@pytest.fixture
async def anna(api: BotApi) -> Someone:
    """A shopper in private."""
    return Someone(api)


async def test_a_photo_is_answered_with_an_album_and_a_message(bot: Bot, api: BotApi, anna: Someone) -> None:
    """Five pictures with title, price and link, then what was recognised with a row of buttons for each, then next."""
    async with telegram(bot.conversation, api, kept=bot.store):
        await anna.photo(photo(3))
        message = await anna.answer()
        print(transcript(api, 1001))
    pictures = anna.pictures()
    assert len(pictures) == 5
    assert len({each["media_group_id"] for each in pictures}) == 1
    assert pictures[0]["caption"] == "1. Daisy pattern\n€13.50"
    assert {"type": "text_link", "offset": 3, "length": 13, "url": "https://shop.example/3"} in pictures[0][
        "caption_entities"
    ]
    rows = message["reply_markup"]["inline_keyboard"]
    assert [button["text"] for button in rows[1]] == ["2 👍", "👎", "🔎"]
    assert len(rows) == 6
    typing = next(call for call in api.calls if call.method == "sendChatAction")
    assert typing.at < next(call for call in api.calls if call.method == "sendMediaGroup").at
