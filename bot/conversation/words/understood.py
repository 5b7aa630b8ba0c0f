"""What a shopper's text asks for, once it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.ports import Chip, ChipKind
from bot.texts.lexicon import Role, plain

Question = Literal["price", "brand", "link", "stock", "compare", "service", "details"]
Tone = Literal["darker", "lighter", "warmer"]


@dataclass(slots=True)
class Understood:
    """What a text asks for.

    `chips` are in the order in which they were said. As the shopper said it: `absent` is what was understood and the
    shop does not have, `untold` what is not wanted and neither titles nor pictures tell, `unknown` what was not
    understood. `guessed`: what was written, and what it was taken for. `left_out`: what would have been one filter too
    many. `no_prices`, `no_stock`, `sizes`: it was named, and the shop states none.
    `undo`: back to the answer before; `sorts`: by price, from which end; `outfit`: what goes with it; `drops`:
    filters of these kinds are to go, or those that `removed` names; `tone`: another shade than shown. `asks`: what
    is asked about the products at `places`, or all; `about`: by which words ("real silk?"), as those of filters.
    `places` are those of products shown, from 1, LAST for the last
    one; `keeps`: they are to be saved. `it`: what is asked about, or to be saved, is the product last spoken of.
    `photo` is which of the shopper's photos is meant, as a place is, 0 for none. `talk` is what asks for nothing: a
    greeting, thanks, "I don't like these"; or "help".
    """

    chips: list[Chip] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left_out: list[Chip] = field(default_factory=list)
    cheaper: bool = False
    dearer: bool = False
    more: bool = False
    reset: bool = False
    no_prices: bool = False
    no_stock: bool = False
    keeps: bool = False
    places: list[int] = field(default_factory=list)
    it: bool = False
    photo: int = 0
    sizes: bool = False
    undo: bool = False
    sorts: Literal["cheapest", "dearest"] | None = None
    outfit: bool = False
    drops: list[ChipKind] = field(default_factory=list)
    removed: list[Chip] = field(default_factory=list)
    asks: list[Question] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
    tone: Tone | None = None
    guessed: list[tuple[str, str]] = field(default_factory=list)
    talk: Role | None = None

    def ask_about_shown(self) -> None:
        """What is shown is asked about ("is it real silk?", "is the second cotton?"), unless another is wished: "is it
        in red?"."""
        words = [chip.words[0] for chip in self.chips if chip.kind == "word" and not chip.negated]
        self.asks = [each for each in self.asks if each != "details"]
        others = self.cheaper or self.dearer or self.more or self.sorts or self.asks
        if len(words) == len(self.chips) and not others:
            self.about = [*words, *map(plain, (*self.absent, *self.unknown))]
            self.asks, self.chips, self.absent, self.unknown = ["details"], [], [], []

    @property
    def changes_answer(self) -> bool:
        """There is something in it that gives another answer."""
        said = (
            self.chips,
            self.drops,
            self.tone,
            self.cheaper,
            self.dearer,
            self.more,
            self.reset,
            self.undo,
            self.sorts,
        )
        return any(said)
