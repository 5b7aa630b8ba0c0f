"""What was asked in a span of time and what became of it, as text or as one HTML page: scripts/report --help.

Exit status: 0 done; 1 it could not be done; 2 wrong arguments or configuration.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from bot.app.figures import report_of_shop
from bot.config import ConfigError, read_config
from bot.conversation.saying.report import as_text
from bot.ports import StoreError
from bot.streams import settle_streams
from bot.texts import LANGUAGES, Texts

_DAY = 24 * 3600
_MOST = 15  # rows of a table


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    make = argparse.ArgumentParser(prog="scripts/report", description=(__doc__ or "").split("\n\n")[0])
    make.add_argument("--config", type=Path, help="default: config.toml here, or what runs without one")
    make.add_argument("--days", type=float, default=30, help="the last so many days (default 30)")
    make.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="from this day on, instead")
    make.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="before this day")
    make.add_argument("--html", type=Path, metavar="FILE", help="write a page with plots, which needs nothing else")
    make.add_argument("--language", default="en", choices=LANGUAGES, help="of what is said (default en)")
    options = make.parse_args(arguments)
    until = _at(options.until) if options.until else time.time() + 1
    since = _at(options.since) if options.since else until - options.days * _DAY
    try:
        config = read_config(options.config)
        found = report_of_shop(config, since, until)
        texts = Texts.for_locale(options.language)
        if options.html:
            from scripts.lib.report.page import as_page

            options.html.write_text(as_page(found, texts, _MOST), encoding="utf-8")
            print(options.html)
        else:
            print(as_text(found, texts, _MOST))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except ImportError as error:
        print(f"scripts/report: the page's plots need {error.name}: pip install '.[report]'", file=sys.stderr)
        return 1
    except (StoreError, OSError) as error:
        print(f"scripts/report: {error}", file=sys.stderr)
        return 1
    return 0


def _at(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
