"""`scripts/train --verdicts DB`: the weights of the ranking, not the network, learnt from a shop's own verdicts.

A third of the shoppers is held out. What is learnt has to put more of their verdicts in order than the weights that
serve, and to find no photo less of the golden set. Then it is written beside the index, and serves from the next start.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from bot.app.only_one import place_of
from bot.config import ConfigError, read_config
from bot.ports import StoreError
from bot.store.judged import JudgedQuery, read_judged
from recommender import query as packed_query
from recommender.errors import QueryError, RecommenderError
from recommender.golden import golden_set
from recommender.index.files import read_version
from recommender.index.search import Index
from recommender.network.embedder import Embedder
from recommender.network.garment_finder import GarmentFinder
from recommender.ranking.learning import (
    LEARNT,
    AnswerVerdicts,
    learn_weights,
    pairs_of,
    read_weights,
    share_in_order,
    write_weights,
)
from recommender.ranking.ranking import DEFAULT_WEIGHTS, KnownWords, RankingWeights

_LEAST = 200  # pairs to learn from: with fewer, what differs is chance
_HELD_OUT = 3  # each third shopper


@dataclass(frozen=True, slots=True)
class Learning:
    """What came of it. Shares are of the held-out pairs in order; `golden`: photos that miss, before and after."""

    weights: RankingWeights
    learnt_from: int
    held_out: int
    before: float
    after: float
    golden: tuple[int, int] = (0, 0)

    @property
    def is_better(self) -> bool:
        """Whether it may serve."""
        return self.after > self.before and self.golden[1] <= self.golden[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: learnt, or nothing better found; 1: it could not be tried; 2: wrong arguments or configuration."""
    make = argparse.ArgumentParser(prog="scripts/train --verdicts", description=(__doc__ or "").split("\n\n")[0])
    make.add_argument(
        "--verdicts", metavar="DB", help="the bot's database, or a copy of it; store: that of the configuration"
    )
    make.add_argument(
        "--simulated",
        type=int,
        default=0,
        metavar="N",
        help="with an index: learn from N made-up shoppers who want the photo's colour, and measure; write nothing",
    )
    make.add_argument("--config", type=Path, help="default: config.toml here, or what runs without one")
    make.add_argument("--index", type=Path, metavar="DIR", help="default: that of the configuration")
    make.add_argument("--try", action="store_true", dest="only_tries", help="say what it would bring; write nothing")
    options = make.parse_args(arguments)
    try:
        config = read_config(options.config)
        index_dir = options.index or config.index_dir
        embedder = Embedder.load()
        index = Index.from_files(*read_version(index_dir))
        index.check_embedder(embedder)
        now = read_weights(index_dir, embedder.version)
        if options.simulated:
            from scripts.lib.train.simulated_shop import measured

            print(measured(index_dir, index, embedder, options.simulated))
            return 0
        if options.verdicts is None:
            make.error("--verdicts DB, or --simulated N")
        place = place_of(config) if options.verdicts == "store" else Path(options.verdicts)
        found = learn(index, embedder, list(read_judged(place, embedder.version)), now, config.index.golden)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except (RecommenderError, StoreError, OSError) as error:
        print(f"scripts/train: {error}", file=sys.stderr)
        return 1
    if found is None:
        print(f"There are fewer than {_LEAST} pairs of 👍 and 👎 in one answer: the weights stay as they are.")
        return 0
    print(f"learnt from {found.learnt_from:,} pairs, held out {found.held_out:,}")
    print("  ".join(f"{name} {getattr(now, name):g} -> {getattr(found.weights, name):g}" for name in LEARNT))
    print(f"held-out pairs in order: {found.before:.1%} -> {found.after:.1%}")
    if config.index.golden is not None:
        print(f"golden photos that miss: {found.golden[0]} -> {found.golden[1]}")
    if not found.is_better:
        print("That is no better: the weights stay as they are.")
    elif options.only_tries:
        print("That is better. Without --try it is written, and serves from the bot's next start on.")
    else:
        print(f"{write_weights(index_dir, found.weights, embedder.version)} serves from the bot's next start on.")
    return 0


def is_held_out(person: str) -> bool:
    """Whether this shopper only judges what was learnt from the others."""
    return crc32(person.encode()) % _HELD_OUT == 0


def learn(
    index: Index, embedder: Embedder, judged: Sequence[JudgedQuery], now: RankingWeights, golden: Path | None
) -> Learning | None:
    """None with too few verdicts. Raises IndexingError for a golden set that cannot be read."""
    known = KnownWords.of(embedder.types, embedder.genders, embedder.colours)
    parts: tuple[list[AnswerVerdicts], list[AnswerVerdicts]] = ([], [])
    for each in judged:
        try:
            query = packed_query.unpack(each.query, embedder.dim)
        except QueryError:
            continue
        parts[is_held_out(each.person)].append(AnswerVerdicts(query, each.good, each.bad))
    pairs, held_out = (pairs_of(index, part, known) for part in parts)
    if len(pairs) < _LEAST or not len(held_out):
        return None
    learnt = learn_weights(pairs, DEFAULT_WEIGHTS)
    missed = (0, 0)
    if golden is not None:
        finder = GarmentFinder.shipped()
        missed_now, missed_then = (len(golden_set(golden, embedder, finder, each)(index)[1]) for each in (now, learnt))
        missed = missed_now, missed_then
    before, after = (round(share_in_order(held_out, each), 6) for each in (now, learnt))
    return Learning(learnt, len(pairs), len(held_out), before, after, missed)
