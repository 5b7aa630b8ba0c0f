"""The shop's figures in words: titles with rows of cells, for the chat, a terminal and a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.reports import Counted, Report
from bot.texts import Texts, capitalized

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Section:
    """A title, and what stands under it."""

    title: str
    rows: tuple[tuple[str, ...], ...]


def title_of(report: Report, texts: Texts) -> str:
    """The span, in days."""
    first = datetime.fromtimestamp(max(0.0, report.since), UTC).date()
    last = datetime.fromtimestamp(max(0.0, report.until - 1), UTC).date()
    if first >= last:
        return texts("stats-day", day=texts.day(last))
    return texts("stats-span", first=texts.day(first), last=texts.day(last))


def figures(report: Report, texts: Texts) -> list[str]:
    """What is one sentence each."""
    number = texts.number
    lines = [
        texts(
            "stats-asked",
            photos=number(report.photos),
            words=number(report.in_words),
            continued=number(report.continued),
            shoppers=number(report.shoppers),
        )
    ]
    if rate := report.like_rate:
        share, low, high = (texts.number(round(100 * each, 1)) for each in rate)
        lines.append(
            texts("stats-liked", ups=number(report.ups), downs=number(report.downs), share=share, low=low, high=high)
        )
    else:
        lines.append(texts("stats-no-verdicts"))
    if report.photos:
        lines.append(texts("stats-nothing", share=_share(report.nothing, report.photos, texts)))
        median, p95, p99 = (number(round(report.latency_ms[each])) for each in (50, 95, 99))
        lines.append(texts("stats-latency", median=median, p95=p95, p99=p99))
    if report.platforms:
        counts = ", ".join(f"{each.name} {number(each.count)}" for each in report.platforms)
        lines.append(texts("stats-platforms", counts=counts))
    return lines


def sections(report: Report, texts: Texts, most: int) -> Iterator[Section]:
    """What has rows, so many at most; what is wanted stands beside what the shop has."""
    said = sum(each.count for each in report.filters)
    for key, kind, wanted, of_all in (
        ("stats-types", "type", report.types, report.photos),
        ("stats-colours", "colour", report.colours, report.photos),
        ("stats-words", "", report.filters, said),
    ):
        if wanted:
            yield Section(texts(key), tuple(_wanted(each, kind, of_all, report, texts) for each in wanted[:most]))
    for key, products in (
        ("stats-shown", report.shown),
        ("stats-most-liked", report.liked),
        ("stats-refused", report.refused),
    ):
        if products:
            yield Section(texts(key), tuple(_product(each, texts) for each in products[:most]))
    if report.nobody_liked:
        yield Section(
            texts("stats-nobody-liked"),
            tuple(
                (
                    texts.name("type", each.recognised) if each.recognised else texts("what-unknown"),
                    texts(f"stats-{each.confidence}"),
                    f"👎 {each.downs}",
                    each.first_title[:_LONGEST],
                    each.query_id,
                )
                for each in report.nobody_liked[:most]
            ),
        )


def as_chat_text(report: Report, texts: Texts, most: int) -> str:
    """For a phone: no row is aligned."""
    lines = [title_of(report, texts), *figures(report, texts)]
    for section in sections(report, texts, most):
        lines += ["", section.title, *(f"• {' · '.join(filter(None, row))}" for row in section.rows)]
    return "\n".join(lines)


def as_text(report: Report, texts: Texts, most: int) -> str:
    """For a terminal."""
    lines = [title_of(report, texts), "", *figures(report, texts)]
    for section in sections(report, texts, most):
        lines += ["", section.title, *(f"  {'  '.join(row)}".rstrip() for row in _aligned(section.rows))]
    return "\n".join(lines)


def _wanted(each: Counted, kind: str, of_all: int, report: Report, texts: Texts) -> tuple[str, ...]:
    name = capitalized(texts.name(kind, each.name)) if kind else each.name
    count = f"{texts.number(each.count)} ({_share(each.count, of_all, texts)} %)"
    if not report.products:
        return name[:_LONGEST], count
    has = texts("stats-has", count=texts.number(each.has), share=_share(each.has, report.products, texts))
    return name[:_LONGEST], count, has, texts("stats-lacking") if report.lacks(each, of_all) else ""


def _product(each: Counted, texts: Texts) -> tuple[str, ...]:
    if each.ups or each.downs:
        return each.name[:_LONGEST], f"👍 {each.ups} 👎 {each.downs}"
    return each.name[:_LONGEST], texts.number(each.count)


def _share(part: int, whole: int, texts: Texts) -> str:
    percent = 100 * part / whole if whole else 0.0
    return texts.number(round(percent, 1) if percent < 10 else round(percent))


def _aligned(rows: Sequence[tuple[str, ...]]) -> list[list[str]]:
    width = [max(len(row[at]) for row in rows if at < len(row)) for at in range(max(map(len, rows)))]
    return [[text.ljust(width[at]) for at, text in enumerate(row)] for row in rows]
