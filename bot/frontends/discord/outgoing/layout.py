"""A Reply as Components V2: text, the products each with picture, title as link, price and buttons, then the ways on.

A message holds 40 components, those within others counted, and 4,000 characters. Five products with picture and four
buttons are 40 by themselves. A reply that has more gives way step by step, so that none is refused for its size. The
last line joins the first, and the first the first product; a select takes what is used least; at the very last the
pictures move into one gallery. The library counts: it raises ValueError for the 41st component.
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
    """How much is left as it is. `apart`: the footer has a line of its own, the rows are as given. `joined`: what is
    said above is said in the first product's text. `on_card`: so many buttons stay on a product. `menus`: they stay
    selects of their own. `below`: so many buttons below stay buttons. `gallery`: all pictures are in one gallery.
    `cards`: so many products are shown at all."""

    apart: bool = True
    joined: bool = False
    on_card: int = 5
    menus: bool = True
    below: int = 99
    gallery: bool = False
    cards: int = 99


_BUDGETS = (
    _LayoutBudget(),
    _LayoutBudget(apart=False),
    *(_LayoutBudget(False, joined, 3, menus, below) for joined, menus, below in (
        (False, True, 3), (True, True, 2), (False, True, 1), (True, True, 1), (True, False, 2), (True, False, 1),
    )),
    *(_LayoutBudget(False, True, on_card, False, 1) for on_card in (2, 1)),
    *(_LayoutBudget(False, False, on_card, False, 1, gallery=True) for on_card in (3, 2, 0)),
    *(_LayoutBudget(False, False, 0, False, 1, gallery=True, cards=most) for most in (20, 10, 5)),
)  # fmt: skip


def layout(
    reply: Reply, media: Sequence[str], factory: ComponentFactory, document: str = "", glimpse: str = ""
) -> discord.ui.LayoutView:
    """The reply as one message; to be called within a running event loop. `media` are the cards' pictures
    ("attachment://name" or a URL, empty for none), `document` is the attachment's name, `glimpse` what was seen in the
    shopper's photo."""
    for budget in _BUDGETS:
        try:
            view = _LayoutBuilder(reply, media, factory, document, budget, glimpse).view
        except ValueError:
            continue
        if view.content_length() <= _MAX_LENGTH:
            return view
    return _LayoutBuilder(Reply(text=reply.text, document=reply.document), (), factory, document, _BUDGETS[-1]).view


class _LayoutBuilder:
    def __init__(
        self,
        reply: Reply,
        media: Sequence[str],
        factory: ComponentFactory,
        document: str,
        budget: _LayoutBudget,
        glimpse: str = "",
    ) -> None:
        self.view = discord.ui.LayoutView(timeout=None)
        self.view.stop()  # the client hears all presses: the library need not remember this
        self._factory = factory
        self._budget = budget
        self._lines: list[SelectLine] = []
        cards = reply.cards[: budget.cards]
        footer = small_print(reply, factory)
        head = heading(reply, factory, _MAX_HEADING if cards else _MAX_TEXT)
        head = head if budget.apart else "\n".join(each for each in (head, footer) if each)
        if glimpse:
            said = (reply.glimpse.said if reply.glimpse else "") or None
            self.view.add_item(discord.ui.MediaGallery(discord.MediaGalleryItem(glimpse, description=said)))
        if not (budget.joined and cards):
            self._text(head)
        pictures = list(media[: len(cards)])
        if budget.gallery and any(pictures):
            self._gallery(cards, pictures)
            pictures = []
        for number, (card, picture) in enumerate(zip_longest(cards, pictures)):
            above = f"{head}\n\n" if head and budget.joined and not number else ""
            self._card(card, picture or "", above)
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

    def _card(self, card: ProductCard, media: str, above: str) -> None:
        text: discord.ui.Item[Any] = discord.ui.TextDisplay(f"{above}{card_text(card)}")
        if media:
            text = discord.ui.Section(text, accessory=discord.ui.Thumbnail(media, description=_alt(card)))
        self.view.add_item(text)
        kept, rest = card.buttons[: self._budget.on_card], card.buttons[self._budget.on_card :]
        for row in as_chunks(kept, 5):
            labelled = zip(row, _labels_that_fit(row), strict=True)
            self._row([self._factory.button(each, with_label=shown) for each, shown in labelled])
        self._lines += [SelectLine.of_button(each, f"{card.rank}: ") for each in rest if not each.disabled]

    def _ways_on(self, reply: Reply) -> None:
        of_cards, self._lines = self._lines, []  # other garments first, they say what the select is for
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
            flat = sorted((b for row in rows for b in row), key=lambda each: each.style is not ButtonStyle.PRIMARY)
            kept, rest = flat[: self._budget.below], flat[self._budget.below :]
            self._lines += [SelectLine.of_button(each) for each in rest if not each.disabled]
            rows = [kept]
        for select in self._factory.overflow([*self._lines, *of_cards]):
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
    """Which buttons of a row keep their label beside their icon: all, or the last alone, because what is said first
    (👍, 👎) is understood without words."""
    all_fit = sum(len(each.label) + 2 for each in row) <= _ROW_CHARACTERS
    return [all_fit or not each.icon or each is row[-1] for each in row]


def _alt(card: ProductCard) -> str:
    """What a screen reader says for the picture."""
    return shortened(one_line(card.title), 250) or "…"
