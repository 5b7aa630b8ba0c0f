"""The ranking's weights learnt from verdicts: what is learnt, what is not, and where they are read from."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recommender.ranking.learning import LEARNT, learn_weights, read_weights, share_in_order, write_weights
from recommender.ranking.ranking import DEFAULT_WEIGHTS


def pairs(count: int, colour: float, seed: int = 3) -> np.ndarray:
    """Of shoppers for whom the colour counts so much; who is good is said by chance, the surer the further apart."""
    rng = np.random.default_rng(seed)
    found = rng.normal(0, [0.05, 0.2, 0.2, 0.4, 0.2], (count, 1 + len(LEARNT)))
    worth = found[:, 0] + found[:, 1:] @ [DEFAULT_WEIGHTS.type, DEFAULT_WEIGHTS.gender, colour, DEFAULT_WEIGHTS.look]
    is_good = rng.random(count) < 1 / (1 + np.exp(-12 * worth))
    return np.asarray(np.where(is_good[:, None], found, -found))


def test_what_counts_more_for_the_shoppers_counts_more() -> None:
    """Thousands of verdicts of people who mind the colour: that weight alone rises, and others' verdicts are met
    better."""
    learnt = learn_weights(pairs(4000, colour=0.6))
    assert 0.45 < learnt.colour < 0.75
    assert learnt.type == pytest.approx(DEFAULT_WEIGHTS.type, rel=0.25)
    others = pairs(4000, colour=0.6, seed=4)
    assert share_in_order(others, learnt) > share_in_order(others, DEFAULT_WEIGHTS)
    assert replace(learnt, **{name: getattr(DEFAULT_WEIGHTS, name) for name in LEARNT}) == DEFAULT_WEIGHTS


def test_a_few_verdicts_change_little() -> None:
    """Ten pairs are no reason to rank otherwise; none at all change nothing."""
    learnt = learn_weights(pairs(10, colour=3.0))
    assert learnt.colour < 1.5 * DEFAULT_WEIGHTS.colour
    assert learn_weights(np.empty((0, 1 + len(LEARNT)))) == DEFAULT_WEIGHTS


def test_they_are_read_for_their_embedder_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Another embedder's, a damaged file and impossible numbers leave the shipped weights, and say so."""
    assert read_weights(tmp_path, "e1") == DEFAULT_WEIGHTS
    learnt = replace(DEFAULT_WEIGHTS, colour=0.5)
    path = write_weights(tmp_path, learnt, "e1")
    assert read_weights(tmp_path, "e1") == learnt
    assert read_weights(tmp_path, "e2") == DEFAULT_WEIGHTS
    for text in ("{", "[]", json.dumps({"embedder": "e1", "weights": {**dict.fromkeys(LEARNT, 1.0), "look": -1}})):
        path.write_text(text, encoding="utf-8")
        assert read_weights(tmp_path, "e1") == DEFAULT_WEIGHTS
    assert len(caplog.records) == 4
