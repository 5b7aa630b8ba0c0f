"""The sample shop: 257 drawn products and three shopper photos, so that anyone can send a photo within minutes.

It is shipped as one archive of WebP pictures and a CSV. Everything in it is invented: brands, prices, and links, which
are placeholders on example.com and lead nowhere. No picture is a photo or made from one; docs/development.md names the
last commit that has the code which drew them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import zipfile
from pathlib import Path

from recommender.errors import CatalogueError

SAMPLE_CATALOGUE = "products.csv"

_ARCHIVE = Path(__file__).with_name("sample_shop.zip")
_MANIFEST = "sample.json"


def unpack_sample_shop(directory: Path) -> bool:
    """Unpack the shop into `directory`, unless all of this version is there already; returns whether it was unpacked.

    The catalogue is DIRECTORY/products.csv, a plain CSV for `read_catalogue`; the pictures lie in DIRECTORY/images, and
    three sample shopper photos in DIRECTORY/photos. The files are unpacked aside and moved in when all are there, so an
    interrupted call leaves no half of a shop. Other entries of `directory` (an index) are left alone.

    Raises CatalogueError if `directory` holds other things and no sample shop, and OSError if it cannot be written.
    """
    directory = directory.resolve()
    version = hashlib.sha256(_ARCHIVE.read_bytes()).hexdigest()[:16]  # another archive is another version
    if _is_complete(directory, version):
        return False
    if not (directory / _MANIFEST).exists():
        for name in (SAMPLE_CATALOGUE, "images", "photos"):
            if (directory / name).exists():
                raise CatalogueError(f"{directory / name} is not the sample shop's; it is left as it is")
    directory.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", suffix=".part", dir=directory.parent))
    try:
        with zipfile.ZipFile(_ARCHIVE) as archive:
            archive.extractall(aside)
            files = {entry.filename: entry.file_size for entry in archive.infolist()}
        manifest = {"sample": "unpacked from sample_shop.zip", "version": version, "files": files}
        (aside / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
        _move_in(aside, directory)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return True


def sample_photos(directory: Path) -> list[Path]:
    """The sample shopper photos of a shop unpacked into `directory`, in a fixed order; empty if there is none."""
    return sorted((directory / "photos").glob("*.webp"))


def _is_complete(directory: Path, version: str) -> bool:
    try:
        manifest = json.loads((directory / _MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        return manifest["version"] == version and all(
            (directory / name).stat().st_size == files[name] for name in files
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


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
