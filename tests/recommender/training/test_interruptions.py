"""Checkpoints, log and plan of a run: what an interruption leaves, and what is made of it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image

from recommender.errors import RecommenderError
from recommender.training.backup import Backup, restore
from recommender.training.curves import draw_curves
from recommender.training.log import log_pass, read_log
from recommender.training.plan import EmbedderPlan, read_plan, write_plan
from recommender.training.trainer import WarmedUpCosine


class _Interrupt(keras.callbacks.Callback):  # type: ignore[misc]
    """Stops a run as a person would, at a step of a pass."""

    def __init__(self, epoch: int, step: int) -> None:
        super().__init__()
        self.at, self.epoch = (epoch, step), 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self.epoch = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        if (self.epoch, batch) == self.at:
            raise KeyboardInterrupt


STEPS = 5
INPUTS = np.random.default_rng(1).normal(size=(STEPS * 4, 3)).astype(np.float32)


def _model() -> keras.Model:
    keras.utils.set_random_seed(5)
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse", jit_compile=False)
    return model


def _fit(folder: Path, interrupt: tuple[int, int] | None, steps: int = 2) -> tuple[keras.Model, int]:
    """Three passes, or what is left of them; the model, and the pass that it began with."""
    model = _model()
    begin_with = restore(model, folder, STEPS)
    callbacks: list[keras.callbacks.Callback] = [Backup(folder, steps)]
    if interrupt:
        callbacks.append(_Interrupt(*interrupt))
    try:
        model.fit(
            INPUTS,
            INPUTS[:, :1],
            batch_size=4,
            shuffle=False,
            epochs=3,
            initial_epoch=begin_with,
            verbose=0,
            callbacks=callbacks,
        )
    except KeyboardInterrupt:
        assert interrupt
    return model, begin_with


def test_resumed_after_a_pass(tmp_path: Path) -> None:
    """Interrupted at the first step of its third pass, a run resumed ends where an uninterrupted one does."""
    straight, _ = _fit(tmp_path / "straight", None)
    _fit(tmp_path / "broken", (2, 0))
    resumed, begin_with = _fit(tmp_path / "broken", None)
    assert begin_with == 2
    for mine, theirs in zip(resumed.get_weights(), straight.get_weights(), strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)
    assert int(resumed.optimizer.iterations) == 3 * STEPS


def test_interrupted_twice(tmp_path: Path) -> None:
    """Interrupted twice within passes, the last time before a pass was full, a run never falls back behind a pass that
    it had finished, and keeps what it learnt in the broken one."""
    _fit(tmp_path, (1, 1))
    _, begun = _fit(tmp_path, (1, 3))
    assert begun == 1
    model = _model()
    assert restore(model, tmp_path, STEPS) == 1
    assert int(model.optimizer.iterations) == STEPS, "the schedule goes by whole passes"
    after_a_pass, _ = _fit(tmp_path / "other", (1, 0), steps=100)
    ended = np.abs(model.get_weights()[0] - [[1], [0], [0]]).sum()
    assert ended < np.abs(after_a_pass.get_weights()[0] - [[1], [0], [0]]).sum()
    _, begun = _fit(tmp_path, None)
    assert begun == 1
    assert restore(_model(), tmp_path, STEPS) == 3


def test_nothing_to_restore(tmp_path: Path) -> None:
    """Without a checkpoint a run begins with the first pass, its weights untouched."""
    model = _model()
    before = model.get_weights()
    assert restore(model, tmp_path / "none", STEPS) == 0
    for old, new in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_the_first_step_is_traced_once(tmp_path: Path) -> None:
    """A run that begins makes the graph of its step once, as one that goes on does: of a network that takes minutes."""
    traced = []

    class Counted(keras.Sequential):  # type: ignore[misc]
        def compute_loss(self, *arguments: Any, **more: Any) -> Any:
            traced.append(1)
            return super().compute_loss(*arguments, **more)

    model = Counted([keras.Input((3,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.AdamW(WarmedUpCosine(0.1, 2, 9)), loss="mse", jit_compile=False)
    assert restore(model, tmp_path, STEPS) == 0
    model.fit(INPUTS, INPUTS[:, :1], batch_size=4, verbose=0)
    assert len(traced) == 1


@pytest.mark.parametrize(("warmup", "steps"), [(5, 25), (0, 3)])
def test_the_rate_of_every_step(warmup: int, steps: int) -> None:
    """As Keras' CosineDecay says, which branches."""
    theirs = keras.optimizers.schedules.CosineDecay(
        8e-5, steps - warmup, alpha=0.02, warmup_target=8e-4, warmup_steps=warmup
    )
    ours = WarmedUpCosine(8e-4, warmup, steps)
    for step in range(steps + 3):
        assert float(ours(step)) == pytest.approx(float(theirs(step)), rel=1e-4), step


def test_the_log_has_each_pass_once(tmp_path: Path) -> None:
    """A pass done again takes the place of its own row and of later ones; new columns are filled up for old rows."""
    log = tmp_path / "log.csv"
    assert read_log(log) == []
    for epoch, loss in ((0, 3.0), (1, 2.0), (2, 1.5)):
        log_pass(log, epoch, {"loss": loss})
    log_pass(log, 1, {"loss": 1.75, "phone_type": 0.5})
    assert read_log(log) == [
        {"epoch": "0", "loss": "3.0", "phone_type": "NA"},
        {"epoch": "1", "loss": "1.75", "phone_type": "0.5"},
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["log.csv"]
    with log.open(newline="") as stream:
        assert next(csv.reader(stream)) == ["epoch", "loss", "phone_type"]


def test_curves_are_drawn(tmp_path: Path) -> None:
    """A log of one pass or several becomes a picture, whatever columns only some have; without a log there is none."""
    log, picture = tmp_path / "log.csv", tmp_path / "curves.png"
    draw_curves(log, picture)
    assert not picture.exists()
    sizes = []
    for epoch in range(3):
        log_pass(log, epoch, {"loss": 3.0 - epoch, "products_type": epoch / 3} | ({"phone_type": 0.5} if epoch else {}))
        draw_curves(log, picture)
        with Image.open(picture) as drawn:
            assert np.asarray(drawn.convert("L")).std() > 5
            sizes.append(drawn.size)
    assert len(set(sizes)) == 1


def test_a_plan_survives_the_disk(tmp_path: Path) -> None:
    """A plan written is read as it was; an earlier one that lacks newer numbers takes their defaults."""
    plan = EmbedderPlan(size=80, passes=3, learning_rate=8e-4, sharp=2.5)
    write_plan(plan, tmp_path / "deep" / "plan.json")
    assert read_plan(tmp_path / "deep" / "plan.json") == plan
    (tmp_path / "plan.json").write_text('{"size": 64}')
    assert read_plan(tmp_path / "plan.json") == EmbedderPlan(size=64)


@pytest.mark.parametrize("text", ["", "[]", "7", '{"pixels": 3}'])
def test_a_plan_that_is_none(tmp_path: Path, text: str) -> None:
    """A file that holds no plan is a RecommenderError that names it."""
    (tmp_path / "plan.json").write_text(text)
    with pytest.raises(RecommenderError, match=r"plan\.json"):
        read_plan(tmp_path / "plan.json")
