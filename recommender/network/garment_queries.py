"""A photo and the garments in it: which regions of it the network is to see, and what is searched for then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from recommender import query as packed_query
from recommender.answers import Answer, Attributes, Garment, Guess
from recommender.boxes import Box, overlap
from recommender.looks import can_have
from recommender.network import crops
from recommender.network.garment_selection import is_alone
from recommender.network.glimpses import glimpse
from recommender.network.preprocessing import is_studio, shrunk
from recommender.photo.flaws import flaw_of
from recommender.protocols import EmbedderLike, LooksLike, NetworkOutput
from recommender.query import Query

# How many guesses of an attribute go on: what is less probable than these is as good as impossible to the ranking.
_GUESSES = 12
# Overlap (IoU) from which on two boxes show the same.
_ONE_PLACE = 0.75
_SEEN = 176  # Pixels that finder and embedder see of a photo's longer side.
# The whole photo's probability of nothing from which on that is believed; a garment's confidence from which on it is
# there all the same, and that of two garments; and below which, if they are not that sure, none is. The whole of 180
# of 2,400 people in the street is called nothing: in 58 one garment is that sure, in 109 of the others two are. Of 796
# photos of places, animals and food 756 were answered by none before two counted, and 760 are with the rules of now.
_NO_PHOTO, _THERE, _BOTH_THERE, _HARDLY = 0.5, 0.7, 0.35, 0.5


# What the network put out for a batch, and a region's row in it.
Prediction = tuple[NetworkOutput, int]


@dataclass(frozen=True, slots=True)
class GarmentQuery:
    """What is searched for a garment: its query, and its region's map of local descriptors, (h, w, d + 1). Without a
    garment: for all of the photo, in which one garment may fill the `box`. `studio`: the photo is of a shop's kind, on
    a plain ground."""

    query: Query
    descriptors: np.ndarray
    garment: Garment | None = None
    box: Box | None = None
    studio: bool = False

    @property
    def pressed(self) -> Query:
        """What is searched for when the shopper has pressed this garment: nothing but its kind."""
        return self.query if self.garment is None else replace(self.query, garment=self.garment.type)


@dataclass(frozen=True, slots=True)
class PhotoQueries:
    """The queries of a photo's garments, first the one to be answered. Where these are of crops, `whole` is that of all
    of the photo: a box may cut off what an instance is matched by."""

    garments: tuple[GarmentQuery, ...]
    whole: GarmentQuery | None = None

    @property
    def all(self) -> tuple[GarmentQuery, ...]:
        """The garments', and last the whole photo's."""
        return self.garments if self.whole is None else (*self.garments, self.whole)


@dataclass(frozen=True)
class PhotoWithGarments:
    """A decoded photo with the garments in it, the most prominent first, or the one that was `chosen`. `glimpse`:
    whether the answer is to have one."""

    photo: np.ndarray
    garments: tuple[Garment, ...]
    decode_ms: float
    chosen: bool
    glimpse: bool = False
    _small: list[np.ndarray] = field(default_factory=list, repr=False)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        height, width = self.photo.shape[:2]
        return width, height

    @property
    def small(self) -> np.ndarray:
        """The photo as far as all of it is looked at: shrunk once, before its garments are known, for all who scale it
        to what they see."""
        if not self._small:
            self._small.append(shrunk(self.photo, _SEEN))
        return self._small[0]

    @cached_property
    def regions(self) -> list[Garment | None]:
        """What the network is to see: a garment's crop, or (None) all of the photo.

        A piece that is alone and fills the photo is seen as the photo shows it, ground and all: that is what the
        embedder has learned. So is a shop's own picture, which is about one piece whoever wears it: on held-out ones,
        crops lose three points of type@5. Of several garments all are seen, and the whole photo, in case that none of
        them is one; what lies in one place is seen once, whatever it may be.
        """
        if self.chosen:
            return [*self.garments]
        if self._studio or is_alone(self.garments):
            return [None]
        return [None, *(garment for place, garment in enumerate(self.garments) if self._seen_by[place] == place)]

    @property
    def thorough(self) -> bool:
        """Whether the network is to see several framings of each region: not where there are several garments, or a
        street photo would take half as long again."""
        return self.chosen or len(self.regions) <= 2

    def cut_out(self) -> list[np.ndarray]:
        """The pixels of each of the `regions`."""
        return [self.small if garment is None else crops.looked_at(self.photo, garment) for garment in self.regions]

    def queries(self, embedder: EmbedderLike, predictions: Iterator[Prediction]) -> PhotoQueries:
        """What is searched for; `predictions` gives one for each of the `regions`."""
        regions = self.regions
        seen = [next(predictions) for _ in regions]
        if self.chosen:
            each = zip(seen, regions, strict=True)
            return PhotoQueries(tuple(_garment_query(embedder, one, known, studio=self._studio) for one, known in each))
        whole = seen[0]
        if len(regions) == 1:
            alone = is_alone(self.garments)
            there = sorted(self.garments, key=lambda garment: -garment.confidence) if alone else []
            # Where the network that sees all of it sees nothing, a finder that is sure knows better.
            known = there[0] if there and there[0].confidence >= _THERE and _nothing(whole) > _NO_PHOTO else None
            return PhotoQueries((_garment_query(embedder, whole, known, there, studio=self._studio),))
        by_garment = dict(zip(regions, seen, strict=True))
        own = [by_garment[self.garments[place]] for place in self._seen_by]
        # Half of what is in a crop is street: that it shows nothing is believed only where the whole photo shows
        # nothing, too, and the finder is not sure: a crop of a landscape is no garment. Believed of any crop, 65
        # garments of 69 were left.
        doubted = _nothing(whole) > _NO_PHOTO and not _someone_there(self.garments)
        most, least = (embedder.thresholds.nothing, _HARDLY) if doubted else (1.0, 0.0)
        pairs = zip(own, self.garments, strict=True)
        believed = [(one, garment) for one, garment in pairs if _nothing(one) <= most and garment.confidence >= least]
        garments = [garment for _, garment in believed]
        if not garments or (len(garments) == 1 and crops.fills(garments[0].box)):
            return PhotoQueries((_garment_query(embedder, whole, None, garments),))
        return PhotoQueries(
            tuple(_garment_query(embedder, one, garment) for one, garment in believed),
            _garment_query(embedder, whole, None),
        )

    @cached_property
    def _studio(self) -> bool:
        return is_studio(self.small)

    @cached_property
    def _seen_by(self) -> list[int]:
        """For each garment the place of the first whose crop shows it, too."""
        places: list[int] = []
        for garment in self.garments:
            firsts = (i for i, first in enumerate(places) if i == first)
            same = (i for i in firsts if overlap(self.garments[i].box, garment.box) >= _ONE_PLACE)
            places.append(next(same, len(places)))
        return places

    def with_garments(self, answer: Answer, queries: Sequence[GarmentQuery]) -> Answer:
        """The answer to the first of the queries, with all garments and their queries."""
        found = tuple(one.garment for one in queries if one.garment is not None)
        if not found and queries[0].box is not None:
            # Where it is the finder knows best, what it is the network that has seen all of it.
            found = tuple(replace(garment, box=queries[0].box) for garment in answer.garments)
        found = found or answer.garments
        if answer.confidence == "none" and not self.chosen and len(found) < 2:
            found = ()
        seen = glimpse(self.photo, [garment.box for garment in found]) if self.glimpse else b""
        return replace(
            answer,
            garments=found,
            garment_queries=tuple(packed_query.pack(one.pressed) for one in queries) if found else (),
            photo_size=self.size,
            glimpse=seen,
            flaw=flaw_of(self.photo) if answer.confidence == "none" else "",
        )


def _someone_there(garments: Sequence[Garment]) -> bool:
    """Whether the finder is sure of one garment, or of two together: what is not worn seldom looks like an outfit."""
    first, second, *_ = *sorted((garment.confidence for garment in garments), reverse=True), 0.0, 0.0
    return first >= _THERE or second >= _BOTH_THERE


def _nothing(prediction: Prediction) -> float:
    output, row = prediction
    return float(output.nothing[row])


def _garment_query(
    embedder: EmbedderLike,
    prediction: Prediction,
    garment: Garment | None,
    there: Sequence[Garment] = (),
    studio: bool = False,
) -> GarmentQuery:
    """`there` is what fills the photo, the surest first, where all of it is answered."""
    output, row = prediction
    types = output.types[row]
    if garment is not None:
        types = crops.condition_on_garment(embedder.types, types, garment.type)
    attributes = Attributes(
        type=_guesses(embedder.types, types),
        gender=_guesses(embedder.genders, output.genders[row]),
        colour=_guesses(embedder.colours, output.colours[row]),
    )
    embedding = np.asarray(output.embeddings[row], dtype=np.float32)
    near = None if output.near is None or not output.near[row].any() else output.near[row : row + 1]
    attributes = replace(attributes, looks=_looks(embedder.looks, embedding, attributes, studio, near))
    # A garment is listed because it is one.
    query = Query(embedding, attributes, nothing=_nothing(prediction) if garment is None else 0.0)
    box = there[0].box if there else None
    return GarmentQuery(packed_query.rounded(query), output.descriptors[row], garment, box, studio)


def _looks(
    heads: LooksLike, embedding: np.ndarray, attributes: Attributes, studio: bool, near: np.ndarray | None
) -> tuple[Guess, ...]:
    """Those that the garment can have, the most probable first."""
    kind = crops.garment_seen(attributes.type)
    places = [i for i, look in enumerate(heads.looks) if kind is not None and can_have(look, kind.type)]
    words = tuple(heads.looks[place] for place in places)
    return _guesses(words, heads.see(embedding[None], studio, near)[0, places], len(words))


def _guesses(words: tuple[str, ...], probabilities: np.ndarray, most: int = _GUESSES) -> tuple[Guess, ...]:
    order = np.argsort(-probabilities, kind="stable")[:most]
    return tuple(Guess(words[i], float(min(1.0, max(0.0, probabilities[i])))) for i in order)
