"""One real run of training on a drawn shop, killed after its first pass and resumed; made once for all tests."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.lib.train.__main__ import main as train
from tests import ROOT
from tests.processes import running
from tests.recommender.training.drawn_shop import write_catalogue, write_phone_photos

# As small as MobileNetV2 gets, and a share held out that leaves something to measure.
NUMBERS = (
    *("--size", "32", "--products", "8", "--phones", "4", "--nothings", "2", "--passes", "2"),
    *("--share", "0.4", "--held-out", "0.4", "--told", "2", "--mixed", "0.2", "--details", "10"),
)
# A few steps take seconds as they stand, the graph of one half a minute to make: that one can be made is tested with
# small networks (tests/recommender/training/test_graphs.py).
_EAGERLY = """
import sys
from tests.scripts.conftest import eagerly
from scripts.lib.train.__main__ import main
with eagerly():
    sys.exit(main())
"""


def called(main: Callable[[list[str]], int], *arguments: object) -> subprocess.CompletedProcess[str]:
    """A command's `main` in this process, which has TensorFlow in memory already; as if it had been one of its own."""
    said, complained = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(complained):
        try:
            status = main([*map(str, arguments)])
        except SystemExit as exit:
            # What Python makes of it when it ends.
            if isinstance(exit.code, str):
                print(exit.code, file=sys.stderr)
            status = exit.code if isinstance(exit.code, int) else int(exit.code is not None)
    return subprocess.CompletedProcess([*map(str, arguments)], status, said.getvalue(), complained.getvalue())


@contextmanager
def eagerly() -> Iterator[None]:
    """What is trained meanwhile is trained without graphs."""
    import tensorflow

    tensorflow.config.run_functions_eagerly(True)
    try:
        yield
    finally:
        tensorflow.config.run_functions_eagerly(False)


def python(*arguments: object) -> AbstractContextManager[subprocess.Popen[str]]:
    """Python in a process of its own, in the checkout."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return running(sys.executable, "-P", *arguments, env=environment, cwd=ROOT, **pipes)


@dataclass(frozen=True, slots=True)
class Trained:
    """The folders of the run, what it left when it was killed, and how the resumed one ended."""

    catalogue: Path
    phone_photos: Path
    out: Path
    killed_log: str
    killed_files: frozenset[str]
    resumed: subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """A run of two passes, killed in the second and resumed."""
    pytest.importorskip("tensorflow", reason="training needs the train extra")
    folder = tmp_path_factory.mktemp("training")
    catalogue = write_catalogue(folder / "shop", 60)
    phone_photos = write_phone_photos(folder / "phones", 24)
    out = folder / "run"
    arguments = ("--catalogue", catalogue, "--phone-photos", phone_photos, "--init", "random", "--out", out, *NUMBERS)
    # A quarter of a minute on two idle cores; what matters is only that a hang ends.
    state, deadline = out / "backup" / "training_metadata.json", time.monotonic() + 900
    with python("-c", _EAGERLY, *arguments) as process:
        while not (state.exists() and json.loads(state.read_text())["epoch"] == 1):
            assert process.poll() is None, process.communicate()[1]
            assert time.monotonic() < deadline, "the first pass took longer than fifteen minutes"
            time.sleep(0.02)
        process.kill()
        process.communicate()
    killed_log = (out / "log.csv").read_text()
    left = frozenset(path.name for path in out.iterdir())
    # The numbers come from the interrupted run: none is given again.
    again = ("--catalogue", catalogue, "--phone-photos", phone_photos, "--init", "random", "--out", out)
    with eagerly():
        resumed = called(train, *again, "--held-out", "0.4", "--resume")
    return Trained(catalogue, phone_photos, out, killed_log, left, resumed)
