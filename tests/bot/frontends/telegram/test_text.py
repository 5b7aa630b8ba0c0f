"""Text, keyboards and captions for Telegram, without a network: nothing is cut in two, every press has its meaning."""

from __future__ import annotations

import html
import re

import pytest
from telegram import InlineKeyboardMarkup

from bot.frontends.telegram.outgoing.keyboard import (
    MAX_BUTTONS,
    MAX_DATA,
    NOTHING,
    ButtonAction,
    Keyboard,
    MenuStep,
    keyboard,
    read_press,
)
from bot.frontends.telegram.outgoing.render import (
    MAX_CAPTION,
    MAX_TEXT,
    HtmlLines,
    caption,
    cut,
    is_link,
    length,
    message_parts,
)
from bot.messages import MAX_ACTION_BYTES, Button, Menu, Option, ProductCard, Reply


def visible(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", markup))


def labels(board: Keyboard) -> list[list[str]]:
    return [[cell.text for cell in row] for row in board.rows]


def option(place: int, *, chosen: bool = False) -> Option:
    return Option(f"Option {place}", f"value-{place}", chosen)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("ab👍👍", 5, "ab👍…"),
        ("ab👍👍", 4, "ab…"),
        ("a👩‍👩‍👧b", 6, "a…"),
        ("ae\u0301x", 3, "a…"),
        ("abc", 0, ""),
    ],
)
def test_text_is_cut_as_telegram_counts(text: str, most: int, expected: str) -> None:
    """UTF-16 units count, and neither an emoji nor a letter with its accent is cut in two."""
    assert cut(text, most) == expected
    assert length(expected) <= most


def test_a_long_text_is_parted_between_lines() -> None:
    """Nothing gets lost, every part is within the limit, and lines stay whole where they can."""
    lines = HtmlLines()
    words = [f"<line> & {n} " + "x" * 200 for n in range(100)]
    lines.add("\n".join(words))
    parts = lines.parts()
    assert len(parts) > 1
    assert all(length(visible(part)) <= MAX_TEXT for part in parts)
    assert "\n".join(visible(part) for part in parts) == "\n".join(words)


def test_a_line_longer_than_a_message_is_parted_too() -> None:
    """A single endless line, emoji and all, arrives in pieces."""
    lines = HtmlLines()
    lines.add("👍" * 5000)
    assert "".join(lines.parts()) == "👍" * 5000


@pytest.mark.parametrize("title", ["<b>Bold & co</b>", "קבוצה שירט", "👗" * 900, "x" * 5000, "&lt;", ""])
def test_captions_hold_any_title(title: str) -> None:
    """A title is shown as it is, cut only at Telegram's limit, and price and note are never cut off by it."""
    card = ProductCard("p", 12, title, "€ 39.90", "https://shop.example/?a=1&b=2", note="closest match")
    made = caption(card, counted=True)
    seen = visible(made)
    assert length(seen) <= MAX_CAPTION
    assert seen.startswith("12. " + title[:10])
    assert seen.endswith("\n€ 39.90\nclosest match")
    assert not title or 'href="https://shop.example/?a=1&amp;b=2"' in made


@pytest.mark.parametrize(
    "link", ["", "javascript:alert(1)", "ftp://x", "https://", "https://[", "https://x/" + "y" * 3000]
)
def test_what_is_no_link_of_the_web_is_none(link: str) -> None:
    """Such a title is shown without a link, instead of the message being refused."""
    assert not is_link(link)
    assert "<a" not in caption(ProductCard("p", 1, "Title", link=link), counted=False)


def test_the_message_lists_the_products_and_says_what_icons_mean() -> None:
    """Heading, list, footer, then the meaning of those icons that the footer does not mention."""
    buttons = (Button("Fits", "u", "👍"), Button("More like this", "l", "🔎"))
    cards = tuple(
        ProductCard(f"p{n}", n, f"Title {n}", f"€{n}", note="new" * (n == 2), buttons=buttons) for n in (1, 2)
    )
    (text,) = message_parts(Reply(text="Two", cards=cards, footer="👍 if it fits"))
    assert visible(text).split("\n") == [
        *("Two", "", "1. Title 1 · €1", "2. Title 2 · €2 · new", "", "👍 if it fits", "🔎 More like this")
    ]


def test_a_reply_of_buttons_alone_has_a_text() -> None:
    """Telegram takes no keyboard without one."""
    (text,) = message_parts(Reply(buttons=((Button("Go", "go"),),)))
    assert text


def test_buttons_show_their_state() -> None:
    """Pressed, disabled, dangerous: each looks different; a disabled one does nothing."""
    row = (
        Button("Plain", "a"),
        Button("Pressed", "b", pressed=True),
        Button("Off", "c", disabled=True),
        Button("With icon", "d", "⭐"),
    )
    board = keyboard(Reply(text="x", buttons=(row,)))
    assert labels(board) == [["Plain", "Pressed ✓", "· Off ·", "⭐ With icon"]]
    assert [cell.data for cell in board.rows[0]] == ["a", "b", NOTHING, "d"]


def test_the_longest_action_fits_a_button_and_comes_back_whole() -> None:
    """Telegram takes 64 bytes; also an action that looks like one of our own marks is told apart."""
    for action in ("x" * MAX_ACTION_BYTES, "~" + "y" * (MAX_ACTION_BYTES - 1), "~n"):
        ((cell,),) = keyboard(Reply(text="x", buttons=((Button("B", action),),))).rows
        assert len(cell.data.encode()) <= MAX_DATA
        assert read_press(cell.data, None) == ButtonAction(action)


def test_a_short_menu_stands_open() -> None:
    """Its options are buttons, the chosen one marked; a press gives the menu's action with the option's value."""
    menu = Menu("Language", "set language", (Option("English", "en", True), Option("Deutsch", "de")))
    board = keyboard(Reply(text="x", menus=(menu,)))
    assert labels(board) == [["✓ English", "Deutsch"]]
    assert read_press(board.rows[0][1].data, board.markup()) == ButtonAction("set language", ("de",))


def test_a_menu_of_several_choices_toggles() -> None:
    """A press adds what was not chosen to what was, or takes it away; the keyboard itself remembers the others."""
    menu = Menu("Colours", "colours", tuple(option(n, chosen=n < 2) for n in range(4)), multiple=True)
    board = keyboard(Reply(text="x", menus=(menu,)))
    cells = [cell for row in board.rows for cell in row]
    assert read_press(cells[2].data, board.markup()) == ButtonAction("colours", ("value-0", "value-1", "value-2"))
    assert read_press(cells[0].data, board.markup()) == ButtonAction("colours", ("value-1",))


def test_a_long_menu_is_folded_and_paged() -> None:
    """One button with what is chosen opens it; pages go round; an option gives its action, whatever its value's length;
    the other buttons come back when it is closed, also from what was kept."""
    menu = Menu("Type", "t" * MAX_ACTION_BYTES, tuple(option(n, chosen=n == 3) for n in range(25)))
    board = keyboard(Reply(text="x", menus=(menu,), buttons=((Button("Next", "next"),),)))
    assert labels(board) == [["Type: Option 3 ▾"], ["Next"]]
    board = Keyboard.load(board.dump())
    assert board.opened(MenuStep(0, 9)) == board.opened(MenuStep(0, 2))
    opened = board.opened(MenuStep(0, 2))
    assert opened is not None
    shown = [[button.text for button in row] for row in opened.inline_keyboard]
    assert shown[:2] == [["Type"], ["Option 24"]]
    assert shown[-2:] == [["‹", "3/3", "›"], ["↩︎"]]
    data = [[str(button.callback_data) for button in row] for row in opened.inline_keyboard]
    assert read_press(data[-2][2], opened) == MenuStep(0, 0)
    assert read_press(data[-2][1], opened) == ButtonAction(NOTHING[1:]) or data[-2][1] == NOTHING
    assert read_press(data[-1][0], opened) == MenuStep()
    choice = read_press(data[1][0], opened)
    assert isinstance(choice, MenuStep)
    assert board.chosen(choice) == ButtonAction("t" * MAX_ACTION_BYTES, ("value-24",))
    closed = board.opened(MenuStep(-1, 0))
    assert closed == board.markup()


def test_numbers_from_elsewhere_do_no_harm() -> None:
    """A menu or an option that is not there gives nothing, and what was kept and is damaged is told apart."""
    board = keyboard(Reply(text="x", menus=(Menu("M", "m", tuple(map(option, range(12)))),)))
    assert board.opened(MenuStep(7, 0)) == board.markup()
    assert board.chosen(MenuStep(7, option=1)) == ButtonAction()
    assert board.chosen(MenuStep(0, option=99)) == ButtonAction()
    for data in ("~k1", "~kx.y", "~o", "~?", "~"):
        assert read_press(data, None) in (ButtonAction(), ButtonAction("", ()))
    for text in ("", "[]", "{}", '{"rows": [[["a"]]], "menus": []}'):
        with pytest.raises(ValueError):
            Keyboard.load(text)


def test_a_keyboard_keeps_within_telegrams_limits() -> None:
    """At most a hundred buttons, at most eight in a row, whatever a reply holds."""
    cards = tuple(
        ProductCard(f"p{n}", n, "T", buttons=tuple(Button("b", f"{n} {k}", "👍") for k in range(9))) for n in range(30)
    )
    markup = keyboard(Reply(text="x", cards=cards)).markup()
    assert isinstance(markup, InlineKeyboardMarkup)
    rows = markup.inline_keyboard
    assert sum(map(len, rows)) <= MAX_BUTTONS
    assert max(map(len, rows)) <= 8


def test_a_keyboard_of_an_earlier_version_is_read() -> None:
    """What is kept beside messages stays in the form that it has always had; anything else is refused."""
    kept = (
        '{"rows":[[["👍","up q 1","success"],["Type ▾","~o0",""]]],"menus":[["Type","f t",false,[["Top","top",true]]]]}'
    )
    board = Keyboard.load(kept)
    assert board.folded == (Menu("Type", "f t", (Option("Top", "top", chosen=True),)),)
    assert board.dump() == kept
    for broken in ("", "[]", '{"rows":[]}', '{"rows":[[["x"]]],"menus":[]}'):
        with pytest.raises(ValueError, match="not a keyboard"):
            Keyboard.load(broken)
