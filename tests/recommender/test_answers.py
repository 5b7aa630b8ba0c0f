"""What an answer says besides its products: what the photo may show instead."""

from __future__ import annotations

from recommender.answers import Answer, Attributes, Guess


def _alternatives(kinds: tuple[Guess, ...], genders: tuple[Guess, ...] = ()) -> Attributes:
    seen = Attributes(kinds, genders, (Guess("Red", 0.5), Guess("Pink", 0.4)))
    return Answer((), (), seen, "loose", b"", "e", "i").alternatives


def test_alternatives_where_it_is_not_sure() -> None:
    """The next kinds and genders that are likely at all, the likeliest first; none where the first is surely right, and
    never a colour, which everybody sees for himself."""
    dress = (Guess("Dresses", 0.6), Guess("Tunics", 0.3), Guess("Tops", 0.05), Guess("Skirts", 0.04))
    told = _alternatives(dress, (Guess("Women", 0.96), Guess("Girls", 0.04)))
    assert told == Attributes(type=(Guess("Tunics", 0.3), Guess("Tops", 0.05)))
    told = _alternatives((Guess("Jeans", 0.95), Guess("Trousers", 0.05)), (Guess("Men", 0.5), Guess("Women", 0.45)))
    assert told == Attributes(gender=(Guess("Women", 0.45),))
    assert _alternatives(()) == Attributes()
