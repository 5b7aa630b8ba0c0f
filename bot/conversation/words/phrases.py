"""A text cut into phrases, the longest that the shop's lexicon knows; numbers, and products that are pointed at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.conversation.words.shop_lexicon import ShopLexicon
from bot.texts.lexicon import Role, WordSense, plain, tokens_as_said

_LONGEST_NUMBER = 9  # figures of a price
_MOST_GUESSED = 5  # words of one text
_MOST_WORDS = 1500  # of one text: what platforms take has half as many, unless it is made to cost
_LONGEST_TEXT = 12_000  # characters; no platform takes as many
_LAST_PLACE = 20  # a higher number is no place of an answer
LAST = -1
_ELIDED = re.compile(r"^(?:d|l|qu|n|s|m|t)'(?=\w{2})")  # French: "pas d'imprimé"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words of a text, as they were `said`, with all that they can mean: none if they are unknown; or a number."""

    said: str
    senses: tuple[WordSense, ...] = ()
    number: float | None = None
    meant: str = ""  # what it is taken for, where that is not what was written
    pause: bool = False  # a comma or the like stands before it
    roles: frozenset[Role] = frozenset()  # of its senses

    def has(self, *roles: Role) -> bool:
        """Whether it can mean one of these."""
        return not self.roles.isdisjoint(roles)


def phrases_of(text: str, lexicon: ShopLexicon) -> tuple[list[Phrase], str]:
    """All of a text, in order; a word that is nearly a known one is taken for it. And, where it is too long to be read
    to its end, from where on it is not read."""
    read = tokens_as_said(text[:_LONGEST_TEXT], _MOST_WORDS + 1)
    unread = read[_MOST_WORDS].said if len(read) > _MOST_WORDS else text[_LONGEST_TEXT:].strip()
    read = read[:_MOST_WORDS]
    tokens = [token.plain for token in read]
    senses_of: dict[tuple[str, ...], tuple[tuple[WordSense, ...], frozenset[Role]]] = {}
    phrases: list[Phrase] = []
    at = 0
    while at < len(tokens):
        pause = read[at].pause
        if parts := lexicon.parts(tokens[at]):
            for part in parts:
                senses = tuple(lexicon.senses((part,)))
                phrases.append(Phrase(part, senses, None, "", pause, frozenset(sense.role for sense in senses)))
                pause = False
            at += 1
            continue
        bare = _ELIDED.sub("", tokens[at])
        longest = min(max(lexicon.longest(tokens[at]), lexicon.longest(bare)), len(tokens) - at)
        if longest > 1:  # no phrase goes on behind a comma
            longest = next((length for length in range(1, longest) if read[at + length].pause), longest)
        for length in range(longest, 0, -1):
            words = tuple(tokens[at : at + length])
            if length == 1 and words[0][0].isdecimal() and (amount := number(words[0])) is not None:
                phrases.append(Phrase(words[0], number=amount, pause=pause))
                break
            if words not in senses_of:
                found = tuple(lexicon.senses(words) or lexicon.senses((bare, *words[1:])))
                senses_of[words] = found, frozenset(sense.role for sense in found)
            senses, roles = senses_of[words]
            if senses or length == 1:
                said = " ".join(token.said for token in read[at : at + length])
                amount = next((float(sense.words[0]) for sense in senses if sense.role == "number"), None)
                phrases.append(Phrase(said, senses, amount, "", pause, roles))
                break
        at += length
    strange = [place for place, phrase in enumerate(phrases) if not phrase.senses and phrase.number is None]
    for place in strange[:_MOST_GUESSED]:
        said = phrases[place].said
        meant, senses_of_it = lexicon.mistyped(plain(said))
        if senses_of_it:
            phrases[place] = replace(
                phrases[place],
                senses=tuple(senses_of_it),
                meant=meant,
                roles=frozenset(sense.role for sense in senses_of_it),
            )
    return phrases, unread


def clauses_with_drop(phrases: Sequence[Phrase]) -> frozenset[int]:
    """The places of the phrases in clauses that say what is to be left out ("forget the colour, in size 42"); what is
    excepted ("any colour but black") stands in another."""
    clauses: list[list[int]] = [[]]
    drops = False
    for at, phrase in enumerate(phrases):
        if (phrase.pause or phrase.has("contrast") or (drops and phrase.has("negation"))) and clauses[-1]:
            clauses.append([])
            drops = False
        drops = drops or phrase.has("drop")
        clauses[-1].append(at)
    return frozenset(at for clause in clauses if any(phrases[each].has("drop") for each in clause) for at in clause)


def asked_why(phrases: Sequence[Phrase]) -> frozenset[int]:
    """The places of the phrases in sentences that ask why ("why do you only show men's?")."""
    clauses: list[list[int]] = [[]]
    for at, phrase in enumerate(phrases):
        if phrase.pause and clauses[-1]:
            clauses.append([])
        clauses[-1].append(at)
    return frozenset(at for clause in clauses if any(phrases[each].has("why") for each in clause) for at in clause)


def photo_meant(phrases: Sequence[Phrase]) -> tuple[int, list[Phrase]]:
    """Which of the shopper's photos is meant ("the second picture", "photo 2"), from 1, LAST for the last one, 0 for
    none; and the phrases without that."""
    for at, phrase in enumerate(phrases):
        if not phrase.has("photo"):
            continue
        for beside in (at - 1, at + 1):
            said = phrases[beside] if 0 <= beside < len(phrases) else Phrase("")
            named = next((sense.words for sense in said.senses if sense.role == "place" and len(sense.words) == 1), ())
            place = _nth(named[0]) if named else int(said.number or 0) if _is_place(phrases, beside) else 0
            if place:
                return place, [each for n, each in enumerate(phrases) if n not in (at, beside)]
    return 0, list(phrases)


def _nth(word: str) -> int:
    return LAST if word == "last" else int(word)


def pointed_at(phrases: Sequence[Phrase]) -> tuple[list[int], list[Phrase]]:
    """Which products of those shown are meant ("save 2", "more like the third"), and the phrases without that.

    Products are given by their place from 1, or LAST for the last one, in the order in which they are named.
    """
    points = any(phrase.has("keep", "alike", "ask", "outfit") for phrase in phrases)
    places: dict[int, tuple[int, ...]] = {}
    for at, phrase in enumerate(phrases):
        named = next((sense.words for sense in phrase.senses if sense.role == "place"), ())
        if named:
            places[at] = tuple(map(_nth, named))
        elif (points or (at and phrases[at - 1].has("nth"))) and _is_place(phrases, at):
            places[at] = (int(phrase.number or 0),)
    numbered = {at - 1 for at in places if at and phrases[at - 1].has("nth")}
    rest = [phrase for at, phrase in enumerate(phrases) if at not in places and at not in numbered]
    named_places = list(dict.fromkeys(place for each in places.values() for place in each))
    return named_places, [phrase for phrase in rest if not (places and phrase.has("keep", "alike", "more"))]


def _is_place(phrases: Sequence[Phrase], at: int) -> bool:
    """Whether a number says which product is meant, not what it may cost."""
    amount = phrases[at].number if 0 <= at < len(phrases) else None
    if amount is None or amount != int(amount) or not 0 < amount <= _LAST_PLACE:
        return False
    before = phrases[at - 1] if at else Phrase("")
    after = phrases[at + 1] if at + 1 < len(phrases) else Phrase("")
    is_price = before.has("under", "over", "between", "around", "money", "size") and not before.has("alike", "nth")
    return not is_price and not after.has("money", "under_after", "over_after")


def number(text: str) -> float | None:
    """ "1,299.50", "1.299,50" and "40,5" as people write them; None if it is none."""
    plain = re.sub(r"[\s'\u00a0\u202f]", "", text)
    cents = re.search(r"[.,](\d{1,2})$", plain)
    whole = re.sub(r"[.,]", "", plain[: cents.start()] if cents else plain)
    if len(whole) > _LONGEST_NUMBER:
        return None
    try:
        return float(int(whole or "0")) + (int(cents[1]) / 10 ** len(cents[1]) if cents else 0.0)
    except ValueError:
        return None
