"""Products by chat as they are kept: in order, by the messages that they are made of, with their pictures' files."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messages import Chat, Post
from bot.ports import ChatOffer, Product, StoreError
from bot.store.opening import Place
from bot.store.store import Store
from tests.bot.store.databases import sql

CHANNEL = Chat("telegram", "-1001", "group")
JPEG, PNG = b"\xff\xd8 one", b"\x89PNG two"
DRESS = Product("chat-1", "Dress", "https://shop.example/d", price=49.0, currency="EUR", colour="Blue", in_stock=False)


def posts(*refs: str) -> list[Post]:
    return [Post(CHANNEL, ref) for ref in refs]


@pytest.fixture
async def store(place: Place, tmp_path: Path) -> AsyncIterator[Store]:
    async with Store.open(place, pictures=tmp_path / "pictures") as opened:
        yield opened


async def kept(store: Store, *data: bytes) -> list[str]:
    return [await store.offers.keep_picture(each) for each in data]


async def test_an_offer_comes_back_as_it_was_put(store: Store, place: Place, tmp_path: Path) -> None:
    """All its fields, its pictures in order by their paths, whole and named by their content; also after a restart."""
    first, second = await kept(store, JPEG, PNG)
    await store.offers.put(ChatOffer(DRESS, "Dress, 49 €"), list(zip((first, second), posts("1", "2"), strict=True)))
    wanted = ChatOffer(replace(DRESS, image=first, additional_images=(second,)), "Dress, 49 €")
    assert await store.offers.find("chat-1") == wanted
    async with Store.open(place, pictures=tmp_path / "pictures") as again:
        assert await again.offers.find("chat-1") == wanted
        assert (await again.offers.products(), await again.offers.count()) == ([wanted.product], 1)
    assert (Path(first).suffix, Path(second).suffix) == (".jpg", ".png")
    assert await store.offers.read_picture(first) == JPEG
    assert await kept(store, JPEG) == [first]
    assert await store.offers.find("chat-2") is None


async def test_pictures_take_the_place_of_those_of_their_post(store: Store) -> None:
    """A post that is told anew gives its own pictures anew, however many; the others stay, in their order."""
    a, b, c, d, e = await kept(store, b"a", b"b", b"c", b"d", b"e")
    await store.offers.put(ChatOffer(DRESS), list(zip((a, b, c), posts("1", "2", "3"), strict=True)))
    await store.offers.put(ChatOffer(DRESS), list(zip((d, e), posts("2", "2"), strict=True)))
    found = await store.offers.made_of(posts("3"))
    assert found is not None
    assert found.pictures == (a, d, e, c)
    await store.offers.put(ChatOffer(replace(DRESS, title="Coat")))
    assert (await store.offers.page(0, 5))[0].pictures == (a, d, e, c)


async def test_the_catalogue_is_what_is_not_withdrawn(store: Store) -> None:
    """In pages the latest first, for the index in the order in which they came."""
    for number in range(7):
        await store.offers.put(ChatOffer(replace(DRESS, id=f"chat-{number}")))
    await store.offers.put(ChatOffer(replace(DRESS, id="chat-3"), withdrawn=True))
    assert await store.offers.count() == 6
    assert [each.product.id for each in await store.offers.page(4, 5)] == ["chat-1", "chat-0"]
    assert [each.id for each in await store.offers.products()] == [f"chat-{n}" for n in (0, 1, 2, 4, 5, 6)]


async def test_posts_that_are_gone(store: Store) -> None:
    """They take their pictures, and with the last one the product; messages of another chat are others."""
    a, b = await kept(store, b"a", b"b")
    await store.offers.put(ChatOffer(DRESS), list(zip((a, b), posts("1", "2"), strict=True)))
    assert await store.offers.posts_gone([Post(Chat("telegram", "-1002", "group"), "1")]) == 0
    assert await store.offers.posts_gone(posts("1")) == 1
    assert [each.pictures for each in await store.offers.page(0, 5)] == [(b,)]
    assert await store.offers.posts_gone(posts("2", "3")) == 1
    assert await store.offers.count() == 0


async def test_what_is_nobodys_is_pruned(store: Store, place: Place, tmp_path: Path) -> None:
    """What was withdrawn a month ago, and after an hour every picture that no product shows, half written ones too."""
    a, b, c = await kept(store, b"a", b"b", b"c")
    await store.offers.put(ChatOffer(DRESS), [(a, *posts("1"))])
    await store.offers.put(ChatOffer(replace(DRESS, id="chat-2"), withdrawn=True), [(b, *posts("2"))])
    (tmp_path / "pictures" / ".half").write_bytes(b"x")
    await store.prune(0)
    assert len(list((tmp_path / "pictures").iterdir())) == 4
    sql(place, "UPDATE offers SET changed_at = changed_at - 31 * 86400")
    for path in (tmp_path / "pictures").iterdir():
        os.utime(path, times=(time.time() - 4000,) * 2)
    await store.prune(0)
    assert [str(path) for path in (tmp_path / "pictures").iterdir()] == [a]
    assert c != a


async def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    """Where there should be a folder there is a file: StoreError, and nothing is lost."""
    (tmp_path / "pictures").write_text("no folder")
    async with Store.open(tmp_path / "db", pictures=tmp_path / "pictures") as store:
        with pytest.raises(StoreError, match="cannot be written"):
            await store.offers.keep_picture(JPEG)
        await store.offers.put(ChatOffer(DRESS))
        assert await store.offers.count() == 1
