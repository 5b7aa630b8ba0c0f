"""Who imports whom is as DESIGN.md says, and what serves a photo never loads what trains the network."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ROOT
from tests.import_rules import violations

# A tree that keeps every rule; each case below adds one file that breaks one.
_SOUND = {
    "bot/__init__.py": "",
    "bot/__main__.py": "def main() -> None:\n    from bot.app.run import run\n    run()\n",
    "bot/app/run.py": (
        "import bot.frontends.web.frontend\nfrom recommender import Recommender\nfrom bot.store.store import Store\n"
        "from bot.conversation import Conversation\ndef run() -> None:\n    pass\n"
    ),
    "bot/messages.py": "class Reply: ...\n",
    "bot/ports.py": "from recommender.answers import Answer\n",
    "bot/store/store.py": "import aiosqlite\nfrom bot import messages\nclass Store: ...\n",
    "bot/texts/__init__.py": "",
    "bot/conversation/__init__.py": "from bot.conversation.core import Conversation\n",
    "bot/conversation/core.py": "from bot.messages import Reply\nfrom ..ports import Answer\nclass Conversation: ...\n",
    "bot/frontends/__init__.py": "",
    "bot/frontends/web/frontend.py": "import aiohttp\nimport bot.conversation\nfrom bot.frontends.web import page\n",
    "bot/frontends/web/__init__.py": "",
    "bot/frontends/telegram/__init__.py": "",
    "bot/frontends/web/page.py": "import bot.frontends\nfrom bot.messages import Reply\n",
    "bot/frontends/telegram/frontend.py": "import telegram\nfrom bot.conversation import Conversation\n",
    "recommender/__init__.py": "import importlib\ndef load(name):\n    return importlib.import_module(name)\n",
    "recommender/answers.py": "",
    "recommender/photo/decoding.py": "from PIL import Image\ndef load(path):\n    return Image.open(path)\n",
    "recommender/index/search.py": "import numpy as np\nfrom sklearn.neighbors import NearestNeighbors\n",
    "recommender/network/embedder.py": "def load() -> None:\n    from ai_edge_litert import interpreter\n",
    "recommender/training/__init__.py": "",
    "recommender/training/network.py": "import tensorflow as tf\nimport keras\nfrom recommender.photo.decoding import load\n",  # noqa: E501
}


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_imports_follow_the_design() -> None:
    """No module of this repository imports what DESIGN.md keeps from it."""
    assert violations(ROOT) == []


def test_a_sound_tree_has_no_violations(tmp_path: Path) -> None:
    """The checker lets every import pass that the design allows, so that what it reports is a real violation."""
    _write(tmp_path, _SOUND)
    assert violations(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        (
            "recommender/ranking/ranking.py",
            "from bot.messages import Reply\n",
            "recommender.ranking.ranking must not import bot.messages",
        ),
        (
            "bot/frontends/discord/frontend.py",
            "from bot.frontends import telegram\n",
            "must not import bot.frontends.telegram",
        ),
        ("bot/frontends/discord/frontend.py", "from ..web import page\n", "must not import bot.frontends.web.page"),
        ("bot/frontends/discord/frontend.py", "import recommender.answers\n", "must not import recommender.answers"),
        ("bot/frontends/discord/frontend.py", "from recommender import Recommender\n", "must not import recommender"),
        ("bot/frontends/discord/frontend.py", "from bot.store.store import Store\n", "must not import bot.store.store"),
        ("bot/frontends/discord/frontend.py", "import telegram\n", "must not import telegram"),
        ("bot/conversation/asking/answer.py", "import numpy as np\n", "must not import numpy"),
        ("bot/conversation/asking/answer.py", "import sqlite3\n", "must not import sqlite3"),
        ("bot/conversation/asking/answer.py", "from discord.ext import commands\n", "must not import discord"),
        (
            "bot/conversation/asking/answer.py",
            "from recommender.answers import Hit\n",
            "must not import recommender.answers",
        ),
        ("bot/conversation/asking/answer.py", "from bot import worker\n", "must not import bot"),
        (
            "bot/conversation/asking/answer.py",
            "def f():\n    from bot.frontends import web\n",
            "must not import bot.frontends.web",
        ),
        (
            "bot/store/store.py",
            "import aiosqlite\nfrom bot.conversation import core\n",
            "must not import bot.conversation.core",
        ),
        (
            "bot/__main__.py",
            "from bot.frontends import web\n",
            "bot.__main__ must not import bot.frontends.web",
        ),
        ("bot/ports.py", "from recommender import Embedder\n", "bot.ports must not import recommender"),
        ("bot/new_part.py", "from bot.store.store import Store\n", "bot.new_part must not import bot.store.store"),
        ("recommender/ranking/ranking.py", "def f():\n    import sklearn.metrics\n", "must not import sklearn"),
        (
            "recommender/ranking/ranking.py",
            "from ai_edge_litert.interpreter import Interpreter\n",
            "must not import ai_edge_litert",
        ),
        ("recommender/ranking/ranking.py", "if TYPE_CHECKING:\n    import keras\n", "must not import keras"),
        (
            "recommender/ranking/ranking.py",
            "import importlib\nimportlib.import_module('tensorflow')\n",
            "must not import tensorflow",
        ),
        (
            "recommender/ranking/ranking.py",
            "import importlib\nimportlib.import_module(NAME)\n",
            "must not import by a variable",
        ),
        ("recommender/ranking/ranking.py", "from PIL import Image\nImage.open(b'')\n", "must not decode images"),
        ("recommender/ranking/ranking.py", "import PIL.Image\nPIL.Image.open(b'')\n", "must not decode images"),
        ("recommender/ranking/ranking.py", "from PIL.Image import open as load\nload(b'')\n", "must not decode images"),
        (
            "recommender/index/search.py",
            "import numpy as np\nnp.load('x', allow_pickle=True)\n",
            "must not unpickle arrays",
        ),
        (
            "recommender/index/search.py",
            "import numpy as np\nnp.load('x', allow_pickle=FLAG)\n",
            "must not unpickle arrays",
        ),
        ("recommender/index/search.py", "import joblib\n", "must not import joblib"),
        ("bot/store/store.py", "import aiosqlite, pickle\n", "must not import pickle"),
        ("recommender/answers.py", "import recommender.photo.decoding\nimport recommender.answers\n", ""),
    ],
)
def test_a_broken_rule_is_found(tmp_path: Path, name: str, text: str, complaint: str) -> None:
    """Each rule of the design is reported, alone, by file and by what breaks it, when one file breaks it."""
    _write(tmp_path, _SOUND | {name: text})
    found = violations(tmp_path)
    if not complaint:
        assert found == []
        return
    assert len(found) == 1, found
    assert found[0].startswith(f"{name}:")
    assert complaint in found[0]


def test_an_import_cycle_is_found_once(tmp_path: Path) -> None:
    """Three modules that import each other in a ring, one of them lazily, are one cycle in the report."""
    ring = {
        "recommender/a.py": "from recommender import b\n",
        "recommender/b.py": "def f():\n    from . import c\n",
        "recommender/c.py": "import recommender.a\n",
    }
    _write(tmp_path, _SOUND | ring)
    assert violations(tmp_path) == ["import cycle: recommender.a -> recommender.b -> recommender.c -> recommender.a"]


def test_an_import_for_types_alone_is_no_cycle(tmp_path: Path) -> None:
    """What stands under TYPE_CHECKING never runs, so it cannot close a ring."""
    pair = {
        "recommender/a.py": "from recommender import b\n",
        "recommender/b.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from recommender import a\n",
    }
    _write(tmp_path, _SOUND | pair)
    assert violations(tmp_path) == []


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


def test_help_loads_nothing_heavy() -> None:
    """`python -m bot --help` answers without numpy, Pillow, scikit-learn, the inference runtime or any SDK."""
    heavy = {"numpy", "PIL", "sklearn", "ai_edge_litert", "tensorflow", "keras", "aiohttp", "telegram", "discord"}
    assert _loaded_by(_HELP) & heavy == set()


_SERVE = """
import importlib, pkgutil
import numpy as np
import bot, recommender
from recommender import Embedder
for package in (bot, recommender):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not module.name.startswith("recommender.training") and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
embedder = Embedder.load()
assert embedder.embed([np.zeros((80, 60, 3), np.uint8)]).shape[0] == 1
"""


def test_serving_never_loads_tensorflow() -> None:
    """With all but the training imported and one photo embedded, neither TensorFlow nor Keras is in memory."""
    loaded = _loaded_by(_SERVE)
    assert "ai_edge_litert" in loaded
    assert loaded & {"tensorflow", "keras", "cv2", "matplotlib", "kagglehub"} == set()
