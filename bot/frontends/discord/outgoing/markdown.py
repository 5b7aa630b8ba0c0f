"""The conversation's plain text as Discord's markdown: everything arrives as it is, and nothing pings anybody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from discord.utils import escape_mentions

# What means something anywhere in a line; a backslash before it makes it a character.
_ANYWHERE = re.compile(r"([\\*_~`|\[\]<])")
# What makes a heading, small print, a quotation or a list item at the beginning of a line.
_AT_START = re.compile(r"^(\s*)(#{1,3}\s|-#\s|>|-\s|\+\s)", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d+)\.(\s)", re.MULTILINE)
_ELLIPSIS = "…"
_COMMAND = re.compile(r"(?<![\w/:.<@])/([a-z][a-z0-9_]{0,31})(?![\w/])")


def escape(text: str) -> str:
    """The text so that Discord shows exactly it. Mentions get an invisible character, besides the ban on them that
    every message carries. discord.utils.escape_markdown leaves brackets, numbered and indented lines as markup."""
    text = _ANYWHERE.sub(r"\\\1", text)
    text = _AT_START.sub(r"\1\\\2", text)
    text = _NUMBERED.sub(r"\1\\.\2", text)
    return escape_mentions(text)


def with_commands(text: str, ids: Mapping[str, int]) -> str:
    """The same, with the commands that are named in it ("/help") as Discord's own mentions: pressed, they are typed in,
    under whatever name they have in the reader's language. `ids` are the registered ones."""
    parts = _COMMAND.split(text)
    # Every second part is a command's name, without its slash.
    said = [
        escape(part) if n % 2 == 0 else f"</{part}:{ids[part]}>" if part in ids else escape(f"/{part}")
        for n, part in enumerate(parts)
    ]
    return "".join(said)


def shortened(text: str, most: int) -> str:
    """At most so many characters, with an ellipsis where some were left out."""
    return text if len(text) <= most else text[: most - 1].rstrip() + _ELLIPSIS


def one_line(text: str) -> str:
    """Without line breaks: titles of catalogues have some."""
    return " ".join(text.split())


def web_address(link: str) -> str:
    """The link so that it can stand in markdown; empty if it is no web address."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return quote(link.strip(), safe=":/?#[]@!$&'*+,;=%~")
