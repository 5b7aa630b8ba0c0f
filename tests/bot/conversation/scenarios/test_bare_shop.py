"""Scenarios: a shop that states no prices, and marks nothing as sold out, offers neither."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.messages import Button, FormFilters, InlineEvent, Reply
from bot.texts import LANGUAGES, Texts
from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder
from tests.bot.conversation.scenarios.talk import Talk, chips, products
from tests.bot.rig import SHOPPER, running_bot

NO_PRICES = "The shop states no prices, so I cannot go by them."
NO_STOCK = "Nothing in this shop is marked as sold out, so I cannot go by that."


@pytest.fixture
async def bare(tmp_path: Path, bare_boutique: Path) -> AsyncIterator[Talk]:
    """A shopper, and a bot whose shop states neither."""
    async with running_bot(tmp_path / "db.sqlite", bare_boutique, embedder=BoutiqueEmbedder()) as bot:
        yield Talk(bot)


def all_said(reply: Reply) -> str:
    rows: list[tuple[Button, ...]] = [*reply.buttons, *(card.buttons for card in reply.cards)]
    labels = [button.label for row in rows for button in row]
    options = [f"{menu.label} {option.label}" for menu in reply.menus for option in menu.options]
    return " ".join((reply.text, reply.footer, reply.notice, *labels, *options)).lower()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_nothing_offers_a_price(bare: Talk, language: str) -> None:
    """No help, no hint, no panel, no notice, in no language."""
    talk = bare.as_(type(SHOPPER)("55", language))
    texts = Texts.for_locale(language)
    said = [await talk.photo("Tshirts", "Blue"), await talk.press("🎛️"), await talk.command("help")]
    said += [await talk.say("ok"), await talk.command("start"), await talk.action("saved tell")]
    said += await talk.send(InlineEvent(talk.person, talk.chat, text=""))
    for each in said:
        for price in ("40", texts("example-cheaper").lower(), texts("panel-price").lower()):
            assert price not in all_said(each), each


async def test_what_asks_for_a_price_is_declined(bare: Talk) -> None:
    """In words, by a sorting, in a caption and in a platform's form; the rest of what was said is done."""
    first = await bare.photo("Tshirts", "Blue")
    for words in ("cheaper", "under 40", "sort by price", "the cheapest"):
        assert (await bare.say(words)).text == NO_PRICES
    red = await bare.say("red, cheapest first")
    assert (chips(red), NO_PRICES in red.text, "cheapest first" in red.text) == (["red"], True, False)
    assert NO_PRICES in (await bare.photo("Jeans", "Blue", form=FormFilters(max_price=40.0))).text
    assert "no price stated" in (await bare.say("how much is the first?")).text
    assert len(first.cards) == 5


async def test_what_asks_for_stock_is_declined(bare: Talk) -> None:
    """Nobody knows whether the shop would say it."""
    shown = await bare.photo("Tshirts", "Blue")
    assert (await bare.say("in stock")).text == NO_STOCK
    assert (await bare.say("is the first in stock?")).text.endswith("not marked as sold out")
    red = await bare.say("red, available")
    assert (chips(red), NO_STOCK in red.text) == (["red"], True)
    assert products(red) != products(shown)
