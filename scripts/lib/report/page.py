"""The report as one HTML page that needs nothing else."""

from __future__ import annotations

import base64
from html import escape

from bot.store.report import Report
from scripts.lib.report.catalogue import Stock
from scripts.lib.report.plots import overview
from scripts.lib.report.text import figures, tables, title_of

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a202c }
img { max-width: 100%; height: auto } table { border-collapse: collapse; margin-bottom: 1.5rem }
td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }
h2 { font-size: 1.1rem; margin-bottom: .3rem }
"""
_ALT = "Photos a day, verdicts, and what is wanted beside what there is"


def as_page(found: Report, stock: Stock, since: float, until: float) -> str:
    """What shoppers wrote and shops named is escaped; nothing is loaded from anywhere."""
    title = escape(title_of(since, until))
    picture = base64.b64encode(overview(found, stock)).decode()
    parts = [
        f"<h1>{title}</h1>",
        _table([(name, value) for name, value in figures(found)]),
        f'<img alt="{_ALT}" src="data:image/png;base64,{picture}">',
    ]
    for heading, rows in tables(found, stock):
        parts += [f"<h2>{escape(heading)}</h2>", _table(rows)]
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style>{''.join(parts)}</html>\n"
    )


def _table(rows: list[tuple[str, ...]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{body}</table>"
