"""From a catalogue's source, as the admin names it, to files on the disk."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path

from recommender.catalogue.sources.addresses import downloaded
from recommender.catalogue.sources.archives import unpacked
from recommender.catalogue.sources.written import is_address, shown
from recommender.errors import CatalogueError


def on_disk(source: str, cache: Path | None = None, private_hosts: Sequence[str] = ()) -> Path:
    """The file or folder that `source` is, or that is packed in it, or that its address brings.

    `cache` is where downloads and what comes unpacked are kept, by default a folder of the user's. Raises
    CatalogueError and OutboundError.
    """
    folder = (cache or _default_cache()) / _name_for(source)
    try:
        if is_address(source):
            return unpacked(downloaded(source, folder, private_hosts), folder, shown(source))
        if "://" in source:
            raise CatalogueError(f"{source} is no address that can be fetched; a catalogue's begins with https://")
        path = Path(source).expanduser()
        try:
            path.stat()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", "") or error
            raise CatalogueError(f"there is no catalogue at {source}: {why}") from error
        return unpacked(path, folder, source)
    except ValueError as error:
        raise CatalogueError(f"{shown(source)} is no address: {error}") from error
    except OSError as error:
        raise CatalogueError(f"{shown(source)} cannot be read: {error.strerror or error}") from error


def _default_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "lookalike"


def _name_for(source: str) -> str:
    """One that its admin knows again, and that no other source has."""
    readable = re.sub(r"[^\w.]+", "-", shown(source))[-40:].strip("-.")
    return f"{readable}-{hashlib.sha256(source.encode(errors='replace')).hexdigest()[:8]}"
