"""A channel that is the catalogue: posts come in, change and go; nothing is said there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.messages import Chat, Person, Photo, Post, PostEvent, Reply
from tests.bot.conversation.offering.shopkeeper import CHANNEL, DESK, Shopkeeper


@pytest.fixture
async def told(keeper: Shopkeeper) -> AsyncIterator[list[tuple[Chat, Reply]]]:
    """What is delivered to anybody without being asked for."""
    deliveries: list[tuple[Chat, Reply]] = []

    async def deliver(chat: Chat, reply: Reply) -> bool:
        deliveries.append((chat, reply))
        return True

    keeper.bot.conversation.connect("telegram", deliver)
    yield deliveries


async def titles(keeper: Shopkeeper) -> list[tuple[str, float | None]]:
    return [(each.title, each.price) for each in await keeper.bot.store.offers.products()]


async def test_a_post_is_a_product(keeper: Shopkeeper, told: list[tuple[Chat, Reply]]) -> None:
    """With a photo and words, with or without a price, in whichever language; told twice it is one."""
    await keeper.post("Leinenkleid blau, 49 €", 50, refs=("1",))
    await keeper.post("Leinenkleid blau, 49 €", 50, refs=("1",))
    await keeper.post("Платье, цена по запросу", 51, refs=("2",))
    assert await titles(keeper) == [("Leinenkleid blau", 49.0), ("Платье, цена по запросу", None)]
    assert await keeper.found(50) == "Leinenkleid blau"
    assert (await keeper.bot.store.offers.products())[0].colour == "Blue"
    assert told == []


async def test_what_is_no_product_is_passed_over(keeper: Shopkeeper, told: list[tuple[Chat, Reply]]) -> None:
    """A text, and a photo without words."""
    await keeper.post("We are open on Sunday!", refs=("1",))
    await keeper.post("", 50, refs=("2",))
    assert (await titles(keeper), told) == ([], [])


async def test_an_edited_post_changes_its_product(keeper: Shopkeeper) -> None:
    """Its words, its picture; what an admin has set by hand besides stays, and what it said first is no news."""
    await keeper.post("Linen dress, 49 €", 50, refs=("1",))
    (offer,) = await keeper.bot.store.offers.page(0, 1)
    await keeper.push(f"alter {offer.product.id} 5")
    await keeper.say("navy")
    await keeper.post("Linen dress, now 39 €", 52, refs=("1",), edited=True)
    (product,) = await keeper.bot.store.offers.products()
    assert (product.title, product.price, product.colour) == ("Linen dress", 39.0, "Navy Blue")
    assert (await keeper.found(52), keeper.bot.worker.product_count) == ("Linen dress", 14)
    await keeper.post("Linen dress, now 39 € SOLD OUT", 52, refs=("1",), edited=True)
    assert not (await keeper.bot.store.offers.products())[0].in_stock
    # A post that was no product can become one.
    await keeper.post("", 53, refs=("9",))
    await keeper.post("Scarf, 9 €", 53, refs=("9",), edited=True)
    assert ("Scarf", 9.0) in await titles(keeper)


async def test_one_picture_of_an_album_is_exchanged(keeper: Shopkeeper) -> None:
    """Edited, one message of an album changes its own picture, and the words stay those of the other."""
    await keeper.post("Linen dress, 49 €", 50, 51, 52, refs=("1", "2", "3"))
    before = (await keeper.bot.store.offers.products())[0]
    await keeper.post("", 53, refs=("2",), edited=True)
    (after,) = await keeper.bot.store.offers.products()
    assert (after.title, after.price) == ("Linen dress", 49.0)
    assert (after.image, after.additional_images[1]) == (before.image, before.additional_images[1])
    assert after.additional_images[0] != before.additional_images[0]


async def test_a_deleted_post_takes_its_product_away(keeper: Shopkeeper) -> None:
    """The last of its messages; one of several takes only its picture. What is not there takes nothing."""
    await keeper.post("Linen dress, 49 €", 50, 51, refs=("1", "2"))
    await keeper.post("Scarf, 9 €", 52, refs=("3",))
    await keeper.unpost("1", "77")
    assert await titles(keeper) == [("Linen dress", 49.0), ("Scarf", 9.0)]
    await keeper.unpost("2", "3")
    assert await titles(keeper) == []
    assert keeper.bot.worker.product_count == 13


async def test_admins_are_told_of_a_post_that_was_not_taken_in(
    keeper: Shopkeeper, told: list[tuple[Chat, Reply]]
) -> None:
    """With the reason, in private; nothing is said in the channel."""
    event = PostEvent(
        Person(""), CHANNEL, "e", photos=(Photo(b"none"),), caption="Dress, 4 €", posts=(Post(CHANNEL, "1"),)
    )
    assert await keeper.bot.handle(event) == []
    ((chat, reply),) = told
    assert chat == DESK
    assert reply.text.startswith(
        "A post in the shop's channel could not be taken in (“Dress, 4 €”): This is not a photo"
    )


async def test_a_product_that_was_withdrawn_stays_so(keeper: Shopkeeper) -> None:
    """An admin has taken it out; an edit of its post does not put it back."""
    await keeper.post("Linen dress, 49 €", 50, refs=("1",))
    (offer,) = await keeper.bot.store.offers.page(0, 1)
    await keeper.push(f"withdraw {offer.product.id}")
    await keeper.post("Linen dress, 45 €", 50, refs=("1",), edited=True)
    assert await titles(keeper) == []
