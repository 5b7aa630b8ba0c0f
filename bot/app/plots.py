"""The report's plot, by matplotlib, readable on a phone. The only file of the bot that imports it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, timedelta

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.ticker import MaxNLocator

from bot.reports import Counted, Report
from bot.texts import FALLBACK, Texts, capitalized

_BLUE, _GREY, _GREEN, _RED = "#2b6cb0", "#a0aec0", "#2f855a", "#c53030"
_FONT = "DejaVu Sans"  # comes with matplotlib
_NO_LETTERS = "Last Resort"  # a font of boxes
_TYPES, _NAME, _FEW_DAYS = 8, 18, 6
_SAID = ("stats-plot-days", "stats-plot-photos", "stats-plot-others", "stats-plot-wanted", "stats-plot-of-photos")


def overview(found: Report, texts: Texts) -> bytes:
    """A PNG of 900 x 1200 pixels at most: photos a day, verdicts, what is wanted beside what there is, each where there
    is any. In English where no font of this machine has the language's letters."""
    names = [capitalized(texts.name("type", each.name)) for each in found.types[:_TYPES]]
    families, lacking = _fonts("".join((*map(texts, _SAID), *names)))
    if lacking and texts.language != FALLBACK:
        return overview(found, Texts.for_locale(FALLBACK))
    with rc_context({"font.family": families}):
        heights = [3, *([1] if found.like_rate else []), *([4] if names else [])]
        figure = Figure(figsize=(6, sum(heights)), dpi=150, layout="constrained")
        places = iter(figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights))
        _days(next(places)[0], found, texts)
        if found.like_rate:
            _verdicts(next(places)[0], found, found.like_rate, texts)
        if names:
            _wanted(next(places)[0], found.types[:_TYPES], [name[:_NAME] for name in names], found, texts)
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png")
    return buffer.getvalue()


def _fonts(text: str) -> tuple[list[str], set[str]]:
    """The families that have these letters, one behind another, and the letters that none has."""
    families, lacking = [_FONT], {ord(each) for each in text}
    lacking -= get_font(findfont(FontProperties(family=_FONT))).get_charmap().keys()
    for entry in fontManager.ttflist:
        if not lacking:
            break
        if not entry.name.startswith(_NO_LETTERS) and lacking & (had := get_font(entry.fname).get_charmap().keys()):
            families.append(entry.name)
            lacking -= had
    return families, {chr(each) for each in lacking}


def _days(axes: Axes, found: Report, texts: Texts) -> None:
    counts = {date.fromisoformat(day): (photos, others) for day, photos, others in found.days}
    first, last = min(counts, default=date.today()), max(counts, default=date.today())
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    names = [day.isoformat()[5:] if last.year == first.year else day.isoformat() for day in days]
    photos, others = zip(*(counts.get(day, (0, 0)) for day in days), strict=True)
    axes.bar(names, photos, color=_BLUE, label=texts("stats-plot-photos"))
    axes.plot(names, others, color=_GREY, marker="o", markersize=3, label=texts("stats-plot-others"))
    axes.set_title(texts("stats-plot-days"), loc="left")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    beside = max(0.6, (_FEW_DAYS - len(names)) / 2)
    axes.set_xlim(-beside, len(names) - 1 + beside)  # one day is no wall
    step = max(1, -(-len(names) // (6 if last.year == first.year else 4)))
    axes.set_xticks(range(0, len(names), step), names[::step])
    axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
    _plain(axes)


def _verdicts(axes: Axes, found: Report, rate: tuple[float, float, float], texts: Texts) -> None:
    total = found.ups + found.downs
    axes.barh([0], [found.ups / total], color=_GREEN)
    axes.barh([0], [found.downs / total], left=[found.ups / total], color=_RED)
    axes.errorbar([rate[0]], [0], xerr=[[rate[0] - rate[1]], [rate[2] - rate[0]]], color="black", capsize=4)
    axes.set_title(texts("stats-plot-liked", percent=round(100 * rate[0]), count=total), loc="left")
    axes.set(xlim=(0, 1), yticks=[], xticks=[0, 0.5, 1], xticklabels=["0 %", "50 %", "100 %"])
    _plain(axes)


def _wanted(axes: Axes, types: Sequence[Counted], names: Sequence[str], found: Report, texts: Texts) -> None:
    places = range(len(types))
    of_photos = [100 * each.count / max(1, found.photos) for each in types]
    axes.barh([at - 0.2 for at in places], of_photos, 0.4, color=_BLUE, label=texts("stats-plot-of-photos"))
    if found.products:
        has = [100 * each.has / found.products for each in types]
        axes.barh([at + 0.2 for at in places], has, 0.4, color=_GREY, label=texts("stats-plot-of-catalogue"))
    axes.set_yticks(list(places), names)
    axes.invert_yaxis()
    axes.set_title(texts("stats-plot-wanted"), loc="left")
    axes.legend(frameon=False, loc="lower right")
    _plain(axes)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
