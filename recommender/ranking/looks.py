"""Looks in the ranking: striped for striped, without a polo's collar for a T-shirt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommender.answers import Guess
from recommender.index.columns.look_column import LookColumn
from recommender.index.protocol import IndexLike, ProductColumns
from recommender.looks import can_have
from recommender.taxonomy import GARMENT_TYPES, garment_of

# How rare or usual a look can be: of what next to no product has, the shop's few are not worth everything.
_RAREST, _MOST_USUAL = 0.02, 0.98
_LEAST = 0.001  # probability
# What shoppers call another garment counts more than twice; what hardly a title says though most things are it, less.
_WORTH = {"polo": 2.3, "plain": 0.7}


def look_agreement(
    index: IndexLike, guesses: Sequence[Guess], columns: ProductColumns, most: float, seen: float
) -> np.ndarray:
    """What speaks for each row: for each look that its garment can have, how much more probable it is in the photo than
    it is usual among the shop's products of that garment, in log odds of at most `most`. It counts once where the title
    names the look, `seen` times its probability where the picture shows it. 0 where nothing is known of looks."""
    column = columns.looks
    if column is None or not guesses:
        return np.zeros(len(columns.prices))
    probabilities = {guess.value: guess.probability for guess in guesses}
    known = [place for place, look in enumerate(column.looks) if look in probabilities]
    photo = np.clip([probabilities[column.looks[place]] for place in known], _LEAST, 1 - _LEAST)
    places = [GARMENT_TYPES.index(garment_of(word)) for word in columns.types.words]
    garments = np.array([*places, GARMENT_TYPES.index("accessory")])[columns.types.codes]
    usual = _usual(index, column)[garments][:, known]
    worth = np.array([_WORTH.get(column.looks[place], 1.0) for place in known])
    ahead = worth * np.clip(_log_odds(photo) - usual, -most, most)
    has = column.probabilities(slice(None), seen)[:, known]
    return np.asarray(np.where(np.isnan(ahead), 0.0, ahead * has).sum(axis=1))


def _usual(index: IndexLike, column: LookColumn) -> np.ndarray:
    """(garments, looks): the log odds of each look among the shop's products of each garment; NaN where there is no
    such garment, or it cannot have the look."""
    can = np.array([[can_have(look, garment) for look in column.looks] for garment in GARMENT_TYPES])
    return np.where(can, _log_odds(np.clip(index.usual_looks(), _RAREST, _MOST_USUAL)), np.nan)


def _log_odds(probability: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(probability) - np.log1p(-probability))
