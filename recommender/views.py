"""A photo, the garments in it, and what the network is to look at: the whole of it, or each garment's crop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from recommender import crops, queries
from recommender.answers import Answer, Attributes, Garment, Guess
from recommender.preprocessing import is_studio
from recommender.protocols import EmbedderLike, LooksLike
from recommender.ranking import Query

# How many guesses of an attribute go on: what is less probable than these is as good as impossible to the ranking.
_GUESSES = 12


@dataclass(frozen=True, slots=True)
class View:
    """What one look of the network became: a query, its bytes, and the garment that it is about (None: all of it)."""

    garment: Garment | None
    packed: bytes
    query: Query


@dataclass(frozen=True, slots=True)
class Seen:
    """A decoded photo with the garments found in it, the most prominent first, or the one that was `asked` for."""

    photo: np.ndarray
    garments: tuple[Garment, ...]
    decode_ms: float
    asked: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.photo.shape[:2]
        return width, height

    @property
    def looks(self) -> list[Garment | None]:
        """What is looked at. A piece that is alone and fills the photo is looked at as the photo shows it, ground and
        all: that is what the embedder has learned. So is a shop's own picture, which is about one piece whoever wears
        it: on held-out ones, crops lose three points of type@5. Of several garments all are looked at, and the whole
        photo, in case that none of them is one."""
        if self.asked:
            return [*self.garments]
        if is_studio(self.photo):
            return [None]
        if not self.garments or (len(self.garments) == 1 and crops.fills(self.garments[0].box)):
            return [None]
        return [None, *self.garments]

    def pictures(self) -> list[np.ndarray]:
        """The photo's parts for `looks`."""
        return [self.photo if garment is None else crops.crop(self.photo, garment.box) for garment in self.looks]

    def views(self, embedder: EmbedderLike, looks: Iterator[tuple[LooksLike, int]]) -> list[View]:
        """The views that count, first the one to be answered; `looks` gives each of `pictures` its look and row."""
        seen = []
        for garment in self.looks:
            columns, row = next(looks)
            packed, query = queries.rounded(_query(embedder, columns, row, garment))
            seen.append(View(garment, packed, query))
        if len(seen) == 1:
            return seen
        # What looks like nothing by itself is a piece of the pavement, whatever its shape looked like.
        real = [view for view in seen[1:] if view.query.nothing <= embedder.thresholds.nothing]
        return real or seen[:1]

    def told(self, answer: Answer, views: Sequence[View]) -> Answer:
        """The answer to the first of the views, with all garments and their queries."""
        found = tuple(view.garment for view in views if view.garment is not None)
        if not found and len(self.garments) == 1:
            # Where it is the finder knows best, what it is the network that has looked at all of it.
            found = tuple(replace(garment, box=self.garments[0].box) for garment in answer.garments)
        found = found or answer.garments
        if answer.confidence == "none" and not self.asked and len(found) < 2:
            return replace(answer, garments=(), photo_size=self.size)
        return replace(
            answer,
            garments=found,
            garment_queries=tuple(view.packed for view in views) if found else (),
            photo_size=self.size,
        )


def _query(embedder: EmbedderLike, looks: LooksLike, row: int, garment: Garment | None) -> Query:
    types = looks.types[row]
    if garment is not None:
        types = crops.leaning(embedder.types, types, garment.type)
    attributes = Attributes(
        type=_guesses(embedder.types, types),
        gender=_guesses(embedder.genders, looks.genders[row]),
        colour=_guesses(embedder.colours, looks.colours[row]),
    )
    embedding = np.asarray(looks.embeddings[row], dtype=np.float32)
    return Query(embedding, attributes, nothing=float(looks.nothing[row]))


def _guesses(words: tuple[str, ...], probabilities: np.ndarray) -> tuple[Guess, ...]:
    order = np.argsort(-probabilities, kind="stable")[:_GUESSES]
    return tuple(Guess(words[i], float(min(1.0, max(0.0, probabilities[i])))) for i in order)
