"""A photo, the garments in it, and what the network is to look at: the whole of it, or each garment's crop."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from recommender import query as packed_query
from recommender.answers import Answer, Attributes, Garment, Guess
from recommender.network import crops
from recommender.network.garment_selection import Box, overlap
from recommender.network.preprocessing import is_studio
from recommender.protocols import EmbedderLike, NetworkOutputLike
from recommender.query import Query

# How many guesses of an attribute go on: what is less probable than these is as good as impossible to the ranking.
_GUESSES = 12
# Overlap (IoU) with the surest garment from which on another one is that piece, and confidence beside it below which it
# is not worth a look: most shoppers' photos are of one piece, and each look at a crop costs as much as the photo's own.
_SAME_PIECE, _FAINT = 0.5, 0.5
# Overlap (IoU) from which on two boxes show the same.
_ONE_PLACE = 0.75
# Of the whole photo, from which on nothing is believed to be in it; and a garment's confidence from which on it is
# there all the same: in 65 held-out photos of anything but products the finder is never so sure.
_NO_PHOTO, _THERE = 0.5, 0.6


@dataclass(frozen=True, slots=True)
class View:
    """What one look of the network became: a query, its bytes, its map of details (h, w, d + 1), and the garment that
    it is about. None: all of the photo, in which one garment may fill the box `where`. `studio`: the photo is of a
    shop's kind, on a plain ground."""

    garment: Garment | None
    packed: bytes
    query: Query
    details: np.ndarray
    where: Box | None = None
    studio: bool = False


@dataclass(frozen=True, slots=True)
class Views:
    """The views that count, first the one to be answered; and where these are of crops, the `whole` photo's: a box may
    cut off what tells the very product."""

    garments: list[View]
    whole: View | None = None


@dataclass(frozen=True)
class Seen:
    """A decoded photo with the garments in it, the most prominent first, or the one that was `asked` for."""

    photo: np.ndarray
    garments: tuple[Garment, ...]
    decode_ms: float
    asked: bool

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.photo.shape[:2]
        return width, height

    @cached_property
    def looks(self) -> list[Garment | None]:
        """What is looked at. A piece that is alone and fills the photo is looked at as the photo shows it, ground and
        all: that is what the embedder has learned. So is a shop's own picture, which is about one piece whoever wears
        it: on held-out ones, crops lose three points of type@5. Of several garments all are looked at, and the whole
        photo, in case that none of them is one; what lies in one place is looked at once, whatever it may be."""
        if self.asked:
            return [*self.garments]
        if self._studio or self._is_alone(self.garments):
            return [None]
        return [None, *(garment for place, garment in enumerate(self.garments) if self._seen_by[place] == place)]

    @property
    def closely(self) -> bool:
        """Whether `pictures` are to be looked at closely: not where there are several garments, or a street photo would
        take half as long again."""
        return self.asked or len(self.looks) <= 2

    def pictures(self) -> list[np.ndarray]:
        """The photo's parts for `looks`."""
        return [self.photo if garment is None else crops.crop(self.photo, garment.box) for garment in self.looks]

    def views(self, embedder: EmbedderLike, looks: Iterator[tuple[NetworkOutputLike, int]]) -> Views:
        """The views that count; `looks` gives each of `pictures` its look and row."""
        asked = self.looks
        seen = [next(looks) for _ in asked]
        if self.asked:
            crops_seen = zip(seen, asked, strict=True)
            return Views([_view(embedder, look, garment, studio=self._studio) for look, garment in crops_seen])
        if len(asked) == 1:
            there = sorted(self.garments, key=lambda garment: -garment.confidence)
            if not self._is_alone(there):
                there = []
            # Where the network that looks at all of it sees nothing, a finder that is sure knows better.
            known = there[0] if there and there[0].confidence >= _THERE and _is_empty(seen[0]) else None
            return Views([_view(embedder, seen[0], known, there, studio=self._studio)])
        by_garment = dict(zip(asked, seen, strict=True))
        own = [by_garment[self.garments[place]] for place in self._seen_by]
        # Half of what is in a crop is street: that it shows nothing is believed only where the whole photo shows
        # nothing, too, and the finder is not sure: a crop of a landscape is no garment. Believed of any crop, 65
        # garments of 69 were left.
        surest = max(garment.confidence for garment in self.garments)
        most = embedder.thresholds.nothing if _is_empty(seen[0]) and surest < _THERE else 1.0
        listed = [place for place, (columns, row) in enumerate(own) if float(columns.nothing[row]) <= most]
        garments = [self.garments[place] for place in listed]
        if not garments or (len(garments) == 1 and crops.fills(garments[0].box)):
            return Views([_view(embedder, seen[0], None, garments)])
        views = [_view(embedder, own[place], garment) for place, garment in zip(listed, garments, strict=True)]
        return Views(views, _view(embedder, seen[0], None))

    @cached_property
    def _studio(self) -> bool:
        return is_studio(self.photo)

    @cached_property
    def _seen_by(self) -> list[int]:
        """For each garment the place of the first whose crop shows it, too."""
        places: list[int] = []
        for garment in self.garments:
            same = (i for i, first in enumerate(places) if i == first and _is_one_place(self.garments[i], garment))
            places.append(next(same, len(places)))
        return places

    @staticmethod
    def _is_alone(garments: Sequence[Garment]) -> bool:
        """Whether one piece fills the photo; what is found besides is the same place, or a faint guess."""
        if not garments:
            return True
        surest = max(garments, key=lambda garment: garment.confidence)
        return crops.fills(surest.box) and all(
            overlap(one.box, surest.box) >= _SAME_PIECE or one.confidence < _FAINT * surest.confidence
            for one in garments
        )

    def told(self, answer: Answer, views: Sequence[View]) -> Answer:
        """The answer to the first of the views, with all garments and their queries."""
        found = tuple(view.garment for view in views if view.garment is not None)
        if not found and views[0].where is not None:
            # Where it is the finder knows best, what it is the network that has looked at all of it.
            found = tuple(replace(garment, box=views[0].where) for garment in answer.garments)
        found = found or answer.garments
        if answer.confidence == "none" and not self.asked and len(found) < 2:
            return replace(answer, garments=(), photo_size=self.size)
        return replace(
            answer,
            garments=found,
            garment_queries=tuple(view.packed for view in views) if found else (),
            photo_size=self.size,
        )


def _is_empty(look: tuple[NetworkOutputLike, int]) -> bool:
    columns, row = look
    return float(columns.nothing[row]) > _NO_PHOTO


def _is_one_place(a: Garment, b: Garment) -> bool:
    return overlap(a.box, b.box) >= _ONE_PLACE


def _view(
    embedder: EmbedderLike,
    look: tuple[NetworkOutputLike, int],
    garment: Garment | None,
    there: Sequence[Garment] = (),
    studio: bool = False,
) -> View:
    """`there` is what fills the photo, the surest first, where all of it is answered."""
    packed, query = packed_query.rounded(_query(embedder, *look, garment))
    columns, row = look
    return View(garment, packed, query, columns.descriptors[row], there[0].box if there else None, studio)


def _query(embedder: EmbedderLike, looks: NetworkOutputLike, row: int, garment: Garment | None) -> Query:
    types = looks.types[row]
    if garment is not None:
        types = crops.condition_on_garment(embedder.types, types, garment.type)
    attributes = Attributes(
        type=_guesses(embedder.types, types),
        gender=_guesses(embedder.genders, looks.genders[row]),
        colour=_guesses(embedder.colours, looks.colours[row]),
    )
    embedding = np.asarray(looks.embeddings[row], dtype=np.float32)
    # A garment is listed because it is one.
    return Query(embedding, attributes, nothing=float(looks.nothing[row]) if garment is None else 0.0)


def _guesses(words: tuple[str, ...], probabilities: np.ndarray) -> tuple[Guess, ...]:
    order = np.argsort(-probabilities, kind="stable")[:_GUESSES]
    return tuple(Guess(words[i], float(min(1.0, max(0.0, probabilities[i])))) for i in order)
