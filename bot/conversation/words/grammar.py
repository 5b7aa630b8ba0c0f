"""A shopper's plain words as filters: "men, navy, not black, under 40". No language model: a lexicon and a small
grammar, the same for every language, whose words are in bot/texts/*/words.toml.

What a phrase does:

    [not] WORD [or WORD ...]     a filter for gender, colour, type, or a word of the title; or against it
    under N, N or less, N €      a highest price;  over N, N and up: a lowest;  between N and M, N - M: both
    cheaper, dearer              than what was shown
    more, in stock, no filters
    save N, like the Nth         one of the products shown

The longest known phrase counts; the shopper's language before English. A word that is nearly a known one is taken for
it, and it is said so. What is in no lexicon is given back, so that it can be said.

Longer than 300 lines because reading a text is one automaton over one list of items.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.conversation.words.shop_lexicon import LONGEST, ShopLexicon
from bot.ports import Chip
from bot.texts.lexicon import Role, WordSense, plain, tokens_as_said

_AROUND = 0.25  # what "around 40" allows on either side
_LONGEST_NUMBER = 9  # figures of a price
_MOST_GUESSED = 5  # words of one text
_LAST_PLACE = 20  # a higher number is no place of an answer
LAST = -1
_SIZE = 3  # letters
_TALK: tuple[Role, ...] = ("dislike", "helping", "thanks", "greeting")
_KINDS = {"gender": "gender", "colour": "colour", "type": "type", "title": "word"}


@dataclass(slots=True)
class Understood:
    """What a text asks for. `chips` are in the order in which they were said; `absent` is what was understood and the
    shop does not have, `unknown` what was not understood, both as the shopper said it."""

    chips: list[Chip] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    cheaper: bool = False
    dearer: bool = False
    more: bool = False
    reset: bool = False
    no_prices: bool = False  # a price was named, and the shop states none
    keeps: bool = False  # something is to be saved: what stands at `places`
    places: list[int] = field(default_factory=list)  # of products shown, from 1; LAST for the last one
    sizes: bool = False  # a size was named, and nothing is known of sizes
    guessed: list[tuple[str, str]] = field(default_factory=list)  # what was written, and what it was taken for
    talk: Role | None = None  # a greeting, thanks, "I don't like these", "help"

    @property
    def changes_answer(self) -> bool:
        """There is something in it that gives another answer."""
        return bool(self.chips or self.cheaper or self.dearer or self.more or self.reset)


@dataclass(frozen=True, slots=True)
class _Phrase:
    said: str
    senses: tuple[WordSense, ...] = ()
    number: float | None = None
    meant: str = ""  # what it is taken for, where that is not what was written

    def has(self, *roles: Role) -> bool:
        return any(sense.role in roles for sense in self.senses)


def understand(text: str, lexicon: ShopLexicon) -> Understood:
    """Never fails: what makes no sense ends in `unknown`."""
    found = _PhraseParser(lexicon, *_pointed(_items(text, lexicon))).read()
    if not lexicon.words.has_prices and any(chip.kind == "price" for chip in found.chips):
        found.chips = [chip for chip in found.chips if chip.kind != "price"]
        found.no_prices = True
    return found


def _items(text: str, lexicon: ShopLexicon) -> list[_Phrase]:
    pairs = tokens_as_said(text)
    tokens = [token for token, _ in pairs]
    items: list[_Phrase] = []
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST, len(tokens) - at), 0, -1):
            phrase = tuple(tokens[at : at + length])
            if length == 1 and phrase[0][0].isdecimal() and (amount := number(phrase[0])) is not None:
                items.append(_Phrase(phrase[0], number=amount))
                at += 1
                break
            senses = tuple(lexicon.senses(phrase))
            if senses or length == 1:
                said = " ".join(written for _, written in pairs[at : at + length])
                items.append(_Phrase(said, senses))
                at += length
                break
    strange = [place for place, item in enumerate(items) if not item.senses and item.number is None]
    for place in strange[:_MOST_GUESSED]:
        meant, nearly = lexicon.mistyped(plain(items[place].said))
        if nearly:
            items[place] = _Phrase(items[place].said, tuple(nearly), meant=meant)
    return items


def _pointed(items: list[_Phrase]) -> tuple[list[_Phrase], Understood]:
    """What is said of single products among those shown ("save 2", "more like the third"), and the items without it."""
    found = Understood()
    keeps, alike = (any(item.has(role) for item in items) for role in ("keep", "alike"))
    places: dict[int, int] = {}
    for at, item in enumerate(items):
        named = next((sense.words[0] for sense in item.senses if sense.role == "place"), "")
        if named:
            places[at] = LAST if named == "last" else int(named)
        elif (keeps or alike) and _is_place(items, at):
            places[at] = int(item.number or 0)
    found.places = list(dict.fromkeys(places.values()))
    found.keeps = keeps
    taken = {at for at, item in enumerate(items) if places and item.has("keep", "alike", "more")}
    return [item for at, item in enumerate(items) if at not in places and at not in taken], found


def _is_place(items: list[_Phrase], at: int) -> bool:
    """Whether a number says which product is meant, not what it may cost."""
    amount = items[at].number
    if amount is None or amount != int(amount) or not 0 < amount <= _LAST_PLACE:
        return False
    before = items[at - 1] if at else _Phrase("")
    after = items[at + 1] if at + 1 < len(items) else _Phrase("")
    is_price = before.has("under", "over", "between", "around", "money", "size") and not before.has("alike")
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


class _PhraseParser:
    """One pass over the items, left to right."""

    def __init__(self, lexicon: ShopLexicon, items: list[_Phrase], found: Understood) -> None:
        self._lexicon = lexicon
        self._items = items
        self._at = 0
        self._found = found
        self._negated = False
        self._strange: list[str] = []  # words of one phrase that is not understood
        self._just_added: Chip | None = None
        self._either = False  # "or" was said, with what was added before it in `_just_added`

    def read(self) -> Understood:
        while self._at < len(self._items):
            before = self._just_added
            self._just_added = None
            if not self._price() and not self._step(before):
                self._strange.append(self._items[self._at].said)
                self._at += 1
                continue
            self._end_phrase()
        self._end_phrase()
        return self._found

    def _peek(self, ahead: int = 0) -> _Phrase | None:
        return self._items[self._at + ahead] if self._at + ahead < len(self._items) else None

    def _end_phrase(self) -> None:
        if self._strange:
            self._found.unknown.append(" ".join(self._strange))
            self._strange = []

    # Prices

    def _price(self) -> bool:
        """Read a price that begins here, if one does."""
        start = self._at
        low = high = None
        item = self._items[self._at]
        if item.number is not None or item.has("money"):
            low, high = self._bare_amount()
        elif item.has("between", "over", "under", "around"):
            self._at += 1
            amount = self._amount()
            if amount is None:
                self._at = start
                return False
            follows = self._peek()
            second = None
            if follows is not None and item.has("between", "over") and follows.has("to", "under"):
                self._at += 1
                second = self._amount()
                if second is None:
                    self._at -= 1
            if second is not None:
                low, high = min(amount, second), max(amount, second)
            elif item.has("between"):
                self._at = start
                return False
            elif item.has("under"):
                high = amount
            elif item.has("around"):
                low, high = amount * (1 - _AROUND), amount * (1 + _AROUND)
            else:
                low = amount
        if low is None and high is None:
            self._at = start
            return False
        if self._negated:  # "not over 40"
            low, high = high, low
            self._negated = False
        self._add_price(low, high)
        return True

    def _bare_amount(self) -> tuple[float | None, float | None]:
        start = self._at
        item = self._peek()
        said_money = item is not None and item.has("money")
        amount = self._amount()
        if amount is None:
            return None, None
        said_money = said_money or self._items[self._at - 1].has("money")
        follows = self._peek()
        if follows is not None and follows.has("to", "under"):
            self._at += 1
            second = self._amount()
            if second is not None:
                after = self._peek()
                if after is not None and after.has("between"):  # Hindi says it behind the numbers
                    self._at += 1
                return min(amount, second), max(amount, second)
            self._at -= 1
        if follows is not None and follows.has("under_after"):
            self._at += 1
            return None, amount
        if follows is not None and follows.has("over_after"):
            self._at += 1
            return amount, None
        if said_money:
            return None, amount
        self._at = start
        return None, None

    def _amount(self) -> float | None:
        """[money] number [money]; the place is behind it, or unmoved."""
        start = self._at
        item = self._peek()
        if item is not None and item.has("money"):
            self._at += 1
            item = self._peek()
        if item is None or item.number is None:
            self._at = start
            return None
        self._at += 1
        after = self._peek()
        if after is not None and after.has("money"):
            self._at += 1
        return item.number

    def _add_price(self, low: float | None, high: float | None) -> None:
        chips = self._found.chips
        before = next((chip for chip in chips if chip.kind == "price"), None)
        if before is not None:
            chips.remove(before)
            low = before.low if low is None else low
            high = before.high if high is None else high
        chips.append(Chip("price", low=low, high=high))

    # Words

    def _step(self, before: Chip | None) -> bool:
        """Read one phrase; False if it is unknown."""
        item = self._items[self._at]
        if not item.senses:
            return False
        self._at += 1
        sense = item.senses[0]
        either, self._either = self._either and before is not None, False
        if item.meant:
            self._found.guessed.append((item.said, item.meant))
        if sense.role in _KINDS:
            self._add(sense, item.meant or item.said, before if either else None)
        elif item.has("negation"):
            self._negate(before)
        elif sense.role == "joins" or item.has("joins"):
            self._just_added = before
            self._either = item.has("either")
        elif item.has("size"):
            self._size()
        elif item.has("cheaper"):
            self._found.cheaper = True
        elif item.has("dearer"):
            self._found.dearer = True
        elif item.has("stock"):
            self._found.chips.append(Chip("stock"))
        elif item.has("more"):
            self._found.more = True
        elif item.has("reset"):
            self._found.reset = True
        elif item.has("contrast"):
            self._negated = False
        else:  # "in", "please", a preposition of prices without a price: says nothing by itself
            self._just_added = before
            self._talk(item)
        return True

    def _size(self) -> None:
        """What follows it ("42", "M") belongs to it."""
        self._found.sizes = True
        follows = self._peek()
        if follows is not None and (follows.number is not None or (not follows.senses and len(follows.said) <= _SIZE)):
            self._at += 1

    def _talk(self, item: _Phrase) -> None:
        """Of several things that ask for nothing the most telling one counts."""
        for role in _TALK:
            if self._found.talk == role:
                return
            if item.has(role):
                self._found.talk = role
                return

    def _negate(self, before: Chip | None) -> None:
        follows = self._peek()
        if self._lexicon.negation_follows and before is not None:
            self._found.chips[self._found.chips.index(before)] = Chip(
                before.kind, before.words, not before.negated, said=before.said
            )
        elif follows is not None:
            self._negated = True

    def _add(self, sense: WordSense, said: str, either: Chip | None) -> None:
        chips = self._found.chips
        if not sense.words:
            self._found.absent.append(said)
            self._negated = False
            return
        kind = _KINDS[sense.role]
        chip = Chip(kind, sense.words, self._negated, said=said)  # type: ignore[arg-type]
        same = [each for each in chips if each.kind == kind and each.negated == chip.negated]
        if same and kind != "word":  # "red or blue": any of them
            old = same[0]
            words = tuple(dict.fromkeys((*old.words, *chip.words)))
            chip = Chip(old.kind, words, old.negated, said=f"{old.said}, {said}")
            chips[chips.index(old)] = chip
        elif either is not None and either.kind == "word" and either.negated == chip.negated and either in chips:
            both = f"{either.said}, {said}"
            chip = Chip(either.kind, (*either.words, *chip.words), either.negated, said=both)
            chips[chips.index(either)] = chip
        elif chip not in chips:
            chips.append(chip)
        self._just_added = chip
        follows = self._peek()
        if self._negated and not (follows is not None and follows.has("joins")):
            self._negated = False
