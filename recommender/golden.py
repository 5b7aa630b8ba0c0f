"""A golden set: photos whose products are known, by which a shop's admin judges an index before it serves.

A folder, where `ID.jpg` or `ID/anything.jpg` shows the product ID; or a CSV of photos and ids, its paths from its own
folder.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from recommender.answer_pipeline import AnswerPipeline
from recommender.answers import PhotoRequest
from recommender.errors import IndexingError, RecommenderError
from recommender.index.gate import GoldenSet
from recommender.index.protocol import IndexLike
from recommender.photo.decoding import load_photo
from recommender.protocols import EmbedderLike, FinderLike
from recommender.ranking.ranking import DEFAULT_WEIGHTS, RankingWeights

_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".avif")


def golden_set(
    path: Path, embedder: EmbedderLike, finder: FinderLike | None, weights: RankingWeights = DEFAULT_WEIGHTS
) -> GoldenSet:
    """Asked as shoppers ask: a photo's product has to be among its first five. What the shop no longer has is not
    asked for. Raises IndexingError."""
    photos = read_golden(path)
    pipeline = AnswerPipeline(embedder, finder, weights, load_photo)

    def ask(index: IndexLike) -> tuple[int, Sequence[str]]:
        asked = [(photo, product_id) for photo, product_id in photos if index.rows((product_id,))]
        missed = [f"{photo.name} ({each})" for photo, each in asked if each not in _found(pipeline, index, photo)]
        return len(asked), missed

    return ask


def read_golden(path: Path) -> list[tuple[Path, str]]:
    """Photos with their products' ids. Raises IndexingError."""
    try:
        if path.is_dir():
            found = sorted(each for each in path.rglob("*") if each.suffix.lower() in _SUFFIXES)
            photos = [(each, each.stem if each.parent == path else each.parent.name) for each in found]
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = [row for row in csv.reader(file) if row]
            photos = [(path.parent / row[0].strip(), row[1].strip()) for row in rows if len(row) > 1]
            photos = [pair for place, pair in enumerate(photos) if place or pair[0].suffix.lower() in _SUFFIXES]
    except (OSError, UnicodeError, csv.Error) as error:
        raise IndexingError(f"the golden set {path} cannot be read: {error}") from error
    missing = [str(photo) for photo, _ in photos if not photo.is_file()]
    if missing or not photos:
        raise IndexingError(f"the golden set {path} lacks {missing[0] if missing else 'photos'}")
    return photos


def _found(pipeline: AnswerPipeline, index: IndexLike, photo: Path) -> set[str]:
    answer = pipeline.answer_photos(index, [PhotoRequest(photo.read_bytes())])[0]
    return set() if isinstance(answer, RecommenderError) else {hit.product.id for hit in answer.hits}
