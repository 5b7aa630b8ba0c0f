"""Scenarios: filters by what a garment looks like are seen in its picture, go by titles, or are declined."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.conversation.scenarios.boutique import LookingEmbedder, draw_boutique, index_boutique
from tests.bot.conversation.scenarios.talk import Talk, chips, products
from tests.bot.rig import running_bot


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of a bot that sees prints in what is blue."""
    folder = tmp_path_factory.mktemp("looks")
    index_boutique(draw_boutique(folder / "shop"), folder / "index", LookingEmbedder())
    return folder / "index"


@pytest.fixture
async def looking(tmp_path: Path, seen: Path) -> AsyncIterator[Talk]:
    """A shopper and that bot."""
    async with running_bot(tmp_path / "db.sqlite", seen, embedder=LookingEmbedder()) as bot:
        yield Talk(bot)


async def test_what_is_not_wanted_is_seen_in_pictures(looking: Talk) -> None:
    """No title says "print", and the shop has some all the same."""
    assert any("-blue-" in each for each in products(await looking.photo("Tshirts", "Blue")))
    answer = await looking.say("no print")
    assert chips(answer) == ["no print"]
    assert not any("-blue-" in each for each in products(answer))
    assert "titles" not in answer.text
    printed = await looking.say("printed, no filters")
    assert all("blue" in each for each in products(printed))


async def test_what_titles_alone_tell_is_said(looking: Talk) -> None:
    """Stripes are told by titles here, and not seen."""
    await looking.photo("Tshirts", "Blue")
    answer = await looking.say("not striped")
    assert "I do not see “striped” in pictures, so I go by the titles alone." in answer.text
    assert all("Plain" in card.title for card in answer.cards)


async def test_what_nobody_can_tell_is_declined(looking: Talk) -> None:
    """No title says anything of logos, and the network knows none: no filter is set, and no thing is claimed."""
    await looking.photo("Tshirts", "Blue")
    answer = await looking.say("without logo")
    assert answer.text == "I cannot tell what has “logo”: no title says so, and I do not see it."
    assert "The shop has nothing for “logo”" in (await looking.say("with logo")).text
    both = await looking.say("in red without a logo")
    assert chips(both) == ["red"]
    assert "I cannot tell what has “logo”" in both.text


@pytest.mark.parametrize("words", ["remove red", "forget the colour", "undo", "go back"])
async def test_a_filter_is_taken_back_by_words(looking: Talk, words: str) -> None:
    """And the heading no longer names it."""
    first = await looking.photo("Tshirts", "Green")
    assert (await looking.say("in red")).text.startswith("Red T-shirt")
    back = await looking.say(words)
    assert chips(back) == []
    assert back.text.splitlines()[0] == first.text.splitlines()[0]


async def test_all_filters_are_cancelled_by_words(looking: Talk) -> None:
    """However many there are."""
    await looking.photo("Tshirts", "Green", "red, for men")
    assert chips(await looking.say("cancel filters")) == []
