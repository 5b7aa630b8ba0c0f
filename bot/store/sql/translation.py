"""The store's statements, which are written for SQLite, as PostgreSQL takes them."""

from __future__ import annotations

import re
from functools import lru_cache

# Numbers that are yes or no; SQLite has no type for these.
_FLAGS = "is_group|exhausted|every_photo|learns|tells|turns|gone|withdrawn"
_RULES = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"--.*", ""),
        (r"\s+", " "),
        # Shapes.
        (rf"\b({_FLAGS}) INTEGER\b", r"\1 BOOLEAN"),
        (r"\bBOOLEAN NOT NULL DEFAULT 0", "BOOLEAN NOT NULL DEFAULT FALSE"),
        (r"\bREAL\b", "DOUBLE PRECISION"),
        (r"\bBLOB\b", "BYTEA"),
        (r"\bTEXT\b", 'TEXT COLLATE "C"'),  # by their bytes, as SQLite compares them, whatever the server's language
        (r"\) STRICT\b(, WITHOUT ROWID)?", ")"),
        # JSON, which lies in columns of text.
        (r"([\w.]+) ->> '\$\.(\w+)\[0\]\[0\]'", r"(\1::json #>> '{\2,0,0}')"),
        (r"([\w.]+) ->> '\$\.(\w+)\[0\]'", r"(\1::json #>> '{\2,0}')"),
        (r"([\w.]+) ->> ('\w+')", r"(\1::json ->> \2)"),
        (r"\bjson_each\((\w+)\) AS (\w+)", r"json_array_elements(\1::json) AS \2 (value)"),
        (r"\bjson_group_array\(", "json_agg("),
        (r"\bdate\((\w+), 'unixepoch'\)", r"to_char(to_timestamp(\1) AT TIME ZONE 'UTC', 'YYYY-MM-DD')"),
    )
)
# Texts are left as they are, but for the signs that would be marks.
_MARKS = re.compile(r"'[^']*'|%|\?|(?<!:):(\w+)")


@lru_cache(1000)
def translated(statement: str) -> bytes:
    """With psycopg's marks for values: %s for ?, %(name)s for :name."""
    for pattern, by in _RULES:
        statement = pattern.sub(by, statement)
    return _MARKS.sub(_marked, statement).encode()


def _marked(found: re.Match[str]) -> str:
    text = found.group()
    return f"%({found.group(1)})s" if found.group(1) else "%s" if text == "?" else text.replace("%", "%%")
