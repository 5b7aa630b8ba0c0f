"""The report as one HTML page that needs nothing else."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from bot.app.plots import overview
from bot.conversation.saying.report import figures, sections, title_of
from bot.reports import Report
from bot.texts import Texts

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a202c }
img { max-width: 100%; height: auto } table { border-collapse: collapse; margin-bottom: 1.5rem }
td, th { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top }
h2 { font-size: 1.1rem; margin-bottom: .3rem }
"""


def as_page(found: Report, texts: Texts, most: int) -> str:
    """What shoppers wrote and shops named is escaped; nothing is loaded from anywhere."""
    title = escape(f"Lookalike, {title_of(found, texts)}")
    picture = base64.b64encode(overview(found, texts)).decode()
    parts = [
        f"<h1>{title}</h1>",
        *(f"<p>{escape(line)}</p>" for line in figures(found, texts)),
        f'<img alt="{escape(texts("stats-plot-says"))}" src="data:image/png;base64,{picture}">',
    ]
    for section in sections(found, texts, most):
        parts += [f"<h2>{escape(section.title)}</h2>", _table(section.rows)]
    return (
        f'<!doctype html><html lang="{texts.language}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{_STYLE}</style>{''.join(parts)}</html>\n"
    )


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{body}</table>"
