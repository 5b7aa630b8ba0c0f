"""What shoppers write when they want to know what goes with it, and what only sounds like that."""

from __future__ import annotations

import pytest

from bot.conversation.words.grammar import understand
from bot.conversation.words.shop_lexicon import ShopLexicon
from tests.bot.conversation.words.test_sentences import shop

ASKED = {
    "en": (
        "what goes with it?",
        "what can I wear with this",
        "what would go with the second one?",
        "which shoes go with that?",
        "complete the look",
        "what should I pair it with",
        "anything that matches with it",
        "show me trousers to go with this",
    ),
    "de": (
        "was passt dazu?",
        "welche Schuhe passen dazu?",
        "was kann ich dazu anziehen",
        "was passt zum zweiten?",
        "kann man das kombinieren?",
        "zeig mir eine Hose, die dazu passt",
    ),
    "es": (
        "¿qué combina con esto?",
        "¿con qué me lo pongo?",
        "zapatos que combinen con esto",
        "¿qué le queda bien a esto?",
        "completa el look",
        "¿qué va bien con el segundo?",
    ),
    "fr": (
        "qu'est-ce qui va avec ?",
        "quelles chaussures vont avec ?",
        "avec quoi le porter ?",
        "que mettre avec ça",
        "complète le look",
        "un pantalon qui va avec",
    ),
    "hi": (
        "इसके साथ क्या पहनें?",
        "इसके साथ कौन से जूते जाएँगे?",
        "इससे क्या मैच करेगा?",
        "iske saath kya pehnu",
        "पूरा लुक दिखाओ",
        "दूसरे के साथ क्या जाएगा?",
    ),
    "pt": (
        "o que combina com isso?",
        "que sapatos combinam com isso?",
        "com o que posso usar?",
        "o que fica bem com o segundo?",
        "completa o look",
        "umas calças que vão bem com isto",
    ),
    "ru": (
        "с чем это носить?",
        "что к этому подойдёт?",
        "какие туфли к этому подходят?",
        "с чем сочетается второе?",
        "дополни образ",
        "что надеть с этим?",
    ),
}
NOT_ASKED = {
    "en": ("with pockets", "a match day shirt", "go back", "pair of jeans", "it goes too wide"),
    "de": ("passt nicht", "passt mir", "mit Kapuze", "ein Paar Jeans"),
    "es": ("con capucha", "va", "otro color"),
    "fr": ("avec capuche", "ça va", "va moins cher"),
    "hi": ("लाल रंग में", "साथ"),
    "pt": ("com capuz", "vai", "mais barato"),
    "ru": ("не подходит", "с капюшоном", "к лету"),
}


def outfit(said: str, language: str) -> bool:
    return understand(said, ShopLexicon(language, shop())).outfit


@pytest.mark.parametrize("language", sorted(ASKED))
def test_it_is_understood(language: str) -> None:
    """In each language, asked in several ways; what merely has a word of it is not taken for it."""
    assert [said for said in ASKED[language] if not outfit(said, language)] == []
    assert [said for said in NOT_ASKED[language] if outfit(said, language)] == []
