## Every sentence that a shopper or an admin reads, in Hindi.

# Ways in

welcome = नमस्ते! पहनने की किसी चीज़ की फ़ोटो भेजिए, मैं दुकान की { $count } सबसे मिलती-जुलती चीज़ें दिखाता हूँ।
help =
    पहनने की किसी चीज़ की फ़ोटो भेजिए: मैं { $count } सबसे मिलते-जुलते उत्पाद दिखाता हूँ, सबसे क़रीबी पहले।
    फिर बताइए क्या अलग हो: “पुरुष, गहरा नीला{ $under }”, “यही लाल में”{ $cheaper }। 👍 और 👎 से आगे के नतीजे बदलते हैं।
    /saved में आपकी सहेजी चीज़ें हैं, /history में पिछली खोजें, /settings में भाषा और आपकी पसंद के बारे में मैं क्या सीखता हूँ।

    आपकी फ़ोटो देखते ही हटा दी जाती है: वह कभी नहीं रखी जाती। मैंने क्या दिखाया, आपने उस पर क्या कहा और क्या सहेजा, यह छद्मनाम से रखा जाता है, { $days ->
        [0] जब तक आप न मिटाएँ
       *[other] ज़्यादा से ज़्यादा { $days } दिन
    }: /export_me उसे दिखाता है, /forget_me मिटाता है।
help-admin =
    आपके लिए, एडमिन:
    मुझे फ़ोटो भेजें, नीचे “लिनन ड्रेस, ₹499” लिखकर: वह तुरंत दुकान में है। /catalogue दिखाता है कि इस तरह क्या आया।
    /reindex – कैटलॉग फिर से पढ़ें (/reindex full: हर तस्वीर नए सिरे से देखें; /reindex force: जाँच चाहे जो कहे)
    /stats – क्या पूछा गया और उसका क्या हुआ (/stats 7 दिन; /stats 2026-11-01 2026-11-15)
    /quality – पहचान और इंडेक्स कितने अच्छे हैं
command-saved = मेरी सहेजी और नज़र में रखी चीज़ें
command-history = मेरी पिछली खोजें
command-settings = भाषा, और बॉट क्या सीखता है
command-forget-me = बॉट के पास मेरा सब कुछ मिटाएँ
command-export-me = बॉट के पास मेरा जो कुछ है, एक फ़ाइल में
send-photo = पहले पहनने की किसी चीज़ की फ़ोटो भेजिए; फिर शब्दों में बताइए क्या अलग हो।
find-needs-photo = /find के साथ फ़ोटो जोड़िए, या फ़ोटो वाले संदेश का जवाब /find से दीजिए।
unknown-command = मैं यह कमांड नहीं जानता। /help बताता है कि मैं क्या कर सकता हूँ।
command-start = नमस्ते कहें
command-help = बॉट क्या कर सकता है और क्या रखता है
command-find = इस फ़ोटो जैसी चीज़ें ढूँढें
command-catalogue = चैट से आए उत्पाद
command-catalogue-argument = add: नया; export: सब एक फ़ाइल में
command-reindex = कैटलॉग फिर से पढ़ें
command-reindex-argument = full: हर तस्वीर नए सिरे से देखें; force: जाँच चाहे जो कहे
command-stats = क्या पूछा गया और उसका क्या हुआ
command-stats-argument = अवधि: 7 दिन; 2026-11-01 2026-11-15
command-quality = पहचान और इंडेक्स कितने अच्छे हैं

# Answers

what-unknown = कुछ
what-type = { $type }
what-colour-type = { $type } ({ $colour })
what-gender-type = { $type } ({ $gender })
what-gender-colour-type = { $type } ({ $gender }, { $colour })
what-guessed = { $what }, शायद
answer-exact = { $what }: मिल गया
answer-close = { $what }: बहुत मिलते-जुलते
answer-loose = { $what }: मिलते-जुलते
answer-exact-unnamed = मिल गया
answer-close-unnamed = बहुत मिलते-जुलते
answer-loose-unnamed = मिलते-जुलते
answer-nearest = इस फ़ोटो के सबसे नज़दीक ये हैं
answer-nothing = इस फ़ोटो में मुझे पहनने की कोई चीज़ नहीं दिखती। एक ही चीज़ की, अच्छी रोशनी में, सामने से ली गई फ़ोटो सबसे अच्छी रहती है।
answer-filtered = { $what }: सबसे मिलते-जुलते
answer-filtered-unnamed = सबसे मिलते-जुलते
answer-nothing-dark = यह फ़ोटो बहुत अँधेरी है, इसमें मुझे कुछ नहीं दिखता। ज़्यादा रोशनी वाली फ़ोटो भेजें।
answer-nothing-blurred = यह फ़ोटो बहुत धुँधली है, इसमें मुझे कुछ नहीं दिखता। एक ही कपड़े की साफ़ फ़ोटो भेजें।
answer-nothing-small = यह फ़ोटो बहुत छोटी है, इसमें मुझे कुछ नहीं दिखता। बड़ी फ़ोटो या उसका स्क्रीनशॉट भेजें।
answer-empty = दुकान में ऐसा कुछ नहीं मिला। एक ही चीज़ की, अच्छी रोशनी में, सामने से ली गई फ़ोटो सबसे अच्छी रहती है।
answer-further = इसी सूची में आगे: { $first } से { $last }
answer-further-one = इसी सूची में आगे: { $first }
answer-of-photo = { $count } में से फ़ोटो { $place } · { $what }
answer-looked-at = मैंने यह देखा: { $what }
answer-further-empty = बस इतना ही था: इसके लिए और कुछ नहीं है।
answer-similar = “{ $title }” जैसे और
answer-similar-empty = “{ $title }” जैसा और कुछ नहीं है।
answer-footer = 👍 या 👎? आपकी राय से मैं बेहतर ढूँढता हूँ।
answer-unsaved = यह जवाब लिखा नहीं जा सका, इसलिए इसमें बटन नहीं हैं। फ़ोटो फिर से भेजना काम आ सकता है।
answers-several =
    { $total ->
        [one] मुझे यह मिला।
       *[other] { $total } फ़ोटो: मुझे यह मिला, उसी क्रम में।
    }
answers-first = एक साथ { $total } फ़ोटो बहुत हैं: मैंने पहली { $used } देखीं।
tally = 👍 { $ups } · 👎 { $downs }
answer-filtered-empty = दुकान में ऐसा कुछ नहीं है।
answer-again = यह फ़ोटो आप पहले भेज चुके हैं, इसलिए जवाब वही है।
answer-learned = यहाँ आपकी राय गिनी गई है।
answer-words = दुकान में यह है; फ़ोटो भेजेंगे तो वैसा ही दिखने वाला ढूँढ दूँगा।
answer-outfit = { $what }: इसके साथ अक्सर पहना जाता है
answer-outfit-maybe = { $what }: यह इसके साथ जँच सकता है
answer-outfit-empty = यहाँ इसके साथ पहनने लायक कुछ नहीं दिखा।
answer-shown =
    { $count ->
        [one] किसी ने आपके लिए यह भेजा है
       *[other] किसी ने आपके लिए ये भेजे हैं
    }
link-gone = इस लिंक पर अब कुछ नहीं है। फ़ोटो भेजिए, मैं ढूँढता हूँ।
inline-how = क्या चाहिए? जैसे “लाल ड्रेस{ $under }”
answer-other-kinds = नंबर { $place } से आगे दूसरी चीज़ें हैं: इस तरह का और कुछ मिलता-जुलता नहीं है।
answer-unlike = आपकी फ़ोटो से अलग: { $what }।
answer-cut-short = समय रहते सब कुछ नहीं देख पाया: और भी कुछ हो सकता है। कम फ़िल्टर से काम जल्दी होता है।
doubt-type = “{ $what }” नहीं?
doubt-type-unnamed = यह क्या है?
doubt-gender = किसके लिए?
place-missing = यहाँ नंबर { $place } नहीं है: मैंने { $count } दिखाए हैं।
photo-missing = यहाँ फ़ोटो { $place } नहीं है: कुल { $count } भेजी गई हैं।
talk-greeting = फिर से नमस्ते! एक और फ़ोटो भेजिए, या बताइए कि पिछली से क्या अलग हो।
talk-thanks = ख़ुशी हुई! जो पसंद आए उस पर 👍 दीजिए तो आगे और बेहतर मिलेगा; “2 सेव करो” दूसरा सहेजता है।
talk-dislike = तो और देखते हैं: बताइए क्या अलग हो, जो ठीक नहीं उस पर 👎 दीजिए, या “अगले { $count }” दबाइए।

# Filters

filters-set = फ़िल्टर: { $filters }
filters-fit =
    { $count ->
        [0] सब शर्तों पर कुछ नहीं मिला:
        [one] सब शर्तों पर सिर्फ़ { $count } मिला,
       *[other] सब शर्तों पर सिर्फ़ { $count } मिले,
    }
filters-without = { $filters } के बिना { $count }
filters-near = { $filters } के क़रीब { $count }
quoted = “{ $what }”
chip-not = { $what } नहीं
chip-without = { $what } के बिना
chip-under = { $price } से कम
chip-over = { $price } से ज़्यादा
chip-between = { $low } से { $high }
chip-stock = स्टॉक में
chip-away = हटाएँ: { $what }
filters-unknown = यह समझ नहीं आया: { $what }।
filters-absent = दुकान में यह नहीं है: { $what }।
filters-untold = किसमें { $what } है, यह मैं नहीं बता सकता: किसी नाम में यह नहीं लिखा, और मुझे यह दिखता नहीं।
filters-by-title = तस्वीरों में { $what } मुझे नहीं दिखता, इसलिए मैं सिर्फ़ नामों से चलता हूँ।
filters-guessed = { $said } को मैंने { $meant } समझा।
filters-sizes = साइज़ के बारे में मुझे कुछ नहीं पता: दुकान में उत्पाद के पन्ने पर लिखा होता है।
filters-in-vain = मिलती-जुलती किसी चीज़ में { $what } नहीं है, इसलिए उसे छोड़ दिया।
filters-other-kind = { $what } अब नहीं गिना जाता: वह दूसरी तरह की चीज़ के लिए था।
filters-left-out = एक साथ { $count } से ज़्यादा फ़िल्टर मेरे लिए बहुत हैं, इसलिए { $what } छोड़ दिया।
filters-nothing = बताइए क्या बदलना है: रंग, किस तरह की चीज़, किसके लिए। “लाल{ $under }”, “काला नहीं”{ $cheaper }।
example-under = 40 से कम
example-cheaper = सस्ता
filters-no-prices = दुकान दाम नहीं बताती, इसलिए दाम से नहीं छाँट सकता।
undo-done = वापस वही, जो मैंने पहले दिखाया था।
undo-nothing = इससे पहले कुछ नहीं है, जिस पर लौटूँ।
sorted-by-price = सबसे मिलते { $count } में से, सबसे { $first ->
    [dearest] महँगे
   *[cheapest] सस्ते
} पहले।
ask-gone = अब दुकान में नहीं है
ask-no-price = दाम नहीं लिखा है
ask-no-brand = ब्रांड नहीं लिखा है
ask-no-link = कोई लिंक नहीं
ask-says = “{ $text }”
ask-not-told = दुकान ने यह नहीं बताया
ask-service = डिलीवरी, वापसी और भुगतान के बारे में दुकान ही बताती है: किसी प्रॉडक्ट का पेज देखें (“लिंक?”)।
ask-in-stock = स्टॉक में है
ask-sold-out = बिक चुका है
tone-unknown = मैं नहीं बता सकता कि यहाँ कौन से रंग गहरे या हल्के हैं।
sleeves-not-short = पूरी बाँह, बिना बाँह
tone-darker = ज़्यादा गहरा
tone-lighter = ज़्यादा हल्का
tone-warmer = ज़्यादा गर्म
panel-title =
    किसी फ़िल्टर को हटाने के लिए दबाइए, दूसरा चुनिए, या { $group ->
        [yes] उत्पादों वाले संदेश के जवाब में लिखिए
       *[no] बस लिख दीजिए
    }: “गहरा नीला{ $under }, धारियों के बिना”।
panel-title-none =
    चुनिए कि कैसा हो, या { $group ->
        [yes] उत्पादों वाले संदेश के जवाब में लिखिए
       *[no] बस लिख दीजिए
    }: “गहरा नीला{ $under }, धारियों के बिना”।
panel-any = कोई भी
panel-gender = किसके लिए
panel-colour = रंग
panel-price = दाम
panel-type = प्रकार
button-filters = छाँटें
button-all-away = सारे फ़िल्टर
button-up = ठीक है
button-down = ठीक नहीं
button-like = ऐसे और
button-save = सहेजें
button-outfit = इसके साथ क्या पहनें
button-next = अगले { $count }
button-previous = पिछले { $count }
button-nearest = सबसे नज़दीकी दिखाएँ
button-share = शेयर करें
notice-up = नोट कर लिया: ठीक है।
notice-down = नोट कर लिया: ठीक नहीं।
notice-corrected = धन्यवाद, फिर से खोज रहा हूँ।
notice-cleared = राय वापस ली गई।
notice-stale = माफ़ कीजिए, यह बटन बहुत पुराना है। फ़ोटो फिर से भेजिए।
notice-busy = एक पल, मैं देख रहा हूँ।

# Saved products and watched searches

saved-menu = इनमें से एक सहेजें
saved-done = सहेजा: “{ $title }”। /saved में दिखेगा।
saved-which = कौन-सा? आप “2 सेव करो” भी लिख सकते हैं।
saved-full = आपने { $count } उत्पाद सहेजे हैं, इससे ज़्यादा नहीं। पहले /saved में कुछ हटाइए।
saved-title =
    { $count ->
        [one] आपने { $count } उत्पाद सहेजा है।
       *[other] आपने { $count } उत्पाद सहेजे हैं, सबसे नया पहले।
    }
saved-none = आपने अभी कुछ नहीं सहेजा। किसी उत्पाद पर ❤️ दबाने से वह यहाँ रहता है।
saved-gone = अब दुकान में नहीं
saved-sold-out = बिक चुका
saved-cheaper = पहले से सस्ता ({ $before })
saved-removed = हटाया।
saved-tells-on = कोई सस्ता हो, वापस आए या न रहे तो बताऊँगा।
saved-tells-on-unpriced = कोई वापस आए या न रहे तो बताऊँगा।
filters-no-stock = इस दुकान में कुछ भी बिका हुआ नहीं दिखाया गया, इसलिए इससे नहीं छाँट सकता।
ask-not-marked = बिका हुआ नहीं दिखाया गया
saved-tells-off = सहेजे उत्पादों के बारे में कुछ नहीं बताऊँगा।
watch-title =
    { $count ->
        [one] आप { $count } खोज पर नज़र रखे हैं: नया मिलता-जुलता आए तो बताऊँगा, दिन में ज़्यादा से ज़्यादा एक बार।
       *[other] आप { $count } खोजों पर नज़र रखे हैं: नया मिलता-जुलता आए तो बताऊँगा, दिन में ज़्यादा से ज़्यादा एक बार।
    }
watch-done = नया मिलता-जुलता आए तो बताऊँगा, दिन में ज़्यादा से ज़्यादा एक बार। /saved में इसे रोक सकते हैं।
watch-full = आप { $count } खोजों पर नज़र रखे हैं, इससे ज़्यादा नहीं। पहले /saved में एक बंद कीजिए।
watch-nothing = मैं उस खोज पर नज़र रख सकता हूँ जो फ़ोटो से शुरू हुई और जिसमें कुछ मिला।
watch-stop = बंद करें: { $what }
watch-ended = इस खोज के बारे में अब कुछ नहीं बताऊँगा।
button-watch = नया आए तो बताएँ
button-tells = सहेजा उत्पाद बदले तो बताएँ
button-remove = हटाएँ
button-newer = नए
button-older = पुराने
button-open = खोज दिखाएँ
button-stop = नज़र न रखें
news-watch =
    { $count ->
        [one] जिस खोज पर आपकी नज़र है, उसके क़रीब { $count } नया उत्पाद आया: { $what }
       *[other] जिस खोज पर आपकी नज़र है, उसके क़रीब { $count } नए उत्पाद आए: { $what }
    }
news-watch-over = अब मैं पहले से बेहतर पहचानता हूँ, इसलिए “{ $what }” पर और नज़र नहीं रख सकता। फिर से नज़र रखने के लिए फ़ोटो दोबारा भेजिए।
news-cheaper = सस्ता: “{ $title }” अब { $now }, पहले { $before }।
news-back = फिर से उपलब्ध: “{ $title }”।
news-gone = अब दुकान में नहीं: “{ $title }”।

# History, settings, privacy

history-title = आपकी पिछली खोजें। मेरे पास जवाब हैं, फ़ोटो नहीं।
history-none = अभी कोई खोज नहीं। एक फ़ोटो भेजिए!
settings-title = आपकी सेटिंग
settings-taste = आपकी राय के हिसाब से मैं इन्हें थोड़ी तरजीह देता हूँ: { $what }। सबसे मिलता-जुलता फिर भी पहले आता है।
settings-taste-none = आपकी राय से अभी पसंद का पता नहीं चलता।
settings-taste-off = मैं आपकी पसंद के बारे में कुछ नहीं सीखता।
settings-language = भाषा
settings-language-follow = जैसी ऐप की है
settings-changed = बदल दिया।
settings-admins-only = इसे सिर्फ़ इस समूह के एडमिन बदल सकते हैं।
settings-group-every = इस समूह में मैं हर फ़ोटो का जवाब देता हूँ।
settings-group-asked = इस समूह में मैं पूछे जाने पर जवाब देता हूँ: मेरा ज़िक्र कीजिए, मुझे जवाब दीजिए, या /find लिखिए।
button-learns = मेरी राय से मेरी पसंद सीखें
button-turns = अगला पन्ना पिछले की जगह ले
button-every = हर फ़ोटो का जवाब दें
forget-question = मैं आपके बारे में सब कुछ मिटा दूँगा: { $what }। यह वापस नहीं हो सकता। मिटा दूँ?
forget-nothing = मेरे पास आपके बारे में कुछ नहीं है।
forget-done = मिटाया: { $what }।
forget-kept = कुछ नहीं मिटाया गया।
forget-not-yours = यह सवाल किसी और का है। /forget_me आपसे पूछेगा।
button-forget = सब मिटाएँ
button-keep = रहने दें
kept-queries =
    { $count ->
        [one] { $count } खोज
       *[other] { $count } खोजें
    }
kept-verdicts =
    { $count ->
        [one] { $count } राय
       *[other] { $count } राय
    }
kept-corrections =
    { $count ->
        [one] { $count } सुधार
       *[other] { $count } सुधार
    }
kept-saved =
    { $count ->
        [one] { $count } सहेजा उत्पाद
       *[other] { $count } सहेजे उत्पाद
    }
kept-watches =
    { $count ->
        [one] { $count } नज़र में रखी खोज
       *[other] { $count } नज़र में रखी खोजें
    }
kept-settings = आपकी सेटिंग
export-done = मेरे पास आपके बारे में बस इतना है।

# What can go wrong, and what to do about it

photo-empty = यह फ़ाइल ख़ाली है। फ़ोटो फिर से भेजिए।
photo-not_an_image = यह ऐसी फ़ोटो नहीं जिसे मैं पढ़ सकूँ। JPEG, PNG, WebP या HEIC जैसी तस्वीर भेजिए।
photo-broken = यह फ़ोटो पूरी नहीं आई या ख़राब है। फिर से भेजिए, या उसका स्क्रीनशॉट भेजिए।
photo-too_many_bytes = यह फ़ोटो बहुत बड़ी है: ज़्यादा से ज़्यादा { $megabytes } MB। छोटी फ़ोटो या स्क्रीनशॉट भेजिए।
photo-too_many_pixels = इस फ़ोटो में बहुत ज़्यादा पिक्सेल हैं। छोटी फ़ोटो या स्क्रीनशॉट भेजिए।
photo-too_small = यह तस्वीर इतनी छोटी है कि कुछ दिखता नहीं। बड़ी भेजिए।
photo-too_slow = यह तस्वीर खुलने में बहुत समय लेती है। कृपया इसका स्क्रीनशॉट या छोटी कॉपी भेजिए।
fault-too_large = यह फ़ोटो बहुत बड़ी है: ज़्यादा से ज़्यादा { $megabytes } MB। छोटी फ़ोटो या स्क्रीनशॉट भेजिए।
fault-gone = यह फ़ोटो अब नहीं है। फिर से भेजिए।
fault-not_a_photo = यह फ़ोटो नहीं है। पहनने की किसी चीज़ की तस्वीर भेजिए।
fault-unreachable = फ़ोटो नहीं पहुँची। थोड़ी देर में फिर से भेजिए।
several-failed = { $total } में से { $failed } फ़ोटो काम नहीं आईं: { $reasons }
full = इस समय बहुत लोग पूछ रहे हैं। कुछ सेकंड में फ़ोटो फिर से भेजिए।
too-fast =
    { $seconds ->
        [one] बहुत जल्दी! { $seconds } सेकंड रुकिए, फिर आगे बढ़िए।
       *[other] बहुत जल्दी! { $seconds } सेकंड रुकिए, फिर आगे बढ़िए।
    }
no-index = दुकान अभी तैयार नहीं: उसके उत्पाद पढ़े जाने बाक़ी हैं। बाद में कोशिश कीजिए।
index-unusable = दुकान की सूची अभी काम नहीं कर रही; मालिक को कैटलॉग फिर से पढ़ना होगा। बाद में कोशिश कीजिए।
query-stale = अब मैं पहले से बेहतर पहचानता हूँ, इसलिए इस जवाब से आगे नहीं बढ़ सकता। फ़ोटो फिर से भेजिए।
product-gone = यह उत्पाद अब दुकान में नहीं है।
apology = माफ़ कीजिए, मेरी तरफ़ कुछ गड़बड़ हुई। फिर से कोशिश कीजिए।

# The catalogue by chat

offer-added = अब दुकान में है, और तुरंत मिलता है:
offer-waits = रख लिया। दुकान की सूची तैयार होते ही यह मिलेगा।
offer-changed = बदल दिया:
offer-card = ग्राहक इसे ऐसे देखते हैं:
offer-is-sold-out = बिक चुका:
offer-is-back = फिर से उपलब्ध:
offer-withdrawn = “{ $title }” अब दुकान में नहीं है।
offer-was-search = तो यह खोज थी: यह उत्पाद नहीं है।
offer-gone = यह उत्पाद अब मेरे पास नहीं है।
offer-too-late = यह फ़ोटो अब मेरे पास नहीं है। इसे फिर से भेजें, नीचे “लिनन ड्रेस, ₹499” लिखकर।
offer-tell-more = इसका नाम क्या है, और दाम क्या है? एक पंक्ति में लिखें, जैसे “लिनन ड्रेस, ₹499”।
offer-untitled = बिना नाम
offer-in-stock = उपलब्ध
offer-no-price-yet = अभी दाम नहीं
offer-pictures =
    { $count ->
        [one] एक तस्वीर
       *[other] { $count } तस्वीरें
    }
offer-ask-title = इसका नाम क्या है?
offer-ask-price = इसका दाम क्या है?
offer-ask-link = यह कहाँ से ख़रीदा जा सकता है? मुझे पता (लिंक) भेजें।
offer-ask-type = यह किस तरह की चीज़ है?
offer-ask-colour = इसका रंग क्या है?
offer-ask-gender = यह किसके लिए है: महिलाएँ, पुरुष, लड़कियाँ, लड़के, सब?
offer-now = अभी: { $value }
offer-no-price = मुझे इसमें कोई दाम नहीं दिखता। ऐसे लिखें: “₹499”।
offer-no-link = मुझे इसमें कोई पता नहीं दिखता। ऐसे लिखें: “https://shop.example/dress”।
button-offer = दुकान में जोड़ें
button-was-search = यह खोज थी
button-offer-title = नाम
button-offer-price = दाम
button-offer-link = लिंक
button-offer-type = क़िस्म
button-offer-colour = रंग
button-offer-gender = किसके लिए
button-sold-out = बिक चुका
button-in-stock = फिर से उपलब्ध
button-restore = वापस रखें
button-change = बदलें
button-cancel = रद्द करें
button-add-product = उत्पाद जोड़ें
button-export = सब एक फ़ाइल में
button-done = हो गया
catalogue-title =
    { $count ->
        [one] एक उत्पाद चैट से आया।
       *[other] { $count } उत्पाद चैट से आए, सबसे नए पहले।
    }
catalogue-none = चैट से अभी कोई उत्पाद नहीं आया। मुझे फ़ोटो भेजें, नीचे “लिनन ड्रेस, ₹499” लिखकर, या अपने चैनल की पोस्ट आगे भेजें।
catalogue-add = मुझे फ़ोटो भेजें, या एल्बम में कई, नीचे नाम और दाम लिखकर: “लिनन ड्रेस, ₹499, https://…”। जब तक आप “हो गया” न दबाएँ, हर फ़ोटो एक उत्पाद है।
catalogue-done = हो गया। बिना दाम की फ़ोटो अब फिर से खोज हैं।
catalogue-exported =
    { $count ->
        [one] उत्पाद, एक फ़ाइल में जिसे दुकान फिर से पढ़ सकती है।
       *[other] सभी { $count } उत्पाद, एक फ़ाइल में जिसे दुकान फिर से पढ़ सकती है।
    }
catalogue-in-private = कैटलॉग मैं सिर्फ़ निजी चैट में दिखाता हूँ। मुझे वहाँ लिखें।
post-failed = दुकान के चैनल की एक पोस्ट नहीं ली जा सकी (“{ $title }”): { $reason }

# For admins

admins-only = यह सिर्फ़ दुकान के एडमिन कर सकते हैं।
reindex-busy = कैटलॉग पहले से पढ़ा जा रहा है।
reindex-busy-since = कैटलॉग { $since } UTC से पढ़ा जा रहा है ({ $by })।
reindex-started = कैटलॉग पढ़ रहा हूँ …
reindex-reading = कैटलॉग पढ़ रहा हूँ: { $done } उत्पाद …
reindex-embedding = तस्वीरें देख रहा हूँ: { $total } में से { $done } ({ $percent } %)
reindex-verifying = नई सूची जाँच रहा हूँ: { $total } में से { $done }
reindex-swapping = नई सूची लगा रहा हूँ …
reindex-report = { $seconds } से॰ में { $products } उत्पाद पढ़े: { $added } नए, { $changed } बदले, { $unchanged } वैसे ही, { $removed } हटाए, { $left_out } छोड़े।
reindex-left-out = छोड़े – { $reason }: { $count }
reindex-kept = फिर भी सूची में हैं – { $reason }: { $count }
reindex-meant = जानबूझकर नहीं दिखाए – { $reason }: { $count }
reindex-encoding = { $lines } पंक्तियाँ UTF-8 में नहीं हैं; मैंने उन्हें { $name } मानकर पढ़ा (“{ $title }”)। अगर यह ग़लत है, तो [catalogue] encoding तय करें।
reindex-failed = पढ़ना असफल रहा; पुरानी सूची काम करती रहेगी। { $reason }
reindex-failed-catalogue = कैटलॉग पढ़ा नहीं जा सका; कारण लॉग में है।
reindex-failed-nothing = पढ़ने को बहुत कम था, या नई सूची जाँच में सफल नहीं हुई; लॉग में और जानकारी है।
reindex-failed-other = कारण लॉग में है।
reindex-refused = नई सूची पुरानी से ख़राब है, इसलिए पुरानी ही काम करती रहेगी:
reindex-force = अगर यही चाहते हैं: /reindex force
gate-example = { $finding }, जैसे { $examples }
gate-lost = पुरानी सूची के { $share } % उत्पाद नहीं रहे (ज़्यादा से ज़्यादा { $most } %)
gate-cut-short = कैटलॉग बीच में ही ख़त्म हो गया, और पुरानी सूची के { $share } % उत्पाद नहीं रहे
gate-no-picture = { $share } % उत्पादों की काम की कोई तस्वीर नहीं (ज़्यादा से ज़्यादा { $most } %)
gate-no-price = { $share } % उत्पादों का दाम नहीं (ज़्यादा से ज़्यादा { $most } %)
gate-no-type = { $share } % उत्पादों की क़िस्म नहीं (ज़्यादा से ज़्यादा { $most } %)
gate-not-found = { $share } % उत्पाद ख़ुद को नहीं ढूँढ पाते (ज़्यादा से ज़्यादा { $most } %)
gate-golden = { $share } % जाँच की तस्वीरें अपना उत्पाद नहीं ढूँढ पातीं (ज़्यादा से ज़्यादा { $most } %)
left-out-malformed-line = न पढ़ी जा सकीं पंक्तियाँ
left-out-no-id = id नहीं
left-out-no-title = नाम नहीं
left-out-duplicate-id = id पहले से थी
left-out-missing-picture = तस्वीर नहीं
left-out-unreadable-picture = तस्वीर पढ़ी नहीं जा सकी
left-out-unreadable-price = दाम पढ़ा नहीं जा सका
left-out-unusable-further-picture = एक और तस्वीर काम की नहीं
left-out-picture-of-before-kept = तस्वीर अभी नहीं मिली; पहले वाली रखी है
left-out-not-published = दुकान में प्रकाशित नहीं
left-out-cut-short = फ़ाइल बीच में ही ख़त्म हो गई
stats-day = { $day } (UTC)
stats-span = { $first } से { $last } तक (UTC)
stats-asked = फ़ोटो: { $photos }; शब्दों से खोज: { $words }; आगे बढ़े: { $continued }; लोग: { $shoppers }
stats-liked = 👍 { $ups }, 👎 { $downs }: { $share } % अच्छे (पक्का { $low } और { $high } % के बीच)
stats-no-verdicts = अभी कोई राय नहीं
stats-nothing = कुछ भी पास का नहीं: { $share } % फ़ोटो
stats-latency = आधी बार { $median } ms में, 100 में 95 बार { $p95 } ms में और 99 बार { $p99 } ms में जवाब
stats-platforms = कहाँ: { $counts }
stats-types = फ़ोटो में क़िस्में, कैटलॉग के सामने
stats-colours = फ़ोटो में रंग, कैटलॉग के सामने
stats-words = शब्दों में माँगा गया, कैटलॉग के सामने
stats-has = कैटलॉग में { $count } ({ $share } %)
stats-lacking = ⚠ बहुत कम
stats-shown = सबसे ज़्यादा दिखाए गए
stats-most-liked = सबसे ज़्यादा पसंद
stats-refused = सबसे ज़्यादा नापसंद
stats-nobody-liked = जवाब जो किसी को पसंद नहीं आए
stats-exact = मिल गया
stats-close = पास का
stats-loose = मिलता-जुलता
stats-none = कुछ भी पास का नहीं
stats-no-plot = कोई चित्र नहीं, क्योंकि matplotlib नहीं है: pip install '.[report]'
stats-unclear = “{ $said }” को मैं अवधि के रूप में नहीं समझता। जैसे कहें: /stats 7 दिन, /stats कल या /stats 2026-11-01 2026-11-15।
stats-unavailable = आँकड़े अभी पढ़े नहीं जा सकते; कारण लॉग में है।
stats-plot-says = चित्र: हर दिन के फ़ोटो, राय, और जो माँगा जाता है उसके सामने जो है
stats-plot-days = हर दिन के फ़ोटो
stats-plot-photos = फ़ोटो
stats-plot-others = बाकी सब
stats-plot-liked = { $count } में से { $percent } % राय अच्छी हैं
stats-plot-wanted = माँग, और जो है (%)
stats-plot-of-photos = फ़ोटो में
stats-plot-of-catalogue = कैटलॉग में
# What is understood behind /stats, parted by commas.
stats-words-today = आज
stats-words-yesterday = कल
stats-words-day = दिन, दिनों
stats-words-week = हफ़्ता, हफ़्ते, हफ्ता, हफ्ते, सप्ताह
stats-words-month = महीना, महीने
stats-words-year = साल, वर्ष
quality-embedder = पहचान { $version }: { $pixels } × { $pixels } पिक्सेल से { $dim } संख्याएँ
quality-learnt = { $products } उत्पादों और { $photos } मोबाइल फ़ोटो से सीखा; दूसरों पर (95 % अंतराल के साथ):
quality-index = इंडेक्स { $version }: { $products } उत्पाद, { $made } बना। इसकी जाँच में मिला:
quality-no-index = अभी कोई इंडेक्स नहीं है।

# Telegram

telegram-in-private = यह मैं सिर्फ़ आपको दिखा सकता हूँ: मेरे साथ चैट खोलिए और वहाँ पूछिए।

# local chat page

# Where a sentence needs a value, the page fills it in itself.

page-status = मिलता-जुलता ढूँढता है
page-reconnecting = फिर से जुड़ रहा है …
page-placeholder = संदेश
page-message = संदेश
page-messages = संदेश
page-send = भेजें
page-send-photo = फ़ोटो भेजें
page-take-photo = फ़ोटो लें
page-hero = फ़ोटो भेजिए, मिलती-जुलती चीज़ें देखिए
page-hero-mouse = फ़ोटो चुनिए, इस पन्ने पर कहीं भी छोड़िए, या चिपकाइए।
page-hero-touch = पहनने की किसी चीज़ की फ़ोटो चुनिए, या खींचिए।
page-choose = फ़ोटो चुनें
page-samples = पास में फ़ोटो नहीं? इनमें से एक आज़माइए।
page-samples-toggle = नमूना फ़ोटो
page-sample = नमूना फ़ोटो { $n } भेजें
page-commands = कमांड
page-newest = सबसे नए संदेश पर
page-reply = इसी जवाब से आगे बढ़ें
page-reply-end = इससे आगे न बढ़ें
page-drop = मिलती-जुलती चीज़ें देखने के लिए फ़ोटो छोड़िए
page-no-file = यह तस्वीर का सिर्फ़ लिंक है। पहले तस्वीर सहेजिए, या कॉपी करके यहाँ चिपकाइए।
page-too-many = एक बार में ज़्यादा से ज़्यादा { $n } फ़ोटो: ये पहली हैं।
page-photo = फ़ोटो
page-your-photo = आपकी फ़ोटो
page-from-bot = Lookalike, { $time }
page-from-you = आप, { $time }
page-products = उत्पाद: { $n }
page-garments = आपकी फ़ोटो में मुझे यह दिखता है
page-larger = बड़ी तस्वीर देखें: { $title }
page-open-product = दुकान में देखें
page-copy-link = लिंक कॉपी करें
page-link-copied = लिंक कॉपी हो गया।
page-before = पिछला उत्पाद
page-after = अगला उत्पाद
page-close = बंद करें
page-kilobytes = { $n } kB
page-sending = भेजा जा रहा है
page-sent = भेजा गया
page-not-sent = नहीं भेजा गया। फिर से कोशिश करें
page-typing = Lookalike देख रहा है …
page-offline = बॉट से अभी संपर्क नहीं हो पा रहा।
page-too-fast = बहुत जल्दी! जवाबों का इंतज़ार कीजिए।
page-full = अभी बहुत लोग पूछ रहे हैं। थोड़ी देर में फिर कोशिश कीजिए।
page-refused = यह भेजा नहीं जा सका।
page-fault = माफ़ कीजिए, मेरी तरफ़ कुछ गड़बड़ हुई। फिर से कोशिश कीजिए।
page-clear = चैट साफ़ करें
page-clear-question = यह चैट साफ़ करें? कही गई बातें इस पन्ने से हट जाएँगी; आपकी राय बनी रहेगी।

# Discord's own forms: names are one word in lower case

discord-command-start = शुरू
discord-command-help = मदद
discord-command-find = खोजें
discord-command-saved = सहेजे
discord-command-history = इतिहास
discord-command-settings = सेटिंग
discord-command-forget_me = मुझे_भूलो
discord-command-export_me = मेरा_डेटा
discord-command-catalogue = कैटलॉग
discord-command-reindex = सूची_फिर_बनाएँ
discord-command-stats = आँकड़े
discord-command-quality = गुणवत्ता
discord-find-similar = मिलते-जुलते ढूँढें
discord-name-photo = फ़ोटो
discord-name-gender = किसके_लिए
discord-name-colour = रंग
discord-name-type = प्रकार
discord-name-price = अधिकतम_दाम
discord-name-argument = विकल्प
discord-option-photo = पहनने की किसी चीज़ की फ़ोटो
discord-option-gender = सिर्फ़ महिला, पुरुष, लड़की, लड़के के लिए
discord-option-colour = सिर्फ़ इस रंग में
discord-option-type = सिर्फ़ इस तरह की चीज़
discord-option-price = ज़्यादा से ज़्यादा यह दाम
