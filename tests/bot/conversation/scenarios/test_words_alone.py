"""Scenarios: a shopper who writes what they look for, without a photo."""

from __future__ import annotations

from tests.bot.conversation.scenarios.talk import Talk, chips, products


async def test_words_alone_are_answered_with_products(talk: Talk) -> None:
    """With the filters as chips, the same ways on, and no photo needed."""
    reply = await talk.say("show me red T-shirts for men")
    assert chips(reply) == ["red", "T-shirt", "men's"] or set(chips(reply)) == {"red", "T-shirt", "men's"}
    assert [product.rsplit("-", 1)[0] for product in products(reply)[:2]] == ["tshirts-red-men"] * 2
    assert len(reply.cards) == 5
    blue = await talk.say("in blue")
    assert products(blue)[0].startswith("tshirts-blue-men")
    assert (await talk.press("🔎", card=1, at=blue)).cards


async def test_pages_of_words_go_on(talk: Talk) -> None:
    """The next five are others, and of the kind still."""
    first = await talk.say("handbags")
    second = await talk.press("Next 5")
    assert not set(products(first)) & set(products(second))
    assert all(product.startswith("handbags") for product in (*products(first), *products(second)))


async def test_what_names_nothing_still_asks_for_a_photo(talk: Talk) -> None:
    """A price, an exclusion, small talk, a riddle."""
    for text in ("under 40", "not red", "flumph", "hello"):
        assert not (await talk.say(text)).cards
