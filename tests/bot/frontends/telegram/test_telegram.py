"""A conversation on Telegram: the real library against the tests' Bot API server, the real conversation and store."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.messages import Shown
from tests.bot.frontends.telegram.rig import Someone, telegram, transcript
from tests.bot.frontends.telegram.server import BotApi, Fault, Json
from tests.bot.rig import PRIVATE, SHOPPER, Bot, photo, running_bot, until


async def test_a_photo_is_answered_with_an_album_and_a_message(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Typing at once; five pictures with title, price and link; then what was recognised, with a row of buttons for
    each product, and the way on."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
    pictures = shopper.pictures()
    assert len(pictures) == 5
    assert len({each["media_group_id"] for each in pictures}) == 1
    assert pictures[0]["caption"] == "1. Daisy pattern\n€13.50"
    link = {"type": "text_link", "offset": 3, "length": 13, "url": "https://shop.example/3"}
    assert link in pictures[0]["caption_entities"]
    rows = message["reply_markup"]["inline_keyboard"]
    assert [[button["text"] for button in row[:4]] for row in rows[:5]] == [
        [f"{n} 👍", "👎", "❤️", "🔎"] for n in range(1, 6)
    ]
    assert rows[5][0]["text"] == "Next 5"
    assert tg.of("sendChatAction")[0].at < tg.of("getFile")[0].at


async def test_what_a_shopper_sees(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """The chat as it reads: heading, products with prices, what the buttons mean, the buttons."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.say("/start")
        await shopper.answer(buttons=False)
        await shopper.photo(photo(3))
        await shopper.answer()
    seen = transcript(tg, 1001).partition("BOT: T-shirt")[2].splitlines()
    # What the cards' rows and the way on hold besides is the conversation's to say.
    assert [line.split("  [ ❤️ ]")[0] for line in seen[:15]] == [
        ": found it",
        "     ",
        "     1. Daisy pattern · €13.50",
        "     2. Iris pattern · €18.50",
        "     3. Hazel pattern · €17.50",
        "     4. Grape pattern · €16.50",
        "     5. Fern pattern · €15.50",
        "     ",
        "     👍 or 👎? I learn from your verdicts.",
        "     ❤️ Save · 🔎 More like this",
        *(f"      [ {n} 👍 ]  [ 👎 ]" for n in range(1, 6)),
    ]
    assert seen[15].startswith("      [ Next 5 ]")


async def test_a_verdict_is_shown_in_place(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """A pressed 👍 is answered with a notice, and the same message shows it pressed; again takes it back."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
        for expected, said in (("2 👍 ✓", "Noted: it fits."), ("2 👍", "Taken back.")):
            assert await shopper.notice(await shopper.press(message, "👍", row=1)) == said
            edits = len(tg.of("editMessageText"))
            await tg.until(lambda edits=edits: len([c for c in tg.of("editMessageText") if c.ended]) >= max(edits, 1))
            await tg.settled(0.2)
            now = tg.messages[1001, message["message_id"]]
            assert now["reply_markup"]["inline_keyboard"][1][0]["text"] == expected
    assert len(shopper.pictures()) == 5
    assert tg.deleted == []


async def test_next_and_more_like_this_send_albums_of_their_own(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """The ways on answer with new pictures, and no product comes twice in one line of answers."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
        await shopper.press(message, "Next 5")
        further = await shopper.answer(after=message["message_id"])
        titles = [each["caption"] for each in shopper.pictures()]
        assert [title.split(".")[0] for title in titles] == [str(n) for n in range(1, 11)]
        assert len({title.partition(". ")[2] for title in titles}) == 10
        await shopper.press(message, "🔎", row=0)
        similar = await shopper.answer(after=further["message_id"])
    assert similar["text"].startswith("More like “Daisy pattern”")


async def test_pictures_are_uploaded_once(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """The second time the same pictures are sent by the ids that Telegram gave them, also by another person."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        await shopper.answer()
        other = Someone(tg, 1002)
        await other.photo(photo(3))
        await other.answer()
    first, second = tg.of("sendMediaGroup")
    assert len(first.files) == 5
    assert second.files == {}
    assert all(each["media"].startswith("file-") for each in second.params["media"])


async def test_reactions_are_verdicts(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """👍 on a product's picture is a verdict on it, another emoji of the same kind changes nothing, taken back it is
    gone; 👎 on the message is about the answer as a whole."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
        second = shopper.pictures()[1]["message_id"]
        for new, old in ((["👍"], []), (["👍", "🔥"], ["👍"]), (["🔥"], ["👍", "🔥"])):
            await shopper.react(second, new, old)

        async def counts() -> tuple[int, int]:
            found = await bot.report()
            return found.ups, found.downs

        async def has_come_to(wanted: tuple[int, int]) -> bool:
            return await counts() == wanted

        await until(lambda: has_come_to((1, 0)))
        await tg.settled()
        assert await counts() == (1, 0)
        await shopper.react(message["message_id"], ["👎"])
        await shopper.react(second, [], ["🔥"])
        await until(lambda: has_come_to((0, 1)))


async def test_an_album_can_be_reacted_to_before_the_message_comes(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """The message under it waits for a slow server; the picture's 👍 counts all the same."""
    tg.faults.append(Fault("sendMessage", delay=5.0))
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        await tg.until(lambda: len(shopper.pictures()) == 5)
        first = shopper.pictures()[0]["message_id"]
        for _ in range(50):
            if await bot.store.messages.shown_by(PRIVATE, str(first)) is not None:
                break
            await asyncio.sleep(0.05)
        assert not [message for message in tg.sent(1001) if "text" in message]
        other = Someone(tg, 1009, chat_id=1001)
        await other.react(first, ["👍"])
        await shopper.answer()
        await tg.settled()
        assert (await bot.report()).ups == 1


async def test_anonymous_reactions_are_counted(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Totals come in; what changed since the last ones is counted, also after a restart."""

    def total(message_id: int, count: int) -> dict[str, object]:
        reaction = {"type": {"type": "emoji", "emoji": "👍"}, "total_count": count}
        chat = {"id": 1001, "type": "private", "first_name": "A"}
        return {"chat": chat, "message_id": message_id, "date": 1, "reactions": [reaction] if count else []}

    async def ups(message: Json, update: int) -> int:
        await tg.until(lambda: tg.confirmed >= update)
        query = await bot.store.queries.find(query_of(message), SHOPPER, PRIVATE)
        assert query is not None
        return query.tallies["p3"].ups

    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        message = await shopper.answer()
        first = shopper.pictures()[0]["message_id"]
        assert await ups(message, await tg.update("message_reaction_count", total(first, 2))) == 2
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        assert await ups(message, await tg.update("message_reaction_count", total(first, 1))) == 1


async def test_everything_works_after_a_restart(tmp_path: Path, index: Path, tg: BotApi, shopper: Someone) -> None:
    """Buttons of before, reactions on pictures of before, and the pictures' ids outlive the process."""
    async with (
        running_bot(tmp_path / "db.sqlite", index, patience=30) as bot,
        telegram(bot.conversation, tg, kept=bot.store.files),
    ):
        await shopper.photo(photo(3))
        message = await shopper.answer()
        first = shopper.pictures()[0]["message_id"]
    async with (
        running_bot(tmp_path / "db.sqlite", index, patience=30) as bot,
        telegram(bot.conversation, tg, kept=bot.store.files),
    ):
        assert await bot.store.messages.shown_by(PRIVATE, str(first)) == Shown(query_of(message), str(first), "p3")
        assert await shopper.notice(await shopper.press(message, "👍", row=0)) == "Noted: it fits."
        await shopper.react(first, ["👎"])
        await shopper.photo(photo(3))
        await shopper.answer()
        counts = await bot.report()
    assert counts.downs == 1
    assert tg.of("sendMediaGroup")[-1].files == {}


async def test_a_stale_button_says_so(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """A press on a button of an answer that is not known any more is answered in words, and nothing else happens."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        message = shopper.message(text="old")
        assert "too old" in await shopper.notice(await shopper.press_data(message, "up nobodyKnows 1"))
        assert "too old" in await shopper.notice(await shopper.press_data(message, "~o3"))
        await tg.settled()
    assert tg.sent(1001) == []


async def test_a_text_gets_a_sentence(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Words without a photo, commands known and unknown, and things that are neither, are never met with silence."""
    async with telegram(bot.conversation, tg):
        for text in ("hello?", "/help", "/nonsense", "/find"):
            await shopper.say(text)
            assert (await shopper.answer(buttons=False))["text"]
        await shopper.send(contact={"phone_number": "1", "first_name": "x"})
        assert (await shopper.answer(buttons=False))["text"]


def query_of(message: Json) -> str:
    """The query that a message's buttons are about."""
    return message["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split()[1]
