"""Which of a product's types says what it is."""

from __future__ import annotations

from collections.abc import Iterable

from recommender.catalogue.meaning.texts import said


def chosen_type(candidates: Iterable[str]) -> str:
    """The first that says a garment."""
    return next((text for each in candidates if (text := said(each))), "")
