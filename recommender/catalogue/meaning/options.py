"""Which of a product's options, attributes and parameters says its colour, and which for whom it is."""

from __future__ import annotations

from functools import lru_cache

from recommender.folding import plain

_COLOURS = """
color colour farbe farben couleur colore kleur kolor barva farba szin culoare farve farge farg vari renk цвет колір цвят
χρωμα 颜色 顏色 色 カラー 색상 รงค रग लन שם צבע اللون रंग
"""
_GENDERS = """
gender sex geschlecht genre sexe genero sexo sesso geslacht plec pohlavi nem kon cinsiyet пол стать 性别 性別 성별
लिंग מין
"""
_FOR_WHOM = frozenset(map(plain, _GENDERS.split()))
_COLOURED = frozenset(map(plain, _COLOURS.split()))
# Of these, no other word is a part.
_WITHIN = ("colour", "color", "farbe", "couleur", "kleur", "цвет", "颜色", "カラー")


@lru_cache(maxsize=1024)
def names_colour(name: str) -> bool:
    """ "Color", "Farbe (Hauptfarbe)", "pa_colour", "Цвет"."""
    word = _word(name)
    return word in _COLOURED or word == "cor" or any(part in word for part in _WITHIN)


@lru_cache(maxsize=1024)
def names_gender(name: str) -> bool:
    """ "Gender", "Geschlecht", "pa_gender", "Пол"."""
    return _word(name) in _FOR_WHOM


def _word(name: str) -> str:
    return plain(name).strip().removeprefix("pa_").replace(" ", "")
