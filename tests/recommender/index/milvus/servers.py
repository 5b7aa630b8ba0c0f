"""Milvus for the tests: what is installed of it, run for real on loopback."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

# The package `milvus` is a standalone server. Most ports it picks; those of the etcd in it are always the same.
_ETCD_PORTS = (2379, 2380)
_SERVE = """
import sys, time
from milvus import MilvusServer
server = MilvusServer()
server.set_base_dir(sys.argv[1])
server.config.set("proxy_port", int(sys.argv[2]))
server.start()
print(server.server_proc.pid, flush=True)
sys.stdin.read()
server.stop()
"""


def needs(*packages: str) -> None:
    """Skips the test where one is not installed."""
    for package in packages:
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed: pip install pymilvus==3.0.2 milvus-lite==3.2.2 milvus==2.3.5")


def unused_port() -> int:
    """On which nothing listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def needs_standalone() -> None:
    """Skips the test where no server can run."""
    needs("pymilvus", "milvus")
    for port in _ETCD_PORTS:
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                pytest.skip(f"port {port} is taken: another Milvus, or etcd, runs on this machine")


class StandaloneMilvus:
    """A server of its own data, which can be stopped, held up and started again."""

    def __init__(self, folder: Path, port: int) -> None:
        self.uri = f"http://127.0.0.1:{port}"
        self._folder, self._port = folder, port
        self.start()

    def start(self) -> None:
        """Takes a quarter of a minute; after `stop` up to a minute more, for as long as the port is held."""
        deadline = time.monotonic() + 90
        while not _is_free(self._port) and time.monotonic() < deadline:
            time.sleep(0.5)
        command = [sys.executable, "-c", _SERVE, str(self._folder), str(self._port)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.pid = int(self._process.stdout.readline())

    def stop(self) -> None:
        """At once, as in a power cut."""
        self.go_on()
        os.kill(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.communicate()
        deadline = time.monotonic() + 30
        while Path(f"/proc/{self.pid}").exists() and time.monotonic() < deadline:
            time.sleep(0.1)

    def hold(self) -> None:
        """It takes what is asked, and does not answer."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)


@contextmanager
def serving_milvus(folder: Path) -> Iterator[StandaloneMilvus]:
    """A server whose data are in this folder, for as long as the block lasts."""
    server = StandaloneMilvus(folder, unused_port())
    try:
        yield server
    finally:
        server.stop()
