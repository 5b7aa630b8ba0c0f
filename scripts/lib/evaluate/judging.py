"""Answers judged by a person: a page with photos, their answers and a key for each verdict, and the tally of these.

A page holds all that it shows, so that two of them, made before and after a change, can be mixed into a third one in
which nothing tells which is which. A person's verdicts are a file that the page saves.
"""

from __future__ import annotations

import base64
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from scipy.stats import binomtest

from bot.conversation.saying.heading import heading
from bot.ports import Filters, StoredQuery
from bot.texts import Texts
from recommender.errors import CatalogueError, PhotoError
from recommender.photo.decoding import load_photo
from recommender.recommender import Recommender
from recommender.training.data import PhonePhoto
from scripts.lib.evaluate.asking import as_jpeg

_VERDICTS = ("good", "fair", "bad")
_QUERY, _HIT = 420, 260  # pixels, longer side
_ANSWERS, _PLACE = "const answers =", "/* what is judged */ null"


@dataclass(frozen=True, slots=True)
class JudgedHit:
    """A hit as it is judged: its title, and its picture as a data URI."""

    title: str
    picture: str


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """A photo's name and picture (a data URI), and its answer as `version` gave it."""

    photo: str
    picture: str
    version: str
    heading: str
    hits: tuple[JudgedHit, ...]


def judged_answers(
    recommender: Recommender, phones: Sequence[PhonePhoto], count: int, name: str, seed: int = 22
) -> list[JudgedAnswer]:
    """The answers to `count` of the phone photos: always the same ones, until the seed is another. `name` tells what
    gave them from others with the same weights."""
    chosen = random.Random(seed).sample(sorted(phones, key=lambda photo: photo.path.name), min(count, len(phones)))
    texts, version = Texts.for_locale("en"), f"{recommender.embedder_version} ({name})"
    answers = []
    for photo in chosen:
        data = photo.path.read_bytes()
        answer = recommender.recommend(data)
        hits = tuple(JudgedHit(hit.product.title, _data_uri(Path(hit.product.image), _HIT)) for hit in answer.hits)
        asked = StoredQuery("", "photo", False, "en", True, True, answer, Filters())
        picture = _data_uri(photo.path, _QUERY)
        answers.append(JudgedAnswer(photo.path.stem, picture, version, heading(asked, texts), hits))
    return answers


def page(answers: Sequence[JudgedAnswer]) -> str:
    """The page on which they are judged, in this order."""
    told = json.dumps([asdict(answer) for answer in answers]).replace("</", "<\\/")
    template = resources.files(__package__).joinpath("judging.html").read_text(encoding="utf-8")
    return template.replace(_PLACE, told)


def read_page(path: Path) -> list[JudgedAnswer]:
    """What is judged on a page. Raises CatalogueError if this is none."""
    try:
        line = next(line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith(_ANSWERS))
        told = json.loads(line.removeprefix(_ANSWERS).rstrip(" ;"))
        return [JudgedAnswer(**{**one, "hits": tuple(JudgedHit(**hit) for hit in one["hits"])}) for one in told]
    except (OSError, StopIteration, ValueError, TypeError, KeyError) as error:
        raise CatalogueError(f"{path}: no page of answers to judge ({error})") from error


def compared(first: Sequence[JudgedAnswer], second: Sequence[JudgedAnswer], seed: int = 0) -> list[JudgedAnswer]:
    """The answers of both to the photos that both have, shuffled. Without headings: their wording would tell which is
    which. Raises CatalogueError where they have no photo in common, or cannot be told apart."""
    photos = {one.photo for one in first} & {one.photo for one in second}
    mixed = [one for one in (*first, *second) if one.photo in photos]
    if not mixed:
        raise CatalogueError("the two pages have no photo in common")
    if len({one.version for one in mixed}) < 2:
        raise CatalogueError("the two pages are of one version: give them different names")
    random.Random(seed).shuffle(mixed)
    return [JudgedAnswer(one.photo, one.picture, one.version, "", one.hits) for one in mixed]


def tally(path: Path) -> dict[str, Any]:
    """What a person's verdicts come to, {"versions": {version: {"answers", verdict: {"count", "share", "low",
    "high"}}}, "better", "worse"}, with 95 % intervals (Wilson). `better` and `worse` count, where two versions were
    judged, the photos that the second answers better, and worse. Raises CatalogueError if they cannot be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))["verdicts"]
        verdicts = {(str(one["version"]), str(one["photo"])): _VERDICTS.index(one["verdict"]) for one in told}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise CatalogueError(f"{path}: no file of verdicts ({error})") from error
    versions = sorted({version for version, _ in verdicts})
    result: dict[str, Any] = {"versions": {version: dict(_shares(verdicts, version)) for version in versions}}
    if len(versions) == 2:
        both = [
            (rank, verdicts[versions[1], photo])
            for (version, photo), rank in verdicts.items()
            if version == versions[0] and (versions[1], photo) in verdicts
        ]
        result |= {"better": sum(b < a for a, b in both), "worse": sum(b > a for a, b in both)}
    return result


def tally_table(told: dict[str, Any]) -> str:
    """The tally for people."""
    lines = []
    for version, shares in told["versions"].items():
        lines.append(f"{version}: {shares['answers']} answers")
        for verdict in _VERDICTS:
            one = shares[verdict]
            span = f"{100 * one['share']:.1f} % ({100 * one['low']:.1f}-{100 * one['high']:.1f})"
            lines.append(f"  {verdict:6}{one['count']:5}{span:>22}")
    if "better" in told:
        first, second = told["versions"]
        lines.append(f"{second} beside {first}: better for {told['better']} photos, worse for {told['worse']}")
    return "\n".join(lines)


def _shares(verdicts: dict[tuple[str, str], int], version: str) -> Iterator[tuple[str, Any]]:
    counts = Counter(rank for (one, _), rank in verdicts.items() if one == version)
    total = counts.total()
    yield "answers", total
    for rank, verdict in enumerate(_VERDICTS):
        span = binomtest(counts[rank], total).proportion_ci(method="wilson")
        share = counts[rank] / total
        yield verdict, {"count": counts[rank], "share": share, "low": float(span.low), "high": float(span.high)}


def _data_uri(path: Path, side: int) -> str:
    """The picture as a page holds it; empty where there is none."""
    try:
        shown = Image.fromarray(np.asarray(load_photo(path.read_bytes())))
    except (OSError, PhotoError):
        return ""
    shown.thumbnail((side, side))
    return f"data:image/jpeg;base64,{base64.b64encode(as_jpeg(np.asarray(shown), 85)).decode()}"
