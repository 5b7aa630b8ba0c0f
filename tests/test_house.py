"""What keeps the house easy to oversee: small files and folders, one meaning per name, sentences that can be read."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import ROOT

PARTS = ("bot", "recommender", "scripts")
CODE = (".py", ".js", ".css", ".html")
_FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef
# In all: the tidied house had 26,900; what holds strangers came on top. Each ability raises it knowingly, by its size.
MOST_LINES, MOST_IN_ALL, MOST_FILES, MOST_WORDS = 350, 56_985, 18, 40


@cache
def _files(*parts: str) -> tuple[Path, ...]:
    """What git knows of these folders and is there."""
    listed = subprocess.run(["git", "ls-files", "-z", *parts], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: there is no telling what belongs to the repository")
    return tuple(path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file())


def _is_code(path: Path) -> bool:
    return path.suffix in CODE


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_long() -> None:
    """No file of code has more than 350 lines, and all of them together no more than MOST_IN_ALL."""
    sizes = {_shown(path): path.read_bytes().count(b"\n") for path in _files(*PARTS) if _is_code(path)}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES} == {}
    assert sum(sizes.values()) <= MOST_IN_ALL


def test_no_folder_is_full() -> None:
    """No folder holds more than 18 files."""
    counts: dict[str, int] = defaultdict(int)
    for path in _files(*PARTS, "tests"):
        counts[_shown(path.parent)] += 1
    assert {folder: count for folder, count in counts.items() if count > MOST_FILES} == {}


def test_each_class_has_a_name_of_its_own() -> None:
    """No class name stands for two things: `Talk` was three of them, `_Run` two."""
    homes: dict[str, list[str]] = defaultdict(list)
    for path in _files(*PARTS):
        if path.suffix == ".py":
            for line, name in _read(path).classes:
                homes[name.lstrip("_")].append(f"{_shown(path)}:{line}")
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_each_module_says_what_it_is_for() -> None:
    """Every module begins with a docstring whose first sentence is short enough to be taken in at once."""
    wrong = []
    for path in _files(*PARTS):
        if path.suffix == ".py":
            first = next(iter(_sentences(_read(path).purpose)), "")
            if not 3 <= len(first.split()) <= MOST_WORDS:
                wrong.append(_shown(path))
    assert wrong == []


def test_no_sentence_is_long() -> None:
    """No sentence of a comment or docstring has more than 40 words."""
    assert [
        f"{_shown(path)}:{line}: {sentence[:60]} ..."
        for path in _files(*PARTS)
        if path.suffix == ".py"
        for line, text in _prose(path)
        for sentence in _sentences(text)
        if len(sentence.split()) > MOST_WORDS
    ] == []


class _ReadModule(NamedTuple):
    purpose: str
    classes: tuple[tuple[int, str], ...]
    docstrings: tuple[tuple[int, str], ...]


@cache
def _read(path: Path) -> _ReadModule:
    """Parsed once for all tests."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    whole = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | _FUNCTION)]
    return _ReadModule(
        ast.get_docstring(tree) or "",
        tuple((node.lineno, node.name) for node in whole if isinstance(node, ast.ClassDef)),
        tuple((node.body[0].lineno, text) for node in whole if (text := ast.get_docstring(node))),
    )


def _prose(path: Path) -> Iterator[tuple[int, str]]:
    """Docstrings and blocks of comments, each with the line it begins in."""
    yield from _read(path).docstrings
    source = path.read_text(encoding="utf-8")
    begun, last, block = 0, -1, ""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            line = token.start[0]
            if line != last + 1:
                if block:
                    yield begun, block
                begun, block = line, ""
            block, last = f"{block} {token.string.lstrip('#: ')}", line
    if block:
        yield begun, block


def _sentences(text: str) -> Iterator[str]:
    """A paragraph ends a sentence, and so do ".", "!" and "?" before a space and a new beginning. What is indented is
    no prose but a drawing."""
    prose = "\n".join(line for line in text.splitlines() if not line.startswith("  "))
    for paragraph in re.split(r"\n\s*\n|\n\s*[-*] ", prose):
        yield from re.split(r"(?<=[.!?])[\"')]*\s+(?=[A-Z`\"'(\d])", " ".join(paragraph.split()))
