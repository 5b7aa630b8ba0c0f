"""Scenarios: products kept, searches watched, earlier searches gone back to."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import run
from bot.messages import Chat, Person, Reply
from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder, draw_boutique, index_boutique, picture
from tests.bot.conversation.scenarios.talk import Talk, labels, products
from tests.bot.rig import GROUP, SHOPPER, running_bot

DAY = 24 * 3600.0


@dataclass
class Post:
    """What a front end was given to deliver."""

    sent: list[tuple[Chat, Reply]] = field(default_factory=list)
    reachable: bool | None = True

    async def deliver(self, chat: Chat, reply: Reply) -> bool | None:
        if self.reachable:
            self.sent.append((chat, reply))
        return self.reachable


@dataclass
class Shop:
    """A boutique of its own that can be changed and indexed again while the bot runs."""

    talk: Talk
    post: Post
    folder: Path
    now: float = 1_000_000_000.0

    def change(self, price: float = 0.0, without: str = "", extra: str = "") -> None:
        """Another catalogue: other prices, without some products, with one more."""
        csv = draw_boutique(self.folder / "shop", price)
        lines = [line for line in csv.read_text().splitlines() if not (without and line.startswith(without))]
        if extra:
            (self.folder / "shop" / "new.png").write_bytes(picture("Handbags", "Green", 4711))
            lines.append(f"{extra},Brandnew Handbags,new.png,19.00,EUR,https://shop.example/new,Handbags,Women,Green,B")
        csv.write_text("\n".join(lines) + "\n")
        index_boutique(csv, self.folder / "index")

    async def news(self, later: float = 2 * DAY) -> list[Reply]:
        """What is told now; `later`: seconds since the last time."""
        self.now += later
        before = len(self.post.sent)
        await self.talk.bot.conversation.tell_news(lambda: self.now)
        return [reply for _, reply in self.post.sent[before:]]


@pytest.fixture
async def shop(tmp_path: Path, boutique: Path) -> AsyncIterator[Shop]:
    for name in ("shop", "index"):
        shutil.copytree(boutique.parent / name, tmp_path / name)
    async with running_bot(tmp_path / "db.sqlite", tmp_path / "index", embedder=BoutiqueEmbedder()) as bot:
        post = Post()
        bot.conversation.connect("telegram", post.deliver)
        yield Shop(Talk(bot), post, tmp_path)


async def test_saving_and_removing(talk: Talk) -> None:
    """A product is kept by the heart on its card, listed with its picture, and removed; the list is drawn anew."""
    assert "saved nothing" in (await talk.command("saved")).text
    answer = await talk.photo("Handbags", "Green")
    done = await talk.press("❤️", card=2)
    assert done.notice == f"Saved: “{answer.cards[1].title}”. /saved shows it."
    listed = await talk.command("saved")
    assert products(listed) == [products(answer)[1]]
    assert listed.cards[0].picture is not None
    assert listed.only_for_person
    gone = await talk.press("🗑️", card=1)
    assert gone.replaces
    assert gone.cards == ()
    assert (await talk.press("🗑️", card=1, at=listed)).notice.startswith("This button is too old")


async def test_as_many_as_there_are_caps(tmp_path: Path, boutique: Path) -> None:
    """More than the cap is refused in words; what is there already may be saved again."""
    caps = {"saved": 2, "watches": 1}
    async with running_bot(tmp_path / "db", boutique, embedder=BoutiqueEmbedder(), settings=caps) as bot:
        talk = Talk(bot)
        answer = await talk.photo("Handbags", "Green")
        for place, expected in ((1, "Saved"), (2, "Saved"), (3, "which is the most"), (1, "Saved")):
            assert expected in (await talk.action(f"keep {answer.query_id}", str(place))).notice
        assert "at most once a day" in (await talk.action(f"watch {answer.query_id}")).notice
        other = await talk.photo("Jeans", "Red")
        assert "which is the most" in (await talk.action(f"watch {other.query_id}")).notice


async def test_many_saved_products_come_in_pages(talk: Talk) -> None:
    """Five at a time, the latest first, and back."""
    for type in ("Handbags", "Jeans"):
        answer = await talk.photo(type, "Green")
        for place in "1234":
            await talk.action(f"keep {answer.query_id}", place)
    first = await talk.command("saved")
    assert [card.rank for card in first.cards] == [1, 2, 3, 4, 5]
    second = await talk.press("Older")
    assert [card.rank for card in second.cards] == [6, 7, 8]
    assert products(await talk.press("Newer")) == products(first)


async def test_a_platform_that_is_connected_later_hears_the_news_then(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a quarter of an hour after the others: after a start one is slower than another."""
    monkeypatch.setattr(run, "_NEWS_SECONDS", 0.01)
    talk, bot = shop.talk, shop.talk.bot
    answer = await talk.photo("Handbags", "Green")
    await talk.action(f"keep {answer.query_id}", "1")
    await talk.command("saved")
    await talk.press("Tell me when a saved product changes")
    shop.change(price=-1)
    bot.conversation.disconnect("telegram")
    bot.conversation.connect("web", Post().deliver)
    telling = asyncio.create_task(run._tell_news(bot.conversation, bot.worker))
    try:
        await asyncio.sleep(0.5)
        bot.conversation.connect("telegram", shop.post.deliver)
        await _told(shop)
    finally:
        telling.cancel()
    assert len(shop.post.sent) == 1


async def _told(shop: Shop) -> None:
    """Until something was told, a minute at most."""
    for _ in range(600):
        if shop.post.sent:
            return
        await asyncio.sleep(0.1)


async def test_news_where_nobody_asks_anything(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reindex from a shell is noticed by itself, not with the next shopper's photo."""
    monkeypatch.setattr(run, "_NEWS_SECONDS", 0.01)
    talk = shop.talk
    await talk.action(f"watch {(await talk.photo('Handbags', 'Green')).query_id}")
    telling = asyncio.create_task(run._tell_news(talk.bot.conversation, talk.bot.worker))
    await asyncio.sleep(0.5)
    shop.change(extra="N1")
    await _told(shop)
    telling.cancel()
    assert [reply.cards[0].product_id for _, reply in shop.post.sent] == ["N1"]


async def test_an_index_that_comes_while_the_news_of_another_are_told(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was looked at before it came hears of it at once, not after a quarter of an hour."""
    monkeypatch.setattr(run, "_NEWS_SECONDS", 0.01)
    talk, bot = shop.talk, shop.talk.bot
    await talk.action(f"watch {(await talk.photo('Handbags', 'Green')).query_id}")
    other = Talk(bot, Person("9"), Chat("web", "9"))
    await other.action(f"keep {(await other.photo('Handbags', 'Green')).query_id}", "1")
    await other.command("saved")
    await other.press("Tell me when a saved product changes")

    async def deliver(chat: Chat, reply: Reply) -> bool:
        """Another index is put in place, and somebody's photo has it taken up."""
        shop.change(price=-1, extra="N1")
        await bot.worker.products(())
        return True

    bot.conversation.connect("web", deliver)
    shop.change(price=-1)
    telling = asyncio.create_task(run._tell_news(bot.conversation, bot.worker))
    await _told(shop)
    telling.cancel()
    assert [reply.cards[0].product_id for _, reply in shop.post.sent] == ["N1"]


async def test_news_of_saved_products_are_told_once_and_only_if_asked_for(shop: Shop) -> None:
    """Cheaper, gone and back: each is told once, after the shopper has switched it on."""
    talk = shop.talk
    answer = await talk.photo("Handbags", "Green")
    await talk.action(f"keep {answer.query_id}", "1")
    shop.change(price=-1)
    assert await shop.news() == []
    await talk.command("saved")
    await talk.press("Tell me when a saved product changes")
    shop.change(price=-2)
    (told,) = await shop.news()
    assert told.text.startswith("Cheaper: ")
    assert products(told) == products(answer)[:1]
    assert await shop.news() == []
    shop.change(without=products(answer)[0])
    (told,) = await shop.news()
    assert told.text.startswith("No longer in the shop")
    assert await shop.news() == []
    shop.change()
    (told,) = await shop.news()
    assert told.text.startswith("Back again")


async def test_a_watch_tells_of_new_close_matches_once_a_day(shop: Shop) -> None:
    """A new product that is as close as what was shown is told, with a way to stop; not twice, nor within a day."""
    talk = shop.talk
    await talk.photo("Handbags", "Green")
    await talk.press("Filters")
    await talk.press("Tell me of new ones")
    assert await shop.news() == []
    shop.change(extra="fresh")
    (told,) = await shop.news()
    assert products(told) == ["fresh"]
    assert told.text == "A new product comes close to the search that you watch: Green handbag"
    assert await shop.news(later=DAY / 4) == []
    shop.change(extra="fresher")
    assert await shop.news(later=DAY / 4) == []
    (told,) = await shop.news(later=DAY)
    assert products(told) == ["fresher"]
    stopped = await talk.action(told.buttons[0][1].action)
    assert "any more" in stopped.notice
    shop.change(extra="freshest")
    assert await shop.news() == []


async def test_somebody_who_cannot_be_reached_is_left_alone(shop: Shop) -> None:
    """After a delivery that can never succeed, nothing is tried again and the chat's id is gone."""
    answer = await shop.talk.photo("Handbags", "Green")
    await shop.talk.action(f"watch {answer.query_id}")
    shop.post.reachable = False
    shop.change(extra="fresh")
    assert await shop.news() == []
    assert [page async for page in shop.talk.bot.store.news.recipients(time.time() * 2, "another", 20)] == []


async def test_news_that_did_not_arrive_are_told_later(shop: Shop) -> None:
    """A platform that fails for the moment costs no news, and nobody who can be reached again is forgotten."""
    answer = await shop.talk.photo("Handbags", "Green")
    await shop.talk.action(f"watch {answer.query_id}")
    shop.post.reachable = None
    shop.change(extra="fresh")
    assert await shop.news() == []
    shop.post.reachable = True
    (told,) = await shop.news()
    assert products(told) == ["fresh"]
    assert await shop.news() == []


async def test_without_a_front_end_news_wait(shop: Shop) -> None:
    """While Telegram is away nothing is lost: it is told when it is back."""
    answer = await shop.talk.photo("Handbags", "Green")
    await shop.talk.action(f"watch {answer.query_id}")
    shop.talk.bot.conversation.disconnect("telegram")
    shop.change(extra="fresh")
    assert await shop.news() == []
    shop.talk.bot.conversation.connect("telegram", shop.post.deliver)
    assert len(await shop.news()) == 1


async def test_history_leads_back(talk: Talk) -> None:
    """The last searches by name, newest first; a tap shows the answer again, and its buttons work."""
    assert "No searches yet" in (await talk.command("history")).text
    bags = await talk.photo("Handbags", "Green")
    await talk.photo("Jeans", "Red")
    history = await talk.command("history")
    assert [label.split(" · ")[0] for label in labels(history)] == ["Red jeans", "Green handbag"]
    again = await talk.press(labels(history)[1])
    assert products(again) == products(bags)
    assert not again.replaces
    await talk.press("👍", card=1, at=again)


async def test_the_history_of_a_group_is_of_that_group(talk: Talk) -> None:
    """What was asked in private is not shown where others read."""
    await talk.photo("Handbags", "Green")
    group = talk.as_(SHOPPER, GROUP)
    assert "No searches yet" in (await group.command("history")).text
    await group.photo("Jeans", "Red")
    assert len(labels(await group.command("history"))) == 1
    assert len(labels(await talk.command("history"))) == 1


async def test_a_heart_on_the_card_saves_and_takes_back(talk: Talk) -> None:
    """One tap, seen on the card, also in later answers; the same tap undoes it."""
    answer = await talk.photo("Tshirts", "Blue")
    saved = await talk.press("❤️", card=2)
    assert saved.replaces
    assert saved.notice.startswith("Saved: ")
    assert [card.rank for card in saved.cards if card.buttons[2].pressed] == [2]
    assert products(await talk.command("saved")) == [answer.cards[1].product_id]
    again = await talk.say("for men or women")
    assert [card.product_id for card in again.cards if card.buttons[2].pressed] == [answer.cards[1].product_id]
    gone = await talk.press("❤️", card=2, at=saved)
    assert gone.notice == "Removed."
    assert not any(card.buttons[2].pressed for card in gone.cards)
    assert (await talk.command("saved")).cards == ()


async def test_in_a_group_a_heart_is_one_persons(talk: Talk) -> None:
    """Whoever taps has it in their own list, and nobody sees it on the answer."""
    anna, bert = talk.as_(Person("7", "en"), GROUP), talk.as_(Person("8", "en"), GROUP)
    answer = await anna.photo("Tshirts", "Blue")
    for someone in (anna, bert):
        reply = await someone.press("❤️", card=1, at=answer)
        assert (reply.cards, reply.notice.startswith("Saved: ")) == ((), True)
        assert len((await someone.command("saved")).cards) == 1
