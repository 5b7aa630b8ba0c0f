"""What `python -m bot check` says of the front ends, and of the network that they need."""

from __future__ import annotations

import contextlib
import re
import socket
from collections.abc import Iterator
from importlib.util import find_spec
from ipaddress import ip_address
from urllib.parse import urlsplit

from bot.app.checks.finding import Finding
from bot.app.engine import outbound_problem
from bot.app.only_one import process_at
from bot.config import TOKEN_VARIABLES, Config, DiscordConfig, TelegramConfig
from bot.config_values import Secret
from bot.ports import AddressRules, Outbound, OutboundError

# Their published forms; an admin who pastes half a token, or the wrong one, is told so here rather than by a 401.
_TOKEN_FORMS = {
    "telegram": re.compile(r"[0-9]{5,}:[A-Za-z0-9_-]{30,}"),
    "discord": re.compile(r"[A-Za-z0-9_-]{18,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]{20,}"),
}
_WEBHOOK_PORTS = (443, 80, 88, 8443)
_TOKEN_SOURCES = {"telegram": "@BotFather", "discord": "the Bot page of the Discord developer portal"}


def front_end_findings(config: Config, running: str) -> Iterator[Finding]:
    """Of each, and of the network that they need. `running`: the process of this configuration's bot, if it runs."""
    if not config.web.enabled and not config.telegram.token and not config.discord.token:
        yield Finding("front ends", "there is nothing to run", "enable [web], or give a token for Telegram or Discord")
    yield _web(config, running)
    yield _network(config)
    yield _token("telegram", config.telegram.token)
    if config.telegram.token.get_secret_value() in config.telegram.base_url and config.telegram.token:
        yield Finding(
            "telegram", "[telegram] base_url holds the token", 'take it away there: the address ends in "/bot"'
        )
    if config.telegram.token and config.telegram.webhook_url:
        yield _telegram_webhook(config, running)
    yield _token("discord", config.discord.token)
    if urlsplit(config.discord.api_url).netloc == "discord.com" and "/api/v" not in config.discord.api_url:
        yield Finding("discord", "[discord] api_url has no version", f'it must be "{DiscordConfig().api_url}"')
    if wrong := config.discord.wrong_shards:
        yield Finding("discord shards", wrong, "list in shard_ids what this bot serves of shard_count")
    if config.discord.channels:
        yield _discord_channels(config)
    yield from _catalogue_channels(config)


def _web(config: Config, running: str) -> Finding:
    web = config.web
    if not web.enabled:
        return Finding("web", "switched off")
    if not (why := _cannot_listen(web.host, web.port)):
        return Finding("web", f"http://{web.host}:{web.port}")
    there = process_at(web.host, web.port) if web.port else 0
    if there and running.startswith(f"{there} "):
        return Finding("web", f"http://{web.host}:{web.port}, where this bot answers")
    if there and config.store.url:  # several bots may be at work: whose process is whose cannot be told
        return Finding("web", f"http://{web.host}:{web.port}, where a Lookalike (process {there}) answers")
    if there:
        remedy = "stop it, or set [web] port"
        return Finding("web", f"{web.host}:{web.port} is taken by another Lookalike (process {there})", remedy)
    what = f"{web.host}:{web.port} cannot be listened on ({why})"
    return Finding("web", what, "stop what uses it, or set [web] host and port")


def _cannot_listen(host: str, port: int) -> str:
    """Why not; "" if one can."""
    try:
        address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(address[0]) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address[4])
            probe.listen()  # of two that may use it again, the second cannot
    except OSError as error:
        return error.strerror or str(error)
    return ""


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


def _telegram_webhook(config: Config, running: str) -> Finding:
    url, settings = config.telegram.webhook_url, config.telegram
    if config.web.enabled and (settings.webhook_host, settings.webhook_port) == (config.web.host, config.web.port):
        what = f"it listens where the local chat does, at {settings.webhook_host}:{settings.webhook_port}"
        return Finding("telegram webhook", what, "set [telegram] webhook_port to another one")
    # Of bots that share a store none can be told: one that listens there may be this one.
    if not running and not config.store.url and (why := _cannot_listen(settings.webhook_host, settings.webhook_port)):
        what = f"{settings.webhook_host}:{settings.webhook_port} cannot be listened on ({why})"
        return Finding("telegram webhook", what, "stop what uses it, or set [telegram] webhook_host and webhook_port")
    if not url.startswith("https://") and config.telegram.base_url == TelegramConfig().base_url:
        remedy = "set [telegram] webhook_url to the https address of your web server, or leave it empty to poll"
        return Finding("telegram webhook", f"Telegram calls no {url.partition(':')[0]} address", remedy)
    is_telegrams, parts = config.telegram.base_url == TelegramConfig().base_url, urlsplit(url)
    if is_telegrams and (parts.port or 443) not in _WEBHOOK_PORTS:
        remedy = "set [telegram] webhook_url to an address of your web server at one of them"
        return Finding("telegram webhook", f"Telegram calls only the ports {_WEBHOOK_PORTS}, not {parts.port}", remedy)
    if is_telegrams and _is_private(parts.hostname or ""):
        remedy = "set [telegram] webhook_url to a public address, or leave it empty to poll"
        return Finding("telegram webhook", f"{parts.hostname} cannot be called from the internet", remedy)
    where = f"{config.telegram.webhook_host}:{config.telegram.webhook_port}{config.telegram.webhook_path}"
    return Finding("telegram webhook", f"{url}, to be passed on to http://{where}")


def _is_private(host: str) -> bool:
    with contextlib.suppress(ValueError):
        return not ip_address(host).is_global
    return host == "localhost" or "." not in host


def _discord_channels(config: Config) -> Finding:
    odd = [each for each in config.discord.channels if not each.isdecimal()]
    if odd:
        return Finding("discord", f"{odd[0]!r} is no channel's id", "[discord] channels takes ids, which are numbers")
    if not config.discord.message_content:
        remedy = "set [discord] message_content = true, and enable that intent in the developer portal"
        return Finding("discord", "photos in the configured channels cannot be seen", remedy)
    return Finding("discord", f"every photo is answered in {len(config.discord.channels)} channels")


def _catalogue_channels(config: Config) -> Iterator[Finding]:
    """Those whose platform is not run: a name or a negative id is Telegram's, another id may be either's."""
    for each in config.catalogue.channels:
        is_telegrams = not each.isdecimal()
        if not config.telegram.token and (is_telegrams or not config.discord.token):
            wanted = "Telegram" if is_telegrams else "Telegram or Discord"
            yield Finding("channels", f"{each} is never looked at", f"it needs a token for {wanted}")


def _token(platform: str, token: Secret) -> Finding:
    if not token:
        return Finding(platform, "no token, so it is not run")
    value, form = token.get_secret_value(), _TOKEN_FORMS[platform]
    if not form.fullmatch(value):
        place = f"[{platform}] token or {TOKEN_VARIABLES[platform]}"
        meant = re.sub(r"(?i)^\W*bot[ :]?|[^\w.:-]", "", value)
        other = next((name for name, each in _TOKEN_FORMS.items() if name != platform and each.fullmatch(value)), "")
        what, remedy = (
            "the token does not have the form of one",
            f"copy it again from {_TOKEN_SOURCES[platform]} into {place}",
        )
        if other:
            what = f"the token is one of {other.capitalize()}'s"
        elif form.fullmatch(meant):
            what, remedy = "the token has quotes, spaces or a word too many", f"leave nothing but the token in {place}"
        elif not re.search(r"\d", value):
            what = "the token is a placeholder, or something else than a token"
        return Finding(platform, what, remedy)
    if find_spec(f"bot.frontends.{platform}.frontend") is None:
        return Finding(platform, "there is a token, but this version has no such front end")
    return Finding(platform, "there is a token of the right form")
