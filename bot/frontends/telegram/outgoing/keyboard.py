"""Buttons and menus of a reply as Telegram's inline keyboard, and what a press means.

A keyboard knows no ability: whatever buttons the cards, menus and rows of a reply hold are laid out. What a press needs
is in the button itself (`callback_data`, 64 bytes) or in the message that is pressed, so that it works after a restart.
Menus with many options are folded: one button opens them in place, a page at a time; their options are kept beside the
message (notes.py). One file, because what a button says when it is made has to be what it means when pressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain

import msgspec
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.frontends.telegram.outgoing.links import LINKS, share_link
from bot.frontends.telegram.outgoing.render import cut
from bot.messages import Button, ButtonStyle, Menu, Option, ProductCard, Reply

MAX_DATA = 64
MAX_BUTTONS = 100
MAX_LABEL = 60
_IN_A_ROW = 8
# As many characters of labels fit side by side on a phone.
_ROW_WIDTH = 30
# More options than this, of all menus together, and the menus are folded.
_UNFOLDED = 8
_PAGE = 12
# So many are still shown without pages.
_ONE_PAGE = 16

_CHOSEN = "✓ "
_PRESSED = " ✓"
_SAYS_PRESSED = ("✅", "☑️", "✔️")
# Marks what is ours from the conversation's actions.
_OURS = "~"
NOTHING = "~n"


@dataclass(frozen=True, slots=True)
class ButtonAction:
    """What a button stands for: an action with the values of a menu, or (`action` empty) a move in the keyboard."""

    action: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuStep:
    """Open the menu with this number at a page, close it (`menu` is -1), or choose the option of that number."""

    menu: int = -1
    page: int = 0
    option: int = -1


class KeyboardCell(msgspec.Struct, frozen=True, array_like=True):
    """One button as it is kept: Telegram's own class holds more than is needed. `data` may be a link of t.me."""

    text: str
    data: str
    style: str = ""


Row = tuple[KeyboardCell, ...]
Rows = tuple[Row, ...]


class _KeyboardRecord(msgspec.Struct):
    """A keyboard as it is kept: of a menu its label, action, whether several may be chosen, and its options."""

    rows: Rows
    menus: tuple[tuple[str, str, bool, tuple[tuple[str, str, bool], ...]], ...]


@dataclass(frozen=True, slots=True)
class Keyboard:
    """The rows of a message, and the menus that are folded into them."""

    rows: Rows = ()
    folded: tuple[Menu, ...] = ()

    def markup(self) -> InlineKeyboardMarkup | None:
        """For Telegram; None if there is no button."""
        return _markup(self.rows)

    def opened(self, step: MenuStep) -> InlineKeyboardMarkup | None:
        """The keyboard with that menu's options in place of all else; closed if there is no such menu."""
        if not 0 <= step.menu < len(self.folded):
            return self.markup()
        return _markup(_options(self.folded[step.menu], step.menu, step.page))

    def chosen(self, step: MenuStep) -> ButtonAction:
        """The action of an option of a folded menu; an empty ButtonAction if there is none such."""
        menu = self.folded[step.menu] if 0 <= step.menu < len(self.folded) else None
        if menu is None or not 0 <= step.option < len(menu.options):
            return ButtonAction()
        return ButtonAction(menu.action, _values(menu, menu.options[step.option]))

    def after(self, step: MenuStep) -> Keyboard:
        """The keyboard, closed, once that option of a folded menu was chosen."""
        values = self.chosen(step).values
        if not 0 <= step.menu < len(self.folded):
            return self
        menu = self.folded[step.menu]
        menu = replace(menu, options=tuple(replace(each, chosen=each.value in values) for each in menu.options))
        cell = _opening_cell(menu, step.menu)
        rows = tuple(tuple(cell if each.data == cell.data else each for each in row) for row in self.rows)
        return Keyboard(rows, (*self.folded[: step.menu], menu, *self.folded[step.menu + 1 :]))

    def dump(self) -> str:
        """As JSON, for `load`."""
        menus = tuple(
            (menu.label, menu.action, menu.multiple, tuple((o.label, o.value, o.chosen) for o in menu.options))
            for menu in self.folded
        )
        return msgspec.json.encode(_KeyboardRecord(self.rows, menus)).decode()

    @staticmethod
    def load(text: str) -> Keyboard:
        """Raises ValueError for what is no such JSON."""
        try:
            record = msgspec.json.decode(text, type=_KeyboardRecord)
        except msgspec.MsgspecError as error:
            raise ValueError("not a keyboard") from error
        menus = (
            Menu(label, action, tuple(Option(*option) for option in options), multiple)
            for label, action, multiple, options in record.menus
        )
        return Keyboard(record.rows, tuple(menus))


def keyboard(reply: Reply, bot_name: str = "") -> Keyboard:
    """All that can be pressed in a reply: a row for each card, the menus, then the rows of buttons. `bot_name`, without
    "@", is for the links that lead to the bot; without it there are none."""
    rows: list[Row] = []
    for card in reply.cards:
        rows += _card_rows(card, counted=len(reply.cards) > 1)
    quick = [menu for menu in reply.menus if menu.quick and _fit(menu)]
    for menu in quick:  # what is asked stands before its answers
        asked = KeyboardCell(cut(menu.label, MAX_LABEL), NOTHING)
        answers = [_option_cell(option, _data(menu, option)) for option in menu.options]
        in_one = _wrap([asked, *answers])
        rows += in_one if len(in_one) == 1 else [(asked,), *_wrap(answers)]
    menus = tuple(menu for menu in reply.menus if menu not in quick)
    folded: tuple[Menu, ...] = ()
    if all(map(_fit, menus)) and sum(len(menu.options) for menu in menus) <= _UNFOLDED:
        for menu in menus:
            if len(menus) > 1 and menu.label:
                rows.append((KeyboardCell(cut(menu.label, MAX_LABEL), NOTHING),))
            rows += _wrap(_option_cell(option, _data(menu, option)) for option in menu.options)
    else:
        folded = menus
        rows += _wrap(_opening_cell(menu, number) for number, menu in enumerate(folded))
    for row in reply.buttons:
        shown = [button for button in row if bot_name or not button.shares]
        rows += _wrap((_cell(button, bot_name=bot_name) for button in shown), len(shown))
    return Keyboard(_bounded(rows), folded)


def read_press(data: str, markup: InlineKeyboardMarkup | None) -> ButtonAction | MenuStep:
    """What was pressed, from the button's data and the keyboard that it stands in."""
    if not data.startswith(_OURS):
        return ButtonAction(data)
    code, rest = data[1:2], data[2:]
    if code == _OURS:
        return ButtonAction(data[1:])
    if code == "v":
        action, _, value = rest.partition("\n")
        return ButtonAction(action, (value,))
    if code == "t":
        action, _, value = rest.partition("\n")
        return ButtonAction(action, _toggled(action, value, markup))
    numbers = [int(each) for each in rest.split(".") if each.isdecimal()]
    if code == "o" and numbers:
        return MenuStep(numbers[0], numbers[1] if len(numbers) > 1 else 0)
    if code == "k" and len(numbers) == 2:
        return MenuStep(numbers[0], option=numbers[1])
    return MenuStep() if code == "c" else ButtonAction()


def actions_in(markup: InlineKeyboardMarkup | None) -> frozenset[str]:
    """The data of all buttons of a keyboard."""
    return frozenset(data for _, data in _buttons(markup))


def data_of(button: Button) -> str:
    """A button's `callback_data`."""
    if button.disabled:
        return NOTHING
    return _OURS + button.action if button.action.startswith(_OURS) else button.action


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    """For Telegram; None if there is no button."""
    if not rows:
        return None
    return InlineKeyboardMarkup([[_button(cell) for cell in row] for row in rows])


def _button(cell: KeyboardCell) -> InlineKeyboardButton:
    if cell.data.startswith(LINKS):
        return InlineKeyboardButton(cell.text, url=cell.data)
    return InlineKeyboardButton(cell.text, callback_data=cell.data, style=cell.style or None)


def _card_rows(card: ProductCard, counted: bool) -> list[Row]:
    """Icons stand alone, with the product's number before the first; what they mean is written under the answer."""
    cells: list[KeyboardCell] = []
    for button in card.buttons:
        cell = _cell(button, icon_only=True)
        if counted and not cells:
            cell = KeyboardCell(cut(f"{card.rank} {cell.text}", MAX_LABEL), cell.data, cell.style)
        cells.append(cell)
    return _wrap(cells)


def _cell(button: Button, icon_only: bool = False, bot_name: str = "") -> KeyboardCell:
    text = button.icon if icon_only and button.icon else f"{button.icon} {button.label}".strip()
    text = cut(text or "·", MAX_LABEL)
    if button.disabled:
        return KeyboardCell(f"· {text} ·", NOTHING)
    if button.shares:
        return KeyboardCell(text, share_link(bot_name, button.shares))
    style = {ButtonStyle.PRIMARY: "primary", ButtonStyle.DANGER: "danger"}.get(button.style, "")
    if button.pressed:
        # An icon that says so already needs no second mark.
        return KeyboardCell(text if button.icon in _SAYS_PRESSED else text + _PRESSED, data_of(button), "success")
    return KeyboardCell(text, data_of(button), style)


def _wrap(cells: Iterable[KeyboardCell], together: int = 0) -> list[Row]:
    """Side by side as many as a phone shows whole, in as few rows as they take, none much longer than another;
    `together` buttons that belong in one row get more room."""
    shown = list(cells)
    room = _ROW_WIDTH + 4 * together
    rows = _filled(shown, room)
    narrower = rows
    while len(narrower) == len(rows) > 1 and room:
        rows, room = narrower, room - 1
        narrower = _filled(shown, room)
    return rows


def _filled(cells: Sequence[KeyboardCell], room: int) -> list[Row]:
    rows: list[Row] = []
    row: list[KeyboardCell] = []
    width = 0
    for cell in cells:
        # Each button's frame takes the room of some characters too.
        needs = len(cell.text) + 3
        if row and (width + needs > room or len(row) == _IN_A_ROW):
            rows.append(tuple(row))
            row, width = [], 0
        row.append(cell)
        width += needs
    return [*rows, tuple(row)] if row else rows


def _bounded(rows: Sequence[Row]) -> Rows:
    """The first rows, as far as Telegram takes so many buttons."""
    totals = accumulate(len(row) for row in rows)
    return tuple(row for row, total in zip(rows, totals, strict=True) if total <= MAX_BUTTONS)


def _options(menu: Menu, number: int, page: int) -> Rows:
    size = _PAGE if len(menu.options) > _ONE_PAGE else _ONE_PAGE
    pages = max(1, -(-len(menu.options) // size))
    page = max(0, min(page, pages - 1))
    first = page * size
    cells = [
        _option_cell(option, f"{_OURS}k{number}.{index}")
        for index, option in enumerate(menu.options[first : first + size], start=first)
    ]
    rows: list[Row] = [(KeyboardCell(cut(menu.label, MAX_LABEL) or "·", NOTHING),)]
    rows += [tuple(cells[index : index + 2]) for index in range(0, len(cells), 2)]
    if pages > 1:
        back = KeyboardCell("‹", f"{_OURS}o{number}.{(page - 1) % pages}")
        onward = KeyboardCell("›", f"{_OURS}o{number}.{(page + 1) % pages}")
        rows.append((back, KeyboardCell(f"{page + 1}/{pages}", NOTHING), onward))
    rows.append((KeyboardCell("↩︎", f"{_OURS}c"),))
    return tuple(rows)


def _opening_cell(menu: Menu, number: int) -> KeyboardCell:
    """With what is chosen, so that nobody has to open the menu to see."""
    chosen = ", ".join(option.label for option in menu.options if option.chosen)
    label = cut(f"{menu.label}: {chosen}" if chosen else menu.label, MAX_LABEL - 2)
    return KeyboardCell(f"{label} ▾", f"{_OURS}o{number}")


def _option_cell(option: Option, data: str) -> KeyboardCell:
    label = (_CHOSEN if option.chosen else "") + (option.label or option.value or "·")
    return KeyboardCell(cut(label, MAX_LABEL), data, "success" if option.chosen else "")


def _values(menu: Menu, option: Option) -> tuple[str, ...]:
    """What is chosen once `option` was pressed: itself, or with `multiple` all that were, it added or taken away."""
    if not menu.multiple:
        return (option.value,)
    return tuple(each.value for each in menu.options if each.chosen != (each is option))


def _toggled(action: str, value: str, markup: InlineKeyboardMarkup | None) -> tuple[str, ...]:
    """The same from the keyboard that was pressed, which shows what is chosen."""
    if not markup:
        return (value,)
    prefix = f"{_OURS}t{action}\n"
    options = [(text, data.removeprefix(prefix)) for text, data in _buttons(markup) if data.startswith(prefix)]
    return tuple(each for text, each in options if text.startswith(_CHOSEN) != (each == value))


def _buttons(markup: InlineKeyboardMarkup | None) -> Iterator[tuple[str, str]]:
    """Text and data of all buttons that have data."""
    for button in chain.from_iterable(markup.inline_keyboard if markup else ()):
        if isinstance(button.callback_data, str):
            yield button.text, button.callback_data


def _fit(menu: Menu) -> bool:
    """Whether its options can be buttons of their own: what they mean has to be in them."""
    return all(len(_data(menu, each).encode()) <= MAX_DATA and "\n" not in each.value for each in menu.options)


def _data(menu: Menu, option: Option) -> str:
    return f"{_OURS}{'t' if menu.multiple else 'v'}{menu.action}\n{option.value}"
