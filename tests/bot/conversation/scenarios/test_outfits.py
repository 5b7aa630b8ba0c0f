"""Scenarios: what goes with it, by a button and in words, as an answer of other kinds with all its ways on."""

from __future__ import annotations

import pytest

from bot.messages import Reply
from tests.bot.conversation.scenarios.talk import Talk, labels, products

GOES = "Goes with it"


def kinds(reply: Reply) -> list[str]:
    """Of the products shown, by their ids."""
    return [product.split("-")[0] for product in products(reply)]


async def test_other_kinds_for_the_same_people(talk: Talk) -> None:
    """Under a T-shirt's answer: no T-shirt, at most two of a kind, five products for the same gender; the answer stands
    by itself, with verdicts, filters and the way back."""
    await talk.photo("Tshirts", "Blue", "men")
    look = await talk.press(GOES)
    assert set(kinds(look)) == {"jeans", "casualshoes", "handbags"}
    assert len(products(look)) == 5
    assert max(kinds(look).count(each) for each in kinds(look)) == 2
    assert all("-men-" in each for each in products(look))
    assert look.text.startswith("T-shirt: often worn with it")
    assert GOES not in labels(look)
    assert not look.replaces
    back = await talk.say("undo")
    assert set(kinds(back)) == {"tshirts"}


async def test_further_ones_and_filters(talk: Talk) -> None:
    """The next five are others; a filter narrows the outfit, not the T-shirt; more of it keeps the filter."""
    await talk.photo("Tshirts", "Red", "men")
    look = await talk.press(GOES)
    more = await talk.press("Next 5")
    assert not set(products(more)) & set(products(look))
    assert "tshirts" not in kinds(more)
    black = await talk.say("in black")
    assert all("-black-" in each for each in products(black))
    assert "tshirts" not in kinds(black)
    shoes = await talk.say("shoes that go with it")
    assert set(kinds(shoes)) == {"casualshoes"}


@pytest.mark.parametrize(
    ("said", "locale"),
    [
        ("What goes with it?", "en"),
        ("was passt dazu?", "de"),
        ("¿qué combina con esto?", "es"),
        ("qu'est-ce qui va avec ?", "fr"),
        ("इसके साथ क्या पहनूँ?", "hi"),
        ("o que combina com isso?", "pt"),
        ("с чем это носить?", "ru"),
    ],
)
async def test_asked_in_words(talk: Talk, said: str, locale: str) -> None:
    """In every language the same as the button."""
    await talk.photo("Jeans", "Blue", "women")
    look = await talk.as_(talk.person.__class__(talk.person.user_id, locale)).say(said)
    assert set(kinds(look)) == {"tshirts", "casualshoes", "handbags"}, look.text
    assert all("-women-" in each for each in products(look))
    assert look.text.count("\n") == 1  # heading and filter: nothing of it was not understood


async def test_of_one_of_the_products(talk: Talk) -> None:
    """What goes with the second is asked of that product, which the heading names."""
    answer = await talk.photo("Casual Shoes", "Black")
    look = await talk.say("what goes with the second?")
    assert answer.cards[1].title in look.text
    assert "casualshoes" not in kinds(look)


async def test_what_was_only_named(talk: Talk) -> None:
    """Without a photo: what goes with a black T-shirt."""
    look = await talk.say("what goes with a black t-shirt?")
    assert len(products(look)) == 5
    assert "tshirts" not in kinds(look)


async def test_a_price_goes_on(talk: Talk) -> None:
    """What was said of price and gender holds for the outfit, too; the colour was the shirt's."""
    await talk.photo("Tshirts", "Blue")
    await talk.say("red, women, under 20")
    look = await talk.press(GOES)
    prices = [float(card.price.strip("€ ").replace(",", ".")) for card in look.cards]
    assert prices
    assert max(prices) < 20
    assert all("-women-" in each for each in products(look))


async def test_from_an_outfit_back_to_what_it_is_around(talk: Talk) -> None:
    """A kind that cannot go with it is looked for by itself, as before the outfit; what else nothing has is let go. No
    answer is a dead end."""
    await talk.photo("Tshirts", "Blue", "men")
    await talk.press(GOES)
    shirts = await talk.say("back to the T-shirts, in red")
    assert set(kinds(shirts)) == {"tshirts"}
    assert "Filters: men's · T-shirt · red" in shirts.text
    await talk.press(GOES)
    cheap = await talk.say("under 5")
    assert products(cheap)
    assert "Nothing that comes close has “under €5”" in cheap.text
