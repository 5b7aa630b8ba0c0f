"""The HTTP under the Bot API. Servers, and what stands before them, put the same things in several ways: here they
become the one way that the library reads."""

from __future__ import annotations

import json
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

import httpx
from telegram.request import HTTPXRequest, RequestData

from bot.frontends.telegram.completing import completed_result

_MOST_REDIRECTS = 5
# Of the latest response within a call: the library hands on its status and its bytes alone.
_HEADERS: ContextVar[httpx.Headers] = ContextVar("headers")


async def _note_headers(response: httpx.Response) -> None:
    _HEADERS.set(response.headers)


HOOKS = {"response": [_note_headers]}


class BotApiRequest(HTTPXRequest):
    """As the library's own; its `httpx_kwargs` have to have the HOOKS."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *more: Any,  # noqa: ANN401 - the library's own
        **seconds: Any,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        """See BaseRequest. Files are fetched where the server says they lie; answers are what they say of themselves,
        whatever their status is."""
        code, payload = await super().do_request(url, method, request_data, *more, **seconds)
        if method == "GET":
            for _ in range(_MOST_REDIRECTS):
                place = urljoin(url, _HEADERS.get().get("Location", ""))
                if code not in (301, 302, 303, 307, 308) or not place.startswith(("http://", "https://")):
                    break
                url = place
                code, payload = await super().do_request(url, method, request_data, *more, **seconds)
            return code, payload
        parameters = request_data.parameters if request_data is not None else {}
        return _as_one_way(url.rpartition("/")[2], code, payload, parameters)


def _as_one_way(name: str, code: int, payload: bytes, parameters: dict[str, Any]) -> tuple[int, bytes]:
    try:
        said = json.loads(payload)
    except ValueError:
        said = None
    is_object, wait = isinstance(said, dict), _HEADERS.get().get("Retry-After", "")
    if code == HTTPStatus.TOO_MANY_REQUESTS and wait.isdecimal():
        said = {"ok": False, **(said if is_object else {})}
        said["parameters"] = {"retry_after": int(wait), **(said.get("parameters") or {})}
        return code, json.dumps(said).encode()
    if not HTTPStatus.OK <= code <= 299:
        return code, payload if is_object else b""
    if not is_object:
        return code, b""
    if said.get("ok") is False:
        told = said.get("error_code")
        is_told = isinstance(told, int) and 400 <= told <= 599
        return told if is_told else HTTPStatus.INTERNAL_SERVER_ERROR, payload
    made = completed_result(name, said.get("result", True), parameters)
    return code, payload if made == said.get("result") else json.dumps({"ok": True, "result": made}).encode()
