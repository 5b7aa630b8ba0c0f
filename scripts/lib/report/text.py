"""The report as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.store.report import Counted, Report
from scripts.lib.report.catalogue import Stock


def as_text(found: Report, stock: Stock, since: float, until: float) -> str:
    """For a terminal."""
    lines = [title_of(since, until), ""]
    lines += [f"{name:<24}{value}" for name, value in figures(found)]
    for title, rows in tables(found, stock):
        lines += ["", title, *(f"  {'  '.join(row)}" for row in _aligned(rows))]
    return "\n".join(lines)


def title_of(since: float, until: float) -> str:
    """The span, in days."""
    first, last = (datetime.fromtimestamp(max(0.0, each), UTC).date() for each in (since, until))
    return f"Lookalike, {first} to {last} (UTC)"


def figures(found: Report) -> list[tuple[str, str]]:
    """Name and value of each single figure."""
    rate = found.like_rate
    liked = f"{rate[0]:.1%} (95 %: {rate[1]:.1%} to {rate[2]:.1%})" if rate else "no verdicts yet"
    nothing = f"{found.nothing / found.photos:.1%}" if found.photos else "0"
    latency = ", ".join(f"p{percent} {ms:,.0f} ms" for percent, ms in found.latency_ms.items())
    return [
        ("photos", f"{found.photos:,} by {found.shoppers:,} shoppers, continued {found.continued:,} times"),
        ("like rate", f"{liked}; 👍 {found.ups:,}, 👎 {found.downs:,}"),
        ("called nothing", nothing),
        ("answers to photos", latency),
        ("front ends", ", ".join(f"{each.name} {each.count:,}" for each in found.platforms) or "none"),
    ]


def tables(found: Report, stock: Stock) -> Iterable[tuple[str, list[tuple[str, ...]]]]:
    """Title and rows of each table that has any; what is wanted stands beside what the shop has."""
    wanted = (
        ("Kinds in the photos, and what the shop has", found.types, found.photos),
        ("Colours in the photos, and what the shop has", found.colours, found.photos),
        ("Filters that were set, and what the shop has", found.filters, sum(each.count for each in found.filters)),
    )
    for title, rows, of_all in wanted:
        if rows:
            yield title, [_wanted(each, stock, of_all) for each in rows]
    products = (("Most shown", found.shown), ("Most liked", found.liked), ("Most refused", found.refused))
    for title, rows in products:
        if rows:
            yield title, [(each.name[:60], f"{each.count:,}", *_verdicts(each)) for each in rows]
    if found.nobody_liked:
        yield (
            "Answers that nobody liked",
            [
                (
                    each.query_id,
                    each.recognised or "nothing",
                    each.confidence,
                    f"👎 {each.downs}",
                    each.first_title[:50],
                )
                for each in found.nobody_liked
            ],
        )


def _wanted(each: Counted, stock: Stock, of_all: int) -> tuple[str, ...]:
    has = f"{stock.count(each.name):,} products" if stock.products else ""
    return (
        each.name[:40],
        f"{each.count:,}",
        has,
        "wanted more than there is" if stock.lacks(each.count, of_all, each.name) else "",
    )


def _verdicts(each: Counted) -> tuple[str, ...]:
    return (f"👍 {each.ups}", f"👎 {each.downs}") if each.ups or each.downs else ()


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[list[str]]:
    width = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows)))]
    return [[text.ljust(width[at]) for at, text in enumerate(row)] for row in rows]
