"""Conversations as shoppers have them, through the real store, worker and recommender."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messages import (
    MAX_ACTION_BYTES,
    ActionEvent,
    Chat,
    CommandEvent,
    Person,
    Photo,
    PhotoEvent,
    PhotoFault,
    Shown,
)
from bot.ports import CatalogueWords
from tests.bot.rig import (
    GROUP,
    PRIVATE,
    PRODUCTS,
    SHOPPER,
    Bot,
    card_button,
    next_button,
    photo,
    pressed,
    running_bot,
)
from tests.recommender.colour_embedder import ColourEmbedder

FRIEND = Person("2002", "en")


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]


def rows(database: Path, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(database) as db:
        return list(db.execute(statement))


async def test_a_photo_is_answered_with_five_products(bot: Bot, tmp_path: Path) -> None:
    """The photo of a product finds it first; five cards have title, price, link, picture and three buttons each."""
    reply = await bot.ask(photo(3))
    assert [card.rank for card in reply.cards] == [1, 2, 3, 4, 5]
    first = reply.cards[0]
    assert (first.product_id, first.title, first.price) == ("p3", "Daisy pattern", "€13.50")
    assert first.link == "https://shop.example/3"
    assert first.picture is not None
    assert first.picture.path.endswith("/3.jpg")
    assert [button.icon for button in first.buttons] == ["👍", "👎", "❤️", "🔎"]
    assert reply.text == "T-shirt: found it"
    assert reply.query_id
    actions = [button.action for card in reply.cards for button in card.buttons] + [next_button(reply).action]
    assert all(len(action.encode()) <= MAX_ACTION_BYTES for action in actions)
    assert len(set(actions)) == len(actions)


async def test_everything_about_a_query_is_in_the_database(bot: Bot, tmp_path: Path) -> None:
    """Time, platform, hashes of people and photos, sizes, latency, versions, and each hit with its distance."""
    data = photo(3)
    reply = await bot.ask(data)
    with sqlite3.connect(tmp_path / "db.sqlite") as db:
        db.row_factory = sqlite3.Row
        (query,) = db.execute("SELECT * FROM queries").fetchall()
        hits = db.execute("SELECT * FROM hits ORDER BY position").fetchall()
    assert (query["query_id"], query["kind"], query["platform"]) == (reply.query_id, "photo", "telegram")
    assert (query["photo_bytes"], query["photo_width"], query["photo_height"]) == (len(data), 64, 64)
    assert len(query["photo_hash"]) == len(query["person"]) == 32
    assert query["person"] != query["chat"]
    assert (query["confidence"], query["embedder_version"]) == ("exact", "colour-1")
    assert query["index_version"]
    assert 0 < query["total_ms"] <= query["latency_ms"]
    assert '"Tshirts"' in query["attributes"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3, 4, 5]
    assert [hit["product_id"] for hit in hits] == [card.product_id for card in reply.cards]
    assert hits[0]["distance"] < hits[1]["distance"]
    for content in contents(tmp_path):  # the write-ahead log too
        assert f"telegram:{SHOPPER.user_id}".encode() not in content
        assert data not in content


async def test_next_five_until_nothing_is_left(bot: Bot) -> None:
    """Pages go on without repeats and count on; on the last one the button is gone."""
    reply = await bot.ask(photo(0))
    seen = [card.product_id for card in reply.cards]
    ranks = [card.rank for card in reply.cards]
    while reply.buttons:
        reply = await bot.press(next_button(reply))
        assert not reply.replaces
        seen += [card.product_id for card in reply.cards]
        ranks += [card.rank for card in reply.cards]
    assert sorted(seen) == sorted(f"p{number}" for number in range(PRODUCTS))
    assert ranks == list(range(1, PRODUCTS + 1))


async def test_an_old_next_button_means_what_it_meant(bot: Bot) -> None:
    """Pressing the first answer's button again, after the second page was shown, gives the second page again."""
    first = await bot.ask(photo(0))
    second = await bot.press(next_button(first))
    await bot.press(next_button(second))
    again = await bot.press(next_button(first))
    assert [card.product_id for card in again.cards] == [card.product_id for card in second.cards]


async def test_more_like_one_of_them(bot: Bot, tmp_path: Path) -> None:
    """Similar products come under the product's title, without what was seen; its own further page counts on."""
    first = await bot.ask(photo(0))
    similar = await bot.press(card_button(first, 2, "🔎"))
    assert similar.text == f"More like “{first.cards[1].title}”"
    assert not {card.product_id for card in similar.cards} & {card.product_id for card in first.cards}
    assert [card.rank for card in similar.cards] == [1, 2, 3, 4, 5]
    further = await bot.press(next_button(similar))
    assert [card.rank for card in further.cards] == [6, 7, 8]
    kinds = rows(tmp_path / "db.sqlite", "SELECT kind, parent FROM queries ORDER BY asked_at")
    assert kinds == [("photo", None), ("similar", first.query_id), ("further", similar.query_id)]
    nothing = await bot.press(card_button(further, 1, "🔎"))
    assert nothing.cards == ()
    assert nothing.text == f"I have nothing else like “{further.cards[0].title}”."


async def test_verdicts_by_button(bot: Bot, tmp_path: Path) -> None:
    """A verdict shows as pressed, the other one replaces it, the same one again takes it back; each is in the store."""
    reply = await bot.ask(photo(0))
    up = await bot.press(card_button(reply, 2, "👍"))
    assert up.replaces
    assert up.notice == "Noted: it fits."
    assert pressed(up) == [(2, "👍")]
    assert (up.text, up.footer, up.buttons) == (reply.text, reply.footer, reply.buttons)
    down = await bot.press(card_button(up, 2, "👎"))
    assert pressed(down) == [(2, "👎")]
    product = reply.cards[1].product_id
    found = rows(tmp_path / "db.sqlite", "SELECT query_id, product_id, verdict FROM verdicts")
    assert found == [(reply.query_id, product, "down")]
    cleared = await bot.press(card_button(down, 2, "👎"))
    assert pressed(cleared) == []
    assert rows(tmp_path / "db.sqlite", "SELECT * FROM verdicts") == []


async def test_a_press_that_is_told_again(tmp_path: Path, index: Path) -> None:
    """Killed after the verdict was kept, before it was drawn: the same press, told again or repeated by a shopper who
    saw nothing come of it, does not take the verdict back. Whoever sees it pressed takes it back by pressing."""
    kept = "SELECT verdict FROM verdicts"
    async with running_bot(tmp_path / "db.sqlite", index) as bot:
        reply = await bot.ask(photo(0))
        press = ActionEvent(SHOPPER, PRIVATE, "press 1", action=card_button(reply, 2, "👍").action)
        await bot.conversation.handle(press)
    async with running_bot(tmp_path / "db.sqlite", index) as bot:
        (again,) = await bot.conversation.handle(press)
        assert pressed(again) == pressed(await bot.press(card_button(reply, 2, "👍"))) == [(2, "👍")]
        assert rows(tmp_path / "db.sqlite", kept) == [("up",)]
        assert pressed(await bot.press(card_button(again, 2, "👍"))) == []
        assert rows(tmp_path / "db.sqlite", kept) == []
        old = card_button(reply, 2, "👍").action.removesuffix(" on")  # of before the buttons said what they do
        assert pressed(await bot.press(old)) == [(2, "👍")]
        assert pressed(await bot.press(old)) == []


@pytest.mark.parametrize("row", [0, 1])
async def test_a_switch_of_the_settings_that_is_told_again(bot: Bot, row: int) -> None:
    """It becomes what it was to become, however often it is told; drawn anew it leads back."""
    first = (await bot.command("settings")).buttons[row][0]
    once, again = await bot.press(first), await bot.press(first)
    assert once == again
    assert once.buttons[row][0].pressed is not first.pressed
    assert (await bot.press(again.buttons[row][0])).buttons[row][0] == first


async def test_buttons_work_after_a_restart(tmp_path: Path, index: Path) -> None:
    """Verdicts, more like this and next five of an answer from before work anew, pressed states included."""
    async with running_bot(tmp_path / "db.sqlite", index) as bot:
        reply = await bot.ask(photo(0))
        await bot.press(card_button(reply, 1, "👍"))
    async with running_bot(tmp_path / "db.sqlite", index) as bot:
        now = await bot.press(card_button(reply, 3, "👎"))
        assert pressed(now) == [(1, "👍"), (3, "👎")]
        assert [card.title for card in now.cards] == [card.title for card in reply.cards]
        assert [card.rank for card in (await bot.press(next_button(reply))).cards] == [6, 7, 8, 9, 10]
        assert (await bot.press(card_button(reply, 1, "🔎"))).cards


async def test_after_a_new_embedder_verdicts_still_count(tmp_path: Path, index: Path, catalogue: Path) -> None:
    """An answer made by another embedder cannot be continued, which is said; its verdict buttons work on."""
    from recommender import build_index, read_catalogue

    async with running_bot(tmp_path / "db.sqlite", index) as bot:
        reply = await bot.ask(photo(0))
    other = ColourEmbedder("colour-2")
    build_index(read_catalogue(catalogue), tmp_path / "index", other)
    async with running_bot(tmp_path / "db.sqlite", tmp_path / "index", embedder=other) as bot:
        assert "Please send the photo again" in (await bot.press(next_button(reply))).notice
        assert pressed(await bot.press(card_button(reply, 1, "👍"))) == [(1, "👍")]


@pytest.mark.parametrize("action", ["", "up", "up nobody-knows 1", "up ../etc 1", "drop table", "next " + "x" * 300])
async def test_unknown_buttons_are_answered_politely(bot: Bot, action: str) -> None:
    """Whatever is no action of ours, or of an answer that is gone, gets a notice and changes nothing."""
    reply = await bot.press(action)
    assert reply.notice.startswith("This button is too old")
    assert not reply.replaces


async def test_places_and_verbs_that_do_not_fit(bot: Bot) -> None:
    """A place beyond the cards, or a verb without the place that it needs, is a stale button too."""
    query = (await bot.ask(photo(0))).query_id
    for action in (f"up {query} 6", f"up {query}", f"next {query} 1", f"like {query}"):
        assert (await bot.press(action)).notice.startswith("This button is too old")


async def test_nobody_elses_private_answer(bot: Bot) -> None:
    """A stranger who comes by the button of a private answer cannot use it from another chat."""
    reply = await bot.ask(photo(0))
    stranger = await bot.press(next_button(reply), FRIEND, Chat("telegram", "2002"))
    assert stranger.notice.startswith("This button is too old")


async def test_in_a_group_everybody_has_a_verdict(bot: Bot, tmp_path: Path) -> None:
    """Friends' verdicts are their own and shown as a tally to all; the pressed state is the asker's."""
    reply = await bot.ask(photo(0), chat=GROUP)
    friend = await bot.press(card_button(reply, 1, "👍"), FRIEND, GROUP)
    assert pressed(friend) == []
    assert friend.cards[0].note == "👍 1 · 👎 0"
    both = await bot.press(card_button(reply, 1, "👎"), SHOPPER, GROUP)
    assert pressed(both) == [(1, "👎")]
    assert both.cards[0].note == "👍 1 · 👎 1"
    assert len(rows(tmp_path / "db.sqlite", "SELECT DISTINCT person FROM verdicts")) == 2


async def test_reactions_are_verdicts(bot: Bot, tmp_path: Path) -> None:
    """Hearts and thumbs on a product's message count, taken back they do not; skin tones and variants are the same."""
    reply = await bot.ask(photo(0))
    product = reply.cards[2].product_id
    await bot.conversation.shown(PRIVATE, [Shown(reply.query_id, "77", product), Shown(reply.query_id, "78")])
    found = "SELECT product_id, verdict FROM verdicts ORDER BY product_id"
    await bot.react("77", "❤️")
    await bot.react("78", "👎🏽")
    assert rows(tmp_path / "db.sqlite", found) == [("", "down"), (product, "up")]
    await bot.react("77", "👎", removed=True)  # was never set: the heart stays
    await bot.react("78", "👎", removed=True)
    await bot.react("77", "🤔")
    await bot.react("79", "👍")  # no message of ours
    await bot.react("77", "👍", chat=Chat("telegram", "other"))  # the same number in another chat
    assert rows(tmp_path / "db.sqlite", found) == [(product, "up")]
    assert pressed(await bot.press(card_button(reply, 1, "👎"))) == [(1, "👎"), (3, "👍")]


async def test_anonymous_reactions_are_counted(bot: Bot, tmp_path: Path) -> None:
    """A reaction without a person adds to a count, and never below nothing."""
    reply = await bot.ask(photo(0), chat=GROUP)
    await bot.conversation.shown(GROUP, [Shown(reply.query_id, "5", reply.cards[0].product_id)])
    for removed in (True, False, False, True):
        await bot.react("5", "👍", FRIEND, GROUP, anonymous=True, removed=removed)
    again = await bot.press(card_button(reply, 1, "👎"), SHOPPER, GROUP)
    assert again.cards[0].note == "👍 1 · 👎 1"
    assert rows(tmp_path / "db.sqlite", "SELECT verdict, count FROM anonymous_verdicts") == [("up", 1)]


async def test_several_photos_at_once(bot: Bot) -> None:
    """An album is one turn: an answer each in their order, up to the limit, and the unusable ones in one sentence."""
    several = await bot.send(photo(1), photo(2))
    assert several[0].text == "2 photos: here is what I found, in their order."
    assert [reply.cards[0].product_id for reply in several[1:]] == ["p1", "p2"]
    many = await bot.send(*(photo(number) for number in range(5)))
    assert many[0].text == "5 photos is a lot at once: I looked at the first 3."
    assert len(many) == 4
    mixed = await bot.send(photo(1), Photo(fault=PhotoFault.TOO_LARGE), b"text")
    assert mixed[0].cards[0].product_id == "p1"
    assert mixed[1].text.startswith("2 of 3 photos could not be used: This photo is too large")
    assert "not a photo that I can read" in mixed[1].text


@pytest.mark.parametrize("fault", list(PhotoFault))
async def test_every_fault_of_a_photo_has_a_sentence(bot: Bot, fault: PhotoFault) -> None:
    """Whatever kept the front end from handing over the photo, the shopper is told what to do."""
    (reply,) = await bot.send(Photo(fault=fault))
    assert "Please send" in reply.text
    assert not reply.cards


async def test_bad_photos_have_sentences(bot: Bot) -> None:
    """Empty, no image, truncated and tiny files are told apart in words."""
    texts = [(await bot.send(data))[0].text for data in (b"", b"hello there", photo(1)[:700], photo(1, size=1))]
    assert len(set(texts)) == 4
    assert all("Please send" in text for text in texts)


async def test_words_and_commands(bot: Bot) -> None:
    """Greetings, help with what is kept, a text without a photo, /find without one, and an unknown command."""
    assert "5 most similar" in (await bot.command("start")).text
    assert "never kept" in (await bot.command("help")).text
    assert "365 days" in (await bot.command("help")).text
    assert "/reindex" not in (await bot.command("help")).text
    assert (await bot.text("red dress")).text == "The shop has nothing for “dress”."
    assert "Add a photo" in (await bot.command("find")).text
    assert "/help" in (await bot.command("dance")).text
    assert await bot.handle(CommandEvent(SHOPPER, GROUP, name="dance")) == []
    assert [spec.name for spec in bot.conversation.commands("en")] == [
        *("start", "help", "find", "saved", "history", "settings", "forget_me", "export_me")
    ]
    assert [spec.name for spec in bot.conversation.commands("xx", for_admin=True) if spec.admins_only] == [
        "catalogue",
        "reindex",
        "stats",
        "quality",
    ]


async def test_a_repeated_event_is_answered_once(tmp_path: Path, index: Path) -> None:
    """An update that the platform delivers twice is answered once, also across a restart; web events need no id. One
    whose answer a killed process did not send is answered by the next."""
    event = PhotoEvent(SHOPPER, PRIVATE, "update-1", photos=(Photo(photo(0)),))
    again = replace(event, chat=replace(PRIVATE))
    for sent in (False, True):
        async with running_bot(tmp_path / "db.sqlite", index) as bot:
            answers = await asyncio.gather(bot.handle(event), bot.handle(again))
            assert [len(replies) for replies in answers] == [1, 0]
            await bot.conversation.answered(again)  # of the repeated one there is nothing to be marked
            if sent:
                await bot.conversation.answered(event)
    async with running_bot(tmp_path / "db.sqlite", index) as bot:
        assert await bot.handle(event) == []
        assert await bot.handle(PhotoEvent(SHOPPER, PRIVATE, photos=(Photo(photo(0)),)))


async def test_a_cancelled_event_can_come_again(bot: Bot) -> None:
    """A shutdown in the midst of an answer leaves the event unhandled: delivered again, it is answered."""
    event = PhotoEvent(SHOPPER, PRIVATE, "update-1", photos=(Photo(photo(0)),))
    task = asyncio.create_task(bot.handle(event))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (reply,) = await bot.handle(event)
    assert reply.cards


async def test_asking_too_fast(tmp_path: Path, index: Path) -> None:
    """Over the limit a shopper is asked to wait, told how long; others are not affected. Reading on costs no photos."""
    limits = {"queries_per_minute": 2, "ways_on_per_minute": 2}
    async with running_bot(tmp_path / "db.sqlite", index, settings=limits) as bot:
        first = await bot.ask(photo(0))
        await bot.ask(photo(1))
        (slow,) = await bot.send(photo(2))
        assert re.fullmatch(r"That was quick! Please wait ([12]?\d|30) seconds, then go on\.", slow.text)
        second = await bot.press(next_button(first))
        assert second.cards
        assert (await bot.press(card_button(first, 1, "🔎"))).cards
        assert "Please wait" in (await bot.press(next_button(second))).notice
        assert (await bot.press(card_button(first, 1, "👍"))).replaces  # verdicts cost nothing
        assert (await bot.ask(photo(2), FRIEND, Chat("telegram", "2002"))).cards


async def test_two_taps_on_one_button_are_one_wish(bot: Bot) -> None:
    """A second tap while the first is being answered does not show the page twice."""
    reply = await bot.ask(photo(0))
    event = ActionEvent(SHOPPER, PRIVATE, action=next_button(reply).action)
    first, second = await asyncio.gather(bot.handle(event), bot.handle(event))
    assert first[0].cards
    assert second[0].notice == "One moment, I am on it."


async def test_no_index_yet(tmp_path: Path) -> None:
    """Before the first reindex shoppers are told that the shop is not ready."""
    async with running_bot(tmp_path / "db.sqlite", tmp_path / "nowhere") as bot:
        (reply,) = await bot.send(photo(0))
        assert "not ready yet" in reply.text


async def test_a_locked_database_loses_no_answer(tmp_path: Path, index: Path, caplog: pytest.LogCaptureFixture) -> None:
    """While another program holds the lock, answers have their buttons, and these go on; all of it is written later."""
    async with running_bot(tmp_path / "db.sqlite", index) as bot:
        known = await bot.ask(photo(0))
        with sqlite3.connect(tmp_path / "db.sqlite", isolation_level=None) as other:
            other.execute("BEGIN EXCLUSIVE")
            reply = await bot.ask(photo(1))
            further = await bot.press(next_button(reply))
            assert not {card.product_id for card in further.cards} & {card.product_id for card in reply.cards}
            assert (await bot.text("in red")).query_id  # goes on from the last answer, not from the written one
            friend = Person("2002")
            assert (await bot.press(next_button(further), friend, Chat("telegram", "2002"))).notice  # nobody else's
            assert "Something went wrong" in (await bot.press(card_button(known, 1, "👍"))).notice
            assert caplog.text.count("is locked by another program") == 2
            assert "Traceback" not in caplog.text
            other.execute("ROLLBACK")
        assert (await bot.press(card_button(reply, 1, "👍"))).notice
    other.close()
    async with running_bot(tmp_path / "db.sqlite", index) as bot:
        assert (await bot.press(next_button(further))).cards
        assert pressed(await bot.press(card_button(reply, 2, "👍"))) == [(1, "👍"), (2, "👍")]


class BrokenWorker:
    """A worker with a fault of ours."""

    product_count = 0
    words = CatalogueWords()

    async def recommend(self, photo: bytes, request: object, sender: str, *, glimpse: bool) -> object:
        raise ZeroDivisionError("secret detail of the inside")


async def test_a_fault_of_ours_is_an_apology(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    """An unexpected exception is in the log with its traceback, and in no reply."""
    from bot.conversation import Conversation, Settings

    broken = Bot(Conversation(BrokenWorker(), bot.store, Settings()), bot.store, BrokenWorker())  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR):
        (reply,) = await broken.send(photo(0))
    assert reply.text == "Something went wrong on my side, sorry. Please try again."
    assert "ZeroDivisionError: secret detail" in caplog.text
    assert SHOPPER.user_id not in caplog.text
