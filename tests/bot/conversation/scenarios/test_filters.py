"""Scenarios: a shopper filters what was found, by words, by menus, and by taking filters away again."""

from __future__ import annotations

import pytest

from bot.conversation.saying.start_help import examples
from bot.messages import MAX_ACTION_BYTES, FormFilters, Person
from bot.ports import CatalogueWords
from bot.texts import Texts
from tests.bot.conversation.scenarios.talk import Talk, actions, chips, labels, products
from tests.bot.rig import GROUP


async def test_a_caption_filters(talk: Talk) -> None:
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


async def test_filters_give_way_where_too_little_fits_and_it_is_said(talk: Talk) -> None:
    """What fits everything comes first; then the last filter is stretched, and it is said for how many."""
    reply = await talk.photo("Tshirts", "Blue", "T-shirts for men in red")
    assert chips(reply) == ["T-shirt", "men's", "red"]
    assert {product.rsplit("-", 1)[0] for product in products(reply)[:2]} == {"tshirts-red-men"}
    assert {product.rsplit("-", 1)[0] for product in products(reply)[2:4]} == {"tshirts-maroon-men"}
    assert "Only 2 fit all of that, 2 close to “red”, 1 without “red”." in reply.text


async def test_a_stretch_that_is_enough_leaves_nothing_out(talk: Talk) -> None:
    """Four red ones and a maroon one: the colour was stretched to its neighbours, not left out."""
    reply = await talk.photo("Tshirts", "Blue", "T-shirts in red")
    assert [product.split("-")[1] for product in products(reply)] == ["red"] * 4 + ["maroon"]
    assert "Only 4 fit all of that, 1 close to “red”." in reply.text


async def test_what_is_not_understood_is_said(talk: Talk) -> None:
    """A word that nobody knows is not passed over, and does not cost the rest."""
    reply = await talk.photo("Tshirts", "Red", "red, flumph, for men")
    assert "I did not understand “flumph”." in reply.text
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
    assert chips(reply) == ["not black, navy", "no stripes"]
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
    panel = await talk.press("Filters")
    assert panel.only_for_person
    assert [menu.label for menu in panel.menus] == ["For whom", "Colour", "Price", "Kind"]
    reply = await talk.choose("Colour", "Navy blue")
    assert chips(reply) == ["navy blue"]
    assert products(reply)[0].startswith("tshirts-navyblue")
    panel = await talk.press("Filters")
    assert chips(panel) == ["navy blue"]
    reply = await talk.choose("Colour", "Any", at=panel)
    assert chips(reply) == []
    await talk.say("men, not black")
    await talk.press("Filters")
    assert chips(await talk.press("All filters")) == []


async def test_what_a_form_says(talk: Talk) -> None:
    """Options of a platform's own form are filters, in the catalogue's words or in the shopper's."""
    form = FormFilters(gender="Women", type="sneakers", colour="Navy Blue", max_price=40)
    reply = await talk.photo("Casual Shoes", "Red", form=form)
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
    """Nothing to filter yet: the bot says what to do."""
    assert (await talk.say("flumph")).text.startswith("Send me a photo")


async def test_a_group_filters_together(talk: Talk) -> None:
    """In a group another member filters by replying to the answer."""
    group = talk.as_(talk.person, GROUP)
    await group.photo("Tshirts", "Red")
    friend = group.as_(type(talk.person)("2002", "en"))
    reply = await friend.say("in green", replies_to=group.last_ref)
    assert products(reply)[0].startswith("tshirts-green")


async def test_actions_are_short_and_rows_are_few(talk: Talk) -> None:
    """Every button fits every platform; the first row has at most four buttons."""
    reply = await talk.photo("Tshirts", "Red", "men, red, under 40, not black, T-shirts")
    panel = await talk.press("Filters")
    assert all(len(action.encode()) <= MAX_ACTION_BYTES for action in (*actions(reply), *actions(panel)))
    assert len(reply.buttons[0]) <= 4
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
    gone = "2 without “under €1”, 2 without “under €1 · men's”, 1 without “under €1 · red”"
    assert f"Nothing fits all of that: {gone}." in reply.text
    assert {product.rsplit("-", 1)[0] for product in products(reply)[:2]} == {"handbags-red-men"}
    assert all(product.startswith("handbags") for product in products(reply))


async def test_who_names_a_kind_gets_it(talk: Talk) -> None:
    """Also where nothing of it has what was said before: that gives way, however late the kind was named."""
    await talk.photo("Tshirts", "Blue", "green, striped, under 31")
    jeans = await talk.say("no, it's jeans")
    assert all(product.startswith("jeans") for product in products(jeans))
    assert "I did not understand" not in jeans.text
    bags = await talk.say("purple leather handbags, in stock, under 11, striped")
    assert all(product.startswith("handbags") for product in products(bags))


async def test_the_heading_names_what_was_asked_for(talk: Talk) -> None:
    """Not what the photo shows: "red" for a blue T-shirt is answered as a red one; two colours name none."""
    await talk.photo("Tshirts", "Blue")
    reply = await talk.say("in red")
    assert reply.text.splitlines()[0] == "Red T-shirt: the most similar ones"
    assert (await talk.say("green")).text.startswith("Green T-shirt: ")
    assert (await talk.say("red or green")).text.startswith("T-shirt: ")
    assert (await talk.press("red, green")).text.startswith("Blue T-shirt: ")


async def test_another_colour_is_not_another_kind_of_thing(talk: Talk) -> None:
    """Too few red T-shirts: T-shirts of the next colours come before red shoes, though nobody named the kind."""
    await talk.photo("Tshirts", "Blue")
    reply = await talk.say("red")
    assert [product.split("-")[0] for product in products(reply)] == ["tshirts"] * 5
    assert [product.split("-")[1] for product in products(reply)] == ["red"] * 4 + ["maroon"]


async def test_either_of_two_words_of_the_titles(talk: Talk) -> None:
    """ "Striped or plain" takes both, "striped" and "plain" apart have to be there together."""
    await talk.photo("Tshirts", "Blue")
    reply = await talk.say("striped or plain")
    assert chips(reply) == ["striped, plain"]
    assert len(reply.cards) == 5
    assert "fit all of that" not in reply.text


async def test_sizes_are_nothing_that_the_shop_tells(talk: Talk) -> None:
    """Who asks for a size is told so, and where to look; the rest counts."""
    reply = await talk.photo("Tshirts", "Red", "size 42, for men")
    assert "I know nothing of sizes" in reply.text
    assert chips(reply) == ["men's"]
    assert (await talk.say("in XL")).text.startswith("I know nothing of sizes")


async def test_a_slip_of_the_finger_is_read_and_said(talk: Talk) -> None:
    """ "gren" is green, and it is said so; what is near to several words, or to a short one, is not guessed."""
    await talk.photo("Tshirts", "Blue")
    reply = await talk.say("gren for mem")
    assert chips(reply) == ["green"]
    assert "I took “gren” for “green”." in reply.text
    assert "I did not understand “mem”." in reply.text
    german = talk.as_(Person("3003", "de"))
    await german.photo("Tshirts", "Blue")
    assert "„schwartz“ habe ich als „schwarz“ gelesen." in (await german.say("schwartz")).text
    russian = talk.as_(Person("4004", "ru"))
    await russian.photo("Tshirts", "Blue")
    assert "«чорное» я прочитал как «чёрный»." in (await russian.say("чорное")).text
    assert (await talk.say("rod")).text == "I did not understand “rod”."


@pytest.mark.parametrize(
    ("locale", "hello", "thanks", "wrong", "help_"),
    [
        ("en", "hi there!", "thank you", "I don't like these", "what can you do?"),
        ("es", "¡Hola!", "muchas gracias", "no me gusta", "ayuda"),
        ("de", "Guten Tag", "danke schön", "die gefallen mir nicht", "Was kannst du?"),
        ("fr", "Bonjour !", "merci beaucoup", "je n'aime pas", "comment ça marche ?"),
        ("pt", "bom dia", "obrigada!", "não gostei", "ajuda"),
        ("hi", "नमस्ते", "शुक्रिया", "पसंद नहीं आया", "मदद"),
        ("ru", "Привет!", "спасибо большое", "мне не нравится", "что ты умеешь?"),
    ],
)
async def test_small_talk(talk: Talk, locale: str, hello: str, thanks: str, wrong: str, help_: str) -> None:
    """A greeting, thanks and the like are answered as people would, in every language, before a photo and after."""
    shopper, texts = talk.as_(Person("3003", locale)), Texts.for_locale(locale)
    priced = examples(texts, CatalogueWords())
    assert (await shopper.say(hello)).text == texts("welcome", count=5)
    assert (await shopper.say(help_)).text == texts("help", count=5, days=365, **priced)
    await shopper.photo("Tshirts", "Blue")
    assert (await shopper.say(hello)).text == texts("talk-greeting", count=5)
    assert (await shopper.say(thanks)).text == texts("talk-thanks", count=5)
    assert (await shopper.say(wrong)).text == texts("talk-dislike", count=5)
    assert (await shopper.say(help_)).text == texts("help", count=5, days=365, **priced)


async def test_more_like_one_of_them_but_different(talk: Talk) -> None:
    """ "The second one, but in green": products like that one in the other colour, shown before or not;
    a filter that the product itself does not meet is not meant for more of its like."""
    first = await talk.photo("Tshirts", "Blue", "red, for women")
    green = await talk.say("green")
    assert products(green)[0].startswith("tshirts-green-women")
    back = await talk.say("the first one but in green", replies_to="m1")
    assert back.text.startswith(f"More like “{first.cards[0].title}”")
    assert chips(back) == ["women's", "green"]
    assert set(products(back)[:2]) == set(products(green)[:2])
    mens = next(n for n, product in enumerate(products(first), start=1) if "-women-" not in product)
    other = await talk.say(f"more like {mens}", replies_to="m1")
    assert chips(other) == []


async def test_saving_in_words(talk: Talk) -> None:
    """By number, place and several at once; what is not there is said, and "save" alone asks which."""
    reply = await talk.photo("Tshirts", "Blue")
    titles = [card.title for card in reply.cards]
    assert (await talk.say("save 2")).text == f"Saved: “{titles[1]}”. /saved shows it."
    both = await talk.say("save the first and the last")
    assert both.text.splitlines() == [f"Saved: “{titles[n]}”. /saved shows it." for n in (0, 4)]
    assert (await talk.say("save 9")).text == "There is no number 9 here: I have shown 5."
    asked = await talk.say("save")
    assert asked.text == "Which one? You can also write “save 2”."
    assert (await talk.choose("Save one of these", f"3. {titles[2]}", at=asked)).notice.startswith("Saved: ")
    further = await talk.press("Next 5")
    assert (await talk.say("save 7")).text == f"Saved: “{further.cards[1].title}”. /saved shows it."
    assert (await talk.command("saved")).cards[0].title == further.cards[1].title


async def test_a_word_that_fits_nothing_here_does_not_stay(talk: Talk) -> None:
    """Nothing striped costs under 20: the word is let go, and it is said so, where it would make every later filter
    give way; where it fits something, it stays."""
    await talk.photo("Tshirts", "Blue", "under 20")
    reply = await talk.say("striped")
    assert chips(reply) == ["under €20"]
    assert "Nothing that comes close has “striped”, so I leave that out." in reply.text
    assert chips(await talk.say("plain")) == ["under €20", "plain"]
