"""The local chat's admins: whoever shows the token, and nobody else; the token stays on no screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.conversation import Settings
from bot.conversation.admin import hash_of
from tests.bot.frontends.web.client import message, shopper
from tests.bot.frontends.web.rig import ShopWorker, real_conversation, serving

TOKEN = "sixteen-characters-and-more"


@pytest.mark.slow  # draws plots, in processes
async def test_the_token_makes_an_admin_of_its_sender_alone(tmp_path: Path, shop: ShopWorker) -> None:
    """Before it, with a wrong one, and for everybody else the figures are refused."""
    settings = Settings(queries_per_minute=1000, web_admin_hash=hash_of(TOKEN))
    async with (
        real_conversation(tmp_path, shop, settings) as talk,
        serving(talk) as url,
        shopper(url) as boss,
        shopper(url) as anna,
    ):
        async with boss.listen() as socket:
            said = []
            for number, text in enumerate(("/stats", "/admin wrong", f"/admin {TOKEN}", "/stats")):
                await boss.post("/api/text", {"id": f"message-{number}", "text": text})
                own = await message(socket, "me")
                assert TOKEN not in str(own)
                said.append((await message(socket))["text"])
        assert said[:2] == ["Only the shop's admins can do this."] * 2
        assert "For you as admin" in said[2]
        assert "shoppers: 0" in said[3]
        async with anna.listen() as socket:
            await anna.post("/api/text", {"id": "message-9", "text": "/stats"})
            await message(socket, "me")
            assert (await message(socket))["text"] == "Only the shop's admins can do this."


async def test_without_a_token_nobody_becomes_an_admin(tmp_path: Path, shop: ShopWorker) -> None:
    """Not even with an empty one."""
    async with (
        real_conversation(tmp_path, shop) as talk,
        serving(talk) as url,
        shopper(url) as anna,
        anna.listen() as socket,
    ):
        await anna.post("/api/text", {"id": "message-1", "text": "/admin"})
        await message(socket, "me")
        assert (await message(socket))["text"] == "Only the shop's admins can do this."
