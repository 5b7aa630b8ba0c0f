"""Packed weights: the same bytes again, smaller where weights were rounded, and refused where they are not whole."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from recommender.network.weight_compression import Grid, compress, decompress


@pytest.mark.parametrize("model", [b"", b"x", b"odd", bytes(range(256)), np.random.default_rng(1).bytes(4097)])
def test_what_was_packed_comes_out_again(model: bytes) -> None:
    """To the byte, whatever its length."""
    assert decompress(compress(model)) == model


def test_rounded_weights_take_less_room_than_a_plain_packer_needs() -> None:
    """16-bit weights of which five fraction bits are left need little more than half of their room."""
    bits = np.random.default_rng(2).normal(0, 0.1, 40_000).astype(np.float16).view(np.uint16) & 0xFFE0
    model = bits.tobytes()
    assert len(compress(model)) < 0.64 * len(model) < len(zlib.compress(model, 9))


@pytest.mark.parametrize("damage", ["one byte", "cut short", "nothing"])
def test_what_is_not_whole_is_refused(damage: str) -> None:
    """Damaged or cut: a ValueError, never other weights."""
    data = bytearray(compress(np.random.default_rng(3).bytes(2000)))
    if damage == "one byte":
        data[len(data) // 2] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        decompress({"one byte": bytes(data), "cut short": bytes(data[:-10]), "nothing": b""}[damage])


def grid(rows: int, columns: int, at: int = 6) -> Grid:
    rng = np.random.default_rng(4)
    numbers = np.clip(rng.normal(0, 20, (rows, columns)), -127, 127).astype(np.int8)
    return Grid(at, numbers, rng.uniform(1e-4, 1e-2, rows).astype(np.float32))


def test_grids_come_out_as_weights() -> None:
    """What stands at a grid's place is its 16-bit weights; every other byte is as it was, of odd lengths too."""
    one, other = grid(5, 8), grid(3, 7, at=200)
    model = np.random.default_rng(5).bytes(311)
    out = decompress(compress(model, [one, other]))
    for each in (one, other):
        end = each.at + 2 * each.numbers.size
        weights = np.frombuffer(out[each.at : end], np.float16).reshape(each.numbers.shape)
        np.testing.assert_array_equal(weights, (each.numbers * each.steps[:, None]).astype(np.float16))
        model = model[: each.at] + out[each.at : end] + model[end:]
    assert out == model


def test_a_grid_takes_less_room_than_its_weights() -> None:
    """Some seven bits a weight, of sixteen: less than the plain way to pack the same weights needs."""
    one = grid(200, 300, at=0)
    model = one.values().tobytes()
    assert len(compress(model, [one])) < 0.85 * one.numbers.size < len(compress(model))


@pytest.mark.parametrize("damage", ["one byte", "cut short", "a few bytes"])
def test_a_damaged_file_with_grids_is_refused(damage: str) -> None:
    """As one without them."""
    data = bytearray(compress(bytes(1000), [grid(10, 20)]))
    data[-40] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        decompress({"one byte": bytes(data), "cut short": bytes(data[:-50]), "a few bytes": bytes(data[:12])}[damage])
