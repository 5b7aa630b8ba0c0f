"""What goes with it, as a shopper meets it on each front end: one button, and another answer under the first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder, shopper_photo
from tests.bot.frontends.discord.loopback.server import DiscordServer
from tests.bot.frontends.discord.people import named, option, read
from tests.bot.frontends.discord.rig import running_discord
from tests.bot.frontends.telegram.rig import Someone, telegram
from tests.bot.frontends.telegram.server import BotApi
from tests.bot.frontends.web.client import message
from tests.bot.frontends.web.client import shopper as visiting
from tests.bot.frontends.web.rig import serving
from tests.bot.rig import Bot, running_bot

PHOTO = shopper_photo("Tshirts", "Blue")
OTHERS = {"Jeans", "Casual Shoes", "Handbags"}


@pytest.fixture
async def dressing(tmp_path: Path, boutique: Path) -> AsyncIterator[Bot]:
    """A bot whose shop has four kinds."""
    async with running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder(), patience=30) as bot:
        yield bot


def named_in(text: str) -> set[str]:
    """The kinds that titles name."""
    return {kind for kind in (*OTHERS, "Tshirts") if kind in text}


async def test_on_telegram(dressing: Bot, tg: BotApi, shopper: Someone) -> None:
    """An album of its own with its message; "next" goes on with the outfit."""
    async with telegram(dressing.conversation, tg, kept=dressing.store.files):
        await shopper.photo(PHOTO)
        answer = await shopper.answer()
        await shopper.press(answer, "Goes with it")
        look = await shopper.answer(after=answer["message_id"])
        assert look["text"].startswith("T-shirt: ")
        assert named_in(" ".join(each["caption"] for each in shopper.pictures()[5:])) == OTHERS
        await shopper.press(look, "Next 5")
        further = await shopper.answer(after=look["message_id"])
        assert further["text"].startswith("T-shirt: ")
        assert "Tshirts" not in named_in(" ".join(each["caption"] for each in shopper.pictures()[5:]))


async def test_on_discord(dressing: Bot, discord: DiscordServer) -> None:
    """Five products leave room for two buttons: it is a line of the select beside them."""
    async with running_discord(discord, dressing.conversation) as running:
        asker = running.someone()
        (answer,) = await asker.answer(await asker.command("find", photo=asker.attachment(PHOTO)))
        assert named(answer, "Next 5") and named(answer, "Filters")
        select, line = option(answer, "Goes with it")
        _, look = await asker.answer(await asker.press(answer, select, [line]), 2)
        assert "T-shirt: " in read(look)
        assert named_in(read(look)) == OTHERS


async def test_in_the_local_chat(dressing: Bot) -> None:
    """A message of its own, with five cards and without the button."""
    async with serving(dressing.conversation) as url, visiting(url) as anna, anna.listen() as socket:
        await anna.send_photo(PHOTO)
        answer = await message(socket)
        (press,) = [each for row in answer["buttons"] for each in row if each["label"] == "Goes with it"]
        body = {"id": "press-0001", "message": answer["id"], "action": press["action"], "values": []}
        assert await anna.post("/api/action", body) == 202
        look = await message(socket)
        assert look["id"] != answer["id"]
        assert named_in(" ".join(card["title"] for card in look["cards"])) == OTHERS
        assert "Goes with it" not in [each["label"] for row in look["buttons"] for each in row]
