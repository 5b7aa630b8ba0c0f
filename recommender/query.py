"""A query, and its bytes: with them an answer can be continued later without its photo.

Layout, little-endian: one byte for the format (4, or 3: held to no kind, or 2: without looks either); dim as uint16;
the embedding as dim float16; as float16 the probability that the photo shows nothing. Then two ids, which may be empty:
of the product that the query is about, and of the one that the photo shows. Then the attributes type, gender, colour
and looks: a byte of count and so many guesses, each a float16 probability and a word. Last the garment that the query
is held to. Texts are a uint32 of length and UTF-8. 256 dimensions make some 1,100 bytes.

The first page is ranked from the same bytes as the pages after it (`rounded`), so that they are pages of one ranking.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import numpy as np

from recommender.answers import Attributes, Guess
from recommender.errors import QueryError
from recommender.taxonomy import GARMENT_TYPES, GarmentType

_LISTS = {2: 3, 3: 4, 4: 4}  # by format the lists of guesses
_HELD = 4  # the format that has a garment

NOTHING_RECOGNISED = Attributes()


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: a unit embedding, (dim,) float32, and what was recognised.

    `product_id` names the product that it is about, when it is about one; it never answers itself. `nothing` is the
    probability that the photo shows no product at all. `instance_id` names the product that the photo shows, if one
    was recognised by its local descriptors (see recommender.ranking.instance_match). `garment` is the kind that its
    hits are held to, because the shopper pressed it: whoever presses a bag is not answered with boots.
    """

    embedding: np.ndarray = field(repr=False)
    attributes: Attributes = NOTHING_RECOGNISED
    product_id: str = ""
    nothing: float = 0.0
    instance_id: str = ""
    garment: GarmentType | None = None


def pack(query: Query) -> bytes:
    """The bytes of a query; `unpack` is the contrary, but for the rounding to float16."""
    told = query.attributes
    lists: tuple[tuple[Guess, ...], ...] = (told.type, told.gender, told.colour, told.looks)
    form = _HELD if query.garment is not None else 3 if told.looks else 2
    parts = [struct.pack("<BH", form, len(query.embedding)), query.embedding.astype("<f2").tobytes()]
    parts.append(struct.pack("<e", query.nothing))
    parts += [_packed_text(query.product_id), _packed_text(query.instance_id)]
    for guesses in lists[: _LISTS[form]]:
        parts.append(struct.pack("<B", len(guesses)))
        parts += [struct.pack("<e", guess.probability) + _packed_text(guess.value) for guess in guesses]
    if query.garment is not None:
        parts.append(_packed_text(query.garment))
    return b"".join(parts)


def unpack(data: bytes, dim: int) -> Query:
    """Raises QueryError when these are not the bytes of a query of that dimension."""
    stream = BytesIO(data)
    try:
        form, found = _take(stream, "<BH")
        if form not in _LISTS:
            raise QueryError(f"a query of format {form}, known are 2 to 4")
        if found != dim:
            raise QueryError(f"a query of {found} dimensions where the index has {dim}")
        (halves,) = _take(stream, f"<{2 * dim}s")
        embedding = np.frombuffer(halves, "<f2").astype(np.float32)
        nothing = _probability(stream)
        product_id, instance_id = _text(stream), _text(stream)
        attributes = Attributes(*(_guesses(stream) for _ in range(_LISTS[form])))
        garment = _garment(stream) if form == _HELD else None
    except (struct.error, UnicodeDecodeError) as error:
        raise QueryError("a query that breaks off, or with a text that is none") from error
    if stream.read(1):
        raise QueryError("a query with something behind it")
    length = float(np.linalg.norm(embedding))
    if not 0.5 < length < 2.0:  # written so that NaN fails, too
        raise QueryError("a query whose embedding is no unit vector")
    return Query(embedding / np.float32(length), attributes, product_id, nothing, instance_id, garment)


def rounded(query: Query) -> Query:
    """The query as it will be read from its bytes."""
    return unpack(pack(query), len(query.embedding))


def _packed_text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<I", len(encoded)) + encoded


def _take(stream: BytesIO, form: str) -> tuple[Any, ...]:
    """Raises struct.error where the stream ends before."""
    return struct.unpack(form, stream.read(struct.calcsize(form)))


def _text(stream: BytesIO) -> str:
    (length,) = _take(stream, "<I")
    (encoded,) = _take(stream, f"<{length}s")
    return str(encoded, "utf-8")


def _garment(stream: BytesIO) -> GarmentType:
    said = _text(stream)
    garment = next((kind for kind in GARMENT_TYPES if kind == said), None)
    if garment is None:
        raise QueryError(f"a query for a garment that is none: {said[:20]!r}")
    return garment


def _probability(stream: BytesIO) -> float:
    (probability,) = _take(stream, "<e")
    if not 0.0 <= probability <= 1.0:
        raise QueryError("a query with a probability that is none")
    return float(probability)


def _guesses(stream: BytesIO) -> tuple[Guess, ...]:
    (count,) = _take(stream, "<B")
    pairs = ((_probability(stream), _text(stream)) for _ in range(count))
    return tuple(Guess(word, probability) for probability, word in pairs)
