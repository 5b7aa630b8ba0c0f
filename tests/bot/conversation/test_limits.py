"""The rate limit, with a clock that the test turns."""

from __future__ import annotations

import pytest

from bot.conversation.limits import RateLimit, TooFastError


def test_a_bucket_fills_steadily() -> None:
    """A minute's worth at once, then one every few seconds; the wait that is told is the wait that is needed."""
    now = [100.0]
    rate = RateLimit(6, lambda: now[0])
    for _ in range(6):
        rate.take("anna")
    with pytest.raises(TooFastError) as caught:
        rate.take("anna")
    assert caught.value.seconds == 10
    now[0] += 9.9
    with pytest.raises(TooFastError):
        rate.take("anna")
    now[0] += 0.2
    rate.take("anna")
    rate.take("ben")


def test_several_at_once_and_more_than_fit() -> None:
    """An album takes as many as it has photos; one larger than the bucket passes when the bucket is full."""
    now = [0.0]
    rate = RateLimit(3, lambda: now[0])
    rate.take("anna", 10)
    with pytest.raises(TooFastError) as caught:
        rate.take("anna", 2)
    assert caught.value.seconds == 40
    now[0] += 3600
    rate.take("anna", 3)


def test_memory_is_bounded() -> None:
    """Any number of people leaves a bounded number of buckets, those of the latest."""
    rate = RateLimit(1, lambda: 0.0)
    for number in range(30_000):
        rate.take(number)
    assert len(rate._buckets) == 20_000
    with pytest.raises(TooFastError):
        rate.take(29_999)
