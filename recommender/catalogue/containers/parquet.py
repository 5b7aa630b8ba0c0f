"""Parquet, the form of data sets: read with pyarrow where it is installed, block of rows by block of rows."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.answers import LeftOut
from recommender.catalogue.containers.container import Opened
from recommender.catalogue.containers.json_records import as_value
from recommender.catalogue.feeds.record import Record, Value
from recommender.errors import CatalogueError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_ROWS = 2_000


class ParquetRows:
    """Needs the extra `parquet`."""

    name = "Parquet"

    def holds(self, head: bytes) -> bool:
        return head.startswith(b"PAR1")

    def open(self, path: Path, encoding: str, known: Collection[str]) -> Opened:
        try:
            from pyarrow import ArrowException
            from pyarrow.parquet import ParquetFile
        except ImportError as error:
            raise CatalogueError(
                f"{path} is a Parquet file, which takes pyarrow to read; install it with: pip install '.[parquet]'"
            ) from error
        try:
            return Opened.of(_rows(ParquetFile(path)))
        except ArrowException as error:
            raise CatalogueError(f"{path} is no whole Parquet file: {str(error)[:200]}") from error


def _rows(table: ParquetFile) -> Iterator[Record | LeftOut]:
    number = 0
    with table:
        for batch in table.iter_batches(_ROWS):
            for row in batch.to_pylist():
                number += 1
                yield Record(f"row {number}", {name: _text(value) for name, value in row.items()})


def _text(value: object) -> Value:
    if isinstance(value, bytes):
        return ""  # a picture itself, which no shop has
    if isinstance(value, float):
        # Whole numbers become decimals where a column has gaps: 1234.0 is an id.
        return "" if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, list):
        return [_text(each) for each in value]
    if isinstance(value, dict):
        return {name: _text(each) for name, each in value.items()}
    return as_value(value)
