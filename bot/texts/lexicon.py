"""The words by which shoppers filter an answer, of one language: `LANGUAGE/words.toml`, read into phrases and senses.

A phrase is a sequence of plain words (see `plain`); each has senses. A shopper's own language is read first, then
English, which is what most catalogues are written in.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import islice
from typing import Literal, NamedTuple, get_args

from bot.texts import FOLDER
from recommender.folding import UNSEEN, folded, plain, usual_letter

__all__ = ["Lexicon", "Role", "Token", "WordSense", "folded", "lexicon", "plain", "tokens_as_said", "tokens_of"]

# A phrase's senses are tried in this order.
Role = Literal[
    "negation", "under", "under_after", "over", "over_after", "between", "to", "around", "cheaper", "dearer",
    "contrast", "money", "stock", "more", "reset", "joins", "either", "filler", "keep", "alike", "size", "greeting",
    "thanks", "dislike", "helping", "gender", "colour", "type", "garment", "title", "place", "no", "complaint", "undo",
    "photo", "thousand", "age", "excess", "drop", "sort", "dearest", "nth", "why", "only", "it", "outfit",
    "ask", "tone", "attribute", "number",
]  # fmt: skip
_TABLES: tuple[Role, ...] = (
    "gender",
    "colour",
    "type",
    "garment",
    "title",
    "place",
    "ask",
    "tone",
    "attribute",
    "number",
)
# Emoji that say something here; the English lexicon says what.
EMOJI = "👗👚👕👔🧥👖🩳👟👞👠👡👢🥾🥿👜👛🎒👝🧢👒🎩🕶🧣🧦👙🩱⌚💍👍👎❤😍🥰👌🙏"
# A word: letters with the marks that belong to them (Hindi's vowel signs are no letters to Python), and apostrophes.
_TOKEN = re.compile(
    r"\d+(?:[.,'\u00a0\u202f]\d{3})*(?:[.,]\d{1,2})?(?!\d)|[^\W\d_][\w\u0900-\u097f']*|[€$£₹¥₽<>~&+/–—-]"
    rf"|[{EMOJI}]"
)
_PAUSE = re.compile(r"[,.;:!?…。।？！、\n]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑](?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class WordSense:
    """One thing that a phrase can stand for: a role and, for a filter, the words that it admits; for a place, which one
    ("1" to "5", "last").

    A `Lexicon`'s words are those of Fashion Product Images; a shop's are its catalogue's, none if it has nothing of it.
    """

    role: Role
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """The phrases of one language, with all that each can mean.

    `endings` are those whose last word may go on, by their beginning. `negation_follows`: "not" stands behind its word.
    `compounds`: words are written together. `ordinary`: words that mean nothing here, though
    they begin like, or are nearly, one that does, or are one in English.
    """

    negation_follows: bool
    compounds: bool = False
    ordinary: frozenset[str] = frozenset()
    phrases: dict[tuple[str, ...], list[WordSense]] = field(default_factory=dict)
    endings: dict[tuple[str, ...], list[WordSense]] = field(default_factory=dict)

    @cached_property
    def longest_beginning(self) -> int:
        """Letters of the longest word of which any ending may follow."""
        return max((len(phrase[-1]) for phrase in self.endings), default=0)

    def first_words(self) -> Iterator[str]:
        """Those with which phrases of several words begin."""
        yield from (phrase[0] for known in (self.phrases, self.endings) for phrase in known if len(phrase) > 1)

    def is_ordinary(self, tokens: tuple[str, ...]) -> bool:
        """Whether it is a word that people use, and that means nothing here."""
        return len(tokens) == 1 and tokens[0] in self.ordinary and tokens not in self.phrases

    def senses(self, tokens: tuple[str, ...]) -> list[WordSense]:
        """Of exactly these tokens, those of whole words before those of beginnings, long beginnings before short."""
        found = list(self.phrases.get(tokens, ()))
        if tokens:
            head, last = tokens[:-1], tokens[-1]
            for length in range(min(len(last), self.longest_beginning), 1, -1):
                found += self.endings.get((*head, last[:length]), ())
        return found

    def words_starting_with(self, first: str) -> Iterator[tuple[str, bool]]:
        """The single words with this first letter, of which somebody may have meant one who mistyped it, each with
        whether any ending may follow it."""
        for known, goes_on in ((self.phrases, False), (self.endings, True)):
            yield from ((phrase[0], goes_on) for phrase in known if len(phrase) == 1 and phrase[0].startswith(first))


def tokens_of(text: str) -> list[str]:
    """Plain words, numbers and signs of money, in order. A hyphen within a word parts it."""
    return [token.plain for token in tokens_as_said(text)]


class Token(NamedTuple):
    """A plain word, number or sign, what was written for it, and whether a comma or the like stands before it."""

    plain: str
    said: str
    pause: bool


def tokens_as_said(text: str, most: int | None = None) -> list[Token]:
    """The same (the first `most`, if that is given), each with what was written."""
    # What follows keeps every character in its place.
    whole = unicodedata.normalize("NFC", UNSEEN.sub("", text))
    letters = whole if whole.isascii() else "".join(map(_letter, whole))
    places = _TOKEN.finditer(_HYPHEN.sub(" ", letters.replace("’", "'")))
    tokens, end = [], 0
    for each in islice(places, most):
        said = whole[each.start() : each.end()].replace("’", "'").strip("'")
        if said:
            tokens.append(Token(plain(said), said, bool(_PAUSE.search(whole, end, each.start()))))
            end = each.end()
    return tokens


def _letter(letter: str) -> str:
    """Its usual shape, where that is one letter, digit or sign, too."""
    usual = usual_letter(letter)
    return usual if len(usual) == 1 and not unicodedata.combining(usual) else letter


@cache
def lexicon(language: str) -> Lexicon:
    """The language's own words; read once."""
    raw = tomllib.loads(FOLDER.joinpath(language, "words.toml").read_text(encoding="utf-8"))
    ordinary = FOLDER.joinpath(language, "ordinary.txt").read_text(encoding="utf-8").split("\n", 1)[1].split()
    made = Lexicon(bool(raw["negation_follows"]), bool(raw.get("compounds")), frozenset(ordinary))
    roles: tuple[Role, ...] = get_args(Role)
    for role in roles:
        if role not in _TABLES:
            _add(made, raw[role], WordSense(role))
            continue
        for words, phrases in raw[role].items():
            _add(made, phrases, WordSense(role, tuple(words.split("|"))))
    return made


def _add(made: Lexicon, phrases: Iterable[str], sense: WordSense) -> None:
    for phrase in phrases:
        tokens = tuple(tokens_of(phrase.removesuffix("*")))
        where = made.endings if phrase.endswith("*") else made.phrases
        where.setdefault(tokens, []).append(sense)
