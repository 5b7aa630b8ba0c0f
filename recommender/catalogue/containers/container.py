"""What a reader of one kind of file has to offer, whatever shop the file is from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from recommender.answers import GuessedEncoding, LeftOut
from recommender.catalogue.containers.encodings import TextEncoding
from recommender.catalogue.feeds.nested import flattened
from recommender.catalogue.feeds.record import Record, Value

_NAMING = 20  # records by which fields are known: what one product lacks, another one has


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that is being read: the names of the first records' fields, then all records once, with the places that
    hold none. `guessed_encoding`: how its text was read, if nothing told. `about`: what stands outside the records."""

    names: tuple[str, ...]
    records: Iterator[Record | LeftOut]
    guessed_encoding: GuessedEncoding | None = None
    about: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(
        cls,
        records: Iterator[Record | LeftOut],
        written: TextEncoding | None = None,
        about: Mapping[str, Value] | None = None,
    ) -> Opened:
        """Reads the first records."""
        first = list(islice(records, _NAMING))
        names = dict.fromkeys(
            name for record in first if isinstance(record, Record) for name in flattened(record.fields)
        )
        guessed = (
            GuessedEncoding(written.otherwise, written.guessed_lines) if written and written.guessed_lines else None
        )
        return cls(tuple(names), chain(first, records), guessed, about or {})


class Container(Protocol):
    """A new kind of file is one such object, entered in `catalogue.CONTAINERS`."""

    name: str  # as error messages call it

    def holds(self, head: bytes) -> bool:
        """Whether a file that begins like this is of this kind; it is asked with a few thousand bytes."""

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        """`encoding`: as the admin named it, or "". `known`: the plain names of columns that platforms use. Raises
        OSError, LookupError for an encoding that nobody knows, and UnicodeError; so do its records."""
