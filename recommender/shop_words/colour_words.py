"""Colours in the words of shops that do not write English: asked where the English table of `colours` finds nothing.

Plain words (recommender.folding) of some twenty languages; a star stands for any ending, for languages bend colours:
"rojo", "roja". Words that mean another colour in English ("rose") are left out: English is asked first.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from recommender.folding import plain
from recommender.shop_words.word_table import WordTable

# Colour of Fashion Product Images -> words.
_WORDS: dict[str, str] = {
    "Black": """
        negr* noir* schwarz* preto preta pretos pretas nero nera neri nere zwart* czarn* cern* черн* чорн*
        siyah* svart* sort sorte fekete* negru neagra μαυρ* musta* काला काली काले ブラック 黒 黑 블랙 검정* أسود سوداء
    """,
    "White": """
        blanc* weiss* branc* bianc* wit witte biał* bily bila bile bili бел* біл* beyaz* vit vita vitt hvid
        hvit hvide fehér* alb albe άσπρ* λευκ* valko* सफ़ेद सफेद ホワイト 白 화이트 흰* أبيض بيضاء
    """,
    "Blue": """
        azul* celeste* blau* hellblau* himmelblau* bleu* azzurr* blu blauw* niebiesk* błękitn* modr* син*
        голуб* блакитн* mavi* bla kek kek* albastr* μπλε γαλαζι* sininen sinis* नीला नीली नीले ブルー 青 水色 蓝 藍
        블루 파랑* 하늘색 أزرق زرقاء
    """,
    "Navy Blue": """
        marino marine marineblau* dunkelblau* nachtblau* granat granatow* námořnick* темно-син* темносин*
        lacivert* marinblå* mörkblå* mørkeblå sötétkék* bleumarin ネイビー 紺 藏青 深蓝 네이비 남색 كحلي
    """,
    "Red": """
        roj* rouge* rot rote roter rotes roten vermelh* ross* rood rode czerwon* cerven* красн* червон*
        kırmızı* rod roda rott rød* piros* rosu rosii rosie κοκκιν* punai* लाल レッド 赤 红 紅 레드 빨강* 빨간* أحمر
        حمراء
    """,
    "Green": """
        verd* vert verte* grun grune* gruner groen* zielon* zelen* зелен* yeşil* gron* grønn* zöld* πρασιν*
        vihrea* हरा हरी グリーン 緑 绿 綠 그린 초록* أخضر خضراء
    """,
    "Yellow": """
        amarill* jaune* gelb* amarel* giall* geel gele żółt* zlut* желт* жовт* sarı* gul gula gult gule
        sárga* galben* κιτριν* kelta* पीला पीली イエロー 黄 黄色 黃 옐로우 노랑* أصفر صفراء
    """,
    "Pink": """
        rosa rosas rosad* rosé rose-pale rosig* rosato roze różow* ruzov* розов* рожев* pembe* rosafarben*
        lyserød* rózsaszín* roz ροζ vaaleanpunai* गुलाबी ピンク 粉 粉色 粉红 핑크 분홍* وردي زهري
    """,
    "Purple": """
        morad* violet* lila* púrpura* pourpre* roxo roxa purpurn* viola paars* fioletow* fialov* фиолетов*
        фіолетов* mor mov μωβ violett* बैंगनी パープル 紫 퍼플 보라* بنفسجي
    """,
    "Orange": """
        naranj* anaranjad* laranj* arancio* arancione oranje pomarańczow* oranzov* оранжев* помаранчев*
        turuncu* narancs* portocali* πορτοκαλ* oranssi* नारंगी オレンジ 橙 橘 오렌지 주황* برتقالي
    """,
    "Brown": """
        marron* castañ* brun* braun* castanh* marrom bruin* brązow* hned* коричнев* kahverengi* barna* maro
        καφε ruskea* भूरा भूरी ブラウン 茶 茶色 棕 褐 咖啡色 브라운 갈색 بني
    """,
    "Grey": """
        gris* grau* cinza* cinzent* grigi* grijs* szar* sedy seda sede sedi сер* сір* gri gra grått szürke*
        γκρι harmaa* ग्रे स्लेटी グレー 灰 그레이 회색 رمادي
    """,
    "Beige": """
        beis beige* arena sand sandfarben* sabbia beżow* bezov* бежев* bej bež* bézs* μπεζ बेज ベージュ 米色 杏色
        베이지 بيج
    """,
    "Cream": """
        crema crème ecru écru creme* marfil elfenbein* panna kremow* kremov* кремов* krem kermavalko* क्रीम
        クリーム 米白 크림 아이보리 كريمي
    """,
    "Off White": "blanco-roto wollweiss* hueso cassé молочн* オフホワイト 乳白",
    "Gold": """
        dorad* doré* gold* dourad* oro dorat* złot* zlat* золот* altın* guld* arany* auriu* χρυσ* सुनहरा
        ゴールド 金 金色 골드 ذهبي
    """,
    "Silver": """
        platead* argent* silber* prata* pratead* srebrn* stribrn* серебр* срібн* gümüş* sølv* ezüst*
        argintiu* ασημ* चांदी シルバー 银 銀 실버 فضي
    """,
    "Maroon": "granate* grenat* bordó bordeaux-rot",
    "Burgundy": """
        burdeos bordeaux* weinrot* vinho borgogna bordow* vinov* vinove* бордов* bordo* bordó* visiniu
        μπορντο ボルドー ワインレッド 酒红 버건디 와인 خمري
    """,
    "Khaki": "caqui kaki* khakifarben* хаки haki χακι カーキ 卡其 카키 كاكي",
    "Olive": "oliva olivgrün* olijf* oliwkow* olivov* оливков* olajzöld オリーブ 橄榄 올리브 زيتي",
    "Turquoise Blue": """
        turques* türkis* turchese turkoois turkusow* tyrkysov* бирюзов* бірюзов* turkuaz* turkos* türkiz*
        τιρκουαζ ターコイズ 青绿 청록* تركواز
    """,
    "Multi": """
        multicolor* multicolour* mehrfarbig* bunt bunte* multicolore* colorid* meerkleurig* wielokolorow*
        vicebarevn* разноцветн* різнокольор* flerfärgad* çokrenkli* többszínű* πολυχρωμ* マルチ 多色 彩色 متعدد
    """,
    "Lavender": "lavand* lavendel* лаванд* ラベンダー 라벤더",
    "Mustard": """
        mostaza moutarde senf* senfgelb* mostarda senape musztard* горчичн* гірчичн* hardal マスタード 芥末黄 머스타드
    """,
    "Rust": "teja terracota rouille rost* ruggine rdzaw* terakota терракот* кирпичн*",
    "Charcoal": "antracita anthrazit* anthracite antracite grafit* антрацит* チャコール 차콜",
    "Peach": "melocotón durazno pêche pfirsich* pêssego pesca brzoskwiniow* broskvov* персиков* ピーチ 복숭아*",
    "Tan": "camel* canela coñac cognac* karmelow* velbloudi キャメル 驼色 카멜 جملي",
    "Skin": "carne hautfarben* cielist* телесн*",
    "Magenta": "fucsia* fuchsia* fuksj* фукси* fuşya",
    "Sea Green": "menta menthe mint* мятн* м'ятн* miętow* ミント 薄荷 민트",
}
# Of compounds: "hellgrün", "lichtblauw", "ljusgrå".
_ENDINGS = """
    grun blau grau braun gelb weiss schwarz rosa groen blauw bruin grijs geel zwart rood gron brun
"""
# What makes a blue a navy blue: before the colour or behind it.
_DARK = """
    oscuro oscura oscuros fonce foncee dunkel dunkles dunkle escuro escura scuro scura donker ciemny ciemno tmave tmavy
    темно темный темная тёмно koyu mork mørk sotet inchis σκουρο dark deep
"""


@lru_cache(maxsize=4096)
def foreign_colour(text: str) -> str | None:
    """The usual colour that a shop's word names in another language, None if it names none."""
    said = plain(text[:100])
    words = [word for word in re.split(r"[\s-]+", said) if word]
    found = next(filter(None, (_named("-".join(words)), *map(_named, reversed(words)))), None)
    if found == "Blue" and any(word in _dark() or _named(word) == "Navy Blue" for word in words):
        return "Navy Blue"
    if found is None:
        found = _table().within(said)
    return found


def _named(word: str) -> str | None:
    found = _table().meaning(word)
    if found is None:
        end = next((each for each in _ENDINGS.split() if word.endswith(each) and word != each), None)
        found = None if end is None else _named(end)
    if found == "Blue" and any(word.startswith(dark) for dark in _dark()):
        return "Navy Blue"
    return found


@cache
def _dark() -> frozenset[str]:
    return frozenset(map(plain, _DARK.split()))


@cache
def _table() -> WordTable[str]:
    return WordTable(_WORDS)
