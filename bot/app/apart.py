"""Work in a process of its own, of the lowest priority, that an answer does not feel: started as a module of ours."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.config import STORE_VARIABLE, TOKEN_VARIABLES, Config

_NICENESS = 19


def command(module: str) -> list[str]:
    """That runs it with this Python."""
    return [sys.executable, "-P", "-m", module]


def options() -> dict[str, Any]:
    """For subprocess: what we import is found there too; no token is, and Ctrl-C in a shell is for the bot alone."""
    secrets = {STORE_VARIABLE, *TOKEN_VARIABLES.values()}
    environ = {name: value for name, value in os.environ.items() if name not in secrets}
    found = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
    return {"start_new_session": True, "env": environ | found}


def settings(config: Config) -> dict[str, Any]:
    """Of a configuration, as JSON for a process of ours, what is needed without a platform; `settled` makes one of it
    again. Tokens of index and store are in it as they are, so it is handed over by a pipe, never in a command line."""
    included = {"catalogue", "index", "store", "logs"}
    made = config.model_dump(mode="json", include=included)
    made["index"]["token"] = config.index.token.get_secret_value()
    made["store"]["url"] = config.store.url.get_secret_value()
    return {"config": made, "base": str(config.base)}


def settled(order: Mapping[str, Any]) -> Config:
    """What `settings` is in."""
    return Config.model_validate(order["config"]).based_at(Path(order["base"]))


def step_back() -> None:
    """In the process: it gets what others leave of the processors."""
    os.nice(_NICENESS)
