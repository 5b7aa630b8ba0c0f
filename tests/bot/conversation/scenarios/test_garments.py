"""Scenarios: a photo with several garments, of which the others are one tap away."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import Reply
from bot.ports import Answer, Filters, Garment, RankingRequest, StoredQuery
from tests.bot.conversation.scenarios.boutique import shopper_photo
from tests.bot.conversation.scenarios.talk import Talk, chips, labels, products

KINDS = {"top": ("Tshirts", "Red"), "trousers": ("Jeans", "Blue"), "bag": ("Handbags", "Green")}


async def outfit(talk: Talk, *kinds: str) -> tuple[Reply, str]:
    """An answer to a photo of several things, as the recommender gives it, and its query_id."""
    answers: list[Answer] = []
    for kind in kinds:
        answers.append(await talk.bot.worker.recommend(shopper_photo(*KINDS[kind]), RankingRequest()))
    boxes = [(0.0, n / 4, 1.0, (n + 1) / 4) for n in range(len(kinds))]
    whole = replace(
        answers[0],
        garments=tuple(Garment(box, kind, 0.9) for box, kind in zip(boxes, kinds, strict=True)),  # type: ignore[arg-type]
        garment_queries=tuple(answer.query for answer in answers),
    )
    query = StoredQuery("", "photo", talk.chat.kind == "group", talk.person.locale, True, True, whole, Filters())
    query_id = await talk.bot.store.queries.record(query, talk.person, talk.chat)
    return await talk.action(f"open {query_id}"), query_id


async def test_the_other_garment_is_one_tap_away(talk: Talk) -> None:
    """With two garments the first row has the other one; from there the first one is offered."""
    answer, _ = await outfit(talk, "top", "bag")
    assert labels(answer) == ["Next 5", "Bag", "Filter or save", "Share"]
    assert len(answer.buttons[0]) == 3
    bag = await talk.press("Bag")
    assert bag.text.startswith("Green handbag")
    assert products(bag)[0].startswith("handbags-green")
    assert labels(bag) == ["Next 5", "Top", "Filter or save", "Share"]
    top = await talk.press("Top")
    assert products(top) == products(answer)


async def test_several_others_have_a_row_of_their_own(talk: Talk) -> None:
    """The first row has none of them; a button that was never shown is stale."""
    answer, query_id = await outfit(talk, "top", "trousers", "bag")
    assert [[button.label for button in row] for row in answer.buttons] == [
        ["Next 5", "Filter or save", "Share"],
        ["Trousers", "Bag"],
    ]
    assert "too old" in (await talk.action(f"piece {query_id} 4")).notice


async def test_filters_go_along_but_for_the_kind(talk: Talk) -> None:
    """Who asked for men's in blue gets the bag for men in blue, too; "T-shirts" is not meant for the bag. Words go on
    from the garment that was asked about last."""
    await outfit(talk, "top", "bag")
    filtered = await talk.say("T-shirts for men in blue")
    assert chips(filtered) == ["T-shirt", "men's", "blue"]
    bag = await talk.press("Bag")
    assert chips(bag) == ["men's", "blue"]
    assert products(bag)[0].startswith("handbags-blue-men")
    assert products(await talk.say("in black"))[0].startswith("handbags-black-men")
    further = await talk.press("Next 5")
    assert "Top" in labels(further)
