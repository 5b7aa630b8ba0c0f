"""The commands as Discord is told of them, and what admins do with theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Reply
from bot.texts import LANGUAGES
from tests.bot.frontends.discord.loopback.server import DiscordServer, is_ephemeral
from tests.bot.frontends.discord.people import MANAGE_GUILD, read
from tests.bot.frontends.discord.rig import ADMIN_ID, RunningDiscord, ScriptedConversation, running_discord, shop
from tests.bot.rig import draw_shop, index_shop, photo

Json = dict[str, Any]
CHAT_INPUT, MESSAGE = 1, 3


@pytest.fixture
async def running(discord: DiscordServer, tmp_path: Path) -> AsyncIterator[RunningDiscord]:
    """The bot with a shop that can be reindexed."""
    catalogue = draw_shop(tmp_path / "shop")
    index_shop(catalogue, tmp_path / "index")
    async with (
        shop(tmp_path / "db.sqlite", tmp_path / "index", catalogue=catalogue) as conversation,
        running_discord(discord, conversation) as bot,
    ):
        yield bot


def registered(server: DiscordServer) -> dict[str, Json]:
    """The slash commands by name."""
    return {each["name"]: each for each in server.commands if each["type"] == CHAT_INPUT}


async def test_every_command_is_registered(running: RunningDiscord) -> None:
    """All that the conversation lists, admin commands too, and one entry in the menu of messages."""
    found = registered(running.server)
    assert {"start", "help", "find", "reindex", "stats"} <= set(found)
    (menu,) = [each for each in running.server.commands if each["type"] == MESSAGE]
    assert menu["name"] == "Find similar"


async def test_commands_are_for_guilds_direct_messages_and_users(running: RunningDiscord) -> None:
    """They can be used everywhere and installed for oneself; an admin's in guilds alone, hidden from those who do not
    manage the guild, but for the one that is of use in direct messages."""
    for name, command in registered(running.server).items():
        is_admins = name in ("catalogue", "reindex", "stats", "quality")
        where = [0, 1] if name == "catalogue" else [0] if is_admins else [0, 1, 2]
        assert command["contexts"] == where, name
        assert command["integration_types"] == ([0] if is_admins else [0, 1]), name
        assert command["default_member_permissions"] == (str(MANAGE_GUILD) if is_admins else None), name


async def test_a_shop_without_prices_offers_none(discord: DiscordServer, tmp_path: Path, bare_boutique: Path) -> None:
    """Then /find has no option for them, in no language, and works without."""
    async with (
        shop(tmp_path / "db.sqlite", bare_boutique) as conversation,
        running_discord(discord, conversation) as bot,
    ):
        options = [each["name"] for each in registered(discord)["find"]["options"]]
        assert options == ["photo", "gender", "colour", "type"]
        asker = bot.someone()
        (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1)), colour="red"))
        assert "Filters: red" in read(message)


async def test_find_has_a_photo_and_options(running: RunningDiscord) -> None:
    """/find wants an attachment, and takes gender, colour, type (completed while typing) and a price."""
    options = {each["name"]: each for each in registered(running.server)["find"]["options"]}
    assert list(options) == ["photo", "gender", "colour", "type", "max_price"]
    assert options["photo"]["type"] == 11 and options["photo"]["required"]
    assert [options[name]["autocomplete"] for name in ("gender", "colour", "type")] == [True] * 3
    assert options["max_price"]["type"] == 10 and options["max_price"]["min_value"] == 0


async def test_what_may_follow_a_command(running: RunningDiscord) -> None:
    """/reindex takes its word as an option, which says what it is; commands that take none have none."""
    (option,) = registered(running.server)["reindex"]["options"]
    assert (option["name"], option["type"], option["required"]) == ("option", 3, False)
    assert option["description"] == "full: look at every picture anew; force: whatever the check says"
    assert registered(running.server)["quality"].get("options") == []


async def test_options_are_completed_and_kept_to(running: RunningDiscord) -> None:
    """The catalogue's words are offered in the shopper's language; what was said is shown over the answer."""
    asker = running.someone()
    assert {"name": "T-shirt", "value": "Tshirts"} in await asker.type("find", "type", "t")
    assert await asker.type("find", "colour", "zzz") == []
    asked = await asker.command("find", photo=asker.attachment(photo(3)), max_price=14.0)
    (message,) = await asker.answer(asked)
    assert "14" in read(message)


async def test_every_language_has_its_words(running: RunningDiscord) -> None:
    """For each language but English, Discord is told names and descriptions in it."""
    found = registered(running.server)
    (menu,) = [each for each in running.server.commands if each["type"] == MESSAGE]
    everything = [*found.values(), *found["find"]["options"]]
    locales = {"de": "de", "es": "es-ES", "fr": "fr", "pt": "pt-BR", "hi": "hi", "ru": "ru"}
    assert set(locales) == {each for each in LANGUAGES if each != "en"}
    for locale in locales.values():
        for each in everything:
            assert each["description_localizations"][locale] != each["description"], (locale, each["name"])
            assert each["name_localizations"].get(locale), (locale, each["name"])
        assert menu["name_localizations"][locale] != menu["name"]
        names = [each["name_localizations"][locale] for each in found.values()]
        assert len(set(names)) == len(names), locale
    assert found["find"]["name_localizations"]["de"] == "finden"
    assert "en-GB" not in found["find"]["name_localizations"]


async def test_commands_in_every_language_are_sent_once(discord: DiscordServer, tmp_path: Path, index: Path) -> None:
    """A second start finds that Discord has all of it, the words in other languages too."""
    for _ in range(2):
        async with shop(tmp_path / "db.sqlite", index) as conversation, running_discord(discord, conversation) as bot:
            await bot.settled()
        assert discord.command_writes == 1


async def test_commands_are_sent_only_when_they_changed(discord: DiscordServer) -> None:
    """A second start with the same commands sends nothing; one with others does; so does one where somebody has
    deleted them on the other side."""
    for turn, writes in ((1, 1), (2, 1)):
        async with running_discord(discord, ScriptedConversation()) as bot:
            await bot.settled()
            assert discord.command_writes == writes, turn
    changed = ScriptedConversation()
    specs = changed.commands("en", for_admin=True)
    changed.commands = lambda locale, for_admin=False: specs[:1]  # type: ignore[method-assign]
    async with running_discord(discord, changed):
        await discord.until(lambda: discord.command_writes == 2)
    discord.commands = discord.commands[:1]
    async with running_discord(discord, changed):
        await discord.until(lambda: discord.command_writes == 3)


async def test_commands_that_cannot_be_registered(discord: DiscordServer, caplog: pytest.LogCaptureFixture) -> None:
    """One line, and the bot answers all the same."""
    discord.fail("PUT", "/commands", status=400, body={"code": 50035, "message": "Invalid Form Body"}, times=9)
    discord.commands = [{"id": "1", "name": "find", "type": 1, "options": [{"name": "photo", "type": 11}]}]
    async with running_discord(discord, ScriptedConversation(Reply(text="Hello"))) as bot:
        asker = bot.someone()
        await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
        await discord.until(lambda: "could not be registered" in caplog.text)


async def test_reindex_shows_its_progress_in_one_message(running: RunningDiscord) -> None:
    """For an admin, /reindex edits one message, seen by the admin alone in a channel, until the report is in it."""
    admin = running.someone(ADMIN_ID, permissions=MANAGE_GUILD)
    asked = await admin.command("reindex", option="full")
    await running.server.until(
        lambda: asked.message_ids and "Reindexed 13 products" in read(running.server.messages[asked.message_ids[0]])
    )
    assert len(asked.message_ids) == 1
    assert is_ephemeral(running.server.messages[asked.message_ids[0]])
    assert len(running.server.called("PATCH", "@original")) >= 2


async def test_admin_commands_are_checked_when_they_run(running: RunningDiscord) -> None:
    """Whoever is let through by a guild's own permissions, but is not in the configuration, is told so."""
    manager = running.someone(5, permissions=MANAGE_GUILD)
    for name in ("reindex", "stats", "quality"):
        (message,) = await manager.answer(await manager.command(name))
        assert read(message) == "Only the shop's admins can do this."


async def test_every_command_is_answered(running: RunningDiscord) -> None:
    """Whatever the conversation lists can be used, in a channel and directly, and says something."""
    for person in (running.someone(), running.someone(direct=True)):
        for name, command in registered(running.server).items():
            if name in ("find", "reindex") or (person.direct and command["contexts"] == [0]):
                continue
            (message, *_) = await person.answer(await person.command(name))
            assert read(message) or message["attachments"], name
