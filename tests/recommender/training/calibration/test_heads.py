"""Calibration: temperatures that make probabilities true."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.training.calibration.heads import reach, temperature, thresholds


def _softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("heat", [0.5, 1.0, 2.0, 3.0])
def test_the_temperature_is_found(heat: float) -> None:
    """Where answers are drawn from the true probabilities and the network is `heat` times too sure, that is found."""
    rng = np.random.default_rng(1)
    logits = rng.normal(0, 1.5, (20_000, 6))
    answers = (_softmax(logits).cumsum(axis=1) > rng.random((20_000, 1))).argmax(axis=1)
    found = temperature(_softmax(logits * heat), np.eye(6, dtype=bool)[answers])
    assert found == pytest.approx(heat, rel=0.06)


def test_nothing_to_go_by() -> None:
    """Without any held-out answer the temperature stays 1; where every answer is allowed, it is still a number."""
    assert temperature(np.zeros((0, 4)), np.zeros((0, 4), bool)) == 1
    assert 0.2 < temperature(np.full((5, 4), 0.25), np.ones((5, 4), bool)) < 5


def test_how_far_the_good_ones_reach() -> None:
    """The reach is the largest distance within which enough are good, wherever a bad one lies between."""
    good, bad = np.arange(1, 19) / 100, np.array([0.055, 0.185, 0.19, 0.2])
    assert reach(good, bad) == pytest.approx(0.185)  # 18 of 20
    assert reach(good, bad, share=0.94) == pytest.approx(0.18)  # 18 of 19
    assert reach(good, bad, share=0.96) == pytest.approx(0.05)  # all five before the first bad one
    assert reach(np.array([0.5]), np.array([0.1])) == 0
    assert reach(np.zeros(0), bad) == 0
    assert reach(good, np.zeros(0)) == pytest.approx(0.18)
    few = np.array([0.1, 0.2])
    many = np.concatenate([np.linspace(0.15, 0.9, 100)])
    assert reach(few, many) == pytest.approx(0.1)
    # All of the few, and eleven of the hundred: 1 / 1.11.
    assert reach(few, many, even=True) == pytest.approx(0.15 + 10 * 0.75 / 99)


def test_thresholds_ascend_and_keep_their_word() -> None:
    """Of held-out photos as far away as their types are wrong, nine in ten within `close` begin with a right type;
    `exact` parts a shop's own products from others."""
    rng = np.random.default_rng(3)
    closest = rng.uniform(0.05, 0.6, 20_000)
    right = rng.random(20_000) > closest
    own, strangers = rng.uniform(0, 0.2, 1000), rng.uniform(0.05, 0.6, 1000)
    probable = rng.uniform(0, 0.3, 20_000)
    found = thresholds(own, np.zeros(10), strangers, closest, right, probable)
    assert 0 < found["exact"] < found["close"] < 0.6
    assert right[closest <= found["close"]].mean() == pytest.approx(0.9, abs=0.005)
    assert right[closest <= found["close"] + 0.05].mean() < 0.9
    assert found["nothing"] == pytest.approx(0.297, abs=0.002)
    within = [(part <= found["exact"]).mean() for part in (own, strangers)]
    assert within[0] / sum(within) == pytest.approx(0.9, abs=0.01)


def test_the_shops_own_pictures_are_exact() -> None:
    """Where products lie too close together to be told apart, a copy of the shop's own picture is exact still."""
    rng = np.random.default_rng(3)
    closest, right = rng.uniform(0.05, 0.6, 2000), np.ones(2000, dtype=bool)
    own, strangers, copies = rng.uniform(0.1, 0.2, 500), rng.uniform(0, 0.1, 500), rng.uniform(0, 0.02, 500)
    found = thresholds(own, copies, strangers, closest, right, np.zeros(2000))
    assert found["exact"] == pytest.approx(0.019, abs=0.001)
