"""Brings the index up to the catalogue: scripts/reindex --help; docs/index.md says what it keeps and when it refuses.

Exit status: 0 done; 1 it could not be done, the old index goes on serving; 2 wrong arguments or configuration;
130 interrupted.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from tqdm import tqdm

from bot.app.engine import plan_reindex, rebuild_index, roll_back
from bot.app.left_out import left_out_lines
from bot.config import CatalogueConfig, Config, ConfigError, IndexConfig, default_config, load_config
from bot.streams import settle_streams
from recommender.answers import IndexPlan, IndexReport, Progress, Stage
from recommender.errors import IndexRefusedError, RecommenderError
from scripts.lib import ROOT

_EXAMPLES = 3
_LINE_EVERY_S = 10.0
_DOING = {
    Stage.READING: "Reading the catalogue",
    Stage.EMBEDDING: "Looking at new pictures",
    Stage.VERIFYING: "Verifying",
    Stage.SWAPPING: "Swapping in",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    options = _parser().parse_args(arguments)
    if (options.catalogue is None) != (options.index is None) or (options.catalogue and options.config):
        print("Give either --config, or --catalogue and --index together.", file=sys.stderr)
        return 2
    logging.basicConfig(format="%(message)s", level=logging.WARNING)
    progress = _ProgressBar(sys.stderr) if sys.stderr.isatty() else _ProgressLines(sys.stderr)
    try:
        config = _config(options)
        if options.rollback:
            lines = [f"Index {roll_back(config)} serves again; a running bot takes it up by itself."]
        elif options.dry_run:
            lines = _plan_lines(plan_reindex(config, progress))
        else:
            lines = _lines(rebuild_index(config, progress, options.full, options.force))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except RecommenderError as error:
        progress.close()
        remedy = "\nIf it is meant so: --force." if isinstance(error, IndexRefusedError) else ""
        print(f"Not done: {error}.{remedy}\nThe index of before, if there is one, goes on serving.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        progress.close()
        print(
            "Interrupted. The index of before goes on serving; the next run takes up what this one has embedded.",
            file=sys.stderr,
        )
        return 130
    progress.close()
    print("\n".join(lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    make = argparse.ArgumentParser(
        prog="scripts/reindex",
        description="Brings the index up to the catalogue. What has not changed is not looked at again; the new index "
        "is verified before it takes the place of the old one, and a running bot takes it up by itself.",
    )
    make.add_argument("--config", type=Path, help="the bot's configuration (default: config.toml of this project)")
    make.add_argument(
        "--catalogue", metavar="SOURCE", help="a catalogue's file, folder or address, not the configured one"
    )
    make.add_argument("--index", type=Path, metavar="DIR", help="where its index goes, with --catalogue")
    make.add_argument("--format", default="auto", help="the catalogue's format, with --catalogue (default: recognised)")
    make.add_argument("--full", action="store_true", help="look at everything again")
    make.add_argument("--force", action="store_true", help="swap the new index in, whatever its gate says")
    instead = make.add_mutually_exclusive_group()
    instead.add_argument("--dry-run", action="store_true", help="say what would change; looks at no picture")
    instead.add_argument("--rollback", action="store_true", help="let the index of before serve again")
    return make


def _config(options: argparse.Namespace) -> Config:
    if options.catalogue:  # what is relative, is so to where the command was given
        catalogue = CatalogueConfig(source=options.catalogue, format=options.format)
        return Config(catalogue=catalogue, index=IndexConfig(dir=options.index))
    if options.config is not None:
        return load_config(options.config)
    usual = ROOT / "config.toml"
    return load_config(usual) if usual.exists() else default_config(ROOT)


class _ProgressBar:
    """A bar per stage, with rate and time left."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._stage: Stage | None = None
        self._bar: tqdm | None = None

    def __call__(self, now: Progress) -> None:
        if now.stage is not self._stage or self._bar is None:
            self.close()
            self._stage = now.stage
            self._bar = tqdm(desc=_DOING[now.stage], unit=" products", file=self._stream, dynamic_ncols=True)
        self._bar.total = now.total or None
        self._bar.update(now.done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class _ProgressLines:
    """The same for a log file: a line when a stage begins or ends, and every ten seconds."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._stage: Stage | None = None
        self._began = self._said = 0.0

    def __call__(self, now: Progress) -> None:
        moment = time.monotonic()
        begins = now.stage is not self._stage
        if begins:
            self._stage, self._began = now.stage, moment
        ends = now.done == now.total and now.total > 0
        if not begins and not ends and moment - self._said < _LINE_EVERY_S:
            return
        self._said = moment
        line = f"{_DOING[now.stage]}: {now.done:,}" + (f" of {now.total:,}" if now.total else "")
        if (elapsed := moment - self._began) > 1 and now.done:
            rate = now.done / elapsed
            line += f", {rate:,.0f} a second"
            if not ends and now.total:
                line += f", {(now.total - now.done) / rate:,.0f} s left"
        print(line, file=self._stream, flush=True)

    def close(self) -> None:
        """Nothing is open."""


def _lines(report: IndexReport) -> list[str]:
    lines = [
        f"{report.products:,} products indexed in {report.seconds:.1f} s (index {report.index_version}, "
        f"embedder {report.embedder_version})",
        f"  added      {report.added:,}",
        f"  changed    {report.changed:,}",
        f"  unchanged  {report.unchanged:,}",
        f"  removed    {report.removed:,}",
        *left_out_lines(report.left_out),
    ]
    if report.guessed_encoding is not None:
        lines.append(f"  {report.guessed_encoding}; if that is wrong, set [catalogue] encoding")
    return lines


def _plan_lines(plan: IndexPlan) -> list[str]:
    lines = ["Nothing is changed yet. A reindex would find:"]
    for name, ids in (("added", plan.added), ("changed", plan.changed), ("removed", plan.removed)):
        shown = f"  ({', '.join(ids[:_EXAMPLES])}{', ...' if len(ids) > _EXAMPLES else ''})" if ids else ""
        lines.append(f"  {name:<9}  {len(ids):,}{shown}")
    lines += [
        f"  unchanged  {plan.unchanged:,}",
        f"  pictures to read or fetch  {plan.pictures:,}",
        *left_out_lines(plan.left_out),
    ]
    if plan.findings:
        lines += ["It would be refused (--force):", *(f"  {each}" for each in plan.findings)]
    return lines


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
