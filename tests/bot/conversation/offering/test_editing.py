"""A product by chat is changed by its buttons and the next text, listed, sold out, taken out and put back."""

from __future__ import annotations

import pytest

from bot.messages import Reply
from tests.bot.conversation.offering.shopkeeper import Shopkeeper
from tests.bot.rig import photo

SHIRT = "Shirt, 20 €"


def shown(reply: Reply) -> tuple[str, str, str, str]:
    card = reply.cards[0]
    return card.title, card.price, card.link, reply.footer


@pytest.mark.parametrize(
    ("icon", "said", "place", "now"),
    [
        ("✏️", "Linen shirt with  collar", 0, "Linen shirt with collar"),
        ("💶", "39,90", 1, "€39.90"),
        ("💶", "$25", 1, "US$25.00"),
        ("👗", "trousers", 3, "Trousers · Red · In stock"),
        ("👗", "Poncho", 3, "Poncho · Red · In stock"),
        ("🎨", "navy", 3, "Shirt · Navy blue · In stock"),
        ("👤", "Damen", 3, "Shirt · Women's · Red · In stock"),
    ],
)
async def test_the_next_text_is_the_new_value(keeper: Shopkeeper, icon: str, said: str, place: int, now: str) -> None:
    """Of the field whose button was pressed, and a shopper sees it at once; the text after that is a text again."""
    reply = await keeper.offer("Shirt, red, 20 €", 60)
    (asked,) = await keeper.press(reply, icon)
    assert "?" in asked.text
    (changed,) = await keeper.say(said)
    assert shown(changed)[place] == now
    card = (await keeper.bot.ask(photo(60, size=80))).cards[0]
    assert (card.title, card.price) == shown(changed)[:2]
    (after,) = await keeper.say("hello")
    assert after.text.startswith("Hello")


async def test_a_link_comes_as_the_platform_parts_it_from_the_text(keeper: Shopkeeper) -> None:
    """Beside words, and alone, where a platform takes it for a linked photo."""
    reply = await keeper.offer(SHIRT, 60)
    await keeper.press(reply, "🔗")
    assert (await keeper.say("no idea"))[0].text.startswith("I see no address")
    (changed,) = await keeper.say("", "https://shop.example/shirt")
    assert shown(changed)[2] == "https://shop.example/shirt"
    await keeper.press(changed, "🔗")
    (again,) = await keeper.send("", 3, links=("https://shop.example/other",))
    assert shown(again)[2] == "https://shop.example/other"


async def test_what_is_no_price_is_asked_for_again(keeper: Shopkeeper) -> None:
    """And the product stays as it is; "Cancel" ends the question."""
    reply = await keeper.offer(SHIRT, 60)
    (asked,) = await keeper.press(reply, "💶")
    assert asked.text == "What does it cost? Now: €20.00"
    assert (await keeper.say("cheap"))[0].text.startswith("I see no price")
    await keeper.press(asked, "✖️")
    assert (await keeper.say("hello"))[0].text.startswith("Hello")
    assert [each.price for each in await keeper.bot.store.offers.products()] == [20.0]


async def test_sold_out_and_in_stock_again(keeper: Shopkeeper) -> None:
    """One press each; the card takes the place of the one before."""
    reply = await keeper.offer(SHIRT, 60)
    (sold,) = await keeper.press(reply, "📦")
    assert (sold.replaces, sold.footer.endswith("Sold out")) == (True, True)
    product_id = reply.cards[0].product_id
    assert not (await keeper.bot.worker.products([product_id]))[product_id].in_stock
    assert (await keeper.press(reply, "📦"))[0].footer.endswith("Sold out")  # told again, it is no other press
    (back,) = await keeper.press(sold, "📦")
    assert back.footer.endswith("In stock")
    assert (await keeper.bot.worker.products([product_id]))[product_id].in_stock


async def test_taken_out_and_put_back(keeper: Shopkeeper) -> None:
    """A shopper finds it no more, and again after the undo, as it was."""
    reply = await keeper.offer(SHIRT, 60)
    (gone,) = await keeper.press(reply, "🗑️")
    assert gone.text == "“Shirt” is out of the shop."
    assert keeper.bot.worker.product_count == 13
    assert (await keeper.command("catalogue")).text.startswith("No product")
    (back,) = await keeper.press(gone, "↩️")
    assert shown(back)[:2] == ("Shirt", "€20.00")
    assert await keeper.found(60) == "Shirt"


async def test_the_list_has_pages(keeper: Shopkeeper) -> None:
    """The latest first, five at a time, each with the way to its card."""
    for number in range(7):
        await keeper.offer(f"Shirt no {chr(65 + number)}, 2{number} €", 70 + number)
    first = await keeper.command("catalogue")
    assert first.text == "7 products came by chat, the latest first."
    assert [(card.rank, card.title) for card in first.cards][:2] == [(1, "Shirt no G"), (2, "Shirt no F")]
    (older,) = await keeper.press(first, "▶️")
    assert [(card.rank, card.title) for card in older.cards] == [(6, "Shirt no B"), (7, "Shirt no A")]
    assert older.replaces
    (card,) = await keeper.press(older, "✏️")
    assert shown(card)[0] == "Shirt no B"
    (newer,) = await keeper.press(older, "◀️")
    assert newer.cards == first.cards
    (file,) = await keeper.press(first, "📄")
    assert file.document is not None


async def test_buttons_of_what_is_gone_say_so(keeper: Shopkeeper) -> None:
    """After "That was a search", no button of the card does anything."""
    reply = await keeper.offer(SHIRT, 60)
    await keeper.press(reply, "🔎")
    for icon in ("✏️", "📦", "🗑️", "🔎"):
        assert (await keeper.press(reply, icon))[0].notice == "I do not have this product any more."
    assert (await keeper.push("offer nothing"))[0].notice.startswith("I no longer have this photo")
