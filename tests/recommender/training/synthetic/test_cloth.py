"""GarmentPieces in another cloth, and cut to another garment."""

from __future__ import annotations

import numpy as np

from recommender.training.synthetic.cloth import cut_to, dyed, in_another_cloth, with_cuts
from tests.recommender.training.drawn_models import material


def test_another_cloth_has_the_same_cut() -> None:
    """Whatever is done to the colours, the outline stays, what is no cloth stays, and half of the time all of it; over
    some tries the cloth does change."""
    tops = material().pieces["worn top"]
    kept, changed = 0, 0
    for seed in range(40):
        piece = in_another_cloth(tops[0], tops[1:], np.random.default_rng(seed))
        assert np.array_equal(piece.garment, tops[0].garment)
        bare = tops[0].garment == 0
        assert np.array_equal(piece.picture[bare], tops[0].picture[bare])
        same = np.array_equal(piece.picture, tops[0].picture)
        kept, changed = kept + same, changed + (not same)
    assert kept > 8
    assert changed > 8


def test_dyeing_keeps_the_folds() -> None:
    """The dyed cloth is light where it was light: its brightness goes with what it was."""
    top = material().pieces["worn top"][0]
    cloth = top.garment > 0
    before = top.picture[cloth].mean(axis=1)
    for seed in range(5):
        after = dyed(top.picture, cloth, np.random.default_rng(seed))[cloth].mean(axis=1)
        assert np.corrcoef(before, after)[0, 1] > 0.8


def test_trousers_become_shorts() -> None:
    """The upper part of trousers is a piece of its own, laid flat, no longer than asked; of next to nothing there is
    none."""
    trousers = material().pieces["worn trousers"][0]
    shorts = cut_to(trousers, "shorts", 0.0, 0.4)
    assert shorts is not None
    assert (shorts.type, shorts.worn) == ("shorts", False)
    _, top, _, bottom = trousers.box
    assert abs((shorts.box[3] - shorts.box[1]) - 0.4 * (bottom - top)) <= 2
    assert cut_to(trousers, "shorts", 0.0, 0.02) is None


def test_cuts_are_added_to_what_is_there() -> None:
    """Every list keeps what it had; shorts cut from trousers come on top."""
    pieces = material().pieces
    whole = with_cuts(pieces, np.random.default_rng(1))
    for key, found in pieces.items():
        assert whole[key][: len(found)] == list(found)
    assert len(whole["flat shorts"]) == len(pieces["worn trousers"])
