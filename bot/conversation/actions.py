"""The short strings behind buttons: "verb target place". All that a press needs beyond them is in the store, so that
buttons work after a restart. A string that is none of ours, or malformed, is no action."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from bot.messages import MAX_ACTION_BYTES

Verb = Literal[
    "up", "down", "like", "next", "panel", "pick", "drop", "clear", "piece", "keep", "watch", "open",
    "unwatch", "unsave", "saved", "set", "forget", "remain", "offer", "alter", "stock", "withdraw", "restore", "search",
    "card", "shelf", "correct", "share",
]  # fmt: skip
_FORM = re.compile(rf"({'|'.join(get_args(Verb))}) ([A-Za-z0-9_-]{{1,40}})(?: ([1-9][0-9]?))?")


@dataclass(frozen=True, slots=True)
class Action:
    """What pressing a button does: to what (`target`, mostly a query_id) and, from 1, to which of it.

    `place` is that of the hit, menu, filter or garment of an answer that is meant; 0 where the whole answer is.
    """

    verb: Verb
    target: str
    place: int = 0

    def __str__(self) -> str:
        text = f"{self.verb} {self.target} {self.place}" if self.place else f"{self.verb} {self.target}"
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
