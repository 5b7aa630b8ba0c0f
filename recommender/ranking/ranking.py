"""Embedding, recognised attributes, filters and what was shown already -> the final few.

Two stages. The closest products by cosine distance are the candidates; filters decide exactly who may be one. Among
them, agreement with the attributes that the network recognised moves a product up or down, softly: a wrong guess of a
rare type must not hide it, so nothing is ever a gate but the shopper's own filters. Then, best first, whatever is
nearly the same as something before it is passed over, so that the variants of one product take one place. What only
shares its title or its group with something better gives way to others that are about as good.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender.answers import Confidence, Filters, Guess
from recommender.colours import passes_for
from recommender.folding import folded
from recommender.index.columns.attribute_column import UNKNOWN, AttributeColumn
from recommender.index.filtering import types_meant
from recommender.index.protocol import IndexLike, ProductColumns
from recommender.protocols import ConfidenceThresholds
from recommender.query import Query
from recommender.ranking.looks import look_agreement
from recommender.ranking.type_words import of_garment, of_type, types_meant_by

# What is cut from a street photo lies farther from its likes than a product does: among 500 candidates 86 % of the hits
# were of its type, among these 89 %. It costs half a millisecond.
CANDIDATES = 1500
_ABOVE_ALL = 10.0  # more than similarity can be
# From which probability on a type is looked for beyond the candidates, if fewer of these have it than _FEW.
_LIKELY, _FEW = 0.5, 20
# How much of the agreement that is wanted else is enough where the very product seems to be recognised. So 85 % of 300
# re-taken products are called close, and 99 % of these are right.
_RECOGNISED = 0.7
_AT_ONCE = 32  # candidates whose embeddings are looked at together
_DEEPER = 4  # times as many candidates when those at hand are all variants of a few


@dataclass(frozen=True, slots=True)
class RankingWeights:
    """How much an attribute's log-probability counts against cosine similarity, and what is nearly the same.

    What the photo's colour passes for (recommender.colours) counts `passing` times as that colour: a room's light
    turns brown to grey, and of several that it may be, the one that passes for most is most often taken for right.
    `look` weighs how much more probable a look is in the photo than usual (log odds, at most `look_most`) for products
    whose title names it; those in whose picture it is seen get `look_seen` of that, times its probability.
    `least` is the probability below which all are alike: it bounds what a wrong guess can do. `duplicate` and `variant`
    are cosine distances. Below the first, two products are one whatever they are called: of the held-out products,
    forty pairs lay that close, nearly all of one type and colour; those ten times as far apart were different things.
    Below the second, they are if they are variants: of one group, or of one brand and title but for colour and size.
    Farther apart a variant counts less by `repeated` than the best of them; so no title comes twice in an answer,
    and a shop whose titles are all alike is answered all the same. What is nearer than
    `same_picture` comes first, whatever the network calls it. The last six are those of an instance match (see
    recommender.ranking.instance_match): `compared` of the closest are looked at (0: none is matched), `descriptors` is
    what the agreement of local descriptors weighs beside cosine similarity.
    """

    type: float = 0.8
    gender: float = 0.8
    colour: float = 0.4
    passing: float = 0.3
    look: float = 0.18
    look_most: float = 3.0
    look_seen: float = 0.5
    least: float = 0.01
    sold_out: float = 0.03
    duplicate: float = 0.0005
    same_picture: float = 0.002
    variant: float = 0.15
    repeated: float = 0.5
    compared: int = 20
    descriptors: float = 0.8
    alike: float = 0.7
    ahead: float = 0.35
    copied: float = 0.015
    doubt: float = 4.3


@dataclass(frozen=True, slots=True)
class KnownWords:
    """The words that the network can recognise, case folded. A catalogue's word that is none of them is never held
    against a product: the network could not have said it."""

    types: frozenset[str] = frozenset()
    genders: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()

    @classmethod
    def of(cls, types: Iterable[str], genders: Iterable[str], colours: Iterable[str]) -> KnownWords:
        return cls(*(frozenset(folded(word) for word in words) for words in (types, genders, colours)))


# Rows and their columns -> what is added to their scores, in units of similarity.
ScoreAdjustment = Callable[[np.ndarray, ProductColumns], np.ndarray]

NONE_KNOWN = KnownWords()
_STRANGE = 0.5  # share of candidates whose types the network does not know, from which garments are compared
DEFAULT_WEIGHTS = RankingWeights()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Rows and their cosine distances, best first; `exhausted` when nothing could follow them. `relaxations`: for each
    row, the step of relaxing the filters that it comes from; `cut_short`: there was no time for all steps."""

    rows: tuple[int, ...]
    distances: tuple[float, ...]
    exhausted: bool
    relaxations: tuple[int, ...]
    cut_short: bool = False


def rank(
    index: IndexLike,
    query: Query,
    filters: Filters,
    k: int,
    exclude: Collection[str] = (),
    weights: RankingWeights = DEFAULT_WEIGHTS,
    nearest: tuple[np.ndarray, np.ndarray] | None = None,
    known: KnownWords = NONE_KNOWN,
    adjustment: ScoreAdjustment | None = None,
    candidates: int = CANDIDATES,
) -> Ranked:
    """The best k (fewer, if there are no more) for this query.

    Products in `exclude` were shown already: neither they nor what is nearly the same comes again. `nearest` are
    distances and rows that the index has found for this query without filters, if that has been done (in a batch, say).
    A word that is `known` and is not among the query's guesses was as good as ruled out by the network.
    `adjustment` is what counts for or against products besides; it reorders `candidates` products.
    Deterministic: what scores alike comes in the catalogue's order.
    """
    if query.product_id:  # its attributes are the catalogue's own: whatever differs, differs
        known = KnownWords.of(*(index.column_words(name) for name in ("types", "genders", "colours")))
    narrowed = filters != Filters()
    total = index.count(filters)
    shown = index.rows({*exclude, *([query.product_id] if query.product_id else ())})
    depth = candidates if nearest is None or narrowed else len(nearest[1])
    while True:
        if narrowed:
            distances, rows = index.nearest_among(query.embedding, depth, filters)
        elif nearest is not None and len(nearest[1]) >= min(depth, total):
            distances, rows = nearest
        else:
            found = index.nearest(query.embedding[None], depth)
            distances, rows = found[0][0], found[1][0]
        reached = len(rows)
        distances, rows, columns = _with_probable_type(index, query, distances, rows, filters)
        scores = scores_of(index, query, rows, columns, distances, weights, known, adjustment)
        scores -= weights.repeated * _is_repeated(index, rows, columns, scores, shown)
        best = np.lexsort((rows, -scores))
        # One more than asked for: whether there is one decides if there is a next page.
        picked = _without_duplicates(index, rows, columns, best, shown, k + 1, weights)
        if len(picked) > k or reached >= total:
            break
        depth = reached * _DEEPER
    where = best[picked[:k]]
    return Ranked(
        tuple(int(row) for row in rows[where]),
        tuple(float(distance) for distance in distances[where]),
        exhausted=len(picked) <= k,
        relaxations=(0,) * len(where),
    )


def _with_probable_type(
    index: IndexLike, query: Query, distances: np.ndarray, rows: np.ndarray, filters: Filters
) -> tuple[np.ndarray, np.ndarray, ProductColumns]:
    """The candidates, with the closest products of the type that the photo probably shows where there are next to none
    among them: a ring photographed like a shoe has two hundred shoes nearer than the first ring."""
    columns = index.columns(rows)
    guess = query.attributes.type[0] if query.attributes.type and not query.product_id else None
    if guess is None or guess.probability < _LIKELY:
        return distances, rows, columns
    words = tuple(word for word in index.column_words("types") if types_meant_by(word, (folded(guess.value),)))
    if filters.type:
        words = tuple(word for word in types_meant(index.column_words("types"), filters.type) if word in words)
    if not words or np.count_nonzero(columns.types.matching(words)) >= _FEW:
        return distances, rows, columns
    more, theirs = index.nearest_among(query.embedding, _FEW, replace(filters, type=words), without=rows)
    rows = np.concatenate([rows, theirs])
    return np.concatenate([distances, more]), rows, index.columns(rows) if len(theirs) else columns


def confidence_of(
    distances: Iterable[float],
    thresholds: ConfidenceThresholds,
    nothing: float = 0.0,
    agreement: float | None = None,
    studio: bool = False,
    is_instance: bool = False,
) -> Confidence:
    """How close an answer is: by its closest hit, and by its `agreement` where that is known; none where the photo
    shows no product (`nothing` is probable). `studio`: the photo is of a shop's kind. `is_instance`: its own product
    was recognised by local descriptors and comes first, whatever the light does to all else."""
    if nothing > thresholds.nothing:
        return "none"
    closest = min(distances, default=np.inf)
    if closest <= thresholds.exact:
        return "exact"
    enough = thresholds.studio_agreement if studio else thresholds.agreement
    if enough is None or agreement is None:
        return "close" if is_instance or closest <= thresholds.close else "loose"
    return "close" if agreement >= enough * (_RECOGNISED if is_instance else 1.0) else "loose"


def scores_of(
    index: IndexLike,
    query: Query,
    rows: np.ndarray,
    columns: ProductColumns,
    distances: np.ndarray,
    weights: RankingWeights,
    known: KnownWords,
    adjustment: ScoreAdjustment | None = None,
) -> np.ndarray:
    """What each of these rows is worth for the query: its similarity, and what the weights add."""
    told = query.attributes
    of_type = _type_agreement(columns.types, told.type, weights.least, known.types)
    of_gender = _word_agreement(columns.genders, told.gender, weights.least, known.genders)
    of_colour = _word_agreement(columns.colours, told.colour, weights.least, known.colours, weights.passing)
    scores = 1.0 - distances.astype(np.float64)
    scores += weights.type * of_type + weights.gender * of_gender + weights.colour * of_colour
    if weights.look and len(rows):
        # A look decides among products whose gender and colour are right: else it costs .4 points of the colours.
        fitting = np.exp(of_gender - of_gender.max() + of_colour - of_colour.max())
        looks = look_agreement(index, told.looks, columns, weights.look_most, weights.look_seen)
        scores += weights.look * fitting * looks
    scores -= weights.sold_out * ~columns.in_stock
    if adjustment is not None:
        scores += adjustment(rows, columns)
    # The product's own picture comes first, whatever the catalogue calls it, and before it an instance match.
    scores = np.where(distances < weights.same_picture, _ABOVE_ALL - distances, scores)
    if query.instance_id:
        scores[np.isin(rows, index.rows((query.instance_id,)))] = 2 * _ABOVE_ALL
    return scores


def _type_agreement(
    column: AttributeColumn, guesses: tuple[Guess, ...], least: float, known: frozenset[str]
) -> np.ndarray:
    """As `_column_agreement`, of types, which shops call by many names."""
    probabilities = {folded(guess.value): guess.probability for guess in guesses}
    words = column.words
    codes = np.unique(column.codes[column.codes != UNKNOWN]).tolist()
    told = {code: of_type(words[code], probabilities, known, least) for code in codes}
    # A word that the network cannot say is not held against a product among others that it can. Where they are few,
    # the shop has words of its own, and garments are all that can be compared.
    strange = np.isin(column.codes, [code for code in codes if told[code] is None])
    if known and np.count_nonzero(strange) > _STRANGE * len(strange):
        told |= {code: of_garment(words[code], probabilities, least) for code in codes if told[code] is None}
    return _column_agreement(column, guesses, least, told.__getitem__)


def _word_agreement(
    column: AttributeColumn, guesses: tuple[Guess, ...], least: float, known: frozenset[str], passing: float = 0.0
) -> np.ndarray:
    """As `_column_agreement`, with `passing` times the colours that pass for a colour."""
    probabilities = {folded(guess.value): guess.probability for guess in guesses}
    senses = column.senses()
    return _column_agreement(
        column, guesses, least, lambda code: _probability(senses[code], probabilities, least, known, passing)
    )


def _column_agreement(
    column: AttributeColumn, guesses: tuple[Guess, ...], least: float, probability: Callable[[int], float | None]
) -> np.ndarray:
    """Log of how probable each row's own word is, by its code; never below that of `least`, which is what a known word
    without a guess gets. A row whose word is empty or unknown to the network (None) says nothing, for or against: it
    gets the others' mean."""
    if not guesses:
        return np.zeros(len(column.codes))
    # Of the words that a shop has only a few dozen occur among the candidates.
    by_code = np.full(len(column.words) + 1, np.nan)
    for code in np.unique(column.codes[column.codes != UNKNOWN]).tolist():
        found = probability(code)
        by_code[code] = np.nan if found is None else found
    logs = np.log(np.clip(by_code[column.codes], least, 1.0))
    unknown = np.isnan(logs)
    if unknown.all():
        return np.zeros(len(logs))
    return np.asarray(np.where(unknown, logs[~unknown].mean(), logs))


def _probability(
    senses: Sequence[str], probabilities: dict[str, float], least: float, known: frozenset[str], passing: float
) -> float | None:
    """That of its senses together, None if the network knows none of them."""
    said = []
    for sense in senses:
        if sense in known or sense in probabilities:
            others = (p for word, p in probabilities.items() if passing and word != sense and passes_for(word, sense))
            said.append(probabilities.get(sense, least) + passing * sum(others))
    return sum(said) if said else None


def _is_repeated(
    index: IndexLike, rows: np.ndarray, columns: ProductColumns, scores: np.ndarray, shown: list[int]
) -> np.ndarray:
    """(n,) bool: the rows of which a variant scores better, or was shown."""
    order = np.lexsort((rows, -scores))
    codes = columns.variants[order]
    repeated = np.ones(len(rows), dtype=bool)
    repeated[np.unique(codes, return_index=True)[1]] = False
    found = np.empty_like(repeated)
    found[order] = (repeated | np.isin(codes, index.columns(shown).variants)) & (codes != UNKNOWN)
    return found


def _without_duplicates(
    index: IndexLike,
    rows: np.ndarray,
    columns: ProductColumns,
    best: np.ndarray,
    shown: list[int],
    count: int,
    weights: RankingWeights,
) -> list[int]:
    """Places in `best`, itself places in `rows`, of the first `count` that are not nearly the same as one before them,
    or as one shown."""
    before = index.columns(shown)
    passed = np.isin(rows, shown) | np.isin(columns.pictures, before.pictures)
    picked: list[int] = []
    pictures, variants = columns.pictures, columns.variants
    # What was shown may be thousands, and so may the candidates: only what would come next is compared.
    embeddings = np.concatenate((index.embeddings_of(shown), np.empty((count, index.dim), np.float32)))
    groups = np.concatenate((before.variants, np.full(count, UNKNOWN, before.variants.dtype)))
    known = len(shown)
    left = [place for place in range(len(best)) if not passed[best[place]]]
    for start in range(0, len(left), _AT_ONCE):
        block = best[left[start : start + _AT_ONCE]]
        for place, row, embedding in zip(left[start:], block.tolist(), index.embeddings_of(rows[block]), strict=False):
            apart = 1.0 - embeddings[:known] @ embedding
            alike = apart < weights.duplicate
            if variants[row] != UNKNOWN:
                alike |= (groups[:known] == variants[row]) & (apart < weights.variant)
            if passed[row] or alike.any():
                continue
            picked.append(place)
            if len(picked) == count:
                return picked
            embeddings[known], groups[known] = embedding, variants[row]
            known += 1
            passed |= pictures == pictures[row]
    return picked
