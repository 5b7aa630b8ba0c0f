"""The sentences: all that the code asks for are there, none is left over, and every variable is filled in."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from bot.messages import PhotoFault
from bot.ports import LeftOutReason, PhotoReason, Stage
from bot.texts import FALLBACK, LANGUAGES, Texts, slug
from recommender.taxonomy import GARMENT_TYPES

BOT = Path(__file__).parents[2] / "bot"
# Keys that the code puts together, with all that they can be.
FAMILIES = {
    "photo-": [reason.value for reason in PhotoReason],
    "fault-": [fault.value for fault in PhotoFault],
    "reindex-": [stage.value for stage in Stage],
    "left-out-": [slug(reason.value) for reason in LeftOutReason],
    "answer-": [f"{each}{end}" for each in ("exact", "close", "loose", "none") for end in ("", "-unnamed")],
    "command-": ["start", "help", "find", "saved", "history", "settings", "forget-me", "export-me", "reindex", "stats"],
    "kept-": ["queries", "verdicts", "saved", "watches", "settings"],
    "notice-": ["up", "down"],
    "discord-command-": [
        *("start", "help", "find", "saved", "history", "settings", "forget_me", "export_me", "reindex", "stats")
    ],
    "panel-": ["gender", "colour", "price", "type"],
    "what-": ["type", "colour-type", "gender-type", "gender-colour-type"],
}


def keys_of(name: str) -> set[str]:
    source = resources.files("bot.texts").joinpath(name).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][A-Za-z0-9_-]*) =", source, re.MULTILINE))


def code() -> str:
    """The sources of all that speaks to people."""
    paths = (path for part in ("conversation", "frontends") for path in (BOT / part).glob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def keys_in_code() -> set[str]:
    strings = set(re.findall(r"""["']([a-z]+(?:[-_][a-z]+)*)["']""", code()))
    built = {prefix + rest for prefix, rests in FAMILIES.items() for rest in rests}
    return (strings & keys_of("en.ftl")) | built


def asked_for() -> set[str]:
    """Every literal that is handed to texts(...), so that a misspelt one is found even though the file lacks it."""
    return set(re.findall(r"""\btexts\(\s*["']([^"']+)["']""", code()))


def test_every_key_that_the_code_uses_exists() -> None:
    """English has each sentence that is asked for, the composed ones included."""
    there = keys_of("en.ftl")
    assert len(asked_for()) > 20
    assert asked_for() <= there
    assert {prefix + rest for prefix, rests in FAMILIES.items() for rest in rests} <= there


def test_every_sentence_is_used() -> None:
    """No sentence is left over from an ability that is gone."""
    assert keys_of("en.ftl") - keys_in_code() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language: str) -> None:
    """A language is complete, names included, before it is offered."""
    for ending in (".ftl", ".names.ftl"):
        assert keys_of(f"{language}{ending}") == keys_of(f"{FALLBACK}{ending}")


def test_every_kind_of_garment_and_usual_words_have_names() -> None:
    """The ten garments and the catalogue's common words are said as people say them."""
    texts = Texts.for_locale("en")
    assert {f"garment-{kind}" for kind in GARMENT_TYPES} <= keys_of("en.names.ftl")
    said = [texts.name("type", "Tshirts"), texts.name("colour", "Navy Blue"), texts.name("gender", "Women")]
    assert said == ["T-shirt", "navy blue", "women's"]
    assert texts.name("type", "Hoodies & Co") == "hoodies & co"


def test_an_unknown_key_is_a_fault() -> None:
    """A sentence that is nowhere is not passed over in silence."""
    with pytest.raises(KeyError):
        Texts.for_locale("en")("no-such-sentence")


@pytest.mark.parametrize(
    ("locale", "price"),
    [("en-GB", "€1,234,567.50"), ("en_IN", "€12,34,567.50"), ("", "€1,234,567.50"), ("nonsense", "€1,234,567.50")],
)
def test_prices_follow_the_locale(locale: str, price: str) -> None:
    """Prices are grouped as the region does; an unknown price is nothing, an unknown currency is left out."""
    texts = Texts.for_locale(locale)
    assert texts.price(1234567.5, "EUR") == price
    assert texts.price(None, "EUR") == ""
    assert texts.price(5, "") == "5.00"


def test_titles_come_through_unchanged() -> None:
    """Whatever is in a product's title, brackets of Fluent and right-to-left text included, is shown as it is."""
    title = "{ $x } <b>קישוט</b> & “x” 🙂"
    assert Texts.for_locale("en")("answer-similar", title=title) == f"More like “{title}”"
