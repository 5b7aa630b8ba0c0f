"""Pictures and links: which addresses a cell holds, and where a path leads."""

from __future__ import annotations

import ast
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urljoin, urlsplit

from recommender.catalogue.meaning.texts import said, unescaped

_FORMS: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
_ADDRESS = re.compile(r"https?://[^/\s]+", re.IGNORECASE)
_WHOLE_ADDRESS = re.compile(r"https?://[^/\s]+\S*", re.IGNORECASE)
_ENDINGS = r"(?:jpe?g|png|webp|gif|avif|heic|bmp|tiff?|jfif)"
# Addresses hold any of these signs themselves ("?op=sharpen;w=300", "f_auto|q_80"): only where another address begins
# behind the sign, or a name with a picture's ending stands on both sides, does it separate.
_BEFORE_AN_ADDRESS = re.compile(r"(?:\s*[|;,~^]+\s*(?=(?:https?:)?//)|\s+(?=https?://))", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(rf"(?<=\.)({_ENDINGS}(?:\?[^\s|;,]*)?)\s*[|;,]\s*(?=[^|;,]*\.{_ENDINGS}\b)", re.IGNORECASE)
_ANY_SEPARATOR = re.compile(r"""[\s|;,~^\[{"]""")
_REMARK = re.compile(r"\s+!\s[^|]*")  # of "1.jpg ! alt : a shirt ! title : b | 2.jpg", WooCommerce's import suite
# A list that was cut at its commas: ["https://a.example/1.jpg"
_QUOTES = re.compile(r"""^[\["'\s]+(?=https?://|//)|(?<=\w)["'\]\s]+$""", re.IGNORECASE)
# "/p/7", "p/7", "shirt.html", "7.jpg", "?id=7"; but no word, which says nothing of where a page is
_PATH = re.compile(rf"(?:\.{{0,2}}/)?[^\s<>\"\\]*(?:/|\.(?:html?|php|aspx?|{_ENDINGS})|\?)[^\s<>\"\\]*", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# "img.shop.example/7.jpg"
_WITHOUT_SCHEME = re.compile(rf"(?!\S*\.{_ENDINGS}/)(?:[\w-]+\.)+[a-z]{{2,24}}(?::\d+)?/\S", re.IGNORECASE)
# "c2714b_<32 digits>~mv2.jpg" and "wix:image://v1/c2714b_<32 digits>~mv2.jpg/shirt.jpg"
_WIX_NAME = re.compile(r"(?:wix:image://v\d+/)?([0-9a-f]{6}_[0-9a-f]{32}~mv2[\w.]*\.\w{3,4})\b.*", re.IGNORECASE)
WIX_MEDIA = "https://static.wixstatic.com/media/"


def addresses_in(text: str) -> list[str]:
    """The addresses, paths and names that one cell holds, in order: "a|b", "a, b", ["a", "b"], [{"src": "a"}]."""
    text = unescaped(text.strip())
    if text.startswith('["') != text.endswith('"]') or (text[:1] == text[-1:] == '"'):
        text = text.strip('[]"')  # a part of a list that was taken for a text
    if " ! " in text:
        text = _REMARK.sub("", text)
    if not _ANY_SEPARATOR.search(text):
        return [text] if len(text) > 6 or said(text) else []
    for separator in ",|;":
        parts = text.split(separator)
        if len(parts) > 1 and text.count("://") == len(parts) and all(part.lstrip()[:4] == "http" for part in parts):
            return [part.strip() for part in parts]
    if text.startswith(("[", "{")) and text.endswith(("]", "}")):
        found = list(_listed(text))
    else:
        parts = _BEFORE_AN_ADDRESS.split(text) if "//" in text else [text]
        found = [name for part in parts for name in _BETWEEN_NAMES.sub(r"\1\n", part).split("\n")]
    return [address for each in found if (address := _QUOTES.sub("", said(each).strip("|;, ")))]


def _listed(text: str) -> Iterator[str]:
    try:
        value = json.loads(text)
    except ValueError:
        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = [part.strip("[]{}\"' ") for part in text.split(",")]
    for each in value if isinstance(value, list | tuple) else [value]:
        keys = ("src", "url", "uri", "link", "href") if isinstance(each, dict) else ()
        address = next((each[key] for key in keys if key in each), each)
        if isinstance(address, str):
            yield address


def full_address(text: str) -> str:
    """The http(s) address that a text is, also where it lacks "https:" or is a name of Wix's; "" if it is none."""
    if _ADDRESS.match(text):
        return text
    if text.startswith("//"):
        return "https:" + text
    if "~mv2" in text and (name := _WIX_NAME.fullmatch(text)):
        return WIX_MEDIA + name[1]
    return "https://" + text if _WITHOUT_SCHEME.match(text) else ""


def link_of(text: str) -> str:
    """The link if it leads to a web page; shoppers are never handed `javascript:` or a path on somebody's disk."""
    if ";" not in text and _WHOLE_ADDRESS.fullmatch(text):
        return text
    text = unescaped(text.strip())
    address = full_address(text) or (f"https://{text}" if text.casefold().startswith("www.") else "")
    return address if _ADDRESS.match(address) and not re.search(r"\s", address) else ""


def link_below(home: str, path: str) -> str:
    """The web page at a path of the shop whose address is `home`; "" where either is none."""
    path = unescaped(path.strip())
    is_path = _PATH.fullmatch(path) and not _SCHEME.match(path)
    return urljoin(home, path) if is_path and _ADDRESS.match(home) else ""


class PictureFinder:
    """Where the pictures are that a feed in `folder` names. `image_base`, an address or a folder, is what other paths
    begin with; without it they lead from `page`, the feed's own address, as they would on a page there. Each folder is
    listed once: asking the disk for each picture takes seconds."""

    def __init__(self, folder: Path, image_base: str = "", page: str = "") -> None:
        self.folder = folder
        self._base = image_base
        self._page = page
        self._files_in = cache(_files_in)

    def find(self, named: Iterable[str], are_remote: bool = False) -> tuple[tuple[str, ...], str]:
        """(paths and addresses of those that are there, what is missing of the others). With `are_remote`, a relative
        path is one on the shop's server, and stays as it is if nothing says where that is."""
        found: dict[str, None] = {}
        missing = ""
        for each in named:
            if place := self._place(each, are_remote):
                found[place] = None
            else:
                missing = missing or f"{each[:200]} is not there"
        return tuple(found), "" if found else missing or "no picture is named"

    def _place(self, named: str, are_remote: bool) -> str:
        if _ADDRESS.match(named):
            return named
        if named.startswith("//"):
            return "https:" + named
        if not are_remote and (path := self.on_disk(named, self.folder)):
            return path
        if address := full_address(named):
            return address
        if _ADDRESS.match(self._base):
            return f"{self._base.rstrip('/')}/{named.replace(chr(92), '/').lstrip('/')}"
        if self._base:
            return self.on_disk(named.lstrip("/"), Path(self._base).expanduser())
        return named if are_remote else link_below(self._page, named.replace(chr(92), "/"))

    def on_disk(self, named: str, folder: Path) -> str:
        """The path of the file of that name, "" if there is none."""
        if named.casefold().startswith("file://"):
            named = unquote(urlsplit(named).path)
        spelt = (named, named.replace("\\", "/"))
        # What a Mac has packed is decomposed on disk, and what a spreadsheet wrote is not.
        for candidate in dict.fromkeys((*spelt, *(unicodedata.normalize(f, each) for f in _FORMS for each in spelt))):
            path = folder / candidate
            if "\0" not in candidate and path.name in self._files_in(path.parent):
                return str(path)
        return ""


def _files_in(folder: Path) -> frozenset[str]:
    try:
        with os.scandir(folder) as entries:
            return frozenset(entry.name for entry in entries if not entry.is_dir())
    except OSError:  # no such folder, a name too long, no permission: nothing to be found there
        return frozenset()
