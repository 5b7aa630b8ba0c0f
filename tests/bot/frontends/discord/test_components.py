"""The custom_ids of buttons and selects: those on messages of earlier versions are understood as they were meant."""

from __future__ import annotations

import pytest

from bot.frontends.discord.outgoing.components import ComponentFactory, ComponentPress, Scope, read_custom_id
from bot.messages import Button, Menu, Option


@pytest.mark.parametrize(
    ("custom_id", "values", "meant"),
    [
        ("labg7:up k3J9_dQw-x 2", [], ComponentPress("up k3J9_dQw-x 2", (), "group")),
        ("labp0:next q", [], ComponentPress("next q", (), "private")),
        ("lamh12:pick q 2", ["Red", "Navy Blue"], ComponentPress("pick q 2", ("Red", "Navy Blue"), "hidden")),
        ("lasg3:", ["save q 3"], ComponentPress("save q 3", (), "group")),
        ("lasg3:", ["pick q 2\x1fNavy Blue"], ComponentPress("pick q 2", ("Navy Blue",), "group")),
        ("labg1:a:b\nc", [], ComponentPress("a:b\nc", (), "group")),
        ("somebody else's", [], None),
        ("labx7:up q 2", [], None),
    ],
)
def test_a_custom_id_of_before(custom_id: str, values: list[str], meant: ComponentPress | None) -> None:
    """A custom_id says the action, the values and whose answer it is on; one of another bot says nothing."""
    assert read_custom_id(custom_id, values) == meant


@pytest.mark.parametrize("scope", ["group", "private", "hidden"])
async def test_a_custom_id_says_what_it_was_made_for(scope: Scope) -> None:
    """What is made for a message is read again, and no id of a message comes twice."""
    factory = ComponentFactory(scope)
    button = factory.button(Button("Next 5", "next q"))
    (select,) = factory.menus(Menu("Colour", "pick q 2", (Option("Red", "r"),)))
    assert button.custom_id is not None and button.custom_id != select.custom_id
    assert read_custom_id(button.custom_id, []) == ComponentPress("next q", (), scope)
    assert read_custom_id(select.custom_id, ["r"]) == ComponentPress("pick q 2", ("r",), scope)


async def test_a_value_that_comes_twice_is_one_line() -> None:
    """Discord refuses a value twice, and more to choose than there are lines."""
    options = (Option("Red", "r"), Option("Crimson", "r"), Option("Navy", "n"))
    (select,) = ComponentFactory("group").menus(Menu("Colours", "pick q 2", options, multiple=True))
    assert [each.value for each in select.options] == ["r", "n"] and select.max_values == 2
