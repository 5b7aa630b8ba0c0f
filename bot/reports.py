"""What the shop is told of how it goes: what was asked in a span of time, and how good embedder and index are."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.ports import GateFinding

_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Counted:
    """Something and how often; `has`: how many products of the catalogue have it. `downs` beside `ups` where it is
    about verdicts."""

    name: str
    count: int
    ups: int = 0
    downs: int = 0
    has: int = 0


@dataclass(frozen=True, slots=True)
class NobodyLiked:
    """An answer with 👎 and without 👍: what was recognised, and the product that was refused first."""

    query_id: str
    recognised: str
    confidence: str
    downs: int
    first_title: str


@dataclass(frozen=True, slots=True)
class Report:
    """All of one span, in seconds since 1970, UTC. `days`: (day "2026-11-29", photos, others); `in_words`: queries
    without a photo. Latencies are of answers to photos, in milliseconds by percentile, 0 without any. `products`: of
    the catalogue, 0 where there is none to compare with."""

    since: float
    until: float
    photos: int
    in_words: int
    continued: int
    shoppers: int
    nothing: int
    ups: int
    downs: int
    latency_ms: dict[int, float]
    days: tuple[tuple[str, int, int], ...]
    platforms: tuple[Counted, ...]
    types: tuple[Counted, ...]
    colours: tuple[Counted, ...]
    filters: tuple[Counted, ...]
    shown: tuple[Counted, ...]
    liked: tuple[Counted, ...]
    refused: tuple[Counted, ...]
    nobody_liked: tuple[NobodyLiked, ...]
    products: int = 0

    @property
    def like_rate(self) -> tuple[float, float, float] | None:
        """(share, low, high) of all verdicts with its 95 % interval, by Wilson (1927); None without verdicts."""
        total = self.ups + self.downs
        return wilson(self.ups, total) if total else None

    def lacks(self, wanted: Counted, of_all: int) -> bool:
        """Whether something is wanted at least twice as often as products have it."""
        return bool(self.products and of_all) and wanted.count / of_all >= 2 * wanted.has / self.products


@dataclass(frozen=True, slots=True)
class Quality:
    """The embedder's figures on what it has not learnt from, by their names, and the index that serves with what its
    gate measured when it was made. Without an index its version is empty."""

    embedder: str
    dim: int
    pixels: int
    learnt_products: int
    learnt_photos: int
    figures: tuple[tuple[str, str], ...]
    index: str = ""
    products: int = 0
    made_at: float = 0.0
    gate: tuple[GateFinding, ...] = ()


class ReportError(Exception):
    """The figures cannot be had; `str(error)` is for the log."""


@dataclass(frozen=True, slots=True)
class ShopFigures:
    """How the conversation comes by them. `report` gives those of a span, with a PNG of one plot in the language of a
    locale (empty where no library for it is installed); both raise ReportError."""

    report: Callable[[float, float, str], Awaitable[tuple[Report, bytes]]]
    quality: Callable[[], Awaitable[Quality]]


def wilson(hits: int, total: int, z: float = _Z) -> tuple[float, float, float]:
    """The share with its score interval, (share, low, high)."""
    share = hits / total
    middle, scale = share + z * z / (2 * total), 1 + z * z / total
    spread = z * math.sqrt((share * (1 - share) + z * z / (4 * total)) / total)
    return share, max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
