"""The rate limit, with a clock that the test turns."""

from __future__ import annotations

import pytest

from bot.conversation.limits import RateLimit, TooFastError


async def test_a_bucket_fills_steadily() -> None:
    """A minute's worth at once, then one every few seconds; the wait that is told is the wait that is needed."""
    now = [100.0]
    rate = RateLimit(6, clock=lambda: now[0])
    for _ in range(6):
        await rate.take("web", "anna")
    with pytest.raises(TooFastError) as caught:
        await rate.take("web", "anna")
    assert caught.value.seconds == 10
    now[0] += 9.9
    with pytest.raises(TooFastError):
        await rate.take("web", "anna")
    now[0] += 0.2
    await rate.take("web", "anna")
    await rate.take("web", "ben")


async def test_several_at_once_and_more_than_fit() -> None:
    """An album takes as many as it has photos; one larger than the bucket passes when the bucket is full."""
    now = [0.0]
    rate = RateLimit(3, clock=lambda: now[0])
    await rate.take("web", "anna", 10)
    with pytest.raises(TooFastError) as caught:
        await rate.take("web", "anna", 2)
    assert caught.value.seconds == 40
    now[0] += 3600
    await rate.take("web", "anna", 3)


async def test_memory_is_bounded() -> None:
    """Any number of people leaves a bounded number of buckets, those of the latest."""
    rate = RateLimit(1, clock=lambda: 0.0)
    for number in range(30_000):
        await rate.take("web", str(number))
    assert len(rate._buckets) == 20_000
    with pytest.raises(TooFastError):
        await rate.take("web", "29999")
