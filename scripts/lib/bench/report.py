"""The figures of the bench: medians, ratios, targets, as a table or as JSON (docs/bench.md has the schema)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Side:
    """What one side took: the median of its runs, and the runs."""

    median: float
    runs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison. `ratio` is how many times less Lookalike takes than the baseline; `met`: it reaches `target`."""

    name: str
    what: str
    unit: str
    lookalike: Side
    baseline: Side
    baseline_is: str
    ratio: float
    target: float
    met: bool


def figure(
    name: str, what: str, unit: str, lookalike: list[float], baseline: list[float], baseline_is: str, target: float
) -> Comparison:
    """Compares the medians of two series of runs; a series is never empty."""
    ours, theirs = median(lookalike), median(baseline)
    ratio = theirs / ours
    return Comparison(
        name,
        what,
        unit,
        Side(round(ours, 4), tuple(round(run, 4) for run in lookalike)),
        Side(round(theirs, 4), tuple(round(run, 4) for run in baseline)),
        baseline_is,
        round(ratio, 2),
        target,
        ratio >= target,
    )


def as_json(setup: dict[str, Any], figures: list[Comparison], besides: dict[str, Any]) -> dict[str, Any]:
    """What `scripts/bench --json` prints."""
    return {"version": 1, "setup": setup, "figures": [asdict(each) for each in figures], "besides": besides}


def as_table(setup: dict[str, Any], figures: list[Comparison], besides: dict[str, Any]) -> str:
    """The same for people."""
    lines = [
        f"{setup['catalogue']}: {setup['products']} products, {setup['reindexed']} of them reindexed per round; "
        f"{setup['rounds']} rounds, {setup['answers']} warm answers in each; {setup['cores']} cores",
        "",
        f"{'':40} {'Lookalike':>14} {'baseline':>14} {'ratio':>8} {'target':>8}",
    ]
    for each in figures:
        lines.append(
            f"{each.what:40} {_amount(each.lookalike.median, each.unit):>14} "
            f"{_amount(each.baseline.median, each.unit):>14} {each.ratio:>7.1f}x {each.target:>7g}x"
            f"  {'met' if each.met else 'NOT MET'}"
        )
    lines += ["", "The baseline is the plain stack; of the last line, Lookalike's own cold reindex."]
    lines += [
        f"{name.replace('_', ' ')}: {value:g}" for name, value in besides.items() if isinstance(value, int | float)
    ]
    return "\n".join(lines)


def _amount(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
