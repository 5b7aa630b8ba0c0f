"""Telegram's groups, topics and channels: when the bot speaks, where, and to whom."""

from __future__ import annotations

from typing import Any

from bot.messages import ActionEvent, Button, CommandEvent, Document, Event, PhotoEvent, Progressing, Reply, TextEvent
from tests.bot.frontends.telegram.rig import MENTION, Scripted, Someone, telegram
from tests.bot.frontends.telegram.server import BOT_ID, BOT_NAME, BotApi, Fault
from tests.bot.rig import Bot, photo

ANSWER = Reply(text="An answer")
GROUP = -100500


def member(tg: BotApi, user_id: int = 1001, **more: Any) -> Someone:
    return Someone(tg, user_id, GROUP, **more)


async def test_the_bot_is_silent_unless_asked(tg: BotApi) -> None:
    """Photos and words that nobody addressed to it, commands for other bots and service messages are nothing; photos
    are not even fetched."""
    talk = Scripted(ANSWER)
    anna = member(tg)
    async with telegram(talk, tg):
        await anna.photo(b"a")
        await anna.photo(b"b", caption="look at this")
        await anna.photo(b"c", media_group_id="m")
        await anna.say("hello all")
        await anna.say("/find@another_bot")
        await anna.say(f"mail me at anna{MENTION}.example")
        await anna.say("what?", reply_to=anna.message(text="before"))
        await anna.send(new_chat_title="New")
        await tg.settled(1.5)
    assert talk.events == []
    assert [call.method for call in tg.calls if call.method.startswith("send")] == []
    assert tg.of("getFile") == []


async def test_a_mention_a_reply_and_a_command_are_answered(tg: BotApi) -> None:
    """Each way to ask leads to the same photo, and the answer replies to whoever asked."""
    talk = Scripted(ANSWER)
    anna, bo = member(tg), member(tg, 1002)
    async with telegram(talk, tg):
        theirs = bo.message(photo=bo.sizes(b"theirs"))
        ours = {"message_id": 5, "date": 1, "chat": theirs["chat"]}
        ours |= {"from": {"id": BOT_ID, "is_bot": True, "first_name": "L"}, "text": "An answer"}
        asked = [
            await anna.photo(b"a", caption=f"{MENTION} red"),
            await anna.photo(b"b", caption="/find blue"),
            await anna.photo(b"c", reply_to_message=ours),
            await anna.say("/find navy", reply_to=theirs),
            await anna.say(f"/find@{BOT_NAME.upper()}", reply_to=theirs),
            await anna.say(f"{MENTION}, what is this?", reply_to=theirs),
            await anna.say("cheaper", reply_to=ours),
            await anna.say(f"{MENTION} hello"),
            await anna.say("/help"),
        ]
        await tg.until(lambda: len(tg.sent(GROUP)) == len(asked))
    photos = [(e.photos[0].data, e.caption) for e in talk.events if isinstance(e, PhotoEvent)]
    assert photos == [
        *((b"a", "red"), (b"b", "blue"), (b"c", "")),
        *((b"theirs", "navy"), (b"theirs", ""), (b"theirs", "what is this?")),
    ]
    texts = [(e.text, e.replies_to) for e in talk.events if isinstance(e, TextEvent)]
    assert texts == [("cheaper", "5"), ("hello", "")]
    assert [e.name for e in talk.events if isinstance(e, CommandEvent)] == ["help"]
    replied = [message["reply_to_message"]["message_id"] for message in tg.sent(GROUP)]
    assert replied == [message["message_id"] for message in asked]


async def test_a_group_can_have_every_photo_answered(tg: BotApi) -> None:
    """Where the chat's own setting says so, a photo needs no mention; words still do. An album is one answer."""
    talk = Scripted(ANSWER, every_photo=True)
    anna = member(tg)
    async with telegram(talk, tg):
        await anna.photo(b"a")
        await anna.say("nothing for you")
        await anna.photo(b"b", media_group_id="m")
        await anna.photo(b"c", media_group_id="m")
        await tg.until(lambda: len(tg.sent(GROUP)) == 2)
        await tg.settled()
    assert [len(event.photos) for event in talk.events if isinstance(event, PhotoEvent)] == [1, 2]
    assert len(talk.events) == 2


async def test_an_album_is_addressed_by_one_caption(tg: BotApi) -> None:
    """The mention stands in the caption of one photo only; all of the album is asked about."""
    talk = Scripted(ANSWER)
    anna = member(tg)
    async with telegram(talk, tg):
        await anna.photo(b"a", media_group_id="m")
        await anna.photo(b"b", media_group_id="m", caption=f"{MENTION} red")
        await tg.until(lambda: tg.sent(GROUP))
    (event,) = talk.events
    assert isinstance(event, PhotoEvent)
    assert ([each.data for each in event.photos], event.caption) == ([b"a", b"b"], "red")


async def test_an_answer_stays_in_its_topic(bot: Bot, tg: BotApi) -> None:
    """In a forum, album, message and typing go to the topic of the question; the first replies to it."""
    anna = member(tg, thread=77)
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        asked = await anna.photo(photo(3), caption=MENTION)
        message = await anna.answer()
        await anna.press(message, "Next 5")
        await anna.answer(after=message["message_id"])
    sends = [call for call in tg.calls if call.method in ("sendMediaGroup", "sendMessage", "sendChatAction")]
    assert {int(call.params["message_thread_id"]) for call in sends} == {77}
    assert anna.pictures()[0]["reply_to_message"]["message_id"] == asked["message_id"]
    assert "reply_to_message" not in message


async def test_a_closed_topic_costs_no_answer(tg: BotApi) -> None:
    """A topic that is gone, and a question that was deleted, do not keep the answer back."""
    talk = Scripted(ANSWER)
    anna = member(tg, thread=77)
    tg.faults.append(Fault("sendMessage", 400, "Bad Request: message thread not found"))
    async with telegram(talk, tg):
        asked = await anna.photo(b"a", caption=MENTION)
        await anna.answer(buttons=False)
        del tg.messages[GROUP, asked["message_id"]]
        await anna.photo(b"a", caption=MENTION)
        await anna.answer(buttons=False)
    assert len(tg.sent(GROUP)) == 2
    assert "message_thread_id" not in tg.sent(GROUP)[0]


async def test_who_is_admin_is_asked_of_telegram(tg: BotApi) -> None:
    """Commands and presses in a group say whether that person may change its settings; Telegram is asked once in a
    minute, and not for photos."""
    talk = Scripted(Reply(text="Settings", buttons=((Button("On", "set on"),),)))
    tg.admins[GROUP] = [1002]
    anna, boss = member(tg), member(tg, 1002)
    async with telegram(talk, tg):
        await anna.photo(b"a", caption=MENTION)
        await anna.answer()
        assert tg.of("getChatAdministrators") == []
        await anna.say("/settings")
        message = await anna.answer()
        await boss.press(message, "On")
        await tg.until(lambda: len(talk.events) == 3)
        await tg.settled()
    _, command, press = talk.events
    assert isinstance(command, CommandEvent)
    assert isinstance(press, ActionEvent)
    assert (command.person.is_chat_admin, press.person.is_chat_admin) == (False, True)
    assert len(tg.of("getChatAdministrators")) == 1


async def test_where_admins_cannot_be_listed_each_is_asked_for(tg: BotApi) -> None:
    """A server that lists nobody may still say what one person is."""
    talk = Scripted(ANSWER)
    tg.admins[GROUP] = [1002]
    tg.faults.append(Fault("getChatAdministrators", 400, "Bad Request: not enough rights", times=9))
    async with telegram(talk, tg):
        for user_id in (1001, 1002, 1002):
            await member(tg, user_id).say("/settings")
        await tg.until(lambda: len(tg.sent(GROUP)) == 3)
    assert sorted((e.person.user_id, e.person.is_chat_admin) for e in talk.events) == [
        *(("1001", False), ("1002", True), ("1002", True)),
    ]
    assert len(tg.of("getChatMember")) == 2


async def test_an_anonymous_admin_is_one(tg: BotApi) -> None:
    """Who writes in the name of the group is its admin, and known by the group's id."""
    talk = Scripted(ANSWER)
    anna = member(tg)
    async with telegram(talk, tg):
        hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        await anna.send(
            text="/settings", sender_chat={"id": GROUP, "type": "supergroup", "title": "G"}, **{"from": hidden}
        )
        await tg.until(lambda: tg.sent(GROUP))
    assert talk.events[0].person.user_id == str(GROUP)
    assert talk.events[0].person.is_chat_admin


async def test_what_is_for_one_person_goes_to_their_private_chat(tg: BotApi) -> None:
    """A reply for the asker alone is never shown to the group; who cannot be written to is told how to mend that."""
    export = Document("mine.json", "application/json", b"{}")
    talk = Scripted(Reply(text="Your data", document=export, only_for_person=True))
    anna = member(tg)
    async with telegram(talk, tg):
        await anna.say("/export_me")
        await tg.until(lambda: len(tg.sent(1001)) == 2)
        assert tg.sent(GROUP) == []
        tg.blocked.add(1001)
        await anna.say("/export_me")
        await tg.until(lambda: tg.sent(GROUP))
    assert "open a chat with me" in tg.sent(GROUP)[0]["text"]
    assert tg.files[tg.sent(1001)[1]["document"]["file_id"]] == b"{}"


async def test_what_a_button_opens_stays_where_it_was_pressed(tg: BotApi) -> None:
    """Filters of an answer that the group sees are shown in the group, though Discord would show them to one alone."""
    talk = Scripted(Reply(text="An answer", buttons=((Button("Filters", "panel"),),)))
    anna = member(tg)
    async with telegram(talk, tg):
        await anna.photo(b"a", caption=MENTION)
        message = await anna.answer()
        talk.replies = [Reply(text="Choose", only_for_person=True)]
        await anna.press(message, "Filters")
        panel = await anna.answer(buttons=False, after=message["message_id"])
    assert panel["reply_to_message"]["message_id"] == message["message_id"]
    assert tg.sent(1001) == []


class Voting(Scripted):
    """A conversation that counts presses."""

    async def handle(self, event: Event, progressing: Progressing | None = None) -> list[Reply]:
        await super().handle(event, progressing)
        presses = sum(isinstance(each, ActionEvent) for each in self.events)
        return [Reply(text=f"{presses} votes", buttons=((Button("Vote", "vote"),),), replaces=bool(presses))]


async def test_a_vote_of_many_ends_in_the_right_tally(tg: BotApi) -> None:
    """Fifteen people press the same button at once: the message ends with all of them counted, in fewer edits."""
    anna = member(tg)
    async with telegram(Voting(), tg):
        await anna.photo(b"a", caption=MENTION)
        message = await anna.answer()
        tg.faults.append(Fault("editMessageText", delay=1.0))
        for user_id in range(5000, 5015):
            await member(tg, user_id).press(message, "Vote")
        await tg.until(lambda: tg.messages[GROUP, message["message_id"]]["text"] == "15 votes")
        await tg.settled()
    assert tg.messages[GROUP, message["message_id"]]["text"] == "15 votes"
    assert len(tg.of("editMessageText")) < 15


async def test_nothing_private_is_shown_for_an_anonymous_admin(tg: BotApi) -> None:
    """Nobody knows whose private chat that would be; it must not be the group's."""
    talk = Scripted(Reply(text="Secret", only_for_person=True))
    anna = member(tg)
    async with telegram(talk, tg):
        hidden = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        group = {"id": GROUP, "type": "supergroup", "title": "G"}
        await anna.send(text="/stats", sender_chat=group, **{"from": hidden})
        await tg.until(lambda: tg.sent(GROUP))
    assert [each["text"] for each in tg.sent(GROUP)] != ["Secret"]


async def test_channels_get_nothing(tg: BotApi) -> None:
    """Posts in a channel, also those that a group shows automatically, are none of the bot's business."""
    talk = Scripted(ANSWER, every_photo=True)
    anna = member(tg)
    channel = {"id": -100900, "type": "channel", "title": "News"}
    async with telegram(talk, tg):
        post = {"message_id": 1, "date": 1, "chat": channel, "photo": anna.sizes(b"a"), "caption": MENTION}
        await tg.update("channel_post", post)
        await tg.update("edited_channel_post", post | {"edit_date": 2})
        await tg.update("message", post)
        await anna.photo(b"a", caption=MENTION, is_automatic_forward=True, sender_chat=channel)
        reaction = {"type": {"type": "emoji", "emoji": "👍"}, "total_count": 3}
        counts = {"chat": channel, "message_id": 1, "date": 1, "reactions": [reaction]}
        await tg.update("message_reaction_count", counts)
        await tg.settled()
    assert talk.events == []


async def test_a_migrated_group_goes_on(tg: BotApi) -> None:
    """A group that became a supergroup gets its answer under the new id, and what was kept of it moves there once."""
    talk = Scripted(ANSWER)
    anna = Someone(tg, 1001, -42, chat_type="group")
    async with telegram(talk, tg):
        tg.migrated[-42] = GROUP
        await anna.photo(b"a", caption=MENTION)
        await tg.until(lambda: tg.sent(GROUP))
        await anna.send(migrate_to_chat_id=GROUP)
        await tg.settled()
    assert talk.moves == [("-42", str(GROUP))]
