"""Which top goes with which trousers, learned from pictures that show both: a bilinear score of two embeddings.

The score of a pair is the product of two projections, learned so that it is higher for what is worn together than for
what is not. That is Bayesian personalised ranking (Rendle et al., UAI 2009), on visual features as by He & McAuley,
"VBPR" (AAAI 2016). A projection for each side, because what is above and what is below are unlike (Vasileva et
al., ECCV 2018). Strips and whole products lie in different places of the embedding: each is taken from its own middle.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommender.outfits.places import place_of
from recommender.training.outfits.strips_seen import WornPiece

_RANK, _PASSES, _BATCH = 24, 30, 64
_SCALE = 4.0  # of embeddings, taken from their middle
_STEP, _DECAY = 0.4, 1e-3
_START = 0.1


def learn_matching(pieces: Sequence[WornPiece], seed: int = 0) -> np.ndarray:
    """(2, rank, dim): the projections of what is worn above and below."""
    above, below = worn_pairs(pieces)
    rng = np.random.default_rng(seed)
    first, second = (rng.normal(0, _START, (above.shape[1], _RANK)) for _ in range(2))
    above, below = above * _SCALE, below * _SCALE
    for _ in range(_PASSES):
        order = rng.permutation(len(above))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            left = above[rows] @ first
            apart = below[rows] - below[rng.integers(0, len(below), len(rows))]
            right = apart @ second
            wrong = 1 / (1 + np.exp(np.clip((left * right).sum(axis=1), -30, 30)))[:, None] / len(rows)
            first, second = (
                first + _STEP * (above[rows].T @ (wrong * right) - _DECAY * first),
                second + _STEP * (apart.T @ (wrong * left) - _DECAY * second),
            )
    return np.stack([first.T, second.T]) * _SCALE


def worn_pairs(pieces: Sequence[WornPiece]) -> tuple[np.ndarray, np.ndarray]:
    """(n, dim) twice: what is worn above and below, each from the middle of its like."""
    tops = [(piece.embedding, strip.embedding) for piece in pieces for strip in piece.strips if strip.place == "lower"]
    legs = [
        (strip.embedding, piece.embedding)
        for piece in pieces
        if place_of(piece.product.type) == "lower"
        for strip in piece.strips
        if strip.place == "upper"
    ]
    sides = [[np.stack([pair[side] for pair in pairs]) for pairs in (tops, legs) if pairs] for side in (0, 1)]
    above, below = (np.concatenate([part - part.mean(axis=0) for part in side]) for side in sides)
    return above, below
