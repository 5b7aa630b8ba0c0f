"""Ranking within a context: verdicts, a colour, taste, what many call wrong, and filters that are relaxed where they
leave too little."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

import numpy as np

from recommender.answers import Filters, Profile, RankingContext, RankingRequest
from recommender.folding import folded
from recommender.index.columns.attribute_column import AttributeColumn
from recommender.index.filtering import types_meant
from recommender.index.protocol import IndexLike, ProductColumns
from recommender.network.crops import garment_seen
from recommender.query import Query
from recommender.ranking import ranking
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
    index: IndexLike,
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
    held = _types_of(index, query.garment) if query.garment and not filters.type else ()
    if context == RankingContext():
        return ranking.rank(index, query, _within(index, held, filters), k, exclude, weights, nearest, known)
    liked, disliked = index.rows(context.liked), index.rows(context.disliked)
    moved = moved_by_verdicts(recoloured(query, index, context.recolour), index, liked, disliked)
    adjustment = _adjustment(index, query, context, liked, disliked)
    depth = CANDIDATES * (_DEEPER if liked or disliked else 1)
    rows: list[int] = []
    relaxations: list[int] = []
    exhausted, cut_short = True, False
    tried: list[Filters] = []  # whatever these admit and could be shown is in `rows`
    steps = list(_relaxation_steps(index, query, filters, context.relaxed))
    for turn, (step, step_filters) in enumerate(steps):
        if turn and clock() > until:
            exhausted, cut_short = False, True
            if rows:
                break
            if turn < len(steps) - 1:  # without all filters there is something to show
                continue
        admits = _within(index, held, step_filters)
        if turn and not index.count(admits, tried):
            exhausted = turn == len(steps) - 1
            continue
        shown = {*exclude, *index.ids(rows)}
        usable = nearest if step == 0 and moved is query and depth == CANDIDATES else None
        found = ranking.rank(index, moved, admits, k - len(rows), shown, weights, usable, known, adjustment, depth)
        rows += found.rows
        relaxations += [step] * len(found.rows)
        exhausted = found.exhausted and turn == len(steps) - 1
        if len(rows) >= k:
            break
        tried.append(admits)
    distances = index.closest_pictures(query.embedding, rows)[0] if rows else ()
    return Ranked(tuple(rows), tuple(float(each) for each in distances), exhausted, tuple(relaxations), cut_short)


def _within(index: IndexLike, held: tuple[str, ...], filters: Filters) -> Filters:
    """The filters, for these types alone, if there are any."""
    if not held or not filters.type:
        return replace(filters, type=held) if held else filters
    both = tuple(word for word in types_meant(index.column_words("types"), filters.type) if word in held)
    return replace(filters, type=both or ("",))  # of no product


def _types_of(index: IndexLike, garment: str) -> tuple[str, ...]:
    """The catalogue's types of that garment."""
    return tuple(word for word in index.column_words("types") if garment_of(word) == garment)


def _relaxation_steps(
    index: IndexLike, query: Query, filters: Filters, relaxed: Collection[Filters]
) -> Iterator[tuple[int, Filters]]:
    """The filters, step by step more relaxed, each with the number of its step. First of all for the garment that the
    photo shows: who asks for a red one of this T-shirt would rather have another red than red shoes."""
    steps = list(enumerate((filters, *relaxed)))
    of_its_kind = _types_of_its_garment(index, query)
    if of_its_kind and filters != Filters() and not (filters.type or filters.not_type):
        yield from ((step, replace(allowed, type=of_its_kind)) for step, allowed in steps)
    yield from steps


def _types_of_its_garment(index: IndexLike, query: Query) -> tuple[str, ...]:
    """The catalogue's types of the garment that the query surely shows; none, if it is not sure."""
    seen = garment_seen(query.attributes.type)
    if seen is None or seen.confidence < _SURE:
        return ()
    return _types_of(index, seen.type)


def _adjustment(
    index: IndexLike, query: Query, context: RankingContext, liked: list[int], disliked: list[int]
) -> ScoreAdjustment | None:
    """The sum of all that the context has for and against products; None where that is nothing."""
    adjustments: list[ScoreAdjustment] = []
    if liked or disliked:
        adjustments.append(attribute_evidence(index, liked, disliked))
    if context.profile != Profile():
        adjustments.append(_taste(context.profile))
    kind = query.attributes.type[0].value.casefold() if query.attributes.type else ""
    if rejected := context.rejected.get(kind):
        adjustments.append(_rejection(index, rejected))
    if not adjustments:
        return None
    return lambda rows, columns: np.sum([adjustment(rows, columns) for adjustment in adjustments], axis=0)


def _taste(profile: Profile) -> ScoreAdjustment:
    weighed = ((_TASTE["genders"], "genders"), (_TASTE["colours"], "colours"), (_TASTE["brands"], "brands"))

    def adjustment(_rows: np.ndarray, columns: ProductColumns) -> np.ndarray:
        total = np.zeros(len(columns.prices))
        for weight, name in weighed:
            if liked := getattr(profile, name):
                column: AttributeColumn = getattr(columns, name)
                by_code = np.array([liked.get(folded(word), 0.0) for word in column.words] + [0.0])
                total += weight * by_code[column.codes]
        if profile.low is not None and profile.high is not None:
            usual = (columns.prices >= profile.low) & (columns.prices <= profile.high)
            total += _PRICE_TASTE * (usual | np.isnan(columns.prices))
        return total

    return adjustment


def _rejection(index: IndexLike, rejected: Mapping[str, float]) -> ScoreAdjustment:
    by_row = {row: rejected[product_id] for product_id in rejected for row in index.rows((product_id,))}
    return lambda rows, _: np.array([-_REJECTION * by_row.get(int(row), 0.0) for row in rows])
