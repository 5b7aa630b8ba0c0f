"""MkDocs' hooks: README is the first page, and files of the repository that documents link to come along."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from scripts.lib import ROOT

_DOCS = ROOT / "docs"
_LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)\s#]+)")
_APART = "repository"


def on_files(files: Files, *, config: Any) -> Files:  # noqa: ANN401 - MkDocs has no narrower type for hooks
    """With README in front, the page on the index under a name that is no home page's, and what is linked to."""
    if (index := files.get_file_from_path("index.md")) is not None:
        index.dest_uri = "indexing/index.html"
    waiting = [ROOT / "README.md", *(Path(each.abs_src_path) for each in files if each.abs_src_path)]
    seen = set(waiting)
    files.append(File.generated(config, "README.md", content=(ROOT / "README.md").read_text(encoding="utf-8")))
    while waiting:
        path = waiting.pop()
        if path.suffix != ".md":
            continue
        for target in _targets(path):
            if target in seen or not target.is_file():
                continue
            seen.add(target)
            waiting.append(target)
            if not target.is_relative_to(_DOCS):
                content = target.read_bytes()
                files.append(File.generated(config, _placed(target), content=content))
    return files


def on_page_markdown(markdown: str, *, page: Any, **_: object) -> str:  # noqa: ANN401
    """Links as they are in the repository become links of the site; of a folder only the words stay."""
    here = page.file.src_uri
    origin = _origin(here)

    def moved(found: re.Match[str]) -> str:
        target = Path(os.path.normpath(origin.parent / found[1]))
        return os.path.relpath(_placed(target), Path(here).parent)

    return _LINK.sub(moved, markdown)


def _targets(path: Path) -> list[Path]:
    text = path.read_text(encoding="utf-8")
    return [Path(os.path.normpath(path.parent / found)) for found in _LINK.findall(text)]


def _placed(path: Path) -> str:
    """Where a file of the repository is in the site."""
    if path.is_relative_to(_DOCS):
        return path.relative_to(_DOCS).as_posix()
    if path == ROOT / "README.md" or not path.is_relative_to(ROOT):
        return path.name
    return f"{_APART}/{path.relative_to(ROOT).as_posix()}"


def _origin(src_uri: str) -> Path:
    if src_uri == "README.md":
        return ROOT / src_uri
    return ROOT / src_uri.removeprefix(f"{_APART}/") if src_uri.startswith(f"{_APART}/") else _DOCS / src_uri
