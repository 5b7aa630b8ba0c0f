"""What is to be drawn, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Design:
    """One product as the drawing code understands it.

    `kind` names the drawing function, `cut` a variation of it. `colour`, `second`, `third` are the palette's words; an
    empty `second` leaves the choice to the pattern. `motif`: a print on the chest, the name of one of PRINTS.
    """

    kind: str
    cut: str = ""
    gender: str = "Men"
    colour: str = "Black"
    pattern: str = "plain"
    second: str = ""
    third: str = ""
    fabric: str = ""
    motif: str = ""
    seed: int = 0
