"""The same in another colour: the query moved along the embedder's own colour direction, its shape kept.

The direction from blue to red is the mean embedding of red products less that of blue ones, within the query's type,
because there the shapes are alike and their means cancel out. Where a type has few of either, the mean over all types,
each taken from its own middle, fills in.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from recommender.answers import Guess
from recommender.colours import colours_in
from recommender.folding import folded
from recommender.index.protocol import IndexLike
from recommender.query import Query

_SHRINK = 10.0  # products of a colour within the type that count as much as all types together
_SURE = 0.2  # a type less probable than this lends no direction
_LENGTH = 1.0  # of the step, in whole differences of means


def recoloured(query: Query, index: IndexLike, colours: Collection[str]) -> Query:
    """The query as it would be in one of these colours; itself, if it is so already or the catalogue has none."""
    wanted = {folded(colour) for colour in colours}
    guesses = query.attributes.colour
    if not wanted or (guesses and folded(guesses[0].value) in wanted):
        return query
    words = index.column_words("colours")
    senses = [{folded(word), *map(folded, colours_in(word))} for word in words]
    target = np.array([float(not wanted.isdisjoint(each)) for each in senses])
    probabilities = {folded(guess.value): guess.probability for guess in guesses}
    source = np.array([max(probabilities.get(sense, 0.0) for sense in each) for each in senses])
    if not target.any():
        return query
    # Everything is taken from the middle of its type; without a source colour, that middle is where it starts.
    likely = tuple(guess.value for guess in query.attributes.type if guess.probability >= _SURE)
    means, counts = index.colour_means(likely)
    pooled, _ = index.colour_means()
    trust = (counts / (counts + _SHRINK))[:, None]
    by_colour = trust * means + (1.0 - trust) * pooled
    step = _mix(by_colour, target * np.maximum(counts, 1e-3)) - _mix(by_colour, source)
    moved = query.embedding + _LENGTH * step
    length = float(np.linalg.norm(moved))
    if length < 1e-6:
        return query
    share = 1.0 / len(wanted)
    attributes = replace(query.attributes, colour=tuple(Guess(colour, share) for colour in colours))
    return replace(query, embedding=(moved / length).astype(np.float32), attributes=attributes, instance_id="")


def _mix(by_colour: np.ndarray, weights: np.ndarray) -> np.ndarray:
    total = float(weights.sum())
    return np.asarray(weights @ by_colour / total if total > 0 else np.zeros(by_colour.shape[1]))
