"""A training log as a picture."""

from __future__ import annotations

from pathlib import Path

from recommender.training.log import read_log


def draw_curves(log: Path, picture: Path) -> None:
    """Draw the log's columns over the passes: losses on the left, held-out accuracies on the right."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    rows = read_log(log)
    if not rows:
        return
    passes = [int(row["epoch"]) + 1 for row in rows]
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4), layout="constrained")
    for name in rows[0]:
        values = [float(row[name]) for row in rows if row[name] not in {"", "NA"}]
        if name == "epoch" or len(values) != len(passes):
            continue
        axes = left if "loss" in name else right
        axes.plot(passes, values, marker="o", markersize=3, label=name.replace("_", " "))
    left.set(xlabel="pass", ylabel="loss")
    right.set(xlabel="pass", ylabel="share right on held-out photos", ylim=(0, 1))
    for axes in (left, right):
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend(fontsize=8)
    figure.savefig(picture, dpi=110)
    pyplot.close(figure)
