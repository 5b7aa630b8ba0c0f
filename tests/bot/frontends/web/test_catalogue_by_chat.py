"""The catalogue by chat in the local chat: for whoever has shown the admins' token, and nobody else."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.conversation.admin import hash_of
from tests.bot.frontends.web.client import message, shopper
from tests.bot.frontends.web.rig import serving
from tests.bot.rig import photo, running_bot

TOKEN = "sixteen-characters-and-more"


async def test_an_admin_of_the_local_chat_adds_a_product(tmp_path: Path, index: Path) -> None:
    """Photo and price make a product, with its buttons; before the token, and for others, the same is a search."""
    own = Path(shutil.copytree(index, tmp_path / "own-index"))
    settings = {"web_admin_hash": hash_of(TOKEN)}
    async with (
        running_bot(tmp_path / "db.sqlite", own, settings=settings, patience=30) as bot,
        serving(bot.conversation) as url,
        shopper(url) as boss,
        shopper(url) as anna,
    ):
        async with boss.listen() as socket:
            await boss.send_photo(photo(3), "message-0", "Pattern, 149 €")
            assert (await message(socket))["cards"][0]["title"] == "Daisy pattern"
            await boss.post("/api/text", {"id": "message-1", "text": f"/admin {TOKEN}"})
            await message(socket)
            await boss.send_photo(photo(50), "message-2", "Linen dress, 49 € https://shop.example/linen")
            card = await message(socket)
            assert card["cards"][0]["title"] == "Linen dress"
            labels = [button["label"] for row in card["buttons"] for button in row]
            assert {"Price", "Sold out", "Remove", "That was a search"} <= set(labels)
        async with anna.listen() as socket:
            await anna.send_photo(photo(50, size=80), "message-3", "Mine, 1 €")
            assert (await message(socket))["cards"][0]["title"] == "Linen dress"
        (product,) = await bot.store.offers.products()
        assert (product.price, product.link) == (49.0, "https://shop.example/linen")
