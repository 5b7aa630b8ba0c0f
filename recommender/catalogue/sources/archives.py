"""Catalogues that come packed, as .gz or .zip, perhaps with their pictures: unpacked into the cache, within limits.

What is unpacked keeps its place from one export to the next: a running bot shows the pictures that lie there.
"""

from __future__ import annotations

import gzip
import json
import os
import zipfile
import zlib
from collections.abc import Callable
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO

from recommender.errors import CatalogueError

MOST_BYTES = 2 * 1024**3 - 1  # of a catalogue itself
_MOST_BYTES_IN_ALL, _MOST_FILES = 16 * 1024**3, 500_000  # with its pictures
_OTHERS = {
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "packed with bzip2",
    b"\xfd7zXZ": "packed with xz",
    b"\x28\xb5\x2f\xfd": "packed with zstd",
    b"PK\x05\x06": "an empty .zip archive",
}
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
_OFFICE_FILE = "{} is an office file, but no spreadsheet; save the table as .xlsx, .ods or CSV"
# Packed they are, too, but to be read as they are.
_SPREADSHEETS = frozenset({"xl/workbook.xml", "xl/workbook.bin"})
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_NESTED = 2  # a .gz within a .zip is met
_CHUNK = 1024 * 1024


def unpacked(source: Path, cache: Path, name: str, depth: int = 0) -> Path:
    """`source` if it is not packed; else what it holds, in the folder `cache`: the file if it is one, or a folder.

    What is there from before is taken if the source is the same. `name` is what errors call it. Raises CatalogueError
    and OSError.
    """
    if source.is_dir() or (unpack := _unpacker(source, name)) is None:
        return source
    if depth == _MOST_NESTED:
        raise CatalogueError(f"{name} is packed more than {_MOST_NESTED} times; unpack it")
    mark = [str(source.absolute()), source.stat().st_size, source.stat().st_mtime_ns]
    folder, noted = cache / f"unpacked{depth or ''}", cache / f"unpacked{depth or ''}.json"
    if not (_read(noted) == mark and folder.is_dir()):
        noted.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        kept = unpack(source, folder, name)
        for path in folder.rglob("*"):
            if path not in kept and not path.is_dir():
                path.unlink()
        noted.write_text(json.dumps(mark), encoding="utf-8")
    files = list(islice((path for path in folder.rglob("*") if path.is_file()), 2))
    return unpacked(files[0], cache, name, depth + 1) if len(files) == 1 else folder


def _unpacker(source: Path, name: str) -> Callable[[Path, Path, str], set[Path]] | None:
    with source.open("rb") as file:
        head = file.read(8)
    for mark, what in _OTHERS.items():
        if head.startswith(mark):
            raise CatalogueError(f"{name} is {what}; unpack it, or pack it as .zip or .gz")
    if head.startswith(b"PK\x03\x04"):
        return None if _is_spreadsheet(source) else _from_zip
    return _from_gzip if head.startswith(b"\x1f\x8b") else None


def _is_spreadsheet(source: Path) -> bool:
    try:
        with zipfile.ZipFile(source) as archive:
            if not _SPREADSHEETS.isdisjoint(archive.namelist()):
                return True
            return "mimetype" in archive.namelist() and archive.read("mimetype").startswith(_ODS)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return False  # what is wrong with it (a password, a compression that zipfile lacks) is told when it is unpacked


def _from_gzip(source: Path, folder: Path, name: str) -> set[Path]:
    to = folder / (source.name[:-3] if source.name.casefold().endswith(".gz") else source.name)
    try:
        with gzip.open(source) as packed:
            _copy(packed, to, name)
    except EOFError as error:
        raise CatalogueError(f"{name} ends in the middle; it is not all that was packed: get it again") from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise CatalogueError(f"{name} cannot be unpacked, it is damaged ({error}): get it again") from error
    return {to}


def _from_zip(source: Path, folder: Path, name: str) -> set[Path]:
    try:
        with zipfile.ZipFile(source) as archive:
            members = _members(archive, name)
            for place, member in members.items():
                _extract(archive, member, folder / place, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        # The last is how zipfile says that it does not know a compression.
        raise CatalogueError(f"{name} cannot be unpacked ({error or 'it is damaged'}): pack it again") from error
    return {folder / place for place in members}


def _members(archive: zipfile.ZipFile, source: str) -> dict[PurePosixPath, zipfile.ZipInfo]:
    """What is to be unpacked, and where. Raises CatalogueError."""
    members: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = PurePosixPath(member.filename.replace("\\", "/"))
        if name.is_absolute() or ".." in name.parts or ":" in (name.parts or ("",))[0]:
            raise CatalogueError(f"{source} holds {str(name)[:80]!r}, which would land elsewhere; it is not unpacked")
        if member.filename in _OFFICE:
            raise CatalogueError(_OFFICE_FILE.format(source))
        if member.flag_bits & 1:
            raise CatalogueError(f"{source} is locked with a password; pack it without one")
        is_aside = any(part.startswith((".", "__MACOSX")) for part in name.parts)
        if not member.is_dir() and not is_aside:
            members[name] = member
    if len(members) > _MOST_FILES or sum(member.file_size for member in members.values()) > _MOST_BYTES_IN_ALL:
        raise CatalogueError(
            f"{source} holds more than {_MOST_BYTES_IN_ALL:,} bytes or {_MOST_FILES:,} files; unpack it"
        )
    return members


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path, name: str) -> None:
    """Unless it is there: of a shop's pictures, few change."""
    try:
        if to.stat().st_size == member.file_size and zlib.crc32(to.read_bytes()) == member.CRC:
            return
    except OSError:
        to.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed:
        _copy(packed, to, name)


def _copy(packed: IO[bytes] | gzip.GzipFile, to: Path, name: str) -> None:
    aside = to.with_name(f"{to.name}.{os.getpid()}.part")
    try:
        with aside.open("wb") as file:
            while chunk := packed.read(_CHUNK):
                if file.tell() + len(chunk) > MOST_BYTES:
                    raise CatalogueError(
                        f"{name} holds a file of more than {MOST_BYTES:,} bytes, which is not unpacked"
                    )
                file.write(chunk)
        aside.replace(to)
    finally:
        aside.unlink(missing_ok=True)


def _read(path: Path) -> object:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
