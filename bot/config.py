"""The configuration: TOML -> frozen pydantic models. Every mistake is found at once, each with section, key and remedy.

The models below are the only list of sections, keys, types, bounds and defaults; `config.example.toml` explains them,
and a test compares the two. What is said of mistakes is in `mistakes.py`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
)

from bot.config_values import (
    HttpUrl,
    Ids,
    Names,
    PathOrNone,
    PathValue,
    Secret,
    Share,
    UserIds,
    checked_admin_token,
    checked_bot_api,
    checked_channels,
    checked_collection,
    checked_columns,
    checked_currency,
    checked_host,
    checked_milvus,
    checked_place,
    checked_processes,
    checked_schedule,
    checked_shard_ids,
    checked_store_url,
    checked_url,
    checked_webhook_secret,
)
from bot.mistakes import Problem, problems_of, toml_problem

TOKEN_VARIABLES = {"telegram": "LOOKALIKE_TELEGRAM_TOKEN", "discord": "LOOKALIKE_DISCORD_TOKEN"}
STORE_VARIABLE = "LOOKALIKE_STORE_URL"


class _Checked(BaseModel):
    """Base of all sections: nothing is converted silently, and no error shows a value by itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class CatalogueConfig(_Checked):
    """Where the products come from. An empty `source` means the drawn sample shop."""

    source: Annotated[str, AfterValidator(checked_place)] = ""
    format: str = "auto"
    link_template: str = ""
    encoding: str = ""
    currency: Annotated[str, AfterValidator(checked_currency)] = ""
    image_base: Annotated[str, AfterValidator(checked_place)] = ""
    columns: Annotated[dict[str, str], BeforeValidator(checked_columns)] = {}
    private_hosts: Names = ()
    schedule: Annotated[str, AfterValidator(checked_schedule)] = ""
    pictures_per_product: int = Field(default=5, ge=1, le=50)
    channels: Annotated[tuple[str, ...], BeforeValidator(checked_channels)] = ()


class IndexConfig(_Checked):
    """Where the searchable embeddings are kept, what searches them, and what a new index has to be (see
    recommender.index.gate). With the engine "milvus" a reindex puts it there besides."""

    dir: PathValue = Path("var/index")
    engine: Literal["auto", "exact", "faiss", "milvus"] = "auto"
    uri: Annotated[str, AfterValidator(checked_milvus)] = "http://127.0.0.1:19530"
    token: Secret = Secret()
    collection: Annotated[str, AfterValidator(checked_collection)] = "lookalike"
    replicas: int = Field(default=1, ge=1, le=64)
    shards: int = Field(default=1, ge=1, le=64)
    seconds: float = Field(default=3.0, ge=0.1, le=60)
    golden: PathOrNone = None
    most_lost: Share = 0.5
    most_without_picture: Share = 0.5
    more_without_price: Share = 0.2
    more_without_type: Share = 0.2
    least_found: Share = 0.95
    least_golden: Share = 0.8


class RecommenderConfig(_Checked):
    """In how many processes photos are answered. 0: in the bot's own; "auto": one a core, if there are several."""

    processes: Annotated[int | Literal["auto"], BeforeValidator(checked_processes)] = 0


class StoreConfig(_Checked):
    """Where queries and verdicts are kept, and for how long; 0 days keeps them for good. `url`: a PostgreSQL server's
    database, which several bots may share, in place of the file."""

    path: PathValue = Path("var/lookalike.sqlite")
    url: Annotated[Secret, AfterValidator(checked_store_url)] = Secret()
    retention_days: int = Field(default=365, ge=0)


class AdminsConfig(_Checked):
    """Who may reindex and see the figures: the platforms' user ids; in the local chat, which has none, whoever sends
    `/admin` with the token `web`."""

    telegram: UserIds = ()
    discord: UserIds = ()
    web: Annotated[Secret, AfterValidator(checked_admin_token)] = Secret()

    def of(self, platform: str) -> tuple[str, ...]:
        """The platform's user ids; the local chat has none."""
        return {"telegram": self.telegram, "discord": self.discord}.get(platform, ())


class TelegramConfig(_Checked):
    """The Telegram front end; it runs when there is a token. With `webhook_url` it is called, without it polls."""

    token: Secret = Secret()
    base_url: Annotated[HttpUrl, AfterValidator(checked_bot_api)] = "https://api.telegram.org/bot"
    base_file_url: HttpUrl = ""
    calls_per_second: float = Field(default=30.0, ge=1, le=10_000)
    webhook_url: HttpUrl = ""
    webhook_secret: Annotated[Secret, AfterValidator(checked_webhook_secret)] = Secret()
    webhook_host: Annotated[str, AfterValidator(checked_host)] = "127.0.0.1"
    webhook_port: int = Field(default=8443, ge=1, le=65535)
    webhook_path: str = "/telegram"

    @property
    def files_url(self) -> str:
        """Where files are fetched: beside the Bot API, if nothing else is said."""
        return self.base_file_url.rstrip("/") or f"{self.base_url.removesuffix('/bot')}/file/bot"


class DiscordConfig(_Checked):
    """The Discord front end; it runs when there is a token. Of `shard_count` shards (0: as many as Discord recommends)
    it serves those of `shard_ids`, or all."""

    token: Secret = Secret()
    api_url: HttpUrl = "https://discord.com/api/v10"
    gateway_url: Annotated[str, checked_url("ws", "wss")] = "wss://gateway.discord.gg/"
    message_content: bool = False
    channels: Ids = ()
    shard_count: int = Field(default=0, ge=0)
    shard_ids: Annotated[tuple[int, ...], BeforeValidator(checked_shard_ids)] = ()

    @property
    def wrong_shards(self) -> str:
        """What cannot be of the shards, as a sentence; "" where all is well."""
        if beyond := [each for each in self.shard_ids if each >= self.shard_count]:
            return f"[discord] shard_ids has {beyond[0]}, but shards are numbered from 0 to below shard_count"
        return ""


class WebConfig(_Checked):
    """The local chat. Whoever can reach host and port can use it: it asks nobody who they are. Port 0: any free one."""

    enabled: bool = True
    host: Annotated[str, AfterValidator(checked_host)] = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)


class LogsConfig(_Checked):
    """How the log is written, on standard error: lines to read, or one JSON object a line."""

    format: Literal["text", "json"] = "text"


class LimitsConfig(_Checked):
    """How much is taken from one photo, one person, and all at once."""

    photo_bytes: int = Field(default=20 * 1024 * 1024, ge=1024)
    photo_pixels: int = Field(default=65_000_000, ge=4096)
    photo_seconds: float = Field(default=1.0, ge=0.1, le=60)
    photo_memory: int = Field(default=1024 * 1024 * 1024, ge=128 * 1024 * 1024)
    photos_at_once: int = Field(default=4, ge=1, le=64)
    photos_per_message: int = Field(default=3, ge=1, le=10)
    queries_per_minute: int = Field(default=20, ge=1)
    queries_per_minute_group: int = Field(default=60, ge=1)
    ways_on_per_minute: int = Field(default=90, ge=1)
    filters_per_text: int = Field(default=8, ge=1)
    filters: int = Field(default=12, ge=1)
    ranking_ms: int = Field(default=1000, ge=1)
    saved: int = Field(default=100, ge=0)
    watches: int = Field(default=5, ge=0)
    waiting: int = Field(default=64, ge=1)
    upload_bytes: int = Field(default=256 * 1024 * 1024, ge=1024)
    chats: int = Field(default=500, ge=1)
    news_people: int = Field(default=20, ge=1)
    store_seconds: int = Field(default=2, ge=1)
    unwritten: int = Field(default=1000, ge=1)
    event_days: int = Field(default=7, ge=1)


class Config(_Checked):
    """Everything that can be set, a model for each section. All paths are absolute."""

    catalogue: CatalogueConfig = CatalogueConfig()
    index: IndexConfig = IndexConfig()
    recommender: RecommenderConfig = RecommenderConfig()
    store: StoreConfig = StoreConfig()
    admins: AdminsConfig = AdminsConfig()
    telegram: TelegramConfig = TelegramConfig()
    discord: DiscordConfig = DiscordConfig()
    web: WebConfig = WebConfig()
    logs: LogsConfig = LogsConfig()
    limits: LimitsConfig = LimitsConfig()
    _base: Path = PrivateAttr(Path())

    @property
    def base(self) -> Path:
        """The folder that the paths were relative to."""
        return self._base

    def based_at(self, base: Path) -> Self:
        """The same, of another folder; the paths stay."""
        made = self.model_copy()
        made._base = base
        return made

    @property
    def is_sample(self) -> bool:
        """No catalogue is configured: the drawn sample shop is served."""
        return not self.catalogue.source

    @property
    def sample_dir(self) -> Path:
        """Where the sample shop is unpacked: below the folder that the paths were relative to."""
        return self._base / "var" / "sample-shop"

    @property
    def index_dir(self) -> Path:
        """The index to serve. The sample's is apart, so that a shop never opens with drawn products by accident."""
        return self.sample_dir / "index" if self.is_sample else self.index.dir

    @property
    def cache_dir(self) -> Path:
        """Where catalogues are kept that were downloaded or unpacked: beside the index, for it has their pictures."""
        return self.index.dir.with_name(f"{self.index.dir.name}-source")

    @property
    def pictures_dir(self) -> Path:
        """Where the pictures of products by chat are kept: beside the index, whichever is served."""
        return self.index.dir.with_name(f"{self.index.dir.name}-pictures")


class ConfigError(Exception):
    """The configuration cannot be used; `problems` holds every mistake, `str(error)` lists them for the admin."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        count = f"{len(self.problems)} problems" if len(self.problems) > 1 else "a problem"
        super().__init__("\n".join([f"{path}: {count}", *(f"  {problem}" for problem in self.problems)]))


def default_config(base: Path | None = None, environ: Mapping[str, str] = os.environ) -> Config:
    """What runs without a config file: the sample shop and the local chat, everything under `base`/var."""
    return _complete(Config(), (base or Path.cwd()).absolute(), environ)


def read_config(path: Path | None) -> Config:
    """The named file; without one, config.toml in the working directory if there is one, else the defaults. Raises
    ConfigError."""
    if path is not None:
        return load_config(path)
    here = Path("config.toml")
    return load_config(here) if here.exists() else default_config()


def load_config(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Read and check `path`. Raises ConfigError with all problems; tokens in the environment, and the store's address,
    win over the file's."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigError(path, [Problem("", "", "there is no such file", "copy config.example.toml there")]) from None
    except OSError as error:
        problem = Problem("", "", f"cannot be read ({error.strerror})", "check the path and its permissions")
        raise ConfigError(path, [problem]) from None
    except UnicodeDecodeError:
        raise ConfigError(path, [Problem("", "", "is not UTF-8 text", "save it again as UTF-8")]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, [toml_problem(text, str(error))]) from None
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        sections = {name: type(getattr(Config(), name)).model_fields for name in Config.model_fields}
        raise ConfigError(path, problems_of(error, raw, sections, Secret)) from None
    return _complete(config, path.absolute().parent, environ)


def _complete(config: Config, base: Path, environ: Mapping[str, str]) -> Config:
    """With absolute paths, and the environment's tokens in place of the file's."""
    settings = config.catalogue
    source, image_base = (
        str(base / Path(place).expanduser()) if place and "//" not in place else place
        for place in (settings.source, settings.image_base)
    )
    changes: dict[str, dict[str, object]] = {
        "catalogue": {"source": source, "image_base": image_base},
        "index": {
            "dir": base / config.index.dir.expanduser(),
            "golden": config.index.golden and base / config.index.golden.expanduser(),
        },
        "store": {"path": base / config.store.path.expanduser()},
    }
    for platform, variable in TOKEN_VARIABLES.items():
        if token := Secret(environ.get(variable, "")):
            changes[platform] = {"token": token}
    if url := Secret(environ.get(STORE_VARIABLE, "")):
        try:
            changes["store"]["url"] = checked_store_url(url)
        except ValueError as error:
            raise ConfigError(Path(STORE_VARIABLE), [Problem("", "", "is not usable", f"it must be {error}")]) from None
    made = config.model_copy(update={key: getattr(config, key).model_copy(update=new) for key, new in changes.items()})
    made._base = base
    return made
