"""What the words of a caption say of a product's type, colour and gender, whichever of our languages it is written in,
and whether they rather ask for something ("under 40 €")."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.conversation.words.shop_lexicon import LONGEST
from bot.texts import FALLBACK, LANGUAGES
from bot.texts.lexicon import Lexicon, Role, WordSense, lexicon, tokens_of

_KINDS: Mapping[Role, str] = {"type": "type", "garment": "type", "colour": "colour", "gender": "gender"}
_LIMITS_BEFORE, _LIMITS_AFTER = {"under", "between", "around"}, {"under_after", "over_after"}
_LONGEST_TEXT = 4096


@dataclass(frozen=True, slots=True)
class Wording:
    """By "type", "colour" and "gender" the catalogue's word. `asks`: it sets a limit to the price."""

    words: Mapping[str, str] = field(default_factory=dict)
    asks: bool = False


async def wording_of(text: str, language: str) -> Wording:
    """By the language that knows most of it: `language` before English before the others, if they know as much. In a
    thread: languages may have to be read."""
    return await asyncio.to_thread(_wording, text[:_LONGEST_TEXT], language)


def _wording(text: str, language: str) -> Wording:
    tokens = tokens_of(text)
    best = Wording()
    for each in dict.fromkeys((language, FALLBACK, *LANGUAGES)):
        found = _in_language(tokens, lexicon(each))
        if len(found.words) > len(best.words) or found.asks:
            best = Wording(found.words if len(found.words) > len(best.words) else best.words, best.asks or found.asks)
    return best


def _in_language(tokens: list[str], words: Lexicon) -> Wording:
    found: dict[str, str] = {}
    asks, before = False, frozenset[str]()
    is_after_number = False
    for phrase, senses in _phrases(tokens, words):
        roles = frozenset(sense.role for sense in senses)
        is_number = phrase[0][0].isdecimal()
        asks |= (is_number and bool(before & _LIMITS_BEFORE)) or (is_after_number and bool(roles & _LIMITS_AFTER))
        if "money" not in roles:  # "under € 40", "40 € at most"
            before, is_after_number = roles, is_number
        for sense in senses:
            # "kids" is of two genders: which one, the picture may tell.
            if sense.role in _KINDS and len(sense.words) == 1:
                found.setdefault(_KINDS[sense.role], sense.words[0])
                break
    return Wording(found, asks)


def _phrases(tokens: list[str], words: Lexicon) -> Iterator[tuple[tuple[str, ...], list[WordSense]]]:
    """All of them, the longest known phrases first."""
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST, len(tokens) - at), 0, -1):
            phrase = tuple(tokens[at : at + length])
            if (senses := words.senses(phrase)) or length == 1:
                yield phrase, senses
                break
        at += length
