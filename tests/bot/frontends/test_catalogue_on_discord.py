"""The catalogue by chat on Discord: an admin's direct messages, and a channel that is the catalogue."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import discord
import pytest

from bot.conversation import Conversation
from bot.ports import Product
from tests.bot.frontends.discord.loopback.rules import components_of
from tests.bot.frontends.discord.loopback.server import CHANNEL_ID, GUILD_ID, DiscordServer
from tests.bot.frontends.discord.people import MANAGE_GUILD, DiscordUser, guild, named, read
from tests.bot.frontends.discord.rig import (
    ADMIN_ID,
    ASKER_ID,
    FRIEND_ID,
    RunningDiscord,
    ScriptedConversation,
    front_end_for,
    running_discord,
    shop,
)
from tests.bot.rig import photo

Json = dict[str, Any]
SHELF, PLACE = CHANNEL_ID + 1, (str(CHANNEL_ID + 1),)
STAFF_ID, ROLE_ID = 5050, 606
SEE_AND_SEND, MANAGE_MESSAGES = 1 << 10 | 1 << 11, 1 << 13


@pytest.fixture
async def talk(tmp_path: Path, index: Path) -> AsyncIterator[Conversation]:
    """The real conversation, with an index of its own."""
    own = Path(shutil.copytree(index, tmp_path / "own-index"))
    async with shop(tmp_path / "db.sqlite", own) as running:
        yield running


@pytest.fixture(autouse=True)
def server(discord: DiscordServer) -> DiscordServer:
    """A guild in which everybody may write, and a role looks after the messages."""
    discord.gateway.allowed_intents = ~0
    here = guild()
    here["roles"][0]["permissions"] = str(SEE_AND_SEND)
    role = here["roles"][0] | {"id": str(ROLE_ID), "name": "staff", "permissions": str(MANAGE_MESSAGES), "position": 1}
    here["roles"].append(role)
    discord.gateway.guilds.append(here)
    return discord


async def offered(talk: Conversation) -> list[Product]:
    return await talk._services.store.offers.products()


async def until_offered(server: DiscordServer, talk: Conversation, count: int) -> list[Product]:
    await server.until(lambda: talk._services.worker.product_count == 13 + count)
    return await offered(talk)


def on_shelf(running: RunningDiscord, user_id: int = ADMIN_ID) -> DiscordUser:
    """Somebody in the channel that is the catalogue."""
    return running.someone(user_id, channel_id=SHELF)


async def edit(who: DiscordUser, message: Json, text: str, **more: Any) -> None:
    """The author changes a message."""
    now = message | {"content": text, "edited_timestamp": "2026-01-01T00:01:00+00:00", **more}
    await who.server.gateway.dispatch("MESSAGE_UPDATE", now)


async def delete(server: DiscordServer, *messages: Json) -> None:
    """Somebody deletes a message, or several at once."""
    where = {"channel_id": messages[0]["channel_id"], "guild_id": str(GUILD_ID)}
    if len(messages) == 1:
        await server.gateway.dispatch("MESSAGE_DELETE", where | {"id": messages[0]["id"]})
    else:
        await server.gateway.dispatch("MESSAGE_DELETE_BULK", where | {"ids": [each["id"] for each in messages]})


async def test_an_admin_adds_by_direct_message(server: DiscordServer, talk: Conversation) -> None:
    """The card comes with its buttons; a press and a text change it; a shopper finds it."""
    async with running_discord(server, talk) as running:
        keeper = running.someone(ADMIN_ID, direct=True)
        sent = await keeper.say(
            "Linen dress, 49 € https://shop.example/linen", keeper.attachment(photo(50)), keeper.attachment(photo(51))
        )
        (card,) = await keeper.replies(1, after=sent)
        assert "Linen dress" in read(card)
        assert "2 pictures" in read(card)
        price = named(card, "Price")
        assert price is not None
        asked = await keeper.press(card, price["custom_id"])
        await keeper.answer(asked)
        await keeper.say("39 €")
        await server.until(lambda: any("€39.00" in read(each) for each in server.messages.values()))
        shopper = running.someone(ASKER_ID, direct=True)
        asking = await shopper.say("", shopper.attachment(photo(50, size=80)))
        assert "Linen dress" in read((await shopper.replies(1, after=asking))[0])
    (product,) = await offered(talk)
    assert (product.price, product.link) == (39.0, "https://shop.example/linen")


async def test_a_forwarded_message_is_a_product(server: DiscordServer, talk: Conversation) -> None:
    """With its words and all its pictures; forwarded once more it is the same one."""
    async with running_discord(server, talk) as running:
        keeper = running.someone(ADMIN_ID, direct=True)
        pictures = [keeper.attachment(photo(50)), keeper.attachment(photo(51))]
        inner = {"content": "Linen dress", "attachments": pictures, "embeds": [], "type": 0, "flags": 0}
        inner |= {"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mentions": []}
        reference = {"type": 1, "message_id": "77", "channel_id": str(SHELF), "guild_id": str(GUILD_ID)}
        for _ in range(2):
            sent = await keeper.say("", message_snapshots=[{"message": inner}], message_reference=reference)
            assert "Linen dress" in read((await keeper.replies(1, after=sent))[0])
    (product,) = await offered(talk)
    assert (product.title, len(product.additional_images)) == ("Linen dress", 1)


async def test_a_channel_is_the_catalogue(server: DiscordServer, talk: Conversation) -> None:
    """Posts by an admin, by staff and by a webhook come in, edits change them, deleted ones go, and nothing is said."""
    async with running_discord(server, talk, catalogue_channels=PLACE, message_content=True) as running:
        keeper, staff = on_shelf(running), on_shelf(running, STAFF_ID)
        dress = await keeper.say("Linen dress, 49 €", keeper.attachment(photo(50)))
        member = {"roles": [str(ROLE_ID)], "joined_at": "2026-01-01T00:00:00+00:00", "flags": 0, "deaf": False}
        coat = await staff.say("Coat, 120 €", staff.attachment(photo(51)), member=member | {"mute": False})
        hat = await running.someone(9, channel_id=SHELF).say("Hat, 9 €", keeper.attachment(photo(52)), webhook_id="9")
        await keeper.say("We are open on Sunday!")
        products = await until_offered(server, talk, 3)
        assert {(each.title, each.price) for each in products} == {
            ("Linen dress", 49.0),
            ("Coat", 120.0),
            ("Hat", 9.0),
        }
        await edit(keeper, dress, "Linen dress, 39 €", attachments=[keeper.attachment(photo(53))])
        # A preview is no edit.
        await server.gateway.dispatch("MESSAGE_UPDATE", {"id": hat["id"], "channel_id": str(SHELF), "embeds": []})
        await delete(server, coat)
        await until_offered(server, talk, 2)
        await delete(server, hat, coat)
        (product,) = await until_offered(server, talk, 1)
        assert (product.title, product.price) == ("Linen dress", 39.0)
        assert await talk._services.store.offers.read_picture(product.image) == photo(53)
    assert not server.called("POST", f"/channels/{SHELF}")


async def test_whoever_may_not_post_adds_nothing(server: DiscordServer, talk: Conversation) -> None:
    """A member's photo in the channel is no product, nor is an admin's in another; and no button or command of an
    admin's serves anybody else."""
    async with running_discord(server, talk, catalogue_channels=PLACE, message_content=True) as running:
        member, elsewhere = on_shelf(running, FRIEND_ID), running.someone(ADMIN_ID)
        own = await member.say("Fake dress, 1 €", member.attachment(photo(50)))
        await edit(member, own, "Fake dress, 2 €")
        await elsewhere.say("Dress elsewhere, 1 €", elsewhere.attachment(photo(51)))
        await on_shelf(running).say("Linen dress, 49 €", member.attachment(photo(52)))
        await until_offered(server, talk, 1)
        manager = running.someone(FRIEND_ID, permissions=MANAGE_GUILD)
        asked = await manager.command("catalogue")
        assert "Only the shop's admins" in read((await manager.answer(asked))[0])
        keeper = running.someone(ADMIN_ID, direct=True)
        asked = await keeper.command("catalogue")
        (shown,) = await keeper.answer(asked)
        assert "One product came by chat" in read(shown)
        button = next(each for each in components_of(shown) if (each.get("emoji") or {}).get("name") == "✏️")
        stolen = await manager.press(shown, button["custom_id"])
        await running.heard()
        assert stolen.pressed_id
    assert [each.title for each in await offered(talk)] == ["Linen dress"]


async def test_what_was_posted_while_the_bot_was_away(server: DiscordServer, talk: Conversation) -> None:
    """It is read when the bot is back, once, and not what is older than what is remembered."""
    now = datetime.datetime.now(datetime.UTC)
    writer = DiscordUser(server, ADMIN_ID, channel_id=SHELF)
    for days, n in ((1, 50), (30, 51)):
        number = discord.utils.time_snowflake(now - datetime.timedelta(days=days))
        server.messages[number] = {
            **{
                "id": str(number),
                "channel_id": str(SHELF),
                "author": writer.user,
                "type": 0,
                "content": f"Dress {n} €",
            },
            **{"attachments": [writer.attachment(photo(n))], "mentions": [], "mention_roles": [], "embeds": []},
            **{"mention_everyone": False, "components": [], "flags": 0, "tts": False, "pinned": False},
            **{"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None},
        }
    for _ in range(2):
        async with running_discord(server, talk, catalogue_channels=PLACE, message_content=True) as running:
            assert [each.price for each in await until_offered(server, talk, 1)] == [50.0]
            await running.settled()
    assert [each.price for each in await offered(talk)] == [50.0]


def test_the_log_says_what_is_missing(server: DiscordServer, caplog: pytest.LogCaptureFixture) -> None:
    """Without the message content intent Discord shows the bot nothing of what is posted."""
    front_end_for(server, ScriptedConversation(), catalogue_channels=(*PLACE, "@telegrams"))
    assert "[catalogue] channels: set [discord] message_content = true" in caplog.text
