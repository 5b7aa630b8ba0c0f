"""The bench of load as a picture: how long answers take while more and more photos come."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

_COLOURS = ("#2b6cb0", "#2f855a", "#b7791f")
_PLAIN = "#c53030"


def draw(found: dict[str, Any], picture: Path) -> None:
    """A PNG of 1050 x 600 pixels from what `scripts/bench --load --json` prints."""
    limit = found["setup"]["limit_ms"] / 1000
    figure = Figure(figsize=(7, 4), dpi=150, layout="constrained")
    axes = figure.subplots()
    colours = iter(_COLOURS)
    for side in found["sides"]:
        steps = sorted(
            (step for step in side["steps"] if step["p95_ms"] is not None), key=lambda step: step["per_second"]
        )
        rates = [step["per_second"] for step in steps]
        colour = _PLAIN if side["processes"] is None else next(colours, "black")
        for name, line, label in (("p95_ms", "-", side["name"]), ("median_ms", ":", None)):
            times = [step[name] / 1000 for step in steps]
            axes.plot(rates, times, line, color=colour, marker="o", markersize=3, label=label)
    axes.axhline(limit, color="#718096", linewidth=1, linestyle="--")
    axes.annotate(f"{limit:g} s", (0.01, limit), xycoords=("axes fraction", "data"), va="bottom", color="#4a5568")
    axes.set(xlabel="photos that come, per second", ylabel="95 of 100 answers within (dotted: half), s", yscale="log")
    axes.set_yticks(ticks := [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20], [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    times = [step["p95_ms"] / 1000 for side in found["sides"] for step in side["steps"] if step["p95_ms"] is not None]
    lows = [step["median_ms"] / 1000 for side in found["sides"] for step in side["steps"] if step["median_ms"]]
    axes.set(xlim=(0, None), ylim=(0.8 * min(lows, default=0.1), 1.3 * max([*times, limit])))
    axes.grid(alpha=0.3)
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
    axes.legend(frameon=False, fontsize=8)
    figure.savefig(picture)
