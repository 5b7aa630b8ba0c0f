"""A shopper's plain words as filters: "men, navy, not black, under 40".

No language model: a small grammar, the same for every language, whose words are in bot/texts/*/words.toml.

What a phrase does:

- [not] WORD [or WORD ...]: a filter for gender, colour, type, or a word of the title; or against it
- under N, N or less, N €: a highest price; over N, N and up: a lowest; between N and M, N - M: both
- cheaper, dearer: than what was shown
- more, in stock, no filters
- save N, like the Nth: one of the products shown

At most so many filters come of one text (`most`): prices, gender, colour, type and stock first, each of which there is
once, then words of titles in the order in which they are said. A description that somebody pastes has dozens.

The longest known phrase counts; the shopper's language before English. A word that is nearly a known one is taken for
it, and it is said so. What no lexicon has is given back, so that it can be said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.conversation.words.chips import within
from bot.conversation.words.phrases import Phrase, phrases_of, pointed_at
from bot.conversation.words.shop_lexicon import ShopLexicon
from bot.ports import Chip, ChipKind
from bot.texts.lexicon import Role, WordSense

_AROUND = 0.25  # what "around 40" allows on either side
_SIZE = 3  # letters
MOST = 8  # filters of one text, if nothing else is configured
_LABEL = 60  # letters of a filter as it was said
_CHANGES: tuple[Role, ...] = ("cheaper", "dearer", "more", "reset")  # each a field of Understood
_TALK: tuple[Role, ...] = ("dislike", "helping", "thanks", "greeting")
_KINDS: Mapping[Role, ChipKind] = {"gender": "gender", "colour": "colour", "type": "type", "title": "word"}
_END = Phrase("")


@dataclass(slots=True)
class Understood:
    """What a text asks for.

    `chips` are in the order in which they were said; `absent` is what was understood and the shop does not have,
    `unknown` what was not understood, both as the shopper said it. `guessed`: what was written, and what it was taken
    for. `left_out`: what would have been one filter too many. `no_prices`, `sizes`: a price or size was named, and the
    shop states none.
    `places` are those of products shown, from 1, LAST for the last one; `keeps`: they are to be saved. `talk` is what
    asks for nothing: a greeting, thanks, "I don't like these"; or "help".
    """

    chips: list[Chip] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left_out: list[Chip] = field(default_factory=list)
    cheaper: bool = False
    dearer: bool = False
    more: bool = False
    reset: bool = False
    no_prices: bool = False
    keeps: bool = False
    places: list[int] = field(default_factory=list)
    sizes: bool = False
    guessed: list[tuple[str, str]] = field(default_factory=list)
    talk: Role | None = None

    @property
    def changes_answer(self) -> bool:
        """There is something in it that gives another answer."""
        return bool(self.chips or self.cheaper or self.dearer or self.more or self.reset)


def understand(text: str, lexicon: ShopLexicon, most: int = MOST) -> Understood:
    """Never fails: what makes no sense ends in `unknown`, what is more than `most` filters in `left_out`."""
    phrases, unread = phrases_of(text, lexicon)
    places, rest = pointed_at(phrases)
    found = _PhraseParser(rest, lexicon.negation_follows, most).read()
    if unread:
        found.left_out.append(Chip("word", said=f"{unread[:_LABEL]} …"))
    found.places = list(dict.fromkeys(places.values()))
    found.keeps = any(phrase.has("keep") for phrase in phrases)
    if not lexicon.words.has_prices and any(chip.kind == "price" for chip in found.chips):
        found.chips = [chip for chip in found.chips if chip.kind != "price"]
        found.no_prices = True
    return found


class _PhraseParser:
    """One pass over the phrases, left to right."""

    def __init__(self, phrases: list[Phrase], negation_follows: bool, most: int) -> None:
        self._phrases = phrases
        self._negation_follows = negation_follows
        self._most = most
        self._at = 0
        self._found = Understood()
        self._negated = False
        self._strange: list[str] = []  # phrases next to each other that are not understood
        self._just_added: Chip | None = None
        self._either = False  # "or" was said, with what was added before it in `_just_added`

    def read(self) -> Understood:
        while self._at < len(self._phrases):
            before = self._just_added
            self._just_added = None
            if self._price() or self._step(before):
                self._end_strange()
            else:
                self._strange.append(self._next.said)
                self._at += 1
        self._end_strange()
        self._found.chips, dropped = within(self._found.chips, self._most)
        self._found.left_out[:0] = dropped
        return self._found

    @property
    def _next(self) -> Phrase:
        return self._phrases[self._at] if self._at < len(self._phrases) else _END

    def _skip(self, *roles: Role) -> bool:
        """Whether the next phrase has one of these roles; it is then read."""
        if not self._next.has(*roles):
            return False
        self._at += 1
        return True

    def _end_strange(self) -> None:
        if self._strange:
            self._found.unknown.append(" ".join(self._strange))
            self._strange = []

    # Prices

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
        chips.append(Chip("price", low=low, high=high))
        return True

    def _limits(self) -> tuple[float | None, float | None]:
        """[between | over | under | around] amount [to amount] [or less | or more]; none where it is no price."""
        first = self._next
        is_bare = first.number is not None or first.has("money")
        if not is_bare and not self._skip("between", "over", "under", "around"):
            return None, None
        begin = self._at
        amount = self._amount()
        if amount is None:
            return None, None
        end = self._at
        if (is_bare or first.has("between", "over")) and self._skip("to", "under"):
            second = self._amount()
            if second is not None:
                if is_bare:
                    self._skip("between")  # Hindi says it behind the numbers
                return min(amount, second), max(amount, second)
            self._at = end
        if is_bare:
            if self._skip("under_after"):
                return None, amount
            if self._skip("over_after"):
                return amount, None
            return None, amount if any(phrase.has("money") for phrase in self._phrases[begin:end]) else None
        if first.has("between"):
            return None, None
        if first.has("under"):
            return None, amount
        return (amount * (1 - _AROUND), amount * (1 + _AROUND)) if first.has("around") else (amount, None)

    def _amount(self) -> float | None:
        """[money] number [money]; what follows is next, or nothing was read."""
        start = self._at
        self._skip("money")
        amount = self._next.number
        if amount is None:
            self._at = start
            return None
        self._at += 1
        self._skip("money")
        return amount

    # Words

    def _step(self, before: Chip | None) -> bool:
        """Read one phrase; False if it is unknown."""
        phrase, found = self._next, self._found
        if not phrase.senses:
            return False
        self._at += 1
        sense = phrase.senses[0]
        either, self._either = self._either and before is not None, False
        if phrase.meant:
            found.guessed.append((phrase.said, phrase.meant))
        if sense.role in _KINDS:
            self._add(sense, phrase.meant or phrase.said, before if either else None)
        elif phrase.has("negation"):
            self._negate(before)
        elif phrase.has("joins"):
            self._just_added = before
            self._either = phrase.has("either")
        elif phrase.has("size"):
            self._size()
        elif phrase.has("stock"):
            found.chips.append(Chip("stock"))
        elif change := next((role for role in _CHANGES if phrase.has(role)), None):
            setattr(found, change, True)
        elif phrase.has("contrast"):
            self._negated = False
        else:  # "in", "please", a preposition of prices without a price: says nothing by itself
            self._just_added = before
            # Of several things that ask for nothing the most telling one counts.
            found.talk = next((role for role in _TALK if role == found.talk or phrase.has(role)), None)
        return True

    def _size(self) -> None:
        """What follows it ("42", "M") belongs to it."""
        self._found.sizes = True
        if self._next.number is not None or (not self._next.senses and 0 < len(self._next.said) <= _SIZE):
            self._at += 1

    def _negate(self, before: Chip | None) -> None:
        chips = self._found.chips
        if self._negation_follows and before is not None:
            if before in chips:  # else it was one too many
                chips[chips.index(before)] = replace(before, negated=not before.negated)
        elif self._next is not _END:
            self._negated = True

    def _add(self, sense: WordSense, said: str, either: Chip | None) -> None:
        chips = self._found.chips
        if not sense.words:
            self._found.absent.append(said)
            self._negated = False
            return
        chip = Chip(_KINDS[sense.role], sense.words, self._negated, said=said[:_LABEL])
        old = next((each for each in chips if (each.kind, each.negated) == (chip.kind, chip.negated)), None)
        if chip.kind == "word":
            old = either if either in chips and (either.kind, either.negated) == ("word", chip.negated) else None
        if old is not None:  # "red or blue": any of them
            if chip.kind == "word" and len(old.words) >= self._most:
                self._found.left_out.append(chip)
                chip = old
            else:
                words = (*old.words, *chip.words)
                words = words if chip.kind == "word" else tuple(dict.fromkeys(words))
                chip = replace(old, words=words, said=_listed(old.said, chip.said))
            chips[chips.index(old)] = chip
        elif chip not in chips:
            is_many = chip.kind == "word" and sum(each.kind == "word" for each in chips) >= self._most
            (self._found.left_out if is_many else chips).append(chip)
        self._just_added = chip
        if self._negated and not self._next.has("joins"):
            self._negated = False


def _listed(before: str, said: str) -> str:
    """Several alternatives as they were said, as long as a label can be."""
    return f"{before.removesuffix(', …')}, {said if len(before) + len(said) < 2 * _LABEL else '…'}"
