"""A database written by version 0.1.0 is read as it was meant, and written on.

`written_by_0_1_0.zip` holds one, of schema 4, with its key file and what /export_me gave for it: a shopper's photo, the
filtered answer, one to more like a product, the next five, a photo in a group, verdicts, a saved product, a watch.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.messages import Shown
from bot.ports import (
    Chip,
    Filters,
    Garment,
    Guess,
    PersonSettings,
    Product,
    StoredQuery,
    VerdictTally,
)
from bot.store.store import Store
from tests.bot.rig import GROUP, PRIVATE, SHOPPER

FIRST, FILTERED, SIMILAR, FURTHER, IN_GROUP = "yhtCsMAPhQ", "-4PN_beqL5", "vyL1auJCfv", "TItVp7onk5", "tGANuPivWR"
SAVED = Product(
    *("p7", "Hazel pattern", "https://shop.example/7", "/srv/shop/7.jpg"),
    price=17.5, currency="EUR", gender="Women", type="Tshirts", colour="Red",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with zipfile.ZipFile(Path(__file__).with_name("written_by_0_1_0.zip")) as archive:
        archive.extractall(tmp_path)
    return tmp_path


@pytest.fixture
async def store(folder: Path) -> AsyncIterator[Store]:
    async with Store.open(folder / "db.sqlite") as opened:
        yield opened


async def found(store: Store, query_id: str) -> StoredQuery:
    query = await store.queries.find(query_id, SHOPPER, PRIVATE)
    assert query is not None
    return query


def _no_paths(entry: dict[str, Any]) -> dict[str, Any]:
    """Without the path of a picture, which only products of this fixture have."""
    return {name: value for name, value in entry.items() if name != "image"}


async def test_everything_of_a_person_is_exported_as_before(store: Store, folder: Path) -> None:
    """The key still fits, and the export is the one of then, to the last value but the paths of pictures on the server,
    which an export names no longer; corrections there were none of, and pages could not be turned."""
    before: dict[str, Any] = json.loads((folder / "export.json").read_text(encoding="utf-8"), object_hook=_no_paths)
    before |= {"corrections": [], "settings": before["settings"] | {"turns": 0}}
    assert json.loads(json.dumps(await store.people.export(SHOPPER, PRIVATE))) == before


async def test_queries_are_read_as_they_were(store: Store) -> None:
    """Kinds, hits with their products, garments, attributes, filters in their older spelling, chips and tallies."""
    first = await found(store, FIRST)
    assert (first.kind, first.is_group, first.locale, first.by_person, first.in_chat) == (
        *("photo", False, "en-GB"),
        *(True, True),
    )
    assert [(hit.product.id, hit.rank) for hit in first.answer.hits] == [
        *(("p3", 1), ("p8", 2), ("p7", 3), ("p6", 4), ("p5", 5))
    ]
    assert first.answer.hits[2].product == SAVED
    assert first.answer.garments == (Garment((0.0, 0.0, 1.0, 1.0), "top", 0.60009765625),)
    assert first.garment == first.answer.garments[0]
    assert isinstance(first.answer.attributes.type[0], Guess) and first.answer.attributes.type[0].value == "Tshirts"
    assert len(first.answer.garment_queries) == 1 and first.answer.garment_queries[0][:2] == b"\x02 "
    assert first.answer.query and first.answer.embedder_version == "colour-1" and first.answer.index_version
    assert (first.filters, first.chips) == (Filters(), ())
    up, down = VerdictTally("up", "up", 1, 0), VerdictTally("down", "down", 0, 1)
    assert dict(first.tallies) == {"": up, "p3": up, "p8": down}

    filtered = await found(store, FILTERED)
    assert (filtered.kind, filtered.filters) == ("narrowed", Filters(colour=("Red",), max_price=15.0))
    assert filtered.chips == (Chip("colour", ("Red",), said="red"), Chip("price", high=15.0))
    similar, further = await found(store, SIMILAR), await found(store, FURTHER)
    assert (similar.kind, similar.about, further.kind) == ("similar", "Iris pattern", "further")
    assert [hit.rank for hit in further.answer.hits] == [6, 7, 8, 9, 10]
    in_group = await store.queries.find(IN_GROUP, SHOPPER, GROUP)
    assert in_group is not None and in_group.is_group and in_group.in_chat


async def test_what_a_shopper_keeps_is_read_as_it_was(store: Store) -> None:
    """Saved products, watches, settings, messages, the platform's files, history and what verdicts say together."""
    (saved,) = await store.saved.of(SHOPPER, PRIVATE)
    assert (saved.product, saved.gone) == (SAVED, False)
    (watch,) = await store.watches.of(SHOPPER, PRIVATE)
    assert (watch.query_id, watch.label, watch.chips, len(watch.known)) == (FIRST, "T-shirt", (), 13)
    assert await store.people.settings(SHOPPER, PRIVATE) == PersonSettings("de", learns=False, tells=True)
    assert await store.messages.shown_by(PRIVATE, "m1") == Shown(FIRST, "m1", "")
    assert await store.files.known("botname", "picture-1") == "file-1"
    assert [query_id for query_id, _ in await store.queries.history(SHOPPER, PRIVATE, 5)] == [FIRST]
    assert await store.queries.latest(SHOPPER, PRIVATE) == FURTHER
    assert await store.verdicts.balance(FIRST) == {"p3": 1, "p8": -1}
    assert [verdict for _, verdict in await store.verdicts.latest_of(SHOPPER, PRIVATE, 5)] == ["down", "up"]
    ((recipient,),) = [page async for page in store.news.recipients(1e12, "another", 20)]
    assert (recipient.chat, recipient.saved, recipient.watches) == (PRIVATE, (saved,), (watch,))


async def test_it_is_written_on(store: Store) -> None:
    """An old answer is recorded once more as the line's next query, judged, saved from, and comes back as it was."""
    first = await found(store, FIRST)
    photo = await store.queries.fingerprint(b"a photo")
    query = replace(first, kind="garment", filters=Filters(type="Jeans"), chips=(), about="", garment_index=0)
    query_id = await store.queries.record(query, SHOPPER, PRIVATE, photo=photo, parent=FIRST)
    again = await found(store, query_id)
    assert (again.answer, again.kind, again.filters) == (first.answer, "garment", Filters(type="Jeans"))
    assert await store.queries.latest_with(photo, SHOPPER, PRIVATE) == query_id
    assert await store.queries.shown_products(query_id) == {"p3", "p8", "p7", "p6", "p5"}
    await store.verdicts.set(query_id, "p7", SHOPPER, PRIVATE, "up")
    assert await store.verdicts.balance(query_id) == {"p3": 1, "p8": -1, "p7": 1}
    assert await store.saved.add(SHOPPER, PRIVATE, first.answer.hits[0].product, 5)
    assert [each.product.id for each in await store.saved.of(SHOPPER, PRIVATE)] == ["p3", "p7"]
    assert (await store.people.forget(SHOPPER, PRIVATE)).queries == 6
    assert await store.queries.find(FIRST, SHOPPER, PRIVATE) is None
