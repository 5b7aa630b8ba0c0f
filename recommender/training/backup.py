"""Checkpoints while a stage of training runs, so that an interrupted one goes on where it was.

Keras' own BackupAndRestore does not save at the end of a pass when it saves every so many steps, and forgets after a
resume which pass it is in; a run interrupted twice would begin anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras

_WEIGHTS = "latest.weights.h5"
_STATE = "training_metadata.json"


class Backup(keras.callbacks.Callback):  # type: ignore[misc]
    """Saves the model with its optimizer into `folder` after every pass and every `steps` steps within one."""

    def __init__(self, folder: Path, steps: int = 200) -> None:
        super().__init__()
        self.folder = folder
        self.steps = steps
        self._pass = 0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._pass = epoch

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        if (batch + 1) % self.steps == 0:
            self._save(self._pass)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        self._save(epoch + 1)

    def _save(self, begin_with: int) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f"new-{_WEIGHTS}"
        self.model.save_weights(aside, overwrite=True)
        aside.replace(self.folder / _WEIGHTS)
        # A kill between the two files repeats one pass, from weights that are the better for it.
        state = self.folder / f"new-{_STATE}"
        state.write_text(json.dumps({"epoch": begin_with}), encoding="utf-8")
        state.replace(self.folder / _STATE)


def restore(model: keras.Model, folder: Path, steps: int) -> int:
    """Load the last checkpoint in `folder` into the compiled and built `model`; returns the pass to begin with, 0 where
    there is no checkpoint. A pass interrupted in its middle is begun again, with the weights it had come to; `steps` is
    the length of a pass, by which the learning rate's schedule is set back with it."""
    # Here, and not within the first step: its graph would be made once with the new weights, and once more without.
    model.optimizer.build(model.trainable_variables)
    try:
        begin_with = int(json.loads((folder / _STATE).read_text(encoding="utf-8"))["epoch"])
    except FileNotFoundError:
        return 0
    model.load_weights(folder / _WEIGHTS)
    model.optimizer.iterations.assign(begin_with * steps)
    return begin_with
