"""scripts/download_catalogue: from Kaggle (a server on loopback that speaks its protocol), an archive or a folder."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.lib.unpack import ArchiveError, UnpackLimits, unpack
from tests import ROOT

STYLES = (
    "id,gender,masterCategory,subCategory,articleType,baseColour,season,year,usage,productDisplayName\n"
    "1,Men,Apparel,Topwear,Tshirts,Blue,Summer,2012,Casual,Tee, of three\n"
    "2,Men,Apparel,Topwear,Tshirts,Blue,Summer,2012,Casual,No picture\n"
)
FILES = {"myntradataset/styles.csv": STYLES.encode(), "myntradataset/images/1.jpg": b"\xff\xd8\xff" + bytes(300_000)}


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive of these files, stored as they are so that half of it is half of the data."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(files: dict[str, bytes], *links: tarfile.TarInfo) -> bytes:
    """A tar.gz of these files and links."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as archive:
        for link in links:
            archive.addfile(link)
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The script, in a process of its own, without any proxy or Kaggle account of whoever runs the tests."""
    inherited = {key: value for key, value in os.environ.items() if "proxy" not in key.lower() and "KAGGLE" not in key}
    return subprocess.run(
        [sys.executable, "-P", "-m", "scripts.lib.download_catalogue", *map(str, arguments)],
        env={**inherited, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
    )


class Kaggle:
    """A server on loopback that answers kagglehub's two calls, and can fail in the ways that networks do."""

    def __init__(self, archive: bytes) -> None:
        self.archive = archive
        self.status = 200
        self.cut_after: int | None = None
        self.ranges: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if outer.status != 200:
                    self._send(outer.status, b"{}", "application/json")
                elif self.path.endswith("GetDataset"):
                    self._send(200, json.dumps({"currentVersionNumber": 3}).encode(), "application/json")
                else:
                    self.send_response(302)
                    self.send_header("Location", "http://storage.example/archive.zip")
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def do_GET(self) -> None:
                wanted = self.headers.get("Range", "")
                outer.ranges.append(wanted)
                start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
                body = outer.archive[start:]
                self.send_response(206 if wanted else 200)
                self.send_header("Content-Type", "application/zip")
                self.send_header("Accept-Ranges", "bytes")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if outer.cut_after is not None:
                    body, outer.cut_after = body[: outer.cut_after], None
                    self.close_connection = True
                self.wfile.write(body)

            def _send(self, status: int, body: bytes, kind: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Tests have nothing to say to the terminal."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))  # looks for its end so often
        self._thread.start()

    @property
    def environment(self) -> dict[str, str]:
        """Sends kagglehub here: its local endpoint is plain http, and goes through whatever proxy is named."""
        proxy = f"http://127.0.0.1:{self._server.server_port}"
        return {"KAGGLE_API_ENVIRONMENT": "LOCALHOST", "http_proxy": proxy, "no_proxy": ""}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def kaggle() -> Iterator[Kaggle]:
    """Kaggle, with a small dataset in it."""
    server = Kaggle(zipped(FILES))
    yield server
    server.close()


def test_the_dataset_comes_from_kaggle(tmp_path: Path, kaggle: Kaggle) -> None:
    """It is fetched, unpacked, checked and put in its place; the next command is said, and nothing else is left."""
    done = run("--to", tmp_path, **kaggle.environment)
    assert done.returncode == 0, done.stderr
    place = tmp_path / "fashion-product-images-small"
    assert (place / "myntradataset" / "images" / "1.jpg").is_file()
    assert f'scripts/reindex --catalogue "{place}"' in done.stdout
    assert "1 products at" in done.stdout
    assert "1 left out: missing picture" in done.stdout
    assert list(tmp_path.iterdir()) == [place]
    again = run("--to", tmp_path, **kaggle.environment)
    assert again.returncode == 0
    assert "there already" in again.stdout
    assert len(kaggle.ranges) == 1


def test_an_interrupted_download_is_taken_up(tmp_path: Path, kaggle: Kaggle) -> None:
    """A broken connection is said, nothing half is left in its place, and the next call asks for the rest."""
    kaggle.cut_after = 100_000
    broken = run("--to", tmp_path, **kaggle.environment)
    assert broken.returncode == 1
    assert "takes the download up" in " ".join(broken.stderr.split())
    assert not (tmp_path / "fashion-product-images-small").exists()
    done = run("--to", tmp_path, **kaggle.environment)
    assert done.returncode == 0, done.stderr
    assert kaggle.ranges[-1].startswith("bytes=")
    content = (tmp_path / "fashion-product-images-small" / "myntradataset" / "images" / "1.jpg").read_bytes()
    assert content == FILES["myntradataset/images/1.jpg"]


@pytest.mark.parametrize("status", [403, 404, 500])
def test_kaggles_refusal_is_one_sentence(tmp_path: Path, kaggle: Kaggle, status: int) -> None:
    """An error of the server is said with its number and with the other way, without a traceback."""
    kaggle.status = status
    failed = run("--to", tmp_path, **kaggle.environment)
    assert failed.returncode == 1
    assert f"Kaggle answered {status}" in failed.stderr
    assert "--from" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_no_network_is_one_sentence(tmp_path: Path) -> None:
    """With nobody listening the script says so, and what to do instead."""
    failed = run("--to", tmp_path, KAGGLE_API_ENVIRONMENT="LOCALHOST", http_proxy="http://127.0.0.1:9", no_proxy="")
    assert failed.returncode == 1
    assert "Kaggle cannot be reached" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_without_kagglehub_the_remedy_is_named(tmp_path: Path) -> None:
    """Where the download extra is not installed the script says how to get it; an archive needs none of it."""
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "kagglehub.py").write_text("raise ImportError('not here')")
    path = os.pathsep.join((str(tmp_path / "hidden"), str(ROOT)))
    failed = run("--to", tmp_path, PYTHONPATH=path)
    assert failed.returncode == 1
    assert "kagglehub is not installed" in failed.stderr
    (tmp_path / "small.zip").write_bytes(zipped(FILES))
    assert run("--from", tmp_path / "small.zip", "--to", tmp_path, PYTHONPATH=path).returncode == 0


@pytest.mark.parametrize(("name", "data"), [("small.zip", zipped(FILES)), ("small.tar.gz", tarred(FILES))])
def test_an_archive_on_disk_is_unpacked(tmp_path: Path, name: str, data: bytes) -> None:
    """A zip or tar.gz becomes a catalogue beside the others; with --force it replaces the one that is there."""
    archive, place = tmp_path / name, tmp_path / "to" / "small"
    archive.write_bytes(data)
    done = run("--from", archive, "--to", tmp_path / "to")
    assert done.returncode == 0, done.stderr
    assert (place / "myntradataset" / "styles.csv").is_file()
    (place / "old").write_text("")
    assert run("--from", archive, "--to", tmp_path / "to").returncode == 0
    assert (place / "old").exists()
    assert run("--from", archive, "--to", tmp_path / "to", "--force").returncode == 0
    assert not (place / "old").exists()
    assert list((tmp_path / "to").iterdir()) == [place]


def test_a_folder_is_checked_and_used_where_it_is(tmp_path: Path) -> None:
    """A folder on disk is neither copied nor moved; one without a catalogue is refused."""
    folder = tmp_path / "mine"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    done = run("--from", folder, "--to", tmp_path / "to")
    assert done.returncode == 0, done.stderr
    assert f'--catalogue "{folder}"' in done.stdout
    assert not (tmp_path / "to").exists()
    (tmp_path / "empty").mkdir()
    assert run("--from", tmp_path / "empty").returncode == 1
    assert run("--from", tmp_path / "nowhere").returncode == 1


def _link(kind: bytes) -> tarfile.TarInfo:
    link = tarfile.TarInfo("images")
    link.type, link.linkname = kind, "/etc"
    return link


def _zip_link() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        info = zipfile.ZipInfo("images")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc")
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (zipped({"../escaped.txt": b"x", **FILES}), "leads out"),
        (zipped({"a/../../escaped.txt": b"x", **FILES}), "leads out"),
        (tarred({"/escaped.txt": b"x", **FILES}), "leads out"),
        (zipped({"c:\\escaped.txt": b"x", **FILES}), "leads out"),
        (tarred(FILES, _link(tarfile.SYMTYPE)), "link"),
        (tarred(FILES, _link(tarfile.LNKTYPE)), "link"),
        (tarred(FILES, _link(tarfile.FIFOTYPE)), "device"),
        (_zip_link(), "link"),
        (zipped(FILES)[:-3000], "no zip or tar"),
        (tarred(FILES)[:-300], "damaged|no zip"),
        (b"", "no zip or tar"),
        (b"hello", "no zip or tar"),
        (zipped({"readme.txt": b"x"}), "lacks the columns id, title, image"),
    ],
)
def test_a_bad_archive_leaves_nothing_behind(tmp_path: Path, data: bytes, words: str) -> None:
    """Paths that lead out, links, devices, damage, no catalogue inside: refused in words, and nothing is written."""
    archive = tmp_path / "in" / "bad.zip"
    archive.parent.mkdir()
    archive.write_bytes(data)
    failed = run("--from", archive, "--to", tmp_path / "to")
    assert failed.returncode == 1
    assert any(word in failed.stderr for word in words.split("|")), failed.stderr
    assert "Traceback" not in failed.stderr
    assert list((tmp_path / "to").iterdir()) == []
    assert not list(tmp_path.rglob("escaped.txt"))


def test_an_archive_that_unpacks_to_more_than_allowed_is_stopped(tmp_path: Path) -> None:
    """A zip bomb is stopped at the limit, by the bytes that come out and not by what the archive says."""
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(20_000_000))
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ArchiveError, match="more than"):
        unpack(bomb, out, UnpackLimits(max_bytes=1_000_000))
    with pytest.raises(ArchiveError, match="more than"):
        unpack(bomb, out, UnpackLimits(max_files=0))
    assert sum(path.stat().st_size for path in out.iterdir()) <= 1_000_000
