"""XML as shops write it, made well-formed block by block: bare "&", HTML's entities, control characters, a bare "<".

What stands in CDATA is left as it is. A block ends with a ">", so that neither a tag nor an entity is torn.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator

_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_AMPERSAND = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;)(#?\w{1,32};)?")
_BARE = re.compile(r"<(?![A-Za-z_/!?\u0080-\uffff])")
_OPENS, _CLOSES = "<![CDATA[", "]]>"
# A text longer than this without any ">" is handed on as it is.
_MOST_HELD = 4 * 1024 * 1024


def cleaned(blocks: Iterable[str]) -> Iterator[str]:
    """The same text, in other blocks."""
    held, is_literal = "", False
    for each in blocks:
        block = held + each
        end = block.rfind(">") + 1
        if not end and len(block) < _MOST_HELD:
            held = block
            continue
        held = block[end:] if end else ""
        text, is_literal = _clean(block[:end] if end else block, is_literal)
        yield text
    if held:
        yield _clean(held, is_literal)[0]


def _clean(text: str, is_literal: bool) -> tuple[str, bool]:
    if not text.isprintable():
        text = _CONTROLS.sub("", text)
    if not is_literal and _OPENS not in text:
        return _escaped(text), False
    parts = []
    while text:
        mark = _CLOSES if is_literal else _OPENS
        part, found, text = text.partition(mark)
        parts += [part if is_literal else _escaped(part), found]
        is_literal = is_literal != bool(found)
    return "".join(parts), is_literal


def _escaped(text: str) -> str:
    if "&" in text:
        text = _AMPERSAND.sub(_character, text)
    return _BARE.sub("&lt;", text)


def _character(found: re.Match[str]) -> str:
    written = found[0]
    meant = html.unescape(written)
    if meant == written:  # no entity of anybody's
        return "&amp;" + written[1:]
    return html.escape(_CONTROLS.sub("", meant), quote=False)
