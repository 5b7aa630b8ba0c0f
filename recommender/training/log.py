"""The log of a stage of training: one row a pass, whatever was interrupted and done again."""

from __future__ import annotations

import csv
from pathlib import Path

import keras


def read_log(path: Path) -> list[dict[str, str]]:
    """The rows, oldest first; none where there is no log yet. Column "epoch" is the pass, from 0."""
    try:
        with path.open(newline="", encoding="utf-8") as stream:
            return list(csv.DictReader(stream))
    except FileNotFoundError:
        return []


def log_pass(path: Path, epoch: int, figures: dict[str, float]) -> None:
    """Add a pass's row, in the place of what an interrupted run logged for this pass or later ones."""
    rows: list[dict[str, str]] = [row for row in read_log(path) if int(row["epoch"]) < epoch]
    rows.append({"epoch": str(epoch), **{name: str(value) for name, value in figures.items()}})
    columns = list(dict.fromkeys(name for row in rows for name in row))
    aside = path.with_name(path.name + ".new")
    with aside.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, columns, restval="NA")
        writer.writeheader()
        writer.writerows(rows)
    aside.replace(path)


class PassLog(keras.callbacks.Callback):  # type: ignore[misc]
    """Logs each pass as it ends; stands behind the callbacks whose figures it is to log."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        log_pass(self.path, epoch, {name: float(value) for name, value in (logs or {}).items()})
