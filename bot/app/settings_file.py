"""Which configuration counts. Apart from the rest of the composition root: a command that only asks loads no bot."""

from __future__ import annotations

from pathlib import Path

from bot.config import Config, default_config, load_config


def read_config(path: Path | None) -> Config:
    """The named file; without one, config.toml in the working directory if there is one, else the defaults. Raises
    ConfigError."""
    if path is not None:
        return load_config(path)
    here = Path("config.toml")
    return load_config(here) if here.exists() else default_config()
