"""An answer that is steered where it stands: its pictures and the message under them become those of another."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation.scenarios.boutique import DoubtfulEmbedder, shopper_photo
from tests.bot.frontends.telegram.rig import MENTION, Someone, telegram
from tests.bot.frontends.telegram.server import BotApi, Fault, Json
from tests.bot.rig import PRIVATE, SHOPPER, Bot, running_bot


@pytest.fixture
async def unsure(tmp_path: Path, boutique: Path) -> AsyncIterator[Bot]:
    """A bot that is sure of no kind and no gender."""
    async with running_bot(tmp_path / "db.sqlite", boutique, embedder=DoubtfulEmbedder(), patience=30) as bot:
        yield bot


def rows(message: Json) -> list[list[str]]:
    return [[button["text"] for button in row] for row in message["reply_markup"]["inline_keyboard"]]


async def steered(tg: BotApi, shopper: Someone, message: Json, label: str) -> Json:
    """The message once a press on it has changed it."""
    await shopper.press(message, label)
    await tg.until(lambda: tg.messages[shopper.here, message["message_id"]].get("text") != message["text"])
    await tg.settled(0.2)
    return tg.messages[shopper.here, message["message_id"]]


async def test_a_correction_changes_pictures_and_message(unsure: Bot, tg: BotApi, shopper: Someone) -> None:
    """Question and answers in rows of their own; a tap edits the five pictures and the message: nothing is sent, and
    reactions on the pictures count for what they show now."""
    async with telegram(unsure.conversation, tg, kept=unsure.store.files):
        await shopper.photo(shopper_photo("Tshirts", "Blue"))
        message = await shopper.answer()
        assert ["Not “T-shirt”?", "Handbag"] in [row[:2] for row in rows(message)]
        assert ["For whom?", "Men's", "Women's"] in rows(message)
        now = await steered(tg, shopper, message, "Handbag")
        assert now["text"].startswith("Men's blue handbag")
        captions = [each["caption"] for each in shopper.pictures()]
        assert len(captions) == 5
        assert all("Handbags" in each for each in captions)
        first = shopper.pictures()[0]["message_id"]
        shown = await unsure.store.messages.shown_by(PRIVATE, str(first))
        assert shown is not None
        assert shown.product_id.startswith("handbags")
    assert tg.deleted == []
    assert len(tg.of("sendMediaGroup")) == len([m for m in tg.sent(1001) if "text" in m]) == 1


async def test_after_a_restart_too(tmp_path: Path, boutique: Path, tg: BotApi, shopper: Someone) -> None:
    """Which pictures stand over a message outlives the process."""
    for turn in range(2):
        async with (
            running_bot(tmp_path / "db.sqlite", boutique, embedder=DoubtfulEmbedder(), patience=30) as bot,
            telegram(bot.conversation, tg, kept=bot.store.files),
        ):
            if not turn:
                await shopper.photo(shopper_photo("Tshirts", "Blue"))
                message = await shopper.answer()
            else:
                await steered(tg, shopper, message, "Women's")
    assert len(tg.of("editMessageMedia")) == 5
    assert len(tg.of("sendMediaGroup")) == 1


async def test_what_telegram_does_not_change_is_sent_anew(unsure: Bot, tg: BotApi, shopper: Someone) -> None:
    """A picture that is too old to be edited: the new answer comes, the old one goes, pictures included."""
    tg.faults.append(Fault("editMessageMedia", 400, "Bad Request: message can't be edited", times=9))
    async with telegram(unsure.conversation, tg, kept=unsure.store.files):
        await shopper.photo(shopper_photo("Tshirts", "Blue"))
        message = await shopper.answer()
        await shopper.press(message, "Women's")
        now = await shopper.answer(after=message["message_id"])
        await tg.until(lambda: len(tg.deleted) == 6)
        assert now["text"].startswith("Women's blue T-shirt")
        assert len(shopper.pictures()) == 5
    query = now["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split()[1]
    assert await unsure.store.queries.find(query, SHOPPER, PRIVATE)


async def test_in_a_group_the_answer_is_replaced(unsure: Bot, tg: BotApi) -> None:
    """Groups allow twenty calls a minute: one album costs one of them, five edits five."""
    someone = Someone(tg, 1001, chat_id=-500)
    async with telegram(unsure.conversation, tg, kept=unsure.store.files):
        await someone.photo(shopper_photo("Tshirts", "Blue"), caption=MENTION)
        message = await someone.answer()
        await someone.press(message, "Women's")
        await someone.answer(after=message["message_id"])
        await tg.until(lambda: len(tg.deleted) == 6)
    assert tg.of("editMessageMedia") == []
