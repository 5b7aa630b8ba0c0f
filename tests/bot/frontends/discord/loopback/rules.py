"""What Discord takes as a message, as its documentation says, so that a test fails where Discord would refuse."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

IS_COMPONENTS_V2 = 1 << 15
EPHEMERAL = 1 << 6
Json = dict[str, Any]

ACTION_ROW, BUTTON, SELECT, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = (
    1,
    2,
    3,
    9,
    10,
    11,
    12,
    13,
    14,
    17,
)
_V2_ONLY = (SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER)


class MalformedMessage(Exception):
    """The message is malformed; `str` says how."""


def components_of(message: Json) -> Iterator[Json]:
    """All components, those within others too."""

    def walk(component: Json) -> Iterator[Json]:
        yield component
        if "accessory" in component:
            yield from walk(component["accessory"])
        for child in component.get("components", ()):
            yield from walk(child)

    for component in message.get("components") or ():
        yield from walk(component)


def check(message: Json, files: Collection[str]) -> None:
    """`message` as it would be stored, `files` the names of its attachments. Raises MalformedMessage."""
    parts = list(components_of(message))
    v2 = bool(message.get("flags", 0) & IS_COMPONENTS_V2)
    _check_ids(parts)
    for part in parts:
        _check_part(part)
    if v2:
        _need(not message.get("content") and not message.get("embeds"), "content or embeds beside Components V2")
        _need(1 <= len(parts) <= 40, f"{len(parts)} components")
        _need(sum(len(part["content"]) for part in parts if part["type"] == TEXT) <= 4000, "more than 4000 characters")
    else:
        _need(all(part["type"] not in _V2_ONLY for part in parts), "V2 components without the flag")
        rows = message.get("components") or []
        _need(len(rows) <= 5 and all(row["type"] == ACTION_ROW for row in rows), "more than five rows")
        _need(len(message.get("content") or "") <= 2000, "more than 2000 characters")
        _check_embeds(message.get("embeds") or [])
        _need(bool(message.get("content") or message.get("embeds") or files), "an empty message")
    for reference in _references(message, parts):
        _need(reference in files, f"{reference} is not among the attachments {sorted(files)}")


def _check_ids(parts: list[Json]) -> None:
    ids = [part["custom_id"] for part in parts if "custom_id" in part]
    _need(len(ids) == len(set(ids)), "a custom_id twice")
    _need(all(1 <= len(each) <= 100 for each in ids), "a custom_id longer than 100 characters")


def _check_part(part: Json) -> None:
    kind = part["type"]
    if kind == ACTION_ROW:
        inner = part["components"]
        _need(1 <= len(inner) <= 5, f"{len(inner)} items in a row")
        _need(inner[0]["type"] == BUTTON or len(inner) == 1, "a select beside something")
    elif kind == BUTTON:
        _need(bool(part.get("label") or part.get("emoji")), "a button that says nothing")
        _need(len(part.get("label") or "") <= 80, "a label longer than 80")
    elif kind == SELECT:
        options = part["options"]
        values = [option["value"] for option in options]
        _need(1 <= len(options) <= 25, f"{len(options)} options")
        _need(len(values) == len(set(values)), "an option's value twice")
        _need(all(1 <= len(o["label"]) <= 100 and 1 <= len(o["value"]) <= 100 for o in options), "an option too long")
        _need(len(part.get("placeholder") or "") <= 150, "a placeholder longer than 150")
        chosen = sum(bool(option.get("default")) for option in options)
        _need(chosen <= part.get("max_values", 1) <= len(options), "more chosen than can be")
    elif kind == SECTION:
        _need(1 <= len(part["components"]) <= 3 and "accessory" in part, "a section needs text and an accessory")
    elif kind == TEXT:
        _need(bool(part["content"]), "an empty text")
    elif kind == GALLERY:
        _need(1 <= len(part["items"]) <= 10, "a gallery of more than ten")


def _check_embeds(embeds: list[Json]) -> None:
    _need(len(embeds) <= 10, "more than ten embeds")
    _need(all(len(each.get("title", "")) <= 256 for each in embeds), "an embed's title longer than 256")
    total = sum(len(each.get("title", "")) + len(each.get("description", "")) for each in embeds)
    _need(total <= 6000, "embeds of more than 6000 characters")


def _references(message: Json, parts: list[Json]) -> Iterator[str]:
    urls = [part["media"]["url"] for part in parts if part["type"] == THUMBNAIL]
    urls += [item["media"]["url"] for part in parts if part["type"] == GALLERY for item in part["items"]]
    urls += [part["file"]["url"] for part in parts if part["type"] == FILE]
    urls += [each["thumbnail"]["url"] for each in message.get("embeds") or () if each.get("thumbnail")]
    yield from (url.removeprefix("attachment://") for url in urls if url.startswith("attachment://"))


def _need(holds: bool, complaint: str) -> None:
    if not holds:
        raise MalformedMessage(complaint)
