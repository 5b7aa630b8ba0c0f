"""The ten kinds of garment, and the one table that maps a catalogue's own types onto them.

Types are free text ("Men's running shoes", "Hoodies & Sweatshirts", "jeans (slim)"), which is read word by word. Since
English puts the head noun last ("shirt dress" is a dress, "dress shirt" a shirt), the last known word decides; the few
articleTypes of Fashion Product Images of which that is not true are listed by name. English first;
where it finds nothing, the words of other languages (recommender.shop_words.garment_words) are asked.

The file is long for its word tables; the code is short.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal, get_args

from recommender.shop_words.garment_words import foreign_garment

GarmentType = Literal[
    "top", "outerwear", "dress", "trousers", "shorts", "skirt", "footwear", "bag", "headwear", "accessory"
]
GARMENT_TYPES: tuple[GarmentType, ...] = get_args(GarmentType)

# What the tables tell apart: the ten, and what is sold beside them.
_Kind = GarmentType | Literal["not worn"]

# articleTypes of Fashion Product Images that their words, below, would say nothing or something else of.
_BY_NAME: dict[_Kind, str] = {
    "top": "night suits, clothing set",
    "dress": "lehenga choli, baby dolls",
    "trousers": "salwar and dupatta",
    "not worn": """
        lip care, lip plumper, nail essentials, eye cream, compact, face scrub and exfoliator, mask and peel,
        body wash and scrub, hair colour, mens grooming kit, beauty accessory, free gifts, travel accessory, ipad,
        shoe accessories
    """,
}

# Words of all catalogues, in the singular unless only the plural means the garment ("shorts", "flats"); phrases where
# the last word alone would mean another garment or none ("hot pants").
_WORDS: dict[_Kind, str] = {
    "top": """
        top, tshirt, tee, shirt, polo, overshirt, blouse, jumper, sweater, pullover, knitwear, sweatshirt, hoodie,
        hoody, henley, tank, vest, singlet, camisole, cami, bodysuit, body suit, leotard, tunic, kurta, kurti, kameez,
        bra, bralette, corset, bustier, bikini, jersey, base layer, undershirt, pyjama, pajama, nightwear, sleepwear,
        loungewear, shapewear, lingerie, twinset, twin set, choli
    """,
    "outerwear": """
        outerwear, jacket, coat, overcoat, topcoat, trench, raincoat, parka, anorak, blazer, suit, tuxedo, waistcoat,
        gilet, body warmer, bodywarmer, puffer vest, quilted vest, down vest, padded vest, fleece vest, suit vest,
        windbreaker, windcheater, cagoule, fleece, cardigan, shrug, bolero, cape, poncho, kimono, shacket, peacoat,
        robe, bathrobe, dressing gown, tracksuit, sherwani, abaya, snowsuit
    """,
    "dress": """
        dress, gown, frock, sundress, jumpsuit, playsuit, romper, catsuit, onesie, babygrow, saree, sari, lehenga,
        lengha, anarkali, nightdress, nightgown, nightie, negligee, swimsuit, swimwear, swimming costume,
        bathing suit, tankini, pinafore, kaftan, caftan
    """,
    "trousers": """
        trouser, pant, jean, chino, slacks, legging, jegging, tregging, jogger, tracksuit bottom, sweatpant, tights,
        capri, culotte, cargos, corduroys, cords, khakis, dungaree, overall, salopettes, palazzo, churidar, salwar,
        shalwar, patiala, dhoti, pyjama bottom, pajama bottom, bottoms
    """,
    "shorts": """
        shorts, bermuda, hot pants, trunk, boardshorts, boxer, brief, underpants, panty, knickers, thong, underwear,
        bikini bottom
    """,
    "skirt": "skirt, miniskirt, skort, kilt, sarong, tutu",
    "footwear": """
        footwear, shoe, sneaker, trainer, plimsoll, boot, bootie, wellington, welly, sandal, heel, stiletto, pump,
        wedge, flats, ballet flat, ballerina, loafer, moccasin, brogue, oxford, derby, espadrille, mule, clog, slipper,
        slider, slides, flip flop, flipflop, thongs, high top, hi top, low top, cleat, platforms, mary jane,
        monk strap, crocs, jutti, mojari
    """,
    "bag": """
        bag, handbag, backpack, rucksack, knapsack, tote, clutch, purse, satchel, holdall, duffel, duffle, weekender,
        suitcase, luggage, trolley, briefcase, bumbag, fanny pack, waist pack, pouch, hobo, minaudiere, wristlet,
        laptop sleeve, tablet sleeve
    """,
    "headwear": """
        headwear, hat, cap, beanie, beret, fedora, trilby, visor, headband, turban, balaclava, bonnet, snapback,
        panama, stetson, earmuff, headscarf, head scarf, fascinator
    """,
    "accessory": """
        accessory, watch, smartwatch, sunglasses, glasses, eyewear, spectacles, goggles, belt, wallet, card holder,
        cardholder, billfold, sock, stocking, hosiery, tie, necktie, bowtie, cufflink, scarf, scarves, muffler, stole,
        shawl, pashmina, snood, dupatta, bandana, pocket square, handkerchief, glove, mitten, suspender, brace,
        wristband, sweatband, earring, stud, pendant, necklace, chain, choker, ring, bangle, bracelet, anklet, brooch,
        pin, jewellery, jewelry, hair clip, hairclip, hair band, scrunchie, legwarmer, leg warmer, arm warmer, mask
    """,
    "not worn": """
        perfume, fragrance, cologne, eau de toilette, eau de parfum, aftershave, deodorant, body mist, body spray,
        lipstick, lip gloss, lip balm, lip liner, nail polish, nail varnish, mascara, eyeliner, kajal, eyeshadow,
        foundation, primer, concealer, blush, highlighter, makeup, make up, cosmetic, moisturiser, moisturizer,
        cleanser, lotion, face cream, hand cream, body cream, serum, shampoo, conditioner, soap, sunscreen, toner,
        gift card, voucher, umbrella, bottle, mug, keychain, key chain, keyring, key ring, phone case, mobile cover,
        ball, football, basketball, toy, doll, book, poster, cushion, cushion cover, towel, blanket, bedding, curtain,
        candle, shoelace, shoe lace, insole, shoe polish, shoe care, shoe tree, hanger
    """,
}

# Words that describe as often as they name ("skirt, maxi", "dress long sleeve"): heard only where no noun is known.
_HINTS: dict[_Kind, str] = {
    "top": "knit, long sleeve, short sleeve, turtleneck, roll neck, rollneck, crewneck, crew neck, v neck",
    "outerwear": "puffer, bomber, biker",
    "dress": "maxi, midi, slip",
    "trousers": "denim, corduroy",
    "footwear": "slip on, running, platform",
    "bag": "messenger, crossbody, cross body",
    "accessory": "wrap",
}

# Seen in each other's place: by the network (a long top and a short dress), or by shops that draw the line elsewhere
# (a cardigan is knitwear here, outerwear there). Nearest first; symmetric.
_NEIGHBOURS: dict[GarmentType, tuple[GarmentType, ...]] = {
    "top": ("outerwear", "dress"),
    "outerwear": ("top", "dress"),
    "dress": ("skirt", "top", "outerwear"),
    "trousers": ("shorts", "skirt"),
    "shorts": ("trousers", "skirt"),
    "skirt": ("dress", "shorts", "trousers"),
    "footwear": (),
    "bag": ("accessory",),
    "headwear": ("accessory",),
    "accessory": ("bag", "headwear"),
}

_APOSTROPHES = re.compile(r"['’`´]s?\b")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_QUALIFIER = re.compile(r"\b(?:with|without|for|in|by|from|made|featuring|w/)\b|,|;|:|\s[-–—|]\s")
_PATH = re.compile(r"\s*(?:>|»|/|\\|\|)\s*")
_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_LONGEST_PHRASE = 4
# Google's and Meta's "Apparel & Accessories" says of nothing that it is an accessory.
_ALL_SORTS = re.compile(r"^\W*(?:apparel|cloth(?:es|ing)|fashion|garments?|wear)\b.*(?:&|\band\b|\+|,).*")


def garment_of(type: str) -> GarmentType:
    """The garment that a catalogue's type belongs to; "accessory" for what is none and for what nothing is known of."""
    return garment_named(type) or "accessory"


def garment_named(text: str) -> GarmentType | None:
    """The garment that a type or a title names, None where nothing is known of its words. What is known to be none
    (perfume) counts among the accessories."""
    found = _classify(text)
    return "accessory" if found == "not worn" else found or foreign_garment(text)


def is_wearable(type: str) -> bool:
    """False for types that are known to be no garment (perfume, lipstick); unknown types are given the chance."""
    return _classify(type) != "not worn"


def neighbours(garment: GarmentType) -> tuple[GarmentType, ...]:
    """The garments that are often taken for this one, likeliest first, without itself; symmetric."""
    return _NEIGHBOURS[garment]


@lru_cache(maxsize=4096)
def _classify(type: str) -> _Kind | None:
    # A type is a few words; a description that somebody put into that column needs no more than its beginning.
    text = unicodedata.normalize("NFKD", type[:200]).encode("ascii", "ignore").decode().casefold().strip()
    by_name, words, hints = _vocabularies()
    if text in by_name:
        return by_name[text]
    text = _APOSTROPHES.sub("", _ASIDE.sub(" ", text))
    for vocabulary in (words, hints):
        # In a path ("Women > Clothing > Dresses") the most specific level comes last.
        for level in reversed(_PATH.split(text)):
            if _ALL_SORTS.match(level):
                continue
            # What follows a comma or a preposition describes: "shoes, running", "shirt with hood", "bag for shoes".
            for phrase in _QUALIFIER.split(level):
                said = _NOT_A_LETTER.sub(" ", phrase).split()
                if _is_french_dress(said, vocabulary):
                    return "dress"
                found = _last_known(said, vocabulary)
                if found is not None:
                    return found
    return None


def _is_french_dress(words: list[str], vocabulary: dict[str, _Kind]) -> bool:
    """Whether these are dresses, as the plural is in French shops, or where what describes the noun stands behind it
    ("robe longue"); English robes are one ("robe"), or described before ("bath robes")."""
    if words[:1] not in (["robe"], ["robes"]) or words[1:3] == ["de", "chambre"]:
        return False
    return words == ["robes"] or (len(words) > 1 and _last_known(words[1:], vocabulary) is None)


def _last_known(words: list[str], vocabulary: dict[str, _Kind]) -> _Kind | None:
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - _LONGEST_PHRASE), end):
            head = words[start : end - 1]
            for last in _forms(words[end - 1]):
                found = vocabulary.get(" ".join([*head, last]))
                if found is not None:
                    return found
    return None


def _forms(word: str) -> Iterator[str]:
    """The word as it stands, then what it may be the plural of."""
    yield word
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]


@cache
def _vocabularies() -> list[dict[str, _Kind]]:
    """The three tables, each by its words."""
    return [
        {word.strip(): kind for kind, words in table.items() for word in words.split(",")}
        for table in (_BY_NAME, _WORDS, _HINTS)
    ]
