"""Calibration: temperatures that make probabilities true."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.training.calibration import temperature


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
