"""What `run` does when no catalogue is configured: the sample shop, unpacked and indexed at the first start."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from bot.app.engine import index_problem, rebuild_index
from bot.config import Config
from recommender.answers import Progress, Stage


def prepare_sample_shop(config: Config) -> tuple[Path, ...]:
    """Unpack and index the sample shop if that was not done yet; returns its photos to try. Raises RecommenderError and
    OSError."""
    from recommender.catalogue.sample_shop import sample_photos, unpack_sample_shop

    began = time.monotonic()
    # Nothing is unpacked if this version's shop is there.
    if unpack_sample_shop(config.sample_dir) or index_problem(config) is not None:
        print("Indexing the sample shop …", flush=True)
        report = rebuild_index(config, _show if sys.stdout.isatty() else _silent, full=False)
        seconds = time.monotonic() - began
        print(f"The sample shop has {report.products} drawn products; made ready in {seconds:.1f} s.", flush=True)
    return tuple(sample_photos(config.sample_dir))


def _show(progress: Progress) -> None:
    if progress.stage is Stage.EMBEDDING:
        end = "\n" if progress.done == progress.total else "\r"
        print(f"  {progress.done} of {progress.total}", end=end, flush=True)


def _silent(progress: Progress) -> None:
    """Nobody looks at a progress bar in a log."""
