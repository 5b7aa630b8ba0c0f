"""For whom a product is, in one word each, whatever a shop calls it: "female", "Ladieswear" and "Damen" are Women.

The usual words are those of Fashion Product Images, which the network and shoppers' words are brought to, and Kids for
shops that do not tell girls from boys.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from recommender.folding import plain
from recommender.shop_words.word_table import WordTable

UsualGender = Literal["Women", "Men", "Unisex", "Girls", "Boys", "Kids"]

# In the languages of bot/texts and of the shop systems' largest markets; without accents, a star stands for any ending.
_WORDS: dict[UsualGender, str] = {
    "Women": """
        women womens womenswear woman female females lady ladies ladieswear her femenino femenina mujer mujeres dama
        damas senora* damen* dame dames frau frauen* weiblich* femme femmes feminin* donna donne femminile mulher
        mulheres vrouw* kobieta kobiety damsk* zena zeny zensk* femei kadin* kadın* bayan* kvinna* kvinder dam
        женск* женщин* жіноч* жінк* महिला* स्त्री* レディース* ウィメンズ 女* 여성* 여자*
        női noi γυναικ* نساء نسائي*
    """,
    "Men": """
        men mens menswear man male males gent gents gentleman gentlemen him masculino masculina hombre hombres
        caballero* herren* herr herrer mann manner mannlich* homme hommes masculin* uomo uomini maschile homem homens
        heren* mannen mezczyzna mezczyzni mesk* pansk* muz muzi barbati erkek* мужск* мужчин* чоловіч* чоловік*
        पुरुष* メンズ* 男* 남성* 남자* férfi ανδρ* αντρ* رجال رجالي*
    """,
    "Unisex": "unisex unisexe both neutral унисекс унісекс यूनिसेक्स 男女 男女兼用 男女通用 adult adults",
    "Girls": """
        girl girls madchen fille filles nina ninas bambina bambine menina meninas meisje* dziewczyn* divci divky dievca*
        dievcen* kiz* kız* κοριτσ* بنات девоч* дівч* लड़की लड़कियों 女の子 女童
    """,
    "Boys": """
        boy boys junge jungen garcon garcons nino ninos bambino menino meninos jongen* chlop* chłop* chlapec* chlapc*
        мальчик* хлопч* लड़का लड़कों 男の子 男童
    """,
    "Kids": """
        kid kids child children childrens childrenswear baby babies infant infants toddler* newborn* junior juniors
        youth teen teens kind kinder* enfant* bebe* infantil infantis nin@s bambini crianca* kinderen dziec* detsk* deti
        copii cocuk* gyerek* παιδ* أطفال детск* детям детей дети малыш* дитяч* дітей діти बच्च* キッズ* 子供*
    """,
}
# As a column of their own letters they are told; within words they say nothing.
_LETTERS: dict[str, UsualGender] = {"w": "Women", "f": "Women", "m": "Men", "u": "Unisex"}
_GROWN: tuple[UsualGender, ...] = ("Women", "Men")
_YOUNG: tuple[UsualGender, ...] = ("Girls", "Boys")
_BETWEEN = re.compile(r"[\s,;:/|>&+()'’_.-]+")


@lru_cache(maxsize=4096)
def usual_gender(text: str) -> str:
    """The usual word for a shop's own; the text itself where it says none. Women and men together are Unisex, girls and
    boys together Kids."""
    letters = plain(text[:100]).strip()
    if letters in _LETTERS:
        return _LETTERS[letters]
    found = {gender for word in _BETWEEN.split(letters) if (gender := _table().meaning(word))}
    for pair, together in ((_GROWN, "Unisex"), (_YOUNG, "Kids")):
        if found.issuperset(pair):
            return together
    return next((gender for gender in (*_GROWN, *_YOUNG, "Kids", "Unisex") if gender in found), text)


def gender_in(text: str) -> str:
    """The usual word that a category says ("Women > Dresses"), "" if it says none."""
    found = usual_gender(text)
    return found if found in _WORDS and len(text) > 1 else ""


@cache
def _table() -> WordTable[UsualGender]:
    return WordTable(_WORDS)
