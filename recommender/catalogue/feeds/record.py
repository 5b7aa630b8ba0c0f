"""`Record`: one row, item or object of a shop's file, as its container wrote it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

# A field of a table is a text. In JSON numbers and booleans are texts already, null is ""; in XML repeated elements are
# a list, elements with children a dict, attributes stand under "@name" and the text beside them under "#text".
Value: TypeAlias = "str | list[Value] | dict[str, Value]"

# Where a dict says in one text what it is: {"name": "Nike"}, {"src": "https://..."}, <price currency="EUR">5</price>.
# The surest first; the last are MongoDB's.
_SPEAKING_KEYS = """
    #text name value title url uri src href @href @url @src link label amount price
    hi_res large original url_standard image image_url file path
    $oid $numberInt $numberDouble $numberDecimal $numberLong
"""
_SPEAKING = tuple(_SPEAKING_KEYS.split())
SECTION = "section"  # the field in which a container says what the part of the file is called that a record lies in
_ASIDE = re.compile(r"\([^)]*\)|\*")


@dataclass(frozen=True, slots=True)
class Record:
    """`where` names it as its admin would look it up ("line 17", "item 3"); `fields` has the source's own names, in
    their order. `surplus`: what a row of a table holds beyond its header; `missing`: how many fields it is short of."""

    where: str
    fields: Mapping[str, Value]
    surplus: tuple[str, ...] = ()
    missing: int = 0

    @property
    def misfit(self) -> str:
        """How the row does not fit its header, "" if it does."""
        width = len(self.fields)
        found = width + len(self.surplus) - self.missing
        return f"{found} fields instead of {width}" if found != width else ""


@lru_cache(maxsize=4096)
def plain_name(name: str) -> str:
    """A column's name as names are compared: without case, accents, punctuation and Google's "g:"."""
    letters = unicodedata.normalize("NFKD", name).casefold().strip().removeprefix("g:")
    return "".join(letter for letter in letters if letter.isalnum())


@lru_cache(maxsize=4096)
def name_without_asides(name: str) -> str:
    """The same, also without what stands in parentheses: "Image URLs (x,y,z...)"."""
    return plain_name(_ASIDE.sub("", name))


def word_table(lines: str) -> dict[str, str]:
    """The words of each key of a table whose lines are "key: word word"; a key may have several lines."""
    table: dict[str, str] = {}
    for line in lines.strip().splitlines():
        key, _, words = line.strip().partition(":")
        table[key] = f"{table.get(key, '')}{words}"
    return table


def text_of(value: Value) -> str:
    """The first text that a value holds; "" if none."""
    return value if isinstance(value, str) else next(iter(texts_of(value)), "")


def first_text(fields: Mapping[str, Value], *names: str) -> str:
    """The first text that one of these fields holds."""
    for name in names:
        if (value := fields.get(name)) and (text := text_of(value)):
            return text
    return ""


def texts_of(value: Value) -> list[str]:
    """All texts of a list, and of a dict the one by which it is called."""
    if isinstance(value, str):
        return [value] if value else []
    if isinstance(value, list):
        return [text for each in value for text in ((each,) if isinstance(each, str) else texts_of(each)) if text]
    for key in _SPEAKING:
        if (inner := value.get(key)) and (found := texts_of(inner)):
            return found
    # <images><image>...</image><image>...</image></images>
    return texts_of(next(iter(value.values()))) if len(value) == 1 else []


def objects_in(value: Value) -> list[dict[str, Value]]:
    """The dicts of a list, or the one that stands alone; also {"edges": [{"node": ...}]} and {"nodes": [...]}."""
    if isinstance(value, dict):
        for key in ("edges", "nodes"):
            if isinstance(inner := value.get(key), list):
                return [each for one in objects_in(inner) for each in objects_in(one.get("node", one))]
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
