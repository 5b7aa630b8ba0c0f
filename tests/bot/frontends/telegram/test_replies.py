"""Replies of every shape on Telegram, made in the tests: what the conversation learns to say appears by itself."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from bot.messages import ActionEvent, Button, Chat, Document, Menu, Option, Picture, ProductCard, Reply
from tests.bot.frontends.telegram.rig import Scripted, Someone, telegram
from tests.bot.frontends.telegram.server import BotApi, Fault
from tests.bot.rig import Bot, photo

UP = Button("Fits", "up q 1", "👍")


def card(number: int, picture: bytes | None = None, **more: object) -> ProductCard:
    """A product whose picture is its number's."""
    data = photo(number) if picture is None else picture
    shown = {
        "title": f"Title {number}",
        "picture": Picture(data=data),
        "buttons": (Button("Up", f"up {number}", "👍"),),
    }
    return ProductCard(f"p{number}", number, **(shown | more))  # type: ignore[arg-type]


async def ask(shopper: Someone, text: str = "hello") -> None:
    await shopper.say(text)


async def test_one_product_is_one_photo(tg: BotApi, shopper: Someone) -> None:
    """An album has two at least: a single hit comes as a photo, without a number."""
    talk = Scripted(Reply(text="One", cards=(card(1),)))
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
    assert [each["caption"] for each in shopper.pictures()] == ["Title 1"]
    assert tg.of("sendMediaGroup") == []
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"] == "👍"


async def test_many_products_come_in_several_albums(tg: BotApi, shopper: Someone) -> None:
    """Twenty-one saved products: albums of ten, ten and one, all in one list and keyboard; each picture is known."""
    talk = Scripted(Reply(text="Saved", cards=tuple(card(n) for n in range(1, 22)), query_id="q"))
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
    assert len(shopper.pictures()) == 21
    assert [len(call.params["media"]) for call in tg.of("sendMediaGroup")] == [10, 10]
    assert "21. Title 21" in message["text"]
    assert [each.product_id for each in talk.remembered] == [*(f"p{n}" for n in range(1, 22)), ""]


async def test_products_without_pictures_are_listed(tg: BotApi, shopper: Someone) -> None:
    """A card without a picture, with a missing file or with a broken one is still named, with its buttons."""
    cards = (
        card(1),
        ProductCard("p2", 2, "<No> & picture", "€2"),
        ProductCard("p3", 3, "Missing file", picture=Picture(path="/nowhere/at/all.jpg"), buttons=(UP,)),
        card(4, picture=b"broken"),
    )
    talk = Scripted(Reply(text="Four", cards=cards))
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
    assert [each["caption"] for each in shopper.pictures()] == ["1. Title 1"]
    lines = message["text"].split("\n")
    assert lines[2:6] == ["1. Title 1", "2. <No> & picture · €2", "3. Missing file", "4. Title 4"]


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "AVIF"])
async def test_pictures_of_any_format_are_drawn_anew(tg: BotApi, shopper: Someone, tmp_path: Path, kind: str) -> None:
    """What Telegram takes for no photo is sent as JPEG."""
    buffer = io.BytesIO()
    Image.open(io.BytesIO(photo(1))).save(buffer, kind)
    path = tmp_path / f"a.{kind.lower()}"
    path.write_bytes(buffer.getvalue())
    talk = Scripted(Reply(text="x", cards=(ProductCard("p", 1, "T", picture=Picture(path=str(path))),)))
    async with telegram(talk, tg):
        await ask(shopper)
        await shopper.answer(buttons=False)
    (call,) = tg.of("sendPhoto")
    assert all(data.startswith(b"\xff\xd8") for data in call.files.values())


async def test_long_texts_arrive_whole(tg: BotApi, shopper: Someone) -> None:
    """Ten thousand characters of markup-like text come in parts, the buttons under the last."""
    text = "\n".join(f"<line {n}> & so on " + "é👍" * 20 for n in range(200))
    talk = Scripted(Reply(text=text, buttons=((Button("Go", "go"),),)))
    async with telegram(talk, tg):
        await ask(shopper)
        await shopper.answer()
    sent = tg.sent(1001)
    assert "\n".join(message["text"] for message in sent) == text
    assert ["reply_markup" in message for message in sent] == [*[False] * (len(sent) - 1), True]


async def test_a_document_is_handed_over(tg: BotApi, shopper: Someone) -> None:
    """An export comes as a file of its name, after the words."""
    talk = Scripted(Reply(text="Here", document=Document("mine.json", "application/json", b'{"a": 1}')))
    async with telegram(talk, tg):
        await ask(shopper)
        await tg.until(lambda: len(tg.sent(1001)) == 2)
    message, document = tg.sent(1001)
    assert message["text"] == "Here"
    assert tg.files[document["document"]["file_id"]] == b'{"a": 1}'


async def test_a_document_that_is_a_picture_is_shown(tg: BotApi, shopper: Someone) -> None:
    """A plot is looked at, not downloaded first."""
    talk = Scripted(Reply(text="Figures", document=Document("plot.png", "image/png", photo(1), "A plot")))
    async with telegram(talk, tg):
        await ask(shopper)
        await tg.until(lambda: len(tg.sent(1001)) == 2)
    _, picture = tg.sent(1001)
    assert picture["photo"] and "document" not in picture


async def test_a_folded_menu_opens_pages_and_chooses_after_a_restart(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Opening and turning touch the buttons alone; the choice comes as the menu's action; a restart in between changes
    nothing."""
    options = tuple(Option(f"Type {n}", f"type-{n}") for n in range(25))
    talk = Scripted(Reply(text="Filters", menus=(Menu("Type", "filter type", options),)))
    async with telegram(talk, tg, kept=bot.store.files):
        await ask(shopper)
        message = await shopper.answer()
        await shopper.press(message, "Type ▾")
        await tg.until(lambda: len([c for c in tg.of("editMessageReplyMarkup") if c.ok]) == 1)
    talk.replies = [Reply(text="Chosen", replaces=True, notice="Done")]
    async with telegram(talk, tg, kept=bot.store.files):
        await shopper.press(message, "›")
        await tg.until(lambda: len([c for c in tg.of("editMessageReplyMarkup") if c.ok]) == 2)
        assert await shopper.notice(await shopper.press(message, "Type 12")) == "Done"
        await tg.until(lambda: tg.messages[1001, message["message_id"]]["text"] == "Chosen")
    event = talk.events[-1]
    assert isinstance(event, ActionEvent)
    assert (event.action, event.values) == ("filter type", ("type-12",))
    assert event.message_ref == str(message["message_id"])


async def test_a_chosen_option_folds_its_menu(tg: BotApi, shopper: Someone) -> None:
    """Where the choice is answered by a new message, the menu closes and shows what is chosen; it opens again so."""
    options = tuple(Option(f"Type {n}", f"type-{n}") for n in range(25))
    talk = Scripted(Reply(text="Filters", menus=(Menu("Type", "filter type", options),)))
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
        talk.replies = [Reply(text="New answer")]
        await shopper.press(message, "Type ▾")
        await tg.until(lambda: len([c for c in tg.of("editMessageReplyMarkup") if c.ok]) == 1)
        await shopper.press(message, "Type 7")
        await tg.until(lambda: len([c for c in tg.of("editMessageReplyMarkup") if c.ok]) == 2)
        await shopper.press(message, "Type: Type 7 ▾")
        await tg.until(lambda: len([c for c in tg.of("editMessageReplyMarkup") if c.ok]) == 3)
    assert "✓ Type 7" in str(tg.messages[1001, message["message_id"]]["reply_markup"])
    assert [each["text"] for each in tg.sent(1001)] == ["Filters", "New answer"]


async def test_a_disabled_button_does_nothing(tg: BotApi, shopper: Someone) -> None:
    """Its press is acknowledged, so that it stops spinning, and is no event."""
    talk = Scripted(Reply(text="x", buttons=((Button("Off", "off", disabled=True),),)))
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
        assert await shopper.notice(await shopper.press(message, "Off")) == ""
        await tg.settled()
    assert len(talk.events) == 1


async def test_changed_products_take_the_place_of_the_old(tg: BotApi, shopper: Someone) -> None:
    """A reply that replaces an answer by other products changes pictures and message; by more than there is room for,
    takes the old ones away; one with the same products edits the message only; one without takes the pictures away."""
    talk = Scripted(Reply(text="Two", cards=(card(1), card(2)), buttons=((Button("Go", "go"),),)))
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
        talk.replies = [Reply(text="Same", cards=(card(2), card(1)), replaces=True)]
        await shopper.press(message, "Go")
        await tg.until(lambda: tg.messages[1001, message["message_id"]]["text"].startswith("Same"))
        assert tg.deleted == []
        talk.replies = [Reply(text="Other", cards=(card(3), card(4)), replaces=True)]
        await shopper.press(message, "👍")
        await tg.until(lambda: tg.messages[1001, message["message_id"]]["text"].startswith("Other"))
        assert [each["caption"] for each in shopper.pictures()] == ["3. Title 3", "4. Title 4"]
        assert tg.deleted == []
        talk.replies = [Reply(text="More", cards=(card(5), card(6), card(7)), replaces=True)]
        await shopper.press(message, "👍")
        other = await shopper.answer(after=message["message_id"])
        await tg.until(lambda: len(tg.deleted) == 3)
        assert [each["caption"] for each in shopper.pictures()] == ["5. Title 5", "6. Title 6", "7. Title 7"]
        talk.replies = [Reply(text="Nothing left", replaces=True)]
        await shopper.press(other, "👍")
        await tg.until(lambda: len(tg.deleted) == 6)
    assert [each["text"] for each in tg.sent(1001)] == ["Nothing left"]


async def test_a_message_that_is_gone_is_sent_anew(tg: BotApi, shopper: Someone) -> None:
    """Where the pressed message was deleted meanwhile, the reply comes as a new one."""
    talk = Scripted(Reply(text="x", buttons=((Button("Go", "go"),),)))
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
        del tg.messages[1001, message["message_id"]]
        talk.replies = [Reply(text="Changed", replaces=True)]
        await shopper.press(message, "Go")
        assert (await shopper.answer(buttons=False))["text"] == "Changed"


async def test_an_unchanged_edit_is_no_error(tg: BotApi, shopper: Someone) -> None:
    """A reply that is the same as what stands there leaves it, and sends no second one."""
    reply = Reply(text="x", buttons=((Button("Go", "go"),),), replaces=True)
    talk = Scripted(reply)
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
        await shopper.press(message, "Go")
        await tg.until(lambda: [c for c in tg.of("editMessageText") if c.ended])
        await tg.settled()
    assert len(tg.sent(1001)) == 1


async def test_a_slow_press_is_acknowledged_and_its_notice_not_lost(tg: BotApi, shopper: Someone) -> None:
    """The button stops spinning within two seconds; what was to be a toast comes as a message then."""
    talk = Scripted(Reply(text="x", buttons=((Button("Go", "go"),),)))
    async with telegram(talk, tg):
        await ask(shopper)
        message = await shopper.answer()
        talk.replies, talk.seconds = [Reply(notice="At last")], 2.5
        callback = await shopper.press(message, "Go")
        assert await shopper.notice(callback) == ""
        assert talk.events[-1].message_ref == str(message["message_id"])
        assert (await shopper.answer(buttons=False, after=message["message_id"]))["text"] == "At last"


async def test_offers_that_nobody_asked_for(tg: BotApi) -> None:
    """A delivery reaches its chat and is remembered; a chat that is gone is told as such, and one that fails for the
    moment as another thing; after the end nobody is connected any more."""
    talk = Scripted()
    async with telegram(talk, tg):
        assert talk.deliver is not None
        offer = Reply(text="New matches", cards=(card(1), card(2)), query_id="q")
        assert await talk.deliver(Chat("telegram", "1001"), offer)
        assert await talk.deliver(Chat("telegram", "-100500", "group", "9"), Reply(text="In a topic"))
        tg.blocked.add(1002)
        assert await talk.deliver(Chat("telegram", "1002"), offer) is False
        tg.faults.append(Fault("sendMessage", 400, "Bad Request: something else", times=9))
        assert await talk.deliver(Chat("telegram", "1003"), Reply(text="New matches")) is None
    assert talk.deliver is None
    assert tg.sent(-100500)[0]["message_thread_id"] == 9
    assert [each.product_id for each in talk.remembered] == ["p1", "p2", ""]


async def test_the_account_s_pace_is_a_setting(tg: BotApi, shopper: Someone) -> None:
    """Bots that share a token share what Telegram takes of it: with 20 calls a second, ten of thirty messages wait."""
    talk = Scripted(*(Reply(text=f"Line {number}") for number in range(30)))
    async with telegram(talk, tg, calls_per_second=20):
        await ask(shopper)
        await tg.until(lambda: len(tg.of("sendMessage")) == 30)
    first, *_, last = tg.of("sendMessage")
    assert last.at - first.at >= 0.45
