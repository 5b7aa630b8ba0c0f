"""Scenarios: what the network is not sure of is corrected with one tap, in the same answer."""

from __future__ import annotations

import json

import pytest

from bot.messages import Menu, Person, Reply
from tests.bot.conversation.scenarios.talk import Talk, chips, products
from tests.bot.rig import GROUP


def quick(reply: Reply) -> dict[str, list[str]]:
    """What can be corrected: each question with its answers."""
    return {menu.label: [option.label for option in menu.options] for menu in reply.menus if menu.quick}


def menu_of(reply: Reply, label: str) -> Menu:
    return next(menu for menu in reply.menus if menu.label == label)


async def test_another_kind_is_one_tap(unsure: Talk) -> None:
    """The network's next kinds stand under the answer; a tap turns the same message to that kind, which is a fact from
    then on; the question for whom stays."""
    answer = await unsure.photo("Tshirts", "Blue")
    assert answer.text.startswith("Men's blue T-shirt, I think")
    assert quick(answer)["Not “T-shirt”?"][0] == "Handbag"
    steered = await unsure.choose("Not “T-shirt”?", "Handbag")
    assert steered.replaces
    assert steered.notice == "Thanks, I look again."
    assert all(each.startswith("handbags") for each in products(steered))
    assert chips(steered) == ["handbag"]
    assert list(quick(steered)) == ["For whom?"]


async def test_for_whom_is_one_tap(unsure: Talk) -> None:
    """Men and women, since the shop has nothing for kids."""
    answer = await unsure.photo("Jeans", "Green")
    assert quick(answer)["For whom?"] == ["Men's", "Women's"]
    steered = await unsure.choose("For whom?", "Women's")
    assert all("-women-" in each for each in products(steered)[:2])
    assert steered.text.startswith("Women's jeans")  # two of them are green
    assert "For whom?" not in quick(steered)
    both = await unsure.choose("Not “jeans”?", quick(steered)["Not “jeans”?"][0])
    assert (len(chips(both)), quick(both)) == (2, {})
    assert products(await unsure.say("undo")) == products(steered)


async def test_nothing_is_offered_where_it_is_sure(talk: Talk) -> None:
    """What the shop has just so is not questioned."""
    assert quick(await talk.photo("Tshirts", "Blue")) == {}


async def test_nothing_is_offered_where_it_was_said(unsure: Talk) -> None:
    """By a caption; and a further page, or what is like a product, is no question of what the photo shows."""
    assert quick(await unsure.photo("Jeans", "Blue", "jeans for men")) == {}
    answer = await unsure.photo("Jeans", "Blue")
    assert len(quick(answer)) == 2
    assert quick(await unsure.press("Next 5")) == {}
    assert quick(await unsure.press("🔎", card=1, at=answer)) == {}


async def test_what_was_said_is_kept_exported_and_forgotten(unsure: Talk) -> None:
    """As feedback on what was recognised, in place of what the same person said before."""
    answer = await unsure.photo("Tshirts", "Blue")
    await unsure.choose("Not “T-shirt”?", "Handbag", at=answer)
    await unsure.choose("For whom?", "Women's", at=answer)
    await unsure.choose("For whom?", "Men's", at=answer)
    document = (await unsure.command("export_me")).document
    assert document is not None
    kept = {each["attribute"]: each for each in json.loads(document.data)["corrections"]}
    assert {what: (each["guessed"], each["said"]) for what, each in kept.items()} == {
        "type": ("Tshirts", "Handbags"),
        "gender": ("Men", "Men"),
    }
    assert "2 corrections" in (await unsure.command("forget_me")).text
    assert "2 corrections" in (await unsure.press("Delete everything")).text


async def test_in_a_group_others_do_not_turn_it(unsure: Talk) -> None:
    """Who did not ask gets an answer of their own; the asker's stays."""
    anna = unsure.as_(Person("7", "en"), GROUP)
    answer = await anna.photo("Tshirts", "Blue")
    bert = unsure.as_(Person("8", "en"), GROUP)
    assert not (await bert.choose("For whom?", "Women's", at=answer)).replaces
    assert (await anna.choose("For whom?", "Women's", at=answer)).replaces


@pytest.mark.parametrize(("place", "value"), [(1, "Trousers of nobody"), (2, "Robots"), (1, "")])
async def test_what_was_never_offered_is_stale(unsure: Talk, place: int, value: str) -> None:
    """Anybody can send any action."""
    answer = await unsure.photo("Tshirts", "Blue")
    assert "too old" in (await unsure.action(f"correct {answer.query_id} {place}", value)).notice


async def test_each_language_asks_in_its_own_words(unsure: Talk) -> None:
    """In German as in English."""
    german = unsure.as_(Person("9", "de"))
    answer = await german.photo("Tshirts", "Blue")
    assert quick(answer)["Nicht „T-Shirt“?"][0] == "Handtasche"
    assert quick(answer)["Für wen?"] == ["Herren", "Damen"]
