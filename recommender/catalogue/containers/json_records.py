"""JSON, a list of products or an object that holds one, and JSON Lines: decoded product by product.

The standard library's decoder can be set on any place of a text; so a file of gigabytes needs no more memory than its
largest product, and a broken product costs itself.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.containers.container import Opened
from recommender.catalogue.containers.encodings import MARKED_TEXTS, TextEncoding, encoding_of
from recommender.catalogue.containers.marked_text import blocks, mended, text_of_head
from recommender.catalogue.feeds.record import SECTION, Record, Value
from recommender.errors import CatalogueError

# What a list of products is called nearly everywhere.
_LISTS = (
    "products items data results entries offers records rows goods edges nodes catalog catalogue articles hits docs "
    "itemlistelement @graph list result product item entry offer"
)
_TITLES = frozenset({"title", "name"})
_WRAPPERS = ("node", "item", "product", "_source", "content")
_MOST_CHARACTERS = 4 * 1024 * 1024  # of one product
_MOST_DEPTH = 4  # of a list of products
_MOST_FIELDS = 2_000  # of one product
_LOOKED_AT = 50
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: "", strict=False)


class JsonLines:
    """An object on each line."""

    name = "JSON Lines"

    def holds(self, head: bytes) -> bool:
        lines = text_of_head(head).split("\n")
        whole = [line for line in lines[: -1 if len(lines) > 1 else None] if line.strip()]
        return len(lines) > 1 and sum(map(_is_object, whole)) * 2 > len(whole) and len(whole) + bool(lines[-1]) > 1

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        written = encoding_of(path, encoding, MARKED_TEXTS)
        return Opened.of(_lines(path, written), written)


class JsonDocument:
    """One value: a list of objects, or an object that holds one somewhere."""

    name = "JSON"

    def holds(self, head: bytes) -> bool:
        return re.match(r"\[\s*[\[{\]]|\{\s*[\"}]", text_of_head(head)) is not None

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        written = encoding_of(path, encoding, MARKED_TEXTS)
        reader = _JsonReader(path, written)
        return Opened.of(reader.records(), written, reader.about)


def as_value(value: object) -> Value:
    """Numbers, booleans and null as texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return {key: each if type(each) is str else as_value(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [as_value(each) for each in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _in_reach(value: object) -> Value:
    with contextlib.suppress(RecursionError):  # from Python 3.13 on the parser takes more than can be gone through
        return as_value(value)
    return ""


def _is_object(line: str) -> bool:
    try:
        return isinstance(_DECODER.decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _record(where: str, value: object) -> Record | LeftOut:
    """`value` as the list has it, or what it wraps: {"node": {...}}."""
    if isinstance(value, dict):
        if "@type" in value:
            value = _of_schema_org(value)
        within = [value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)]
        if within and ("id" not in value or "_source" in value):
            value = {**value, **within[0]}
        if len(value) > _MOST_FIELDS:
            return LeftOut(where, LeftOutReason.MALFORMED_LINE, f"more than {_MOST_FIELDS:,} fields")
        fields = _in_reach(value)
        if isinstance(fields, dict):
            return Record(where, fields)
    return LeftOut(where, LeftOutReason.MALFORMED_LINE, "no JSON object")


def _of_section(found: Record | LeftOut, place: tuple[str, ...]) -> Record | LeftOut:
    """With what the lists are called that it lies in: {"women": {"dresses": [...]}}."""
    section = [name for name in place if name.casefold() not in _LISTS.split()]
    if not section or isinstance(found, LeftOut) or SECTION in found.fields:
        return found
    return replace(found, fields={**found.fields, SECTION: " > ".join(section)})


def _of_schema_org(value: dict[str, Any]) -> dict[str, Any]:
    """Its kind is no kind of product; of several offers the first is as good as another."""
    offers = value.get("offers")
    first = {"offers": offers[0]} if isinstance(offers, list) and offers else {}
    return {key: each for key, each in value.items() if key not in ("@type", "@context", "@id")} | first


def _lines(path: Path, written: TextEncoding) -> Iterator[Record | LeftOut]:
    errors = "surrogateescape" if written.name == "utf-8-sig" else "replace"
    with path.open(encoding=written.name, errors=errors) as file:
        number = 0
        while line := file.readline(_MOST_CHARACTERS):
            number += 1
            if not line.strip(" \t\r\n\0\ufeff,[]"):
                continue
            where = f"line {number}"
            try:
                value = _DECODER.decode(mended(line, written).strip("\ufeff\0 \t\r\n,"))
            except (ValueError, RecursionError) as error:
                is_cut = not line.endswith("\n") and len(line) < _MOST_CHARACTERS
                yield LeftOut(where, *_fault(error, is_cut))
                while len(line) == _MOST_CHARACTERS and not line.endswith("\n"):
                    line = file.readline(_MOST_CHARACTERS)
            else:
                yield _record(where, value)


def _fault(error: Exception, is_cut: bool) -> tuple[LeftOutReason, str]:
    if is_cut:
        return LeftOutReason.CUT_SHORT, "the JSON ends in the middle"
    what = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
    return LeftOutReason.MALFORMED_LINE, f"broken JSON: {what}"


class _CutShortError(Exception):
    """The text ends where something has to come."""


class _Window:
    """As much of the text as is being looked at, and the place in it."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self.text, self.at = "", 0
        self.last = ""  # the end of all that was read

    def more(self) -> bool:
        """Takes in the next block, and drops what was read; False if there is none."""
        block = next(self._texts, "")
        self.text, self.at = self.text[self.at :] + block, 0
        self.last = self.text[-200:]
        return bool(block)

    def peek(self) -> str:
        """The next character that is no space; "" at the end."""
        while True:
            self.at = match.end() if (match := _SPACE.match(self.text, self.at)) else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def value(self) -> object:
        """The value that starts here. Raises ValueError, and _CutShortError where the text ends within it."""
        failed = -1
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except RecursionError as error:
                raise ValueError("nested too deep") from error
            except json.JSONDecodeError as error:
                place, is_open = error.pos - self.at, error.msg.startswith("Unterminated string")
                if (place == failed and not is_open) or len(self.text) - self.at > _MOST_CHARACTERS:
                    raise
                failed = place
                if not self.more():
                    if is_open or place >= len(self.text.rstrip()):
                        raise _CutShortError from error
                    raise
            else:
                # A number that ends with the window may go on.
                if end < len(self.text) or not self.more():
                    self.at = min(end, len(self.text))
                    return value


class _JsonReader:
    """One reading of one file."""

    def __init__(self, path: Path, written: TextEncoding) -> None:
        self.about: dict[str, Value] = {}
        self._path = path
        self._written = written
        # Lists of objects by other names: how many each holds, and the fields of the first.
        self._others: dict[tuple[str, ...], tuple[int, frozenset[str]]] = {}
        self._count = 0
        self._window = _Window(iter(()))

    def records(self) -> Iterator[Record | LeftOut]:
        """Of the lists by usual names, or the objects themselves; where there is none, of the longest list, and of
        those beside it that hold the like: {"women": [...], "men": [...]}."""
        yield from self._read(frozenset())
        if not self._count and self._others:
            yield from self._read(frozenset(self._likeliest()))

    def _likeliest(self) -> Iterator[tuple[str, ...]]:
        """The places of the lists that rather hold products than questions and answers."""
        ranks = {place: (not keys.isdisjoint(_TITLES), count) for place, (count, keys) in self._others.items()}
        first = max(ranks, key=lambda place: ranks[place])
        usual = self._others[first][1]
        for place, (_, keys) in self._others.items():
            if len(place) == len(first) and len(usual & keys) * 2 >= len(usual):
                yield place

    def _read(self, wanted: Collection[tuple[str, ...]]) -> Iterator[Record | LeftOut]:
        self._window = _Window(blocks(self._path, self._written))
        try:
            while self._window.peek():
                self.about.clear()
                before = self._count
                yield from self._value((), wanted)
                if self._count == before and self._is_product():
                    self._count += 1
                    yield _record(f"item {self._count}", dict(self.about))
        except _CutShortError:
            where = f"item {self._count}" if self._count else "the beginning"
            yield LeftOut(where, LeftOutReason.CUT_SHORT, "the JSON ends in the middle")
        except ValueError as error:
            if not self._count and not self._others:
                raise CatalogueError(f"{self._path} is no JSON: {error}") from error

    def _is_product(self) -> bool:
        return bool(self.about.keys() & _TITLES and self.about.keys() & {"id", "sku", "handle", "price"})

    def _keep(self, place: tuple[str, ...], value: Value) -> None:
        """What is no product may say something of all, or be the field of one that stands alone."""
        if len(place) == 1 and len(self.about) <= _MOST_FIELDS:
            self.about[place[0]] = value
        elif len(place) == 2 and isinstance(above := self.about.setdefault(place[0], {}), dict):
            above[place[1]] = value

    def _value(self, place: tuple[str, ...], wanted: Collection[tuple[str, ...]]) -> Iterator[Record | LeftOut]:
        window = self._window
        is_list = place in wanted if wanted else not place or place[-1].casefold() in _LISTS.split()
        if (begins := window.peek()) == "[" and len(place) < _MOST_DEPTH:
            window.at += 1
            yield from self._list(place, is_list and window.peek() == "{")
            return
        if begins == "{" and len(place) < _MOST_DEPTH:
            yield from self._object(place, wanted)
            return
        self._keep(place, _in_reach(window.value()))

    def _object(self, place: tuple[str, ...], wanted: Collection[tuple[str, ...]]) -> Iterator[Record | LeftOut]:
        window = self._window
        window.at += 1
        while (begins := window.peek()) != "}":
            if begins == ",":
                window.at += 1
                continue
            key = window.value()
            if window.peek() != ":":
                if not window.peek():
                    raise _CutShortError
                raise ValueError("no value")
            window.at += 1
            if window.peek() == "{" and len(place) < 2 and any(map(str.isdigit, str(key))):
                # Products by their numbers.
                self._count += 1
                value = window.value()
                yield _record(f"item {self._count}", {"id": key, **value} if isinstance(value, dict) else value)
            else:
                yield from self._value((*place, str(key)), wanted)
        window.at += 1

    def _list(self, place: tuple[str, ...], is_wanted: bool) -> Iterator[Record | LeftOut]:
        window = self._window
        usual: frozenset[str] = frozenset()
        count = 0
        kept: list[Value] = []
        while (begins := window.peek()) != "]":
            if begins == ",":
                window.at += 1
                continue
            count += begins == "{"
            where = f"item {self._count + 1}"
            try:
                value = window.value()
            except ValueError as error:
                window.at += 1
                found: Record | LeftOut = LeftOut(where, *_fault(error, False))
                is_over = not self._find_next(usual)
            else:
                usual = frozenset(value) if isinstance(value, dict) else usual
                found, is_over = _record(where, value), False
                if len(kept) < _LOOKED_AT and not is_wanted:
                    kept.append(_in_reach(value))
            if is_wanted:
                self._count += 1
                yield _of_section(found, place)
            if is_over:
                if window.last.rstrip()[-1:] not in ("]", "}"):
                    raise _CutShortError
                return
        window.at += 1
        if not is_wanted:
            self._keep(place, kept)
            if count:
                self._others[place] = (count, frozenset(next((each for each in kept if isinstance(each, dict)), ())))

    def _find_next(self, usual: frozenset[str]) -> bool:
        """Goes to the next object that looks like the others in the list, after one that is broken."""
        window = self._window
        # If it is the first one: what has most fields is rather a product than a part of one.
        usual = usual or max((keys for _, keys in islice(self._objects(), _LOOKED_AT)), key=len, default=usual)
        while True:
            for at, keys in self._objects():
                if len(usual & keys) * 2 >= len(usual):
                    window.at = at
                    return True
            window.at = max(len(window.text) - _MOST_CHARACTERS, window.at)
            if not window.more():
                return False

    def _objects(self) -> Iterator[tuple[int, frozenset[str]]]:
        """Where in the window there is one, and its keys."""
        text = self._window.text
        at = text.find("{", self._window.at)
        while at >= 0:
            with contextlib.suppress(ValueError, RecursionError):
                yield at, frozenset(_DECODER.raw_decode(text, at)[0])
            at = text.find("{", at + 1)
