"""The ways to ask in Discord, and what of it reaches the conversation."""

from __future__ import annotations

from typing import cast

import pytest

from bot.messages import Chat, CommandEvent, FormFilters, PhotoEvent, PhotoFault, Reply, TextEvent
from tests.bot.frontends.discord.loopback.gateway import MESSAGE_CONTENT
from tests.bot.frontends.discord.loopback.server import BOT_ID, CHANNEL_ID, GUILD_ID, DiscordServer, is_ephemeral
from tests.bot.frontends.discord.people import EVERYTHING, MANAGE_GUILD, read
from tests.bot.frontends.discord.rig import ASKER_ID, PHOTO_BYTES, RunningDiscord, ScriptedConversation, running_discord
from tests.bot.rig import photo

HELLO = Reply(text="Hello")


@pytest.fixture
def script() -> ScriptedConversation:
    """A conversation that says hello to everything."""
    return ScriptedConversation(HELLO)


def asked(script: ScriptedConversation) -> PhotoEvent:
    """The only event, which has to be about photos."""
    (event,) = script.events
    assert isinstance(event, PhotoEvent)
    return event


async def test_find_says_what_the_form_holds(running: RunningDiscord, script: ScriptedConversation) -> None:
    """The options of /find reach the conversation beside the photo, with who asks, in which language and where."""
    asker = running.someone(locale="pt-BR", permissions=MANAGE_GUILD)
    options = {"gender": "Women", "colour": "Red", "type": "Dresses", "max_price": 39.5}
    answer = await asker.command("find", photo=asker.attachment(photo(1)), **options)
    (message,) = await asker.answer(answer)
    assert read(message) == "Hello"
    event = asked(script)
    assert event.form == FormFilters(gender="Women", colour="Red", type="Dresses", max_price=39.5)
    assert [each.data for each in event.photos] == [photo(1)]
    assert (event.person.user_id, event.person.locale) == (str(ASKER_ID), "pt-BR")
    assert event.person.is_chat_admin
    assert event.chat == Chat("discord", str(CHANNEL_ID), "group")
    assert event.event_id == f"interaction:{answer.id}"
    assert event.told_in == Chat("discord", str(ASKER_ID))


async def test_words_are_completed_from_the_catalogue(running: RunningDiscord) -> None:
    """While somebody types into an option, the conversation's suggestions are offered in their language."""
    asker = running.someone(locale="de")
    for option in ("gender", "colour", "type"):
        assert await asker.type("find", option, "ro") == [{"name": f"{option} ro de", "value": "value"}]


async def test_find_similar_is_for_the_asker_only(running: RunningDiscord, script: ScriptedConversation) -> None:
    """The context menu on a friend's photo is answered so that nobody else sees it, as the asker's private chat."""
    asker, friend = running.someone(), running.someone(77)
    theirs = await friend.say("look", friend.attachment(photo(5)))
    answer = await asker.find_similar(theirs)
    (message,) = await asker.answer(answer)
    assert answer.callback["data"]["flags"] == 64
    assert is_ephemeral(message)
    event = asked(script)
    assert [each.data for each in event.photos] == [photo(5)]
    assert event.chat == Chat("discord", str(ASKER_ID))


async def test_find_similar_on_words_alone(running: RunningDiscord, script: ScriptedConversation) -> None:
    """On a message without a photo the conversation is asked too, without any, and says what to do."""
    asker = running.someone()
    await asker.answer(await asker.find_similar(await asker.say("no photo here")))
    assert asked(script).photos == ()


async def test_a_photo_in_a_direct_message(running: RunningDiscord, script: ScriptedConversation) -> None:
    """It is answered as a reply to the message, with its words as the caption."""
    asker = running.someone(direct=True)
    message = await asker.say("in red", asker.attachment(photo(2)))
    (answer,) = await asker.replies(after=message)
    event = asked(script)
    assert (event.caption, event.event_id) == ("in red", f"message:{message['id']}")
    assert event.chat == Chat("discord", str(ASKER_ID))
    assert answer["message_reference"]["message_id"] == int(message["id"])
    assert running.server.called("POST", r"/typing$")


async def test_a_photo_with_a_mention(running: RunningDiscord, script: ScriptedConversation) -> None:
    """In a channel the bot answers when it is mentioned; its name is not part of the caption."""
    asker = running.someone()
    message = await asker.say("under 40", asker.attachment(photo(2)), mention=True)
    await asker.replies(after=message)
    assert asked(script).caption == "under 40"
    assert asked(script).chat == Chat("discord", str(CHANNEL_ID), "group")


async def test_a_mention_in_reply_to_a_photo(running: RunningDiscord, script: ScriptedConversation) -> None:
    """ "@Lookalike" in reply to a friend's photo asks about that photo."""
    asker, friend = running.someone(), running.someone(77)
    theirs = await friend.say("look", friend.attachment(photo(5)))
    reference = {"message_id": theirs["id"], "channel_id": theirs["channel_id"]}
    more = {"message_reference": reference, "referenced_message": theirs, "type": 19}
    await asker.replies(after=await asker.say("", mention=True, **more))
    assert [each.data for each in asked(script).photos] == [photo(5)]


async def test_a_forwarded_photo(running: RunningDiscord, script: ScriptedConversation) -> None:
    """What is forwarded to the bot counts like what is sent."""
    asker = running.someone(direct=True)
    inner = {
        **{"type": 0, "content": "", "embeds": [], "attachments": [asker.attachment(photo(4))], "flags": 0},
        **{"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None, "mentions": [], "components": []},
    }
    await asker.replies(after=await asker.say("", message_snapshots=[{"message": inner}]))
    assert [each.data for each in asked(script).photos] == [photo(4)]


async def test_what_is_not_for_the_bot_is_left_alone(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A photo without a mention, another bot's message, and a webhook's are not even looked at."""
    asker = running.someone()
    await asker.say("", asker.attachment(photo(2)))
    robot = {**running.someone(5).user, "bot": True}
    await asker.say("", asker.attachment(photo(2)), mention=True, author=robot)
    await asker.say("", asker.attachment(photo(2)), mention=True, webhook_id="5")
    await running.settled()
    assert script.events == []
    assert not running.server.called("POST", r"/typing$")


async def test_several_photos_are_one_question(running: RunningDiscord, script: ScriptedConversation) -> None:
    """All attachments of a message are one event, in their order; what is no image, too large or gone says so."""
    asker = running.someone(direct=True)
    gone = asker.attachment(photo(3))
    del running.server.files[gone["url"].rpartition("/")[2]]
    liar = asker.attachment(bytes(PHOTO_BYTES + 1))
    liar["size"] = 10
    sent = [
        asker.attachment(photo(1)),
        asker.attachment(b"%PDF", "list.pdf", content_type="application/pdf"),
        asker.attachment(b"video", "clip.mp4", content_type="video/mp4"),
        asker.attachment(photo(2), size=PHOTO_BYTES + 1),
        liar,
        gone,
        asker.attachment(photo(4), "IMG_1.HEIC", content_type=None),
    ]
    await asker.replies(after=await asker.say("", *sent))
    found = [each.fault or each.data for each in asked(script).photos]
    none, large = PhotoFault.NOT_A_PHOTO, PhotoFault.TOO_LARGE
    assert found == [photo(1), none, none, large, large, PhotoFault.GONE, photo(4)]


async def test_a_photo_that_cannot_be_had_just_now(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A download that breaks once is tried again; one that goes on failing is told from one that is gone."""
    asker = running.someone(direct=True)
    running.server.fail("GET", "/cdn/", status=503)
    await asker.replies(after=await asker.say("", asker.attachment(photo(1))))
    assert asked(script).photos[0].data == photo(1)
    script.events.clear()
    running.server.fail("GET", "/cdn/", status=503, times=9)
    await asker.replies(after=await asker.say("", asker.attachment(photo(1))))
    assert asked(script).photos[0].fault is PhotoFault.UNREACHABLE


async def test_words_without_a_photo(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A text to the bot is the conversation's, with the message that it replies to."""
    asker = running.someone(direct=True)
    first = await asker.say("hello")
    (answer,) = await asker.replies(after=first)
    reference = {"message_id": answer["id"], "channel_id": answer["channel_id"]}
    await asker.replies(after=await asker.say("cheaper", message_reference=reference, type=19))
    texts = [cast("TextEvent", event) for event in script.events]
    assert [(each.text, each.replies_to) for each in texts] == [("hello", ""), ("cheaper", answer["id"])]


async def test_a_command_that_was_written_out(running: RunningDiscord, script: ScriptedConversation) -> None:
    """ "/help me" as a text is the command, where an app does not offer it as one."""
    asker = running.someone(direct=True)
    await asker.replies(after=await asker.say("/Help me now"))
    event = cast("CommandEvent", script.events[0])
    assert (event.name, event.argument) == ("help", "me now")


async def test_what_is_for_one_is_not_said_before_all(running: RunningDiscord, script: ScriptedConversation) -> None:
    """In a channel, what answers a message and is for its author's eyes only comes as a direct message."""
    script.replies = [Reply(text="Your list", only_for_person=True)]
    await running.someone().say("/saved", mention=True)
    (message,) = await running.someone(direct=True).replies()
    assert read(message) == "Your list"
    assert not running.server.called("POST", f"/channels/{CHANNEL_ID}/messages")


async def test_a_reply_to_the_bot_needs_no_mention(running: RunningDiscord, script: ScriptedConversation) -> None:
    """In a channel, a reply to the bot's message is for the bot even if its author has switched the ping off."""
    asker = running.someone()
    (answer,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    reference = {"message_id": answer["id"], "channel_id": answer["channel_id"], "guild_id": str(GUILD_ID)}
    more = {"message_reference": reference, "referenced_message": answer, "type": 19}
    await asker.replies(after=await asker.say("", asker.attachment(photo(2)), **more))
    assert [each.data for each in cast("PhotoEvent", script.events[-1]).photos] == [photo(2)]


async def test_a_reply_of_which_nothing_can_be_seen(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Without a ping and the intent, Discord shows nothing of a reply's words: the bot stays silent."""
    asker = running.someone()
    (answer,) = await asker.answer(await asker.command("find", photo=asker.attachment(photo(1))))
    reference = {"message_id": answer["id"], "channel_id": answer["channel_id"], "guild_id": str(GUILD_ID)}
    await asker.say("", message_reference=reference, referenced_message=answer, type=19)
    await running.settled()
    assert len(script.events) == 1


async def test_a_thread_belongs_to_its_channel(running: RunningDiscord, script: ScriptedConversation) -> None:
    """What is asked in a thread is answered there, and counts as asked in its channel."""
    thread = CHANNEL_ID + 500
    described = {
        **{"id": str(thread), "parent_id": str(CHANNEL_ID), "guild_id": str(GUILD_ID), "owner_id": "1", "type": 11},
        **{"name": "dresses", "message_count": 1, "member_count": 1, "newly_created": True},
        "thread_metadata": {
            **{"archived": False, "auto_archive_duration": 60, "locked": False},
            "archive_timestamp": "2026-01-01T00:00:00+00:00",
        },
    }
    await running.server.gateway.dispatch("THREAD_CREATE", described)
    asker = running.someone(channel_id=thread)
    await asker.replies(after=await asker.say("", asker.attachment(photo(1)), mention=True))
    assert asked(script).chat == Chat("discord", str(CHANNEL_ID), "group", str(thread))


async def test_every_photo_of_a_configured_channel(discord: DiscordServer, script: ScriptedConversation) -> None:
    """With the message content intent, each photo in the channels of the configuration is answered, words are not, and
    other channels are left alone."""
    discord.gateway.allowed_intents = ~0
    async with running_discord(discord, script, message_content=True, channels=(str(CHANNEL_ID),)) as bot:
        assert discord.gateway.identified[-1]["intents"] & MESSAGE_CONTENT
        asker = bot.someone()
        await asker.say("just words")
        await bot.someone(channel_id=CHANNEL_ID + 1).say("", asker.attachment(photo(1)))
        await asker.replies(after=await asker.say("", asker.attachment(photo(2))))
        assert [each.data for each in asked(script).photos] == [photo(2)]


async def test_every_photo_where_the_chat_wants_it(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A channel's own setting does the same as the configuration."""
    script.every_photo = True
    asker = running.someone()
    await asker.replies(after=await asker.say("", asker.attachment(photo(2))))
    assert [each.data for each in asked(script).photos] == [photo(2)]


async def test_commands_of_the_conversation(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Any command that the conversation lists reaches it by its name, and is answered to the asker alone in a channel,
    visibly in direct messages."""
    asker = running.someone()
    (message,) = await asker.answer(await asker.command("hello"))
    assert is_ephemeral(message)
    direct = running.someone(direct=True)
    (message,) = await direct.answer(await direct.command("hello"))
    assert not is_ephemeral(message)
    events = [cast("CommandEvent", event) for event in script.events]
    assert [each.name for each in events] == ["hello", "hello"]
    assert [each.chat.kind for each in events] == ["group", "private"]


async def test_a_command_of_another_version(running: RunningDiscord, script: ScriptedConversation) -> None:
    """What Discord still lists from before is handed on too: the conversation says that it knows no such command."""
    running.server.commands.append({"id": "9", "name": "gone", "type": 1, "options": []})
    asker = running.someone()
    await asker.answer(await asker.command("gone"))
    assert cast("CommandEvent", script.events[0]).name == "gone"


async def test_a_bot_that_somebody_has_installed_for_themselves(
    running: RunningDiscord, script: ScriptedConversation
) -> None:
    """In other people's direct messages the answer belongs to all who read there."""
    asker = running.someone(direct=True)
    where = {"context": 2, "app_permissions": EVERYTHING}
    found = await asker.command("find", photo=asker.attachment(photo(1)))
    await asker.answer(found)
    event = {**asker.last_event, **where, "id": str(running.server.next_id())}
    await running.server.gateway.dispatch("INTERACTION_CREATE", event)
    await running.server.until(lambda: len(script.events) == 2)
    assert [each.chat.kind for each in script.events] == ["private", "group"]


async def test_the_bots_own_messages_are_not_answered(running: RunningDiscord, script: ScriptedConversation) -> None:
    """The bot hears what it has written itself, and says nothing to it."""
    asker = running.someone(direct=True)
    await asker.say("", asker.attachment(photo(1)), author=running.server.user)
    await running.settled()
    assert script.events == []
    assert BOT_ID != ASKER_ID
