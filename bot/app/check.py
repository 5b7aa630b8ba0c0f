"""`python -m bot check`: everything that can be wrong before the first shopper comes, each with how to mend it."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bot.app.engine import SAMPLE_CATALOGUE, open_catalogue, open_recommender, outbound_problem
from bot.app.left_out import left_out_lines
from bot.config import TOKEN_VARIABLES, Config, ConfigError, TelegramConfig
from bot.config_values import Secret
from bot.ports import (
    AddressRules,
    CatalogueError,
    IndexMissingError,
    Outbound,
    OutboundError,
    Product,
    RecommenderError,
    StoreError,
)
from bot.store.opening import look_at_database
from recommender.errors import EmbedderError, IndexCorruptError, IndexMismatchError

# Their published forms; an admin who pastes half a token, or the wrong one, is told so here rather than by a 401.
_TOKEN_FORMS = {
    "telegram": re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{30,}"),
    "discord": re.compile(r"[A-Za-z0-9_-]{18,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{20,}"),
}
_TOKEN_SOURCES = {"telegram": "@BotFather", "discord": "the Bot page of the Discord developer portal"}


_PRODUCTS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: its name, what was found, and, if it is wrong, how to mend it."""

    name: str
    what: str
    remedy: str = ""
    more: tuple[str, ...] = ()  # lines, what it looks like

    def __str__(self) -> str:
        first = f"wrong  {self.name}: {self.what}; {self.remedy}" if self.remedy else f"ok     {self.name}: {self.what}"
        return "\n".join((first, *self.more))


def check_command(config_path: Path | None) -> int:
    """Print all findings; exit status 0 if nothing is wrong, else 2."""
    from bot.app.settings_file import read_config

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
    checks: tuple[Callable[[Config], Finding], ...] = (_catalogue, _embedder, _index, _store, _web, _network)
    for check in checks:
        yield check(config)
    yield _token("telegram", config.telegram.token)
    if config.telegram.token and config.telegram.webhook_url:
        yield _telegram_webhook(config)
    yield _token("discord", config.discord.token)
    if config.discord.channels:
        yield _discord_channels(config)


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
    return Finding(
        "catalogue",
        f"{catalogue.source}, {catalogue.container} read as {catalogue.format}: {count:,} products",
        more=tuple(more),
    )


def _product_lines(product: Product) -> list[str]:
    price = "no price" if product.price is None else f"{product.price:g} {product.currency or '(no currency)'}"
    known = (f"{name} {getattr(product, name)}" for name in ("type", "colour", "gender") if getattr(product, name))
    pictures = 1 + len(product.additional_images)
    said = [price, "in stock" if product.in_stock else "sold out", *known, f"garment {product.garment}"]
    return [
        f"  {product.id}: {product.title[:80]}",
        f"      {', '.join(said)}; {pictures} picture{'s' * (pictures > 1)}",
    ]


def _embedder(config: Config) -> Finding:
    from recommender.network.embedder import Embedder

    try:
        embedder = Embedder.load()
    except EmbedderError as error:
        return Finding("embedder", str(error), "install Lookalike again: its weights are part of it")
    return Finding("embedder", f"version {embedder.version}, {embedder.dim} dimensions")


def _index(config: Config) -> Finding:
    try:
        recommender = open_recommender(config)
    except IndexMissingError as error:
        if config.is_sample:
            return Finding("index", "none yet; the sample shop is indexed at the first start")
        return Finding("index", str(error) or f"there is none at {config.index_dir}", "run scripts/reindex")
    except (IndexCorruptError, IndexMismatchError) as error:
        return Finding("index", str(error), "run scripts/reindex, which builds it anew")
    except RecommenderError as error:
        return Finding("index", str(error), "see above")
    return Finding("index", f"version {recommender.index_version}, {recommender.product_count} products")


def _store(config: Config) -> Finding:
    path = config.store.path
    if not path.exists():
        folder = path.parent
        while not folder.exists():
            folder = folder.parent
        if not os.access(folder, os.W_OK | os.X_OK):
            return Finding("store", f"{folder} cannot be written", "make it writable, or set [store] path elsewhere")
        return Finding("store", f"none yet; {path} is made at the first start")
    try:
        return Finding("store", look_at_database(path))
    except StoreError as error:
        what, _, remedy = str(error).partition(": ")
        return Finding("store", what, remedy or "see above")


def _web(config: Config) -> Finding:
    web = config.web
    if not web.enabled:
        return Finding("web", "switched off")
    try:
        address = socket.getaddrinfo(web.host, web.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(address[0]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[4])
    except OSError as error:
        what = f"{web.host}:{web.port} cannot be listened on ({error.strerror or error})"
        return Finding("web", what, "stop what uses it (perhaps this bot), or set [web] host and port")
    return Finding("web", f"http://{web.host}:{web.port}")


def _network(config: Config) -> Finding:
    try:
        AddressRules(config.catalogue.private_hosts)
    except OutboundError as error:
        problem = str(error)
    else:
        problem = outbound_problem()
    if problem:
        what, _, remedy = problem.rpartition("; ")
        return Finding("network", what, remedy)
    return Finding(
        "network", "reached through the environment's proxy" if Outbound.of().proxies else "reached directly"
    )


def _telegram_webhook(config: Config) -> Finding:
    url = config.telegram.webhook_url
    if not url.startswith("https://") and config.telegram.base_url == TelegramConfig().base_url:
        remedy = "set [telegram] webhook_url to the https address of your web server, or leave it empty to poll"
        return Finding("telegram webhook", f"Telegram calls no {url.partition(':')[0]} address", remedy)
    where = f"{config.telegram.webhook_host}:{config.telegram.webhook_port}{config.telegram.webhook_path}"
    return Finding("telegram webhook", f"{url}, to be passed on to http://{where}")


def _discord_channels(config: Config) -> Finding:
    odd = [each for each in config.discord.channels if not each.isdecimal()]
    if odd:
        return Finding("discord", f"{odd[0]!r} is no channel's id", "[discord] channels takes ids, which are numbers")
    if not config.discord.message_content:
        remedy = "set [discord] message_content = true, and enable that intent in the developer portal"
        return Finding("discord", "photos in the configured channels cannot be seen", remedy)
    return Finding("discord", f"every photo is answered in {len(config.discord.channels)} channels")


def _token(platform: str, token: Secret) -> Finding:
    if not token:
        return Finding(platform, "no token, so it is not run")
    if not _TOKEN_FORMS[platform].fullmatch(token.get_secret_value()):
        remedy = f"copy it again from {_TOKEN_SOURCES[platform]} into [{platform}] token or {TOKEN_VARIABLES[platform]}"
        return Finding(platform, "the token does not have the form of one", remedy)
    if find_spec(f"bot.frontends.{platform}.frontend") is None:
        return Finding(platform, "there is a token, but this version has no such front end")
    return Finding(platform, "there is a token of the right form")
