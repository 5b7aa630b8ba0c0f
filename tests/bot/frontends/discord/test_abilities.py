"""What the conversation has learned, as a shopper meets it in Discord. The adapter knows none of it by name."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Chat
from bot.store.store import Store
from tests.bot.conversation.scenarios.boutique import DoubtfulEmbedder, shopper_photo
from tests.bot.frontends.discord.loopback.rules import SECTION, SELECT, components_of
from tests.bot.frontends.discord.loopback.server import DiscordServer, is_ephemeral
from tests.bot.frontends.discord.people import MANAGE_GUILD, DiscordUser, button, named, option, read
from tests.bot.frontends.discord.rig import ASKER_ID, RunningDiscord, running_discord, shop
from tests.bot.rig import photo

Json = dict[str, Any]


@pytest.fixture
async def running(discord: DiscordServer, tmp_path: Path, index: Path) -> AsyncIterator[RunningDiscord]:
    """The bot with the small shop."""
    async with shop(tmp_path / "db.sqlite", index) as conversation, running_discord(discord, conversation) as bot:
        yield bot


async def found(asker: DiscordUser, number: int = 3) -> Json:
    """An answer."""
    (message,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(number))))
    return message


async def panel(asker: DiscordUser, message: Json) -> Json:
    """What opens behind the last button of an answer."""
    button = named(message, "Filters")
    assert button is not None
    _, opened = await asker.answer(await asker.press(message, button["custom_id"]), 2)
    return opened


async def test_a_product_is_saved_and_taken_off_again(running: RunningDiscord) -> None:
    """A product's heart saves it, with a word to whoever did; /saved lists it with its picture, and a button takes it
    off in place."""
    asker = running.someone()
    message = await found(asker)
    assert is_ephemeral(await panel(asker, message))
    heart = next(part for part in components_of(message) if part.get("emoji", {}).get("name") == "❤️")
    *_, whisper = await asker.answer(await asker.press(message, heart["custom_id"]), 2)
    assert is_ephemeral(whisper) and "Saved: “Daisy pattern”" in read(whisper)
    (saved,) = await asker.answer(await asker.command("saved"))
    assert is_ephemeral(saved)
    assert "[Daisy pattern]" in read(saved) and len(saved["attachments"]) == 1
    remove = named(saved, "Remove")
    assert remove is not None
    await asker.press(saved, remove["custom_id"])
    await running.server.until(lambda: "You have saved nothing yet" in read(saved))
    assert not [part for part in components_of(saved) if part["type"] == SECTION]


async def test_what_was_asked_to_be_told_is_told_alone(discord: DiscordServer, tmp_path: Path, index: Path) -> None:
    """Who watches a search from a channel's answer is told in direct messages, not before everybody."""
    database = tmp_path / "db.sqlite"
    async with shop(database, index) as conversation, running_discord(discord, conversation) as bot:
        asker = bot.someone()
        opened = await panel(asker, await found(asker))
        watch = named(opened, "Tell me of new ones")
        assert watch is not None
        await asker.answer(await asker.press(opened, watch["custom_id"]), 2)
    async with Store.open(database) as store:
        ((listener,),) = [page async for page in store.news.recipients(time.time(), "another", 20)]
    assert listener.chat == Chat("discord", str(ASKER_ID))


async def test_the_settings_of_a_channel(running: RunningDiscord) -> None:
    """Whoever manages the guild can have every photo of a channel answered, and set its language; others cannot."""
    manager, member = running.someone(5, permissions=MANAGE_GUILD), running.someone(6)
    (refused,) = await member.answer(await member.command("settings"))
    assert "Only this group's admins" in read(refused) and not [p for p in components_of(refused) if "custom_id" in p]
    (settings,) = await manager.answer(await manager.command("settings"))
    every = named(settings, "Answer every photo")
    assert every is not None
    await manager.press(settings, every["custom_id"])
    await running.server.until(lambda: "I answer every photo" in read(settings))
    said = await member.say("", member.attachment(photo(2)))
    (answer,) = await member.replies(after=said)
    assert "Cedar pattern" in read(answer)
    german = option(settings, "Deutsch")
    await manager.press(settings, german[0], [german[1]])
    await running.server.until(lambda: "Gruppe" in read(settings))
    said = await member.say("", member.attachment(photo(2)))
    (answer,) = await member.replies(after=said)
    assert named(answer, "Next 5") is None and "€" in read(answer)


async def test_ones_own_settings(running: RunningDiscord) -> None:
    """In direct messages /settings are the shopper's own; a choice is drawn in place."""
    asker = running.someone(direct=True)
    (settings,) = await asker.answer(await asker.command("settings"))
    (select,) = [part for part in components_of(settings) if part["type"] == SELECT]
    assert [each["label"] for each in select["options"] if each.get("default")] == ["As the app says"]
    spanish = option(settings, "Español")
    await asker.press(settings, spanish[0], [spanish[1]])
    await running.server.until(lambda: "Idioma" in str(settings))


async def test_forgetting_asks_first(running: RunningDiscord) -> None:
    """/forget_me says what there is and asks; the red button deletes it, in the same message."""
    asker = running.someone()
    await found(asker)
    (question,) = await asker.answer(await asker.command("forget_me"))
    assert is_ephemeral(question)
    button = named(question, "Delete everything")
    assert button is not None and button["style"] == 4
    await asker.press(question, button["custom_id"])
    await running.server.until(lambda: "Deleted:" in read(question))


async def test_the_export_is_a_file(running: RunningDiscord) -> None:
    """/export_me hands over the shopper's own data as a file, in direct messages."""
    asker = running.someone(direct=True)
    await found(asker)
    (message,) = await asker.answer(await asker.command("export_me"))
    (attachment,) = message["attachments"]
    assert attachment["filename"].endswith(".json")
    assert b"Daisy pattern" in running.server.files[attachment["filename"]]


async def test_the_export_in_a_channel_is_for_the_asker_alone(running: RunningDiscord) -> None:
    """/export_me hands the file over in a channel, too, where nobody else sees it."""
    asker = running.someone()
    await found(asker)
    (message,) = await asker.answer(await asker.command("export_me"))
    assert is_ephemeral(message)
    assert [each["filename"].endswith(".json") for each in message["attachments"]] == [True]


async def test_the_history_leads_back(running: RunningDiscord) -> None:
    """/history lists the last searches to the asker alone; pressed, one shows its answer again, to the asker alone."""
    asker = running.someone()
    await found(asker)
    (history,) = await asker.answer(await asker.command("history"))
    buttons = [part for part in components_of(history) if part["type"] == 2]
    _, again = await asker.answer(await asker.press(history, buttons[0]["custom_id"]), 2)
    assert is_ephemeral(again) and "[Daisy pattern]" in read(again)


async def test_a_shopper_is_answered_in_their_language(running: RunningDiscord) -> None:
    """What Discord says of the shopper's language decides, also in the direct messages after it was said once."""
    asker = running.someone(locale="de", direct=True)
    message = await found(asker)
    assert named(message, "Next 5") is None
    said = await asker.say("", asker.attachment(photo(2)))
    (answer,) = await asker.replies(after=said)
    labels = [part.get("label") for part in components_of(answer) if part["type"] == 2]
    assert [part.get("label") for part in components_of(message) if part["type"] == 2] == labels


async def test_a_correction_turns_the_same_message(discord: DiscordServer, tmp_path: Path, boutique: Path) -> None:
    """Five products leave no room for more buttons: what the network is not sure of stands in the select with the ways
    on. What is picked changes the message, pictures included."""
    unsure = shop(tmp_path / "db.sqlite", boutique, embedder=DoubtfulEmbedder())
    async with unsure as conversation, running_discord(discord, conversation) as bot:
        asker = bot.someone()
        photo_of = asker.attachment(shopper_photo("Tshirts", "Blue"))
        (message,) = await asker.answer(await asker.command("find", photo=photo_of))
        before = {each["filename"] for each in message["attachments"]}
        handbag = option(message, "Not “T-shirt”?: Handbag")
        assert option(message, "For whom?: Women's")[0] == handbag[0]
        await asker.press(message, handbag[0], [handbag[1]])
        await bot.server.until(lambda: "**Men's blue handbag" in read(message))
        assert len(message["attachments"]) == 5
        assert before != {each["filename"] for each in message["attachments"]}
        assert read(message).count("Handbags]") == 5


def way_to_share(message: Json) -> tuple[str, list[str]] | None:
    """The button, or the line of the select that stands for it; None if there is neither."""
    if found := named(message, "Share"):
        return found["custom_id"], []
    try:
        custom_id, value = option(message, "Share")
    except StopIteration:
        return None
    return custom_id, [value]


async def privately_found(asker: DiscordUser) -> Json:
    """What "Find similar" on somebody's photo gives."""
    (message,) = await asker.answer(await asker.find_similar(await asker.say("", asker.attachment(photo(3)))))
    assert is_ephemeral(message)
    return message


async def test_an_answer_for_one_is_posted_to_the_channel(running: RunningDiscord) -> None:
    """All see the products, and may judge and go on from them; of the asker's own verdicts and words nothing is seen,
    nor does what the channel does come back into the private answer."""
    asker, friend = running.someone(), running.someone(1002)
    message = await privately_found(asker)
    await asker.press(message, button(message, "👍")["custom_id"])
    await running.server.until(lambda: button(message, "👍")["style"] == 3)
    way = way_to_share(message)
    assert way is not None
    (posted,) = [each for each in await asker.answer(await asker.press(message, *way), 2) if each is not message]
    assert not is_ephemeral(posted)
    assert "Somebody wants to show you these" in read(posted)
    assert [line for line in read(posted).splitlines() if "pattern" in line] == [
        line for line in read(message).splitlines() if "pattern" in line
    ]
    assert all(part.get("style") != 3 for part in components_of(posted))
    assert way_to_share(posted) is None  # all see it already
    await friend.press(posted, button(posted, "👎", 2)["custom_id"])
    await running.server.until(lambda: "👎 1" in read(posted))
    assert "👎 1" not in read(message)
    custom_id, line = option(posted, "1: More like this")
    (_, similar) = await friend.answer(await friend.press(posted, custom_id, [line]), 2)
    assert not is_ephemeral(similar)


async def test_what_all_see_and_what_is_direct_has_no_share_button(running: RunningDiscord) -> None:
    """There it would be of no use."""
    asker, direct = running.someone(), running.someone(direct=True)
    for who in (asker, direct):
        (message,) = await who.answer(await who.command("find", photo=who.attachment(photo(3))))
        assert not is_ephemeral(message)
        assert way_to_share(message) is None


async def test_sharing_works_from_a_select_too(running: RunningDiscord) -> None:
    """An answer with filters has more buttons than there is room for: what stands in a select does the same."""
    asker = running.someone()
    message = await privately_found(asker)
    opened_by = named(message, "Filters")
    custom_id, values = (opened_by["custom_id"], []) if opened_by else (option(message, "Filters")[0], [])
    if not opened_by:
        values = [option(message, "Filters")[1]]
    _, panel = await asker.answer(await asker.press(message, custom_id, values), 2)
    price = next(part for part in components_of(panel) if part["type"] == 3 and part["placeholder"] == "Price")
    _, narrowed = await asker.answer(await asker.press(panel, price["custom_id"], [price["options"][-1]["value"]]), 2)
    assert is_ephemeral(narrowed)
    way = way_to_share(narrowed)
    assert way is not None
    *_, posted = await asker.answer(await asker.press(narrowed, *way), 2)
    assert not is_ephemeral(posted)
    assert "Filters:" in read(narrowed) and "Filters:" not in read(posted)
