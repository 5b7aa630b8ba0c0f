"""What holds for the repository as a whole: pinned dependencies, runnable scripts, a true README and CHANGELOG."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SCRIPTS = ("start", "test", "reindex", "train", "evaluate", "bench", "soak", "download_catalogue")


def _tracked() -> list[Path]:
    """The files that git knows, apart from those deleted here and not yet committed."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no telling what belongs to the repository")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def _requirements() -> list[str]:
    project = PYPROJECT["project"]
    return [*project["dependencies"], *(each for extra in project["optional-dependencies"].values() for each in extra)]


def _plain(name: str) -> str:
    """A package's name as the index compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _constraints() -> dict[str, str]:
    lines = (ROOT / "scripts/constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.partition(";")[0].strip() for line in lines if line.strip() and not line.startswith("#")]
    return {_plain(name): version for name, _, version in (pin.partition("==") for pin in pins)}


def test_every_dependency_is_pinned_and_explained() -> None:
    """Each dependency in pyproject.toml names one version, and its line says what it is for."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    for requirement in _requirements():
        if requirement.startswith("lookalike["):
            continue
        assert re.fullmatch(r"[A-Za-z0-9._-]+(\[[a-z,-]+\])?==[0-9][0-9A-Za-z.]*", requirement), requirement
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert re.search(r"#\s*\w.{5,}", line), f"{requirement} does not say what it is for"


def test_the_constraints_pin_what_pyproject_pins() -> None:
    """scripts/constraints.txt holds each dependency of pyproject.toml in the same version, and nothing but versions."""
    constraints = _constraints()
    assert all(re.fullmatch(r"[0-9][0-9A-Za-z.]*", version) for version in constraints.values()), constraints
    for requirement in _requirements():
        if not requirement.startswith("lookalike["):
            name, _, version = requirement.partition("==")
            assert constraints.get(_plain(name.partition("[")[0])) == version, requirement


def test_the_constraints_pin_what_came_along() -> None:
    """Every distribution that the installed dependencies need is among the constraints, however deep it lies."""
    from importlib.metadata import PackageNotFoundError, requires

    constraints = _constraints()
    waiting = [_plain(re.split(r"[\[=]", each)[0]) for each in _requirements() if not each.startswith("lookalike[")]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        assert name in constraints, f"{name} is needed and not pinned"
        try:
            needs = requires(name) or []
        except PackageNotFoundError:  # of an extra or a platform that is not installed here
            continue
        # Requirements with a marker depend on extras and platforms: those installed here were needed by somebody.
        waiting += [_plain(re.split(r"[^A-Za-z0-9._-]", need)[0]) for need in needs if ";" not in need]
    assert len(seen) > len(_requirements())


def test_what_the_test_extra_brings_is_known_to_the_installer() -> None:
    """env.sh knows which extras `test` holds, so that `train` after `test` installs nothing."""
    wanted = next(
        each for each in PYPROJECT["project"]["optional-dependencies"]["test"] if each.startswith("lookalike[")
    )
    extras = wanted.removeprefix("lookalike[").removesuffix("]")
    assert f"%s,{extras}'" in (ROOT / "scripts/lib/env.sh").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCRIPTS)
def test_each_script_can_be_run(name: str) -> None:
    """Each script of DESIGN.md is there, executable, bash without a syntax error, and stops at the first failure."""
    script = ROOT / "scripts" / name
    assert os.access(script, os.X_OK), f"chmod +x scripts/{name}"
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "set -euo pipefail" in text
    checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_all_that_is_executable_is_committed_so() -> None:
    """What starts with a shebang has the executable bit in git too, where a clone takes it from."""
    scripts = [path for path in _tracked() if path.read_bytes().startswith(b"#!")]
    assert ROOT / "scripts/start" in scripts
    staged = subprocess.run(
        ["git", "ls-files", "--stage", "--", *map(str, scripts)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [line for line in staged.splitlines() if not line.startswith("100755")] == []


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_shellcheck_has_nothing_to_say() -> None:
    """All shell files pass shellcheck, the sourced one included."""
    files = [".ci/run", "scripts/lib/env.sh", *(f"scripts/{name}" for name in SCRIPTS)]
    checked = subprocess.run(
        ["shellcheck", "-x", "-P", "SCRIPTDIR:.", *files], cwd=ROOT, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_the_changelog_tells_of_this_version() -> None:
    """CHANGELOG.md has a section for the version in pyproject.toml, and it is the newest one."""
    headings = re.findall(r"^## \[([^\]]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    released = [heading for heading in headings if heading.lower() != "unreleased"]
    assert released[0] == PYPROJECT["project"]["version"]


def test_no_tracked_file_names_a_place_of_somebodys_machine() -> None:
    """No tracked text names a home folder, a workplace or a package mirror: they mean nothing to anybody else."""
    # Put together here, so that this file does not find itself.
    places = ("/ho" + "me/", "/wo" + "rk/", "/Us" + "ers/", "/ro" + "ot/", "find-" + "links = ", "extra-index" + "-url")
    pattern = re.compile(r"(?<![\w.$}])(?:" + "|".join(map(re.escape, places)) + ")")
    found = []
    for path in _tracked():
        data = path.read_bytes()
        if b"\0" in data[:8192]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert found == []


def _readme_commands() -> list[list[str]]:
    """The words of each command line in the README's fenced blocks of shell."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:bash|sh|shell|console)?\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.partition(" #")[0].removeprefix("$ ").strip() for block in blocks for line in block.splitlines()]
    return [line.split() for line in lines if line and not line.startswith("#")]


def test_the_readme_names_scripts_that_exist() -> None:
    """Every scripts/... that the README mentions is there, and its blocks show the two commands to begin with."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\bscripts/([a-z_]+)\b(?![/.])", text))
    assert {"start", "test"} <= named
    assert {name for name in named if not (ROOT / "scripts" / name).exists()} == set()
    first_words = {words[0] for words in _readme_commands()}
    assert {"scripts/start", "scripts/test"} <= first_words


@pytest.mark.slow  # processes
def test_the_readme_names_subcommands_that_exist() -> None:
    """Every `python -m bot X` in the README is a subcommand that answers --help."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    subcommands = set(re.findall(r"python -m bot ([a-z]+)", text))
    assert "ask" in subcommands
    for name in sorted(subcommands):
        shown = subprocess.run([sys.executable, "-m", "bot", name, "--help"], cwd=ROOT, capture_output=True, text=True)
        assert shown.returncode == 0, f"python -m bot {name}: {shown.stderr}"


def test_the_readmes_links_lead_somewhere() -> None:
    """Every relative link and picture in the README points at a file of the repository."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [target for target in targets if target and "://" not in target and not target.startswith("mailto:")]
    assert [target for target in local if not (ROOT / target).exists()] == []
