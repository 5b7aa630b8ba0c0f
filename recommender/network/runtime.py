"""The inference runtime: a LiteRT model that is called like a function. The only file that imports ai_edge_litert."""

from __future__ import annotations

import os
import threading
from typing import Any, ClassVar

import numpy as np


class LiteRT:
    """A network in the LiteRT interpreter. Its buffers are shared between calls, so a lock keeps these apart. It takes
    as many cores as there are, `most_threads` at most: a process that shares them with others sets that first."""

    most_threads: ClassVar[int] = 4

    def __init__(self, model: bytes, outputs: int) -> None:
        """`outputs` is how many the network has: output_0, output_1 and so on. `shapes` are theirs for one photo,
        `widths` their last sides."""
        from ai_edge_litert.interpreter import Interpreter

        self._lock = threading.Lock()
        threads = max(1, min(self.most_threads, os.cpu_count() or 1))
        self._interpreter: Any = Interpreter(model_content=model, num_threads=threads)
        self._input = int(self._interpreter.get_input_details()[0]["index"])
        found = self._interpreter.get_signature_runner().get_output_details()
        ordered = [found[f"output_{place}"] for place in range(outputs)]
        self._outputs = [int(output["index"]) for output in ordered]
        self.shapes: tuple[Any, ...] = tuple(tuple(int(side) for side in output["shape"][1:]) for output in ordered)
        self.widths = tuple(shape[-1] for shape in self.shapes)
        self._shape: tuple[int, ...] = ()

    def __call__(self, photos: np.ndarray) -> list[np.ndarray]:
        """(n, height, width, 3) float32 in 0 to 255 -> each output, (n, ...)."""
        with self._lock:
            if photos.shape != self._shape:
                self._interpreter.resize_tensor_input(self._input, photos.shape)
                self._interpreter.allocate_tensors()
                self._shape = photos.shape
            self._interpreter.set_tensor(self._input, photos)
            self._interpreter.invoke()
            # get_tensor copies: the results outlive the next call.
            return [self._interpreter.get_tensor(index) for index in self._outputs]
