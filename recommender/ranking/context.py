"""Ranking within a context: verdicts, a colour, taste, what many call wrong, and filters that are relaxed where they
leave too little."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np

from recommender.answers import Filters, Profile, RankingContext, RankingRequest
from recommender.folding import folded
from recommender.index.search import Index
from recommender.network.crops import garment_seen
from recommender.query import Query
from recommender.ranking import ranking
from recommender.ranking.filtering import admitted, of_garment
from recommender.ranking.ranking import CANDIDATES, NONE_KNOWN, KnownWords, Ranked, RankingWeights, ScoreAdjustment
from recommender.ranking.recolouring import recoloured
from recommender.ranking.rocchio import attribute_evidence, moved_by_verdicts
from recommender.taxonomy import garment_of

_DEEPER = 4  # times as many candidates when verdicts reorder them
# What taste can do at most, in units of similarity: gentle, so that what is clearly closer stays closer.
_TASTE = {"genders": 0.02, "colours": 0.015, "brands": 0.01}
_PRICE_TASTE = 0.01
_SURE = 0.7  # from which the photo's kind of garment is kept while filters are relaxed
_REJECTION = 0.15  # for what everybody calls wrong


def rank_in_context(
    index: Index,
    query: Query,
    request: RankingRequest,
    weights: RankingWeights,
    nearest: tuple[np.ndarray, np.ndarray] | None = None,
    known: KnownWords = NONE_KNOWN,
    clock: Callable[[], float] = time.monotonic,
) -> Ranked:
    """As `ranking.rank`, within the request's context; in an empty one the ranking is the same. Distances are to the
    query as it was asked, wherever it is moved. Where the query is held to a kind of garment and the shop has such,
    nothing else is a hit, unless the filters themselves name a type."""
    until = clock() + request.seconds
    filters, k, exclude, context = request.filters, request.k, request.exclude, request.context
    held = of_garment(index.table, query.garment) if query.garment and not filters.type else None
    if context == RankingContext():
        allowed = _within(held, admitted(index.table, filters))
        return ranking.rank(index, query, filters, k, exclude, weights, nearest, known, allowed=allowed)
    liked, disliked = index.table.rows(context.liked), index.table.rows(context.disliked)
    moved = moved_by_verdicts(recoloured(query, index, context.recolour), index, liked, disliked)
    adjustment = _adjustment(index, query, context, liked, disliked)
    depth = CANDIDATES * (_DEEPER if liked or disliked else 1)
    rows: list[int] = []
    relaxations: list[int] = []
    exhausted, cut_short = True, False
    tried = np.zeros(len(index), dtype=bool)  # whatever of these could be shown is in `rows`
    steps = list(_relaxation_steps(index, query, filters, context.relaxed))
    for turn, (step, admits) in enumerate(steps):
        if turn and clock() > until:
            exhausted, cut_short = False, True
            if rows:
                break
            if turn < len(steps) - 1:  # without all filters there is something to show
                continue
        allowed = _within(held, admitted(index.table, admits))
        if turn and not (~tried if allowed is None else allowed & ~tried).any():
            exhausted = turn == len(steps) - 1
            continue
        shown = {*exclude, *(index.table.ids[row] for row in rows)}
        usable = nearest if step == 0 and moved is query and depth == CANDIDATES else None
        found = ranking.rank(
            index, moved, admits, k - len(rows), shown, weights, usable, known, adjustment, depth, allowed
        )
        rows += found.rows
        relaxations += [step] * len(found.rows)
        exhausted = found.exhausted and turn == len(steps) - 1
        if len(rows) >= k:
            break
        tried |= True if allowed is None else allowed
    distances = index.distances(query.embedding, np.array(rows, dtype=np.intp)) if rows else ()
    return Ranked(tuple(rows), tuple(float(each) for each in distances), exhausted, tuple(relaxations), cut_short)


def _within(held: np.ndarray | None, allowed: np.ndarray | None) -> np.ndarray | None:
    return allowed if held is None else held if allowed is None else held & allowed


def _relaxation_steps(
    index: Index, query: Query, filters: Filters, relaxed: Collection[Filters]
) -> Iterator[tuple[int, Filters]]:
    """The filters, step by step more relaxed, each with the number of its step. First of all for the garment that the
    photo shows: who asks for a red one of this T-shirt would rather have another red than red shoes."""
    steps = list(enumerate((filters, *relaxed)))
    of_its_kind = _types_of_its_garment(index, query)
    if of_its_kind and filters != Filters() and not (filters.type or filters.not_type):
        yield from ((step, replace(allowed, type=of_its_kind)) for step, allowed in steps)
    yield from steps


def _types_of_its_garment(index: Index, query: Query) -> tuple[str, ...]:
    """The catalogue's types of the garment that the query surely shows; none, if it is not sure."""
    seen = garment_seen(query.attributes.type)
    if seen is None or seen.confidence < _SURE:
        return ()
    return tuple(word for word in index.table.types.words if garment_of(word) == seen.type)


def _adjustment(
    index: Index, query: Query, context: RankingContext, liked: list[int], disliked: list[int]
) -> ScoreAdjustment | None:
    """The sum of all that the context has for and against products; None where that is nothing."""
    adjustments: list[ScoreAdjustment] = []
    if liked or disliked:
        adjustments.append(attribute_evidence(index, liked, disliked))
    if context.profile != Profile():
        adjustments.append(_taste(index, context.profile))
    kind = query.attributes.type[0].value.casefold() if query.attributes.type else ""
    if rejected := context.rejected.get(kind):
        adjustments.append(_rejection(index, rejected))
    if not adjustments:
        return None
    return lambda rows: np.sum([adjustment(rows) for adjustment in adjustments], axis=0)


def _taste(index: Index, profile: Profile) -> ScoreAdjustment:
    table = index.table
    by_gender = np.array([profile.genders.get(folded(word), 0.0) for word in table.genders.words] + [0.0])
    by_colour = np.array([profile.colours.get(folded(word), 0.0) for word in table.colours.words] + [0.0])

    def adjustment(rows: np.ndarray) -> np.ndarray:
        total = _TASTE["genders"] * by_gender[table.genders.codes[rows]]
        total += _TASTE["colours"] * by_colour[table.colours.codes[rows]]
        if profile.brands:
            brands = [folded(table.product(int(row)).brand) for row in rows]
            total += _TASTE["brands"] * np.array([profile.brands.get(brand, 0.0) for brand in brands])
        if profile.low is not None and profile.high is not None:
            prices = table.prices[rows]
            usual = (prices >= profile.low) & (prices <= profile.high)
            total += _PRICE_TASTE * (usual | np.isnan(prices))
        return np.asarray(total)

    return adjustment


def _rejection(index: Index, rejected: Mapping[str, float]) -> ScoreAdjustment:
    by_row = {row: rejected[product_id] for product_id in rejected for row in index.table.rows((product_id,))}
    return lambda rows: np.array([-_REJECTION * by_row.get(int(row), 0.0) for row in rows])
