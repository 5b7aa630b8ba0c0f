"""The correction of phone photos' genders is found again where it is known."""

from __future__ import annotations

import numpy as np
import pytest

from recommender.training.calibration.genders import fit_phone_genders

WORDS = ("Boys", "Girls", "Men", "Unisex", "Women")


def _seen(rng: np.random.Generator, truth: list[str], sure: float) -> np.ndarray:
    """What a head says that is so sure, and was taught by a shop with four times as many things for men."""
    logits = rng.normal(0, 1, (len(truth), len(WORDS))) + np.log([0.05, 0.05, 0.66, 0.07, 0.17])
    logits[np.arange(len(truth)), [WORDS.index(word) for word in truth]] += sure
    powers = np.exp(logits)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def test_women_are_no_longer_called_men() -> None:
    """Of a shop of men's things, women's get a bias, and are recognised as often as men's."""
    rng = np.random.default_rng(2)
    truth = ["Men"] * 800 + ["Women"] * 200
    seen = _seen(rng, truth, 2.0)
    adults, children = _seen(rng, ["Men", "Women"] * 200, 2.0), _seen(rng, ["Boys", "Girls"] * 100, 2.0)
    found = fit_phone_genders(WORDS, (seen, truth), adults, children)
    assert found.bias["Women"] > 1
    recognised = found.corrected(seen).argmax(axis=1) == [WORDS.index(word) for word in truth]
    before = seen.argmax(axis=1) == [WORDS.index(word) for word in truth]
    assert before[:800].mean() - before[800:].mean() > 0.2 > 2 * abs(recognised[:800].mean() - recognised[800:].mean())


def test_what_cannot_be_known_is_not_said() -> None:
    """Where children's photos look like adults', it is as probable of each that it is a child's: a third."""
    rng = np.random.default_rng(2)
    truth = ["Men", "Women"] * 200
    adults, children = _seen(rng, truth, 2.0), _seen(rng, ["Men", "Women"] * 100, 2.0)
    found = fit_phone_genders(WORDS, (adults, truth), adults, children)
    said = found.corrected(np.concatenate([adults, children]))[:, found.kids].sum(axis=1)
    assert said.mean() == pytest.approx(1 / 3, abs=0.04)
    assert said.std() < 0.05


def test_nothing_to_go_by() -> None:
    """Without photos of children, and with one gender alone, it is still a correction that can be used."""
    rng = np.random.default_rng(2)
    found = fit_phone_genders(WORDS, (_seen(rng, ["Men"] * 30, 2.0), ["Men"] * 30), np.zeros((0, 5)), np.zeros((0, 5)))
    assert np.isfinite(found.corrected(_seen(rng, ["Women"] * 4, 1.0))).all()
