"""Setting up: scripts/lib/env.sh installs once, mends what broke, says what is missing; scripts/start runs the bot.

Real environments and real pip, without a network: a project of a few lines with a build backend of its own, and wheels
made here. Each environment takes seconds, so most of the tests share one project, each starting from what it needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests import ROOT
from tests.processes import running

_FLOCK = shutil.which("flock") is not None

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "tiny"
version = "1.0"
dependencies = ["pebble"]

[project.optional-dependencies]
train = ["boulder"]
download = []
test = ["tiny[train,download]"]
"""

# The least that PEP 517 and 660 ask of a backend: pip itself does the rest, as for any other project.
BACKEND = """
import pathlib, zipfile

HEAD = "Metadata-Version: 2.1\\nName: tiny\\nVersion: 1.0\\nRequires-Dist: pebble\\n"
EXTRAS = (
    "Provides-Extra: train\\nRequires-Dist: boulder; extra == 'train'\\nProvides-Extra: download\\n"
    "Provides-Extra: test\\nRequires-Dist: tiny[train,download]; extra == 'test'\\n"
)

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    name = "tiny-1.0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory, name), "w") as wheel:
        wheel.writestr("tiny.pth", str(pathlib.Path.cwd()))
        wheel.writestr("tiny-1.0.dist-info/METADATA", HEAD + EXTRAS)
        wheel.writestr("tiny-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr("tiny-1.0.dist-info/RECORD", "")
    return name

build_wheel = build_editable
"""

# Stands for the bot: says how it was called.
BOT = "import os, sys\nprint(os.getcwd(), *sys.argv[1:])\n"


def _wheel(folder: Path, name: str, version: str) -> None:
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", f"version = {version!r}\n")
        info = f"{name}-{version}.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def _project(root: Path) -> Path:
    """A small project with the scripts of this one; pebble is pinned below the newest that there is."""
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    (root / "scripts/constraints.txt").write_text("pebble==1.0\nboulder==3.0\n")
    (root / "bot").mkdir()
    (root / "bot/__init__.py").touch()
    (root / "bot/__main__.py").write_text(BOT)
    for name, version in (("pebble", "1.0"), ("pebble", "2.0"), ("boulder", "3.0")):
        _wheel(root / "wheels", name, version)
    return root


def _environment(project: Path, **changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON", "VIRTUAL_ENV"))}
    wheels = (project / "wheels").as_uri()  # pip would take a path with a space for two
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels, "PIP_CONFIG_FILE": os.devnull, "PYTHON": sys.executable}
    return kept | offline | changes


def _bash(project: Path, program: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{program}"],
        cwd=project,
        env=_environment(project, **changes),
        capture_output=True,
        text=True,
    )


def _ensure(project: Path, extras: str = "", **changes: str) -> subprocess.CompletedProcess[str]:
    return _bash(project, f'. scripts/lib/env.sh; ensure_environment "{extras}"; echo "$LOOKALIKE_PYTHON"', **changes)


_LIST = (
    "from importlib.metadata import distributions as all; print(*(f'{d.name}=={d.version}' for d in all()), sep='\\n')"
)


def _installed(project: Path) -> dict[str, str]:
    """What is there, by name."""
    run = subprocess.run(
        [project / ".venv/bin/python", "-P", "-c", _LIST],
        env=_environment(project),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split("==", 1) for line in run.stdout.splitlines())


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that is set up already, without extras, in a folder whose name has a space: by two first calls at once,
    of which one installs, the other waits for it, and both find the environment."""
    made = _project(tmp_path_factory.mktemp("a project") / "tiny")
    program = (
        '. scripts/lib/env.sh; ensure_environment ""; "$LOOKALIKE_PYTHON" -c "import pebble; print(pebble.version)"'
    )
    how = {"cwd": made, "env": _environment(made), "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with ExitStack() as stack:
        # Without flock two installations are not kept apart.
        both = [stack.enter_context(running("bash", "-c", program, **how)) for _ in range(2 if _FLOCK else 1)]
        said = [process.communicate() for process in both]
    assert {out for out, _ in said} == {"1.0\n"}, said
    assert sum("setting up .venv" in err for _, err in said) == 1
    return made


def test_a_first_call_installs_what_is_pinned(project: Path) -> None:
    """A first call makes .venv with the pinned version of a dependency, although a newer one could be had; of two at
    once, one does (see `project`)."""
    installed = _installed(project)
    assert installed["pebble"] == "1.0"
    assert "boulder" not in installed
    assert (project / ".venv/lookalike-installed").exists()


def test_a_second_call_installs_nothing(project: Path) -> None:
    """With everything there, a call says nothing, runs no pip (there is nothing to install from) and takes a moment."""
    stamp = project / ".venv/lookalike-installed"
    before = stamp.stat().st_mtime_ns
    again = _ensure(project, PIP_FIND_LINKS="/nonexistent")
    assert again.returncode == 0
    assert again.stderr == ""
    assert again.stdout.strip() == str(project / ".venv/bin/python")
    assert stamp.stat().st_mtime_ns == before


def test_start_runs_the_bot_with_its_arguments(project: Path, tmp_path: Path) -> None:
    """scripts/start passes arguments on as they are, called from elsewhere, through a link, beside a folder `bot`."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot/__main__.py").write_text("raise SystemExit('the wrong bot')\n")
    (tmp_path / "link").symlink_to(project / "scripts/start")
    run = subprocess.run(
        [tmp_path / "link", "--only", "web, telegram"],
        cwd=tmp_path,
        env=_environment(project),
        capture_output=True,
        text=True,
    )
    assert (run.stdout, run.returncode) == (f"{project} run --only web, telegram\n", 0), run.stderr


def test_start_leaves_a_given_config_to_the_callers_folder(project: Path, tmp_path: Path) -> None:
    """With --config the bot runs where it was called, so that a relative path means what the caller sees."""
    run = subprocess.run(
        [project / "scripts/start", "--config", "mine.toml"],
        cwd=tmp_path,
        env=_environment(project),
        capture_output=True,
        text=True,
    )
    assert run.stdout == f"{tmp_path} run --config mine.toml\n", run.stderr


def test_extras_add_up(project: Path) -> None:
    """An extra is installed when asked for; asking for fewer, or for what it brings along, changes nothing."""
    more = _ensure(project, "test")
    assert more.returncode == 0, more.stderr
    assert _installed(project)["boulder"] == "3.0"
    for fewer in ("", "train", "download,train", "train, test"):
        again = _ensure(project, fewer, PIP_FIND_LINKS="/nonexistent")
        assert (again.returncode, again.stderr) == (0, "")


def test_a_changed_pin_is_installed_and_a_failure_is_told_in_full(project: Path) -> None:
    """A pin that cannot be had fails with pip's own words, again and again until it is mended; then it is installed."""
    pins = project / "scripts/constraints.txt"
    pins.write_text("pebble==9.9\nboulder==3.0\n")
    for _ in range(2):
        failed = _ensure(project)
        assert failed.returncode != 0
        assert "pebble" in failed.stderr
        assert "the installation failed" in failed.stderr
    pins.write_text("pebble==2.0\nboulder==3.0\n")
    mended = _ensure(project)
    assert mended.returncode == 0, mended.stderr
    assert _installed(project)["pebble"] == "2.0"


def test_an_interrupted_installation_is_taken_up_again(project: Path) -> None:
    """A .venv that was left half made (an interpreter, but no pip and no stamp) is made anew."""
    (project / ".venv/lookalike-installed").unlink()
    shutil.rmtree(next((project / ".venv/lib").glob("python*/site-packages/pip")))
    again = _ensure(project)
    assert again.returncode == 0, again.stderr
    assert "pebble" in _installed(project)


def test_a_venv_whose_python_is_gone_is_made_anew(project: Path) -> None:
    """When the interpreter behind .venv was removed, as system upgrades do, the next call makes a working one."""
    python = project / ".venv/bin/python"
    python.unlink()
    python.symlink_to("/nonexistent/python3")
    again = _ensure(project)
    assert again.returncode == 0, again.stderr
    assert _installed(project)


def test_a_moved_project_gets_an_environment_of_its_own(project: Path, tmp_path: Path) -> None:
    """A copy of the folder does not go on using the packages of the place that it was copied from."""
    copy = tmp_path / "elsewhere"
    shutil.copytree(project, copy, symlinks=True)
    assert _ensure(copy).returncode == 0
    shown = _bash(copy, '. scripts/lib/env.sh; cd /; "$LOOKALIKE_PYTHON" -P -c "import bot; print(bot.__file__)"')
    assert shown.stdout.strip() == str(copy / "bot/__init__.py")


def _stub(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A PATH with the usual tools, but without any Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("bash", "dirname", "readlink", "sed", "tr", "sort", "paste", "cat", "grep", "rm", "mv", "du", "cut"):
        (folder / name).symlink_to(str(shutil.which(name)))
    return folder


def test_without_python_it_says_what_to_install(tmp_path: Path, tools: Path) -> None:
    """Without any Python the first start ends at once, with the version that is needed and how to get it."""
    fresh = _project(tmp_path / "tiny")
    run = _ensure(fresh, PATH=str(tools), PYTHON="")
    assert run.returncode != 0
    assert "needs Python 3.11 or newer" in run.stderr
    assert "apt-get install python3" in run.stderr
    assert not (fresh / ".venv").exists()


def test_an_old_python_and_an_empty_shim_are_told_apart(tmp_path: Path, tools: Path) -> None:
    """A Python that is too old is named with its version, and one that does not run (a pyenv shim) is passed over."""
    fresh = _project(tmp_path / "tiny")
    _stub(tools, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    _stub(tools, "python3", "echo 3.9")
    run = _ensure(fresh, PATH=str(tools), PYTHON="")
    assert run.returncode != 0
    assert "python3 is 3.9" in run.stderr
    assert "python3.13 is" not in run.stderr


def test_a_python_without_ensurepip_is_told_how_to_be_mended(tmp_path: Path, tools: Path) -> None:
    """Where Debian's python3-venv is missing, that package is named, with the version, and nothing is made."""
    fresh = _project(tmp_path / "tiny")
    _stub(
        tools,
        "python3",
        f'case "$*" in *ensurepip*) exit 1 ;; *executable*) echo python3 ;; *) "{sys.executable}" "$@" ;; esac',
    )
    run = _ensure(fresh, PATH=str(tools), PYTHON="")
    assert run.returncode != 0
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in run.stderr
    assert not (fresh / ".venv").exists()
