"""scripts/bench: how fast it is; the command line, and what is measured with.

Side by side with the plain stack (the usual), the embedder alone, or the bot on a chat platform. See docs/bench.md.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from bot.streams import settle_streams
from scripts.lib.bench import side_by_side

_ON_THE_BOT = ("load", "searches", "texts", "discord", "telegram", "news", "offers")
PHOTO_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic")


def main(arguments: list[str]) -> int:
    """Measure and print; exit status 0 when everything could be measured, whether or not targets are met."""
    given = _parser().parse_args(arguments)
    given.cores = _keep_to(given.cores)
    on_the_bot = next((each for each in _ON_THE_BOT if getattr(given, each)), "")
    with tempfile.TemporaryDirectory(prefix="lookalike-bench-") as name:
        folder = Path(name)
        source, photos = (folder, []) if given.feeds or given.report else _what_to_measure(given, folder)
        if given.feeds:
            from scripts.lib.bench import feeds

            found, as_table = feeds.measure(given, folder), feeds.as_table
        elif given.report:
            from scripts.lib.bench.reports import run as reports

            found, as_table = reports.measure(given, folder), reports.as_table
        elif on_the_bot:
            from scripts.lib.bench import bot_process, chats, news, offers, texts
            from scripts.lib.bench.load import run as load
            from scripts.lib.bench.searches import run as searches

            benches = {"load": load, "searches": searches, "texts": texts, "news": news, "offers": offers}
            bench = benches.get(on_the_bot, chats)
            products = bot_process.prepare_index(given, source, folder)
            data = [Path(photo).read_bytes() for photo in photos]
            found, as_table = asyncio.run(bench.measure(given, folder, source, products, data)), bench.as_table
        elif given.scale:
            from scripts.lib.bench import scale

            found, as_table = scale.measure(given, folder, source, photos), scale.as_table
        elif given.recommenders:
            from scripts.lib.bench.recommenders import processes_side

            found, as_table = processes_side.measure(given, folder, source, photos), processes_side.as_table
        elif given.embed:
            from scripts.lib.bench import embedder

            found, as_table = embedder.measure(given, photos), embedder.as_table
        else:
            found, as_table = side_by_side.measure(given, folder, source, photos), side_by_side.as_table
    if given.load and given.plot:
        from scripts.lib.bench.load.plot import draw

        draw(found, given.plot)
    print(json.dumps(found, indent=2) if given.json else as_table(found))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Lookalike beside the plain stack, in one run.")
    parser.add_argument("--catalogue", help="a catalogue; without it, the drawn sample shop")
    parser.add_argument(
        "--photos", type=Path, help="a folder of query photos; without it, sample or catalogue pictures"
    )
    parser.add_argument("--imagenet", type=Path, help="MobileNetV2 weights (.weights.h5, no top); random without it")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each measurement")
    parser.add_argument("--answers", type=int, default=30, help="warm answers in each run")
    parser.add_argument("--reindex", type=int, default=400, metavar="N", help="products to reindex in each run")
    parser.add_argument("--cores", type=int, default=2, help="how many cores to use, where that can be chosen")
    parser.add_argument("--quick", action="store_true", help="one round of few: to see that it works, not how fast")
    parser.add_argument("--embed", action="store_true", help="measure the embedder alone, beside one plain pass at 224")
    parser.add_argument("--telegram", action="store_true", help="measure the bot on a Telegram on loopback instead")
    parser.add_argument("--discord", action="store_true", help="measure the bot in a Discord on loopback instead")
    parser.add_argument("--texts", action="store_true", help="measure a shopper behind two others' long texts instead")
    parser.add_argument("--searches", action="store_true", help="measure searches in words instead, on the whole bot")
    parser.add_argument("--load", action="store_true", help="measure how many photos a second are answered instead")
    parser.add_argument(
        "--processes", type=_numbers, default=[0], metavar="N,M", help="with so many recommender processes (load)"
    )
    parser.add_argument("--first", type=float, default=1.0, help="photos a second to begin with (load)")
    parser.add_argument("--plot", type=Path, help="where to draw what was measured, as a PNG (load)")
    parser.add_argument("--feeds", action="store_true", help="measure the reading of catalogues in each form instead")
    parser.add_argument("--report", type=int, metavar="N", help="measure a report over so many logged queries instead")
    parser.add_argument("--news", action="store_true", help="measure the looking for news of saved products instead")
    parser.add_argument("--offers", action="store_true", help="measure products that come by chat instead")
    parser.add_argument("--scale", metavar="N,M", help="measure the same shop in these sizes instead, asked in turn")
    parser.add_argument("--recommenders", metavar="N,M", help="measure so many recommender processes instead, in turn")
    parser.add_argument("--grown", type=Path, help="where the indexes of these sizes are kept (scale)")
    parser.add_argument(
        "--milvus",
        nargs="?",
        const="",
        metavar="URI",
        help="the largest size in this Milvus, too, or in one started for it (scale)",
    )
    parser.add_argument("--people", type=int, default=2000, metavar="N", help="how many people have saved (news)")
    parser.add_argument("--saved", type=int, default=50, metavar="N", help="how much each of them has (news)")
    parser.add_argument(
        "--products", type=int, default=0, metavar="N", help="repeat the catalogue up to so many (chats, feeds)"
    )
    parser.add_argument("--index", type=Path, help="an index of the catalogue that is there already (chats, scale)")
    parser.add_argument("--shoppers", type=int, default=20, help="how many ask at once (chats)")
    parser.add_argument("--seconds", type=int, default=60, help="for how long (chats)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _numbers(text: str) -> list[int]:
    return sorted({int(each) for each in text.split(",")})


def _what_to_measure(given: argparse.Namespace, folder: Path) -> tuple[Path, list[str]]:
    """The catalogue and the query photos: those given, the sample shop's, or ten of the catalogue's pictures."""
    photos: list[str] = []
    if given.photos:
        names = sorted(path for path in given.photos.resolve().iterdir() if path.suffix.lower() in PHOTO_SUFFIXES)
        photos = [str(path) for path in names[:100]]
        if not photos:
            sys.exit(f"scripts/bench: there is no photo in {given.photos}")
    if given.catalogue:
        source = Path(given.catalogue).resolve()
        return source, photos or [
            row["image"] for row in side_by_side.evenly(side_by_side.pictured_products(source), 10)
        ]
    from recommender.catalogue.sample_shop import SAMPLE_CATALOGUE, sample_photos, unpack_sample_shop

    unpack_sample_shop(folder / "shop")
    return folder / "shop" / SAMPLE_CATALOGUE, photos or [str(path) for path in sample_photos(folder / "shop")]


def _keep_to(cores: int) -> int:
    """Restricts this process and its children to so many cores, where the system can; returns how many it is."""
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 1
    available = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, available[: max(1, cores)])
    return len(os.sched_getaffinity(0))


if __name__ == "__main__":
    settle_streams()
    sys.exit(main(sys.argv[1:]))
