"""XML, read as it comes: each product is one element, whatever it is called and however deep it lies.

The parser is strict: Python's own expat under the rule of defusedxml, no entities of the file's own. The tree that
defusedxml makes takes half as long again, cannot go on after a fault, and stumbles at undeclared prefixes.
"""

from __future__ import annotations

import contextlib
import pyexpat
import re
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain
from pathlib import Path

from recommender.answers import LeftOut, LeftOutReason
from recommender.catalogue.containers.container import Opened
from recommender.catalogue.containers.encodings import MARKED_TEXTS, encoding_of
from recommender.catalogue.containers.marked_text import blocks, is_page, text_of_head
from recommender.catalogue.containers.xml_cleaning import cleaned
from recommender.catalogue.feeds.record import Record, Value
from recommender.errors import CatalogueError

# What products are called nearly everywhere; without any of these, the outermost element that comes again is one.
_PRODUCTS = ("item", "entry", "offer", "product", "produkt", "artikel", "article", "good", "row", "record", "shopitem")
_SPACES = {"http://base.google.com/ns/1.0": "g:", "http://www.w3.org/2005/Atom": ""}
_SAMPLE_CHARACTERS = 512 * 1024
_MOST_ELEMENTS, _MOST_CHARACTERS = 2_000, 8 * 1024 * 1024  # of one product
_MOST_NAMES = 10_000  # that are remembered
_MOST_ABOUT = 200_000  # elements before the first product
_KNOWN = re.compile(rf"<((?:\w+:)?(?:{'|'.join(_PRODUCTS)}))[\s>]", re.IGNORECASE)
_TAG = re.compile(r"<(?:\?xml|!--|!DOCTYPE|[A-Za-z_][\w.-]*(?::[\w.-]+)?[\s/>])")


class XmlRecords:
    """RSS, Atom, YML and whatever else is XML."""

    name = "XML"

    def holds(self, head: bytes) -> bool:
        text = text_of_head(head)
        return _TAG.match(text) is not None and not is_page(text)

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        written = encoding_of(path, encoding, MARKED_TEXTS)
        texts = _from_the_declaration(cleaned(blocks(path, written)))
        sample: list[str] = []
        for text in texts:
            sample.append(text)
            if sum(map(len, sample)) >= _SAMPLE_CHARACTERS:
                break
        reader = _XmlReader(path, *_products_in("".join(sample), path))
        return Opened.of(reader.records(chain(sample, texts)), written, reader.about)


def _from_the_declaration(texts: Iterator[str]) -> Iterator[str]:
    """Without what a shop system printed before it: empty lines, a warning."""
    first = next(texts, "")
    yield first[max(first[:4096].find("<?xml"), 0) :].lstrip()
    yield from texts


def _parser(path: Path) -> pyexpat.XMLParserType:
    # Without namespaces: a prefix that nobody declared is no fault then.
    parser = pyexpat.ParserCreate("utf-8")

    def refuse(name: str, *_: object) -> None:
        raise CatalogueError(
            f"{path} declares entities of its own ({name[:40]}), which no catalogue needs and which can fill a "
            "reader's memory; export it without them"
        )

    parser.EntityDeclHandler = refuse
    return parser


def _products_in(sample: str, path: Path) -> tuple[int, str]:
    """How deep the products lie, and the name of their element."""
    seen: Counter[tuple[int, str]] = Counter()
    within: Counter[tuple[int, str]] = Counter()
    above: list[str] = []

    def start(name: str, _: dict[str, str]) -> None:
        seen[len(above), name] += 1
        if above:
            within[len(above) - 1, above[-1]] += 1
        above.append(name)

    parser = _parser(path)
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: above.pop()
    with contextlib.suppress(pyexpat.ExpatError):
        parser.Parse(sample.encode(), False)
    fields = {place: within[place] / count for place, count in seen.items() if place[0]}
    several = [place for place in fields if fields[place] >= 2]
    if not several and (found := _KNOWN.search(sample)):
        return len(above), found[1]
    named = [place for place in several if place[1].rpartition(":")[2].lower() in _PRODUCTS]
    again = [place for place in several if seen[place] > 1]
    if named or again:
        return min(named or again, key=lambda place: (place[0], -seen[place]))
    return max(fields, key=lambda place: fields[place], default=(1, "item"))


class _FaultyProductError(Exception):
    """`at`: the byte of the parser's input at which it was seen."""

    def __init__(self, what: str, at: int) -> None:
        super().__init__(what)
        self.at = at


class _Names(dict[str, str]):
    """The names of elements, with the usual prefix of their namespace, whichever the file gives it."""

    def __init__(self) -> None:
        super().__init__()
        self.prefixes: dict[str, str] = {}

    def __missing__(self, name: str) -> str:
        prefix, colon, local = name.partition(":")
        key = self.prefixes[prefix] + local if colon and prefix in self.prefixes else name
        if len(self) < _MOST_NAMES:
            self[name] = key
        return key


class _XmlReader:
    """One reading of one file. After a fault, the parser goes on with the next product."""

    def __init__(self, path: Path, depth: int, name: str) -> None:
        self.about: dict[str, Value] = {}
        self._path = path
        self._depth, self._name = depth, name
        self._opening = re.compile(rb"<" + re.escape(name.encode()) + rb"(?=[\s/>])")
        self._names = _Names()
        self._found: list[Record | LeftOut] = []
        self._root: list[str] = ["root"] * depth  # of the elements that the products lie in
        self._count = 0
        self._is_inside = self._has_begun = False
        self._text: list[str] = []
        self._fed = 0  # bytes, into the present parser
        self._anew([])

    def records(self, texts: Iterator[str]) -> Iterator[Record | LeftOut]:
        is_lost = False  # between a fault and the next product
        last = b""
        for text in texts:
            rest = text.encode()
            last = (last + rest)[-400:]
            while rest:
                if is_lost and (found := self._opening.search(rest)):
                    rest = rest[found.start() :]
                    self._anew(self._root)
                elif is_lost:
                    break
                at = self._parse(rest)
                # The very tag at which it went on may be the fault.
                rest = b"" if at is None else rest[max(at, is_lost) :]
                is_lost = at is not None
            yield from self._found
            self._found.clear()
        self._end(last if is_lost else None)
        yield from self._found

    def _parse(self, block: bytes) -> int | None:
        """Where in the block there is a fault, if there is one."""
        fed = self._fed
        self._fed += len(block)
        try:
            self._parser.Parse(block, False)
            if self._is_inside and sum(map(len, self._text)) > _MOST_CHARACTERS:
                raise _FaultyProductError(f"more than {_MOST_CHARACTERS:,} characters", self._fed)
        except pyexpat.ExpatError as error:
            what, at = pyexpat.ErrorString(error.code) or "", self._parser.ErrorByteIndex
        except _FaultyProductError as error:
            what, at = str(error), error.at
        else:
            return None
        at = max(int(at) - fed, 0)
        if not self._is_inside and self._opening.match(block, max(block.rfind(b"<", 0, at + 1), 0)):
            self._count += 1
            self._is_inside = True
        if self._is_inside:
            self._found.append(LeftOut(f"item {self._count}", LeftOutReason.MALFORMED_LINE, f"broken XML: {what}"))
        return at

    def _end(self, lost: bytes | None) -> None:
        """`lost`: the last bytes, if no product came after the last fault."""
        if lost is not None:
            if f"</{self._root[0]}".encode() in lost:
                return
        else:
            try:
                self._parser.Parse(b"", True)
                return
            except pyexpat.ExpatError:
                pass
        where = f"item {self._count}" if self._is_inside else f"after item {self._count}"
        self._found.append(LeftOut(where, LeftOutReason.CUT_SHORT, "the XML ends in the middle"))

    def _anew(self, around: list[str]) -> None:
        """A parser that stands within these elements, with handlers that are fast rather than pretty."""
        stack: list[dict[str, Value]] = []
        text, names, found = self._text, self._names, self._found
        depth, product = self._depth, self._name
        elements = 0
        self._is_inside = False
        text.clear()
        self._parser = parser = _parser(self._path)
        parser.buffer_text = True
        parser.ordered_attributes = True

        def start(name: str, attributes: list[str]) -> None:
            nonlocal elements
            elements += 1
            text.clear()
            if len(stack) <= depth:
                elements = self._outside(name, stack, elements)
            elif elements > _MOST_ELEMENTS:
                raise _FaultyProductError(f"more than {_MOST_ELEMENTS:,} elements", parser.CurrentByteIndex)
            elif name == product and len(stack) == depth + 1:
                raise _FaultyProductError("it is not closed", parser.CurrentByteIndex)
            stack.append(self._attributes(attributes) if attributes else {})

        def end(name: str) -> None:
            own = stack.pop()
            value: Value = own
            if text:
                written = text[0].strip() if len(text) == 1 else "".join(text).strip()
                text.clear()
                if not own:
                    value = written
                elif written:
                    own["#text"] = written
            elif not own:
                value = ""
            if len(stack) <= depth and self._has_begun:
                if self._is_inside and len(stack) == depth:
                    self._is_inside = False
                    found.append(Record(f"item {self._count}", own))
            elif stack:
                above = stack[-1]
                key = names[name]
                if key not in above:
                    above[key] = value
                elif isinstance(before := above[key], list):
                    before.append(value)
                else:
                    above[key] = [before, value]

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text.append
        opened = "".join(f"<{name}>" for name in around).encode()
        self._fed = len(opened)
        parser.Parse(opened, False)

    def _outside(self, name: str, stack: list[dict[str, Value]], elements: int) -> int:
        """At an element that lies in no product; returns how many of its like there were."""
        if len(stack) < self._depth:
            if not self._has_begun:
                self._root[len(stack)] = name
        elif name == self._name:
            if not self._has_begun:
                self._has_begun = True
                for each in stack:
                    self.about.update(each)
            self._is_inside = True
            self._count += 1
            return 0
        if elements > _MOST_ABOUT:
            raise CatalogueError(f"{self._path} holds {_MOST_ABOUT:,} elements before the first product")
        return 0 if self._has_begun else elements

    def _attributes(self, pairs: list[str]) -> dict[str, Value]:
        own: dict[str, Value] = {}
        for name, value in zip(pairs[::2], pairs[1::2], strict=True):
            if not name.startswith(("xml:", "xmlns")):
                own["@" + name] = value.strip()
            elif value in _SPACES and name.startswith("xmlns:"):
                self._names.prefixes[name[6:]] = _SPACES[value]
        return own
