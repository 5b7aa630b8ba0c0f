"""A shopper's plain words as filters: "men, navy, not black, under 40".

No language model: a small grammar, the same for every language, whose words are in bot/texts/*/words.toml.

What a phrase does:

- [not, why only] WORD [or WORD ...]: a filter for gender, colour, type, or a word of the title; or against it
- under N, N or less, N €: a highest price; over N, N and up: a lowest; between N and M, N - M: both
- cheaper, dearer: than what was shown
- more, in stock, no filters
- save N, like the Nth: a product shown; the Nth photo; how much is the Nth, which brand, link, in stock: a question
- sort by price, the cheapest, the dearest; darker, lighter, warmer; undo; what goes with it
- forget COLOUR or another attribute; remove WORD: filters of that kind are taken away

"No" before a comma, or where a statement follows, answers what was shown; it says not what is not wanted.

At most so many filters come of one text (`most`): prices, gender, colour, type and stock first, each of which there is
once, then words of titles in the order in which they are said. A description that somebody pastes has dozens.

The longest known phrase counts; the shopper's language before English. A word that is nearly a known one is taken for
it, and it is said so. What no lexicon has is given back, so that it can be said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, takewhile
from typing import get_args

from bot.conversation.words.chips import within
from bot.conversation.words.phrases import Phrase, asked_why, clauses_with_drop, photo_meant, phrases_of, pointed_at
from bot.conversation.words.prices import END, Reader
from bot.conversation.words.settled import settled
from bot.conversation.words.shop_lexicon import ShopLexicon
from bot.conversation.words.understood import Question, Tone, Understood
from bot.ports import Chip, ChipKind
from bot.texts.lexicon import Role, WordSense, tokens_of

_SIZE = 3  # letters
_SIZES = range(16, 64)  # that are numbers
MOST = 8  # filters of one text, if nothing else is configured
_LABEL = 60  # letters of a filter as it was said
_CHANGES: Mapping[Role, str] = {
    **{"cheaper": "cheaper", "dearer": "dearer", "more": "more", "reset": "reset"},
    **{"undo": "undo", "outfit": "outfit"},
}  # each with its field of Understood
_TALK: tuple[Role, ...] = ("dislike", "helping", "thanks", "greeting")
_KINDS: Mapping[Role, ChipKind] = {"gender": "gender", "colour": "colour", "type": "type", "title": "word"}
_OF_PRICES: tuple[Role, ...] = ("under_after", "over_after")  # "tops" is a garment, too
_OPPOSITE = {"darker": "lighter", "lighter": "darker"}
_QUESTION = re.compile(r"[?？¿]")


def understand(text: str, lexicon: ShopLexicon, most: int = MOST) -> Understood:
    """Never fails: what makes no sense ends in `unknown`, what is more than `most` filters in `left_out`."""
    phrases, unread = phrases_of(text, lexicon)
    photo, phrases = photo_meant(phrases)
    places, rest = pointed_at(phrases)
    found = _PhraseParser(rest, lexicon, most).read()
    if unread:
        found.left_out.append(Chip("word", said=f"{unread[:_LABEL]} …"))
    found.places, found.photo = places, photo
    # "More formal", "more of it in red", "even cheaper".
    found.more = found.more and not (found.chips or found.tone or found.cheaper or found.dearer or found.sorts)
    found.undo = found.undo and not photo  # "back to the first photo"
    # A heart alone is thanks.
    found.keeps = any(phrase.has("keep") and (found.places or not phrase.has("thanks")) for phrase in phrases)
    if "details" in found.asks or (places and found.chips and not found.asks and _QUESTION.search(text)):
        found.ask_about_shown()
    if (found.keeps or found.asks) and not found.places:
        found.it = "details" in found.asks or any(
            sense.role == "it" for token in tokens_of(text) for sense in lexicon.senses((token,))
        )
    asks_price = any(sense.role == "attribute" and sense.words == ("price",) for each in rest for sense in each.senses)
    if asks_price and found.places and not found.asks:  # "the price of the fourth"
        found.asks.append("price")
    if found.chips == [Chip("stock")] and (found.places or _QUESTION.search(text)):
        found.chips, found.asks = [], ["stock", *found.asks]
    if any(chip.kind == "colour" and not chip.negated for chip in found.chips) and found.tone != "warmer":
        found.tone = None  # "dark green" is a shade of its own
    if found.sizes:  # "do you have it in XL?"
        found.asks = [each for each in found.asks if each != "stock"]
    if found.sorts:  # "from cheap to dear"
        found.cheaper = found.dearer = False
    if found.sorts or any(chip.kind == "price" for chip in found.chips):  # "which ones cost under 40"
        found.asks = [each for each in found.asks if each != "price"]
    if not lexicon.words.has_prices and (found.sorts or any(chip.kind == "price" for chip in found.chips)):
        found.chips = [chip for chip in found.chips if chip.kind != "price"]
        found.sorts, found.no_prices = None, True
    if not lexicon.words.has_stock and any(chip.kind == "stock" for chip in found.chips):
        found.chips = [chip for chip in found.chips if chip.kind != "stock"]
        found.no_stock = True
    return found


class _PhraseParser(Reader):
    """One pass over the phrases, left to right."""

    def __init__(self, phrases: list[Phrase], lexicon: ShopLexicon, most: int) -> None:
        super().__init__(phrases)
        self._lexicon = lexicon
        self._negation_follows = lexicon.negation_follows
        self._most = most
        self._found = Understood()
        self._negated = False
        self._strange: list[str] = []  # phrases next to each other that are not understood
        self._just_added: Chip | None = None
        self._listed: tuple[Chip, Chip] | None = None  # what it was before it was added to, and what was added
        self._either = False  # "or" was said, with what was added before it in `_just_added`
        self._dropping = clauses_with_drop(phrases)
        self._asked_why = asked_why(phrases)
        self._clause: list[Chip] = []  # what was wanted since the last pause
        self._before_contrast: list[Chip] = []
        self._priced: Chip | None = None  # in this clause

    def read(self) -> Understood:
        while self._at < len(self._phrases):
            before = self._just_added
            self._just_added = None
            if self._next.pause:
                self._negated = False  # "not that, red"
                self._clause, self._priced = [], None
            if self._age() or self._price() or self._step(before) or self._bare_size():
                self._end_strange()
            else:
                self._strange.append(self._next.said)
                self._at += 1
        self._end_strange()
        self._found.chips = settled(self._found.chips, self._lexicon, is_child=self._is_child)
        self._found.chips, dropped = within(self._found.chips, self._most)
        self._found.left_out[:0] = dropped
        return self._found

    def _end_strange(self) -> None:
        """What everybody says all the time ("one moment") need not be said to be not understood."""
        told = [said for said in self._strange if not self._lexicon.is_ordinary(said)]
        if told:
            self._found.unknown.append(" ".join(told))
        self._strange = []

    def _price(self) -> bool:
        """Read a price that begins here, if one does."""
        start = self._at
        low, high = self._limits()
        if low is None and high is None:
            self._at = start
            return False
        if self._negated:  # "not over 40"
            low, high = high, low
            self._negated = False
        chips = self._found.chips
        before = next((chip for chip in chips if chip.kind == "price"), None)
        if before is not None:
            chips.remove(before)
            low = before.low if low is None else low
            high = before.high if high is None else high
        self._priced = Chip("price", low=low, high=high)
        chips.append(self._priced)
        return True

    # Words

    def _step(self, before: Chip | None) -> bool:
        """Read one phrase; False if it is unknown."""
        phrase, found = self._next, self._found
        if not phrase.senses:
            return False
        self._at += 1
        sense = next((each for each in phrase.senses if each.role not in _OF_PRICES), phrase.senses[0])
        attribute = next((each.words[0] for each in phrase.senses if each.role == "attribute"), None)
        if phrase.has("sort") or WordSense("ask", ("price",)) in phrase.senses:
            attribute = "price"  # of "remove the price limit"
        either, self._either = self._either and before is not None, False
        if phrase.meant:
            found.guessed.append((phrase.said, phrase.meant))
        if self._at - 1 in self._dropping and (attribute or sense.role in _KINDS):
            self._drop(attribute or _KINDS[sense.role])
            if not attribute and sense.words:
                found.removed.append(Chip(_KINDS[sense.role], sense.words, said=(phrase.meant or phrase.said)[:_LABEL]))
        elif sense.role in _KINDS:
            self._add(sense, phrase.meant or phrase.said, before if either else None)
        elif self._is_said_of_clause(phrase):
            self._exclude_clause()
        elif phrase.has("no") and self._is_answer(phrase, before):
            pass
        elif phrase.has("negation", "complaint"):
            self._negate(before)
            found.talk = "dislike" if phrase.has("dislike") else found.talk
        elif (phrase.has("only") and self._at - 1 in self._asked_why) or (
            phrase.has("excess") and self._next.has("title", "tone")  # "too formal", "too dark"
        ):
            self._negated = True
        elif phrase.has("joins"):
            self._just_added = before
            self._either = phrase.has("either")
        elif phrase.has("size"):
            self._size(before)
        elif phrase.has("stock"):
            found.chips.append(Chip("stock"))
        elif change := next((role for role in _CHANGES if phrase.has(role)), None):
            setattr(found, _CHANGES[change], True)
        elif told := next((each for each in phrase.senses if each.role in ("ask", "tone")), None):
            self._tell(told)
        elif phrase.has("sort", "dearest"):
            found.sorts = "dearest" if phrase.has("dearest") is not self._negated else "cheapest"
            self._negated = False
        elif phrase.has("contrast"):
            self._contrast()
        else:  # "in", "please", a preposition of prices without a price: says nothing by itself
            self._just_added = before
            # Of several things that ask for nothing the most telling one counts.
            found.talk = next((role for role in _TALK if role == found.talk or phrase.has(role)), None)
            if self._negated and phrase.has("thanks") and found.talk == "thanks":  # "not my taste"
                found.talk, self._negated = "dislike", False
        return True

    def _tell(self, told: WordSense) -> None:
        """A question, or another shade than shown."""
        if told.role == "tone":
            said = _OPPOSITE.get(told.words[0], "") if self._negated else told.words[0]
            self._found.tone, self._negated = next((each for each in get_args(Tone) if each == said), None), False
        elif told.words[0] not in self._found.asks:
            self._found.asks.append(next(each for each in get_args(Question) if each == told.words[0]))

    def _drop(self, kind: str) -> None:
        if kind not in self._found.drops:
            self._found.drops.append(next(each for each in get_args(ChipKind) if each == kind))

    def _is_said_of_clause(self, phrase: Phrase) -> bool:
        """Whether what was just read ("... is ugly", "... no") ends a clause that names something: it is not wanted."""
        says_no = phrase.has("no") and " " not in phrase.said and not self._negation_follows
        if not self._clause or not (says_no or phrase.has("dislike")):
            return False
        return all(each.has("filler", "dislike", "no", "gender") for each in self._rest_of_clause())

    def _rest_of_clause(self) -> Iterator[Phrase]:
        return takewhile(lambda each: not each.pause, islice(self._phrases, self._at, None))

    def _replacing(self, chip: Chip) -> Chip:
        """What is wished now takes the place of what was said before that was shown, or was wished."""
        if not chip.negated and chip.kind != "word":
            gone = [each for each in self._before_contrast if each.kind == chip.kind]
            self._found.chips[:] = [each for each in self._found.chips if each not in gone]
        return chip

    def _exclude_clause(self) -> None:
        """What was wanted in this clause is not; alternatives that were named before it still are."""
        for_whom = [each for each in self._clause if each.kind == "gender"]  # "my husband hates stripes"
        for chip in [each for each in self._clause if each not in for_whom] or for_whom:
            kept = []
            for each in self._found.chips:
                if (each.kind, each.negated) != (chip.kind, False) or not set(chip.words) <= set(each.words):
                    kept.append(each)
                elif left := tuple(word for word in each.words if word not in chip.words):
                    kept.append(replace(each, words=left, said=each.said.removesuffix(f", {chip.said}")))
            self._found.chips[:] = [*kept, replace(chip, negated=True)]
        self._clause = []

    def _is_answer(self, no: Phrase, before: Chip | None) -> bool:
        """Whether a "no" answers what was shown, and says nothing of what follows: where it can be nothing else, before
        a pause or another no, and where the language says "not" behind its word and there is none."""
        if self._negation_follows or not no.has("negation"):
            return before is None
        return self._next is END or self._next.pause or self._next.has("no", "negation")

    def _contrast(self) -> None:
        """Another wish begins ("these are men's shoes, I need women's"), unless it is what is not wished ("I do not
        want")."""
        if self._negated and self._at > 1 and self._phrases[self._at - 2].has("negation", "only"):
            return
        self._negated = False
        self._clause = []
        self._before_contrast = [chip for chip in self._found.chips if not chip.negated]

    def _bare_size(self) -> bool:
        """Read a number that is neither a price nor a place, beside words ("is there a 38?")."""
        number = self._next.number
        is_size = number is not None and number in _SIZES and len(self._phrases) > 1
        self._found.sizes |= is_size
        self._at += is_size
        return is_size

    def _size(self, before: Chip | None) -> None:
        """What follows it ("42", "M") belongs to it; behind a gender it says no more than that ("kids' sizes")."""
        about = next((each for each in self._rest_of_clause() if not each.has("filler")), END)
        is_about = (before is not None and before.kind == "gender") or about.has("gender")
        if is_about and self._next.number is None and len(self._phrases[self._at - 1].said) > _SIZE:
            return
        self._found.sizes = True
        if self._next.number is not None or (not self._next.senses and 0 < len(self._next.said) <= _SIZE):
            self._at += 1

    def _negate(self, before: Chip | None) -> None:
        chips = self._found.chips
        if self._negation_follows and before is not None:
            if before.kind == "type" and [each.kind for each in self._clause[-2:]] == ["word", "type"]:
                before = self._clause[-2]  # "ripped jeans not"
            if before in chips:  # else it was one too many
                listed = self._listed if self._listed and not self._either else (before,)
                changed = [*listed[:-1], replace(listed[-1], negated=not listed[-1].negated)]
                place = chips.index(before)
                chips[place : place + 1] = changed
        elif self._priced in chips and all(each.has("filler") or not each.senses for each in self._rest_of_clause()):
            price = self._priced  # "more than 70 I do not spend"
            chips[chips.index(price)] = Chip("price", low=price.high, high=price.low)
        elif self._next is not END:
            self._negated = True

    def _add(self, sense: WordSense, said: str, either: Chip | None) -> None:
        chips = self._found.chips
        if not sense.words:
            (self._found.untold if self._negated and sense.role == "title" else self._found.absent).append(said)
            self._negated = False
            return
        own = chip = self._replacing(Chip(_KINDS[sense.role], sense.words, self._negated, said=said[:_LABEL]))
        old = next((each for each in chips if (each.kind, each.negated) == (chip.kind, chip.negated)), None)
        if chip.kind == "word":
            old = either if either in chips and (either.kind, either.negated) == ("word", chip.negated) else None
        self._listed = None if old is None or either is not None else (old, chip)
        if old is not None:  # "red or blue": any of them
            if chip.kind == "word" and len(old.words) >= self._most:
                self._found.left_out.append(chip)
                chip = old
            else:
                words = (*old.words, *chip.words)
                words = words if chip.kind == "word" else tuple(dict.fromkeys(words))
                chip = replace(old, words=words, said=_listed(old.said, chip.said))
            chips[chips.index(old)] = chip
        elif not any((each.kind, each.words, each.negated) == (chip.kind, chip.words, chip.negated) for each in chips):
            is_many = chip.kind == "word" and sum(each.kind == "word" for each in chips) >= self._most
            (self._found.left_out if is_many else chips).append(chip)
        self._just_added = chip
        self._clause += [] if self._negated else [own]
        if self._negated and not self._next.has("joins"):
            self._negated = False


def _listed(before: str, said: str) -> str:
    """Several alternatives as they were said, as long as a label can be."""
    return f"{before.removesuffix(', …')}, {said if len(before) + len(said) < 2 * _LABEL else '…'}"
