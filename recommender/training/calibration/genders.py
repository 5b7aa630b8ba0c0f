"""How the genders of phone photos are corrected: fitted on photos where they can be told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

from recommender.network.phone_genders import PhoneGenders

_UNISEX = "Unisex"


def fit_phone_genders(
    words: Sequence[str],
    retaken: tuple[np.ndarray, Sequence[str]],
    adults: np.ndarray,
    children: np.ndarray,
) -> PhoneGenders:
    """What makes these likeliest: `retaken`, probabilities (n, words) and the gender of each, of products photographed
    again; probabilities of phone photos of `adults`' and of `children`'s things.

    Whose things a shop has most, or who has sent most photos, is not to be guessed of the next photo. So men's and
    women's count alike, and each of the three parts: without any hint a third are children's.
    """
    seen, truth = retaken
    bare = PhoneGenders(tuple(words))
    kids, codes = bare.kids, np.array([words.index(gender) for gender in truth], dtype=np.intp)
    exact = np.eye(len(words), dtype=bool)[codes]
    counts = np.bincount(codes, minlength=len(words))
    weights = np.where(kids | (np.array(words) == _UNISEX), counts, counts.max(initial=0)) / np.maximum(counts, 1)
    known = weights[codes]
    parts = [
        (seen, exact, known / max(1.0, float(known.sum()))),
        (adults, np.tile(~kids, (len(adults), 1)), np.full(len(adults), 1 / max(1, len(adults)))),
        (children, np.tile(kids, (len(children), 1)), np.full(len(children), 1 / max(1, len(children)))),
    ]
    probabilities, allowed, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
    biased = [word for word, child in zip(words, kids, strict=True) if not child][1:]

    def model(numbers: np.ndarray) -> PhoneGenders:
        slope, offset, sharpness = np.exp(numbers[0]), numbers[1], np.exp(numbers[2])
        bias = dict(zip(biased, numbers[3:].tolist(), strict=True))
        return PhoneGenders(tuple(words), float(slope), float(offset), float(sharpness), bias)

    def surprise(numbers: np.ndarray) -> float:
        right = (model(numbers).corrected(probabilities) * allowed).sum(axis=1, dtype=np.float64)
        # A little pulls towards no correction, where there is nothing to go by.
        return float(-(weight * np.log(np.maximum(right, 1e-9))).sum() + 1e-3 * (numbers**2).sum())

    # A simplex that is large enough for the search to feel its way in float32.
    start = np.vstack([np.zeros(3 + len(biased)), 0.3 * np.eye(3 + len(biased))])
    options = {"maxiter": 4000, "xatol": 1e-3, "fatol": 1e-6, "initial_simplex": start}
    best = model(minimize(surprise, start[0], method="Nelder-Mead", options=options).x)
    bias = {word: round(value, 3) for word, value in best.bias.items()}
    return PhoneGenders(best.words, round(best.slope, 3), round(best.offset, 3), round(best.sharpness, 3), bias)
