"""What shops write for people: entities resolved, tags and stray whitespace gone."""

from __future__ import annotations

import html
import re
from functools import lru_cache

# Only with their semicolon: "R&D", "?a=1&copy=2" and "Black&notwhite" are no entities.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INLINE = re.compile(r"</?(?:a|abbr|b|big|em|font|i|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:article|br|center|div|dd|dl|dt|h[1-6]|hr|img|li|ol|p|section|table|tbody|td|th|tr|ul)(?:\s[^<>]*)?/?>"
    r"|<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>",
    re.IGNORECASE | re.DOTALL,
)
# What stands where nothing is known.
_NOTHING = frozenset({"-", "--", "n/a", "na", "n.a.", "none", "null", "nan", "nil", "undefined", "#n/a"})


def cleaned(text: str) -> str:
    """One line as people read it, also where it was escaped twice."""
    if "&" in text or "<" in text:
        text = _INLINE.sub("", _TAG.sub(" ", unescaped(text)))
    return " ".join(text.split())


def unescaped(text: str) -> str:
    """Entities resolved, also doubly escaped ones; what only looks like one stays."""
    for _ in range(3):
        if (
            "&" not in text
            or ";" not in text
            or (plainer := _ENTITY.sub(lambda found: html.unescape(found[0]), text)) == text
        ):
            break
        text = plainer
    return text


@lru_cache(maxsize=4096)
def said(text: str) -> str:
    """Cleaned, and "" for what says that nothing is known: "N/A", "-", "--", "null"."""
    text = cleaned(text)
    return "" if len(text) < 10 and text.casefold() in _NOTHING else text
