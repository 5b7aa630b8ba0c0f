"""README and docs/ are true: each of their shell commands, Python examples and configurations is executed.

The commands run in a copy of the checkout that counts as installed. tests/docs/interpreter.py says what its Python does
instead of what would take hours; bash, the scripts and all else are as for anybody.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from bot.config import load_config
from recommender.catalogue.sample_shop import sample_photos, unpack_sample_shop
from tests import ROOT
from tests.docs.interpreter import READ

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
# What a comment asks the reader to do: "then set [catalogue] source = "products.csv"".
TO_SET = re.compile(r'# then set (\[\w+\]) (\w+) = (".*?")')


def _blocks(document: Path, language: str) -> list[str]:
    text = document.read_text(encoding="utf-8")
    return [block for found, block in FENCE.findall(text) if found == language]


def _with(language: str) -> list[object]:
    return [pytest.param(path, id=path.name) for path in DOCUMENTS if _blocks(path, language)]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone with an environment, a small catalogue, a photo, and what the documents call trained networks."""
    place = tmp_path / "lookalike"
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False).stdout.decode()
    if not tracked:
        pytest.skip("not a git checkout: there is no telling what a clone would hold")
    for name in filter(None, tracked.split("\0")):
        if (ROOT / name).is_file() and not name.startswith("tests/"):
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, place / name)
    _install(place)
    unpack_sample_shop(tmp_path / "sample")
    lines = (tmp_path / "sample" / "products.csv").read_text().splitlines(keepends=True)[:13]
    (place / "products.csv").write_text("".join(lines))
    shutil.copytree(tmp_path / "sample" / "images", place / "images")
    Image.open(sample_photos(tmp_path / "sample")[0]).save(place / "photo.jpg")
    for name in ("final", "garments", "outfits"):
        shutil.copytree(place / "recommender/weights", place / "runs" / name)
    # Any free port: on 8080 somebody's own bot may be running. What the documents set comes after it.
    example = place / "config.example.toml"
    example.write_text(example.read_text().replace("# port = 8080", "port = 0"))
    (place / "config.toml").write_text('[catalogue]\nsource = "products.csv"\n[web]\nport = 0\n')
    _dataset(tmp_path / "fashion-product-images-small.zip", tmp_path / "sample" / "images")
    return place


def _install(place: Path) -> None:
    """What env.sh takes for an environment with all extras, whose Python is the stand-in."""
    binaries = place / ".venv/bin"
    binaries.mkdir(parents=True)
    stand_in = f'#!/bin/sh\nexec "{sys.executable}" "{ROOT}/tests/docs/interpreter.py" "$@"\n'
    for name, text in (("python", stand_in), ("pip", '#!/bin/sh\necho pip "$@"\n')):
        (binaries / name).write_text(text)
        (binaries / name).chmod(0o755)
    version = "{}.{}".format(*sys.version_info[:2])
    wanted = subprocess.run(
        ["bash", "-c", f". scripts/lib/env.sh; _wanted_state {version}"], cwd=place, capture_output=True, check=True
    ).stdout.decode()
    project = tomllib.loads((place / "pyproject.toml").read_text())["project"]
    extras = ",".join(sorted(project["optional-dependencies"]))
    (place / ".venv/lookalike-installed").write_text(f"extras {extras}\n{wanted}")


def _dataset(archive: Path, pictures: Path) -> None:
    """Ten products in the layout of Fashion Product Images."""
    rows = ["id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,productDisplayName"]
    with zipfile.ZipFile(archive, "w") as opened:
        for number, path in enumerate(sorted(pictures.iterdir())[:10]):
            opened.write(path, f"images/{number}.jpg")
            rows.append(f"{number},Men,Apparel,Topwear,Tshirts,Navy Blue,Summer,2012,Casual,Shirt number {number}")
        opened.writestr("styles.csv", "\n".join(rows) + "\n")


def _run(checkout: Path, command: list[str | Path]) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOOKALIKE_")}
    done = subprocess.run(
        command,
        cwd=checkout,
        env=environment
        | {
            "PYTHONPATH": os.pathsep.join((str(checkout), sysconfig.get_path("purelib"))),
            "LOOKALIKE_TEST_ARCHIVE": str(checkout.parent / "fashion-product-images-small.zip"),
            "LOOKALIKE_TEST_CALLS": str(checkout.parent / "calls"),
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


@pytest.mark.parametrize("document", _with("bash"))
def test_the_commands_of_a_document_run(document: Path, checkout: Path) -> None:
    """All commands of one document, in their order and in one shell, as somebody would type them."""
    if document == DOCUMENTS[0]:
        # Begun with nothing: the sample shop is unpacked and indexed. The others have few products.
        (checkout / "config.toml").write_text("[web]\nport = 0\n")
    lines = ["set -euxo pipefail"]
    for line in "".join(_blocks(document, "bash")).splitlines():
        lines.append(line)
        if found := TO_SET.search(line):
            section, key, value = found.groups()
            lines.append(f"sed -i 's|^# {key} = \"\"$|{key} = {value}|' config.toml && grep -q '^{key} = ' config.toml")
            assert section in (ROOT / "config.example.toml").read_text()
    _run(checkout, ["bash", "-c", "\n".join(lines)])
    _run(checkout, [checkout / ".venv/bin/python", READ])


@pytest.mark.parametrize("document", _with("python"))
def test_the_examples_of_a_document_run(document: Path, checkout: Path) -> None:
    """All Python examples of one document, one after the other in one interpreter."""
    _run(checkout, [sys.executable, "-c", "\n".join(_blocks(document, "python"))])


def test_every_setting_has_its_place() -> None:
    """What config.example.toml sets, some document tells what it is for, by its name."""
    shown = (part for path in DOCUMENTS for part in (*CODE.findall(path.read_text("utf-8")), *_blocks(path, "toml")))
    told = set(re.findall(r"\w+", " ".join(shown)))
    settings = re.findall(r"^# (\w+) = ", (ROOT / "config.example.toml").read_text("utf-8"), re.MULTILINE)
    assert len(settings) > 60
    assert set(settings) - told == set()


@pytest.mark.parametrize("document", _with("toml"))
def test_the_configurations_of_a_document_are_valid(document: Path, tmp_path: Path) -> None:
    """Each configuration that a document shows is read without a complaint."""
    for number, block in enumerate(_blocks(document, "toml")):
        path = tmp_path / f"{number}.toml"
        path.write_text(block)
        load_config(path)
