"""What shops call the types that the network knows (articleTypes of Fashion Product Images): "Sneakers", "Knitwear" and
"Camisetas" are Casual or Sports Shoes, Sweaters and Tshirts.

Plain words (recommender.folding) in English and some twenty languages, phrases with an underscore between their words;
a star stands for any ending, one in front for any beginning. In a path the last level counts, and in it the longest
phrase that is known, of those as long the last: English has the head noun there, as in `taxonomy`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from recommender.folding import plain
from recommender.shop_words.word_table import WordTable

# Types, of which a word may mean several -> words.
_WORDS: dict[str, str] = {
    # Google's categories, which are in half of all feeds.
    "Tshirts|Shirts|Tops|Sweaters|Sweatshirts|Tunics|Kurtas": "shirts_tops",
    "Jumpsuit|Rompers|Dresses": "one-pieces one-piece",
    "Track Pants|Tracksuits|Tshirts|Shorts|Leggings": "activewear sportswear",
    "Night suits|Nightdress|Lounge Pants|Lounge Shorts|Robe|Bath Robe": "sleepwear_loungewear loungewear",
    "Briefs|Trunk|Boxers|Bra|Innerwear Vests|Socks|Camisoles": "underwear_socks lingerie innerwear",
    "Tshirts": """
        t-shirt tshirt t_shirt tee tees henley polo polos polo_shirt polo-shirt rugby_shirt
        jersey_top camiset* playera* remera* polera* t-shirts tisort* tişört* футболк*
        лонгслив* поло tricko tricka tričko trička koszulk* tricou tricouri polo* póló pólók
        μπλουζακι* μακο t-paita t-paidat tシャツ ティーシャツ t恤 티셔츠 टीशर्ट टी-शर्ट تيشرت تيشيرت
    """,
    "Shirts": """
        shirt oxford_shirt dress_shirt overshirt flannel camisa camisas chemise chemises
        hemd hemden freizeithemd* *hemd *hemden camicia camicie overhemd* koszul* рубашк*
        сорочк* kosile košile skjort* gömlek* gomlek* ing ingek camasa camasi cămaș*
        πουκαμισ* paitapusero* シャツ ワイシャツ 衬衫 襯衫 셔츠 शर्ट قميص قمصان
    """,
    "Tops|Shirts": """
        blouse blouses blus* bluse *bluse *blusen chemisier* bluzk* блуз* μπλουζ* ブラウス 上衣
        블라우스 بلوزة
    """,
    "Tops": """
        top tops tank vest_top tank_top crop_top cami camisole bodysuit corset bustier
        débardeur* debardeur* canotta canotte topp toppe топ топи топы майк* トップス 탑 टॉप
    """,
    "Sweaters": """
        sweater jumper pullover knit knitwear cardigan jersey jerseis jerséis sueter*
        suéter* chompa* pull pulls tricot* gilet_tricot *pullover *pulli strick*
        strickjacke* cárdigan* maglia maglie maglion* trui* trui truien swet* sweter*
        свитер* джемпер* кардиган* светр* пуловер* svetr* kazak* tröj* genser* pulover*
        πουλοβερ ζακετα ニット セーター カーディガン 毛衣 针织* 니트 스웨터 가디건 स्वेटर كنزة سترة_صوف
    """,
    "Sweatshirts": """
        sweatshirt sweat sweats hoodie hoody fleece sudadera* felpa felpe moletom*
        sweater_hood bluza bluzy толстовк* худи свитшот* mikin* kapucnis* hanorac* φουτερ
        パーカー スウェット トレーナー 卫衣 衛衣 후드* 맨투맨
    """,
    "Jackets": """
        jacket coat parka anorak puffer bomber trench raincoat windbreaker overcoat peacoat
        shacket outerwear chaquet* cazador* abrig* chamarr* gabardin* veste vestes blouson*
        manteau* doudoune* *jacke *jacken *mantel *mäntel giacc* giubbott* cappott* piumin*
        casac* jaquet* jas jassen kurtk* plaszcz* płaszcz* куртк* пальт* пуховик* плащ*
        ветровк* bund* kabát* kabat* ceket* mont jack* kappa jakke* frakk* dzseki jachet*
        palton* geaca geci μπουφαν* παλτ* takki takit コート ジャケット アウター 外套 夹克 夾克 大衣 羽绒* 자켓 재킷
        코트 패딩 जैकेट कोट جاكيت معطف
    """,
    "Blazers": """
        blazer* sport_coat sports_jacket american* sakko* пиджак* піджак* marynark* sako*
        σακακι* zako
    """,
    "Waistcoat": "waistcoat gilet vest_jacket chaleco* *weste *westen жилет* kamizelk* colete*",
    "Dresses": """
        dress dresses gown sundress vestid* robe robes *kleid *kleider abit* jurk* sukienk*
        плать* сарафан* šat* saty elbise* *klänning klänning* kjol kjole kjoler ruha ruhák
        rochi* φορεμα* mekko mekot сукн* ワンピース ドレス 连衣裙 連衣裙 洋裝 원피스 ड्रेस فستان فساتين
    """,
    "Jumpsuit": """
        jumpsuit playsuit romper overalls dungarees mono monos combinaison* комбинезон*
        комбінезон* tulum kombinezon*
    """,
    "Jeans": """
        jean jeans denim_trousers denim_pants vaquer* tejan* джинс* džíny dziny dżins*
        jeansy τζιν farmer* blugi farkut ジーンズ デニム 牛仔裤 청바지 जींस جينز
    """,
    "Trousers": """
        trouser trousers pant pants chino chinos slacks cargo_pants culottes pantalon*
        pantalón pantaloni calça* calca* *hose *hosen broek* spodni* брюк* штан* kalhot*
        pantolon* byxor bukser nadrág* nadrag* παντελον* housut パンツ ズボン 裤子 长裤 褲子 바지 팬츠 पैंट
        بنطلون بناطيل
    """,
    "Track Pants": """
        track_pants trackpants joggers jogger sweatpants jogging* jogginghose* chándal*
        chandal* survêtement* треник* спортивные_штаны dres* tepláky teplaky eşofman*
        esofman* moletom_calça
    """,
    "Tracksuits": "tracksuit tracksuits костюм_спортивный trainingsanzug*",
    "Leggings": """
        legging leggings jeggings mallas leggins legíny леггинс* лосин* getry tayt* レギンス 레깅스
    """,
    "Shorts": """
        short shorts bermuda bermudas *shorts pantalón_corto pantalones_cortos шорт* szorty
        spodenki kraťas* kratas* şort* sort* rövidnadrág* σορτς ショートパンツ ハーフパンツ 短裤 短褲 반바지
        शॉर्ट्स شورت
    """,
    "Skirts": """
        skirt skirts miniskirt falda* minifalda* jupe* *rock *röcke *rocke gonn* saia* rok
        rokken spódnic* spodnic* юбк* спідниц* sukně sukne etek* nederdel* skjørt* szoknya
        szoknyák fusta fuste φουστ* hame hameet スカート 裙子 半身裙 스커트 치마 स्कर्ट تنورة
    """,
    "Casual Shoes|Sports Shoes": """
        sneaker sneakers trainer trainers plimsolls zapatilla* tenis deportiv* basket
        baskets *sneaker *sneakers turnschuh* scarpe_sportive кроссовк* кед* trampki tenisky
        spor_ayakkabi spor_ayakkabı αθλητικα スニーカー 运动鞋 運動鞋 운동화 스니커즈
    """,
    "Sports Shoes": """
        running_shoes sports_shoes sport_shoes training_shoes football_boots laufschuh*
        sportschuh*
    """,
    "Casual Shoes|Formal Shoes|Sports Shoes|Heels|Flats": """
        shoe shoes loafer loafers moccasin moccasins boat_shoes zapat* mocasin* chaussur*
        mocassin* *schuh *schuhe halbschuh* scarp* sapat* calçad* schoen* buty półbuty обув*
        туфл* ботинк* boty ayakkabı* ayakkab* skor sko cipő* cipo* pantofi παπουτσ* kengät
        kengat взутт* черевик* 靴 シューズ 鞋 鞋子 皮鞋 구두 신발 जूते حذاء أحذية
    """,
    "Formal Shoes": """
        oxford oxfords brogue brogues derby derbies derby_shoes dress_shoes formal_shoes
    """,
    "Booties|Casual Shoes|Heels": """
        boot boots bootie booties ankle_boots chelsea_boots bota botas botín* botin* botte
        bottes bottine* *stiefel stiefelette* stival* laarz* kozaki botki сапог* сапож*
        ботильон* чобот* kozačk* bot bots støvler stövlar csizma* cizme ghete μποτ* ブーツ 靴子
        부츠 बूट
    """,
    "Heels": """
        heel heels pump pumps stiletto stilettos high_heels tacón* tacon* talon* escarpin*
        *pumps salto saltos décolleté szpilki лодочк* topuklu* ヒール パンプス 高跟鞋 힐 펌프스
    """,
    "Flats": """
        flat flats ballerina* ballet_flats ballerin* bailarin* sabrina* балетк* babet*
        バレエシューズ 平底鞋 플랫*
    """,
    "Sandals|Sports Sandals|Flats": """
        sandal sandals sandali* sandale* *sandale *sandalen sandal* sandał* сандал* босонож*
        σανδαλ* szandál* サンダル 凉鞋 샌들 सैंडल صندل
    """,
    "Flip Flops": """
        flip_flops flipflops flip-flops slides slider sliders slippers chancl* tong tongs
        claquett* zehentrenner* badelatsch* infradito ciabatt* chinel* havaian* klapki
        сланц* шлепанц* шльопанц* terlik* ビーチサンダル 拖鞋 슬리퍼 चप्पल
    """,
    "Handbags|Backpacks|Messenger Bag|Duffel Bag|Laptop Bag|Clutches": "bag bags",
    "Handbags": """
        handbag handbags tote totes shoulder_bag crossbody hobo bolso* bolsa* sac sacs
        *tasche *taschen bors* tas tassen toreb* torba torby сумк* kabelk* çanta* canta*
        väsk* taske* táska táskák τσαντ* geanta genti poset* laukku* バッグ かばん 包 手提包 包包 가방 बैग
        حقيبة حقائب
    """,
    "Backpacks": """
        backpack backpacks rucksack rucksacks mochila* sac_à_dos sac_a_dos *rucksack zaino
        zaini plecak* рюкзак* batoh* ryggsäck* rygsæk* hátizsák* rucsac* reppu* リュック* バックパック
        背包 백팩
    """,
    "Clutches": "clutch clutches pochette* клатч* kopertówk*",
    "Wallets": """
        wallet wallets purse purses cardholder cartera* portefeuille* geldbörse* geldbeutel
        portafogl* carteira* portemonnee* portfel* кошельк* кошелек peněženk* cüzdan*
        pénztárca* 財布 钱包 지갑
    """,
    "Belts": """
        belt belts cinturon* ceinture* *gürtel cintur* cinto cintos riem riemen pasek paski
        ремен* ремн* pásek opasek* kemer* bälte* öv curea ζων* ベルト 腰带 皮带 벨트 बेल्ट حزام
    """,
    "Watches": """
        watch watches reloj* montre* *uhr *uhren armbanduhr* orolog* relógio* relogio*
        horloge* zegark* zegarek часы hodinky saat* klock* óra ceas* ρολο* 時計 腕時計 手表 手錶 시계
        घड़ी ساعة
    """,
    "Sunglasses": """
        sunglasses shades gafas_de_sol lunettes_de_soleil sonnenbrille* occhiali_da_sole
        óculos_de_sol zonnebril* okulary_przeciwsłoneczne солнцезащитн* очки güneş_gözlüğü
        solglasögon サングラス 太阳镜 墨镜 선글라스
    """,
    "Socks": """
        sock socks calcetin* chaussett* *socken *strümpfe calzin* meia meias skarpet* носк*
        шкарпетк* ponožk* çorap* strumpor sokker zokni ciorapi ソックス 靴下 袜子 양말
    """,
    "Ties": """
        tie ties necktie bow_tie corbat* cravat* krawatt* gravat* stropdas* krawat* галстук*
        краватк* kravat* slips ネクタイ 领带 넥타이
    """,
    "Scarves|Mufflers|Stoles": """
        scarf scarves shawl shawls stole snood bufand* pañuelo* echarpe* écharpe* foulard*
        *schal *schals tuch tücher sciarp* cachecol* lenço* sjaal* szalik* шарф* платк*
        šátk* şal şallar atkı* halsduk* tørklæde* sál fular* κασκολ* マフラー スカーフ ストール 围巾 스카프
        머플러 목도리 दुपट्टा
    """,
    "Caps|Hat": """
        cap caps hat hats beanie beanies bucket_hat gorr* sombrer* casquett* chapeau*
        bonnet* *mütze *mützen *hut *hüte *kappe cappell* berrett* chapéu* chapeu* boné*
        muts mutsen pet petten czapk* kapelusz* шапк* кепк* бейсболк* шляп* панам* čepic*
        klobouk* şapka* sapka* mössa* keps* hatt hue huer sapka sapkák kalap* căciul*
        pălări* καπελ* σκουφ* pipo hattu 帽子 キャップ ハット 帽 모자 टोपी قبعة
    """,
    "Swimwear": """
        swimwear swimsuit bikini bikinis swim_shorts bañador* traje_de_baño maillot_de_bain
        badeanzug* badehose* costume_da_bagno купальник* plavky mayo mayolar fürdőruha* 水着
        泳衣 수영복
    """,
    "Bra": """
        bra bras bralette sujetador* soutien* bh büstenhalter reggisen* sutiã* бюстгальтер*
        лифчик* podprsenk* sütyen* ブラ 文胸 브라
    """,
    "Briefs|Trunk|Boxers": """
        brief briefs boxer boxers trunks underwear panties knickers calzoncill* slip
        culotte* unterhose* mutand* cueca* calcinha* трусы majtki külot* 下着 内裤 팬티
    """,
    "Night suits|Nightdress": """
        pyjama pyjamas pajama pajamas nightwear sleepwear nightdress nightgown pijama*
        pyjam* schlafanzug* nachthemd* pigiam* пижам* piżam* pyžam* パジャマ 睡衣 잠옷
    """,
    "Blazers|Clothing Set": """
        suit suits traje trajes costume costumes anzug anzüge completo terno* костюм*
        garnitur* oblek* takim_elbise スーツ 西装 정장
    """,
    "Earrings": """
        earring earrings pendient* arete* boucles_d'oreilles ohrring* orecchin* brinco*
        kolczyk* серьг* сережк* náušnic* küpe* ピアス イヤリング 耳环 귀걸이
    """,
    "Necklace and Chains|Pendant": """
        necklace necklaces pendant pendants collier* *kette *ketten collan* colar*
        naszyjnik* колье ожерел* náhrdelník* kolye* ネックレス 项链 목걸이
    """,
    "Bracelet|Bangle": """
        bracelet bracelets bangle pulsera* armband armbänder braccial* pulseira* bransolet*
        браслет* náramk* bileklik* ブレスレット 手链 팔찌
    """,
    "Ring": """
        ring rings anillo* bague* anell* anel anéis pierścion* кольц* prsten* yüzük* 指輪 戒指
        반지
    """,
    "Tunics|Kurtas|Kurtis": """
        tunic tunics kurta kurtas kurti kurtis túnica* tunique* tunika* туник* कुर्ता कुर्ती
    """,
}
LEVEL = re.compile(r"[>»/\\|]")  # between the levels of a path
_BETWEEN_MARKS = re.compile(r"[\s,;:&+()]+")
_BESIDE = re.compile(r"\s*[,;&+]\s*|\s+(?:and|und|et|y|e|en|och|og|ve|i|и|та|または|と)\s+")
_LONGEST = 3  # words of a phrase


@lru_cache(maxsize=4096)
def types_called(text: str) -> frozenset[str]:
    """The types, case folded, that a shop's word may mean; empty where it is not known."""
    for level in reversed(LEVEL.split(plain(text[:200]))):
        # "Shirts & Tops" is a name, "Hoodies & Jackets" are two.
        if found := _table().whole("_".join(filter(None, _BETWEEN_MARKS.split(level)))):
            return found
        if found := frozenset().union(*map(_head, _BESIDE.split(level))):
            return found
    return frozenset()


def _head(said: str) -> frozenset[str]:
    words = [word for word in _BETWEEN_MARKS.split(said) if word]
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length, -1, -1):
            if found := _named("_".join(words[start : start + length])):
                return found
    return frozenset()


def _named(word: str) -> frozenset[str]:
    table = _table()
    found = table.whole(word) or table.whole(word.removesuffix("s"))
    if found is None and "_" not in word:
        found = table.meaning(word) or table.within(word)
    return found or frozenset()


@cache
def _table() -> WordTable[frozenset[str]]:
    return WordTable({frozenset(types.casefold().split("|")): words for types, words in _WORDS.items()})
