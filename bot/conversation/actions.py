"""The short strings behind buttons: "verb query_id place". All that a press needs beyond them is in the store, so that
buttons work after a restart. A string that is none of ours, or malformed, is no action."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from bot.messages import MAX_ACTION_BYTES

Verb = Literal[
    "up", "down", "like", "next", "panel", "pick", "drop", "clear", "piece", "keep", "watch", "open",
    "unwatch", "unsave", "saved", "set", "forget", "remain",
]  # fmt: skip
# Verbs about something else than a query; their id names that.
NOT_OF_A_QUERY = frozenset({"unwatch", "unsave", "saved", "set", "forget", "remain"})
# Verbs whose place is that of a hit.
OF_A_HIT = frozenset({"up", "down", "like"})
_FORM = re.compile(rf"({'|'.join(get_args(Verb))}) ([A-Za-z0-9_-]{{1,40}})(?: ([1-9][0-9]?))?")


@dataclass(frozen=True, slots=True)
class Action:
    """`place` is from 1: of the hit within its answer, or of the menu, filter or garment that is meant; 0 where the
    whole answer is."""

    verb: Verb
    query_id: str
    place: int = 0

    def __str__(self) -> str:
        text = f"{self.verb} {self.query_id} {self.place}" if self.place else f"{self.verb} {self.query_id}"
        if len(text.encode()) > MAX_ACTION_BYTES:
            raise ValueError(f"an action of {len(text.encode())} bytes is too long for a button")
        return text


def parse_action(text: str) -> Action | None:
    """The action that `text` stands for; None if it is none of ours."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    verb: Verb = next(each for each in get_args(Verb) if each == found[1])
    return Action(verb, found[2], int(found[3] or 0))
