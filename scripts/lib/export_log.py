"""Writes the log of queries, hits and verdicts as CSV or Parquet, people as pseudonyms: scripts/export_log --help.

Exit status: 0 done; 1 it could not be done; 2 wrong arguments or configuration.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.app.only_one import place_of
from bot.config import ConfigError, read_config
from bot.ports import StoreError
from bot.store.query_log import read_log
from bot.streams import settle_streams

_ROWS_AT_ONCE = 50_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit status."""
    make = argparse.ArgumentParser(prog="scripts/export_log", description=(__doc__ or "").split("\n\n")[0])
    make.add_argument("out", type=Path, help="the file to write: NAME.csv or NAME.parquet")
    make.add_argument("--config", type=Path, help="default: config.toml here, or what runs without one")
    make.add_argument("--since", type=date.fromisoformat, default=date(1970, 1, 1), metavar="YYYY-MM-DD")
    make.add_argument("--until", type=date.fromisoformat, default=date(9999, 1, 1), metavar="YYYY-MM-DD", help="before")
    options = make.parse_args(arguments)
    if options.out.suffix not in (".csv", ".parquet"):
        make.error("OUT has to end in .csv or .parquet")
    part = options.out.with_name(options.out.name + ".part")
    try:
        since, until = (
            datetime(each.year, each.month, each.day, tzinfo=UTC).timestamp() for each in (options.since, options.until)
        )
        rows = read_log(place_of(read_config(options.config)), since, until)
        count = (_as_csv if options.out.suffix == ".csv" else _as_parquet)(rows, part)
        part.replace(options.out)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    except (StoreError, OSError, ImportError) as error:
        part.unlink(missing_ok=True)
        print(f"scripts/export_log: {error}", file=sys.stderr)
        return 1
    print(f"{options.out}: {count:,} rows")
    return 0


def _as_csv(rows: Iterator[dict[str, Any]], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = None
        for row in rows:
            if writer is None:
                writer = csv.DictWriter(file, list(row))
                writer.writeheader()
            writer.writerow(row)
            count += 1
    return count


def _as_parquet(rows: Iterator[dict[str, Any]], path: Path) -> int:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise ImportError("Parquet needs one package more: .venv/bin/pip install '.[parquet]'") from None
    kinds = {"is_group": pa.bool_(), "rank": pa.int32(), "ups": pa.int32(), "downs": pa.int32()}
    kinds |= dict.fromkeys(("distance", "price", "latency_ms"), pa.float64())
    count, writer = 0, None
    for block in iter(lambda: list(itertools.islice(rows, _ROWS_AT_ONCE)), []):
        schema = pa.schema([(name, kinds.get(name, pa.string())) for name in block[0]])
        typed = [row | {"is_group": bool(row["is_group"])} for row in block]
        writer = writer or parquet.ParquetWriter(path, schema)
        writer.write_table(pa.Table.from_pylist(typed, schema=schema))
        count += len(block)
    if writer is None:
        raise StoreError("nothing was asked in that time")
    writer.close()
    return count


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
