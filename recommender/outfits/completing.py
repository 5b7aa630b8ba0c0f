"""An outfit around one garment, from an index's products: other kinds, in colours that go with it, for its use.

Kinds are chosen by what models wear with that type, colours by how much oftener two are worn together than by chance.
Of what is left, those products come that are for the same use, match the garment as a whole, and are closest to it when
it is moved to their kind. Moving an embedding from one kind's mean to another's is what Mikolov et al. (2013) do with
words. That what goes together can be learned from what is seen together is from McAuley et al. (2015), "Image-based
recommendations on styles and substitutes". How much each part brings: docs/outfits.md.

What is near to every garment of a kind (a hub: Radovanovic et al. 2010) would come in every outfit. So the garment's
own ways count more than its kind's, and kinds that are worn about as often take turns.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from recommender.answers import Attributes, Filters, Guess, RankingRequest
from recommender.colours import colours_in
from recommender.folding import folded
from recommender.genders import usual_gender
from recommender.index.filtering import types_meant
from recommender.index.protocol import IndexLike
from recommender.outfits.knowledge import OutfitKnowledge
from recommender.outfits.places import ABOVE, OUTFITS, BodyPlace, place_of
from recommender.product import Product
from recommender.query import Query

_CANDIDATES = 48  # Products of a kind that are weighed.
_LEAST_HITS = 2  # Less is no outfit; who asks for a kind takes one.
_OF_A_KIND = 2
_SECOND = 0.3  # Of the first kind's share, that another kind of its place needs to come beside it.
_NEARLY = 0.6  # Of the likeliest kind's share: kinds that are worn so often take turns.
_KIND_MATCH = 0.5  # What a kind's mean, matched with the garment, adds to the logarithm of its share.
_COLOURS, _COLOUR_REACH = 8, 1.6  # How many colours are looked among, and how much less likely than the best.
_AS_WORN = 0.5  # How much a colour's own frequency counts, beside how it goes with the garment's.
_FEW = 10.0  # Products of a colour, whose mean is trusted by half.
_CARRIED = 1.5  # How much of what makes the garment unlike its kind is looked for in the others.
_OFTEN, _PICTURES = 0.08, 25  # Share and number of pictures from which on "often" is true.
_SAME_COLOUR = 0.5  # What a second piece of a kind loses in the first one's colour,
_AGAIN = 0.3  # and a piece for each one before, of whatever kind, in its colour.
_NEAR, _TINT, _USE, _MATCH = 6.0, 0.6, 1.0, 0.75  # What distance, colour, use and the two as a whole weigh.
_AT_ODDS = 0.4  # So little of one use, and an outfit goes without a jacket.


@dataclass(frozen=True, slots=True)
class Outfit:
    """Rows of an index, in the order in which one dresses around the garment. `often`: models are seen in most of these
    kinds with it. `exhausted`: nothing is left."""

    rows: tuple[int, ...] = ()
    distances: tuple[float, ...] = ()
    often: bool = False
    exhausted: bool = True


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the shop's types: its word, its place among the known types, and how likely it is worn here."""

    word: str
    known: int
    share: float
    often: bool


def garment_asked(attributes: Attributes, shown: Sequence[Product]) -> Attributes:
    """What is to be dressed around: type, gender and colour, each the one that photo and products shown agree on most.
    What the shopper has asked for is in the products alone."""
    return replace(
        attributes,
        type=_agreed(attributes.type, [product.type for product in shown]),
        gender=_agreed(attributes.gender, [product.audience for product in shown]),
        colour=_agreed(attributes.colour, [product.colour for product in shown]),
    )


def _agreed(guesses: Sequence[Guess], words: Sequence[str]) -> tuple[Guess, ...]:
    votes: defaultdict[str, float] = defaultdict(float)
    as_said = {folded(word): word for word in (*(guess.value for guess in guesses), *words)}
    for guess in guesses:
        votes[folded(guess.value)] += guess.probability
    for word in words:
        votes[folded(word)] += 1 / len(words)
    votes.pop("", None)
    best = max(votes, key=lambda word: votes[word], default="")
    return (Guess(as_said[best], 1.0),) if best else ()


@dataclass(frozen=True)
class OutfitMaker:
    """`knows_embeddings`: the index's embeddings are those that the knowledge is of."""

    index: IndexLike
    knowledge: OutfitKnowledge
    knows_embeddings: bool

    def around(self, garment: Query, request: RankingRequest) -> Outfit:
        """Up to `request.k` products of other kinds, at most two of each unless the filters name types; `garment` has
        the attributes of `garment_asked`. Without those that the request excludes. Nothing where it is no part of an
        outfit, or where the shop has too little."""
        told = garment.attributes
        word = told.type[0].value if told.type else ""
        place = place_of(word)
        if place is None:
            return Outfit()
        maker = _Around(self, garment, request, place, self._known_type(word, garment.embedding))
        found = list(maker.pieces())
        picked = found[: request.k]
        if len(picked) < (1 if request.filters.type else _LEAST_HITS) and not request.exclude:
            return Outfit()
        often = 2 * sum(kind.often for _, _, kind in picked) >= len(picked)
        rows, distances = tuple(row for row, _, _ in picked), tuple(distance for _, distance, _ in picked)
        return Outfit(rows, distances, often, exhausted=len(found) <= request.k and not maker.has_more())

    def _known_type(self, word: str, embedding: np.ndarray) -> int:
        """The known type that a shop's word is, or whose pictures are most like its."""
        names, place = self.knowledge.type_places, place_of(word)
        for name in (folded(word), folded(word) + "s", folded(word).removesuffix("s")):
            if name in names:
                return names[name]
        same = [known for name, known in names.items() if place_of(name) == place]
        return self.knowledge.nearest_type(embedding, same) if self.knows_embeddings else same[0]

    def kinds(self, place: BodyPlace, known: int, uses: np.ndarray, wearers: np.ndarray) -> list[_Kind]:
        """The shop's types of a place, the likeliest with the known one first. `uses` (U,) and `wearers` (2,): how
        probable each is."""
        share = np.einsum("g,u,gut->t", wearers, uses, self.knowledge.worn[:, :, known])
        words = self._words[place]
        counts = Counter[int]()
        for _, each, count in words:
            counts[each] += count
        made = [
            _Kind(
                word,
                each,
                float(share[each]) * count / counts[each],
                bool(share[each] >= _OFTEN and self.knowledge.seen[known, each] >= _PICTURES),
            )
            for word, each, count in words
        ]
        return sorted(made, key=lambda kind: -kind.share)

    @cached_property
    def _words(self) -> dict[BodyPlace, list[tuple[str, int, int]]]:
        """The shop's types by their place: word, known type, and how many products there are."""
        found: defaultdict[BodyPlace, list[tuple[str, int, int]]] = defaultdict(list)
        counts = self.index.column_counts("types").tolist()
        for word, count in zip(self.index.column_words("types"), counts, strict=True):
            if count and (place := place_of(word)) is not None:
                found[place].append((word, self._known_type(word, self._mean(word)), count))
        return found

    def _mean(self, word: str) -> np.ndarray:
        """The mean embedding of a type's products; nothing where the type is known by name, or no embedding says."""
        if not self.knows_embeddings or folded(word) in self.knowledge.type_places:
            return np.zeros(self.index.dim, np.float32)
        rows = self.index.sample(Filters(type=(word,)), 50)
        return np.asarray(self.index.embeddings_of(rows).mean(axis=0), np.float32)

    @cached_property
    def colour_ways(self) -> dict[str, np.ndarray]:
        """By the shop's colours, case folded: what each adds to an embedding, as far as its products tell."""
        means, counts = self.index.colour_means()
        trusted = means * (counts / (counts + _FEW))[:, None]
        return dict(zip(map(folded, self.index.column_words("colours")), trusted, strict=True))

    @cached_property
    def colour_words(self) -> list[tuple[str, int]]:
        """The shop's colours that are known, by their places."""
        places = self.knowledge.colour_places
        return [
            (word, places[named])
            for word in self.index.column_words("colours")
            for named in [next((folded(each) for each in colours_in(word) if folded(each) in places), "")]
            if named
        ]


class _Around:
    """One garment, one request."""

    def __init__(
        self, maker: OutfitMaker, garment: Query, request: RankingRequest, place: BodyPlace, known: int
    ) -> None:
        self._maker, self._knowledge, self._index = maker, maker.knowledge, maker.index
        self._garment, self._request, self._place, self._known = garment, request, place, known
        told = garment.attributes
        places = self._knowledge.colour_places
        named = (folded(each) for guess in told.colour for each in colours_in(guess.value))
        self._colour = next((places[each] for each in named if each in places), None)
        self._gender = usual_gender(told.gender[0].value).replace("Unisex", "") if told.gender else ""
        self._wearer = self._gender  # or, where it is anybody's, whose the first piece is
        self._without = [*self._index.rows({*request.exclude, *([garment.product_id] if garment.product_id else ())})]
        self._kinds: set[str] = set()
        self._pictures: set[int] = set()
        self._colours: Counter[tuple[str, int]] = Counter()
        usages = len(self._knowledge.usages)
        self._uses = np.full(usages, 1 / usages, np.float32)
        if maker.knows_embeddings:
            self._uses = self._knowledge.usage(garment.embedding[None])[0]
        self._own = self._unlike_its_kind()

    @property
    def _wearers(self) -> np.ndarray:
        """(2,) how probably men and women."""
        men, women = (self._gender in each for each in (("Men", "Boys"), ("Women", "Girls")))
        return np.array([0.5, 0.5] if men == women else [men, women], np.float32)

    def pieces(self) -> Iterator[tuple[int, float, _Kind]]:
        """Row, distance and kind, one more than asked for where there is one."""
        wanted = self._request.filters.type
        known_words = self._index.column_words("types")
        only = set(types_meant(known_words, wanted)) if wanted else None
        plan = OUTFITS[self._place]
        by_place = {
            place: [
                kind
                for kind in self._maker.kinds(place, self._known, self._uses, self._wearers)
                if kind.share > 0 and kind.known != self._known and (only is None or kind.word in only)
            ]
            for place in dict.fromkeys(plan)
        }
        self._kinds = {kind.word for kinds in by_place.values() for kind in kinds}
        used, found, most = Counter[str](), 0, self._request.k + 1
        # Once around as planned, then back, so that what has no jacket has a belt, not a third pair of trousers.
        for place in (*plan, *reversed(plan), *plan):
            if found >= most:
                return
            for kind in self._in_turn(by_place[place], used):
                if used[kind.word] >= _OF_A_KIND and only is None:
                    continue
                piece = self._piece(kind)
                used[kind.word] += 1 if piece else _OF_A_KIND
                if piece:
                    found += 1
                    yield (*piece, kind)
                    break

    def has_more(self) -> bool:
        """Whether anything of these kinds is neither shown before nor among the pieces."""
        shown = self._index.columns(self._without).types
        taken = Counter(shown.words[code] for code in shown.codes.tolist() if code >= 0)
        return any(self._index.count(self._filters(word, self._gender)) > taken[word] for word in self._kinds)

    def _filters(self, word: str, gender: str) -> Filters:
        """What the request admits of one type, for the same people."""
        filters = replace(self._request.filters, type=(word,), in_stock=True)
        return filters if filters.gender or not gender else replace(filters, gender=(gender,))

    def _in_turn(self, kinds: Sequence[_Kind], used: Counter[str]) -> list[_Kind]:
        """The likeliest first; those that are nearly as likely take turns, each as often as it is worn. One that is
        there already comes after another that is nearly as likely."""
        shares = {kind: kind.share * self._kind_match(kind) * (_SECOND if used[kind.word] else 1.0) for kind in kinds}
        least = _NEARLY * max(shares.values(), default=0.0)
        in_turn = {kind for kind, share in shares.items() if share >= least and not used[kind.word]}
        shares |= {kind: shares[kind] / self._turn(kind) for kind in in_turn}
        return sorted(kinds, key=lambda kind: (kind not in in_turn, -shares[kind]))

    def _kind_match(self, kind: _Kind) -> float:
        """How much likelier this very garment makes a kind."""
        if not self._maker.knows_embeddings:
            return 1.0
        return float(np.exp(_KIND_MATCH * self._matches(kind, self._knowledge.centres[kind.known][None])[0]))

    def _turn(self, kind: _Kind) -> float:
        """How long this garment has a kind wait: over garments exponential with a mean of 1, so that the one whose wait
        by its share is shortest is each as often as its share. Told by the embedding, hence always the same."""
        ways = np.random.default_rng([*kind.word.encode()]).standard_normal(len(self._own))
        normal = float(self._own @ ways) / max(float(np.linalg.norm(self._own)), 1e-6)
        return max(-math.log(max((1 + math.erf(normal / math.sqrt(2))) / 2, 1e-9)), 1e-9)

    def _piece(self, kind: _Kind) -> tuple[int, float] | None:
        """The product of this kind that goes best with the garment; None if there is none left."""
        tint = self._tints(kind.known)
        best = max(tint.values(), default=0.0)
        close = sorted((word for word in tint if tint[word] >= best - _COLOUR_REACH), key=lambda word: -tint[word])
        filters = self._filters(kind.word, self._wearer)
        towards, found = self._towards(kind.known), (np.zeros(0), np.zeros(0, np.intp))
        for colours in (filters.colour,) if filters.colour else (tuple(close[:_COLOURS]), ()):
            narrowed = replace(filters, colour=colours)
            found = self._index.nearest_among(towards, _CANDIDATES, narrowed, without=self._without)
            if len(found[1]):
                break
        distances, rows = found
        if not len(rows):
            return None
        columns = self._index.columns(rows)
        words = [columns.colours.words[code] if code >= 0 else "" for code in columns.colours.codes.tolist()]
        scores = -_NEAR * np.asarray(distances, np.float64)
        scores += _TINT * np.array([tint.get(word, best - _COLOUR_REACH) for word in words])
        codes = columns.colours.codes.tolist()
        scores -= _SAME_COLOUR * np.array([self._colours[kind.word, code] for code in codes])
        again = Counter(code for _, code in self._colours.elements())
        scores -= _AGAIN * np.array([again[code] for code in codes])
        if self._maker.knows_embeddings:
            alike = self._knowledge.usage(self._index.embeddings_of(rows)) @ self._uses
            scores += _USE * np.log(alike + 1e-3)
            scores += _MATCH * self._matches(kind, self._index.embeddings_of(rows))
            if place_of(kind.word) == "over":
                scores[alike < _AT_ODDS] = -np.inf
        scores[[picture in self._pictures for picture in columns.pictures.tolist()]] = -np.inf
        place = int(np.argmax(scores))
        if not np.isfinite(scores[place]):
            return None
        self._pictures.add(int(columns.pictures[place]))
        self._colours[kind.word, int(columns.colours.codes[place])] += 1
        self._without.append(int(rows[place]))
        if not self._wearer and (gender := int(columns.genders.codes[place])) >= 0:
            self._wearer = usual_gender(columns.genders.words[gender]).replace("Unisex", "")
        return int(rows[place]), float(distances[place])

    def _matches(self, kind: _Kind, theirs: np.ndarray) -> np.ndarray:
        """(m,): how well these embeddings of a kind, (m, dim), go with the garment as a whole, where they are worn
        above and below each other."""
        place, own = place_of(kind.word), self._garment.embedding[None]
        if self._place in ABOVE and place == "lower":
            return self._knowledge.matches(own, theirs).ravel()
        if self._place == "lower" and place in ABOVE:
            return self._knowledge.matches(theirs, own).ravel()
        return np.zeros(len(theirs), np.float32)

    def _tints(self, known: int) -> dict[str, float]:
        """How well each of the shop's colours goes with the garment, in that kind, as the logarithm of a share."""
        share = _AS_WORN * np.log(self._knowledge.tints[known] + 1e-4)
        if self._colour is not None:
            share = share + self._knowledge.harmony[self._colour]
        return {word: float(share[place]) for word, place in self._maker.colour_words}

    def _unlike_its_kind(self) -> np.ndarray:
        """(dim,): what the garment is beside its kind and its colour, of which the colours' part tells: else with a red
        shirt all would be red."""
        own = self._garment.embedding
        if not self._maker.knows_embeddings:
            return own
        colour = self._garment.attributes.colour
        ways = self._maker.colour_ways.get(folded(colour[0].value)) if colour else None
        return np.asarray(own - self._knowledge.centres[self._known] - (0.0 if ways is None else ways))

    def _towards(self, known: int) -> np.ndarray:
        """The garment's embedding, moved to another kind."""
        if not self._maker.knows_embeddings:
            return self._own
        moved = self._knowledge.centres[known] + _CARRIED * self._own
        return np.asarray(moved / max(float(np.linalg.norm(moved)), 1e-6), np.float32)
