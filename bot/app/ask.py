"""`python -m bot ask`: photos answered in the shell, as a table to read or as JSON lines for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from recommender.answers import Answer, Attributes, Hit
from recommender.answers import Filters as Filters
from recommender.errors import PhotoError, PhotoReason, RecommenderError

if TYPE_CHECKING:
    from recommender.recommender import Recommender

STDIN = "-"
_WRONG = {
    PhotoReason.EMPTY: "the file is empty",
    PhotoReason.NOT_AN_IMAGE: "this is not an image of a known format (JPEG, PNG, WebP, GIF, BMP, TIFF, HEIC, AVIF)",
    PhotoReason.BROKEN: "the image is truncated or damaged",
    PhotoReason.TOO_MANY_BYTES: "the file is too large",
    PhotoReason.TOO_MANY_PIXELS: "the image has too many pixels",
    PhotoReason.TOO_SMALL: "the image is too small to see anything in it",
    PhotoReason.TOO_SLOW: "the image takes more time or memory to open than one may",
}


class _UnreadableError(Exception):
    """A photo that cannot be answered; `str(error)` is what is printed."""


class _UnusableError(Exception):
    """Nothing can be answered; `str(error)` is what is printed."""


def ask_command(
    photos: Sequence[str],
    index: Path | None,
    filters: Filters,
    k: int,
    *,
    as_json: bool,
    config_path: Path | None = None,
) -> int:
    """Answer each of the files ("-" is standard input) from `index`, or else from the configured one.

    Exit status 0; 1 if some photo failed, the others answered all the same; 2 if nothing can be answered at all.
    """
    is_configured = config_path is not None or Path("config.toml").exists()
    opened = _configured(index, config_path) if index is None or is_configured else _as_shipped(index)
    try:
        with opened as (recommender, most_bytes):
            return _ask_all(recommender, photos, filters, k, most_bytes, as_json=as_json)
    except (_UnusableError, RecommenderError) as error:
        print(_said(error), file=sys.stderr)
        return 2


@contextmanager
def _as_shipped(index: Path) -> Iterator[tuple[Recommender, int]]:
    """With nothing to read, the models of the configuration would be a sixth of the time to the first answer."""
    from recommender.photo.decoders import PhotoDecoders
    from recommender.photo.decoding import DEFAULT_LIMITS

    with PhotoDecoders() as decoders:
        decoders.start()  # loads beside all else
        from recommender.recommender import Recommender

        yield Recommender.open(index, load=decoders.load), DEFAULT_LIMITS.max_bytes


@contextmanager
def _configured(index: Path | None, config_path: Path | None) -> Iterator[tuple[Recommender, int]]:
    from bot.app.engine import open_recommender, photo_decoders
    from bot.config import CatalogueConfig, ConfigError, IndexConfig, read_config

    try:
        config = read_config(config_path)
    except ConfigError as error:
        raise _UnusableError(_said(error)) from error
    if index is not None:
        # Any source will do: it makes [index] dir count, which the sample shop does not use.
        sections = {"index": IndexConfig(dir=index), "catalogue": CatalogueConfig(source=str(index))}
        config = config.model_copy(update=sections)
    with photo_decoders(config) as decoders:
        decoders.start()  # loads beside the embedder
        yield open_recommender(config, decoders), config.limits.photo_bytes


def _ask_all(
    recommender: Recommender, photos: Sequence[str], filters: Filters, k: int, most_bytes: int, *, as_json: bool
) -> int:
    failed = False
    # Escapes of JSON's own, where the output's encoding does not have everything.
    as_line = partial(json.dumps, ensure_ascii="utf" not in sys.stdout.encoding.lower())
    for name in photos:
        try:
            answer = _answer(recommender, name, filters, k, most_bytes)
        except _UnreadableError as error:
            failed = True
            if as_json:
                print(as_line({"photo": name, "error": str(error)}), flush=True)
            else:
                print(f"{name}: {error}", file=sys.stderr, flush=True)
        else:
            lines = [as_line(_as_json(name, answer))] if as_json else _as_table(name, answer)
            print("\n".join(lines), flush=True)
        if getattr(sys.stdout, "gone", False):  # nobody reads any more, or there is no room
            return 1
    return 1 if failed else 0


def _answer(recommender: Recommender, name: str, filters: Filters, k: int, most_bytes: int) -> Answer:
    try:
        # One byte more than is taken, so that a huge file is refused without being read.
        if name == STDIN:
            data = sys.stdin.buffer.read(most_bytes + 1)
        else:
            with Path(name).open("rb") as file:
                data = file.read(most_bytes + 1)
        return recommender.recommend(data, filters, k)
    except FileNotFoundError as error:
        raise _UnreadableError("there is no such file") from error
    except IsADirectoryError as error:
        raise _UnreadableError("this is a folder, not a file") from error
    except OSError as error:
        raise _UnreadableError(error.strerror or "the file cannot be read") from error
    except ValueError as error:  # a zero byte in the name
        raise _UnreadableError("this is no file name") from error
    except PhotoError as error:
        raise _UnreadableError(_WRONG[error.reason]) from error
    except RecommenderError as error:
        raise _UnreadableError(_said(error)) from error


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _as_json(name: str, answer: Answer) -> dict[str, Any]:
    return {
        "photo": name,
        "confidence": answer.confidence,
        "garments": [
            {"type": each.type, "confidence": round(each.confidence, 4), "box": [round(side, 4) for side in each.box]}
            for each in answer.garments
        ],
        "attributes": _attributes(answer.attributes),
        "hits": [_hit(hit) for hit in answer.hits],
        "ms": {name: round(getattr(answer.timings, name), 2) for name in ("decode", "embed", "search", "total")},
    }


def _attributes(attributes: Attributes) -> dict[str, Any]:
    """Per attribute the most probable value and its probability; an attribute that nothing is known of is left out."""
    named = (("type", attributes.type), ("gender", attributes.gender), ("colour", attributes.colour))
    return {
        name: {"value": guesses[0].value, "probability": round(guesses[0].probability, 4)}
        for name, guesses in named
        if guesses
    }


def _hit(hit: Hit) -> dict[str, Any]:
    shown = ("id", "title", "link", "image", "price", "type", "gender", "colour")
    product = {name: getattr(hit.product, name) for name in shown}
    return {"rank": hit.rank, **product, "distance": round(hit.distance, 4)}


def _as_table(name: str, answer: Answer) -> Iterator[str]:
    from bot.texts import Texts

    texts = Texts.for_locale("en")
    seen = ", ".join(
        f"{key} {each['value']} {each['probability']:.0%}" for key, each in _attributes(answer.attributes).items()
    )
    yield f"{name}: {answer.confidence} ({answer.timings.total:.0f} ms{'; ' + seen if seen else ''})"
    for hit in answer.hits:
        product = hit.product
        price = texts.price(product.price, product.currency)
        kind = " ".join(part for part in (product.gender, product.colour, product.type) if part)
        yield f"  {hit.rank:>3}  {hit.distance:.3f}  {product.title}  [{kind}]" + (f"  {price}" if price else "")
        if product.link:
            yield f"              {product.link}"
    if not answer.hits:
        yield "  nothing found"
