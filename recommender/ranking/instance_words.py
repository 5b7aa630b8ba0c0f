"""What a recognised product says of the photo that shows it: its own words, as far as it is surely the one.

A shop knows of its product what no network sees: for whom it is, what it is called. Where a photo is recognised as a
product's, those words count with the probability that it is right, the network's guesses with the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from recommender.answers import Attributes, Guess
from recommender.colours import colours_in
from recommender.folding import folded
from recommender.looks import looks_named
from recommender.product import Product
from recommender.taxonomy import garment_named

# The certainty of a match (InstanceMatch) that is as often right as wrong, and how fast it gets surer. Of 300 re-taken
# products 272 of 280 matches are right, half of them with .25 and more. Of what the shop has not, 14 of 539 phone
# photos and 106 of 1,061 pictures are matched, one in five of these with .1 and more.
_EVEN, _WIDTH = 0.1, 0.03
_MOST = 0.95
_GUESSES = 12


def belief(certainty: float) -> float:
    """How probable it is that a match of this certainty is right, 0 to 1."""
    return _MOST / (1.0 + math.exp(min(50.0, (_EVEN - certainty) / _WIDTH)))


def told_by(product: Product, attributes: Attributes, share: float) -> Attributes:
    """The attributes of a photo that shows the product with a probability of `share`. Looks that its title does not
    name stay as they were seen: titles are incomplete."""
    named = looks_named(product.title, product.garment)
    looks = (
        Guess(guess.value, max(guess.probability, share)) if guess.value in named else guess
        for guess in attributes.looks
    )
    return replace(
        attributes,
        # "New arrivals" is no type: what the network sees says more.
        type=_mixed(attributes.type, (product.type,) if garment_named(product.type) else (), share),
        gender=_mixed(attributes.gender, (product.gender,), share),
        colour=_mixed(attributes.colour, colours_in(product.colour), share),
        looks=_sorted(looks),
    )


def _mixed(guesses: Sequence[Guess], words: Sequence[str], share: float) -> tuple[Guess, ...]:
    """Guesses where one of the words, which are alike, is right with a probability of `share`."""
    own = [word for word in words if word]
    if not own or not guesses:
        return tuple(guesses)
    there = {folded(guess.value): Guess(guess.value, (1.0 - share) * guess.probability) for guess in guesses}
    for word in own:
        before = there.get(folded(word), Guess(word, 0.0))
        there[folded(word)] = Guess(before.value, min(1.0, before.probability + share / len(own)))
    return _sorted(there.values())[:_GUESSES]


def _sorted(guesses: Iterable[Guess]) -> tuple[Guess, ...]:
    return tuple(sorted(guesses, key=lambda guess: -guess.probability))
