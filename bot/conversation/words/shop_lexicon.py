"""What shoppers' phrases mean in the shop that is served: the lexicon of their language, the catalogue's own words, and
the words of its titles."""

from __future__ import annotations

import asyncio
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from bot.ports import CatalogueWords, looks_meant
from bot.texts import FALLBACK, Texts
from bot.texts.lexicon import Lexicon, Role, WordSense, folded, lexicon, plain, tokens_of

LONGEST = 4  # words of a phrase
_LEAST_TYPED = 4  # letters: shorter words are as near to many others
_FAR_TYPED = 8  # letters from which two may be wrong
_ENDING = 3  # letters of an ending
_LEAST_PART = 4  # letters of each part of a compound

# Endings of plurals and cases: the catalogue's words are in one form, shoppers' in any.
_ADDED = ("s", "es", "n", "en", "e", "er", "x", "ы", "и", "а", "у", "ов", "ей")
_IN_PLACE = ("as", "os", "ies", "ы", "и", "у", "ой", "е", "ей", "ию")


@dataclass(slots=True)
class ShopLexicon:
    """What phrases of one language (and of English) mean in one catalogue."""

    language: str
    words: CatalogueWords
    _own: dict[tuple[str, ...], list[WordSense]] = field(default_factory=dict)
    _lexicons: tuple[Lexicon, ...] = ()
    texts: Texts = field(init=False, repr=False)
    # By first letter: the catalogue's own single words. By sense: what of it the catalogue has.
    _own_words: dict[str, list[str]] = field(default_factory=dict)
    _known: dict[WordSense, WordSense] = field(default_factory=dict)
    _first_words: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._lexicons = tuple(lexicon(each) for each in dict.fromkeys((self.language, FALLBACK)))
        self.texts = texts = Texts.for_locale(self.language)
        kinds: tuple[tuple[Role, tuple[str, ...]], ...] = (
            ("type", self.words.types),
            ("gender", self.words.genders),
            ("colour", self.words.colours),
        )
        for kind, words in kinds:
            for word in words:
                for said in dict.fromkeys((word, texts.name(kind, word))):
                    for tokens in _inflections(tuple(tokens_of(said))):
                        self._own.setdefault(tokens, []).append(WordSense(kind, (word,)))
        for tokens in self._own:
            if len(tokens) == 1:
                self._own_words.setdefault(tokens[0][0], []).append(tokens[0])
        several = {tokens[0] for tokens in self._own if len(tokens) > 1}
        self._first_words = frozenset(several.union(*(each.first_words() for each in self._lexicons)))

    def longest(self, word: str) -> int:
        """How many words a phrase that begins with this one can have."""
        return LONGEST if word in self._first_words else 1

    @property
    def negation_follows(self) -> bool:
        """Whether the language says what is not wanted before it says "not" ("stripes without")."""
        return self._lexicons[0].negation_follows

    def senses(self, tokens: tuple[str, ...]) -> list[WordSense]:
        """All that the tokens can mean, the most specific first; none if they are unknown."""
        own_words = self._lexicons[0]
        is_known = tokens in own_words.phrases  # "no" is "in the" in Portuguese, whatever it is in English
        is_ordinary = own_words.is_ordinary(tokens)
        if is_ordinary and self._lexicons[-1].senses(tokens):  # "hat": "has" in German
            return []
        said_by = () if is_ordinary else (own_words,) if is_known else self._lexicons
        meant = [self._in_catalogue(sense) for each in said_by for sense in each.senses(tokens)]
        own = self._own.get(tokens, [])
        # A word that the lexicon knows but this catalogue lacks may be one of its own words.
        found = [*(sense for sense in meant if sense.words or sense.role not in _FILTERS), *own]
        if not found and len(tokens) == 1 and (stem := self._in_titles(tokens[0])):
            found = [WordSense("title", (stem,))]
        return found or meant

    def is_ordinary(self, said: str) -> bool:
        """Whether it is a word of the shopper's language that people use, and that means nothing here."""
        return self._lexicons[0].is_ordinary((plain(said),))

    def parts(self, token: str) -> tuple[str, str] | None:
        """The two words that a compound is written together of ("leder", "jacke"; "dunkel", "grün"), the second one as
        long as it can be; None for any other word."""
        lexicon = self._lexicons[0]
        if (
            not lexicon.compounds
            or len(token) < 2 * _LEAST_PART
            or (token,) in lexicon.phrases
            or (token,) in self._own
        ):
            return None
        for at in range(_LEAST_PART, len(token) - _LEAST_PART + 1):
            left, right = token[:at], token[at:]
            if self._is_filter(right) and (self._is_filter(left) or self._is_tone(left)):
                return left, right
        return None

    def _is_filter(self, token: str) -> bool:
        return any(sense.role in _FILTERS and sense.words for sense in self.senses((token,)))

    def _is_tone(self, token: str) -> bool:
        return any(sense.role == "tone" for sense in self.senses((token,)))

    def words_for(self, role: Role, text: str) -> tuple[str, ...]:
        """The catalogue's words for a text that is known to be of this role."""
        tokens = tuple(tokens_of(text))
        roles = (role, "garment") if role == "type" else (role,)
        found = [sense.words for sense in self.senses(tokens) if sense.role in roles and sense.words]
        return found[0] if found else ()

    def _in_catalogue(self, sense: WordSense) -> WordSense:
        if sense not in self._known:
            self._known[sense] = self._looked_up(sense)
        return self._known[sense]

    def _looked_up(self, sense: WordSense) -> WordSense:
        match sense.role:
            case "gender":
                return WordSense("gender", _present(sense.words, self.words.genders))
            case "colour":
                exact = _present(sense.words, self.words.colours)
                near = (near for word in sense.words for near in self.words.near_colours.get(folded(word), ()))
                return WordSense("colour", exact or tuple(dict.fromkeys(near)))
            case "type":
                called = (word for type_ in sense.words for word in self.words.called.get(folded(type_), ()))
                there = _present(sense.words, self.words.types)
                return WordSense("type", there or tuple(dict.fromkeys(called)))
            case "garment":
                types = (word for garment in sense.words for word in self.words.garments.get(garment, ()))
                return WordSense("type", tuple(types))
            case "title":
                stems = [each for each in sense.words if _begins_a_word(each, self.words.titles)]
                either = "|".join(sense.words)
                is_seen = not self.words.looks.isdisjoint(looks_meant(either))
                return WordSense("title", (either,) if stems or is_seen else ())
            case _:
                return sense

    def mistyped(self, token: str) -> tuple[str, list[WordSense]]:
        """What was meant by a word that is none ("blck"), as it is said, and its senses; nothing if it is unclear."""
        is_word = all(unicodedata.category(each)[0] in "LM" for each in token)  # Hindi's vowel signs are marks
        if len(token) < _LEAST_TYPED or not is_word or any(token in each.ordinary for each in self._lexicons):
            return "", []
        far = 2 if len(token) >= _FAR_TYPED else 1
        near: dict[WordSense, tuple[int, str, list[WordSense]]] = {}
        for word, goes_on in self._words_starting_with(token[0]):
            ending = len(token) - len(word)
            typed = {token[: len(word)], token.removesuffix("s")} if goes_on and ending <= _ENDING else {token}
            # Another letter makes a short word another word: "good" is not gold.
            if len(word) <= _LEAST_TYPED - goes_on or min(abs(len(word) - len(each)) for each in typed) > far:
                continue
            # A letter put in, left out, changed, or swapped with its neighbour is one.
            away = min(OSA.distance(word, each, score_cutoff=far) for each in typed)
            if away > far:
                continue
            senses = [each for each in self.senses((word,)) if each.role in _NAMED and each.words]
            if senses and away < near.get(senses[0], (far + 1,))[0]:
                near[senses[0]] = away, word, senses
        if len(near) != 1:
            return "", []
        (sense, (_, word, senses)) = near.popitem()
        role, words = sense.role, sense.words
        return self.texts.name(role, words[0]) if len(words) == 1 else word, senses

    def _words_starting_with(self, first: str) -> Iterator[tuple[str, bool]]:
        """Single words with this first letter, each with whether any ending may follow it."""
        for each in self._lexicons:
            yield from each.words_starting_with(first)
        yield from ((word, False) for word in self._own_words.get(first, ()))

    def _in_titles(self, token: str) -> str:
        """As a whole word, marked as such ("all" is not to find "Allen"); its plural is the same."""
        forms = (token.removesuffix("'s"), token, token.removesuffix("s"))
        found = next((form for form in forms if len(form) > 2 and form in self.words.titles), "")
        return f"{found}$" if found else ""


_FILTERS = ("gender", "colour", "type", "garment", "title")
_NAMED = ("gender", "colour", "type")
_known: dict[str, ShopLexicon] = {}
_making = threading.Lock()


async def shop_lexicon(language: str, words: CatalogueWords) -> ShopLexicon:
    """Made once for each language, and again when another index is served: in a thread, it takes too long for the
    event loop."""
    found = _known.get(language)
    return found if found is not None and found.words is words else await asyncio.to_thread(_made, language, words)


def _made(language: str, words: CatalogueWords) -> ShopLexicon:
    with _making:
        found = _known.get(language)
        if found is None or found.words is not words:
            found = _known[language] = ShopLexicon(language, words)
        return found


def _begins_a_word(stem: str, titles: frozenset[str]) -> bool:
    first = stem.split()[0].split("-")[0]
    if first.endswith("$"):  # the whole word: "maxi" begins Maxima's watches
        return first[:-1] in titles
    return any(word.startswith(first) for word in titles)


def _present(wanted: Iterable[str], known: tuple[str, ...]) -> tuple[str, ...]:
    by_fold = {folded(word): word for word in known}
    return tuple(by_fold[folded(word)] for word in wanted if folded(word) in by_fold)


def _inflections(tokens: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not tokens:
        return
    head, last = tokens[:-1], tokens[-1]
    forms = [last, *(last + ending for ending in _ADDED)]
    if len(last) > 3:
        forms += [last[:-1] + ending for ending in _IN_PLACE]
        forms += [last[:-1]] if last.endswith("s") else []
        forms += [last[:-2]] if last.endswith("es") else []
    if last.endswith("ies"):
        forms.append(last[:-3] + "y")
    for form in dict.fromkeys(forms):
        yield (*head, form)
