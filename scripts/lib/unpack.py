"""Unpacks an archive that came from elsewhere: nothing lands outside the target folder, and no more than allowed."""

from __future__ import annotations

import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

_CHUNK = 1024 * 1024


class ArchiveError(Exception):
    """The archive is damaged, of no known kind, or wants what no catalogue needs; the text is for the admin."""


@dataclass(frozen=True, slots=True)
class UnpackLimits:
    """Far above the larger dataset: 44,441 pictures and as many JSON files, some of them twice."""

    max_bytes: int = 64 * 1024**3
    max_files: int = 500_000


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    size: int
    open: Callable[[], IO[bytes] | None]


def unpack(
    archive: Path,
    folder: Path,
    limits: UnpackLimits = UnpackLimits(),
    progress: Callable[[int], object] = lambda _: None,
) -> None:
    """Unpacks a zip or tar (plain, gz, bz2, xz) into `folder`, which exists. `progress` hears of bytes as they are
    written.

    Only regular files are taken; a path that leads out, a link or a device makes the whole archive refused.
    Raises ArchiveError, or OSError (a full disk); what was written by then stays for the caller to remove.
    """
    written = files = 0
    try:
        for member in _members(archive):
            files += 1
            target = folder.joinpath(*_safe_parts(member.name))
            if files > limits.max_files or written + member.size > limits.max_bytes:
                raise ArchiveError(
                    f"{archive} holds more than a catalogue ({limits.max_files} files, {limits.max_bytes} bytes)"
                )
            target.parent.mkdir(parents=True, exist_ok=True)
            source = member.open()
            if source is None:
                raise ArchiveError(f"{archive}: {member.name} cannot be read")
            with source, target.open("wb") as file:
                # Counted as it is written: what the archive says of its sizes may be a lie.
                while chunk := source.read(_CHUNK):
                    written += len(chunk)
                    if written > limits.max_bytes:
                        raise ArchiveError(f"{archive} unpacks to more than {limits.max_bytes} bytes")
                    file.write(chunk)
                    progress(len(chunk))
    except (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        # RuntimeError is how zipfile says that there is a password.
        raise ArchiveError(f"{archive} is damaged or encrypted: {error}") from error


def _members(archive: Path) -> Iterator[_Member]:
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            for info in opened.infolist():
                if stat.S_ISLNK(info.external_attr >> 16):
                    raise ArchiveError(f"{archive} holds a link: {info.filename}")
                if not info.is_dir():
                    yield _Member(info.filename, info.file_size, lambda info=info: opened.open(info))  # type: ignore[misc]
    elif _is_tar(archive):
        with tarfile.open(archive) as tar:
            for entry in tar:
                if entry.isdir():
                    continue
                if not entry.isfile():
                    raise ArchiveError(f"{archive} holds a link or device: {entry.name}")
                yield _Member(entry.name, entry.size, lambda entry=entry: tar.extractfile(entry))  # type: ignore[misc]
    else:
        raise ArchiveError(f"{archive} is no zip or tar archive, or its download was cut short")


def _is_tar(archive: Path) -> bool:
    try:
        return tarfile.is_tarfile(archive)
    except (EOFError, zlib.error):  # a compressed file cut short in its first bytes
        return False


def _safe_parts(name: str) -> tuple[str, ...]:
    parts = tuple(part for part in PurePosixPath(name).parts if part != ".")
    bad = not parts or name.startswith("/") or any(part == ".." or set(part) & set("\\:\0") for part in parts)
    if bad:
        raise ArchiveError(f"the archive holds a path that leads out of it: {name!r}")
    return parts
