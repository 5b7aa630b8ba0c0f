"""The catalogue by chat on Telegram: an admin's photos, albums and forwards, and a channel that is the catalogue."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.messages import PostEvent
from tests.bot.frontends.telegram.rig import Scripted, Someone, telegram
from tests.bot.frontends.telegram.server import BotApi, Json
from tests.bot.rig import ADMIN, Bot, photo, running_bot, until

CHANNEL, NAME = -1001, "@linenshop"


@dataclass
class Channel:
    """The shop's channel, in which whoever may posts."""

    api: BotApi
    chat_id: int = CHANNEL
    username: str = "LinenShop"
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    async def post(self, data: bytes | None, caption: str = "", **more: Any) -> Json:
        """A new post."""
        message = self.message(data, caption, next(self._ids), **more)
        await self.api.update("channel_post", message)
        return message

    async def edit(self, message: Json, data: bytes, caption: str) -> None:
        """The same post, as it is now."""
        more = {"media_group_id": message["media_group_id"]} if "media_group_id" in message else {}
        now = self.message(data, caption, message["message_id"], edit_date=1_700_000_100, **more)
        await self.api.update("edited_channel_post", now)

    def message(self, data: bytes | None, caption: str, message_id: int, **more: Any) -> Json:
        where = {"id": self.chat_id, "type": "channel", "title": "Linen", "username": self.username}
        message: Json = {"message_id": message_id, "date": 1_700_000_000, "chat": where, "sender_chat": where, **more}
        if data is None:
            return message | {"text": caption}
        message["photo"] = Someone(self.api).sizes(data)
        return message | ({"caption": caption} if caption else {})

    def origin(self, message: Json) -> Json:
        """How a forwarded copy names the post."""
        return {
            "forward_origin": {
                "type": "channel",
                "date": 1_700_000_000,
                "chat": message["chat"],
                "message_id": message["message_id"],
            }
        }


@pytest.fixture
async def bot(tmp_path: Path, index: Path) -> AsyncIterator[Bot]:
    """With an index of its own, which changes."""
    own = Path(shutil.copytree(index, tmp_path / "own-index"))
    async with running_bot(tmp_path / "db.sqlite", own, patience=30) as running:
        yield running


@pytest.fixture
def keeper(tg: BotApi) -> Someone:
    return Someone(tg, user_id=int(ADMIN))


async def offered(bot: Bot) -> list[tuple[str, float | None, int]]:
    """Title, price and pictures of all that is in the catalogue by chat."""
    products = await bot.store.offers.products()
    return [(each.title, each.price, 1 + len(each.additional_images)) for each in products]


async def until_offered(api: BotApi, bot: Bot, count: int) -> list[tuple[str, float | None, int]]:
    await api.until(lambda: bot.worker.product_count == 13 + count)
    return await offered(bot)


async def test_from_the_admins_photo_to_the_shoppers_answer(
    tg: BotApi, keeper: Someone, shopper: Someone, bot: Bot
) -> None:
    """Photo, price and a link behind words: the card comes back with its buttons, a button and a text change it, and a
    shopper finds it by a re-taken photo."""
    behind = [{"type": "text_link", "offset": 0, "length": 5, "url": "https://shop.example/linen"}]
    async with telegram(bot.conversation, tg):
        await keeper.photo(photo(50), "Linen dress, 49 €", caption_entities=behind)
        card = await keeper.answer()
        assert "Linen dress · €49.00" in card["text"]
        assert [each["url"] for each in card["entities"] if "url" in each] == ["https://shop.example/linen"]
        await keeper.press(card, "Price")
        asked = await keeper.answer(after=card["message_id"])
        await keeper.say("39 €")
        assert "Linen dress · €39.00" in (await keeper.answer(after=asked["message_id"]))["text"]
        await keeper.press(card, "Link")
        await tg.until(lambda: any("Where can it" in each.get("text", "") for each in tg.sent(keeper.here)))
        await keeper.say("Here: https://shop.example/other")
        again = await keeper.answer()
        assert [each["url"] for each in again["entities"] if "url" in each] == ["https://shop.example/other"]
        await shopper.photo(photo(50, size=80))
        assert "Linen dress · €39.00" in (await shopper.answer())["text"]


async def test_albums_and_forwards(tg: BotApi, keeper: Someone, bot: Bot) -> None:
    """An album is one product; so is a forwarded one, whose post is known again when the channel tells of it."""
    channel = Channel(tg)
    async with telegram(bot.conversation, tg, channels=(str(CHANNEL),)):
        for n, caption in ((50, "Two-sided coat, 120 €"), (51, ""), (52, "")):
            await keeper.photo(photo(n), caption, media_group_id="mine")
        await keeper.answer()
        posts = [channel.message(photo(n), caption, n) for n, caption in ((53, "Linen dress"), (54, ""))]
        for post in posts:
            content = {"photo": post["photo"], "media_group_id": "theirs", **channel.origin(post)}
            await keeper.send(**content | ({"caption": post["caption"]} if "caption" in post else {}))
        await keeper.answer()
        assert await offered(bot) == [("Two-sided coat", 120.0, 3), ("Linen dress", None, 2)]
        await channel.edit(posts[0], photo(53), "Linen dress, 49 €")
        await tg.until(lambda: bot.worker.product_count == 15)
        await tg.settled()
        assert await offered(bot) == [("Two-sided coat", 120.0, 3), ("Linen dress", 49.0, 2)]


async def test_a_channel_is_the_catalogue(tg: BotApi, bot: Bot) -> None:
    """Named by its name in whatever case: posts and albums come in, edits change them, and nothing is said there."""
    channel = Channel(tg)
    async with telegram(bot.conversation, tg, channels=(NAME,)):
        dress = await channel.post(photo(50), "Linen dress, 49 € https://shop.example/linen")
        await channel.post(None, "We are open on Sunday!")
        assert await until_offered(tg, bot, 1) == [("Linen dress", 49.0, 1)]
        first = await channel.post(photo(51), "Coat, 120 €", media_group_id="album")
        second = await channel.post(photo(52), media_group_id="album")
        assert (await until_offered(tg, bot, 2))[1] == ("Coat", 120.0, 2)
        await channel.edit(second, photo(53), "")
        await channel.edit(first, photo(51), "Coat, 99 €")
        await channel.edit(dress, photo(54), "Linen dress, SOLD OUT")

        async def is_changed() -> bool:
            dress_now, coat = await bot.store.offers.products()
            return not dress_now.in_stock and coat.price == 99.0 and len(coat.additional_images) == 1

        await until(is_changed)
        await tg.settled(0.5)
    dress_now, coat = await bot.store.offers.products()
    assert (dress_now.in_stock, dress_now.link) == (False, "")
    assert await bot.store.offers.read_picture(dress_now.image) == photo(54)
    assert coat.price == 99.0
    kept = [await bot.store.offers.read_picture(each) for each in (coat.image, *coat.additional_images)]
    assert kept == [photo(51), photo(53)]
    said = [call.method for call in tg.calls if call.chat_id == CHANNEL]
    assert set(said) <= {"getChatMember"}


async def test_other_channels_are_not_heard(tg: BotApi) -> None:
    """Of a channel that is not named, and of posts that are no photos, nothing reaches the conversation."""
    talk = Scripted()
    async with telegram(talk, tg, channels=(NAME, "-1003")):
        await Channel(tg, -1002, "other").post(photo(50), "Dress, 49 €")
        await Channel(tg).post(None, "Dress, 49 €")
        pdf = {"document": Someone(tg).file(b"pdf", mime_type="application/pdf")}
        message = Channel(tg).message(None, "", 9) | pdf
        await tg.update("channel_post", {key: value for key, value in message.items() if key != "text"})
        await Channel(tg, -1003, "third").post(photo(51), "Coat, 9 €")
        await tg.until(lambda: talk.events)
        await tg.settled()
    (event,) = talk.events
    assert isinstance(event, PostEvent)
    assert (event.caption, event.edited, event.photos[0].data) == ("Coat, 9 €", False, photo(51))
    assert (event.chat.chat_id, event.person.user_id) == ("-1003", "")


async def test_the_log_says_where_the_bot_hears_nothing(tg: BotApi, caplog: pytest.LogCaptureFixture) -> None:
    """A channel of which it is no admin is named, with what to do; one of Discord is none of Telegram's business."""
    tg.admins[CHANNEL] = [int((await tg.do_getMe(None))["id"])]  # type: ignore[arg-type]
    async with telegram(Scripted(), tg, channels=("@LinenShop", "-1003", "1122334455")):
        await tg.until(lambda: len(tg.of("getChatMember")) == 2)
        await tg.until(lambda: "-1003" in caplog.text)
    lines = [each.getMessage() for each in caplog.records if "[catalogue] channels" in each.getMessage()]
    assert lines == ["[catalogue] channels: make the bot an admin of -1003, or it hears nothing of its posts"]


async def test_nobody_else_can_add_or_see_anything(tg: BotApi, shopper: Someone, keeper: Someone, bot: Bot) -> None:
    """A shopper's photo with a price is a search; the admin's command and buttons tell them nothing."""
    async with telegram(bot.conversation, tg):
        await keeper.photo(photo(50), "Linen dress, 49 €")
        card = await keeper.answer()
        await shopper.photo(photo(3), "Pattern, 149 €")
        assert "Daisy pattern" in (await shopper.answer())["text"]
        await shopper.say("/catalogue")
        assert "Only the shop's admins" in (await shopper.answer(buttons=False))["text"]
        for row in card["reply_markup"]["inline_keyboard"]:
            for button in row:
                callback = await shopper.press_data(card, button["callback_data"])
                assert await shopper.notice(callback) in (
                    "Only the shop's admins can do this.",
                    "I do not have this product any more.",
                )
    assert await offered(bot) == [("Linen dress", 49.0, 1)]
