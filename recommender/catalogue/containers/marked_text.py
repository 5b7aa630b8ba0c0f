"""Text that is XML or JSON, block by block, also where somebody pasted bytes of another encoding into it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from recommender.catalogue.containers.encodings import MARKED_TEXTS, TextEncoding, is_unicode

_BLOCK = 256 * 1024
_PAGE = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)


def text_of_head(head: bytes) -> str:
    """Enough of a file's beginning to tell what it is, in whichever encoding."""
    text = head.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    return text.replace(b"\0", b"").decode("latin-1").lstrip()


def is_page(text: str) -> bool:
    """Whether it is a web page rather than anything for machines."""
    return _PAGE.match(text) is not None


def blocks(path: Path, written: TextEncoding) -> Iterator[str]:
    """The whole text. Raises OSError and UnicodeError."""
    errors = "surrogateescape" if written.name == "utf-8-sig" else "replace"
    with path.open(encoding=written.name, errors=errors) as file:
        while block := file.read(_BLOCK):
            yield mended(block, written)


def mended(text: str, written: TextEncoding) -> str:
    """With the bytes that are no UTF-8: each text between tags or quotes that has some is read as what they are."""
    if is_unicode(text):
        return text
    return "".join(
        piece if is_unicode(piece) else piece.encode(errors="surrogateescape").decode(written.otherwise, "replace")
        for piece in MARKED_TEXTS.split(text)
    )
