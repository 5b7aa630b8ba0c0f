"""What an embedding says of a garment's looks: one logistic regression each (recommender.training.looks fits them)."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b

import numpy as np

# No look is surer than this: titles leave out most of them, so that what is learnt from titles cannot be.
_SUREST = 0.97


@dataclass(frozen=True, slots=True)
class LookHeads:
    """`looks` are words of recommender.looks; `version` changes with whatever the heads say."""

    looks: tuple[str, ...] = ()
    version: str = ""
    directions: np.ndarray = field(default_factory=lambda: np.zeros((0, 0), np.float32), repr=False)  # (looks, dim)
    offsets: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32), repr=False)  # of a shop's pictures
    shopper_offsets: np.ndarray = field(default_factory=lambda: np.zeros(0, np.float32), repr=False)
    # How often titles name a look that is there (Elkan & Noto, KDD 2008); 1 where it was learnt from labels.
    named: np.ndarray = field(default_factory=lambda: np.ones(0, np.float32), repr=False)
    # What shoppers' photos are seen by, where that was learnt apart: by look, direction and offset.
    shoppers: Mapping[str, tuple[np.ndarray, float]] = field(default_factory=dict, repr=False)
    # The same where their middles were looked at nearer: directions (2 dim,), the middle's half last.
    nearer: Mapping[str, tuple[np.ndarray, float]] = field(default_factory=dict, repr=False)

    def see(self, embeddings: np.ndarray, studio: bool, near: np.ndarray | None = None) -> np.ndarray:
        """(n, dim) -> the probability of each of the looks, (n, looks) float32. `studio`: of a shop's pictures. `near`,
        (n, dim), are those of the photos' middles, where all were looked at nearer."""
        if not self.looks:
            return np.zeros((len(embeddings), 0), np.float32)
        logits, named = embeddings @ self.directions.T + (self.offsets if studio else self.shopper_offsets), self.named
        ways, shown = self.shoppers, embeddings
        if near is not None and self.nearer:
            ways, shown = self.nearer, np.concatenate([embeddings, near], axis=1)
        for look, (direction, offset) in () if studio else ways.items():
            place = self.looks.index(look)
            logits[:, place] = shown @ direction + offset
            named = np.where(np.arange(len(named)) == place, 1.0, named)
        seen = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
        return np.asarray(np.minimum(_SUREST, seen / named), dtype=np.float32)

    def with_shoppers(
        self, looks: Sequence[str], directions: np.ndarray, offsets: np.ndarray, *, nearer: bool = False
    ) -> LookHeads:
        """The same, which see those of their looks in shoppers' photos by these directions, (looks, dim), or, where
        their middles were looked at `nearer`, (looks, 2 dim)."""
        learnt = zip(looks, directions, offsets.tolist(), strict=True)
        ways = {look: (way, offset) for look, way, offset in learnt if look in self.looks}
        return replace(self, nearer=ways) if nearer else replace(self, shoppers=ways)

    def to_bytes(self) -> bytes:
        """The file that holds the heads."""
        content = io.BytesIO()
        arrays = {"offsets": self.offsets, "shopper_offsets": self.shopper_offsets, "named": self.named}
        np.savez(content, allow_pickle=False, looks=np.array(self.looks), directions=self.directions, **arrays)
        return content.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, dim: int) -> LookHeads:
        """The contrary of `to_bytes`. Raises LookupError or ValueError if these are no heads for that dimension."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            looks = tuple(str(look) for look in arrays["looks"])
            directions = arrays["directions"]
            others = [arrays[name] for name in ("offsets", "shopper_offsets", "named")]
        if directions.shape != (len(looks), dim) or any(one.shape != (len(looks),) for one in others):
            raise ValueError(f"looks of {directions.shape} for {len(looks)} words and {dim} dimensions")
        return cls(looks, blake2b(data, digest_size=8).hexdigest(), directions, *others)
