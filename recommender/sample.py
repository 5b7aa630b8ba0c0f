"""The sample shop: products drawn by code, so that anyone can send a photo within minutes of cloning, with no data at
hand.

Everything is invented: brands, prices, and links, which are placeholders on example.com and lead nowhere. The
pictures are drawn by `recommender.drawing`; none is a photo or made from one.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from recommender.errors import CatalogueError

if TYPE_CHECKING:
    from recommender.drawing.assortment import Article

SAMPLE_CATALOGUE = "products.csv"
SAMPLE_CURRENCY = "EUR"

_MANIFEST = "sample.json"
_COLUMNS = ("id", "title", "link", "image", "price", "currency", "gender", "type", "colour", "in_stock", "brand")
_JPEG_QUALITY = 88


def draw_sample_shop(directory: Path, progress: Callable[[int, int], None] | None = None) -> Path:
    """Draw the shop into `directory` and return the path of its catalogue, DIRECTORY/products.csv.

    The catalogue is a plain CSV for `read_catalogue`; the pictures lie in DIRECTORY/images, and three sample shopper
    photos in DIRECTORY/photos. A complete shop of the same version is left as it is; the files are drawn aside and
    moved in when all are there, so an interrupted call leaves no half of a shop. The same code on the same Pillow
    draws the same bytes. Other entries of `directory` (an index) are left alone. `progress` is called from one thread
    with (pictures done, of).

    Raises CatalogueError if `directory` holds other things and no sample shop, and OSError if it cannot be written.
    """
    directory = directory.resolve()
    version = sample_version()
    if _is_complete(directory, version):
        return directory / SAMPLE_CATALOGUE
    if not (directory / _MANIFEST).exists():
        for name in (SAMPLE_CATALOGUE, "images", "photos"):
            if (directory / name).exists():
                raise CatalogueError(f"{directory / name} is not the sample shop's; it is left as it is")
    directory.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", suffix=".part", dir=directory.parent))
    try:
        _draw_into(aside, version, progress)
        _move_in(aside, directory)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return directory / SAMPLE_CATALOGUE


def sample_photos(directory: Path) -> list[Path]:
    """The sample shopper photos of a shop drawn into `directory`, in a fixed order; empty if there is none."""
    return sorted((directory / "photos").glob("*.jpg"))


def sample_version() -> str:
    """Names the shop that this code draws: it changes whenever the drawing code or the assortment does."""
    digest = hashlib.sha256()
    here = Path(__file__)
    for source in (here, *sorted((here.parent / "drawing").glob("*.py"))):
        digest.update(source.name.encode() + b"\0" + source.read_bytes())
    return digest.hexdigest()[:16]


def _is_complete(directory: Path, version: str) -> bool:
    try:
        manifest = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        return manifest["version"] == version and all(
            (directory / name).stat().st_size == files[name] for name in files
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _draw_into(aside: Path, version: str, progress: Callable[[int, int], None] | None) -> None:
    # Pillow and numpy are loaded only when there is something to draw.
    from recommender.drawing.assortment import assortment
    from recommender.drawing.scenes import SCENES, photo

    articles = assortment()
    (aside / "images").mkdir()
    (aside / "photos").mkdir()
    _write_catalogue(aside / SAMPLE_CATALOGUE, articles)
    total = len(articles) + len(SCENES)

    def save(job: int) -> None:
        if job < len(articles):
            save_picture(articles[job], aside / "images")
        else:
            name, scene = SCENES[job - len(articles)]
            photo(scene).save(aside / "photos" / f"{name}.jpg", quality=72)

    # Threads, not processes: numpy and Pillow let go of the lock in what takes long, and a pool of processes would have
    # to import the caller's main module again. The photos take longest, so they come first.
    pool = ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="draw")
    try:
        for done, _ in enumerate(pool.map(save, reversed(range(total))), 1):
            if progress is not None:
                progress(done, total)
    finally:
        pool.shutdown(cancel_futures=True)

    files = {
        path.relative_to(aside).as_posix(): path.stat().st_size for path in sorted(aside.rglob("*.*")) if path.is_file()
    }
    manifest = {"sample": "drawn by recommender.sample", "version": version, "products": len(articles), "files": files}
    (aside / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")


def save_picture(article: Article, folder: Path) -> Path:
    """Draw one product into FOLDER/ID.jpg; returns that path."""
    from recommender.drawing.draw import picture

    path = folder / f"{article.id}.jpg"
    picture(article.design).save(path, quality=_JPEG_QUALITY, subsampling=0)
    return path


def _write_catalogue(path: Path, articles: Iterable[Article]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for a in articles:
            link = f"https://example.com/lookalike-sample/{a.id}"
            stock = "yes" if a.in_stock else "no"
            writer.writerow(
                (
                    a.id,
                    a.title,
                    link,
                    f"images/{a.id}.jpg",
                    f"{a.price:.2f}",
                    SAMPLE_CURRENCY,
                    a.gender,
                    a.type,
                    a.colour,
                    stock,
                    a.brand,
                )
            )


def _move_in(aside: Path, directory: Path) -> None:
    """Put the finished shop in its place: at once where there was nothing, else part by part. The catalogue goes first
    and comes last, the old manifest stays until the new one: interrupted in between, the shop counts as incomplete."""
    aside.chmod(0o755)  # mkdtemp makes it private
    if not directory.exists():
        aside.replace(directory)
        return
    (directory / SAMPLE_CATALOGUE).unlink(missing_ok=True)
    for name in ("images", "photos"):
        shutil.rmtree(directory / name, ignore_errors=True)
        (aside / name).replace(directory / name)
    for name in (_MANIFEST, SAMPLE_CATALOGUE):
        (aside / name).replace(directory / name)
