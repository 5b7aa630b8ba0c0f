"""Fetches Fashion Product Images from Kaggle, or takes a copy that is on disk already, and checks that it can be read.

    scripts/download_catalogue                    the small pictures, 60x80 pixels
    scripts/download_catalogue --large            the large ones: many gigabytes
    scripts/download_catalogue --from archive.zip one downloaded by hand (zip, tar.gz)
    scripts/download_catalogue --from FOLDER      one that is unpacked already: checked, and used where it is

An interrupted download is taken up where it stopped. A catalogue appears at its place complete or not at all.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tqdm import tqdm

from bot.streams import settle_streams
from recommender.catalogue.catalogue import Catalogue, read_catalogue
from recommender.errors import CatalogueError
from scripts.lib import ROOT
from scripts.lib.unpack import ArchiveError, unpack

SMALL = "paramaggarwal/fashion-product-images-small"
LARGE = "paramaggarwal/fashion-product-images-dataset"


class DownloadError(Exception):
    """The download did not work out; the text says why and what to do, for the admin."""


def main(arguments: list[str] | None = None) -> int:
    """0: the catalogue is there and can be read. 1: it is not, and one sentence on standard error says why."""
    options = _parser().parse_args(arguments)
    handle = LARGE if options.large else SMALL
    try:
        place = _obtain(options, handle)
        _report(read_catalogue(place))
    except (DownloadError, ArchiveError, CatalogueError) as error:
        print(f"download_catalogue: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"download_catalogue: {error.strerror or error}: {error.filename or options.to}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\ndownload_catalogue: interrupted; the same command takes it up again", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    make = argparse.ArgumentParser(
        prog="scripts/download_catalogue", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    make.add_argument("--from", dest="source", type=Path, metavar="PATH", help="an archive or folder on disk")
    make.add_argument("--large", action="store_true", help="the dataset with large pictures")
    make.add_argument(
        "--to", type=Path, default=ROOT / "var" / "catalogues", metavar="DIR", help="where catalogues are kept"
    )
    make.add_argument("--force", action="store_true", help="replace the one that is there")
    return make


def _obtain(options: argparse.Namespace, handle: str) -> Path:
    """The folder of the catalogue, whose reading has been tried."""
    source: Path | None = options.source
    if source is not None:
        if not source.exists():
            raise DownloadError(f"there is nothing at {source}")
        if source.is_dir():
            return source.resolve()
    name = handle.rsplit("/", 1)[-1] if source is None else source.name.split(".")[0] or "catalogue"
    place: Path = options.to.resolve() / name
    if place.exists() and not options.force:
        try:
            read_catalogue(place)
        except CatalogueError as error:
            raise DownloadError(f"{error}; --force replaces what is at {place}") from error
        print(f"{place} is there already; --force fetches it anew")
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    if source is None:
        _download(handle, place)
    else:
        _take_archive(source, place)
    return place


def _take_archive(archive: Path, place: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=f".{place.name}-", dir=place.parent) as aside:
        contents = Path(aside) / "contents"
        contents.mkdir()
        with tqdm(desc="unpacking", unit="B", unit_scale=True, unit_divisor=1024, disable=None) as bar:
            unpack(archive, contents, progress=bar.update)
        _put_in_place(contents, place)


def _download(handle: str, place: Path) -> None:
    """Downloads beside `place`, so that a move is enough, and into a cache that survives an interruption."""
    try:
        import kagglehub
        import requests
    except ImportError as error:
        raise DownloadError(
            "kagglehub is not installed here: run scripts/download_catalogue rather than the Python file, or "
            "pip install '.[download]'; or fetch the archive in a browser and pass it with --from"
        ) from error
    by_hand = f"fetch it from https://www.kaggle.com/datasets/{handle} in a browser and pass the archive with --from"
    cache = place.parent / ".kagglehub"
    os.environ["KAGGLEHUB_CACHE"] = str(cache)
    logging.getLogger("kagglehub").setLevel(logging.WARNING)
    print(f"fetching {handle} from Kaggle ...")
    try:
        fetched = Path(kagglehub.dataset_download(handle))
    except requests.exceptions.HTTPError as error:
        status = error.response.status_code if error.response is not None else "an error"
        raise DownloadError(f"Kaggle answered {status} for {handle}; try again later, or {by_hand}") from error
    except (requests.exceptions.RequestException, ConnectionError, TimeoutError) as error:
        raise DownloadError(
            f"Kaggle cannot be reached ({type(error).__name__}); with a network again the same command takes the "
            f"download up where it stopped, or {by_hand}"
        ) from error
    except OSError as error:
        raise DownloadError(f"the download cannot be written to {cache}: {error.strerror or error}") from error
    # What else kagglehub raises is its own: a failed checksum, an archive of no known kind, bad credentials.
    except Exception as error:
        raise DownloadError(f"kagglehub gave up: {error}; try again, or {by_hand}") from error
    _put_in_place(fetched, place)
    shutil.rmtree(cache, ignore_errors=True)


def _put_in_place(folder: Path, place: Path) -> None:
    """Checks `folder` as a catalogue, then moves it to `place` on the same disk; only then what was there goes."""
    read_catalogue(folder)
    if place.exists():
        with tempfile.TemporaryDirectory(prefix=f".{place.name}-old-", dir=place.parent) as aside:
            place.replace(Path(aside) / "old")
            folder.replace(place)
    else:
        folder.replace(place)


def _report(catalogue: Catalogue) -> None:
    products = sum(1 for _ in catalogue)
    print(f"{products:,} products at {catalogue.source}")
    for reason, count in Counter(entry.reason for entry in catalogue.left_out).most_common():
        print(f"{count:,} left out: {reason.value}")
    print(f'next: scripts/reindex --catalogue "{catalogue.source}" --index DIR')
    print(f'or, for the bot: put source = "{catalogue.source}" under [catalogue] in config.toml, then scripts/reindex')


if __name__ == "__main__":
    settle_streams()
    sys.exit(main())
