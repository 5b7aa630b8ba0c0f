"""scripts/bench --feeds: how fast a shop's file is read, and in how much memory, the same products in each form.

Each is read by a process of its own. Pictures are addresses, which reading does not fetch. See docs/bench.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from scripts.lib import ROOT

ROWS_PER_SECOND, MOST_MB = 20_000, 200
_PRODUCTS = 100_000
_FIELDS = ["id", "title", "link", "image_link", "availability", "price", "brand", "gender", "color"]
_FIELDS += ["product_type", "item_group_id"]


def measure(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """What `scripts/bench --feeds --json` prints."""
    count = given.products or (2_000 if given.quick else _PRODUCTS)
    found = {}
    for name, write in _FORMS.items():
        path = folder / f"feed.{name}"
        with path.open("w", encoding="utf-8", newline="") as file:
            file.writelines(write(count))
        child = [sys.executable, "-P", "-m", "scripts.lib.bench.feeds", str(path)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(child, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
        found[name] = {"mb": round(path.stat().st_size / 1e6, 1)} | json.loads(done.stdout)
        path.unlink()
    return {"setup": {"products": count, "python": sys.version.split()[0], "load": os.getloadavg()[0]}, "forms": found}


def as_table(found: dict[str, Any]) -> str:
    """For people: what falls short of the targets is marked."""
    setup = found["setup"]
    lines = [f"{setup['products']:,} products in each form; Python {setup['python']}, load {setup['load']:.1f}"]
    lines.append(f"  {'form':8}{'file MB':>9}{'rows/s':>10}{'of CPU':>10}{'peak MB':>9}")
    for name, one in found["forms"].items():
        short = one["rows_per_cpu_second"] < ROWS_PER_SECOND or one["peak_mb"] > MOST_MB
        figures = f"{one['mb']:9.1f}{one['rows_per_second']:10,}{one['rows_per_cpu_second']:10,}{one['peak_mb']:9.0f}"
        lines.append(f"  {name:8}{figures}{'  short' if short else ''}")
    return "\n".join(lines)


def _rows(count: int) -> Iterator[dict[str, str]]:
    kinds = (("Linen shirt", "Women > Shirts"), ("Wool coat", "Men > Coats"), ("Pleated skirt", "Women > Skirts"))
    for n in range(count):
        title, kind = kinds[n % 3]
        values = (
            f"SKU-{n}",
            f"{title} & belt {n}",
            f"https://shop.example/products/{n}?ref=feed&v=1",
            f"https://cdn.shop.example/images/{n}.jpg?v=1&w=900",
            "in stock" if n % 7 else "out of stock",
            f"{10 + n % 190}.90 EUR",
            "Nordlicht",
            ("female", "male", "unisex")[n % 3],
            ("Ice blue", "Navy", "Sand")[n % 3],
            kind,
            f"G{n // 3}",
        )
        yield dict(zip(_FIELDS, values, strict=True))


def _table(delimiter: str) -> Callable[[int], Iterator[str]]:
    class Line:
        write = staticmethod(lambda text: text)

    def lines(count: int) -> Iterator[str]:
        writer = csv.writer(Line, delimiter=delimiter)
        yield str(writer.writerow(_FIELDS))
        for row in _rows(count):
            yield str(writer.writerow(row.values()))

    return lines


def _rss(count: int) -> Iterator[str]:
    yield '<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n'
    for row in _rows(count):
        yield "<item>" + "".join(f"<g:{name}>{escape(value)}</g:{name}>" for name, value in row.items()) + "</item>\n"
    yield "</channel></rss>\n"


def _yml(count: int) -> Iterator[str]:
    kinds = dict.fromkeys(row["product_type"] for row in _rows(3))
    categories = "".join(f'<category id="{n}">{escape(kind)}</category>' for n, kind in enumerate(kinds))
    yield f"<yml_catalog><shop><categories>{categories}</categories><offers>\n"
    for n, row in enumerate(_rows(count)):
        price, currency = row["price"].split()
        there = "true" if row["availability"] == "in stock" else "false"
        yield (
            f'<offer id="{row["id"]}" available="{there}" group_id="{row["item_group_id"]}">'
            f"<url>{escape(row['link'])}</url>"
            f"<price>{price}</price><currencyId>{currency}</currencyId><categoryId>{n % 3}</categoryId>"
            f"<picture>{escape(row['image_link'])}</picture><name>{escape(row['title'])}</name>"
            f'<vendor>{row["brand"]}</vendor><param name="Color">{row["color"]}</param></offer>\n'
        )
    yield "</offers></shop></yml_catalog>\n"


def _json_lines(count: int) -> Iterator[str]:
    for row in _rows(count):
        yield json.dumps(row | {"brand": {"name": row["brand"]}, "tags": ["new", "sale"]}) + "\n"


def _json(count: int) -> Iterator[str]:
    yield '{"products": [\n'
    yield from _joined(_json_lines(count))
    yield "]}\n"


def _joined(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield ("," if number else "") + line


_FORMS: dict[str, Callable[[int], Iterator[str]]] = {
    "csv": _table(","),
    "tsv": _table("\t"),
    "rss": _rss,
    "yml": _yml,
    "json": _json,
    "jsonl": _json_lines,
}


def _read(path: str) -> None:
    from recommender.catalogue.catalogue import read_catalogue
    from scripts.lib.bench.child import peak_mb, tell

    catalogue = read_catalogue(path)
    began, cpu = time.perf_counter(), time.process_time()
    count = sum(1 for _ in catalogue)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu
    tell(
        products=count,
        read_as=catalogue.format,
        rows_per_second=round(count / seconds),
        rows_per_cpu_second=round(count / cpu_seconds),
        peak_mb=round(peak_mb(), 1),
    )


if __name__ == "__main__":
    _read(sys.argv[1])
