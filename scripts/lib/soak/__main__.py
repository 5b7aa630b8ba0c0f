"""scripts/soak: the bot on the tests' Telegram and Discord and in the local chat at once, among shoppers, faults,
reindexes and kills.

Exit status 1 if any answer or news was lost or came twice, if the bot ended by itself, or if its memory grew by more
than 3 %. See docs/reliability.md.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import json
import sys
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run, print, and judge."""
    parser = argparse.ArgumentParser(prog="scripts/soak", description="The bot among shoppers, faults and kills.")
    parser.add_argument("--minutes", type=float, default=30, help="for how long")
    parser.add_argument("--shoppers", type=int, default=12, help="how many, a third of them on each platform")
    parser.add_argument("--pace", type=float, default=1.0, help="how many times longer everybody thinks")
    parser.add_argument("--seed", type=int, default=1, help="of what is done and when")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--keep", type=Path, help="keep the logs, the store and all else in this folder")
    parser.add_argument("--processes", type=int, default=0, help="recommender processes; 0: the bot answers itself")
    parser.add_argument("--store", metavar="URL", help="several bots on this PostgreSQL database, which is new")
    parser.add_argument("--bots", type=int, default=2, help="how many then, behind Telegram's webhook alone")
    parser.add_argument("--milvus", metavar="URI", help="with --store: their index is in this Milvus")
    given = parser.parse_args(arguments)
    if given.milvus and not given.store:
        parser.error("--milvus is for several bots: give --store, too")
    # After the arguments: it needs the tests' servers.
    from scripts.lib.soak.run import soak
    from scripts.lib.soak.shared import soak_shared
    from tests.bot.frontends.soak.waiting import WHOLE_S

    # A wait that cannot be cancelled, a thread's or a server's that closes, would outlast the run's own end.
    faulthandler.dump_traceback_later(given.minutes * 60 + WHOLE_S + 60, exit=True)
    with tempfile.TemporaryDirectory(prefix="lookalike-soak-") as name:
        folder = given.keep or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        found = asyncio.run(soak_shared(given, folder) if given.store else soak(given, folder))
    if given.json:
        print(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        print("\n".join(f"{key.replace('_', ' ')}: {value}" for key, value in found.items()))
    return 0 if found["met"] else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
