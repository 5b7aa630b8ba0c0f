"""Fills dataclasses from parsed TOML, collecting every problem instead of stopping at the first. Names no section."""

from __future__ import annotations

import dataclasses
import difflib
import re
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from bot.secret import Secret

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where it is, what it is, and how to mend it. Holds no value of a secret key."""

    section: str
    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"[{self.section}] {self.key}".rstrip() if self.section else self.key
        return f"{place}: {self.what}; {self.remedy}" if place else f"{self.what}; {self.remedy}"


class ConfigError(Exception):
    """The configuration cannot be used; `problems` holds every mistake, `str(error)` lists them for the admin."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = tuple(problems)
        count = f"{len(self.problems)} problems" if len(self.problems) > 1 else "a problem"
        super().__init__("\n".join([f"{path}: {count}", *(f"  {problem}" for problem in self.problems)]))


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a value must keep to besides its type; travels in the metadata of a dataclass field."""

    least: int | None = None
    most: int | None = None
    url: bool = False
    schemes: tuple[str, ...] = ("http", "https")
    pattern: str = ""

    def metadata(self) -> dict[str, object]:
        """This, as `dataclasses.field(metadata=...)` takes it."""
        return {"bounds": self}

    def broken_by(self, value: object) -> str:
        """What the value should be instead, or nothing."""
        if isinstance(value, int) and not isinstance(value, bool):
            if self.least is not None and value < self.least:
                return f"at least {self.least}"
            if self.most is not None and value > self.most:
                return f"at most {self.most}"
        if self.url and isinstance(value, str) and value:
            parts = urlsplit(value)
            if parts.scheme not in self.schemes or not parts.netloc:
                return f"a URL that starts with {' or '.join(scheme + '://' for scheme in self.schemes)}"
        if self.pattern and isinstance(value, Secret) and value and not re.fullmatch(self.pattern, value.reveal()):
            return f"of the form {self.pattern}"
        return ""


_WANTED = {
    "str": 'text in quotes, such as "name"',
    "int": "a whole number without quotes, such as 10",
    "bool": "true or false, without quotes",
    "Path": 'a path in quotes, such as "var/index"',
    "Secret": "text in quotes",
    "tuple": 'a list, such as ["123", "456"]',
}


class Reader:
    """Reads one configuration; `problems` is complete after `read`."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def read(self, kind: type[T], raw: Mapping[str, Any]) -> T:
        """An instance of `kind`, whose fields are dataclasses, one per section; what is wrong keeps its default."""
        hints = typing.get_type_hints(kind)
        sections = [each.name for each in _fields(kind) if each.metadata.get("section", True)]
        found: dict[str, Any] = {}
        for name, value in raw.items():
            if name not in sections:
                self.problems.append(_unknown_top(name, value, sections, hints))
            elif not isinstance(value, Mapping):
                self.problems.append(
                    Problem("", name, "is a section, not a value", f"write [{name}] on a line of its own")
                )
            else:
                found[name] = self._section(hints[name], name, value)
        return kind(**found)

    def _section(self, kind: type[Any], section: str, raw: Mapping[str, Any]) -> object:
        hints = typing.get_type_hints(kind)
        fields = {each.name: each for each in _fields(kind)}
        found: dict[str, Any] = {}
        for key, value in raw.items():
            if key not in fields:
                self.problems.append(Problem(section, key, "is an unknown key", _did_you_mean(key, fields)))
                continue
            converted, wanted = _convert(hints[key], value)
            bounds = fields[key].metadata.get("bounds")
            if not wanted and isinstance(bounds, Bounds):
                wanted = bounds.broken_by(converted)
            if wanted:
                shown = "is not usable" if hints[key] is Secret else f"is {_toml(value)}"
                self.problems.append(Problem(section, key, shown, f"it must be {wanted}"))
            else:
                found[key] = converted
        return kind(**found)


def _fields(kind: type[Any]) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(kind)


def _convert(kind: Any, value: Any) -> tuple[Any, str]:  # noqa: ANN401 - types are looked up at run time here
    """The value as `kind`, and an empty text; or anything, and what it should have been."""
    if typing.get_origin(kind) is tuple:
        # Ids are written with and without quotes; both are meant as text.
        is_id = isinstance(value, list) and all(
            isinstance(each, str | int) and not isinstance(each, bool) for each in value
        )
        return (tuple(str(each) for each in value), "") if is_id else (None, _WANTED["tuple"])
    name = kind.__name__
    if kind is Path and isinstance(value, str) and value:
        return Path(value), ""
    if kind is Secret and isinstance(value, str):
        return Secret(value.strip()), ""
    if type(value) is kind and kind in (str, int, bool):
        return value, ""
    return None, _WANTED[name]


def _unknown_top(name: str, value: object, sections: list[str], hints: Mapping[str, Any]) -> Problem:
    if isinstance(value, Mapping):
        return Problem(name, "", "is an unknown section", _did_you_mean(name, sections))
    homes = [section for section in sections if name in {each.name for each in _fields(hints[section])}]
    if homes:
        return Problem("", name, "stands outside a section", f"move it below [{homes[0]}]")
    return Problem("", name, "is an unknown key outside a section", "remove it")


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    return f"did you mean {near[0]}?" if near else f"the known ones are {', '.join(names)}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
