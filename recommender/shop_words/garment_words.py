"""Garments in the words of shops that do not write English: asked where the English tables of `taxonomy` find nothing.

Plain words (see recommender.folding) of twenty languages; a star stands for any ending, one in front for any beginning
("Sommerkleid" is a dress). Words that mean another garment in English ("robe", "body") are left out: English is asked
first, and its answer stands.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from recommender.folding import plain
from recommender.shop_words.word_table import WordTable

ForeignGarment = Literal[
    "top", "outerwear", "dress", "trousers", "shorts", "skirt", "footwear", "bag", "headwear", "accessory"
]

_WORDS: dict[ForeignGarment, str] = {
    "dress": """
        *kleid *kleider vestid* robes abito abiti vestit* jurk* sukienk* платье плать* сарафан* šaty saty
        elbise* *klanning klänning* kjole* ड्रेस साड़ी साड़* ワンピース ドレス 원피스 combinaison* jumpsuit*
        комбинезон* сукн* φορεμα* ruha ruhak rochi* mekko* mekot فستان فساتين 连衣裙 連衣裙 洋裝 váy đầm
    """,
    "skirt": """
        *rock *rocke falda* jupe* gonn* saia* rok rokken spodnic* юбк* sukne etek* kjol* nederdel* स्कर्ट
        スカート 스커트 спідниц* φουστ* szoknya szoknyak fusta fuste hame* sukně تنورة تنانير 半身裙 裙子 裙
    """,
    "shorts": """
        *shorts bermuda* pantalonet* шорт* kratas* şort* bermud* szorty शॉर्ट्स ショートパンツ шорти σορτς βερμουδ*
        rovidnadrag shortsit شورت 短裤 短褲 반바지
    """,
    "trousers": """
        *hose *hosen pantalon* pantalones vaquero* tejano* calca* broek* spodnie* брюк* брюки джинс* штан*
        kalhoty pantolon* *byxor bukser* *leggings леггинс* पैंट जींस पतलून パンツ ジーンズ 바지 джинси παντελον*
        τζιν nadrag* farmer pantaloni blugi housut farkut farkku* džíny dziny dżins* بنطلون بناطيل جينز 长裤
        裤子 牛仔裤 褲子 청바지
    """,
    "outerwear": """
        *jacke *jacken *mantel *weste *westen chaquet* cazador* abrigo* gabardin* chaleco* veste* blouson*
        manteau* doudoune* giacc* giubbott* cappott* casaco* jaquet* jas jassen kurtk* plaszcz* bunda kabat
        куртк* пальто пуховик* плащ* жилет* пиджак* ветровк* ceket* jacka frakke* जैकेट कोट ジャケット コート 자켓 코트
        kardigan* кардиган* піджак* пальта σακακι* μπουφαν* παλτ* kabat* dzseki zako jachet* palton* geaca
        sacou takki takit płaszcz* marynark* frakk* جاكيت معطف سترة 外套 夹克 夾克 大衣 羽绒服 재킷 패딩
    """,
    "top": """
        *hemd *hemden *shirt *shirts *bluse *blusen *pullover *pulli camis* blus* jersey* sudader* playera*
        chemis* chemisier* pull pulls maillot* debardeur* magli* felp* camicie camicetta* sueter* moletom*
        regata* trui* overhemd* koszul* bluz* swet* футболк* рубашк* блуз* свитер* худи толстовк* джемпер*
        топ майк* лонгслив* поло свитшот* kosile tricko svetr skjort* gomlek* tisort* kazak* troja *skjorta trøje
        शर्ट कुर्ता कुर्ती स्वेटर टॉप टीशर्ट シャツ ブラウス セーター パーカー 셔츠 티셔츠 니트 сорочк* светр* кофт* πουκαμισ*
        μπλουζ* πουλοβερ ing ingek polo* pulover* camas* bluza tricou* paita paidat neule* قميص قمصان بلوزة
        تيشرت 衬衫 襯衫 上衣 毛衣 卫衣 블라우스 스웨터 후드티
    """,
    "footwear": """
        *schuh *schuhe *stiefel *sandale *sandalen *sneaker *sneakers zapat* zapatill* bota botas sandali*
        chaussur* baskets bottes bottine* sandale* escarpin* scarp* stival* sandal* tenis sapat* calcad*
        schoen* laarz* buty botki обув* туфл* кроссовк* ботин* сапог* сандал* босонож* кеды boty ayakkab*
        skor sko stovler जूते जूता सैंडल चप्पल 靴 シューズ スニーカー ブーツ 신발 운동화 взутт* черевик* чобот* παπουτσ* μποτ*
        σανδαλ* cipo cipok csizma* szandal* pantofi ghete cizme kengat kengät saappa* tenisky حذاء أحذية
        صندل 鞋 鞋子 靴子 运动鞋 凉鞋 구두 부츠 샌들
    """,
    "bag": """
        *tasche *taschen *rucksack bolso* bolsa* mochila* sac sacs sacoche* *borsa borse zain* carteira* tas
        tassen torb* plecak* сумк* рюкзак* клатч* kabelk* batoh canta* *vaska vaskor taske* बैग バッグ リュック 가방
        τσαντ* σακιδι* taska taskak hatizsak* geanta genti rucsac* laukku* reppu* حقيبة حقائب 包 手提包 背包 包包 백팩
    """,
    "headwear": """
        *mutze *mutzen *hut *hute *kappe gorr* sombrero* casquett* bonnet* chapeau* cappell* berrett*
        chapeu* gorro* muts mutsen czapk* kapelusz* шапк* кепк* шляп* берет* cepice sapka* mossa hatt टोपी
        帽子 キャップ 모자 капелюх* καπελ* σκουφ* sapka kalap palari* caciul* pipo hattu قبعة 帽
    """,
    "accessory": """
        *gurtel *schal *schals *uhr *uhren *brille *kette *ohrringe *socken *krawatte cinturon* bufand*
        reloj* gafas pendient* calcetin* corbat* ceinture* echarpe* montre* lunettes collier* chaussett*
        cravat* cintur* sciarp* orologi* occhiali collan* orecchin* calzin* relogio* oculos colar brinco*
        meia meias gravat* riem sjaal* pasek szalik* zegarek* ремень ремни шарф* часы очки носки галстук*
        серьг* колье браслет* перчатк* kemer* atki saat* बेल्ट घड़ी चश्मा दुपट्टा ベルト 時計 マフラー 벨트 시계 ζων*
        ρολο* κασκολ* szemuveg curea ceas* esarf* huivi okulary zegarki حزام ساعة نظارة 腰带 皮带 手表 围巾 太阳镜 首饰
        목도리 선글라스
    """,
}


@lru_cache(maxsize=4096)
def foreign_garment(text: str) -> ForeignGarment | None:
    """The garment that the last known word of a text names, None if none is known. In a path the last level counts."""
    for level in reversed(re.split(r"[>»/\\|]", plain(text[:200]))):
        for word in reversed(re.findall(r"[\w\u0900-\u097f]+", level)):
            known = _table().meaning(word)
            if known:
                return known
    return None


@cache
def _table() -> WordTable[ForeignGarment]:
    return WordTable(_WORDS)
