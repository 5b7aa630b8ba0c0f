"""Scenarios: a shopper corrects the bot, goes back, asks about what is shown, and wants it sorted or darker."""

from __future__ import annotations

import pytest

from bot.conversation.asking.questions import said_of
from bot.ports import Product
from tests.bot.conversation.scenarios.talk import Talk, chips, products


@pytest.mark.parametrize(
    ("said", "chip"),
    [
        ("these are for men, I need women's", "women's"),
        ("no, it's jeans", "jeans"),
        ("no, in blue", "blue"),
        ("no its for women", "women's"),
        ("nope, red", "red"),
    ],
)
async def test_a_no_that_answers_is_a_correction(talk: Talk, said: str, chip: str) -> None:
    """It turns the answer to what follows, never away from it."""
    await talk.photo("Tshirts", "Green")
    assert chips(await talk.say(said)) == [chip]


async def test_undo_goes_back_step_by_step(talk: Talk) -> None:
    """Each "undo" is one step further; before the photo's own answer there is nothing."""
    first = await talk.photo("Tshirts", "Blue")
    red = await talk.say("red")
    await talk.say("for men")
    assert products(await talk.say("undo")) == products(red)
    back = await talk.say("go back")
    assert (products(back), chips(back)) == (products(first), [])
    assert (await talk.say("undo")).text == "There is nothing before this to go back to."


async def test_a_kind_of_filter_is_forgotten_and_the_others_stay(talk: Talk) -> None:
    """By the attribute's name, and by the word that was set."""
    await talk.photo("Tshirts", "Blue", "red, for men, under 40")
    assert chips(await talk.say("forget the colour")) == ["men's", "under €40"]
    assert chips(await talk.say("remove men's")) == ["under €40"]
    assert chips(await talk.say("cancel filters")) == []


async def test_questions_are_answered_from_the_product(talk: Talk) -> None:
    """The one that is meant, or all that are shown; the answer itself stays what it was."""
    shown = await talk.photo("Handbags", "Green")
    second = shown.cards[1]
    assert (await talk.say("how much is the second?")).text == f"2. {second.title}: {second.price}"
    assert (
        await talk.say("link to the last one?")
    ).text == f"5. {shown.cards[4].title}: {shown.cards[4].link or 'no link'}"
    lines = (await talk.say("which brand?")).text.splitlines()
    assert len(lines) == 5
    assert [line.split(". ")[0] for line in lines] == ["1", "2", "3", "4", "5"]
    assert all(card.title in line for card, line in zip(shown.cards, lines, strict=True))
    assert (await talk.say("is the first in stock?")).text.endswith("not marked as sold out")
    assert (await talk.say("how much is the ninth?")).cards == ()


async def test_what_a_product_is_made_of_is_asked_and_filters_nothing(talk: Talk) -> None:
    """What the shop writes is quoted, of the one that is meant; where it writes nothing, that is said. A wish with "it"
    in it stays a wish."""
    shown = await talk.photo("Handbags", "Green")
    second = shown.cards[1]
    assert (await talk.say("is it real silk?")).text == "The shop does not say."
    assert len((await talk.say("is it plain?")).text.splitlines()) > 1
    assert "Plain" in second.title
    assert (await talk.say("is the second plain?")).text == f"2. {second.title}: “{second.title}”"
    told = (await talk.say("is it real silk?")).text
    assert told.startswith(f"2. {second.title}: the shop does not say")
    assert (await talk.say("what is it made of?")).text == told
    assert chips(await talk.say("is it in red?")) == ["red"]


def test_what_the_shop_writes_of_a_word() -> None:
    """The sentence that has it, of the title or of any field; without a word, what it is made of; nothing else."""
    extra = {"description": "A light dress. 100 % silk, lined; two pockets.", "Material": "Silk"}
    dress = Product("1", "Dress Alder", extra=extra)
    assert said_of(dress, ["silk"]) == "100 % silk, lined"
    assert said_of(dress, ["pocket$"]) == "two pockets."
    assert said_of(dress, ["wool", "alder"]) == "Dress Alder"
    assert said_of(dress, []) == "Silk"
    assert said_of(dress, ["leather"]) == said_of(Product("2", "Dress"), []) == ""


async def test_it_is_the_one_last_spoken_of(talk: Talk) -> None:
    """Asked about or saved; before that "it" is none of them, and another answer has none of its own."""
    shown = await talk.photo("Handbags", "Green")
    assert len((await talk.say("how much is it?")).text.splitlines()) == 5
    assert (await talk.say("save it")).text.startswith("Which one?")
    await talk.say("which brand is the second?")
    assert (await talk.say("and how much is it?")).text == f"2. {shown.cards[1].title}: {shown.cards[1].price}"
    assert (await talk.say("save it for later")).text == f"Saved: “{shown.cards[1].title}”. /saved shows it."
    assert len((await talk.say("which brand?")).text.splitlines()) == 5
    await talk.press("❤️", card=4)
    assert (await talk.say("link to it?")).text.startswith(f"4. {shown.cards[3].title}: ")
    asked = await talk.say("the third one is nice, what size does it come in?")
    assert asked.cards == () and "sizes" in asked.text
    await talk.say("in red")
    assert (await talk.say("save it")).text.startswith("Which one?")


async def test_cheaper_than_one_of_those_shown(talk: Talk) -> None:
    """Below that product's own price, not below the middle of all."""
    shown = await talk.photo("Handbags", "Green")
    price = float(shown.cards[1].price[1:])
    reply = await talk.say("cheaper than the second")
    assert chips(reply) == [f"under €{price - 0.01:.2f}".removesuffix(".00")]


async def test_sorted_by_price(talk: Talk) -> None:
    """Of the closest twenty the five cheapest, in order, and it is said so."""
    await talk.photo("Tshirts", "Blue")
    reply = await talk.say("cheapest first")
    prices = [float(card.price[1:]) for card in reply.cards]
    assert prices == sorted(prices)
    assert "Of the 20 closest, the cheapest first." in reply.text
    assert [card.rank for card in reply.cards] == [1, 2, 3, 4, 5]
    reply = await talk.say("the most expensive one")
    prices = [float(card.price[1:]) for card in reply.cards]
    assert prices == sorted(prices, reverse=True) and prices[0] > prices[-1]
    assert "Of the 20 closest, the most expensive first." in reply.text
    assert (await talk.say("save it")).text.startswith(f"Saved: “{reply.cards[0].title}”")


async def test_darker_goes_down_the_colours_own_order(talk: Talk) -> None:
    """From blue to navy and black; from black there is nothing darker, which is said."""
    await talk.photo("Tshirts", "Blue", "blue")
    reply = await talk.say("a bit darker")
    assert {product.split("-")[1] for product in products(reply)} <= {"navyblue", "black"}
    await talk.say("black")
    assert "I cannot tell which colours are darker" in (await talk.say("darker")).text


async def test_where_a_kind_ends_is_said(talk: Talk) -> None:
    """Paging on through handbags, the page on which other things begin says from which number on."""
    reply = await talk.photo("Handbags", "Green")
    kinds: list[str] = []
    while "From number" not in reply.text:
        kinds += [product.split("-")[0] for product in products(reply)]
        assert set(kinds) == {"handbags"}
        reply = await talk.press("Next 5")
    first_other = next(card.rank for card in reply.cards if not card.product_id.startswith("handbags"))
    assert f"From number {first_other} on these are other things" in reply.text


async def test_one_word_is_removed_and_the_others_stay(talk: Talk) -> None:
    """Of several of a kind the one that is named; what is removed without having been asked for is not wanted."""
    await talk.photo("Tshirts", "Red", "striped, not black, for men")
    assert chips(await talk.say("remove striped")) == ["not black", "men's"]
    assert chips(await talk.say("remove red")) == ["not black", "men's", "not red"]
    assert chips(await talk.say("remove black")) == ["men's", "not red"]
