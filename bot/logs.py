"""Logging: concise lines on standard error, in which no token appears whoever logs it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable

from pydantic import SecretStr


class RedactingFormatter(logging.Formatter):
    """Replaces every known token in whatever is about to be written, tracebacks included: libraries put URLs with the
    token in them into their messages."""

    def __init__(self, secrets: Iterable[SecretStr]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._secrets = [secret for secret in secrets if secret]

    def format(self, record: logging.LogRecord) -> str:
        """The line, or lines, without secrets."""
        text = super().format(record)
        for secret in self._secrets:
            text = text.replace(secret.get_secret_value(), "***")
        return text


def set_up_logging(secrets: Iterable[SecretStr]) -> None:
    """Our own messages from INFO on, those of libraries from WARNING on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("bot", "recommender"):
        logging.getLogger(ours).setLevel(logging.INFO)
