"""What a reader of one kind of file has to offer, whatever shop the file is from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from recommender.answers import GuessedEncoding, LeftOut
from recommender.catalogue.feeds.record import Record


@dataclass(frozen=True, slots=True)
class Opened:
    """A source that is being read: the names of the first record's fields, then all records once, with the places that
    hold none. `guessed_encoding`: how its text was read, if nothing told."""

    names: tuple[str, ...]
    records: Iterator[Record | LeftOut]
    guessed_encoding: GuessedEncoding | None = None


class Container(Protocol):
    """A new kind of file is one such object, entered in `catalogue.CONTAINERS`."""

    name: str  # as error messages call it

    def holds(self, head: bytes) -> bool:
        """Whether a file that begins like this is of this kind; it is asked with a few thousand bytes."""

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        """`encoding`: as the admin named it, or "". `known`: the plain names of columns that platforms use. Raises
        OSError, LookupError for an encoding that nobody knows, and UnicodeError; so do its records."""
