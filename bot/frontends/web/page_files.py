"""The page's own files, read once per run: small, revalidated by their hash, so that an update is never half old."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from aiohttp import web

_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}


class PageFiles:
    """All files of the folder `page`, and the fonts in it."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes, str, str]] = {}
        page = files("bot.frontends.web").joinpath("page")
        for folder, prefix in ((page, ""), (page.joinpath("fonts"), "fonts/")):
            for file in folder.iterdir():
                kind = _TYPES.get("." + file.name.rpartition(".")[2])
                if kind is not None:
                    body = file.read_bytes()
                    self._files[prefix + file.name] = (body, kind, hashlib.sha256(body).hexdigest()[:24])

    async def index(self, request: web.Request) -> web.Response:
        """GET /"""
        return self._serve(request, "index.html")

    async def file(self, request: web.Request) -> web.Response:
        """GET /page/{name}"""
        return self._serve(request, request.match_info["name"])

    def _serve(self, request: web.Request, name: str) -> web.Response:
        if name not in self._files:
            raise web.HTTPNotFound
        body, kind, tag = self._files[name]
        headers = {"Cache-Control": "no-cache", "ETag": f'"{tag}"'}
        if any(etag.value == tag for etag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        is_text = kind != _TYPES[".woff2"]
        response = web.Response(body=body, content_type=kind, charset="utf-8" if is_text else None, headers=headers)
        if is_text:
            response.enable_compression()
        return response
