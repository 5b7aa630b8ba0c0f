"""Verdicts move the query: what was liked comes nearer, what was disliked goes away.

The embedding by Rocchio's formula (J. J. Rocchio, "Relevance feedback in information retrieval", in The SMART Retrieval
System, 1971; with the weights found to do well by G. Salton and C. Buckley, "Improving retrieval performance by
relevance feedback", JASIS 41, 1990): the query, plus the mean of the liked, less a little of the mean of the disliked.

Besides, the attributes that the catalogue states: how much more often a word stands at liked than at disliked products,
as a log-likelihood ratio with a prior. That is what finds an attribute that the shopper never named (only green ones
are liked), which a move of the embedding alone finds late.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recommender.index.protocol import ColumnName, IndexLike, ProductColumns
from recommender.query import Query
from recommender.ranking.ranking import ScoreAdjustment

LIKED, DISLIKED = 0.75, 0.15  # Rocchio's beta and gamma; alpha is 1.
_PRIOR = 3.0  # The prior counts as much as so many products.
_MOST = 3.0  # This bounds what one word can do.
# How much an attribute's evidence counts in units of similarity: more than the ranking's own weights for what the photo
# shows, or it could never be overruled. Chosen on 200 simulated shoppers (scripts/evaluate --shoppers, other ones).
_EVIDENCE: dict[ColumnName, float] = {"types": 0.2, "genders": 1.2, "colours": 1.0}


def moved_by_verdicts(query: Query, index: IndexLike, liked: Sequence[int], disliked: Sequence[int]) -> Query:
    """The query moved by rows with a verdict; itself, if there are none."""
    if not liked and not disliked:
        return query
    moved = query.embedding.astype(np.float64)
    if liked:
        moved = moved + LIKED * index.embeddings_of(liked).mean(axis=0)
    if disliked:
        moved = moved - DISLIKED * index.embeddings_of(disliked).mean(axis=0)
    length = float(np.linalg.norm(moved))
    if length < 1e-6:  # everything cancelled out: there is no direction to go
        return query
    return replace(query, embedding=(moved / length).astype(np.float32))


def attribute_evidence(index: IndexLike, liked: Sequence[int], disliked: Sequence[int]) -> ScoreAdjustment:
    """What the attributes of the rows with a verdict say for and against others."""
    verdicts = index.columns(liked), index.columns(disliked)
    weights: list[tuple[ColumnName, np.ndarray]] = [
        (name, weight * _ratios(index, name, *verdicts))
        for name, weight in _EVIDENCE.items()
        if index.column_words(name)
    ]

    def adjustment(_rows: np.ndarray, columns: ProductColumns) -> np.ndarray:
        total = np.zeros(len(columns.prices))
        for name, by_code in weights:
            total += by_code[getattr(columns, name).codes]
        return total

    return adjustment


def _ratios(index: IndexLike, name: ColumnName, liked: ProductColumns, disliked: ProductColumns) -> np.ndarray:
    """Per word, and last for products without one (0), how much more the liked have it than the disliked."""
    counts = index.column_counts(name)
    if not counts.any():
        return np.zeros(len(counts) + 1)
    prior = _PRIOR * counts / counts.sum()

    def share(columns: ProductColumns) -> np.ndarray:
        codes = getattr(columns, name).codes
        codes = codes[codes >= 0]
        return np.asarray((np.bincount(codes, minlength=len(counts)) + prior) / (len(codes) + _PRIOR))

    ratios = np.clip(np.log(share(liked)) - np.log(share(disliked)), -_MOST, _MOST)
    return np.append(ratios, 0.0)
