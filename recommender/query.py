"""A query packed into bytes, so that an answer can be continued later without its photo.

Layout, little-endian: one byte for the format (2); dim as uint16; the embedding as dim float16; the probability that
the photo shows nothing as float16; then the ids of the product that the query is about and of the product that
the photo shows (both may be empty), and the attributes type, gender and colour, each one byte of count followed by that
many guesses of a float16 probability and a word. Texts are a uint32 of length and UTF-8. 256 dimensions make some 900
bytes.

The first page is ranked from the same bytes as the pages after it (`rounded`), so that they are pages of one ranking.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np

from recommender.answers import Attributes, Guess
from recommender.errors import QueryError

_FORMAT = 2

NOTHING_RECOGNISED = Attributes()


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: a unit embedding, (dim,) float32, and what was recognised.

    `product_id` names the product that it is about, when it is about one; it never answers itself. `nothing` is the
    probability that the photo shows no product at all. `instance_id` names the product that the photo shows, if one
    was recognised by its local descriptors (see recommender.ranking.instance_match).
    """

    embedding: np.ndarray = field(repr=False)
    attributes: Attributes = NOTHING_RECOGNISED
    product_id: str = ""
    nothing: float = 0.0
    instance_id: str = ""


def pack(query: Query) -> bytes:
    """The bytes of a query; `unpack` is the contrary, but for the rounding to float16."""
    parts = [struct.pack("<BH", _FORMAT, len(query.embedding)), query.embedding.astype("<f2").tobytes()]
    parts.append(struct.pack("<e", query.nothing))
    parts += [_text(query.product_id), _text(query.instance_id)]
    for guesses in (query.attributes.type, query.attributes.gender, query.attributes.colour):
        parts.append(struct.pack("<B", len(guesses)))
        parts += [struct.pack("<e", guess.probability) + _text(guess.value) for guess in guesses]
    return b"".join(parts)


def unpack(data: bytes, dim: int) -> Query:
    """Raises QueryError when these are not the bytes of a query of that dimension."""
    reader = _Reader(data)
    form, found = reader.take("<BH")
    if form != _FORMAT:
        raise QueryError(f"a query of format {form}, known is {_FORMAT}")
    if found != dim:
        raise QueryError(f"a query of {found} dimensions where the index has {dim}")
    embedding = np.frombuffer(reader.bytes(2 * dim), "<f2").astype(np.float32)
    length = float(np.linalg.norm(embedding))
    if not 0.5 < length < 2.0:  # written so that NaN fails, too
        raise QueryError("a query whose embedding is no unit vector")
    nothing = reader.probability()
    product_id, instance_id = reader.text(), reader.text()
    attributes = Attributes(*(reader.guesses() for _ in range(3)))
    reader.end()
    return Query(embedding / np.float32(length), attributes, product_id, nothing, instance_id)


def rounded(query: Query) -> Query:
    """The query as it will be read from its bytes."""
    return unpack(pack(query), len(query.embedding))


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<I", len(encoded)) + encoded


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def bytes(self, count: int) -> bytes:
        if self._at + count > len(self._data):
            raise QueryError("a query that breaks off")
        self._at += count
        return self._data[self._at - count : self._at]

    def take(self, form: str) -> tuple[int, ...]:
        return struct.unpack(form, self.bytes(struct.calcsize(form)))

    def text(self) -> str:
        (length,) = self.take("<I")
        try:
            return self.bytes(length).decode()
        except UnicodeDecodeError as error:
            raise QueryError("a query with a text that is none") from error

    def probability(self) -> float:
        (probability,) = struct.unpack("<e", self.bytes(2))
        if not 0.0 <= probability <= 1.0:
            raise QueryError("a query with a probability that is none")
        return float(probability)

    def guesses(self) -> tuple[Guess, ...]:
        (count,) = self.take("<B")
        found = []
        for _ in range(count):
            probability = self.probability()
            found.append(Guess(self.text(), probability))
        return tuple(found)

    def end(self) -> None:
        if self._at != len(self._data):
            raise QueryError("a query with something behind it")
