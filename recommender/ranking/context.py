"""What moves an answer besides the photo and its filters, put together: verdicts, a colour, taste, what many call
wrong, and filters that widen where they leave too little."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from recommender.answers import Filters, Profile, Steering
from recommender.index.search import Index
from recommender.query import Query
from recommender.ranking import ranking
from recommender.ranking.ranking import CANDIDATES, NO_WORDS, Lean, RankingWeights, Vocabulary
from recommender.ranking.recolouring import recoloured
from recommender.ranking.rocchio import evidence, refined
from recommender.taxonomy import garment_of

_DEEPER = 4  # times as many candidates when verdicts reorder them
# What taste can do at most, in units of similarity: gentle, so that what is clearly closer stays closer.
_TASTE = {"genders": 0.02, "colours": 0.015, "brands": 0.01}
_PRICE_TASTE = 0.01
_SURE = 0.7  # from which the photo's kind of garment is kept while filters widen
_SINK = 0.15  # for what everybody calls wrong


@dataclass(frozen=True, slots=True)
class Steered:
    """Rows, their cosine distances to the query as it was asked, and how many steps wider the filters were for each."""

    rows: tuple[int, ...]
    distances: tuple[float, ...]
    widened: tuple[int, ...]
    exhausted: bool


def rank(
    index: Index,
    query: Query,
    filters: Filters,
    k: int,
    exclude: Collection[str],
    weights: RankingWeights,
    nearest: tuple[np.ndarray, np.ndarray] | None = None,
    vocabulary: Vocabulary = NO_WORDS,
    steering: Steering | None = None,
) -> Steered:
    """As `ranking.rank`, steered. Without steering, or with an empty one, the ranking is the same."""
    if steering is None or steering == Steering():
        found = ranking.rank(index, query, filters, k, exclude, weights, nearest, vocabulary)
        return Steered(found.rows, found.distances, (0,) * len(found.rows), found.exhausted)
    liked, disliked = index.table.rows(steering.liked), index.table.rows(steering.disliked)
    moved = refined(recoloured(query, index, steering.towards), index, liked, disliked)
    leans = _leans(index, query, steering, liked, disliked)
    depth = CANDIDATES * (_DEEPER if liked or disliked else 1)
    rows: list[int] = []
    widened: list[int] = []
    exhausted = True
    tries = list(_tries(index, query, filters, steering.wider))
    for turn, (step, allowed) in enumerate(tries):
        shown = {*exclude, *(index.table.ids[row] for row in rows)}
        usable = nearest if step == 0 and moved is query and depth == CANDIDATES else None
        found = ranking.rank(
            index, moved, allowed, k - len(rows), shown, weights, usable, vocabulary, _sum_of(leans), depth
        )
        rows += found.rows
        widened += [step] * len(found.rows)
        exhausted = found.exhausted and turn == len(tries) - 1
        if len(rows) >= k:
            break
    distances = index.distances(query.embedding, np.array(rows, dtype=np.intp)) if rows else ()
    return Steered(tuple(rows), tuple(float(each) for each in distances), tuple(widened), exhausted)


def _tries(index: Index, query: Query, filters: Filters, wider: Collection[Filters]) -> Iterator[tuple[int, Filters]]:
    """The filters, step by step wider, each with the number of its step; first of all for the garment that the photo
    shows: who asks for a red one of this T-shirt would rather have another red than red shoes."""
    steps = list(enumerate((filters, *wider)))
    kin = _of_its_kind(index, query)
    if kin and filters != Filters() and not (filters.type or filters.not_type):
        yield from ((step, replace(allowed, type=kin)) for step, allowed in steps)
    yield from steps


def _of_its_kind(index: Index, query: Query) -> tuple[str, ...]:
    """The catalogue's types of the garment that the query surely shows; none, if it is not sure."""
    sure: Counter[str] = Counter()
    for guess in query.attributes.type:
        sure[garment_of(guess.value)] += guess.probability  # type: ignore[assignment]
    garment, probability = max(sure.items(), key=lambda pair: pair[1], default=("", 0.0))
    return tuple(w for w in index.table.types.words if garment_of(w) == garment) if probability >= _SURE else ()


def _leans(index: Index, query: Query, steering: Steering, liked: list[int], disliked: list[int]) -> list[Lean]:
    leans: list[Lean] = []
    if liked or disliked:
        leans.append(evidence(index, liked, disliked))
    if steering.profile != Profile():
        leans.append(_taste(index, steering.profile))
    kind = query.attributes.type[0].value.casefold() if query.attributes.type else ""
    if sunk := steering.sunk.get(kind):
        leans.append(_sinking(index, sunk))
    return leans


def _sum_of(leans: list[Lean]) -> Lean | None:
    if not leans:
        return None
    return lambda rows: np.sum([lean(rows) for lean in leans], axis=0)


def _taste(index: Index, profile: Profile) -> Lean:
    table = index.table
    by_gender = np.array([profile.genders.get(word.casefold(), 0.0) for word in table.genders.words] + [0.0])
    by_colour = np.array([profile.colours.get(word.casefold(), 0.0) for word in table.colours.words] + [0.0])

    def lean(rows: np.ndarray) -> np.ndarray:
        total = _TASTE["genders"] * by_gender[table.genders.codes[rows]]
        total += _TASTE["colours"] * by_colour[table.colours.codes[rows]]
        if profile.brands:
            brands = [table.product(int(row)).brand.casefold() for row in rows]
            total += _TASTE["brands"] * np.array([profile.brands.get(brand, 0.0) for brand in brands])
        if profile.low is not None and profile.high is not None:
            prices = table.prices[rows]
            usual = (prices >= profile.low) & (prices <= profile.high)
            total += _PRICE_TASTE * (usual | np.isnan(prices))
        return np.asarray(total)

    return lean


def _sinking(index: Index, sunk: Mapping[str, float]) -> Lean:
    by_row = {row: sunk[product_id] for product_id in sunk for row in index.table.rows((product_id,))}
    return lambda rows: np.array([-_SINK * by_row.get(int(row), 0.0) for row in rows])
