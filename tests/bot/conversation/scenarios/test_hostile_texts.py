"""Scenarios: texts that cost others something, if nothing held them; and what an earlier version kept."""

from __future__ import annotations

import math
import sqlite3
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot import texts
from bot.conversation.words import shop_lexicon
from bot.messages import FormFilters, Person, TextEvent
from bot.ports import Chip
from bot.texts import Texts
from bot.texts.lexicon import lexicon
from recommender.index import filtering
from tests.bot.conversation.scenarios.boutique import NAMES, BoutiqueEmbedder
from tests.bot.conversation.scenarios.talk import Talk, chips, products
from tests.bot.rig import running_bot

_FLOWERS = [first + second for first in NAMES[:5] for second in NAMES[:8]]  # each in one title of the shop


def pasted(words: int) -> str:
    return " ".join(_FLOWERS[:words]).lower()


@pytest.fixture
def shared_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that stand in one title are words to filter by, too, as in a shop with more of each."""
    monkeypatch.setattr("recommender.index.content.catalogue_words._SHARED", 1)


@pytest.mark.usefixtures("shared_words")
async def test_a_pasted_description(talk: Talk) -> None:
    """Eight filters of one text, those that are stated first; what is left out is said, in every language."""
    await talk.photo("Tshirts", "Blue")
    reply = await talk.say(f"{pasted(12)} for men, under 40")
    assert {"men's", "under €40"} < set(_set(reply.text))
    assert "I go by 8 filters at most here, so I leave out “alderginger”, “alderheath”" in reply.text
    assert "“alderbriar”, “alderclover”, “alderdahlia”, “alderelm”, “alderfig”, so I leave that out." in reply.text
    for words in ("the last one", "save the last one"):
        (*_, reply) = await talk.send(TextEvent(talk.person, talk.chat, text=f"{words}, {pasted(12)}", replies_to="m1"))
        assert "so I leave out “briaralder”" in reply.text
    for locale in texts.LANGUAGES:
        other = talk.as_(Person("3003", locale))
        said = await other.photo("Tshirts", "Blue", pasted(20))
        left = Texts.for_locale(locale)("filters-left-out", count=8, what="@").partition("@")[0]
        assert left in said.text


def _set(text: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith("Filters: "))
    return line.removeprefix("Filters: ").split(" · ")


@pytest.mark.usefixtures("shared_words")
async def test_each_word_is_looked_for_once(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many steps of giving way there are, and whoever says it again: one search through the titles for each
    word, as long as the index is served."""
    searched: Counter[str] = Counter()
    search = filtering._titled

    def spy(table: Any, stem: str) -> Any:
        searched[stem] += 1
        return search(table, stem)

    monkeypatch.setattr(filtering, "_titled", spy)
    await talk.photo("Tshirts", "Blue")
    await talk.say(pasted(40))
    assert sorted(searched.values()) == [1] * 8
    other = talk.as_(Person("3003", "en"))
    await other.photo("Jeans", "Red", pasted(40))
    assert sorted(searched.values()) == [1] * 8


@pytest.mark.usefixtures("shared_words")
async def test_an_answer_that_takes_too_long_shows_what_it_has(tmp_path: Path, boutique: Path) -> None:
    """With no time left there are five products still, and it is said that there may be more."""
    async with running_bot(
        tmp_path / "db", boutique, embedder=BoutiqueEmbedder(), settings={"ranking_ms": 0, "filters": 3}
    ) as bot:
        talk = Talk(bot)
        await talk.photo("Tshirts", "Blue")
        reply = await talk.say(pasted(8))
        assert len(products(reply)) == 5
        assert "I did not look through everything in time" in reply.text
        assert len(chips(reply)) <= 3
        assert "in time" not in (await talk.say("no filters")).text


@pytest.mark.parametrize("price", ["nan", "<nan", "inf", "-inf", "-5", "<-5", "1e400", "<1e300", "", "-" * 3000])
async def test_no_price_by_a_menu(talk: Talk, price: str) -> None:
    """A choice that the menu never had is too old a button; the chat goes on."""
    answer = await talk.photo("Tshirts", "Blue")
    assert "too old" in (await talk.action(f"pick {answer.query_id} 3", price)).notice
    assert chips(await talk.say("in red")) == ["red"]


@pytest.mark.parametrize("place", ["9" * 5000, "٣" * 5000, "-1", "0", "6", "1.0", ""])
async def test_no_place_by_a_menu(talk: Talk, place: str) -> None:
    """A number of any length that is none of the places is too old a choice."""
    answer = await talk.photo("Tshirts", "Blue")
    assert (await talk.action(f"keep {answer.query_id}", place)).notice.startswith("This button is too old")


@pytest.mark.parametrize("price", [math.nan, math.inf, -math.inf, -5.0])
async def test_no_price_by_a_form(talk: Talk, price: float) -> None:
    """It is said that it was not understood; another limit of the form counts."""
    reply = await talk.photo("Tshirts", "Blue", form=FormFilters(colour="Red", max_price=price))
    assert chips(reply) == ["red"]
    assert "I did not understand" in reply.text
    reply = await talk.photo("Jeans", "Blue", form=FormFilters(min_price=price, max_price=30.0))
    assert chips(reply) == ["under €30"]
    assert (await talk.say("cheaper")).cards


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "null", "-5.0", "1e999"])
async def test_a_price_that_an_earlier_version_kept(tmp_path: Path, boutique: Path, number: str) -> None:
    """In filters, in the products shown and in the chips: all of that chat goes on to work."""
    database = tmp_path / "db.sqlite"
    async with running_bot(database, boutique, embedder=BoutiqueEmbedder()) as bot:
        talk = Talk(bot)
        answer = await talk.photo("Tshirts", "Blue", "under 40, red")
        saved = await talk.action(f"keep {answer.query_id}", "1")
        assert saved.notice.startswith("Saved")
    with sqlite3.connect(database) as db:
        db.execute(
            "UPDATE queries SET chips = replace(chips, '40.0', ?), filters = replace(filters, '40.0', ?)",
            (number, number),
        )
        for table in ("hits", "saved"):
            priced = "replace(json_set(product, '$.price', 'PRICE'), '\"PRICE\"', ?)"
            db.execute(f"UPDATE {table} SET product = {priced}", (number,))  # noqa: S608 - the two above
        assert number in db.execute("SELECT chips FROM queries").fetchone()[0]
    db.close()
    async with running_bot(database, boutique, embedder=BoutiqueEmbedder()) as bot:
        talk = Talk(bot)
        assert chips(await talk.say("for men")) == ["red", "men's"]
        assert (await talk.action(f"next {answer.query_id}")).cards
        assert (await talk.action(f"panel {answer.query_id}")).menus
        assert (await talk.command("saved")).cards
        assert (await talk.say("under 30")).cards


async def test_filters_of_an_earlier_version_give_way_to_the_newest(talk: Talk) -> None:
    """Thirty words that were once set: the next text keeps the newest of them, and all steps stay few."""
    answer = await talk.photo("Tshirts", "Blue")
    found = await talk.bot.store.queries.find(answer.query_id, talk.person, talk.chat)
    assert found is not None
    many = tuple(Chip("word", (f"word{n}$",), said=f"word{n}") for n in range(30))
    await talk.bot.store.queries.record(replace(found, chips=many), talk.person, talk.chat)
    reply = await talk.say("in red")
    assert "I go by 12 filters at most here, so I leave out “word0”" in reply.text
    assert chips(reply)[-1] == "red"


async def test_no_language_is_read_on_the_event_loop(talk: Talk) -> None:
    """Sentences, vocabularies and a shop's lexicon are made in threads, however early somebody speaks the language:
    counted are the calls of what reads them that run on the loop's thread."""
    texts._read.clear()
    Texts.for_locale.cache_clear()
    lexicon.cache_clear()
    shop_lexicon._known.clear()
    on_loop: Counter[str] = Counter()

    def count(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            name = frame.f_globals.get("__name__", "")
            on_loop[name if name.startswith(("fluent", "tomllib")) else frame.f_code.co_qualname] += 1

    sys.setprofile(count)  # of this thread alone
    try:
        for number, locale in enumerate(("fr", "de-AT", "hi", "ru", "pt-BR")):
            shopper = talk.as_(Person(f"30{number}", locale))
            await shopper.photo("Tshirts", "Blue", "rouge, rot, красное")
            await shopper.say("xyz")
            await shopper.command("settings")
            await talk.bot.conversation.suggest("colour", "b", locale)
    finally:
        sys.setprofile(None)
    assert on_loop["understand"]
    assert not {"fluent.syntax.parser", "tomllib._parser", "ShopLexicon.__post_init__"} & on_loop.keys()
    read = {"en", "fr", "de", "hi", "ru", "pt"}
    assert set(texts._read) == read
    assert read - {"en"} <= set(shop_lexicon._known)
    Texts.for_locale("es")
    sys.setprofile(count)
    lexicon("es")
    sys.setprofile(None)
    assert on_loop["tomllib._parser"], "the count sees what it is to see"
