"""What is wrong with a configuration: each mistake with its section, its key and its remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

_Sections = Mapping[str, Mapping[str, FieldInfo]]


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


_WANTED = {
    "string_type": 'text in quotes, such as "name"',
    "int_type": "a whole number without quotes, such as 10",
    "float_type": "a number without quotes, such as 1.5",
    "bool_type": "true or false, without quotes",
    "greater_than_equal": "at least {ge}",
    "less_than_equal": "at most {le}",
    "literal_error": "{expected}",
    "value_error": "{error}",
}
_A_SHARE = "a share from 0 to 1: for 50 %, write 0.5"
# What a line that is no TOML looks like, and what was meant; the first that fits. Nothing of the line is shown.
_MEANT = (
    (r"[“”„‘’«»]", "write straight quotes there"),
    (r'=\s*"[^"]*\\', 'write paths with "/", or in single quotes: within double ones a backslash is a sign'),
    (r"(?i)=\s*(true|false|yes|no|on|off)\s*(#|$)", "write true or false there, in small letters"),
    (r"=\s*[0-9]+,[0-9]+\s*(#|$)", "write numbers with a point there"),
    (r"^\s*[\w.-]+\s*:(\s|$)", "write settings as key = value, below their section as [name]"),
    (r"=\s*[^\s\"'\[{0-9+-]", "put the text there in quotes"),
    (r"=\s*[0-9][\w.:-]*[A-Za-z:]", "put the text there in quotes"),
)


def toml_problem(text: str, error: str) -> Problem:
    """What is wrong with a file that is no TOML, as the parser says it, and what to do."""
    place = re.search(r"at line (\d+)", error)
    line = text.splitlines()[int(place[1]) - 1] if place else ""
    remedy = next((each for pattern, each in _MEANT if re.search(pattern, line)), "mend that line")
    if "Cannot declare" in error:
        remedy = "keep that section once, with all its lines below it"
    elif "Cannot overwrite" in error:
        remedy = "that key stands twice; keep one"
    return Problem("", "", f"is not valid TOML: {error}", remedy)


def problems_of(found: ValidationError, raw: Mapping[str, Any], sections: _Sections, secret: type) -> list[Problem]:
    """What pydantic found, in the order of the file. A value of a `secret` type is not shown."""

    def place(error: ErrorDetails) -> list[int]:
        section, *keys = map(str, error["loc"])
        return [list(raw).index(section), *(list(raw[section]).index(key) for key in keys)]

    return [_problem(error, raw, sections, secret) for error in sorted(found.errors(include_input=False), key=place)]


def _problem(error: ErrorDetails, raw: Mapping[str, Any], keys: _Sections, secret: type) -> Problem:
    section, key = (*map(str, error["loc"]), "")[:2]
    if not key:
        return _misplaced(section, raw[section], keys)
    if key not in keys[section]:
        return Problem(section, key, "is an unknown key", _did_you_mean(key, keys[section]))
    wanted = _WANTED.get(error["type"], error["msg"]).format(**error.get("ctx", {}))
    if any(getattr(each, "le", None) == 1 for each in keys[section][key].metadata):
        wanted = _A_SHARE
    if keys[section][key].annotation is secret:
        return Problem(section, key, "is not usable", f"it must be {wanted.partition(', ')[0]}")
    return Problem(section, key, f"is {_toml(raw[section][key])}", f"it must be {wanted}")


def _misplaced(name: str, value: object, keys: Mapping[str, Iterable[str]]) -> Problem:
    """What stands where only sections may, under a section's own name."""
    if name in keys:
        return Problem("", name, "is a section, not a value", f"write [{name}] on a line of its own")
    if isinstance(value, Mapping):
        return Problem(name, "", "is an unknown section", _did_you_mean(name, keys))
    if homes := [section for section, names in keys.items() if name in names]:
        return Problem("", name, "stands outside a section", f"move it below [{homes[0]}]")
    return Problem("", name, "is an unknown key outside a section", "remove it")


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    from rapidfuzz import fuzz, process

    names = sorted(known)
    near = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=60)
    return f"did you mean {near[0]}?" if near else f"the known ones are {', '.join(names)}"


def _toml(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"' if value.isprintable() else json.dumps(value, ensure_ascii=False)
    return str(value).lower() if isinstance(value, bool) else str(value)
