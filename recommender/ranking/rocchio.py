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

from recommender.index.product_table import AttributeColumn
from recommender.index.search import Index
from recommender.query import Query
from recommender.ranking.ranking import ScoreAdjustment

LIKED, DISLIKED = 0.75, 0.15  # Rocchio's beta and gamma; alpha is 1.
_PRIOR = 3.0  # The prior counts as much as so many products.
_MOST = 3.0  # This bounds what one word can do.
# How much an attribute's evidence counts in units of similarity: more than the ranking's own weights for what the photo
# shows, or it could never be overruled. Chosen on 200 simulated shoppers (scripts/evaluate --shoppers, other ones).
_EVIDENCE = {"types": 0.2, "genders": 1.2, "colours": 1.0}


def moved_by_verdicts(query: Query, index: Index, liked: Sequence[int], disliked: Sequence[int]) -> Query:
    """The query moved by rows with a verdict; itself, if there are none."""
    if not liked and not disliked:
        return query
    moved = query.embedding.astype(np.float64)
    if liked:
        moved = moved + LIKED * index.embeddings[list(liked)].mean(axis=0)
    if disliked:
        moved = moved - DISLIKED * index.embeddings[list(disliked)].mean(axis=0)
    length = float(np.linalg.norm(moved))
    if length < 1e-6:  # everything cancelled out: there is no direction to go
        return query
    return replace(query, embedding=(moved / length).astype(np.float32))


def attribute_evidence(index: Index, liked: Sequence[int], disliked: Sequence[int]) -> ScoreAdjustment:
    """What the attributes of the rows with a verdict say for and against others."""
    columns: list[tuple[AttributeColumn, float]] = [(getattr(index.table, name), _EVIDENCE[name]) for name in _EVIDENCE]
    weights = [(words.codes, weight * _ratios(words, liked, disliked)) for words, weight in columns if words.words]

    def adjustment(rows: np.ndarray) -> np.ndarray:
        total = np.zeros(len(rows))
        for codes, by_code in weights:
            total += by_code[codes[rows]]
        return total

    return adjustment


def _ratios(words: AttributeColumn, liked: Sequence[int], disliked: Sequence[int]) -> np.ndarray:
    """Per word, and last for products without one (0), how much more the liked have it than the disliked."""
    size = len(words.words)
    known = words.codes[words.codes >= 0]
    if not len(known):
        return np.zeros(size + 1)
    prior = _PRIOR * np.bincount(known, minlength=size) / len(known)

    def share(rows: Sequence[int]) -> np.ndarray:
        codes = words.codes[list(rows)] if len(rows) else np.empty(0, np.int32)
        codes = codes[codes >= 0]
        return np.asarray((np.bincount(codes, minlength=size) + prior) / (len(codes) + _PRIOR))

    ratios = np.clip(np.log(share(liked)) - np.log(share(disliked)), -_MOST, _MOST)
    return np.append(ratios, 0.0)
