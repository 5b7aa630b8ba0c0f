"""Packed weights: the same bytes again, smaller where weights were rounded, and refused where they are not whole."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from recommender.packing import packed, unpacked


@pytest.mark.parametrize("model", [b"", b"x", b"odd", bytes(range(256)), np.random.default_rng(1).bytes(4097)])
def test_what_was_packed_comes_out_again(model: bytes) -> None:
    """To the byte, whatever its length."""
    assert unpacked(packed(model)) == model


def test_rounded_weights_take_less_room_than_a_plain_packer_needs() -> None:
    """16-bit weights of which five fraction bits are left need little more than half of their room."""
    bits = np.random.default_rng(2).normal(0, 0.1, 40_000).astype(np.float16).view(np.uint16) & 0xFFE0
    model = bits.tobytes()
    assert len(packed(model)) < 0.64 * len(model) < len(zlib.compress(model, 9))


@pytest.mark.parametrize("damage", ["one byte", "cut short", "nothing"])
def test_what_is_not_whole_is_refused(damage: str) -> None:
    """Damaged or cut: a ValueError, never other weights."""
    data = bytearray(packed(np.random.default_rng(3).bytes(2000)))
    if damage == "one byte":
        data[len(data) // 2] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        unpacked({"one byte": bytes(data), "cut short": bytes(data[:-10]), "nothing": b""}[damage])
