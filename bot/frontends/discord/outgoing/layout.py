"""A Reply as Components V2: text, the products each with picture, title as link, price and buttons, then the ways on.

A message holds 40 components, those within others counted, and 4,000 characters. Five products with picture and three
buttons are 35. A reply that has more gives way step by step, so that none is refused for its size. First the last line
joins the first, then a select takes what is used least, at the very last the pictures move into one gallery.
The library counts: it raises ValueError for the 41st component.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import discord
from discord.utils import as_chunks

from bot.frontends.discord.outgoing.components import Component, ComponentFactory, SelectLine
from bot.frontends.discord.outgoing.markdown import escape, one_line, shortened, web_address, with_commands
from bot.messages import Button, ButtonStyle, ProductCard, Reply

# A row of buttons on a phone holds about so many characters; beyond, labels are cut, so icons stand alone.
_ROW_CHARACTERS = 24
_MAX_LENGTH = 4000
_MAX_TEXT = 3500  # before it is escaped
_MAX_HEADING = 1000
_MAX_TITLE = 120
_MAX_REMARK = 100
_MAX_GALLERY = 10


@dataclass(frozen=True, slots=True)
class _LayoutBudget:
    """How much is left as it is. `optional`: what has another way to it stays.

    `apart`: the footer has a line of its own, the rows are as given. `on_card`: so many
    buttons stay on a product. `menus`: they stay selects of their own. `rows`: all buttons below stay buttons.
    `gallery`: all pictures are in one gallery. `cards`: so many products are shown at all."""

    optional: bool = True
    apart: bool = True
    on_card: int = 5
    menus: bool = True
    rows: bool = True
    gallery: bool = False
    cards: int = 99


_BUDGETS = (
    _LayoutBudget(),
    _LayoutBudget(optional=False),
    _LayoutBudget(optional=False, apart=False),
    _LayoutBudget(optional=False, apart=False, on_card=3),
    _LayoutBudget(optional=False, apart=False, on_card=3, rows=False),
    _LayoutBudget(optional=False, apart=False, on_card=3, rows=False, menus=False),
    _LayoutBudget(optional=False, apart=False, on_card=2, rows=False),
    _LayoutBudget(optional=False, apart=False, on_card=2, rows=False, menus=False),
    _LayoutBudget(optional=False, apart=False, on_card=3, rows=False, gallery=True),
    _LayoutBudget(optional=False, apart=False, on_card=2, rows=False, menus=False, gallery=True),
    _LayoutBudget(optional=False, apart=False, on_card=0, rows=False, menus=False, gallery=True),
    *(
        _LayoutBudget(optional=False, apart=False, on_card=0, rows=False, menus=False, gallery=True, cards=most)
        for most in (20, 10, 5)
    ),
)


def layout(reply: Reply, media: Sequence[str], factory: ComponentFactory, document: str = "") -> discord.ui.LayoutView:
    """The reply as one message; to be called within a running event loop. `media` are the cards' pictures
    ("attachment://name" or a URL, empty for none), `document` is the attachment's name."""
    for budget in _BUDGETS:
        try:
            view = _LayoutBuilder(reply, media, factory, document, budget).view
        except ValueError:
            continue
        if view.content_length() <= _MAX_LENGTH:
            return view
    return _LayoutBuilder(Reply(text=reply.text, document=reply.document), (), factory, document, _BUDGETS[-1]).view


class _LayoutBuilder:
    def __init__(
        self, reply: Reply, media: Sequence[str], factory: ComponentFactory, document: str, budget: _LayoutBudget
    ) -> None:
        self.view = discord.ui.LayoutView(timeout=None)
        self.view.stop()  # the client hears all presses: the library need not remember this
        self._factory = factory
        self._budget = budget
        self._lines: list[SelectLine] = []
        cards = reply.cards[: budget.cards]
        footer = small_print(reply, factory)
        head = heading(reply, factory, _MAX_HEADING if cards else _MAX_TEXT)
        self._text(head if budget.apart else "\n".join(each for each in (head, footer) if each))
        pictures = list(media[: len(cards)])
        if budget.gallery and any(pictures):
            self._gallery(cards, pictures)
            pictures = []
        for card, picture in zip_longest(cards, pictures):
            self._card(card, picture or "")
        if budget.apart:
            self._text(footer)
        self._ways_on(reply)
        if document and reply.document is not None and reply.document.is_picture:
            shown = discord.MediaGalleryItem(f"attachment://{document}", description=reply.document.description or None)
            self.view.add_item(discord.ui.MediaGallery(shown))
        elif document:
            self.view.add_item(discord.ui.File(f"attachment://{document}"))
        if not self.view.children:
            self._text("…")

    def _text(self, text: str) -> None:
        if text:
            self.view.add_item(discord.ui.TextDisplay(text))

    def _gallery(self, cards: Sequence[ProductCard], pictures: Sequence[str]) -> None:
        shown = [(card, media) for card, media in zip(cards, pictures, strict=False) if media][:_MAX_GALLERY]
        items = [discord.MediaGalleryItem(media, description=_alt(card)) for card, media in shown]
        self.view.add_item(discord.ui.MediaGallery(*items))

    def _card(self, card: ProductCard, media: str) -> None:
        text: discord.ui.Item[Any] = discord.ui.TextDisplay(card_text(card))
        if media:
            text = discord.ui.Section(text, accessory=discord.ui.Thumbnail(media, description=_alt(card)))
        self.view.add_item(text)
        buttons = [each for each in card.buttons if self._budget.optional or not each.optional]
        kept, rest = buttons[: self._budget.on_card], buttons[self._budget.on_card :]
        for row in as_chunks(kept, 5):
            labelled = zip(row, _labels_that_fit(row), strict=True)
            self._row([self._factory.button(each, with_label=shown) for each, shown in labelled])
        self._lines += [SelectLine.of_button(each, f"{card.rank}: ") for each in rest if not each.disabled]

    def _ways_on(self, reply: Reply) -> None:
        for menu in reply.menus:
            if not menu.options:
                continue
            if self._budget.menus:
                for select in self._factory.menus(menu):
                    self._row([select])
            else:
                self._lines += SelectLine.of_menu(menu)
        rows = [list(row) for row in reply.buttons if row]
        if not self._budget.apart:
            flat = [button for row in rows for button in row]
            if not self._budget.rows:
                first = next((each for each in flat if each.style is ButtonStyle.PRIMARY), None)
                rest = [each for each in flat if each is not first and not each.disabled]
                self._lines += map(SelectLine.of_button, rest)
                flat = [first] if first else []
            rows = [flat]
        for select in self._factory.overflow(self._lines):
            self._row([select])
        for row in rows:
            for part in as_chunks(row, 5):
                self._row([self._factory.button(each) for each in part])

    def _row(self, components: Sequence[Component]) -> None:
        self.view.add_item(discord.ui.ActionRow(*components))


def small_print(reply: Reply, factory: ComponentFactory) -> str:
    """The last line, small; empty if there is none."""
    said = shortened(one_line(reply.footer), _MAX_REMARK * 3)
    return f"-# {with_commands(said, factory.commands)}" if said else ""


def heading(reply: Reply, factory: ComponentFactory, most: int = _MAX_HEADING) -> str:
    """The text above, of about so many characters; of an answer, the line of what was recognised stands out."""
    first, line_break, rest = with_commands(shortened(reply.text, most), factory.commands).partition("\n")
    return f"**{first}**{line_break}{rest}" if reply.cards and first else f"{first}{line_break}{rest}"


def card_text(card: ProductCard) -> str:
    """Title as link, then price and remark."""
    title = escape(shortened(one_line(card.title), _MAX_TITLE)) or "…"
    link = web_address(card.link)
    line = f"**{card.rank}. {f'[{title}]({link})' if link else title}**"
    return "\n".join(each for each in (line, remarks(card)) if each)


def remarks(card: ProductCard) -> str:
    """Price and remark, in one line."""
    said = (shortened(one_line(each), _MAX_REMARK) for each in (card.price, card.note) if each)
    return " · ".join(map(escape, said))


def _labels_that_fit(row: Sequence[Button]) -> list[bool]:
    """Which buttons of a row keep their label beside their icon: from the right, because what is said first (👍, 👎) is
    understood without words."""
    shown = [True] * len(row)
    for position, button in enumerate(row):
        width = sum(len(each.label) + 2 if label else 3 for each, label in zip(row, shown, strict=True))
        if width <= _ROW_CHARACTERS:
            break
        if button.icon and position < len(row) - 1:
            shown[position] = False
    return shown


def _alt(card: ProductCard) -> str:
    """What a screen reader says for the picture."""
    return shortened(one_line(card.title), 250) or "…"
