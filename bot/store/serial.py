"""The recommender's dataclasses as JSON text for the database, and back. Unknown keys are skipped on reading: what an
older Lookalike wrote can be read after the dataclasses have changed."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import asdict, fields
from typing import Any

from bot.messages import Chat
from bot.ports import Attributes, Chip, Filters, Garment, Guess, Product

# As a product was shown, and what verdicts on it are to be learned from; `extra` can be large and is left out.
_PRODUCT_KEYS = (
    *("id", "title", "link", "image", "price", "currency", "gender", "type", "colour", "in_stock", "brand"),
)

# Keys of filters as they were once called.
_ONCE = {f"{no}{kind}s": f"{no}{kind}" for no in ("", "not_") for kind in ("gender", "type", "colour")}


def dump_product(product: Product) -> str:
    """Without `extra` and without what is empty."""
    return _dump({key: getattr(product, key) for key in _PRODUCT_KEYS if getattr(product, key) not in ("", None)})


def load_product(text: str) -> Product:
    """The product as it was shown."""
    raw = json.loads(text)
    return Product(**{key: raw[key] for key in _PRODUCT_KEYS if key in raw})


def dump_attributes(attributes: Attributes) -> str:
    """Lists of [value, probability], by attribute."""
    return _dump(
        {
            each.name: [[guess.value, round(guess.probability, 4)] for guess in getattr(attributes, each.name)]
            for each in fields(attributes)
        }
    )


def load_attributes(text: str) -> Attributes:
    """The counterpart of dump_attributes."""
    raw = json.loads(text)
    return Attributes(
        **{
            each.name: tuple(Guess(value, probability) for value, probability in raw.get(each.name, ()))
            for each in fields(Attributes)
        }
    )


def dump_garments(garments: tuple[Garment, ...]) -> str:
    """A list of objects with box, type and confidence."""
    return _dump([asdict(garment) for garment in garments])


def load_garments(text: str) -> tuple[Garment, ...]:
    """The counterpart of dump_garments."""
    return tuple(Garment(tuple(raw["box"]), raw["type"], raw["confidence"]) for raw in json.loads(text))


def dump_filters(filters: Filters) -> str:
    """Only what is set."""
    return _dump({key: value for key, value in asdict(filters).items() if value not in (None, ())})


def load_filters(text: str) -> Filters:
    """The counterpart of dump_filters; also what was written while "types" stood beside "type"."""
    raw: dict[str, Any] = json.loads(text)
    return Filters(**_known(Filters, {_ONCE.get(key, key): value for key, value in raw.items()}))


def dump_chips(chips: tuple[Chip, ...]) -> str:
    """A list of objects, only with what is set."""
    return _dump(
        [{key: value for key, value in asdict(chip).items() if value not in (None, (), "", False)} for chip in chips]
    )


def load_chips(text: str) -> tuple[Chip, ...]:
    """The counterpart of dump_chips."""
    return tuple(Chip(**_known(Chip, raw)) for raw in json.loads(text))


def dump_chat(chat: Chat) -> str:
    """An object. Holds the platform's own id: only for a chat that something is to be told in."""
    return _dump(asdict(chat))


def load_chat(text: str) -> Chat:
    """The counterpart of dump_chat."""
    return Chat(**_known(Chat, json.loads(text)))


def dump_queries(queries: tuple[bytes, ...]) -> str:
    """A list of Base64 texts."""
    return _dump([b64encode(query).decode() for query in queries])


def load_queries(text: str) -> tuple[bytes, ...]:
    """The counterpart of dump_queries."""
    return tuple(b64decode(query) for query in json.loads(text))


def _known(kind: type[Any], raw: dict[str, Any]) -> dict[str, Any]:
    names = [each.name for each in fields(kind) if each.name in raw]
    return {name: tuple(raw[name]) if isinstance(raw[name], list) else raw[name] for name in names}


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
