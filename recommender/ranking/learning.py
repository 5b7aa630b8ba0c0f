"""The ranking's weights, learnt from what a shop's own shoppers said of its answers.

Of each answer, every product with 👍 should have scored better than every one with 👎: a logistic regression on the
differences of what the score is made of (RankNet's, Burges et al. 2005, for a linear score). Few verdicts change
little: each weight is the shipped one times e to the power of something that is held near zero.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from recommender.index.protocol import IndexLike
from recommender.query import Query
from recommender.ranking.ranking import DEFAULT_WEIGHTS, KnownWords, RankingWeights, scores_of

log = logging.getLogger(__name__)

LEARNT = ("type", "gender", "colour", "look")
FILE = "ranking.json"
_SPREAD = 0.3  # of the logarithms: with few verdicts, one weight in three may change by more than a third
_FIRST_SCALE = 10.0  # scores differ by tenths
_NOTHING = {"sold_out": 0.0, "same_picture": -1.0, "repeated": 0.0, **dict.fromkeys(LEARNT, 0.0)}


@dataclass(frozen=True, slots=True)
class AnswerVerdicts:
    """One query with the ids of the products that shoppers called good and bad."""

    query: Query
    good: tuple[str, ...]
    bad: tuple[str, ...]


def pairs_of(index: IndexLike, answers: Sequence[AnswerVerdicts], known: KnownWords) -> np.ndarray:
    """(n, 1 + len(LEARNT)): by how much the good one of each pair is ahead in similarity and in what each weight is
    multiplied with. Pairs of products that the index no longer has are left out."""
    bare = _with(DEFAULT_WEIGHTS, _NOTHING)
    found = [np.empty((0, 1 + len(LEARNT)))]
    for answer in answers:
        good, bad = (np.array(index.rows(ids), dtype=np.intp) for ids in (answer.good, answer.bad))
        if not len(good) or not len(bad):
            continue
        rows, query = np.concatenate((good, bad)), replace(answer.query, instance_id="")
        distances, columns = 1.0 - index.embeddings_of(rows) @ query.embedding, index.columns(rows)
        plain = scores_of(index, query, rows, columns, distances, bare, known)
        parts = [
            scores_of(index, query, rows, columns, distances, _with(bare, {name: 1.0}), known) - plain
            for name in LEARNT
        ]
        values = np.stack((plain, *parts), axis=1)
        found.append((values[: len(good), None] - values[None, len(good) :]).reshape(-1, values.shape[1]))
    return np.concatenate(found)


def learn_weights(pairs: np.ndarray, start: RankingWeights = DEFAULT_WEIGHTS) -> RankingWeights:
    """Those under which what shoppers said is the most probable, near those of the start."""
    from scipy.optimize import minimize

    first = np.array([getattr(start, name) for name in LEARNT])

    def loss(theta: np.ndarray) -> float:
        ahead = np.exp(theta[0]) * _FIRST_SCALE * (pairs[:, 0] + pairs[:, 1:] @ (first * np.exp(theta[1:])))
        return float(np.logaddexp(0.0, -ahead).sum() + np.sum((theta[1:] / _SPREAD) ** 2) / 2)

    best = minimize(loss, np.zeros(1 + len(LEARNT)), method="L-BFGS-B", bounds=[(-4, 4)] + [(-1.5, 1.5)] * len(LEARNT))
    learnt = (first * np.exp(best.x[1:])).tolist()
    return _with(start, {name: round(value, 4) for name, value in zip(LEARNT, learnt, strict=True)})


def share_in_order(pairs: np.ndarray, weights: RankingWeights) -> float:
    """Of the pairs, those whose good one scores better; 0 without pairs."""
    ahead = pairs[:, 0] + pairs[:, 1:] @ np.array([getattr(weights, name) for name in LEARNT])
    return float(np.mean(ahead > 0)) if len(pairs) else 0.0


def write_weights(index_dir: Path, weights: RankingWeights, embedder_version: str) -> Path:
    """Beside the index's versions, whose ranking uses them from the next start on. Raises OSError."""
    path = index_dir / FILE
    aside = path.with_suffix(".part")
    learnt = {name: value for name, value in asdict(weights).items() if name in LEARNT}
    aside.write_text(json.dumps({"embedder": embedder_version, "weights": learnt}, indent=2), encoding="utf-8")
    return aside.replace(path)


def read_weights(index_dir: Path, embedder_version: str) -> RankingWeights:
    """The shop's own, where there are some for this embedder; else the shipped ones."""
    path = index_dir / FILE
    try:
        said = json.loads(path.read_bytes())
        if said["embedder"] != embedder_version:
            log.warning("%s is of another embedder, and not used: run scripts/train --verdicts again", path)
            return DEFAULT_WEIGHTS
        learnt = {name: float(said["weights"][name]) for name in LEARNT}
    except FileNotFoundError:
        return DEFAULT_WEIGHTS
    except (OSError, ValueError, TypeError, KeyError) as error:
        log.error("%s cannot be used, the shipped weights are: %s", path, error)
        return DEFAULT_WEIGHTS
    if not all(0 <= value < 10 for value in learnt.values()):
        log.error("%s holds what can be no weights; the shipped ones are used", path)
        return DEFAULT_WEIGHTS
    return _with(DEFAULT_WEIGHTS, learnt)


def _with(weights: RankingWeights, values: Mapping[str, float]) -> RankingWeights:
    return RankingWeights(**(asdict(weights) | dict(values)))
