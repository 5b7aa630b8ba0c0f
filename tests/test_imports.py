"""Who imports whom is as DESIGN.md says, and what serves a photo never loads what trains the network.

The rules are contracts in pyproject.toml (import-linter) and banned names (ruff). Here they are checked, and each kind
of them is shown to find what it is there for.
"""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter over the packages in `folder`, by that folder's own pyproject.toml."""
    return subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
    )


def test_imports_follow_the_design() -> None:
    """No module of this repository breaks a contract."""
    checked = _lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout[-4000:]
    assert "0 broken" in checked.stdout


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages' sources, to break rules in."""
    folder = tmp_path_factory.mktemp("tree")
    for package in ("bot", "recommender"):
        shutil.copytree(ROOT / package, folder / package, ignore=lambda _, names: [n for n in names if n == "weights"])
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.slow  # processes
@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("recommender/photo/headers.py", "import recommender.index.search", "passes the recommender's parts"),
        ("recommender/answers.py", "from bot.messages import Reply", "knows no bot"),
        ("bot/frontends/discord/frontend.py", "from bot.frontends import web", "No front end knows another"),
        ("bot/frontends/web/guard.py", "import recommender.answers", "alone see the recommender"),
        ("bot/frontends/web/guard.py", "import bot.store.store", "Only the composition root sees the store"),
        ("bot/conversation/limits.py", "def f():\n    import numpy", "Arrays and pictures"),
        ("bot/conversation/limits.py", "import sqlite3", "SQL: the store alone"),
        ("bot/texts/lexicon.py", "from bot.conversation import core", "alone talk to the conversation"),
        ("recommender/ranking/ranking.py", "if TYPE_CHECKING:\n    import keras", "training alone"),
        ("recommender/ranking/ranking.py", "from sklearn import metrics", "what is fitted on finished embeddings"),
        ("bot/frontends/telegram/frontend.py", "import discord", "Discord's front end alone"),
    ],
)
def test_a_broken_rule_is_found(tree: Path, module: str, line: str, contract: str) -> None:
    """Each kind of contract is broken by one line too many, wherever in a file it stands, and named in the report."""
    path = tree / module
    whole = path.read_text(encoding="utf-8")
    path.write_text(f"{whole}\nTYPE_CHECKING = False\n{line}\n", encoding="utf-8")
    try:
        checked = _lint_imports(tree)
    finally:
        path.write_text(whole, encoding="utf-8")
    assert checked.returncode != 0
    broken = [text for text in checked.stdout.splitlines() if " BROKEN" in text]
    assert any(contract in text for text in broken), checked.stdout[-3000:]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("from PIL import Image\n\nImage.open(b'')\n", "PIL.Image.open"),
        ("import pickle\n\npickle.loads(b'')\n", "pickle"),
        ("import importlib\n\nimportlib.import_module('x')\n", "importlib.import_module"),
        ("import asyncio\n\nasyncio.wait_for(x, 1)\n", "asyncio.wait_for"),
    ],
)
def test_a_banned_name_is_found(code: str, name: str) -> None:
    """ruff refuses to decode images elsewhere, to unpickle, to import by a name that no reader can check, and to wait
    in a way that loses cancellations."""
    command = [sys.executable, "-m", "ruff", "check", "--stdin-filename", "recommender/ranking/new.py", "-"]
    checked = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True)
    assert "TID251" in checked.stdout and name in checked.stdout, checked.stdout


def test_nothing_waits_for_ever() -> None:
    """Neither in scripts and tests, where ruff bans nothing, does a wait lose a cancellation; and no test starts a
    process that lives on when the test fails."""
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text()
        for part in ("scripts", "tests")
        for path in (ROOT / part).rglob("*.py")
    }
    mine = "tests/test_imports.py"
    assert {name for name, text in texts.items() if "asyncio.wait_for(" in text} == {mine}
    kept = {mine, "tests/processes.py", "tests/recommender/index/milvus/servers.py", "tests/docs/interpreter.py"}
    assert {name for name, text in texts.items() if name.startswith("tests/") and "subprocess.Popen(" in text} == kept


def test_no_array_is_unpickled() -> None:
    """numpy reads no pickled objects anywhere: `allow_pickle` is nowhere anything but False."""
    for package in ("bot", "recommender"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                    assert isinstance(node.value, ast.Constant) and node.value.value is False, path


def _loaded_by(program: str) -> set[str]:
    """The top-level modules in memory after a program, run by an interpreter of its own."""
    ending = "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))\n"
    run = subprocess.run(
        [sys.executable, "-c", program + ending],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    return set(json.loads(run.stdout.splitlines()[-1]))


_HELP = """
import runpy, sys
sys.argv = ["bot", "--help"]
try:
    runpy.run_module("bot", run_name="__main__")
except SystemExit as exit:
    assert not exit.code, exit.code
"""


@pytest.mark.slow  # processes
def test_help_loads_nothing_heavy() -> None:
    """`python -m bot --help` answers without numpy, Pillow, scikit-learn, an inference runtime, pydantic or an SDK."""
    heavy = {"numpy", "PIL", "sklearn", "ai_edge_litert", "tensorflow", "keras", "aiohttp", "telegram", "discord"}
    heavy |= {"pydantic", "msgspec", "rapidfuzz", "babel"}
    assert _loaded_by(_HELP) & heavy == set()


_ASK = """
import os, sys, tempfile
from bot.__main__ import main
os.chdir(tempfile.mkdtemp())
assert main(["ask", "photo.jpg", "--index", "nowhere", "--json"]) == 2
"""


@pytest.mark.slow  # processes
def test_asking_loads_what_an_answer_needs() -> None:
    """`python -m bot ask --index` without a configuration reads none: it is a matter of a third of a second."""
    assert _loaded_by(_ASK) & {"pydantic", "msgspec", "babel", "fluent", "asyncio", "sklearn", "aiohttp"} == set()


@pytest.mark.slow  # processes
def test_the_conversation_loads_no_sql() -> None:
    """The conversation knows store and worker by their types: with all of it imported, no part of them is in memory."""
    program = "import pkgutil, bot.conversation as c\nfor m in pkgutil.walk_packages(c.__path__, c.__name__ + '.'):"
    ours = "assert not [n for n in __import__('sys').modules if n.startswith(('bot.store', 'bot.worker'))]"
    assert _loaded_by(f"{program} __import__(m.name)\n{ours}") & {"aiosqlite", "sqlite3"} == set()


_SERVE = """
import importlib, pkgutil
import numpy as np
import bot, recommender
from recommender import Embedder
for package in (bot, recommender):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        apart = module.name.startswith(("recommender.training", "bot.app.plots"))
        if not apart and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
embedder = Embedder.load()
assert embedder.embed([np.zeros((80, 60, 3), np.uint8)]).shape[0] == 1
"""


@pytest.mark.slow  # processes
def test_serving_never_loads_tensorflow() -> None:
    """With all but training and plots imported and one photo embedded, neither TensorFlow nor Keras is in memory, nor
    what only a large shop needs."""
    loaded = _loaded_by(_SERVE)
    assert "ai_edge_litert" in loaded
    assert loaded & {"tensorflow", "keras", "cv2", "matplotlib", "kagglehub", "pymilvus", "grpc", "pandas"} == set()
