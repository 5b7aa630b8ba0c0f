"""Colours of shops in usual words."""

from __future__ import annotations

import pytest

from recommender.colours import NEAR_COLOURS, colours_in, usual_colour
from recommender.index.columns.attribute_column import ColourColumn


@pytest.mark.parametrize(
    ("written", "usual"),
    [
        ("azul", "Blue"),
        ("Azul marino", "Navy Blue"),
        ("azul oscuro", "Navy Blue"),
        ("bleu marine", "Navy Blue"),
        ("bleu ciel", "Blue"),
        ("dunkelblau", "Navy Blue"),
        ("hellgrün", "Green"),
        ("weiß", "White"),
        ("тёмно-синий", "Navy Blue"),
        ("серый меланж", "Grey"),
        ("czerwona", "Red"),
        ("kırmızı", "Red"),
        ("深蓝色", "Navy Blue"),
        ("黒", "Black"),
        ("네이비", "Navy Blue"),
        ("mörkblå", "Navy Blue"),
        ("κόκκινο", "Red"),
        ("أزرق", "Blue"),
        ("नीला", "Blue"),
    ],
)
def test_a_colour_in_another_language(written: str, usual: str) -> None:
    """It keeps its own word, and is found by the usual one."""
    assert colours_in(written) == (written, usual)
    assert usual_colour(written) == usual


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Ivory", ("Ivory", "Cream")),
        ("Multicoloured", ("Multicoloured", "Multi")),
        ("rojo y blanco", ("rojo", "Red", "blanco", "White")),
        ("Nero/Bianco", ("Nero", "Black", "Bianco", "White")),
        ("Ice blue", ("Ice blue", "Blue")),
        ("Pretty", ("Pretty",)),
        ("Brot", ("Brot",)),
        ("Size M", ("Size M",)),
    ],
)
def test_several_and_none(written: str, named: tuple[str, ...]) -> None:
    """English keeps its own words; what only begins like a colour is none."""
    assert colours_in(written) == named
    assert usual_colour("Ivory") is None


def test_the_table_names_itself_alone() -> None:
    """No colour of Fashion Product Images means another one."""
    for colour in ("Navy Blue", "Rose", "Tan", "Multi", "Skin", *map(str.title, NEAR_COLOURS)):
        assert usual_colour(colour) is None


def test_a_filter_by_the_usual_word_finds_the_shops() -> None:
    """Blue finds "azul" and "Ice blue", not "azul marino", which is a colour of its own."""
    column = ColourColumn.of(["azul", "rojo", "azul marino", "Ice blue", ""])
    assert column.matching(("Blue",)).tolist() == [True, False, False, True, False]
    assert column.matching(("azul",)).tolist() == [True, False, False, False, False]
    assert column.matching(("Navy Blue",)).tolist() == [False, False, True, False, False]
