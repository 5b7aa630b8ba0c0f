"""Who may write versions into Milvus: one at a time, wherever they run.

A lock is a collection, because Milvus makes two of one name only if they are described alike, whoever asks first. It
says who holds it, and its holder changes it every few seconds: one that stays as it is belonged to somebody who has
died, and whoever makes the lock with the next number has it then.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from recommender.errors import IndexBusyError, IndexUnavailableError
from recommender.index.milvus.connection import MilvusConnection

_BEAT = "lookalike.beat"
_FIRST, _NOT_FOUND = 1, 100  # Milvus' number for it
_SECONDS = 15.0  # that one question may take


@dataclass(frozen=True, slots=True)
class LockTimes:
    """In seconds: between two beats of a holder, without which it counts as dead, and how long a lock is waited for."""

    beat: float = 3.0
    dead: float = 20.0
    patience: float = 0.0


AT_ONCE = LockTimes()
PATIENTLY = LockTimes(patience=60.0)


class PublishingLock:
    """Held as long as the block lasts. Raises IndexBusyError where somebody else holds it, IndexUnavailableError."""

    def __init__(self, connection: MilvusConnection, times: LockTimes = AT_ONCE) -> None:
        self._connection = connection
        self._times = times
        self._prefix = f"{connection.settings.collection}_lock_"
        self._ended = threading.Event()
        self._mine = ""

    def __enter__(self) -> PublishingLock:
        # A file of milvus-lite is opened by one process alone.
        if "://" in self._connection.settings.uri:
            deadline = time.monotonic() + self._times.patience
            while not self._mine:
                try:
                    self._take()
                except IndexBusyError:
                    if time.monotonic() > deadline:
                        raise
            threading.Thread(target=self._beat, name="lock in Milvus", daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        if self._mine:
            with suppress(IndexUnavailableError):  # then it counts as dead soon
                self._drop(self._mine)

    def ensure(self) -> None:
        """It is still this one's. Raises IndexBusyError, IndexUnavailableError."""
        if self._mine and not self._ask(lambda client: client.has_collection(self._mine, timeout=_SECONDS)):
            raise IndexBusyError("this reindex was silent for so long that another one has taken its place in Milvus")

    def _take(self) -> None:
        """Raises IndexBusyError."""
        held = self._locks()
        if held and not self._is_dead(held[-1]):
            raise self._busy(held[-1])
        name = f"{self._prefix}{int(held[-1].removeprefix(self._prefix)) + 1 if held else _FIRST}"
        since = datetime.now(UTC).isoformat(timespec="seconds")
        said = f"{socket.gethostname()}, process {os.getpid()}|{since}|{secrets.token_hex(8)}"
        try:
            self._ask(lambda client: _make(client, name, said))
        except IndexUnavailableError as error:
            # Somebody else's, which may be gone again by now.
            if "duplicate" in str(error) or self._said(name) not in ("", said):
                raise self._busy(name) from None
            raise
        # Of two that have each made one, not knowing of the other, neither has it.
        if others := set(self._locks()) - {name, *held}:
            self._drop(name)
            raise self._busy(others.pop())
        self._mine = name
        for each in held:
            self._drop(each)

    def _is_dead(self, name: str) -> bool:
        """Looks at it until it changes, is gone, or has not changed for so long."""
        first, deadline = self._described(name), time.monotonic() + self._times.dead
        while time.monotonic() < deadline:
            time.sleep(min(0.5, self._times.beat))
            now = self._described(name)
            if now is None:
                return True
            if now != first:
                return False
        return True

    def _busy(self, name: str) -> IndexBusyError:
        by, since, *_ = (*self._said(name).split("|"), "", "")
        place = f"{self._connection.settings.collection} in Milvus"
        return IndexBusyError(f"another reindex is writing {place} (since {since}, by {by})", by, since)

    def _beat(self) -> None:
        number = 0
        while not self._ended.wait(self._times.beat):
            number += 1
            beat = {_BEAT: str(number)}
            with suppress(IndexUnavailableError):
                self._ask(lambda client: client.alter_collection_properties(self._mine, beat, timeout=_SECONDS))  # noqa: B023

    def _drop(self, name: str) -> None:
        self._ask(lambda client: client.drop_collection(name, timeout=_SECONDS))

    def _locks(self) -> list[str]:
        names = self._ask(lambda client: client.list_collections(timeout=_SECONDS))
        found = [each for each in names if re.fullmatch(rf"{re.escape(self._prefix)}\d+", each)]
        return sorted(found, key=lambda each: int(each.removeprefix(self._prefix)))

    def _said(self, name: str) -> str:
        return str((self._described(name) or {}).get("description", ""))

    def _described(self, name: str) -> dict[str, Any] | None:
        def look(client: Any) -> dict[str, Any] | None:  # noqa: ANN401 - pymilvus is no dependency
            from pymilvus.exceptions import MilvusException

            try:
                found: dict[str, Any] = client.describe_collection(name, timeout=_SECONDS)
            except MilvusException as error:
                if error.code == _NOT_FOUND:
                    return None
                raise
            return {each: found.get(each) for each in ("description", "properties")}

        described: dict[str, Any] | None = self._ask(look)
        return described

    def _ask(self, what: Callable[[Any], Any]) -> Any:  # noqa: ANN401
        return self._connection.ask(what)


def _make(client: Any, name: str, said: str) -> None:  # noqa: ANN401
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False, description=said)
    schema.add_field("number", DataType.INT64, is_primary=True)
    schema.add_field("nothing", DataType.FLOAT_VECTOR, dim=2)  # each collection has to have one
    client.create_collection(name, schema=schema, num_shards=1, timeout=_SECONDS)
