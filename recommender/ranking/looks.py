"""Looks in the ranking: striped for striped, without a polo's collar for a T-shirt."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommender.answers import Guess
from recommender.index.look_column import LookColumn
from recommender.index.search import Index
from recommender.looks import can_have
from recommender.ranking.filtering import garment_places
from recommender.taxonomy import GARMENT_TYPES

# How rare or usual a look can be: of what next to no product has, the shop's few are not worth everything.
_RAREST, _MOST_USUAL = 0.02, 0.98
_LEAST = 0.001  # probability


def look_agreement(index: Index, guesses: Sequence[Guess], rows: np.ndarray, most: float, seen: float) -> np.ndarray:
    """What speaks for each row: for each look that its garment can have, how much more probable it is in the photo than
    it is usual among the shop's products of that garment, in log odds of at most `most`. It counts once where the title
    names the look, `seen` times its probability where the picture shows it. 0 where nothing is known of looks."""
    if index.looks is None or not guesses:
        return np.zeros(len(rows))
    probabilities = {guess.value: guess.probability for guess in guesses}
    known = [place for place, look in enumerate(index.looks.looks) if look in probabilities]
    photo = np.clip([probabilities[index.looks.looks[place]] for place in known], _LEAST, 1 - _LEAST)
    usual = _usual(index, index.looks)[garment_places(index.table)[rows]][:, known]
    ahead = np.clip(_log_odds(photo) - usual, -most, most)
    has = index.looks.probabilities(rows, seen)[:, known]
    return np.asarray(np.where(np.isnan(ahead), 0.0, ahead * has).sum(axis=1))


def _usual(index: Index, column: LookColumn) -> np.ndarray:
    """(garments, looks): the log odds of each look among the shop's products of each garment; NaN where there is no
    such garment, or it cannot have the look."""

    def find() -> np.ndarray:
        garments, seen = garment_places(index.table), column.probabilities(slice(None))
        usual = np.full((len(GARMENT_TYPES), len(column.looks)), np.nan)
        for place, garment in enumerate(GARMENT_TYPES):
            if (garments == place).any():
                share = np.clip(seen[garments == place].mean(axis=0), _RAREST, _MOST_USUAL)
                usual[place] = np.where([can_have(look, garment) for look in column.looks], _log_odds(share), np.nan)
        return usual

    return index.table.once(("usual looks", column.version), find)


def _log_odds(probability: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(probability) - np.log1p(-probability))
