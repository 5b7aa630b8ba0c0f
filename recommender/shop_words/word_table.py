"""Tables of words: what each means, in the one form in which they are compared (recommender.folding)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Generic, TypeVar

from recommender.folding import plain

Meaning = TypeVar("Meaning")
_WITHOUT_SPACES = re.compile(r"[\u1100-\u11ff\u2e80-\uffdc]")  # between words: Japanese, Chinese, Korean


class WordTable(Generic[Meaning]):
    """Words parted by spaces, by what they mean. A star stands for any ending, one in front for any beginning
    ("*kleid": "Sommerkleid"); of two that fit the longer one counts, and before both the very word."""

    def __init__(self, words: Mapping[Meaning, str]) -> None:
        listed = [(word, meaning) for meaning, said in words.items() for word in said.split()]
        self._whole = {plain(word.strip("*")): meaning for word, meaning in reversed(listed) if word[-1] != "*"}
        self._beginnings = [(plain(word[:-1]), meaning) for word, meaning in listed if word[-1] == "*"]
        self._endings = [(plain(word[1:]), meaning) for word, meaning in listed if word[0] == "*"]
        self._inner = [pair for pair in self._whole.items() if _WITHOUT_SPACES.search(pair[0])]
        for table in (self._beginnings, self._endings, self._inner):
            table.sort(key=lambda pair: -len(pair[0]))

    def whole(self, word: str) -> Meaning | None:
        """Of the very word, which is plain."""
        return self._whole.get(word)

    def meaning(self, word: str) -> Meaning | None:
        """Of a plain word, None if it is not known."""
        found = self._whole.get(word)
        if found is None:
            found = next((meaning for start, meaning in self._beginnings if word.startswith(start)), None)
        if found is None:
            found = next((meaning for end, meaning in self._endings if word.endswith(end)), None)
        return found

    def within(self, text: str) -> Meaning | None:
        """Of the longest word that is within a text of a language that puts no spaces between words."""
        if not _WITHOUT_SPACES.search(text):
            return None
        return next((meaning for part, meaning in self._inner if part in text), None)
