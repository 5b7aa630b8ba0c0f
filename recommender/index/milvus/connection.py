"""The way to a Milvus: what is asked of it, how long it may take, and every failure as one sentence.

pymilvus is imported here alone, when the first connection is made.
"""

from __future__ import annotations

import importlib.util
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from recommender.errors import IndexUnavailableError

MOST_AT_ONCE = 16_384  # what Milvus gives at most to one question
_PATIENT_S = 300.0
_NOT_READY, _PAUSES = "not ready", (1.0, 4.0, 15.0, 40.0)  # what Milvus says when it has done nothing; seconds
_T = TypeVar("_T")

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MilvusSettings:
    """Where it is, and how an index lies in it. `uri`: http(s)://host:port, or a file for milvus-lite. `collection` is
    the name of the index, `seconds` what one question may take."""

    uri: str
    token: str = field(default="", repr=False)
    collection: str = "lookalike"
    replicas: int = 1
    shards: int = 1
    seconds: float = 3.0


class MilvusConnection:
    """To be used from several threads."""

    def __init__(self, settings: MilvusSettings) -> None:
        """Connects when it is first asked. Raises IndexUnavailableError where there is no pymilvus."""
        if importlib.util.find_spec("pymilvus") is None:
            raise IndexUnavailableError(
                "[index] engine is \"milvus\", but pymilvus is not installed: pip install '.[milvus]'"
            )
        self.settings = settings
        self._client: Any = None

    def ask(self, what: Callable[[Any], _T], patiently: bool = False) -> _T:
        """What this asks of a pymilvus.MilvusClient; `patiently`: again where the server takes nothing for a while.
        Raises IndexUnavailableError, with all that went wrong in one line."""
        for pause in _PAUSES if patiently else ():
            try:
                return self._asked(what)
            except IndexUnavailableError as error:
                if _NOT_READY not in str(error):
                    raise
                log.warning("tried again in %.0f s: %s", pause, error)
                time.sleep(pause)
        return self._asked(what)

    def _asked(self, what: Callable[[Any], _T]) -> _T:
        import grpc
        from pymilvus import MilvusClient
        from pymilvus.exceptions import MilvusException

        # It logs each failure with its stack, beside what we say of it.
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
        at = self.settings
        try:
            if self._client is None:
                self._client = MilvusClient(uri=at.uri, token=at.token, timeout=at.seconds)
            return what(self._client)
        except (MilvusException, grpc.RpcError, ValueError, OSError) as error:
            raise IndexUnavailableError(f"Milvus at {at.uri}: {_in_one_line(error, at.token)}") from error

    def query(
        self,
        collection: str,
        where: str,
        fields: Sequence[str],
        strongly: bool = False,
        patiently: bool = False,
        **further: int,
    ) -> list[Mapping[str, Any]]:
        """The entities for which the expression is true, in no order; `strongly`: whatever was written before is seen,
        `patiently`: nobody waits for it. Raises IndexUnavailableError."""
        asked = {
            "output_fields": list(fields),
            "timeout": _PATIENT_S if patiently else self.settings.seconds,
            "consistency_level": "Strong" if strongly else "Eventually",
            **further,
        }
        return self.ask(lambda client: list(client.query(collection, filter=where, **asked)), patiently)

    def count(self, collection: str, where: str, strongly: bool = False) -> int:
        """For how many entities it is true. Raises IndexUnavailableError."""
        return int(self.query(collection, where, ["count(*)"], strongly, patiently=strongly)[0]["count(*)"])

    def serving(self) -> str:
        """The collection that the name of the index stands for; "" for none. Raises IndexUnavailableError."""
        alias, seconds = self.settings.collection, self.settings.seconds

        def look(client: Any) -> str:  # noqa: ANN401 - pymilvus is no dependency
            if not client.has_collection(alias, timeout=seconds):
                return ""
            return str(client.describe_collection(alias, timeout=seconds)["collection_name"])

        return self.ask(look)

    def close(self) -> None:
        """The next question connects anew."""
        client, self._client = self._client, None
        if client is not None:
            client.close()


def _in_one_line(error: Exception, token: str) -> str:
    said = str(getattr(error, "message", "") or (error.details() if hasattr(error, "details") else "") or error)
    line = " ".join(said.split())[:300]
    return line.replace(token, "(token)") if token else line
