"""The sentences: all that the code asks for are there, none is left over, and every variable is filled in."""

from __future__ import annotations

import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.offering.drawing import FIELDS
from bot.messages import PhotoFault
from bot.texts import FALLBACK, LANGUAGES, Texts, slug
from bot.texts.lexicon import Lexicon, lexicon
from recommender.answers import LeftOutReason, Stage
from recommender.errors import GateReason, PhotoReason
from recommender.taxonomy import GARMENT_TYPES
from tests import ROOT

BOT = ROOT / "bot"
# Keys that the code puts together, with all that they can be.
FAMILIES = {
    "photo-": [reason.value for reason in PhotoReason],
    "fault-": [fault.value for fault in PhotoFault],
    "reindex-": [stage.value for stage in Stage],
    "gate-": [slug(reason.value) for reason in GateReason],
    "left-out-": [slug(reason.value) for reason in LeftOutReason],
    "answer-nothing-": ["dark", "blurred", "small"],
    "answer-": [f"{each}{end}" for each in ("exact", "close", "loose", "filtered") for end in ("", "-unnamed")],
    "command-": [
        *("start", "help", "find", "saved", "history", "settings", "forget-me", "export-me", "catalogue", "reindex"),
        *("stats", "quality", "catalogue-argument", "reindex-argument", "stats-argument"),
    ],
    "kept-": ["queries", "verdicts", "corrections", "saved", "watches", "settings"],
    "notice-": ["up", "down"],
    "discord-command-": [
        *("start", "help", "find", "saved", "history", "settings", "forget_me", "export_me", "catalogue", "reindex"),
        *("stats", "quality"),
    ],
    "discord-name-": ["photo", "gender", "colour", "type", "price"],
    "discord-option-": ["photo", "gender", "colour", "type", "price"],
    "offer-ask-": list(FIELDS),
    "button-offer-": list(FIELDS),
    "panel-": ["gender", "colour", "price", "type"],
    "stats-": ["exact", "close", "loose", "none"],
    "stats-words-": ["today", "yesterday", "day", "week", "month", "year"],
    "talk-": ["greeting", "thanks", "dislike"],
    "tone-": ["darker", "lighter"],
    "button-": ["learns", "tells", "turns"],
    "what-": ["type", "colour-type", "gender-type", "gender-colour-type"],
}


def keys_of(name: str) -> set[str]:
    source = resources.files("bot.texts").joinpath(name).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][A-Za-z0-9_-]*) =", source, re.MULTILINE))


def code() -> str:
    """The sources of all that speaks to people."""
    paths = (path for part in ("app", "conversation", "frontends") for path in (BOT / part).rglob("*.py"))
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


def keys_in_code() -> set[str]:
    strings = set(re.findall(r"""["']([a-z]+(?:[-_][a-z]+)*)["']""", code()))
    built = {prefix + rest for prefix, rests in FAMILIES.items() for rest in rests}
    return (strings & keys_of("en/sentences.ftl")) | built


def asked_for() -> set[str]:
    """Every literal that is handed to texts(...), so that a misspelt one is found even though the file lacks it."""
    return set(re.findall(r"""\btexts\(\s*["']([^"']+)["']""", code()))


def test_every_key_that_the_code_uses_exists() -> None:
    """English has each sentence that is asked for, the composed ones included."""
    there = keys_of("en/sentences.ftl")
    assert len(asked_for()) > 20
    assert asked_for() <= there
    assert {prefix + rest for prefix, rests in FAMILIES.items() for rest in rests} <= there


def test_every_sentence_is_used() -> None:
    """No sentence is left over from an ability that is gone."""
    assert keys_of("en/sentences.ftl") - keys_in_code() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence(language: str) -> None:
    """A language is complete, names included, before it is offered."""
    for name in ("sentences.ftl", "names.ftl"):
        assert keys_of(f"{language}/{name}") == keys_of(f"{FALLBACK}/{name}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_says_what_the_english_one_says(language: str) -> None:
    """A translation fills in the same values, no more and no fewer, and has the plurals of its language."""
    english, other = variables_of("en/sentences.ftl"), variables_of(f"{language}/sentences.ftl")
    assert {key: names for key, names in other.items() if names != english[key]} == {}
    needed = {"ru": {"one", "few", "other"}}.get(language, {"one", "other"})
    source = resources.files("bot.texts").joinpath(f"{language}/sentences.ftl").read_text(encoding="utf-8")
    counted = re.search(r"^kept-verdicts =(.*?)^\S", source, re.MULTILINE | re.DOTALL)
    assert counted is not None
    assert set(re.findall(r"\[(\w+)\]", counted[1])) == needed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_can_be_said(language: str, caplog: pytest.LogCaptureFixture) -> None:
    """No sentence of any language is broken, and none falls back to English."""
    texts = Texts.for_locale(language)
    assert texts.language == language
    for key, names in variables_of(f"{language}/sentences.ftl").items():
        said = texts(key, **dict.fromkeys(names, 3))
        assert said.strip()
        assert "{" not in said
    assert not caplog.records


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_can_be_read(language: str) -> None:
    """A language is offered with the words by which its shoppers filter; they stand for words that English knows."""
    own, english = lexicon(language), lexicon("en")

    def words(each: Lexicon, role: str) -> set[tuple[str, ...]]:
        found = [*each.phrases.values(), *each.endings.values()]
        return {sense.words for senses in found for sense in senses if sense.role == role}

    for role in ("gender", "colour", "title"):
        assert words(own, role) == words(english, role)
    for role in ("type", "garment"):
        known = {word for group in words(english, role) for word in group} | {"Kurtis"}
        assert {word for group in words(own, role) for word in group} <= known
        assert len(words(own, role)) >= 0.75 * len(words(english, role))


def variables_of(name: str) -> dict[str, set[str]]:
    """The values that each sentence of a file is filled with."""
    source = resources.files("bot.texts").joinpath(name).read_text(encoding="utf-8")
    parts = re.split(r"^([a-z][A-Za-z0-9_-]*) =", source, flags=re.MULTILINE)[1:]
    return {key: set(re.findall(r"\$(\w+)", body)) for key, body in zip(parts[::2], parts[1::2], strict=True)}


def test_every_kind_of_garment_and_usual_words_have_names() -> None:
    """The ten garments and the catalogue's common words are said as people say them."""
    texts = Texts.for_locale("en")
    assert {f"garment-{kind}" for kind in GARMENT_TYPES} <= keys_of("en/names.ftl")
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


@given(st.one_of(st.text(), st.from_regex(r"[a-z]{2,3}([-_@][A-Za-z0-9]{0,8}){0,4}")))
def test_any_locale_has_a_language(locale: str) -> None:
    """Whatever a platform says, or somebody who is none."""
    texts = Texts.for_locale(locale)
    assert texts.language in LANGUAGES
    assert texts.price(39.9, "EUR")
