"""Logging: concise lines on standard error, as text or as JSON, in which no token appears whoever logs it."""

from __future__ import annotations

import logging.config
from collections.abc import Iterable
from functools import partial
from typing import Any, Literal

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor

LogFormat = Literal["text", "json"]


def log_formatter(secrets: Iterable[SecretStr], form: LogFormat = "text") -> logging.Formatter:
    """Writes whatever is logged, tracebacks included, without the secrets: libraries put URLs with the token in them
    into their messages. With "json" each line is one object, with what was logged as `extra` in fields of its own."""
    hidden = tuple(secret.get_secret_value() for secret in secrets if secret)
    first: list[Processor] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper("iso" if form == "json" else "%Y-%m-%d %H:%M:%S", utc=form == "json"),
        structlog.processors.format_exc_info,
    ]
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False, default=str) if form == "json" else _as_text
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=first,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            render,
            partial(_redacted, hidden),
        ],
    )


def set_up_logging(secrets: Iterable[SecretStr], form: LogFormat = "text") -> None:
    """Our own messages from INFO on, those of libraries from WARNING on."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"lines": {"()": log_formatter, "secrets": tuple(secrets), "form": form}},
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"handlers": ["stderr"], "level": "WARNING"},
            "loggers": {"bot": {"level": "INFO"}, "recommender": {"level": "INFO"}},
        }
    )


def _as_text(_logger: object, _method: str, event: EventDict) -> str:
    line = "{timestamp} {0} {logger}: {event}".format(event["level"].upper(), **event)
    return f"{line}\n{event['exception']}" if event.get("exception") else line


def _redacted(hidden: tuple[str, ...], _logger: object, _method: str, text: str) -> str:
    for secret in hidden:
        text = text.replace(secret, "***")
    return text
