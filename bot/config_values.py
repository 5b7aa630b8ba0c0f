"""What the values of the configuration have to be, each with the words for one that is not. See `config.py`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, NoReturn, Self, SupportsIndex
from urllib.parse import urlsplit

from babel.core import get_global
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.schedule import Schedule

_LEAST_TOKEN = 16
_MOST_PROCESSES = 64
_WEBHOOK_SECRET = r"[A-Za-z0-9_-]{1,256}"  # noqa: S105 - the pattern that Telegram prescribes, no secret


class Secret(SecretStr):
    """A token, without spaces around it, that cannot be printed, logged, walked or pickled by accident. An empty one is
    false; `get_secret_value()` is called only where it is handed to the platform's library."""

    __slots__ = ("_secret_value",)  # instead of the `__dict__` that debuggers and vars() show

    def __init__(self, value: str = "") -> None:
        super().__init__(value.strip())

    def __deepcopy__(self, memo: dict[int, object]) -> Self:
        return self

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a Secret is not pickled")


def checked_place(value: str) -> str:
    """A path or an address as it was meant: in double quotes, TOML reads `\\t` and `\\n` as something else."""
    if not value.isprintable():
        raise ValueError(
            'a path written with "/", or in single quotes: within double ones a backslash is a sign of its own'
        )
    if value != value.strip():
        raise ValueError("a path without spaces around it")
    if re.match(r"(?i)https?:/?[^/]", value):
        raise ValueError('an address with "//", such as "https://shop.example/feed.xml"')
    return value


def checked_host(value: str) -> str:
    with contextlib.suppress(ValueError):
        return str(ip_address(value))
    if "/" in value or ":" in value:
        raise ValueError('a host alone, such as "127.0.0.1": the port has a key of its own')
    return value


def checked_path(value: object) -> object:
    if isinstance(value, Path) or (isinstance(value, str) and value):
        return Path(checked_place(str(value)))
    raise ValueError('a path in quotes, such as "var/index"')


def checked_ids(value: object) -> tuple[str, ...]:
    # Ids are written with and without quotes; both are meant as text.
    if not isinstance(value, list | tuple) or not all(type(each) in (str, int) for each in value):
        raise ValueError('a list, such as ["123", "456"]')
    ids = tuple(str(each) for each in value)
    if twice := next((each for each in ids if ids.count(each) > 1), ""):
        raise ValueError(f"a list with each id once; {twice} is there twice")
    return ids


def checked_channels(value: object) -> object:
    channels = checked_ids(value)
    if not all(re.fullmatch(r"@\w{4,32}|-?[0-9]{1,20}", each) for each in channels):
        raise ValueError('a list of names and ids, such as ["@myshop", "-1001234567890", "1122334455"]')
    return channels


def checked_milvus(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https", "tcp") or not parts.hostname:
        raise ValueError('an address of a Milvus server, such as "http://127.0.0.1:19530"')
    return value


def checked_collection(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", value):
        raise ValueError('a name of letters, digits and "_", such as "lookalike"')
    return value


def checked_processes(value: object) -> object:
    if value == "auto" or (type(value) is int and 0 <= value <= _MOST_PROCESSES):
        return value
    raise ValueError(f'a number of processes, 0 to {_MOST_PROCESSES}, or "auto"')


def checked_store_url(value: Secret) -> Secret:
    if value and not re.match(r"postgres(ql)?://", value.get_secret_value()):
        raise ValueError('an address of the form "postgresql://user:password@host/name"')
    if urlsplit(value.get_secret_value()).netloc.count("@") > 1:
        raise ValueError('an address in which the password has "%40" for "@" and "%2F" for "/"')
    return value


def checked_shard_ids(value: object) -> object:
    ids = tuple(value) if isinstance(value, list | tuple) else (value,)
    if not all(type(each) is int and each >= 0 for each in ids) or len(set(ids)) < len(ids):
        raise ValueError("a list of numbers from 0, each once, such as [0, 1]")
    return ids


def checked_user_ids(value: object) -> object:
    ids = checked_ids(value)
    if not all(re.fullmatch("[0-9]{1,20}", each) for each in ids):
        raise ValueError('a list of ids, which are digits, such as ["123456789"]; names change hands, ids do not')
    return ids


def checked_admin_token(value: Secret) -> Secret:
    if value and len(value.get_secret_value()) < _LEAST_TOKEN:
        raise ValueError(f"at least {_LEAST_TOKEN} characters, which nobody can guess")
    return value


def checked_names(value: object) -> object:
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) for each in value):
        raise ValueError('a list, such as ["pictures.lan", "10.1.0.0/16"]')
    return tuple(value)


def checked_columns(value: object) -> object:
    if not isinstance(value, Mapping) or not all(isinstance(each, str) for each in value.values()):
        raise ValueError('a table, such as { title = "Produktname" }')
    return dict(value)


def checked_currency(value: str) -> str:
    if value and not re.fullmatch("[A-Z]{3}", value):
        raise ValueError('three capitals, such as "EUR"')
    if value and value not in get_global("all_currencies"):
        raise ValueError('a currency by ISO 4217, such as "EUR"')
    return value


def checked_url(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        with contextlib.suppress(ValueError):
            parts = urlsplit(value)
            if not value or (parts.scheme in schemes and parts.netloc and parts.port != 0):
                return value
        raise ValueError(f"a URL that starts with {' or '.join(scheme + '://' for scheme in schemes)}")

    return AfterValidator(check)


def checked_bot_api(value: str) -> str:
    """Telegram's libraries want `/bot` at the end of it, others do without: both are meant."""
    value = value.rstrip("/")
    return value if not value or urlsplit(value).path else f"{value}/bot"


def checked_schedule(value: str) -> str:
    if value:
        Schedule.parse(value)
    return value


def checked_webhook_secret(value: Secret) -> Secret:
    if value and not re.fullmatch(_WEBHOOK_SECRET, value.get_secret_value()):
        raise ValueError(f"of the form {_WEBHOOK_SECRET}")
    return value


PathValue = Annotated[Path, BeforeValidator(checked_path)]
PathOrNone = Annotated[Path | None, BeforeValidator(lambda value: checked_path(value) if value else None)]
Share = Annotated[float, Field(ge=0, le=1)]
UserIds = Annotated[tuple[str, ...], BeforeValidator(checked_user_ids)]
Ids = Annotated[tuple[str, ...], BeforeValidator(checked_ids)]
Names = Annotated[tuple[str, ...], BeforeValidator(checked_names)]
HttpUrl = Annotated[str, checked_url("http", "https")]
