"""What one run of training does: the numbers that a command line may set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run of training does; written beside its checkpoints, so that a resumed run goes on with the same."""

    size: int = 96
    passes: int = 6
    products: int = 56  # a batch: this many products, each seen twice
    phones: int = 16
    nothings: int = 6  # photos without any product
    learning_rate: float = 6e-4
    warmup_steps: int = 200
    weight_decay: float = 1e-4
    average: float = 0.998  # exponential moving average of the weights; 0 for none
    rare: float = 0.25
    share: float = 1.0  # of the products, drawn anew for each pass
    sharp: float = 1.0  # how much more often a picture comes that is at least as large as `size`
    seed: int = 1
