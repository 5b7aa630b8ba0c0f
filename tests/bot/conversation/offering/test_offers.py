"""An admin's photo with a price is a product that shoppers find at once; what was meant otherwise is one press away."""

from __future__ import annotations

import asyncio
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import run
from bot.conversation import Conversation, Settings
from bot.messages import Photo, PhotoFault, Post
from bot.ports import ChatOffer, Product, read_caption
from bot.texts import LANGUAGES, Texts
from recommender import read_catalogue
from recommender.index.additions import withdraw_additions
from tests.bot.conversation.offering.shopkeeper import CHANNEL, KEEPER, Shopkeeper
from tests.bot.rig import GROUP, PRIVATE, SHOPPER, photo, running_bot, until

LINEN = "Linen dress, blue, women, 49 €"
ADMINS = Settings(admins={"telegram": frozenset({KEEPER.user_id})})


async def test_a_photo_with_a_price_is_in_the_shop_at_once(keeper: Shopkeeper) -> None:
    """The card shows what was understood, and a shopper finds it by a re-taken photo, with price and link."""
    reply = await keeper.offer(LINEN, 50, links=("https://shop.example/linen",))
    (card,) = reply.cards
    assert (card.title, card.price, card.link) == ("Linen dress, blue, women", "€49.00", "https://shop.example/linen")
    assert reply.footer == "Dress · Women's · Blue · In stock"
    found = (await keeper.bot.ask(photo(50, size=80))).cards[0]
    assert (found.title, found.price, found.link) == (card.title, card.price, card.link)
    assert await keeper.found(3) == "Daisy pattern"


@pytest.mark.parametrize("caption", ["", "navy", "under 40 €", "unter 40 €", "size 38", "40 €", "like this but red"])
async def test_a_photo_that_asks_for_something_is_a_search(keeper: Shopkeeper, caption: str) -> None:
    """Without a price, or with a limit to it, it is answered like a shopper's, with the way to add it after all."""
    replies = await keeper.send(caption, 3)
    assert replies[-1].cards[0].title == "Daisy pattern"
    assert replies[-1].buttons[-1][0].label == "Add this to the shop"
    assert await keeper.bot.store.offers.count() == 0


async def test_a_search_can_be_added_after_all(keeper: Shopkeeper) -> None:
    """One press makes it a product; it asks for name and price, and the next text says them."""
    (reply,) = await keeper.send("", 51)
    (card,) = await keeper.press(reply, "➕")
    assert "What is it called" in card.footer
    assert card.cards[0].title == "T-shirt"
    (named,) = await keeper.say("Linen shirt, 39 €")
    assert (named.cards[0].title, named.cards[0].price) == ("Linen shirt", "€39.00")
    assert await keeper.found(51) == "Linen shirt"


async def test_a_product_that_was_meant_as_a_search(keeper: Shopkeeper) -> None:
    """One press takes it out, and answers the photo, its caption as filters."""
    reply = await keeper.offer(LINEN, 3)
    undone, answer = await keeper.press(reply, "🔎")
    assert undone.replaces
    assert undone.text == "A search, then: it is no product."
    assert answer.cards[0].title == "Daisy pattern"
    assert await keeper.bot.store.offers.count() == 0
    assert keeper.bot.worker.product_count == 13


async def test_a_forwarded_post_is_a_product_whatever_it_says_of_the_price(keeper: Shopkeeper) -> None:
    """With words it is one, without it is a photo; forwarded again it is the same product."""
    post = (Post(CHANNEL, "77"),)
    first = await keeper.offer("Linen dress", 52, posts=post)
    again = await keeper.offer("Linen dress, 49 €", 52, posts=post)
    assert first.cards[0].product_id == again.cards[0].product_id
    assert again.cards[0].price == "€49.00"
    assert await keeper.bot.store.offers.count() == 1
    (answer,) = await keeper.send("", 3, posts=(Post(CHANNEL, "78"),))
    assert answer.cards[0].title == "Daisy pattern"


async def test_an_album_is_one_product(keeper: Shopkeeper) -> None:
    """All its pictures are kept, and a photo among them that did not arrive costs only itself."""
    reply = await keeper.offer("Two-sided coat, 120 €", 53, Photo(fault=PhotoFault.GONE), 54)
    assert "2 pictures" in reply.footer
    offer = await keeper.bot.store.offers.find(reply.cards[0].product_id)
    assert offer is not None
    kept = [await keeper.bot.store.offers.read_picture(each) for each in offer.pictures]
    assert kept == [photo(53), photo(54)]


async def test_what_cannot_be_a_photo_is_said(keeper: Shopkeeper) -> None:
    """A file that is none, or that did not arrive, becomes no product."""
    (broken,) = await keeper.send(LINEN, Photo(b"no picture"))
    (gone,) = await keeper.send(LINEN, Photo(fault=PhotoFault.GONE))
    assert ("not a photo" in broken.text, "not there any more" in gone.text) == (True, True)
    assert await keeper.bot.store.offers.count() == 0


async def test_only_admins_and_only_in_private(keeper: Shopkeeper) -> None:
    """A shopper's photo with a price, and an admin's in a group, are searches; nobody else sees or changes one."""
    shopper = Shopkeeper(keeper.bot, SHOPPER, PRIVATE)
    in_group = Shopkeeper(keeper.bot, KEEPER, GROUP)
    card = await keeper.offer(LINEN, 50)
    (search,) = await keeper.send("", 3)
    for other in (shopper, in_group):
        (answer,) = await other.send("Pattern, 149 €", 4, posts=(Post(CHANNEL, "5"),))
        assert answer.cards[0].title == "Elder pattern"
        assert all(button.icon != "➕" for row in answer.buttons for button in row)
        assert not (await other.command("catalogue")).cards
        buttons = [each for row in (*card.buttons, *search.buttons[-1:]) for each in row]
        for button in (*buttons, "restore " + card.cards[0].product_id, "card " + card.cards[0].product_id):
            (refused,) = await other.push(button)
            assert (refused.cards, refused.text) == ((), "")
        for each in ("shelf p0", "shelf add", "shelf export", "shelf stop"):
            assert (await other.push(each))[0].notice == "Only the shop's admins can do this."
    assert await shopper.found(50) == "Linen dress, blue, women"
    assert [offer.product.price for offer in await keeper.bot.store.offers.page(0, 9)] == [49.0]


async def test_a_mode_in_which_every_photo_is_a_product(keeper: Shopkeeper) -> None:
    """From "Add a product" to "Done", with and without words; a text that passes over the question is a text."""
    adding = await keeper.command("catalogue", "add")
    bare = await keeper.offer("", 55)
    assert "What is it called" in bare.footer
    named = await keeper.offer("Scarf, 15", 56)
    assert (named.cards[0].title, named.cards[0].price) == ("Scarf", "€15.00")
    (done,) = await keeper.press(adding, "✔️")
    assert done.text.startswith("Done")
    (answer,) = await keeper.send("Scarf, 15", 3)
    assert answer.cards[0].title == "Daisy pattern"
    (other,) = await keeper.say("hello")
    assert other.text.startswith("Hello")


async def test_without_an_index_a_product_waits_for_it(tmp_path: Path, catalogue: Path) -> None:
    """It is kept, which is said; the reindex that makes the first index has it found, and so has a restart."""
    index = tmp_path / "no-index-yet"
    async with running_bot(tmp_path / "db.sqlite", index, catalogue=catalogue) as bot:
        keeper = Shopkeeper(bot)
        reply = await keeper.offer(LINEN, 50)
        assert reply.text == "Kept. It will be found as soon as the shop's index is ready."
        await keeper.command("reindex")
        assert await keeper.found(50) == "Linen dress, blue, women"
    async with running_bot(tmp_path / "db.sqlite", index, catalogue=catalogue) as bot:
        await bot.conversation.serve_offers()
        assert await Shopkeeper(bot).found(50) == "Linen dress, blue, women"


async def test_a_reindex_keeps_what_was_added_meanwhile(keeper: Shopkeeper) -> None:
    """A product that comes while the whole catalogue is read again is there before, while and after."""
    await keeper.offer(LINEN, 50)
    await keeper.command("reindex", "full")
    assert (await keeper.found(50), await keeper.found(3)) == ("Linen dress, blue, women", "Daisy pattern")


async def test_one_event_is_one_product(keeper: Shopkeeper) -> None:
    """A message that the platform delivers again after a kill, before it was answered, adds nothing."""
    await keeper.offer(LINEN, 50)
    again = Shopkeeper(replace(keeper.bot, conversation=Conversation(keeper.bot.worker, keeper.bot.store, ADMINS)))
    await again.offer(LINEN, 50)
    assert await keeper.bot.store.offers.count() == 1


async def test_the_export_is_a_catalogue(keeper: Shopkeeper, tmp_path: Path) -> None:
    """What /catalogue export hands over, read_catalogue reads as the very products."""
    await keeper.offer(LINEN, 50, 58, links=("https://shop.example/linen",))
    sold = await keeper.offer('Coat "Anna", red; warm, 1.299,50 €', 59)
    await keeper.press(sold, "📦")
    reply = await keeper.command("catalogue", "export")
    assert reply.document is not None
    (tmp_path / "catalogue.csv").write_bytes(reply.document.data)
    kept = await keeper.bot.store.offers.products()
    read = list(read_catalogue(tmp_path / "catalogue.csv"))
    assert [replace(each, extra={}, additional_images=()) for each in read] == [
        replace(each, additional_images=()) for each in kept
    ]
    assert [each.price for each in read] == [49.0, 1299.5]


def test_the_examples_of_the_sentences_are_products() -> None:
    """What admins are told to write, in each language."""
    for language in LANGUAGES:
        (example,) = re.findall("[“„«]\\s?([^“”»]+)[”“»]", Texts.for_locale(language)("offer-tell-more"))
        assert read_caption(example).is_priced, language


async def test_what_a_kill_has_left_is_found_after_it(tmp_path: Path, own_index: Path, catalogue: Path) -> None:
    """Killed after the product was kept and before it was in the index, the next start has it found; asked for by many
    at once, the index is built for all of them together."""
    async with running_bot(tmp_path / "db.sqlite", own_index, catalogue=catalogue) as bot:
        path = await bot.store.offers.keep_picture(photo(50))
        await bot.store.offers.put(ChatOffer(Product("chat-1", "Linen dress")), [(path, Post(CHANNEL, "1"))])
    async with running_bot(tmp_path / "db.sqlite", own_index, catalogue=catalogue) as bot:
        await asyncio.gather(*(bot.conversation.serve_offers() for _ in range(9)))
        assert bot.worker._added == 9
        assert len(list((own_index / "additions" / "versions").iterdir())) == 1
        assert await Shopkeeper(bot).found(50) == "Linen dress"


async def test_what_was_added_comes_beside_each_index(
    tmp_path: Path, own_index: Path, catalogue: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index that comes without (written anew for another embedder, say) has it again without a restart."""
    monkeypatch.setattr(run, "_NEWS_SECONDS", 0.01)
    shop = Path(shutil.copy(catalogue, catalogue.with_name("in-another-order.csv")))
    async with running_bot(tmp_path / "db.sqlite", own_index, catalogue=shop) as bot:
        keeper = Shopkeeper(bot)
        await keeper.offer(LINEN, 50)
        serving = asyncio.create_task(run._serve_offers(bot.conversation, bot.worker))
        try:
            withdraw_additions(own_index)
            _put_the_first_last(shop)
            await keeper.command("reindex")

            async def is_found() -> bool:
                return await keeper.found(50) == "Linen dress, blue, women"

            await until(is_found)
        finally:
            serving.cancel()


def _put_the_first_last(shop: Path) -> None:
    header, first, *rest = shop.read_text(encoding="utf-8").splitlines()
    shop.write_text("\n".join((header, *rest, first)), encoding="utf-8")
