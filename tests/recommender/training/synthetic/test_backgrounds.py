"""What people are set in."""

from __future__ import annotations

import numpy as np

from recommender.training.synthetic.backgrounds import draw_background


def test_grounds_are_pictures_of_many_kinds() -> None:
    """Every draw is a picture of the size asked for, the same for the same seed, seldom plain, with photos or without;
    what it was cut from is left as it was."""
    rng = np.random.default_rng(1)
    photo, view = (rng.integers(0, 256, (200, 150, 3), dtype=np.uint8) for _ in range(2))
    before = photo.copy(), view.copy()
    lively = 0
    for seed in range(40):
        given = ([photo], [view]) if seed % 2 else ([], [])
        ground = draw_background(given[0], 128, np.random.default_rng(seed), given[1])
        again = draw_background(given[0], 128, np.random.default_rng(seed), given[1])
        assert ground.shape == (128, 128, 3)
        assert ground.dtype == np.uint8
        assert np.array_equal(ground, again)
        lively += ground.std() > 10
    assert lively > 30
    assert np.array_equal(photo, before[0])
    assert np.array_equal(view, before[1])
