"""What a phone's photo shows, in a shop's words: corrections of the network's guesses, learnt from photos seen by eye.

The network has learnt types, genders and colours from a shop's pictures; of phone photos it knows coarse labels alone,
and no genders, colours or patterns. So each kind of word is corrected by a linear head on the embedding, whose prior
are the network's own log-probabilities (stacking, Wolpert 1992). recommender.training.phone_words fits them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from recommender.network.look_heads import LookHeads

_KINDS = ("types", "genders", "colours", "near genders")
LEAST = 1e-5  # probability


@dataclass(frozen=True, slots=True)
class WordHead:
    """How the probability of the `words` is shared out among them: their log-probabilities count `sharpness` times, and
    `directions` (words, dim) and `offsets` say the rest by the embedding. All other words keep theirs: what was never
    shown is not talked away."""

    words: tuple[str, ...]
    directions: np.ndarray = field(repr=False)
    offsets: np.ndarray = field(repr=False)
    sharpness: float = 1.0

    def corrected(self, known: Sequence[str], probabilities: np.ndarray, embeddings: np.ndarray) -> np.ndarray:
        """(n, known), rows summing to 1, and embeddings (n, dim) -> the same of what phones took."""
        there = [place for place, word in enumerate(self.words) if word in known]
        if not there:
            return probabilities
        columns = [known.index(self.words[place]) for place in there]
        found = np.array(probabilities, dtype=np.float64)
        logits = self.sharpness * np.log(np.maximum(found[:, columns], LEAST))
        logits += embeddings @ self.directions[there].T + self.offsets[there]
        weights = np.exp(logits - logits.max(axis=1, keepdims=True))
        share = found[:, columns].sum(axis=1, keepdims=True) / weights.sum(axis=1, keepdims=True)
        found[:, columns] = weights * share
        return found.astype(np.float32)


@dataclass(frozen=True, slots=True)
class PhoneHeads:
    """`heads` by kind, "types", "genders" and "colours", each of words of their own; `looks` are logistic regressions,
    as those of LookHeads, and so is the one of `taken`: whether a phone took the photo at all. "near genders" and
    `near_looks`, if there are any, say the same by (n, 2 dim), embeddings and those of the photos' middles, seen
    nearer: fine stripes, and flowers on a dress, are not seen in all of it."""

    heads: Mapping[str, tuple[WordHead, ...]]
    looks: WordHead
    taken: WordHead
    near_looks: WordHead | None = None

    def were_taken(self, embeddings: np.ndarray) -> np.ndarray:
        """(n, dim) -> (n,) bool: whether they are of a phone's photos. A shop's picture on a grey ground, which no
        border tells from these, is not: called by these heads it was wrong more often."""
        return np.asarray((embeddings @ self.taken.directions.T + self.taken.offsets)[:, 0] > 0)

    def corrected(
        self, kind: str, known: Sequence[str], seen: np.ndarray, embeddings: np.ndarray, near: np.ndarray | None = None
    ) -> np.ndarray:
        """What all heads of a kind make of probabilities; see WordHead. `near` as in NetworkOutput, none of it zero."""
        heads, shown = self.heads[kind], embeddings
        if near is not None and (nearer := self.heads.get(f"near {kind}")):
            heads, shown = nearer, np.concatenate([embeddings, near], axis=1)
        for head in heads:
            seen = head.corrected(known, seen, shown)
        return seen

    def joined(self, heads: LookHeads) -> LookHeads:
        """The looks' heads, which see of shoppers' photos what these see."""
        heads = heads.with_shoppers(self.looks.words, self.looks.directions, self.looks.offsets)
        near = self.near_looks
        return heads if near is None else heads.with_shoppers(near.words, near.directions, near.offsets, nearer=True)

    def to_bytes(self) -> bytes:
        """The file that holds them."""
        content, arrays = io.BytesIO(), {}
        named = [(f"{kind} {place}", head) for kind in _KINDS for place, head in enumerate(self.heads.get(kind, ()))]
        near = () if self.near_looks is None else (("near looks", self.near_looks),)
        for name, head in (*named, ("looks", self.looks), ("taken", self.taken), *near):
            arrays[name] = np.array(head.words)
            arrays[f"{name} directions"] = head.directions.astype(np.float16)
            arrays[f"{name} offsets"] = np.append(head.offsets, head.sharpness).astype(np.float32)
        np.savez_compressed(content, allow_pickle=False, **arrays)
        return content.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, dim: int) -> PhoneHeads:
        """The contrary of `to_bytes`. Raises LookupError or ValueError if these are no heads for that dimension."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            names = [name for name in arrays if not name.endswith((" directions", " offsets"))]
            read = {name: _head(arrays, name, dim * (1 + name.startswith("near "))) for name in sorted(names)}
        heads = {kind: tuple(head for name, head in read.items() if name.startswith(kind)) for kind in _KINDS}
        return cls(heads, read["looks"], read["taken"], read.get("near looks"))


def _head(arrays: Mapping[str, np.ndarray], kind: str, dim: int) -> WordHead:
    words = tuple(str(word) for word in arrays[kind])
    directions = arrays[f"{kind} directions"].astype(np.float32)
    *offsets, sharpness = arrays[f"{kind} offsets"].tolist()
    if directions.shape != (len(words), dim) or len(offsets) != len(words):
        raise ValueError(f"{kind} of {directions.shape} for {len(words)} words and {dim} dimensions")
    return WordHead(words, directions, np.array(offsets, np.float32), float(sharpness))
