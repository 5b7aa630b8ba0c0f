"""A reply as what Telegram shows: captions for the pictures, and one message with all that is said and can be pressed.

In an album Telegram hides the captions until a picture is opened, so the message under it lists the products too:
number, title with its link, price, note. That list also serves when a picture cannot be sent.
"""

from __future__ import annotations

from bot.frontends.telegram.outgoing.text import MAX_CAPTION, MAX_TEXT, HtmlLines, cut, length, linked, plain
from bot.messages import Picture, ProductCard, Reply

MAX_TITLE = 256
_DOT = " · "
# A message has to have a text, even where there are only buttons.
_NO_TEXT = "👇"


def shows_message(reply: Reply) -> bool:
    """Whether there is anything besides pictures, a document and a notice."""
    return bool(reply.text or reply.cards or reply.footer or reply.menus or reply.buttons)


def message_parts(reply: Reply) -> list[str]:
    """The HTML of the message, in as many parts as its length takes; the buttons belong under the last."""
    lines = HtmlLines()
    heading, _, rest = reply.text.partition("\n")
    if reply.cards and heading and length(heading) <= MAX_TITLE:
        lines.add_html(heading, f"<b>{plain(heading)}</b>")
        if rest:
            lines.add(rest)
    elif reply.text:
        lines.add(reply.text)
    if reply.cards:
        lines.gap()
        for card in reply.cards:
            lines.add_html(*_list_line(card, counted=len(reply.cards) > 1))
    if below := "\n".join(each for each in (reply.footer, _legend(reply)) if each):
        lines.gap()
        lines.add(below)
    return lines.parts(MAX_TEXT) or [_NO_TEXT]


def caption(card: ProductCard, counted: bool) -> str:
    """The HTML under a product's picture: number, title with the link, price, note."""
    number = f"{card.rank}. " if counted else ""
    price, note = cut(card.price, 100), cut(card.note, 300)
    below = "".join(f"\n{plain(each)}" for each in (price, note) if each)
    taken = length(number) + sum(length(each) + 1 for each in (price, note) if each)
    return f"{plain(number)}<b>{linked(cut(card.title, MAX_CAPTION - taken), card.link)}</b>{below}"


def pictured(reply: Reply) -> list[tuple[ProductCard, Picture]]:
    """The cards that have a picture."""
    return [(card, card.picture) for card in reply.cards if card.picture is not None]


def _list_line(card: ProductCard, counted: bool) -> tuple[str, str]:
    number = f"{card.rank}. " if counted else ""
    title = cut(card.title, MAX_TITLE)
    after = "".join(f"{_DOT}{each}" for each in (cut(card.price, 100), cut(card.note, 300)) if each)
    return f"{number}{title}{after}", f"{plain(number)}{linked(title, card.link)}{plain(after)}"


def _legend(reply: Reply) -> str:
    """What the icons on the cards' buttons mean, as far as the footer does not say it."""
    meaning: dict[str, str] = {}
    for card in reply.cards:
        for button in card.buttons:
            if button.icon and button.label and button.icon not in reply.footer:
                meaning.setdefault(button.icon, button.label)
    return _DOT.join(f"{icon} {label}" for icon, label in meaning.items())
