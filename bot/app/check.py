"""`python -m bot check`: everything that can be wrong before the first shopper comes, each with how to mend it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bot.app.checks.finding import Finding
from bot.app.checks.front_ends import front_end_findings
from bot.app.engine import SAMPLE_CATALOGUE, RecommenderOpener, open_catalogue
from bot.app.left_out import left_out_lines
from bot.app.only_one import place_of, running_bot
from bot.app.processes.count import cores, process_count
from bot.config import Config, ConfigError, read_config
from bot.ports import CatalogueError, IndexMissingError, OutboundError, Product, RecommenderError, StoreError
from bot.store.opening import Place, look_at_database
from recommender.answers import LeftOutReason
from recommender.errors import EmbedderError, IndexCorruptError, IndexMismatchError, IndexUnavailableError
from recommender.golden import read_golden

_PRODUCTS_SHOWN = 5
_LEAST_ROOM = 200 * 1024 * 1024


def check_command(config_path: Path | None) -> int:
    """Print all findings; exit status 0 if nothing is wrong, else 2."""
    try:
        config = read_config(config_path)
    except ConfigError as error:
        print(f"wrong  config: {error}")
        return 2
    found = list(findings(config))
    for finding in found:
        print(finding)
    wrong = sum(1 for finding in found if finding.remedy)
    if wrong:
        print(f"{wrong} of {len(found)} need mending.", file=sys.stderr)
    return 2 if wrong else 0


def findings(config: Config) -> Iterator[Finding]:
    """All of them, in the order in which they are best mended. A look changes nothing."""
    running = running_bot(place_of(config))
    if not config.store.url:
        yield Finding("bot", f"runs, process {running}" if running else "does not run now")
    opener = RecommenderOpener(config)
    checks: tuple[Callable[[Config], Finding | None], ...] = (
        _catalogue,
        partial(_embedder, opener),
        partial(_index, opener),
        _recommender,
        _golden,
        _store,
        _limits,
    )
    yield from (found for check in checks if (found := check(config)) is not None)
    yield from front_end_findings(config, running)


def _catalogue(config: Config) -> Finding:
    if config.is_sample:
        is_there = (config.sample_dir / SAMPLE_CATALOGUE).exists()
        state = "unpacked" if is_there else "to be unpacked at the first start"
        return Finding("catalogue", f"none is configured: the sample shop is served ({state})")
    try:
        catalogue = open_catalogue(config)
        examples, count = [], 0
        for product in catalogue:
            count += 1
            if count <= _PRODUCTS_SHOWN:
                examples.append(product)
    except CatalogueError as error:
        return Finding("catalogue", str(error), "correct [catalogue]")
    except OutboundError as error:
        return Finding("catalogue", str(error), "see network below")
    guess = catalogue.guessed_encoding
    more = [f"  {field} <- {', '.join(columns)}" for field, columns in catalogue.fields.items()]
    more += [line for product in examples for line in _product_lines(product)]
    more += left_out_lines(catalogue.left_out)
    more += [f"  {guess}; if that is wrong, set [catalogue] encoding"] if guess else []
    more += [f"  {sentence}" for sentence in catalogue.advice]
    what = f"{catalogue.source}, {catalogue.container} read as {catalogue.format}: {count:,} products"
    lacking = sum(each.reason is LeftOutReason.MISSING_PICTURE for each in catalogue.left_out)
    if lacking > config.index.most_without_picture * (count + lacking):
        remedy = "set [catalogue] image_base to where they lie (is a folder not mounted?)"
        return Finding("catalogue", f"{what}, and {lacking:,} whose pictures are not there", remedy, tuple(more))
    return Finding("catalogue", what, more=tuple(more))


def _product_lines(product: Product) -> list[str]:
    price = "no price" if product.price is None else f"{product.price:g} {product.currency or '(no currency)'}"
    known = (f"{name} {getattr(product, name)}" for name in ("type", "colour", "gender") if getattr(product, name))
    pictures = 1 + len(product.additional_images)
    said = [price, "in stock" if product.in_stock else "sold out", *known, f"garment {product.garment}"]
    return [
        f"  {product.id}: {product.title[:80]}",
        f"      {', '.join(said)}; {pictures} picture{'s' * (pictures > 1)}",
    ]


def _embedder(opener: RecommenderOpener, _: Config) -> Finding:
    try:
        embedder, _finder = opener.networks()
    except EmbedderError as error:
        return Finding("embedder", str(error), "install Lookalike again: its weights are part of it")
    return Finding("embedder", f"version {embedder.version}, {embedder.dim} dimensions")


def _index(opener: RecommenderOpener, config: Config) -> Finding:
    try:
        recommender = opener()
    except IndexMissingError as error:
        if config.is_sample:
            return Finding("index", "none yet; the sample shop is indexed at the first start")
        return Finding("index", str(error) or f"there is none at {config.index_dir}", "run scripts/reindex")
    except IndexUnavailableError as error:
        return Finding("index", str(error), "start Milvus there, or correct uri and token in [index]")
    except (IndexCorruptError, IndexMismatchError) as error:
        return Finding("index", str(error), "run scripts/reindex, which builds it anew")
    except RecommenderError as error:
        return Finding("index", str(error), "see above")
    if why := _unwritable(config.index_dir):
        return Finding("index", why, "a reindex needs it: make it writable, or set [index] dir elsewhere")
    return Finding("index", f"version {recommender.index_version}, {recommender.product_count} products")


def _recommender(config: Config) -> Finding:
    wanted, count, there = config.recommender.processes, process_count(config), cores()
    if not count:
        why = f'"auto" of {there} core' if wanted == "auto" else "the default"
        return Finding("recommender", f"in the bot's own process ({why})")
    what = f"{count} process{'es' * (count > 1)} for {there} core{'s' * (there > 1)}"
    if count > there:
        return Finding("recommender", what, 'more are no faster: set [recommender] processes = "auto", or fewer')
    return Finding("recommender", what)


def _golden(config: Config) -> Finding | None:
    if config.index.golden is None:
        return None
    try:
        photos = read_golden(config.index.golden)
    except RecommenderError as error:
        return Finding("golden set", str(error), "correct [index] golden")
    return Finding("golden set", f"{len(photos)} photos")


def _store(config: Config) -> Finding:
    path = config.store.path
    if config.store.url:
        return _looked_at(place_of(config))
    if path.is_dir():
        return Finding("store", f"{path} is a folder", "set [store] path to a file in it")
    if why := _unwritable(path.parent):
        return Finding("store", why, "make it writable, or set [store] path elsewhere")
    if (free := shutil.disk_usage(_there(path.parent)).free) < _LEAST_ROOM:
        room = f"{free / 2**20:.0f} MB are free at {path.parent}"
        return Finding("store", room, "make room there, or set [store] path elsewhere")
    if not path.exists():
        return Finding("store", f"none yet; {path} is made at the first start")
    return _looked_at(path)


def _looked_at(place: Place) -> Finding:
    try:
        return Finding("store", look_at_database(place))
    except StoreError as error:
        what, _, remedy = str(error).partition(": ")
        return Finding("store", what, remedy or "see above")


def _limits(config: Config) -> Finding | None:
    limits = config.limits
    if limits.upload_bytes >= limits.photo_bytes:
        return None
    what = f"the local chat holds {limits.upload_bytes:,} bytes at most, one photo may have {limits.photo_bytes:,}"
    return Finding("limits", what, "raise [limits] upload_bytes, or lower photo_bytes")


def _there(folder: Path) -> Path:
    """It, or the closest one above that is there."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _unwritable(folder: Path) -> str:
    """Why nothing can be written there; "" if it can."""
    place = _there(folder)
    if not place.is_dir():
        return f"{place} is no folder"
    is_writable = os.access(place, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)
    return "" if is_writable else f"{place} cannot be written"
