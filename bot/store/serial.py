"""The dataclasses that the database keeps as JSON, typed when they are read (msgspec).

Keys that are unknown are skipped: what an older Lookalike wrote can be read after the dataclasses have changed. Every
`load_` raises StoreError for what is no such record.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any, TypeVar

import msgspec

from bot.messages import Chat
from bot.ports import Attributes, Chip, Filters, Garment, Guess, Product, SentPhoto, StoreError

T = TypeVar("T")

# Keys of filters as they were once called.
_ONCE = {f"{no}{kind}s": f"{no}{kind}" for no in ("", "not_") for kind in ("gender", "type", "colour")}


def _loader(kind: type[T]) -> Callable[[str], T]:
    """What reads JSON text as this type."""
    decode = msgspec.json.Decoder(kind).decode

    def load(text: str) -> T:
        try:
            try:
                return decode(text)
            except msgspec.DecodeError:  # a number that is none, which others write into JSON
                return msgspec.convert(json.loads(text, parse_constant=_no_number, parse_float=_number), kind)
        except (msgspec.MsgspecError, ValueError) as error:
            raise StoreError(f"the database holds a record that cannot be read: {error}") from error

    return load


load_product = _loader(Product)
load_garments = _loader(tuple[Garment, ...])
_load_chips = _loader(tuple[Chip, ...])
load_chat = _loader(Chat)
load_queries = _loader(tuple[bytes, ...])
load_sent = _loader(SentPhoto)
load_ids = _loader(frozenset[str])
_load_filters = _loader(Filters)
_load_guesses = _loader(dict[str, list[tuple[str, float]]])
_load_any = _loader(dict[str, Any])
load_list = _loader(list[str])
load_json = _loader(Any)


def dump(value: object) -> str:
    """Compact JSON: dataclasses become objects with all their fields, tuples lists, bytes Base64."""
    return msgspec.json.encode(value).decode()


def dump_product(product: Product) -> str:
    """As it was shown, without what is empty, and without `extra`, which can be large."""
    return dump({name: value for name, value in _items(product) if name != "extra" and value not in ("", None, ())})


def dump_attributes(attributes: Attributes) -> str:
    """Lists of [value, probability], by attribute."""
    return dump(
        {name: [(each.value, round(each.probability, 4)) for each in found] for name, found in _items(attributes)}
    )


def load_attributes(text: str) -> Attributes:
    """The counterpart of dump_attributes."""
    return Attributes(**{name: tuple(Guess(*each) for each in found) for name, found in _load_guesses(text).items()})


def dump_filters(filters: Filters) -> str:
    """Only what is set."""
    return dump({name: value for name, value in _items(filters) if value not in (None, ())})


def load_filters(text: str) -> Filters:
    """The counterpart of dump_filters; also what was written while "types" stood beside "type"."""
    return _load_filters(dump({_ONCE.get(key, key): value for key, value in _load_any(text).items()}))


def dump_chips(chips: tuple[Chip, ...]) -> str:
    """A list of objects, only with what is set."""
    return dump([{name: value for name, value in _items(chip) if value not in (None, (), "", False)} for chip in chips])


def load_chips(text: str) -> tuple[Chip, ...]:
    """The counterpart of dump_chips; without prices that are none, which were once kept."""
    return tuple(chip for chip in _load_chips(text) if not chip.is_empty)


def _no_number(_: str) -> None:
    """NaN and Infinity."""


def _number(text: str) -> float | None:
    number = float(text)
    return number if math.isfinite(number) else None


def _items(value: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any dataclass
    return ((each.name, getattr(value, each.name)) for each in fields(value))
