"""The configuration: TOML -> frozen dataclasses. Every mistake is found at once, each with section, key and remedy.

The dataclasses below are the only list of sections, keys, types and defaults; `config.example.toml` explains them, and
a test compares the two.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.config_reader import Bounds, ConfigError, Problem, Reader
from bot.secret import Secret

__all__ = [
    "AdminsConfig",
    "CatalogueConfig",
    "Config",
    "ConfigError",
    "DiscordConfig",
    "IndexConfig",
    "LimitsConfig",
    "Problem",
    "StoreConfig",
    "TelegramConfig",
    "WebConfig",
    "default_config",
    "load_config",
]

TOKEN_VARIABLES = {"telegram": "LOOKALIKE_TELEGRAM_TOKEN", "discord": "LOOKALIKE_DISCORD_TOKEN"}
_WEBHOOK_SECRET = r"[A-Za-z0-9_-]{1,256}"  # noqa: S105 - the pattern that Telegram prescribes, no secret
_NO_SECRET = Secret()


@dataclass(frozen=True, slots=True)
class CatalogueConfig:
    """Where the products come from. An empty `source` means the drawn sample shop."""

    source: str = ""
    format: str = "auto"
    link_template: str = ""


@dataclass(frozen=True, slots=True)
class IndexConfig:
    """Where the searchable embeddings are kept."""

    dir: Path = Path("var/index")


@dataclass(frozen=True, slots=True)
class StoreConfig:
    """Where queries and verdicts are kept, and for how long; 0 days keeps them for good."""

    path: Path = Path("var/lookalike.sqlite")
    retention_days: int = field(default=365, metadata=Bounds(least=0).metadata())


@dataclass(frozen=True, slots=True)
class AdminsConfig:
    """Who may reindex and see the figures: the platforms' user ids."""

    telegram: tuple[str, ...] = ()
    discord: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TelegramConfig:
    """The Telegram front end; it runs when there is a token. With `webhook_url` it is called, without it polls."""

    token: Secret = _NO_SECRET
    base_url: str = field(default="https://api.telegram.org/bot", metadata=Bounds(url=True).metadata())
    base_file_url: str = field(default="https://api.telegram.org/file/bot", metadata=Bounds(url=True).metadata())
    webhook_url: str = field(default="", metadata=Bounds(url=True).metadata())
    webhook_secret: Secret = field(default=_NO_SECRET, metadata=Bounds(pattern=_WEBHOOK_SECRET).metadata())
    webhook_host: str = "127.0.0.1"
    webhook_port: int = field(default=8443, metadata=Bounds(least=1, most=65535).metadata())
    webhook_path: str = "/telegram"


@dataclass(frozen=True, slots=True)
class DiscordConfig:
    """The Discord front end; it runs when there is a token."""

    token: Secret = _NO_SECRET
    api_url: str = field(default="https://discord.com/api/v10", metadata=Bounds(url=True).metadata())
    gateway_url: str = field(
        default="wss://gateway.discord.gg/", metadata=Bounds(url=True, schemes=("ws", "wss")).metadata()
    )
    message_content: bool = False
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WebConfig:
    """The local chat. Whoever can reach host and port can use it: it asks nobody who they are. Port 0: any free one."""

    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = field(default=8080, metadata=Bounds(least=0, most=65535).metadata())


@dataclass(frozen=True, slots=True)
class LimitsConfig:
    """How much is taken from one photo, one person, and all at once."""

    photo_bytes: int = field(default=20 * 1024 * 1024, metadata=Bounds(least=1024).metadata())
    photo_pixels: int = field(default=65_000_000, metadata=Bounds(least=4096).metadata())
    photos_per_message: int = field(default=3, metadata=Bounds(least=1, most=10).metadata())
    queries_per_minute: int = field(default=20, metadata=Bounds(least=1).metadata())
    queries_per_minute_group: int = field(default=60, metadata=Bounds(least=1).metadata())
    saved: int = field(default=100, metadata=Bounds(least=0).metadata())
    watches: int = field(default=5, metadata=Bounds(least=0).metadata())
    waiting: int = field(default=64, metadata=Bounds(least=1).metadata())


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set. All paths are absolute; `base` is the folder that they were relative to."""

    catalogue: CatalogueConfig = CatalogueConfig()
    index: IndexConfig = IndexConfig()
    store: StoreConfig = StoreConfig()
    admins: AdminsConfig = AdminsConfig()
    telegram: TelegramConfig = TelegramConfig()
    discord: DiscordConfig = DiscordConfig()
    web: WebConfig = WebConfig()
    limits: LimitsConfig = LimitsConfig()
    base: Path = field(default=Path(), metadata={"section": False})

    @property
    def is_sample(self) -> bool:
        """No catalogue is configured: the drawn sample shop is served."""
        return not self.catalogue.source

    @property
    def sample_dir(self) -> Path:
        """Where the sample shop is unpacked."""
        return self.base / "var" / "sample-shop"

    @property
    def index_dir(self) -> Path:
        """The index to serve. The sample's is apart, so that a shop never opens with drawn products by accident."""
        return self.sample_dir / "index" if self.is_sample else self.index.dir


def default_config(base: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """What runs without a config file: the sample shop and the local chat, everything under `base`/var."""
    return _complete(Config(), (base or Path.cwd()).absolute(), environ)


def load_config(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Read and check `path`. Raises ConfigError with all problems; tokens in the environment win over the file's."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(path, [Problem("", "", "there is no such file", "copy config.example.toml there")]) from None
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise ConfigError(path, [Problem("", "", what, "check the path and its permissions")]) from None
    except UnicodeDecodeError:
        raise ConfigError(path, [Problem("", "", "is not UTF-8 text", "save it again as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, [Problem("", "", f"is not valid TOML: {error}", "mend that line")]) from None
    reader = Reader()
    config = reader.read(Config, raw)
    if reader.problems:
        raise ConfigError(path, reader.problems)
    return _complete(config, path.absolute().parent, environ)


def _complete(config: Config, base: Path, environ: Mapping[str, str]) -> Config:
    source = config.catalogue.source
    if source and "://" not in source:
        source = str(base / Path(source).expanduser())
    telegram_token = environ.get(TOKEN_VARIABLES["telegram"], "").strip()
    discord_token = environ.get(TOKEN_VARIABLES["discord"], "").strip()
    return replace(
        config,
        base=base,
        catalogue=replace(config.catalogue, source=source),
        index=replace(config.index, dir=base / config.index.dir.expanduser()),
        store=replace(config.store, path=base / config.store.path.expanduser()),
        telegram=replace(config.telegram, token=Secret(telegram_token)) if telegram_token else config.telegram,
        discord=replace(config.discord, token=Secret(discord_token)) if discord_token else config.discord,
    )
