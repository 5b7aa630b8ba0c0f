"""A reply as Telegram's HTML: captions for the pictures, and one message with all that is said and can be pressed.

In an album Telegram hides the captions until a picture is opened, so the message under it lists the products too:
number, title with its link, price, note. That list also serves when a picture cannot be sent.

Telegram counts UTF-16 code units after the markup has been taken away, so everything is measured and cut before it is
escaped: no entity is ever cut in two, and no half of an emoji is left behind.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from html import escape
from urllib.parse import urlsplit

from bot.messages import Picture, ProductCard, Reply

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_LINK = 2000
_ELLIPSIS = "…"
# What joins characters into one that is seen: zero-width joiner and variation selectors.
_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
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


def length(text: str) -> int:
    """In UTF-16 code units, as Telegram counts."""
    return len(text) + sum(1 for each in text if ord(each) > 0xFFFF)


def cut(text: str, most: int) -> str:
    """At most `most` code units, with an ellipsis if something was taken away."""
    if length(text) <= most:
        return text
    return _head(text, max(0, most - 1)) + _ELLIPSIS if most > 0 else ""


def linked(text: str, link: str) -> str:
    """`text` escaped, as a link if `link` is an address of the web."""
    shown = plain(text)
    return f'<a href="{escape(link)}">{shown}</a>' if is_link(link) and text else shown


def is_link(link: str) -> bool:
    """Whether Telegram would take it as the target of a link."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(link) <= _MAX_LINK


def plain(text: str) -> str:
    """`text` escaped, all of it shown as it is."""
    return escape(text, quote=False)


class HtmlLines:
    """A text made line by line, each with what is seen of it, so that it can be parted between lines."""

    def __init__(self) -> None:
        self._lines: list[tuple[int, str]] = []

    def add(self, text: str) -> None:
        """Plain text of any length; its own line breaks are kept."""
        for line in text.split("\n"):
            for piece in _pieces(line, MAX_TEXT):
                self._lines.append((length(piece), plain(piece)))

    def add_html(self, seen: str, html: str) -> None:
        """One line of HTML, of which `seen` is what is seen; it has to be within MAX_TEXT."""
        self._lines.append((length(seen), html))

    def gap(self) -> None:
        """An empty line, if there is something above it."""
        if any(size for size, _ in self._lines):
            self._lines.append((0, ""))

    def parts(self, most: int = MAX_TEXT) -> list[str]:
        """As few texts of at most `most` code units as it takes, none of them empty."""
        parts: list[str] = []
        lines: list[str] = []
        size = 0
        for width, html in self._lines:
            if lines and size + 1 + width > most:
                parts.append("\n".join(lines))
                lines, size = [], 0
            if width or lines:  # no text begins with an empty line
                size += width + (1 if lines else 0)
                lines.append(html)
        parts.append("\n".join(lines))
        return [stripped for part in parts if (stripped := part.strip())]


def _pieces(line: str, most: int) -> Iterable[str]:
    while length(line) > most:
        head = _head(line, most)
        space = head.rfind(" ")
        if space > most // 2:
            head = head[: space + 1]
        yield head
        line = line[len(head) :]
    yield line


def _head(text: str, most: int) -> str:
    size = end = 0
    for index, each in enumerate(text):
        size += 2 if ord(each) > 0xFFFF else 1
        if size > most:
            break
        end = index + 1
    # Not between a letter and its accent, nor within an emoji of several characters.
    start = end
    while 0 < start < len(text) and (
        unicodedata.combining(text[start]) or text[start] in _JOINERS or text[start - 1] == "\u200d"
    ):
        start -= 1
    return text[: start or end]
