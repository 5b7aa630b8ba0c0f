"""The shop's figures for the chat, read and drawn in a process of its own: no answer waits for a million queries, or
for a library that draws. Started as `python -m bot.app.figures` with what is wanted as JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from dataclasses import dataclass, replace

import msgspec

from bot.app import apart
from bot.app.only_one import place_of
from bot.app.stock import with_stock
from bot.config import Config
from bot.logs import set_up_logging
from bot.ports import StoreError
from bot.reports import Quality, Report, ReportError, ShopFigures
from bot.store.report import read_report
from bot.texts import Texts
from recommender.errors import EmbedderError, RecommenderError

_log = logging.getLogger(__name__)
_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class _ReportLine:
    """What the process says."""

    report: Report | None = None
    picture: bytes = b""
    error: str = ""


def shop_figures(config: Config) -> ShopFigures:
    """Of the shop of this configuration."""

    async def report(since: float, until: float, locale: str) -> tuple[Report, bytes]:
        order = apart.settings(config) | {"since": since, "until": until, "locale": locale}
        said = await asyncio.to_thread(_made_apart, json.dumps(order).encode())
        if said.report is None:
            raise ReportError(said.error)
        return said.report, said.picture

    async def quality() -> Quality:
        return await asyncio.to_thread(read_quality, config)

    return ShopFigures(report, quality)


def _made_apart(order: bytes) -> _ReportLine:
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            apart.command("bot.app.figures"),
            input=order,
            stdout=subprocess.PIPE,
            timeout=_SECONDS,
            check=True,
            **apart.options(),
        )
        return msgspec.json.decode(done.stdout, type=_ReportLine)
    except (OSError, subprocess.SubprocessError, msgspec.MsgspecError) as error:
        raise ReportError(str(error)) from error


def serve() -> int:
    """In the process."""
    apart.step_back()
    order = json.loads(sys.stdin.buffer.read())
    config = apart.settled(order)
    set_up_logging((), config.logs.format)
    try:
        line = _ReportLine(*drawn(report_of_shop(config, order["since"], order["until"]), order["locale"]))
    except StoreError as error:
        line = _ReportLine(error=str(error))
    sys.stdout.buffer.write(msgspec.json.encode(line))
    return 0


def report_of_shop(config: Config, since: float, until: float) -> Report:
    """With what the catalogue has, where there is one. Raises StoreError."""
    found = read_report(place_of(config), since, until)
    try:
        return with_stock(found, config.index_dir)
    except RecommenderError as error:
        _log.warning("the report is without the catalogue: %s", error)
        return found


def drawn(report: Report, locale: str) -> tuple[Report, bytes]:
    """With the plot, where there is something to draw it with."""
    try:
        from bot.app.plots import overview
    except ImportError as error:
        _log.warning("the report is without its plot, which needs %s: pip install '.[report]'", error.name)
        return report, b""
    return report, overview(report, Texts.for_locale(locale))


def read_quality(config: Config) -> Quality:
    """Raises ReportError."""
    from recommender.index.files import read_made
    from recommender.network.model_card import read_model_card

    try:
        card = read_model_card()
    except EmbedderError as error:
        raise ReportError(str(error)) from error
    found = Quality(card.version, card.dim, card.pixels, card.products, card.phone_photos, card.figures)
    try:
        manifest, gate = read_made(config.index_dir)
    except RecommenderError as error:
        _log.warning("the figures are without an index: %s", error)
        return found
    return replace(found, index=manifest.version, products=manifest.products, made_at=manifest.made_at, gate=gate)


if __name__ == "__main__":
    sys.exit(serve())
