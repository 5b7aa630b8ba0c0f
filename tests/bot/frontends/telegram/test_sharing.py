"""Inline mode and links on Telegram: products in any chat, links that open a product or an answer for somebody else."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.conversation.links import MAX_PAYLOAD, product_payload
from bot.messages import Button, Picture, ProductCard, Reply
from bot.ports import KeptCounts
from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder
from tests.bot.frontends.telegram.rig import Scripted, Someone, telegram
from tests.bot.frontends.telegram.server import BOT_NAME, BotApi, Fault, Json
from tests.bot.rig import PRIVATE, SHOPPER, Bot, photo, running_bot


def shared_payload(message: Json) -> str:
    """What the link that the message's share button sends on opens the bot with."""
    urls = [b["url"] for row in message["reply_markup"]["inline_keyboard"] for b in row if "Share" in b["text"]]
    sharing = urlsplit(urls[0])
    assert (sharing.netloc, sharing.path) == ("t.me", "/share/url")
    link = urlsplit(parse_qs(sharing.query)["url"][0])
    assert (link.netloc, link.path) == ("t.me", f"/{BOT_NAME}")
    (payload,) = parse_qs(link.query)["start"]
    assert len(payload) <= MAX_PAYLOAD
    return payload


async def test_words_after_the_bots_name_give_products_to_send(tmp_path: Path, boutique: Path, tg: BotApi) -> None:
    """`@bot black handbags`, in any chat, gives what the words name, with title, price and link; a product's button
    leads into the bot, which shows the product with all the ways on."""
    someone = Someone(tg)
    async with (
        running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot,
        telegram(bot.conversation, tg, kept=bot.store.files),
    ):
        answer = await someone.inline("black handbags")
        results = answer["results"]
        assert 3 <= len(results) <= 20
        assert all("handbag" in each["title"].lower() for each in results)
        first = results[0]
        assert first["description"].startswith("€")
        assert f'">{first["title"]}</a>' in first["input_message_content"]["message_text"]
        assert first["description"] in first["input_message_content"]["message_text"]
        assert (answer["is_personal"], int(answer["cache_time"])) == (True, 60)
        button = first["reply_markup"]["inline_keyboard"][0][0]
        (payload,) = parse_qs(urlsplit(button["url"]).query)["start"]
        await someone.say(f"/start {payload}")
        opened = await someone.answer()
        assert "Somebody wants to show you this" in opened["text"]
        assert f"{first['title']} · {first['description']}" in opened["text"]
        assert len(someone.pictures()) == 1
        await someone.press(opened, "🔎")
        assert "More like" in (await someone.answer(after=opened["message_id"]))["text"]
        assert shared_payload(opened) == payload  # a product's link outlives the answer


async def test_who_types_nothing_or_something_else_is_told_how(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """An empty question says how it is done, over no results; its button leads to a greeting. What the shop does not
    have is said; and what is typed is kept nowhere."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        empty = await shopper.inline("")
        assert (empty["results"], int(empty["cache_time"])) == ([], 0)
        assert empty["button"]["text"] == "What are you looking for? “red dress, under 40”"
        await shopper.say(f"/start {empty['button']['start_parameter']}")
        assert (await shopper.answer(buttons=False))["text"].startswith("Hello!")
        assert (await shopper.inline("under 40"))["results"] == []
        assert (await shopper.inline("zzz qqq"))["results"] == []
    assert await bot.store.people.kept(SHOPPER, PRIVATE) == KeptCounts()


async def test_of_what_is_typed_on_only_the_last_is_answered(tg: BotApi, shopper: Someone) -> None:
    """A question at each pause of the typing: those that waited while another was looked for are let go."""
    talk = Scripted(Reply("Nothing."))
    talk.seconds = 0.3
    async with telegram(talk, tg):
        first = await shopper.type_inline("r")
        await tg.until(lambda: talk.events)
        middle = [await shopper.type_inline("red dress"[:n]) for n in range(2, 8)]
        last = await shopper.type_inline("red dress")
        await tg.until(lambda: tg.inline[last])
        assert tg.inline[first] is not None
        assert sum(tg.inline[each] is not None for each in middle) <= 1


async def test_typing_has_a_limit_of_its_own(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Who types faster than anybody can is told to wait, and can ask with a photo all the same."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        for _ in range(3):
            assert (await shopper.inline("women"))["results"]
        bot.conversation._services.inline_rate._capacity = 1.0
        seen = [await shopper.inline(f"women {n}") for n in range(3)]
        assert "wait" in seen[-1]["button"]["text"]
        await shopper.photo(photo(3))
        assert await shopper.answer()


async def test_a_picture_comes_from_the_shops_address_or_from_telegram(tg: BotApi, shopper: Someone) -> None:
    """With an address the result has its thumbnail, and the message the large preview; a file that Telegram knows is
    sent as a photo; one that it has forgotten, and any other file, does without."""
    cards = (
        ProductCard("1", 1, "By address", "€1", "https://shop.example/1", Picture(url="https://shop.example/1.jpg")),
        ProductCard("2", 2, "Unknown file", "€2", "https://shop.example/2", Picture(path=__file__)),
        ProductCard("3", 3, "Bare", buttons=(Button("More", "", opens="p-Mw"),)),
    )
    talk = Scripted(Reply(cards=cards))
    async with telegram(talk, tg):
        address, file, bare = (await shopper.inline("x"))["results"]
        assert address["thumbnail_url"] == "https://shop.example/1.jpg"
        preview = address["input_message_content"]["link_preview_options"]
        assert (preview["url"], preview["show_above_text"]) == ("https://shop.example/1.jpg", True)
        assert "thumbnail_url" not in file
        assert bare["reply_markup"]["inline_keyboard"][0][0]["url"] == f"https://t.me/{BOT_NAME}?start=p-Mw"


async def test_a_photo_that_telegram_has_forgotten_costs_no_answer(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Known photos are offered as such; is one refused, all are articles."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        await shopper.answer()
        kinds = {each["type"] for each in (await shopper.inline("women"))["results"]}
        assert kinds == {"article", "photo"}
        tg.gone_files.update(tg.files)
        assert {each["type"] for each in (await shopper.inline("women's"))["results"]} == {"article"}


async def test_an_answer_that_comes_too_late_ends_nothing(tg: BotApi, shopper: Someone) -> None:
    """Telegram takes answers for a while only; the next question is answered."""
    async with telegram(Scripted(Reply("Hm?")), tg):
        late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        tg.faults.append(Fault("answerInlineQuery", 400, late))
        await shopper.type_inline("a")
        await tg.until(lambda: tg.of("answerInlineQuery"))
        assert (await shopper.inline("b"))["button"]["text"] == "Hm?"


async def test_an_answer_is_sent_to_a_friend(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """The share button's link opens the same products for the friend, as an answer of their own: nothing of the
    asker's comes along, and what the friend says of them is the friend's."""
    friend = Someone(tg, 2002)
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        answer = await shopper.answer()
        await shopper.press(answer, "👍", row=0)
        await friend.say(f"/start {shared_payload(answer)}")
        shown = await friend.answer()
        assert shown["text"].startswith("Somebody wants to show you these")
        assert len(friend.pictures()) == 5
        assert "✓" not in str(shown["reply_markup"])  # the asker's 👍
        products = [line.split(" · ")[0] for line in answer["text"].splitlines() if " · €" in line]
        assert [line.split(" · ")[0] for line in shown["text"].splitlines() if " · €" in line] == products
        await friend.press(shown, "Next 5")
        further = await friend.answer(after=shown["message_id"])
        assert not any(each.split(". ")[1] in further["text"] for each in products)
        await friend.press(shown, "👎", row=0)
        await tg.settled()
        assert "👎 ✓" not in str(tg.messages[shopper.here, answer["message_id"]]["reply_markup"])


@pytest.mark.parametrize("forged", ["a-AAAAAAAAAA" + "0" * 32, "p-/", "p-_w", "promo", "a-", product_payload("none")])
async def test_a_link_that_leads_nowhere_gets_a_sentence(bot: Bot, tg: BotApi, shopper: Someone, forged: str) -> None:
    """An answer's link cannot be guessed, and a shop's own words behind /start greet."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        payload = shared_payload(await shopper.answer())
        await shopper.say(f"/start {forged}")
        expected = "What this link led to" if forged == product_payload("none") else "Hello!"
        assert (await shopper.answer(buttons=False))["text"].startswith(expected)
        await shopper.say(f"/start {payload[:-1]}{'0' if payload[-1] != '0' else '1'}")
        assert (await shopper.answer(buttons=False))["text"].startswith("Hello!")


async def test_a_link_ends_with_what_it_led_to(bot: Bot, tg: BotApi, shopper: Someone) -> None:
    """Who deletes their data takes the answers behind their links away."""
    async with telegram(bot.conversation, tg, kept=bot.store.files):
        await shopper.photo(photo(3))
        payload = shared_payload(await shopper.answer())
        await shopper.say("/forget_me")
        await shopper.press(await shopper.answer(), "Delete everything")
        await tg.until(lambda: any("Deleted" in m.get("text", "") for m in tg.sent(shopper.here)))
        await Someone(tg, 2002).say(f"/start {payload}")
        await tg.until(lambda: tg.sent(2002))
        assert tg.sent(2002)[-1]["text"].startswith("What this link led to is no longer there")


def test_a_product_has_a_link_unless_its_id_is_too_long() -> None:
    """Ids of all kinds, as Telegram takes them."""
    for product_id in ("1", "gid://shopify/Product/8123456789", "Größe é/ü", "x" * 46):
        assert 0 < len(product_payload(product_id)) <= MAX_PAYLOAD
    assert product_payload("x" * 47) == ""
