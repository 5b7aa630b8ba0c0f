"""The short strings behind buttons: "verb target place state". All that a press needs beyond them is in the store, so
that buttons work after a restart. A string that is none of ours, or malformed, is no action."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal, get_args

from bot.messages import MAX_ACTION_BYTES, SwitchState

Verb = Literal[
    "up", "down", "like", "next", "panel", "pick", "drop", "clear", "piece", "keep", "watch", "open",
    "unwatch", "unsave", "saved", "set", "forget", "remain", "offer", "alter", "stock", "withdraw", "restore", "search",
    "card", "shelf", "correct", "heart", "share", "back", "outfit",
]  # fmt: skip
_FORM = re.compile(rf"({'|'.join(get_args(Verb))}) ([A-Za-z0-9_-]{{1,40}})(?: ([1-9][0-9]?))?(?: (on|off))?")


@dataclass(frozen=True, slots=True)
class Action:
    """What pressing a button does: to what (`target`, mostly a query_id) and, from 1, to which of it.

    `place` is that of the hit, menu, filter or garment of an answer that is meant; 0 where the whole answer is.
    `state`: what a switch becomes. Whoever presses it wants the opposite of what they see, which need not be what is in
    the store: the bot was killed before it drew the switch anew, or is told of the same press again.
    """

    verb: Verb
    target: str
    place: int = 0
    state: SwitchState = ""

    def __str__(self) -> str:
        text = " ".join(filter(None, (self.verb, self.target, str(self.place or ""), self.state)))
        if len(text.encode()) > MAX_ACTION_BYTES:
            raise ValueError(f"an action of {len(text.encode())} bytes is too long for a button")
        return text

    def turning(self, is_on: bool) -> Action:
        """That of a switch which is drawn as on or off: it makes it the opposite."""
        return replace(self, state="off" if is_on else "on")

    def turned(self, is_on: bool) -> bool:
        """What becomes of a switch which is on or off now. Buttons of before there were states turn it round."""
        return self.state == "on" if self.state else not is_on


def parse_action(text: str) -> Action | None:
    """The action that `text` stands for; None if it is none of ours."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    verb: Verb = next(each for each in get_args(Verb) if each == found[1])
    state: SwitchState = "on" if found[4] == "on" else "off" if found[4] else ""
    return Action(verb, found[2], int(found[3] or 0), state)
