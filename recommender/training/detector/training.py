"""Training the garment detector: scenes made once and used in several passes, checkpoints, a log."""

from __future__ import annotations

from pathlib import Path

import cv2
import keras
import numpy as np

from recommender.training.detector.network import DetectorLearner, targets
from recommender.training.plan import DetectorPlan
from recommender.training.synthetic.composites import BoxedPhoto, CompositeMaterial, compose
from recommender.training.trainer import run_passes

_WARMUP_STEPS = 150


class DetectorBatches(keras.utils.PyDataset):  # type: ignore[misc]
    """The same scenes in every pass, mirrored and lit anew: composing one takes longer than learning from it."""

    def __init__(self, material: CompositeMaterial, plan: DetectorPlan) -> None:
        super().__init__(workers=1, use_multiprocessing=False, max_queue_size=4)
        self.material, self.plan = material, plan
        self._made: dict[int, BoxedPhoto] = {}
        self.epoch = 0

    def __len__(self) -> int:
        return max(1, self.plan.scenes // self.plan.batch)

    def start_at(self, epoch: int) -> None:
        self.epoch = epoch

    def on_epoch_end(self) -> None:
        self.epoch += 1

    def __getitem__(self, index: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        rng = np.random.default_rng((self.plan.seed, self.epoch, index))
        order = np.random.default_rng((self.plan.seed, self.epoch)).permutation(len(self) * self.plan.batch)
        places = order[index * self.plan.batch : (index + 1) * self.plan.batch]
        scenes = [_again(self._scene(int(place)), rng) for place in places]
        return np.stack([scene.photo for scene in scenes]).astype(np.float32), targets(scenes)

    def _scene(self, place: int) -> BoxedPhoto:
        if place not in self._made:
            rng = np.random.default_rng((self.plan.seed, 0, 0, place))
            self._made[place] = compose(self.material, rng, self.plan.street)
        return self._made[place]


def train_detector(detector: keras.Model, material: CompositeMaterial, plan: DetectorPlan, out: Path) -> None:
    """Train in place. `out` gets checkpoints (out/backup) and the log; called again with the same `out` after an
    interruption, it goes on where it was."""
    out.mkdir(parents=True, exist_ok=True)
    # Keras' loader thread and OpenCV's own would take the cores that the network needs.
    cv2.setNumThreads(1)
    scenes = DetectorBatches(material, plan)
    learner = DetectorLearner(detector)
    learner(np.zeros((2, *detector.input_shape[1:]), np.float32))
    print(f"{plan.passes} passes of {len(scenes)} steps, {plan.batch} scenes a step")
    run_passes(learner, scenes, plan, _WARMUP_STEPS, out, (), backup_steps=100)
    # The averaged weights have not been what BatchNormalization's statistics were gathered under.
    for index in range(min(30, len(scenes))):
        detector(scenes[index][0], training=True)


def _again(scene: BoxedPhoto, rng: np.random.Generator) -> BoxedPhoto:
    photo, boxes, ignore = scene.photo, scene.boxes, scene.ignore
    if rng.random() < 0.5:
        photo, ignore = photo[:, ::-1], ignore[:, ::-1]
        boxes = np.stack([1 - boxes[:, 2], boxes[:, 1], 1 - boxes[:, 0], boxes[:, 3]], axis=1)
    gains = rng.uniform(0.85, 1.15) * (1 + rng.uniform(-0.08, 0.08, 3))
    if rng.random() < 0.1:
        photo = np.repeat(photo.mean(axis=2, keepdims=True), 3, axis=2)
    lit = np.clip(photo * gains + rng.uniform(-12, 12), 0, 255).astype(np.uint8)
    return BoxedPhoto(lit, boxes, scene.types, ignore)
