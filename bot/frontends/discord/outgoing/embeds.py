"""A Reply as text and embeds, where Components V2 cannot be had; and as text alone, where nothing else can be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import discord

from bot.frontends.discord.outgoing.components import ComponentFactory, SelectLine
from bot.frontends.discord.outgoing.layout import card_text, heading, remarks, small_print
from bot.frontends.discord.outgoing.markdown import escape, one_line, shortened, web_address
from bot.messages import ProductCard, Reply

_MAX_CONTENT = 2000
_MAX_EMBEDS = 10
_MAX_ROWS = 5
# Of all embeds of a message together, with room to spare below Discord's 6,000.
_MAX_EMBED_TITLE = 200


def content(reply: Reply, factory: ComponentFactory) -> str:
    """The lines above the embeds."""
    lines = (heading(reply, factory), small_print(reply, factory))
    return shortened("\n".join(line for line in lines if line), _MAX_CONTENT)


def plain_text(reply: Reply, factory: ComponentFactory) -> str:
    """Everything that can be said without embeds, pictures and buttons."""
    lines = [heading(reply, factory), *(card_text(card) for card in reply.cards), escape(reply.footer)]
    return shortened("\n".join(line for line in lines if line), _MAX_CONTENT)


def embeds(reply: Reply, media: Sequence[str]) -> list[discord.Embed]:
    """One for each product, in order."""
    shown = zip_longest(reply.cards[:_MAX_EMBEDS], media[:_MAX_EMBEDS], fillvalue="")
    return [_embed(card, picture) for card, picture in shown if isinstance(card, ProductCard)]


def _embed(card: ProductCard, media: str) -> discord.Embed:
    below = remarks(card)
    title = shortened(f"{card.rank}. {one_line(card.title)}", _MAX_EMBED_TITLE)
    embed = discord.Embed(title=escape(title), url=web_address(card.link) or None, description=below or None)
    return embed.set_thumbnail(url=media) if media else embed


def buttons(reply: Reply, factory: ComponentFactory) -> discord.ui.View | None:
    """Five rows are all there is: one for each kind of button on the products, numbered; what is left over goes into a
    select. None if there is nothing to press."""
    rows: list[list[Any]] = []
    numbered = [[(card, button) for button in card.buttons] for card in reply.cards[:5]]
    columns = [[each for each in column if each] for column in zip_longest(*numbered)]
    for column in columns[:3]:
        rows.append([factory.button(each, with_label=not each.icon, prefix=str(card.rank)) for card, each in column])
    left_over = [each for column in columns[3:] for each in column]
    left_over += [(card, button) for card in reply.cards[5:] for button in card.buttons]
    lines = [SelectLine.of_button(button, f"{card.rank}: ") for card, button in left_over]
    lines += [line for menu in reply.menus for line in SelectLine.of_menu(menu)]
    flat = [button for row in reply.buttons for button in row]
    if flat:
        rows.append([factory.button(button) for button in flat[:5]])
        lines += map(SelectLine.of_button, flat[5:])
    rows += [[select] for select in factory.overflow(lines)]
    if not rows:
        return None
    view = discord.ui.View(timeout=None)
    view.stop()  # as in layout.py
    for number, row in enumerate(rows[:_MAX_ROWS]):
        for item in row:
            item.row = number
            view.add_item(item)
    return view
