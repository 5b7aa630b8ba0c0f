"""A Reply as text and embeds, where Components V2 cannot be had; and as text alone, where nothing else can be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import discord

from bot.frontends.discord.incoming.items import Items, Pick
from bot.frontends.discord.outgoing.layout import card_text, heading, remarks, small_print
from bot.frontends.discord.outgoing.markdown import escape, one_line, shortened, web_address
from bot.messages import Button, ProductCard, Reply

_MAX_CONTENT = 2000
_MAX_EMBEDS = 10
_MAX_ROWS = 5
# Of all embeds of a message together, with room to spare below Discord's 6,000.
_MAX_EMBED_TITLE = 200


def content(reply: Reply, items: Items) -> str:
    """The lines above the embeds."""
    lines = (heading(reply, items), small_print(reply, items))
    return shortened("\n".join(line for line in lines if line), _MAX_CONTENT)


def plain_text(reply: Reply, items: Items) -> str:
    """Everything that can be said without embeds, pictures and buttons."""
    lines = [heading(reply, items), *(card_text(card) for card in reply.cards), escape(reply.footer)]
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


def buttons(reply: Reply, items: Items) -> discord.ui.View | None:
    """Five rows are all there is: one for each kind of button on the products, numbered; what is left over goes into a
    select. None if there is nothing to press."""
    rows: list[list[Any]] = []
    picks: list[Pick] = []
    numbered = [[(card, button) for button in card.buttons] for card in reply.cards[:5]]
    columns = [[each for each in column if each] for column in zip_longest(*numbered)]
    for place, column in enumerate(columns):
        if place < 3:
            rows.append([_numbered(items, card, button) for card, button in column])
        else:
            picks += [_pick(card, button) for card, button in column]
    for card in reply.cards[5:]:
        picks += [_pick(card, button) for button in card.buttons]
    picks += [
        Pick(menu.label, f"{menu.label}: {option.label}", menu.action, option.value)
        for menu in reply.menus
        for option in menu.options
    ]
    flat = [button for row in reply.buttons for button in row]
    if flat:
        rows.append([items.button(button) for button in flat[:5]])
        picks += [Pick(button.label, button.label, button.action, icon=button.icon) for button in flat[5:]]
    rows += [[select] for select in items.picks(picks)]
    if not rows:
        return None
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(rows[:_MAX_ROWS]):
        for item in row:
            item.row = number
            view.add_item(item)
    return view


def _pick(card: ProductCard, button: Button) -> Pick:
    return Pick(button.label, f"{card.rank}: {button.label}", button.action, icon=button.icon)


def _numbered(items: Items, card: ProductCard, button: Button) -> Any:  # noqa: ANN401 - see Items
    return items.button(button, with_label=not button.icon, prefix=str(card.rank))
