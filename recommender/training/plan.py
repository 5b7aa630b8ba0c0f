"""What one run of training does: the numbers that a command line may set."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from recommender.errors import RecommenderError


@dataclass(frozen=True, slots=True)
class EmbedderPlan:
    """What one run of training does; written beside its checkpoints, so that a resumed run goes on with the same."""

    size: int = 96
    passes: int = 6
    products: int = 56  # a batch: this many products, each seen twice
    phones: int = 16
    nothings: int = 6  # photos without any product
    learning_rate: float = 6e-4
    warmup_steps: int = 200
    weight_decay: float = 1e-4
    average: float = 0.998  # exponential moving average of the weights; 0 for none; of a short run, less
    rare: float = 0.25
    share: float = 1.0  # of the products, drawn anew for each pass.
    memory: int = 4096  # Catalogue views of earlier batches among which a shopper's view has to find its product.
    sharp: float = 1.0  # How much more often a picture comes that is at least as large as `size`.
    told: int = 0  # A word said of so many products is learned too (titles, season); 0: none is.
    mixed: float = 0.0  # Beta(mixed, mixed) is how much of each photo is another's (mixup); 0: nothing
    details: int = 400  # Steps of fitting the local descriptors, when everything else has been learned
    seed: int = 1


@dataclass(frozen=True, slots=True)
class DetectorPlan:
    """What one run of training the garment detector does."""

    scenes: int = 8000
    passes: int = 4
    batch: int = 24
    each: int = 500  # pieces of each type of garment
    snapshots: int = 1200
    backgrounds: int = 600
    street: float = 0.5  # how many of the people are in the street
    learning_rate: float = 1e-3
    weight_decay: float = 1e-4
    average: float = 0.995
    seed: int = 1


def write_plan(plan: EmbedderPlan, path: Path) -> None:
    """Write the plan, its folder too where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(plan), indent=1) + "\n", encoding="utf-8")


def read_plan(path: Path) -> EmbedderPlan:
    """The plan of a run begun earlier; raises RecommenderError if the file holds none."""
    try:
        return EmbedderPlan(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise RecommenderError(f"{path}: not the plan of a run ({error})") from error
