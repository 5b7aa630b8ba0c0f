"""Scenarios: a photo in which nothing is to be worn, such as a cat's."""

from __future__ import annotations

import pytest

from bot.messages import Photo, PhotoEvent, Reply
from bot.texts import LANGUAGES, Texts
from tests.bot.conversation.scenarios.talk import Talk, labels, products
from tests.recommender.shop import blank


async def _cat(talk: Talk, caption: str = "") -> Reply:
    (reply,) = await talk.send(PhotoEvent(talk.person, talk.chat, photos=(Photo(blank()),), caption=caption))
    return reply


async def test_nothing_is_offered_as_an_answer(talk: Talk) -> None:
    """It is answered by a sentence and no product; the nearest come on request, said to be that, and go on from there
    as after any answer. Sent again, it is answered the same."""
    cat = await _cat(talk)
    assert cat.text.startswith("I see nothing to wear in this photo.")
    assert (cat.cards, cat.footer, labels(cat)) == ((), "", ["Show the nearest", "Filters"])
    nearest = await talk.press("Show the nearest")
    assert nearest.text == "This is what comes nearest to the photo"
    assert [card.rank for card in nearest.cards] == [1, 2, 3, 4, 5]
    further = await talk.press("Next 5")
    assert [card.rank for card in further.cards] == [6, 7, 8, 9, 10]
    assert set(products(further)).isdisjoint(products(nearest))
    assert (await _cat(talk)).cards == ()


async def test_words_after_it_are_a_request(talk: Talk) -> None:
    """Who then writes what it should be gets that; a caption alone makes no cat a dress."""
    assert (await _cat(talk, "red")).cards == ()
    jeans = await talk.say("blue jeans")
    assert products(jeans)[0].startswith("jeans-blue")
    assert len(jeans.cards) == 5


async def test_it_is_no_search_to_watch(talk: Talk) -> None:
    """In the history it has no kind of garment for its name."""
    await _cat(talk)
    history = await talk.command("history")
    assert labels(history)[0].startswith("Something · ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_own_sentence(language: str) -> None:
    """What is said of it, and of a guess, is said in each language in its own words."""
    for key in ("answer-nothing", "answer-nearest", "button-nearest", "answer-loose-unnamed"):
        said = Texts.for_locale(language)(key)
        assert said
        assert language == "en" or said != Texts.for_locale("en")(key)
