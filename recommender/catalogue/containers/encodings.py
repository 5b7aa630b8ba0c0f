"""Which encoding a file is written in: by its mark or its bytes, or the one in which its words look like words.

General detectors need more text than a small shop's file holds. Here it helps to know what the text is about.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

# Of the texts of which each may be written in another way: of a table, and of XML and JSON.
LINES, MARKED_TEXTS = re.compile(r"([\r\n])"), re.compile(r'([<>\n"])')
_BLOCK = 256 * 1024
# UTF-32's mark begins with UTF-16's.
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_DECLARED = re.compile(rb"""^[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)["']""")
_SAMPLE_BYTES = 32 * 1024  # that the encoding is guessed from
# What stands between words in any script.
_NEUTRAL = frozenset("\u00a0–—‐‑’‘“”„«»…·•№€£¥°™®©×½¼²、。・（）「」【】／～：，！？　")
_CYRILLIC = "оаеинкртслвмупдябыьгзчжйюшхцщіїєэґфъ"
# For each encoding the characters that clothes are written with; of equals the first counts.
_USUAL = {
    "cp1252": "éèàçêâôîïëùûäöüßñáíóúãõåæøìòÄÖÜÉÀÈÇÁÓÅØ",
    "cp1254": "çğıöşüÇĞİÖŞÜâ",
    "cp1250": "ąćęłńóśźżŁŚŻáéíýčďěňřšťůúžČĎŘŠŽľĺőűöüăâîșțşţđĐ",
    "cp1257": "āčēģīķļņšūžąęėįųõäöüŠŽĀĒĪ",
    "cp1251": _CYRILLIC,
    "koi8-r": _CYRILLIC,
    "koi8-u": _CYRILLIC,
    "cp866": _CYRILLIC,
    "iso8859-5": _CYRILLIC,
    "cp1253": "αοιετσνηρκμπλυςωάέήίόύώδγχθφβξζψ",
    "cp1255": "יוהלאראתבמשנחדקפעסגזטצכםןךףץ",
    "cp1256": "النيمرتدسوبةعقفحكجصشزطضخهذغثظأإآىءئؤپچژگکی",
    "cp874": "กขคงจชซดตถทนบปผพฟมยรลวสหอะาำิีึืุูเแโใไ็่้์ัๆ",
    "cp932": "のスシャツワンピーレドコトパメディニセルクフリバグジケ色青赤黒白緑紺長半袖服着靴綿毛男女用",
    "euc_jp": "のスシャツワンピーレドコトパメディニセルクフリバグジケ色青赤黒白緑紺長半袖服着靴綿毛男女用",
    "cp949": "셔츠원피스바지코트자켓남성여블랙화이드레루티커신발가방니반팔긴청색용란간검은흰정의맨투후데님",
    "gb18030": "色衣裤裙衫鞋男女士款长短袖红蓝黑白绿黄灰粉棉夏冬春秋外套包帽连休闲新装上大小衬季恤牛仔运动时尚风针毛皮",
    "big5": "色衣褲裙衫鞋男女士款長短袖紅藍黑白綠黃灰粉棉夏冬春秋外套包帽連休閒新裝上大小襯季恤牛仔運動時尚風針毛皮",
}
# Of tens of thousands of characters, those that are in daily use lie in the first rows of these.
_WIDE = {"cp932": ("euc_jp", 0xB0, 0xCF), "euc_jp": ("euc_jp", 0xB0, 0xCF), "gb18030": ("gb2312", 0xB0, 0xD7)}
_WIDE |= {"big5": ("big5", 0xA4, 0xC6), "cp949": ("euc_kr", 0xB0, 0xC8)}


@dataclass(frozen=True, slots=True)
class TextEncoding:
    """How a file is written. `guessed_lines` are not UTF-8, and are read as `otherwise`."""

    name: str = "utf-8-sig"
    otherwise: str = "cp1252"
    guessed_lines: int = 0


def encoding_of(path: Path, named: str = "", bounds: re.Pattern[str] = LINES) -> TextEncoding:
    """How the text is encoded: `named`, or its mark, or what its bytes are, or what it declares.

    UTF-8 wins over another declaration: what was converted on its way often still says what it was. `bounds` are those
    of the texts of which each may be written in another way. Raises OSError, and LookupError for a `named` that nobody
    knows.
    """
    if named:
        try:
            b"a\x80".decode(named, "replace")
        except ValueError as error:  # no encoding of files, but of names on the internet and the like
            raise LookupError(str(error)) from error
        return TextEncoding(codecs.lookup(named).name)
    with path.open("rb") as file:
        head = file.read(4096)
        for mark, name in _MARKS.items():
            if head.startswith(mark):
                return TextEncoding(name)
        # Without a mark: every other byte of the header's plain letters is zero.
        even, odd = head[:16:2], head[1:16:2]
        for zeros, letters, name in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
            if len(zeros) > 2 and not any(zeros) and all(letters):
                return TextEncoding(name)
    if all(map(is_unicode, _blocks(path))):
        return TextEncoding()
    unicode, others, sample, size = 0, 0, [], 0
    for text in chain.from_iterable(map(bounds.split, _blocks(path))):
        if text.isascii():
            continue
        if is_unicode(text):
            unicode += 1
            continue
        others += 1
        if size < _SAMPLE_BYTES:
            sample.append(text.encode(errors="surrogateescape"))
            size += len(sample[-1])
    declared = _declared(head)
    if declared and others > unicode:
        return TextEncoding(declared)
    otherwise = declared or _likeliest(sample)
    # Of a file in another encoding, some texts may look like UTF-8 by chance.
    return TextEncoding(otherwise if others > unicode else "utf-8-sig", otherwise, others)


def _blocks(path: Path) -> Iterator[str]:
    """The whole text as UTF-8, each block to the end of a line: of half a line either half would count."""
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        while block := file.read(_BLOCK) + file.readline(_BLOCK):
            yield block


def is_unicode(text: str) -> bool:
    """Whether no byte of it was none of UTF-8's."""
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


def _likeliest(sample: list[bytes]) -> str:
    """The encoding's name in Python, for lines that are not UTF-8."""
    return max(_USUAL, key=lambda encoding: _plausibility(sample, encoding))


def _plausibility(sample: list[bytes], encoding: str) -> float:
    """From how many of the letters beyond ASCII look right, and how right; broken lines weigh most."""
    right, count = 0.0, 0
    for line in sample:
        try:
            text = line.decode(encoding)
        except UnicodeDecodeError:
            beyond = sum(byte > 0x7F for byte in line)
            right, count = right - 3 * beyond, count + beyond
            continue
        for before, letter, after in zip(f" {text}", text, f"{text[1:]} ", strict=False):
            if not letter.isascii():
                count += 1
                right += _rightness(letter, before, after, encoding)
    return right / count


def _rightness(letter: str, before: str, after: str, encoding: str) -> float:
    if letter in _NEUTRAL:
        return 0.8
    kind, script = _kind(letter)
    if not kind.startswith(("L", "M")):
        return -2.0
    rank = _USUAL[encoding].find(letter.lower()) if letter not in _USUAL[encoding] else _USUAL[encoding].find(letter)
    if encoding in _WIDE:
        if script in ("HIRAGANA", "KATAKANA"):
            return 1.6 if "jp" in encoding or encoding == "cp932" else -1.0
        if rank >= 0:
            return 2.0
        return 0.75 if _is_daily(letter, encoding) else -1.0
    if script != _kind(_USUAL[encoding][0])[1]:
        return -1.5
    worth = 1.5 - 0.9 * rank / len(_USUAL[encoding]) if rank >= 0 else 0.4
    if script == "LATIN" and rank >= 0:
        worth = 1.51  # several languages share these, each with a frequency of its own
    beside = before + after
    if any(each.isdecimal() for each in beside):
        worth -= 1.0
    if kind == "Lu" and before.islower():
        worth -= 1.5  # no word goes on like that
    if script == "LATIN":
        # Letters with accents hardly ever stand together.
        return worth - 0.6 * sum(each.isalpha() and not each.isascii() for each in beside)
    if any(each.isalpha() and each.isascii() for each in beside):
        worth -= 1.5  # nor do two scripts in a word
    if script == "THAI":
        return min(worth, 1.0) - (2.0 if kind.startswith("M") and _kind(before)[1] != "THAI" else 0.0)
    return worth


@cache
def _kind(letter: str) -> tuple[str, str]:
    return unicodedata.category(letter), unicodedata.name(letter, "?").split()[0].removesuffix("S")


@cache
def _is_daily(letter: str, encoding: str) -> bool:
    rows, first, last = _WIDE[encoding]
    try:
        return first <= letter.encode(rows)[0] <= last
    except UnicodeEncodeError:
        return False
