"""How index versions lie in Milvus: one collection of rows that they share, and of each what is known as a whole.

`NAME_rows_...` has an entity for each picture with the columns of its product, the version that it came with (`born`)
and the one that it is gone from (`died`); `NAME_about_...` is a text in pieces. The alias NAME stands for the
`about` that serves, so that one step shows or hides all that a version changed.
"""

from __future__ import annotations

import base64
import math
import re
from bisect import bisect_left

import numpy as np

from recommender.errors import IndexCorruptError
from recommender.folding import plain
from recommender.index.columns.look_column import LookColumn
from recommender.index.filtering import LIKELY, SURELY

FORMAT = 2  # of this layout
PIECE = 48_000  # bytes of a piece, as base64 below the longest text that Milvus takes
NO_PRICE = -1.0  # Milvus has no NaN to compare with
SPREAD = 1 << 31
ALWAYS = 1 << 62  # when what is still there will have died
ATTRIBUTES = ("types", "genders", "colours", "brands")
_WORD = re.compile(r"\w+")


def compounds_of(title: str) -> tuple[str, ...]:
    """Its words that are written with more than letters, "t-shirt", plain; and the same from each of their parts on."""
    found: dict[str, None] = {}
    for token in plain(title).split():
        if not _WORD.fullmatch(token):
            found.update(dict.fromkeys(token[part.start() :] for part in _WORD.finditer(token)))
    return tuple(found)


def compounds_meant(compounds: tuple[str, ...], stem: str) -> list[int] | None:
    """The places of those that a plain stem means, None where it is no such word."""
    bare = stem.removesuffix("$")
    if not _WORD.match(bare) or bare.split() != [bare]:
        return None
    places = range(bisect_left(compounds, bare), bisect_left(compounds, bare + chr(0x10FFFF)))
    ending = re.compile(r"(?:'?e?s)?(?!\w)") if stem.endswith("$") else re.compile("")
    return [place for place in places if ending.match(compounds[place], len(bare))]


def seen_code(looks: tuple[str, ...], look: str, least: float) -> int:
    """What stands in the field `seen` for a look that is there with at least this probability, one of the filters'."""
    return 2 * looks.index(look) + (least == SURELY)


def seen_codes(column: LookColumn) -> list[list[int]]:
    """Of each row."""
    steps = [(look, least) for look in column.looks for least in (LIKELY, SURELY)]
    masks = [column.shown(look, least) for look, least in steps]
    codes = np.array([seen_code(column.looks, *step) for step in steps])
    return [codes[row].tolist() for row in np.stack(masks, axis=1)] if masks else [[] for _ in column.codes]


def lists_of(pictures: int) -> int:
    """Of the inverted file over so many pictures."""
    return max(1, min(65_536, 1 << round(math.log2(2 * math.sqrt(max(1, pictures))))))


def spread(rows: np.ndarray) -> np.ndarray:
    """(m,) for each row a number below SPREAD, evenly spread whatever rows are picked (Knuth's multiplicative hash)."""
    return np.asarray((rows.astype(np.int64) * 2_654_435_761) % SPREAD)


def packed_rows(array: np.ndarray) -> list[str]:
    """Each row of an array of bytes, as text."""
    return [base64.b64encode(row.tobytes()).decode() for row in array]


def unpacked_rows(texts: list[str], dtype: type[np.generic], shape: tuple[int, ...]) -> np.ndarray:
    """The contrary of `packed_rows`. Raises IndexCorruptError."""
    try:
        content = b"".join(map(base64.b64decode, texts))
        return np.frombuffer(content, dtype).reshape(len(texts), *shape)
    except ValueError as error:
        raise IndexCorruptError(f"what Milvus keeps of a picture cannot be read: {error}") from error
