"""Phrases read from left to right, and what of them is an age or the limits of a price."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.words.phrases import Phrase
from bot.texts.lexicon import Role

END = Phrase("")
_AROUND = 0.25  # what "around 40" allows on either side
_GROWN = 16  # years, from which on nobody wears children's things


class Reader:
    """Where in the phrases of a text one is."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self._phrases = phrases
        self._at = 0
        self._is_child = False  # it was said that somebody is of a child's age

    @property
    def _next(self) -> Phrase:
        return self._phrases[self._at] if self._at < len(self._phrases) else END

    def _skip(self, *roles: Role) -> bool:
        """Whether the next phrase has one of these roles; it is then read."""
        if not self._next.has(*roles):
            return False
        self._at += 1
        return True

    def _age(self) -> bool:
        """Read an age ("of 8 years", "she's 12"), which is no price."""
        start = self._at
        is_told = self._skip("over", "around", "age") and self._phrases[start].has("age")
        age = self._next.number
        self._at += age is not None
        if age is not None and (self._skip("age") or is_told):
            self._is_child |= age < _GROWN
            return True
        self._at = start
        return False

    def _limits(self) -> tuple[float | None, float | None]:
        """[between | over | under | around] amount [to amount] [or less | or more]; none where it is no price."""
        first = self._next
        is_bare = first.number is not None or first.has("money")
        if not is_bare and not self._skip("between", "over", "under", "around"):
            return None, None
        if first.has("under", "over"):
            self._skip("around")
        begin = self._at
        amount = self._amount()
        if amount is None:
            return None, None
        end = self._at
        joined = is_bare and self._next.has("joins")  # "1 and 2" are no price, unless it is said
        if (is_bare or first.has("between", "over")) and self._skip("to", "under"):
            second = self._amount()
            if second is not None and (not joined or self._next.has("between") or self._has_money(begin)):
                if is_bare:
                    self._skip("between")  # Hindi says it behind the numbers
                return min(amount, second), max(amount, second)
            self._at = end
        if is_bare:
            if self._skip("under_after"):
                return None, amount
            if self._skip("over_after"):
                return amount, None
            return None, amount if self._has_money(begin) else None
        if first.has("between"):
            return None, None
        if first.has("under"):
            return None, amount
        return (amount * (1 - _AROUND), amount * (1 + _AROUND)) if first.has("around") else (amount, None)

    def _has_money(self, begin: int) -> bool:
        return any(phrase.has("money") for phrase in self._phrases[begin : self._at])

    def _amount(self) -> float | None:
        """[money] number [thousand] [money]; what follows is next, or nothing was read."""
        start = self._at
        self._skip("money")
        amount = self._next.number
        if amount is None:
            self._at = start
            return None
        self._at += 1
        amount *= 1000 if self._skip("thousand") else 1
        self._skip("money")
        return amount
