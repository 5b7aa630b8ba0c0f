"""Scenarios: a shopper narrows what was found, by words, by menus, and by taking filters away again."""

from __future__ import annotations

import pytest

from bot.messages import MAX_ACTION_BYTES, Wanted
from tests.bot.rig import GROUP
from tests.bot.scenarios.talk import Talk, actions, chips, labels, products


async def test_a_caption_narrows(talk: Talk) -> None:
    """ "men, under 40" beside a photo: only such products, and both filters are shown to be taken away."""
    reply = await talk.photo("Tshirts", "Red", "men, under 40")
    assert len(reply.cards) == 5
    assert chips(reply) == ["men's", "under €40"]
    assert "Filters: men's · under €40" in reply.text
    assert all("-men-" in product for product in products(reply))
    assert products(reply)[0].startswith("tshirts-red-men")


async def test_taking_a_filter_away(talk: Talk) -> None:
    """A tap on a chip gives the answer without it; the other one stays."""
    await talk.photo("Tshirts", "Red", "women, under 15")
    reply = await talk.press("under €15")
    assert chips(reply) == ["women's"]
    assert all("-women-" in product for product in products(reply))
    reply = await talk.press("women's")
    assert chips(reply) == []
    assert any("-men-" in product for product in products(reply))


async def test_the_same_but_in_red(talk: Talk) -> None:
    """The shape stays and the colour changes; the network's idea of red moves the query."""
    first = await talk.photo("Jeans", "Blue")
    assert products(first)[0].startswith("jeans-blue")
    reply = await talk.say("same but in red")
    assert [product.split("-")[:2] for product in products(reply)[:4]] == [["jeans", "red"]] * 4
    assert chips(reply) == ["red"]
    back = await talk.press("red")
    assert products(back) == products(first)


async def test_too_narrow_widens_itself_and_says_so(talk: Talk) -> None:
    """What fits everything comes first; then the last filter is stretched, and it is said for how many."""
    reply = await talk.photo("Tshirts", "Blue", "T-shirts for men in red")
    assert chips(reply) == ["T-shirt", "men's", "red"]
    assert {product.rsplit("-", 1)[0] for product in products(reply)[:2]} == {"tshirts-red-men"}
    assert {product.rsplit("-", 1)[0] for product in products(reply)[2:4]} == {"tshirts-maroon-men"}
    assert "Only 2 fit all of that; the others are without: red" in reply.text


async def test_a_stretch_that_is_enough_leaves_nothing_out(talk: Talk) -> None:
    """Four red ones and a maroon one: the colour was stretched to its neighbours, not left out."""
    reply = await talk.photo("Tshirts", "Blue", "T-shirts in red")
    assert [product.split("-")[1] for product in products(reply)] == ["red"] * 4 + ["maroon"]
    assert "Only 4 fit all of that; the others come near to: red" in reply.text


async def test_what_is_not_understood_is_said(talk: Talk) -> None:
    """A word that nobody knows is not passed over, and does not cost the rest."""
    reply = await talk.photo("Tshirts", "Red", "red, size 42, for men")
    assert "I did not understand “size 42”." in reply.text
    assert chips(reply) == ["red", "men's"]
    reply = await talk.say("with flumph")
    assert reply.text == "I did not understand “flumph”."
    reply = await talk.say("purple kurtas")
    assert reply.text.startswith("The shop has nothing for “purple”, “kurtas”")


async def test_not_black_and_without_stripes(talk: Talk) -> None:
    """Exclusions, of a colour and of a word that the titles tell of."""
    reply = await talk.photo("Tshirts", "Black", "not black or navy")
    assert chips(reply) == ["not black, navy"]
    assert not any("-black-" in product or "-navyblue-" in product for product in products(reply))
    reply = await talk.say("without stripes")
    assert chips(reply) == ["not black, navy", "not stripes"]
    assert all("Plain" in card.title for card in reply.cards)


async def test_cheaper_again_and_again(talk: Talk) -> None:
    """ "Cheaper" is meant against what is shown, each time."""
    first = await talk.photo("Handbags", "Green")
    dear = max(float(card.price[1:]) for card in first.cards)
    reply = await talk.say("cheaper")
    (price,) = chips(reply)
    assert price.startswith("under €")
    assert max(float(card.price[1:]) for card in reply.cards[:3]) < dear
    again = await talk.say("cheaper please")
    assert len(chips(again)) == 1
    assert chips(again) != chips(reply)


async def test_a_price_range(talk: Talk) -> None:
    """Between two prices, as people write it."""
    reply = await talk.photo("Handbags", "Green", "between 20 and 50 €")
    assert chips(reply) == ["€20 to €50"]
    assert all(20 <= float(card.price[1:]) <= 50 for card in reply.cards)


async def test_a_reply_continues_the_answer_that_it_replies_to(talk: Talk) -> None:
    """Without a reply the last answer is meant, with one that one, however old."""
    jeans = await talk.photo("Jeans", "Blue")
    ref = talk.last_ref
    await talk.photo("Handbags", "Black")
    assert products(await talk.say("in green"))[0].startswith("handbags-green")
    reply = await talk.say("in green", replies_to=ref)
    assert products(reply)[0].startswith("jeans-green")
    more = await talk.say("more", replies_to=ref)
    assert not set(products(more)) & set(products(jeans))


async def test_the_menu(talk: Talk) -> None:
    """Behind "Filters" are menus of the shop's own words; what is chosen can be taken back to any."""
    await talk.photo("Tshirts", "Red")
    panel = await talk.press("Filter or save")
    assert panel.only_for_person
    assert [menu.label for menu in panel.menus] == ["For whom", "Colour", "Price", "Kind", "Save one of these"]
    reply = await talk.choose("Colour", "Navy blue")
    assert chips(reply) == ["navy blue"]
    assert products(reply)[0].startswith("tshirts-navyblue")
    panel = await talk.press("Filter or save")
    assert chips(panel) == ["navy blue"]
    reply = await talk.choose("Colour", "Any", at=panel)
    assert chips(reply) == []
    await talk.say("men, not black")
    await talk.press("Filter or save")
    assert chips(await talk.press("All filters")) == []


async def test_what_a_form_says(talk: Talk) -> None:
    """Options of a platform's own form are filters, in the catalogue's words or in the shopper's."""
    wanted = Wanted(gender="Women", type="sneakers", colour="Navy Blue", max_price=40)
    reply = await talk.photo("Casual Shoes", "Red", wanted=wanted)
    assert chips(reply) == ["women's", "sneakers", "navy blue", "under €40"] or len(chips(reply)) == 4
    assert products(reply)[0].startswith("casualshoes-navyblue-women")


async def test_cheaper_beside_a_photo(talk: Talk) -> None:
    """ "Cheaper" in a caption is meant against what the photo would have found."""
    usual = await talk.photo("Handbags", "Green")
    reply = await talk.photo("Handbags", "Green", "cheaper")
    assert len(chips(reply)) == 1
    dear = max(float(card.price[1:]) for card in usual.cards)
    assert all(float(card.price[1:]) < dear for card in reply.cards[:2])


async def test_words_before_any_photo(talk: Talk) -> None:
    """Nothing to narrow yet: the bot says what to do."""
    assert (await talk.say("red")).text.startswith("Send me a photo")


async def test_a_group_narrows_together(talk: Talk) -> None:
    """In a group another member narrows by replying to the answer."""
    group = talk.as_(talk.person, GROUP)
    await group.photo("Tshirts", "Red")
    friend = group.as_(type(talk.person)("2002", "en"))
    reply = await friend.say("in green", replies_to=group.last_ref)
    assert products(reply)[0].startswith("tshirts-green")


async def test_actions_are_short_and_rows_are_few(talk: Talk) -> None:
    """Every button fits every platform; with five cards the first row has at most three buttons."""
    reply = await talk.photo("Tshirts", "Red", "men, red, under 40, not black, T-shirts")
    panel = await talk.press("Filter or save")
    assert all(len(action.encode()) <= MAX_ACTION_BYTES for action in (*actions(reply), *actions(panel)))
    assert len(reply.buttons[0]) <= 3
    assert labels(reply)[0].startswith("Next")


@pytest.mark.parametrize("action", ["drop {} 9", "pick {} 7", "piece {} 3", "clear {} 1", "panel {} 4"])
async def test_places_that_are_not_there(talk: Talk, action: str) -> None:
    """A button that was never shown changes nothing and breaks nothing."""
    reply = await talk.photo("Tshirts", "Red")
    answer = await talk.action(action.format(reply.query_id), "Red")
    assert answer.notice or answer.cards or answer.menus


async def test_one_filter_that_fits_nothing_does_not_cost_the_others(talk: Talk) -> None:
    """A price that nothing has is left out by itself, though it was said first."""
    reply = await talk.photo("Tshirts", "Blue", "under 1, red, for men, handbags")
    assert "Nothing fits all of that, so these are without: under €1" in reply.text
    assert {product.rsplit("-", 1)[0] for product in products(reply)[:2]} == {"handbags-red-men"}
