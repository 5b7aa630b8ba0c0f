"""One thing that a check has looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Its name, what was found, and, if it is wrong, how to mend it."""

    name: str
    what: str
    remedy: str = ""
    more: tuple[str, ...] = ()  # lines, what it looks like

    def __str__(self) -> str:
        first = f"wrong  {self.name}: {self.what}; {self.remedy}" if self.remedy else f"ok     {self.name}: {self.what}"
        return "\n".join((first, *self.more))
