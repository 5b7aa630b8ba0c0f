"""The report's plots, by matplotlib, readable on a phone."""

from __future__ import annotations

import io

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bot.store.report import Counted, Report
from scripts.lib.report.catalogue import Stock

_BLUE, _GREY, _GREEN, _RED = "#2b6cb0", "#a0aec0", "#2f855a", "#c53030"


def overview(found: Report, stock: Stock) -> bytes:
    """A PNG of 900 x 1200 pixels: photos a day, verdicts, what is wanted beside what there is."""
    figure = Figure(figsize=(6, 8), dpi=150, layout="constrained")
    days, verdicts, wanted = figure.subplots(3, 1, height_ratios=(3, 1, 4))
    _days(days, found)
    _verdicts(verdicts, found)
    _wanted(wanted, found.types[:8], found.photos, stock)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _days(axes: Axes, found: Report) -> None:
    names = [day[5:] for day, _, _ in found.days]
    axes.bar(names, [photos for _, photos, _ in found.days], color=_BLUE, label="photos")
    axes.plot(names, [ways for _, _, ways in found.days], color=_GREY, marker="o", markersize=3, label="ways on")
    axes.set_title("Photos a day", loc="left")
    step = max(1, -(-len(names) // 6))
    axes.set_xticks(range(0, len(names), step), names[::step])
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    _plain(axes)


def _verdicts(axes: Axes, found: Report) -> None:
    total = max(1, found.ups + found.downs)
    axes.barh([0], [found.ups / total], color=_GREEN)
    axes.barh([0], [found.downs / total], left=[found.ups / total], color=_RED)
    rate = found.like_rate
    said = f"{rate[0]:.0%} of {found.ups + found.downs:,} verdicts are good" if rate else "No verdicts yet"
    if rate:
        axes.errorbar([rate[0]], [0], xerr=[[rate[0] - rate[1]], [rate[2] - rate[0]]], color="black", capsize=4)
    axes.set_title(said, loc="left")
    axes.set(xlim=(0, 1), yticks=[], xticks=[0, 0.5, 1], xticklabels=["0 %", "50 %", "100 %"])
    _plain(axes)


def _wanted(axes: Axes, types: tuple[Counted, ...], photos: int, stock: Stock) -> None:
    rows = types[::-1]
    places = range(len(rows))
    axes.barh(
        [at + 0.2 for at in places],
        [100 * each.count / max(1, photos) for each in rows],
        0.4,
        color=_BLUE,
        label="of the photos",
    )
    if stock.products:
        has = [100 * stock.count(each.name) / stock.products for each in rows]
        axes.barh([at - 0.2 for at in places], has, 0.4, color=_GREY, label="of the catalogue")
    axes.set_yticks(list(places), [each.name[:18] for each in rows])
    axes.set_title("Wanted, and what there is (%)", loc="left")
    axes.legend(frameon=False, loc="lower right")
    _plain(axes)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
