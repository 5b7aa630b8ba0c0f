"""How an index lies on disk, so that a new one can take the old one's place while it is being served.

    INDEX_DIR/
      current                 one line: the version that serves; replaced in one step
      versions/VERSION/       manifest.json and the files that it names, with their hashes; never changed once there;
                              gate.json, what its gate measured
      partial/                embeddings of a reindex that has not ended, see embedding_journal.py
      lock                    held by the one reindex that may run; says who and since when
      additions/              an index of its own, see additions.py

A version is written under a name that nobody reads, flushed to the disk, renamed, and only then named by `current`.
Killed at any moment, a reindex leaves the old version serving; what it leaves behind, the next one removes. The
version before the current one is kept for readers that have read its name but not yet its files.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import mmap
import os
import shutil
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from recommender.errors import GateFinding, GateReason, IndexBusyError, IndexCorruptError, IndexMissingError
from recommender.index.shared_files import share, write_or_share

FORMAT = 4
_FORMATS = (1, 2, 3, FORMAT)  # those that can be read
_LARGE = 1 << 27  # bytes of a file
MANIFEST_FILE = "manifest.json"
_MEASURED_FILE = "gate.json"
_CURRENT, _VERSIONS, _LOCK, _UNFINISHED = "current", "versions", "lock", ".unfinished-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index is made of. `files` are SHA-256 by file name, `sizes` their bytes (none in format 1);
    `made_with` are library versions, for people only."""

    version: str
    embedder_version: str
    dim: int
    products: int
    created: str  # ISO 8601, UTC
    catalogue: str
    files: Mapping[str, str]
    made_with: Mapping[str, str]
    format: int = FORMAT
    sizes: Mapping[str, int] = field(default_factory=dict)

    @property
    def made_at(self) -> float:
        """In seconds since 1970, UTC; 0 if it does not say."""
        try:
            return datetime.fromisoformat(self.created).timestamp()
        except ValueError:
            return 0.0


class VersionFiles(dict[str, bytes]):
    """The files of a version by name, mapped into memory, and where they are."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        super().__init__(files)
        self._folder = folder

    def path(self, name: str) -> Path | None:  # None: it is none of them
        return self._folder / name if name in self else None

    def sha256(self, name: str) -> str:
        """Of one of them, read, not mapped: what is read once need not count as this process's memory. Raises
        IndexCorruptError."""
        try:
            with (self._folder / name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise IndexCorruptError(f"{self._folder / name} cannot be read: {error.strerror or error}") from error

    def is_shared(self, name: str, other: Manifest) -> bool:
        """Whether one of them is one on the disk with that of another version."""
        with contextlib.suppress(OSError):
            return (self._folder / name).samefile(self._folder.parent / other.version / name)
        return False

    def release(self, *names: str) -> None:
        """What was read of all, or of these if they are large, no longer counts as ours, but as the system's cache."""
        self._advise([name for name in names if len(self.get(name, b"")) >= _LARGE] if names else self, "MADV_DONTNEED")

    def expect(self, whole: str, *scattered: str) -> None:
        """The system may read the first ahead, but not the others, of which only a row here and there is wanted."""
        self._advise((whole,), "MADV_WILLNEED")
        self._advise(scattered, "MADV_RANDOM")

    def _advise(self, names: Iterable[str], how: str) -> None:
        for name in names:
            mapped: object = self.get(name)
            if isinstance(mapped, mmap.mmap) and hasattr(mmap, how):
                mapped.madvise(getattr(mmap, how))


def read_current(index_dir: Path) -> str:
    """The version that serves. Raises IndexMissingError, IndexCorruptError."""
    try:
        version = (index_dir / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexMissingError(f"there is no index at {index_dir} yet") from None
    except NotADirectoryError:
        raise IndexMissingError(f"{index_dir} is no folder") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorruptError(f"{index_dir / _CURRENT} cannot be read: {error}") from error
    # The name becomes part of a path, so it may not lead elsewhere.
    if not version or version.startswith(".") or "/" in version or "\\" in version or "\0" in version:
        raise IndexCorruptError(f"{index_dir / _CURRENT} names no version: {version[:80]!r}")
    return version


Mark = tuple[int, int, int]
NO_MARK: Mark = (0, 0, 0)


def current_mark(index_dir: Path) -> Mark:
    """Changes whenever another version becomes current; costs one stat. NO_MARK if there is none."""
    try:
        stat = (index_dir / _CURRENT).stat()
    except OSError:
        return NO_MARK
    return (stat.st_ino, stat.st_mtime_ns, stat.st_size)


def read_version(index_dir: Path) -> tuple[Manifest, VersionFiles]:
    """The current version's manifest and its files, mapped into memory, their sizes checked. Raises IndexMissingError,
    IndexCorruptError."""
    version = read_current(index_dir)
    try:
        return _read(index_dir / _VERSIONS / version, version)
    except IndexCorruptError:
        # Two swaps may have happened since the name was read; then its files are gone by right.
        if (again := read_current(index_dir)) == version:
            raise
        return _read(index_dir / _VERSIONS / again, again)


def check_hashes(manifest: Manifest, files: VersionFiles, before: Manifest | None = None) -> None:
    """Raises IndexCorruptError where a file's content is not what the manifest says. What is one on the disk with a
    file of the version of `before`, which was checked, is not read again."""
    for name, digest in manifest.files.items():
        known = before is not None and before.files.get(name) == digest and files.is_shared(name, before)
        if not known and files.sha256(name) != digest:
            raise IndexCorruptError(f"{manifest.version}/{name} is damaged: its hash is not the manifest's")


def _read_manifest(folder: Path, version: str) -> Manifest:
    try:
        values = json.loads((folder / MANIFEST_FILE).read_bytes())
        if values["format"] not in _FORMATS:
            known = ", ".join(map(str, _FORMATS))
            raise IndexCorruptError(f"{folder} has format {values['format']!r}, known are {known}; a reindex mends it")
        manifest = Manifest(**values)
        sound = manifest.version == version and all(
            isinstance(name, str) and isinstance(digest, str) and Path(name).name == name
            for name, digest in manifest.files.items()
        )
        sound = sound and (manifest.format == 1 or manifest.sizes.keys() == manifest.files.keys())
    except OSError as error:
        raise IndexCorruptError(f"{folder / MANIFEST_FILE} cannot be read: {error.strerror or error}") from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise IndexCorruptError(f"{folder / MANIFEST_FILE} is no manifest: {error}") from error
    if not sound:
        raise IndexCorruptError(f"{folder / MANIFEST_FILE} is the manifest of something else")
    return manifest


def _read(folder: Path, version: str) -> tuple[Manifest, VersionFiles]:
    manifest = _read_manifest(folder, version)
    files = VersionFiles(folder, {name: _mapped(folder / name) for name in manifest.files})
    for name, size in manifest.sizes.items():
        if len(files[name]) != size:
            raise IndexCorruptError(f"{folder / name} is damaged: {len(files[name])} bytes, not {size}")
    if manifest.format == 1:
        check_hashes(manifest, files)
    return manifest, files


def _mapped(path: Path) -> bytes:
    """The content of a file, read where it is used: a mapping that is used as bytes are."""
    try:
        with path.open("rb") as file:
            if not os.fstat(file.fileno()).st_size:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)  # type: ignore[return-value]
    except (OSError, ValueError) as error:
        raise IndexCorruptError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from error


@contextlib.contextmanager
def reindexing(index_dir: Path) -> Iterator[None]:
    """Be the only one that reindexes into this folder, made if need be. Raises IndexBusyError, OSError.

    The lock goes with the process, however it ends; what it holds says who that is and since when.
    """
    (index_dir / _VERSIONS).mkdir(parents=True, exist_ok=True)
    with (index_dir / _LOCK).open("a+", encoding="utf-8", errors="replace") as lock:
        lock.seek(0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            since, _, by = lock.read(500).partition(" ")
            who = f", {by.strip()}, since {since}" if by else ""
            raise IndexBusyError(f"another reindex is running into {index_dir}{who}", by.strip(), since) from None
        lock.truncate(0)
        lock.write(
            f"{datetime.now(UTC).isoformat(timespec='seconds')} process {os.getpid()} on {socket.gethostname()}\n"
        )
        lock.flush()
        for leftover in (index_dir / _VERSIONS).glob(f"{_UNFINISHED}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        yield


def write_version(index_dir: Path, manifest: Manifest, files: Mapping[str, Iterable[bytes] | None]) -> Path:
    """Lay a version down, flushed to the disk, where nobody looks for it yet; `publish` makes it current. What hashes
    and sizes its manifest has to have, it gets here.

    A file that is the same in the version that serves is not written again: both share one place on the disk. None
    stands for one that is known to be that of the version that serves, whose hashes are checked; it is not even read.
    """
    folder = index_dir / _VERSIONS / (_UNFINISHED + manifest.version)
    folder.mkdir()
    before = _current_folder(index_dir)
    kept = [name for name, content in files.items() if content is None]
    known = _read_manifest(before, before.name) if before is not None and kept else None
    written = {}
    for name, content in files.items():
        old = before and before / name
        if content is not None:
            written[name] = write_or_share(folder / name, content, old)
        elif known is not None and old is not None:
            share(old, folder / name)
            written[name] = known.files[name], known.sizes[name]
    manifest = replace(
        manifest,
        files={name: digest for name, (digest, _) in written.items()},
        sizes={name: size for name, (_, size) in written.items()},
    )
    _write(folder / MANIFEST_FILE, json.dumps(asdict(manifest), indent=2, ensure_ascii=False).encode())
    return folder


def _current_folder(index_dir: Path) -> Path | None:
    with contextlib.suppress(IndexMissingError, IndexCorruptError):
        return index_dir / _VERSIONS / read_current(index_dir)
    return None


def read_unpublished(folder: Path, before: Manifest | None = None) -> tuple[Manifest, VersionFiles]:
    """What `write_version` has laid down, as a reader will find it, its hashes checked (see check_hashes). Raises
    IndexCorruptError."""
    manifest, files = _read(folder, folder.name.removeprefix(_UNFINISHED))
    check_hashes(manifest, files, before)
    return manifest, files


def write_measured(folder: Path, measured: Sequence[GateFinding]) -> None:
    """Beside what `write_version` has laid down: what its gate measured, for people."""
    shares = {each.reason.value: (each.share, each.most) for each in measured}
    _write(folder / _MEASURED_FILE, json.dumps(shares).encode())


def read_made(index_dir: Path) -> tuple[Manifest, tuple[GateFinding, ...]]:
    """The current version's manifest, and what its gate measured, where that was written down. Reads no products.
    Raises IndexMissingError, IndexCorruptError."""
    version = read_current(index_dir)
    folder = index_dir / _VERSIONS / version
    manifest = _read_manifest(folder, version)
    try:
        shares = json.loads((folder / _MEASURED_FILE).read_bytes())
        measured = ((GateReason(name), float(share), float(most)) for name, (share, most) in shares.items())
        return manifest, tuple(GateFinding(*each) for each in measured)
    except (OSError, ValueError, TypeError, AttributeError):
        return manifest, ()


def discard(folder: Path) -> None:
    """What `write_version` has laid down is not wanted."""
    shutil.rmtree(folder, ignore_errors=True)


def publish(index_dir: Path, folder: Path) -> None:
    """Make a version that `write_version` laid down the current one; remove all others but the one before it."""
    try:
        previous = read_current(index_dir)
    except (IndexMissingError, IndexCorruptError):
        previous = ""
    version = folder.name.removeprefix(_UNFINISHED)
    versions = index_dir / _VERSIONS
    folder.rename(versions / version)
    _flush_folder(versions)
    _make_current(index_dir, version)
    for old in versions.iterdir():
        if old.name not in (version, previous):
            shutil.rmtree(old, ignore_errors=True)


def roll_back(index_dir: Path, is_usable: Callable[[Manifest], bool]) -> Manifest:
    """Let the version before the current one serve again; the current one is kept in its place. `reindexing` has to be
    held. Raises IndexMissingError where there is none, or none that is usable, IndexCorruptError, OSError."""
    current = read_current(index_dir)
    others = [each.name for each in (index_dir / _VERSIONS).iterdir() if each.name != current]
    for version in sorted((name for name in others if not name.startswith(".")), reverse=True):
        manifest, _ = _read(index_dir / _VERSIONS / version, version)
        if is_usable(manifest):
            _make_current(index_dir, version)
            return manifest
    raise IndexMissingError(f"{index_dir} keeps no version before {current} that can serve")


def withdraw(index_dir: Path) -> None:
    """From now on there is no version there. Raises OSError."""
    if (index_dir / _CURRENT).exists():
        (index_dir / _CURRENT).unlink(missing_ok=True)
        _flush_folder(index_dir)


def _make_current(index_dir: Path, version: str) -> None:
    aside = index_dir / f"{_CURRENT}.new"
    _write(aside, f"{version}\n".encode())
    aside.replace(index_dir / _CURRENT)
    _flush_folder(index_dir)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
