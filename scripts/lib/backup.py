"""Copies the database while the bot runs, puts a copy back, or moves it to PostgreSQL: scripts/backup --help;
docs/operations.md.

Exit status: 0 done; 1 it could not be done, and nothing was changed; 2 wrong arguments or configuration.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.app.only_one import place_of, the_only_one
from bot.config import Config, ConfigError, read_config
from bot.ports import StoreError
from bot.store.backup import back_up, check_backup, restore
from bot.store.opening import move_store
from bot.streams import settle_streams


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    make = argparse.ArgumentParser(prog="scripts/backup", description=(__doc__ or "").split("\n\n")[0])
    make.add_argument("--config", type=Path, help="default: config.toml here, or what runs without one")
    make.add_argument("--to", type=Path, help="folder of the copies (default: backups, beside the database)")
    make.add_argument("--keep", type=int, default=14, help="how many of the newest copies stay; 0: all (default 14)")
    make.add_argument("--restore", type=Path, metavar="COPY", help="put this copy back; stop the bot first")
    make.add_argument(
        "--move",
        action="store_true",
        help="into the PostgreSQL database of [store] url, which is new; stop the bot first",
    )
    options = make.parse_args(arguments)
    try:
        config = read_config(options.config)
        if options.move:
            print(_moved(config))
            return 0
        if config.store.url:
            raise StoreError("[store] url is PostgreSQL's: use pg_dump and pg_restore; see docs/operations.md")
        path = config.store.path
        folder = options.to or path.parent / "backups"
        if options.restore:
            kept = restore(options.restore, path, folder)
            print(f"Put back {check_backup(options.restore):,} queries." + (f" What was there: {kept}" if kept else ""))
        else:
            copy = back_up(path, folder, max(0, options.keep))
            print(f"{copy}: {check_backup(copy):,} queries, checked.")
            print(f"Keep {path}.key too, elsewhere: without it a restored database knows nobody again.")
            if config.pictures_dir.exists():
                print(f"Keep {config.pictures_dir} too: the pictures of products that came by chat.")
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except StoreError as error:
        print(f"scripts/backup: {error}", file=sys.stderr)
        return 1
    return 0


def _moved(config: Config) -> str:
    """Raises StoreError."""
    path, place = config.store.path, place_of(config)
    if isinstance(place, Path):
        raise StoreError("set [store] url, or LOOKALIKE_STORE_URL, to where the database is to go")
    with the_only_one(path):
        counts = move_store(path, place)
    told = ", ".join(f"{name} {count:,}" for name, count in counts.items() if count)
    return f"Moved and counted: {told}.\nThe next start uses it. Keep {path}.key where it is; {path} is left as it was."


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
