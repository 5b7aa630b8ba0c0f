"""Text that is XML or JSON, block by block: its encoding, and characters where somebody pasted bytes of another one."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from recommender.catalogue.containers.delimited_text import TextEncoding, encoding_of
from recommender.catalogue.containers.encodings import likeliest

_BLOCK = 256 * 1024
_DECLARED = re.compile(rb"""^[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)["']""")
_PAGE = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BOUNDS = re.compile(r'([<>\n"])')  # of the texts of which each may be written in another way
_BEYOND_ASCII = bytes(range(0x80, 0x100))
_SAMPLES = 500  # texts that the encoding is guessed from


def text_of_head(head: bytes) -> str:
    """Enough of a file's beginning to tell what it is, in whichever encoding."""
    text = head.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    return text.replace(b"\0", b"").decode("latin-1").lstrip()


def is_page(text: str) -> bool:
    """Whether it is a web page rather than anything for machines."""
    return _PAGE.match(text) is not None


def written_as(path: Path, named: str = "") -> TextEncoding:
    """How the text is encoded: `named`, or its mark, or what its bytes are, or what it declares.

    UTF-8 wins over another declaration: what was converted on its way often still says what it was. Raises OSError, and
    LookupError for a `named` that nobody knows.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        if named or b"\0" in head[:64] or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return encoding_of(path, named)
        file.seek(0)
        unicode, others, texts, sample = _counted(iter(partial(file.read, _BLOCK), b""))
    if not others:
        return TextEncoding()
    declared = _declared(head)
    if declared and others > unicode:
        return TextEncoding(declared)
    otherwise = declared or likeliest(sample)
    return TextEncoding(otherwise if others > unicode else "utf-8-sig", otherwise, texts)


def _counted(raw: Iterator[bytes]) -> tuple[int, int, int, list[bytes]]:
    """How many bytes beyond ASCII are UTF-8, how many are not, in how many texts these are, and some of them."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    unicode = others = texts = 0
    sample: list[bytes] = []
    for block in chain(raw, [b""]):
        text = decoder.decode(block, not block)
        if text.isascii():
            continue
        right = text.encode(errors="ignore")
        stray = len(text.encode(errors="surrogateescape")) - len(right)
        unicode += len(right) - len(right.translate(None, _BEYOND_ASCII))
        if stray:
            foreign = [piece for piece in _BOUNDS.split(text) if not _is_unicode(piece)]
            others, texts = others + stray, texts + len(foreign)
            sample += [piece.encode(errors="surrogateescape") for piece in foreign[: _SAMPLES - len(sample)]]
    return unicode, others, texts, sample


def _is_unicode(text: str) -> bool:
    try:
        return text.isascii() or bool(text.encode())
    except UnicodeEncodeError:
        return False


def _declared(head: bytes) -> str:
    """The encoding that the text says it has, if there is such a one and it is not UTF."""
    try:
        name = codecs.lookup(found[1].decode()).name if (found := _DECLARED.match(head)) else ""
        b"a\x80".decode(name or "ascii", "replace")
    except (LookupError, ValueError):
        return ""
    return "" if name.startswith(("utf", "ascii")) else name


def blocks(path: Path, written: TextEncoding) -> Iterator[str]:
    """The whole text. Raises OSError and UnicodeError."""
    errors = "surrogateescape" if written.name == "utf-8-sig" else "replace"
    with path.open(encoding=written.name, errors=errors) as file:
        while block := file.read(_BLOCK):
            yield mended(block, written)


def mended(text: str, written: TextEncoding) -> str:
    """With the bytes that are no UTF-8: each text between tags or quotes that has some is read as what they are."""
    if _is_unicode(text):
        return text
    return "".join(
        piece if _is_unicode(piece) else piece.encode(errors="surrogateescape").decode(written.otherwise, "replace")
        for piece in _BOUNDS.split(text)
    )
