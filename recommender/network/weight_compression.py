"""Weights compressed: a model file taken apart so that deflating makes it small.

Of a 16-bit weight one byte holds sign, exponent and the fraction's first bits, the other the rest, zeros at its end.
Side by side they look like noise; by themselves each is what Huffman's code was made for. So a file is
taken apart into its bytes at even and at odd places, and each half deflated. Compared with xz on the same files that
takes as much room and a fifth of the time, which a start has to wait for.

Matrices whose rows lie on grids of their own are taken out of the file before that and kept as whole numbers of their
rows' steps. For a given loss of precision this takes the least room there is to within 0.25 bits a weight, whatever the
weights' distribution. It only takes that the numbers are then coded by their frequency, which deflating does (Gish &
Pierce, "Asymptotically Efficient Quantizing", IEEE Trans. Information Theory 1968).
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

SUFFIX = ".z"
_MAGIC = b"LKG1"


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix of 16-bit weights in a file, from byte `at` on: row r is float16(numbers[r] * steps[r])."""

    at: int
    numbers: np.ndarray  # (rows, columns) int8
    steps: np.ndarray  # (rows,) float32

    def values(self) -> np.ndarray:
        """(rows, columns) float16."""
        return (self.numbers * self.steps[:, None].astype(np.float32)).astype(np.float16)


def compress(model: bytes, grids: Sequence[Grid] = ()) -> bytes:
    """As `decompress` takes it. The `grids` say what stands at their places; what the model has there doesn't count."""
    if not grids:
        return zlib.compress(_apart(model), 9)
    rest = bytearray(model)
    for grid in grids:
        rest[grid.at : grid.at + 2 * grid.numbers.size] = bytes(2 * grid.numbers.size)
    layout = json.dumps([[grid.at, *grid.numbers.shape] for grid in grids]).encode()
    steps = np.concatenate([grid.steps for grid in grids]).astype("<f4").tobytes()
    numbers = b"".join(grid.numbers.astype(np.int8).tobytes() for grid in grids)
    parts = [zlib.compress(part, 9) for part in (layout, steps, numbers, _apart(bytes(rest)))]
    return _MAGIC + struct.pack("<4I", *map(len, parts)) + b"".join(parts)


def decompress(data: bytes) -> bytes:
    """The model that was compressed. Raises ValueError if the data is not whole."""
    try:
        if not data.startswith(_MAGIC):
            return _together(zlib.decompress(data))
        lengths = struct.unpack_from("<4I", data, len(_MAGIC))
        ends = np.cumsum([len(_MAGIC) + 16, *lengths]).tolist()
        layout, steps, numbers, rest = (zlib.decompress(data[start:end]) for start, end in pairwise(ends))
        model = bytearray(_together(rest))
        row = place = 0
        for at, rows, columns in json.loads(layout):
            own_numbers = np.frombuffer(numbers, np.int8, rows * columns, offset=place).reshape(rows, columns)
            grid = Grid(at, own_numbers, np.frombuffer(steps, "<f4", rows, offset=4 * row))
            model[at : at + 2 * own_numbers.size] = grid.values().astype("<f2").tobytes()
            row, place = row + rows, place + own_numbers.size
    except (zlib.error, struct.error) as error:
        raise ValueError(f"damaged weights ({error})") from error
    return bytes(model)


def _apart(model: bytes) -> bytes:
    even = len(model) // 2 * 2
    return np.frombuffer(model, np.uint8, even).reshape(-1, 2).T.tobytes() + model[even:]


def _together(apart: bytes) -> bytes:
    even = len(apart) // 2 * 2
    return np.frombuffer(apart, np.uint8, even).reshape(2, -1).T.tobytes() + apart[even:]
