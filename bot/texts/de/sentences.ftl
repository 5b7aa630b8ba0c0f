## Every sentence that a shopper or an admin reads, in German.

# Ways in

welcome = Hallo! Schick mir ein Foto von etwas zum Anziehen, und ich zeige dir die { $count } ähnlichsten Sachen aus dem Shop.
help =
    Schick ein Foto von etwas zum Anziehen: Ich antworte mit den { $count } ähnlichsten Produkten, das ähnlichste zuerst.
    Sag dann, was anders sein soll: „Herren, dunkelblau{ $under }“, „das Gleiche in Rot“{ $cheaper }. 👍 und 👎 bestimmen, was danach kommt.
    /saved zeigt, was du dir gemerkt hast, /history deine letzten Suchen, /settings die Sprache und was ich über deinen Geschmack lerne.

    Dein Foto wird angesehen und sofort verworfen: Es wird nie aufbewahrt. Was ich gezeigt habe, was du dazu gesagt und was du gespeichert hast, bleibt unter einem Pseudonym aufbewahrt, { $days ->
        [0] bis du es löschst
       *[other] höchstens { $days } Tage
    }: /export_me zeigt es, /forget_me löscht es.
help-admin =
    Für dich als Admin:
    Schick mir ein Foto mit „Leinenkleid, 49 €“ darunter: Es ist sofort im Shop. /catalogue zeigt, was so kam.
    /reindex – den Katalog neu einlesen (/reindex full: jedes Bild neu ansehen; /reindex force: was die Prüfung auch sagt)
    /stats – was gefragt wurde und was daraus wurde (/stats 7 Tage; /stats 2026-11-01 2026-11-15)
    /quality – wie gut Erkennung und Index sind
command-saved = Was ich gespeichert habe und beobachte
command-history = Meine letzten Suchen
command-settings = Sprache, und was der Bot lernt
command-forget-me = Alles löschen, was der Bot über mich weiß
command-export-me = Alles, was der Bot über mich weiß, als Datei
send-photo = Schick mir zuerst ein Foto von etwas zum Anziehen; sag mir danach in Worten, was anders sein soll.
find-needs-photo = Häng an /find ein Foto an, oder antworte mit /find auf eine Nachricht, die eins hat.
unknown-command = Diesen Befehl kenne ich nicht. /help sagt, was ich kann.
command-start = Hallo sagen
command-help = Was der Bot kann, und was er aufbewahrt
command-find = Finden, was diesem Foto ähnelt
command-catalogue = Produkte, die per Chat kamen
command-catalogue-argument = add: ein neues; export: alle als Datei
command-reindex = Den Katalog neu einlesen
command-reindex-argument = full: jedes Bild neu ansehen; force: was die Prüfung auch sagt
command-stats = Was gefragt wurde, und was daraus wurde
command-stats-argument = ein Zeitraum: 7 Tage; 2026-11-01 2026-11-15
command-quality = Wie gut Erkennung und Index sind

# Answers

what-unknown = etwas
what-type = { $type }
what-colour-type = { $type } ({ $colour })
what-gender-type = { $type } ({ $gender })
what-gender-colour-type = { $type } ({ $gender }, { $colour })
what-guessed = { $what }, glaube ich
answer-exact = { $what }: gefunden
answer-close = { $what }: sehr ähnlich
answer-loose = { $what }: Ähnliches
answer-exact-unnamed = Gefunden
answer-close-unnamed = Sehr ähnlich
answer-loose-unnamed = Ähnliches
answer-nearest = Diesem Foto kommt das hier am nächsten
answer-nothing = Auf diesem Foto sehe ich nichts zum Anziehen. Am besten klappt es mit einem einzelnen Teil, gut beleuchtet und von vorn.
answer-filtered = { $what }: am ähnlichsten
answer-filtered-unnamed = Am ähnlichsten
answer-nothing-dark = Dieses Foto ist zu dunkel, ich erkenne nichts darauf. Mit mehr Licht klappt es am besten.
answer-nothing-blurred = Dieses Foto ist zu unscharf, ich erkenne nichts darauf. Ein scharfes von einem einzelnen Stück klappt am besten.
answer-nothing-small = Dieses Foto ist zu klein, ich erkenne nichts darauf. Ein größeres oder ein Screenshot davon klappt am besten.
answer-empty = So etwas habe ich im Shop nicht gefunden. Am besten klappt es mit einem Foto von einem einzelnen Teil, gut beleuchtet und von vorn.
answer-further = Weiter unten in derselben Liste: { $first } bis { $last }
answer-further-one = Weiter in derselben Liste: { $first }
answer-of-photo = Foto { $place } von { $count } · { $what }
answer-looked-at = Angesehen habe ich: { $what }
answer-further-empty = Das war alles: Mehr habe ich dazu nicht.
answer-similar = Ähnlich wie „{ $title }“
answer-similar-empty = Ich habe sonst nichts wie „{ $title }“.
answer-footer = 👍 oder 👎? Deine Bewertungen helfen mir, besser zu suchen.
answer-unsaved = Diese Antwort konnte ich nicht speichern, deshalb hat sie keine Knöpfe. Vielleicht hilft es, das Foto noch einmal zu schicken.
answers-several =
    { $total ->
        [one] Das habe ich gefunden.
       *[other] { $total } Fotos: Das habe ich gefunden, in ihrer Reihenfolge.
    }
answers-first = { $total } Fotos sind viele auf einmal: Ich habe die ersten { $used } angesehen.
tally = 👍 { $ups } · 👎 { $downs }
answer-filtered-empty = Dazu passt nichts im Shop.
answer-again = Dieses Foto hast du schon geschickt, also ist es dieselbe Antwort.
answer-learned = Deine Bewertungen sind hier berücksichtigt.
answer-words = Das gibt es dazu im Shop; mit einem Foto finde ich, was genauso aussieht.
answer-outfit = { $what }: oft dazu getragen
answer-outfit-maybe = { $what }: das könnte dazu passen
answer-outfit-empty = Ich weiß hier nichts, was dazu passt.
answer-shown =
    { $count ->
        [one] Das möchte dir jemand zeigen
       *[other] Diese Sachen möchte dir jemand zeigen
    }
link-gone = Was hinter diesem Link war, gibt es nicht mehr. Schick mir ein Foto, dann suche ich.
inline-how = Was suchst du? „rotes Kleid{ $under }“
answer-other-kinds = Ab Nummer { $place } kommen andere Sachen: Von dieser Art ist nichts mehr ähnlich.
answer-unlike = Anders als auf deinem Foto: { $what }.
answer-cut-short = Ich bin nicht rechtzeitig mit allem fertig geworden: Es kann noch mehr Passendes geben. Weniger Filter gehen schneller.
doubt-type = Nicht „{ $what }“?
doubt-type-unnamed = Was ist es?
doubt-gender = Für wen?
place-missing = Eine Nummer { $place } gibt es hier nicht: Gezeigt habe ich { $count }.
photo-missing = Ein Foto { $place } gibt es hier nicht: Geschickt wurden { $count }.
talk-greeting = Hallo! Schick mir noch ein Foto, oder sag mir, was am letzten anders sein soll.
talk-thanks = Gern! Mit 👍 bei dem, was dir gefällt, werden die nächsten besser; „merk dir 2“ hebt das zweite auf.
talk-dislike = Dann suchen wir weiter: Sag mir, was anders sein soll, gib 👎, wo es nicht passt, oder nimm „Nächste { $count }“.

# Filters

filters-set = Filter: { $filters }
filters-fit =
    { $count ->
        [0] Nichts erfüllt alle Wünsche:
        [one] Nur eins erfüllt alle Wünsche,
       *[other] Nur { $count } erfüllen alle Wünsche,
    }
filters-without = { $count } ohne { $filters }
filters-near = { $count } nicht ganz { $filters }
quoted = „{ $what }“
chip-not = nicht { $what }
chip-without = ohne { $what }
chip-under = unter { $price }
chip-over = über { $price }
chip-between = { $low } bis { $high }
chip-stock = auf Lager
chip-away = Entfernen: { $what }
filters-unknown = Das habe ich nicht verstanden: { $what }.
filters-absent = Das gibt es im Shop nicht: { $what }.
filters-untold = Was { $what } hat, kann ich nicht sagen: Kein Titel nennt es, und ich sehe es nicht.
filters-by-title = { $what } erkenne ich auf Bildern nicht, ich gehe nur nach den Titeln.
filters-guessed = { $said } habe ich als { $meant } gelesen.
filters-sizes = Über Größen weiß ich nichts: Welche es gibt, steht auf der Seite des Produkts im Shop.
filters-in-vain = Nichts Ähnliches hat { $what }, deshalb lasse ich das weg.
filters-other-kind = { $what } lasse ich weg: Das galt einer anderen Art von Stück.
filters-left-out = Mehr als { $count } Filter auf einmal schaffe ich nicht; weggelassen habe ich { $what }.
filters-nothing = Sag mir, was anders sein soll: die Farbe, die Art, für wen. „Rot{ $under }“, „nicht schwarz“{ $cheaper }.
example-under = unter 40
example-cheaper = billiger
filters-no-prices = Der Shop nennt keine Preise, deshalb kann ich nicht danach suchen.
undo-done = Zurück zu dem, was ich vorher gezeigt habe.
undo-nothing = Davor gibt es nichts, wohin ich zurück kann.
sorted-by-price = Von den { $count } ähnlichsten die { $first ->
    [dearest] teuersten
   *[cheapest] günstigsten
} zuerst.
ask-gone = nicht mehr im Shop
ask-no-price = kein Preis angegeben
ask-no-brand = keine Marke angegeben
ask-no-link = kein Link
ask-says = „{ $text }“
ask-not-told = der Shop sagt es nicht
ask-service = Lieferung, Rückgabe und Bezahlung regelt der Shop selbst: Es steht auf der Seite eines Produkts („Link?“).
ask-in-stock = auf Lager
ask-sold-out = ausverkauft
tone-unknown = Welche Farben hier dunkler oder heller sind, kann ich nicht sagen.
sleeves-not-short = lange Ärmel, nicht ärmellos
tone-darker = dunkler
tone-lighter = heller
tone-warmer = wärmer
panel-title =
    Tipp einen Filter an, um ihn zu entfernen, wähl einen anderen, oder { $group ->
        [yes] antworte auf die Nachricht mit den Produkten
       *[no] schreib es einfach
    }: „dunkelblau{ $under }, nicht gestreift“.
panel-title-none =
    Wähl aus, wie es sein soll, oder { $group ->
        [yes] antworte auf die Nachricht mit den Produkten
       *[no] schreib es einfach
    }: „dunkelblau{ $under }, nicht gestreift“.
panel-any = Egal
panel-gender = Für wen
panel-colour = Farbe
panel-price = Preis
panel-type = Art
button-filters = Filter
button-all-away = Alle Filter
button-up = Passt
button-down = Passt nicht
button-like = Ähnliche
button-save = Speichern
button-outfit = Passt dazu
button-next = Nächste { $count }
button-previous = Vorige { $count }
button-nearest = Ähnlichstes zeigen
button-share = Teilen
notice-up = Notiert: passt.
notice-down = Notiert: passt nicht.
notice-corrected = Danke, ich suche noch einmal.
notice-cleared = Bewertung zurückgenommen.
notice-stale = Dieser Knopf ist mir zu alt, tut mir leid. Schick das Foto bitte noch einmal.
notice-busy = Moment, ich bin dabei.

# Saved products and watched searches

saved-menu = Eins davon speichern
saved-done = Gespeichert: „{ $title }“. /saved zeigt es.
saved-which = Welches? Du kannst auch schreiben: „merk dir 2“.
saved-full = Du hast { $count } Produkte gespeichert, mehr geht nicht. Entferne zuerst etwas in /saved.
saved-title =
    { $count ->
        [one] Du hast ein Produkt gespeichert.
       *[other] Du hast { $count } Produkte gespeichert, das neueste zuerst.
    }
saved-none = Du hast noch nichts gespeichert. ❤️ an einem Produkt hebt es hier auf.
saved-gone = Nicht mehr im Shop
saved-sold-out = Ausverkauft
saved-cheaper = Billiger als zuvor ({ $before })
saved-removed = Entfernt.
saved-tells-on = Ich sage dir, wenn eins billiger wird, wieder da ist oder weg ist.
saved-tells-on-unpriced = Ich sage dir, wenn eins wieder da ist oder weg ist.
filters-no-stock = In diesem Shop ist nichts als ausverkauft gekennzeichnet, danach kann ich nicht gehen.
ask-not-marked = nicht als ausverkauft gekennzeichnet
saved-tells-off = Zu gespeicherten Produkten sage ich nichts mehr.
watch-title =
    { $count ->
        [one] Du beobachtest eine Suche: Ich sage dir Bescheid, wenn es Ähnliches neu gibt, höchstens einmal am Tag.
       *[other] Du beobachtest { $count } Suchen: Ich sage dir Bescheid, wenn es Ähnliches neu gibt, höchstens einmal am Tag.
    }
watch-done = Ich sage dir Bescheid, wenn es Ähnliches neu gibt, höchstens einmal am Tag. In /saved kannst du das beenden.
watch-full = Du beobachtest { $count } Suchen, mehr geht nicht. Beende zuerst eine in /saved.
watch-nothing = Beobachten kann ich eine Suche, die mit einem Foto begann und etwas gefunden hat.
watch-stop = Beenden: { $what }
watch-ended = Zu dieser Suche sage ich nichts mehr.
button-watch = Bei Neuem Bescheid sagen
button-tells = Sag mir, wenn sich Gespeichertes ändert
button-remove = Entfernen
button-newer = Neuere
button-older = Ältere
button-open = Suche zeigen
button-stop = Nicht mehr beobachten
news-watch =
    { $count ->
        [one] Ein neues Produkt kommt der Suche nahe, die du beobachtest: { $what }
       *[other] { $count } neue Produkte kommen der Suche nahe, die du beobachtest: { $what }
    }
news-watch-over = Ich sehe inzwischen besser als damals und kann „{ $what }“ nicht weiter beobachten. Schick das Foto noch einmal, dann beobachte ich es neu.
news-cheaper = Billiger: „{ $title }“ kostet jetzt { $now }, vorher { $before }.
news-back = Wieder da: „{ $title }“.
news-gone = Nicht mehr im Shop: „{ $title }“.

# History, settings, privacy

history-title = Deine letzten Suchen. Ich habe die Antworten, nicht die Fotos.
history-none = Noch keine Suchen. Schick mir ein Foto!
settings-title = Deine Einstellungen
settings-taste = Nach deinen Bewertungen bevorzuge ich ein wenig: { $what }. Was am ähnlichsten aussieht, kommt trotzdem zuerst.
settings-taste-none = Aus deinen Bewertungen lässt sich noch kein Geschmack ablesen.
settings-taste-off = Ich lerne nichts über deinen Geschmack.
settings-language = Sprache
settings-language-follow = Wie in der App
settings-changed = Geändert.
settings-admins-only = Das können nur die Admins dieser Gruppe ändern.
settings-group-every = In dieser Gruppe antworte ich auf jedes Foto.
settings-group-asked = In dieser Gruppe antworte ich, wenn ich gefragt werde: Erwähne mich, antworte mir, oder nimm /find.
button-learns = Meinen Geschmack aus meinen Bewertungen lernen
button-turns = Die nächste Seite ersetzt die vorige
button-every = Auf jedes Foto antworten
forget-question = Ich würde alles löschen, was ich über dich gespeichert habe: { $what }. Das lässt sich nicht rückgängig machen. Soll ich?
forget-nothing = Ich habe nichts über dich gespeichert.
forget-done = Gelöscht: { $what }.
forget-kept = Es wurde nichts gelöscht.
forget-not-yours = Diese Frage ist an jemand anderen gerichtet. Mit /forget_me frage ich dich.
button-forget = Alles löschen
button-keep = Behalten
kept-queries =
    { $count ->
        [one] eine Suche
       *[other] { $count } Suchen
    }
kept-verdicts =
    { $count ->
        [one] eine Bewertung
       *[other] { $count } Bewertungen
    }
kept-corrections =
    { $count ->
        [one] eine Berichtigung
       *[other] { $count } Berichtigungen
    }
kept-saved =
    { $count ->
        [one] ein gespeichertes Produkt
       *[other] { $count } gespeicherte Produkte
    }
kept-watches =
    { $count ->
        [one] eine beobachtete Suche
       *[other] { $count } beobachtete Suchen
    }
kept-settings = deine Einstellungen
export-done = Das ist alles, was ich über dich gespeichert habe.

# What can go wrong, and what to do about it

photo-empty = Diese Datei ist leer. Schick das Foto bitte noch einmal.
photo-not_an_image = Das ist kein Foto, das ich lesen kann. Schick bitte ein Bild, etwa als JPEG, PNG, WebP oder HEIC.
photo-broken = Dieses Foto ist nicht ganz angekommen oder beschädigt. Schick es bitte noch einmal, oder einen Screenshot davon.
photo-too_many_bytes = Dieses Foto ist mir zu groß: höchstens { $megabytes } MB. Schick bitte ein kleineres oder einen Screenshot davon.
photo-too_many_pixels = Dieses Foto hat zu viele Pixel für mich. Schick bitte ein kleineres oder einen Screenshot davon.
photo-too_small = Dieses Bild ist zu klein, um etwas darauf zu sehen. Schick bitte ein größeres.
photo-too_slow = Dieses Bild zu öffnen dauert zu lange. Schick bitte einen Screenshot davon oder eine kleinere Kopie.
fault-too_large = Dieses Foto ist mir zu groß: höchstens { $megabytes } MB. Schick bitte ein kleineres oder einen Screenshot davon.
fault-gone = Dieses Foto gibt es nicht mehr. Schick es bitte noch einmal.
fault-not_a_photo = Das ist kein Foto. Schick bitte ein Bild von etwas zum Anziehen.
fault-unreachable = Das Foto ist nicht angekommen. Schick es bitte gleich noch einmal.
several-failed = { $failed } von { $total } Fotos waren nicht zu gebrauchen: { $reasons }
full = Gerade fragen sehr viele. Schick das Foto bitte in ein paar Sekunden noch einmal.
too-fast =
    { $seconds ->
        [one] Nicht so schnell! Warte bitte eine Sekunde, dann geht es weiter.
       *[other] Nicht so schnell! Warte bitte { $seconds } Sekunden, dann geht es weiter.
    }
no-index = Der Shop ist noch nicht so weit: Seine Produkte müssen erst eingelesen werden. Versuch es bitte später.
index-unusable = Der Index des Shops ist gerade nicht zu gebrauchen; sein Betreiber muss den Katalog neu einlesen. Versuch es bitte später.
query-stale = Ich sehe inzwischen besser als damals, deshalb geht es mit dieser Antwort nicht weiter. Schick das Foto bitte noch einmal.
product-gone = Dieses Produkt ist nicht mehr im Shop.
apology = Bei mir ist etwas schiefgegangen, tut mir leid. Versuch es bitte noch einmal.

# The catalogue by chat

offer-added = Jetzt im Shop und sofort zu finden:
offer-waits = Aufgehoben. Zu finden ist es, sobald der Index des Shops bereit ist.
offer-changed = Geändert:
offer-card = So sehen es die Kunden:
offer-is-sold-out = Ausverkauft:
offer-is-back = Wieder da:
offer-withdrawn = „{ $title }“ ist nicht mehr im Shop.
offer-was-search = Also eine Suche: Es ist kein Produkt.
offer-gone = Dieses Produkt habe ich nicht mehr.
offer-too-late = Dieses Foto habe ich nicht mehr. Schick es noch einmal mit „Leinenkleid, 49 €“ darunter.
offer-tell-more = Wie heißt es, und was kostet es? Schreib es in eine Zeile, etwa „Leinenkleid, 49 €“.
offer-untitled = Ohne Namen
offer-in-stock = Auf Lager
offer-no-price-yet = noch kein Preis
offer-pictures =
    { $count ->
        [one] ein Bild
       *[other] { $count } Bilder
    }
offer-ask-title = Wie heißt es?
offer-ask-price = Was kostet es?
offer-ask-link = Wo kann man es kaufen? Schick mir die Adresse.
offer-ask-type = Was für ein Stück ist es?
offer-ask-colour = Welche Farbe hat es?
offer-ask-gender = Für wen ist es: Damen, Herren, Mädchen, Jungen, alle?
offer-now = Jetzt: { $value }
offer-no-price = Darin sehe ich keinen Preis. Schreib ihn so: „49 €“.
offer-no-link = Darin sehe ich keine Adresse. Schreib sie so: „https://shop.example/kleid“.
button-offer = In den Shop aufnehmen
button-was-search = Das war eine Suche
button-offer-title = Name
button-offer-price = Preis
button-offer-link = Link
button-offer-type = Art
button-offer-colour = Farbe
button-offer-gender = Für wen
button-sold-out = Ausverkauft
button-in-stock = Wieder da
button-restore = Zurückholen
button-change = Ändern
button-cancel = Abbrechen
button-add-product = Produkt hinzufügen
button-export = Alle als Datei
button-done = Fertig
catalogue-title =
    { $count ->
        [one] Ein Produkt kam per Chat.
       *[other] { $count } Produkte kamen per Chat, die neuesten zuerst.
    }
catalogue-none = Per Chat kam noch kein Produkt. Schick mir ein Foto mit „Leinenkleid, 49 €“ darunter, oder leite einen Beitrag deines Kanals weiter.
catalogue-add = Schick mir das Foto, oder mehrere als Album, mit Name und Preis darunter: „Leinenkleid, 49 €, https://…“. Bis du „Fertig“ drückst, ist jedes Foto ein Produkt.
catalogue-done = Fertig. Fotos ohne Preis sind ab jetzt wieder Suchen.
catalogue-exported =
    { $count ->
        [one] Das Produkt, als Datei, die der Shop wieder einlesen kann.
       *[other] Alle { $count } Produkte, als Datei, die der Shop wieder einlesen kann.
    }
catalogue-in-private = Den Katalog zeige ich nur im privaten Chat. Schreib mir dort.
post-failed = Ein Beitrag im Kanal des Shops konnte nicht aufgenommen werden („{ $title }“): { $reason }

# For admins

admins-only = Das können nur die Admins des Shops.
reindex-busy = Der Katalog wird schon eingelesen.
reindex-busy-since = Der Katalog wird seit { $since } UTC eingelesen ({ $by }).
reindex-started = Lese den Katalog …
reindex-reading = Lese den Katalog: { $done } Produkte …
reindex-embedding = Sehe die Bilder an: { $done } von { $total } ({ $percent } %)
reindex-verifying = Prüfe den neuen Index: { $done } von { $total }
reindex-swapping = Setze den neuen Index ein …
reindex-report = { $products } Produkte eingelesen in { $seconds } s: { $added } neu, { $changed } geändert, { $unchanged } unverändert, { $removed } entfernt, { $left_out } ausgelassen.
reindex-left-out = Ausgelassen – { $reason }: { $count }
reindex-kept = Trotzdem im Index – { $reason }: { $count }
reindex-meant = Zu Recht nicht gezeigt – { $reason }: { $count }
reindex-encoding = { $lines } Zeilen sind kein UTF-8; ich habe sie als { $name } gelesen („{ $title }“). Wenn das falsch ist, setze [catalogue] encoding.
reindex-failed = Das Einlesen ist gescheitert; der alte Index bleibt in Betrieb. { $reason }
reindex-failed-catalogue = Der Katalog ließ sich nicht lesen; das Log sagt, warum.
reindex-failed-nothing = Es gab zu wenig einzulesen, oder der neue Index hat seine Prüfung nicht bestanden; das Log sagt mehr.
reindex-failed-other = Das Log sagt, warum.
reindex-refused = Der neue Index ist schlechter als der alte, der in Betrieb bleibt:
reindex-force = Wenn es so gemeint ist: /reindex force
gate-example = { $finding }, etwa { $examples }
gate-lost = { $share } % der Produkte des alten Index sind weg (höchstens { $most } %)
gate-cut-short = Der Katalog endet mittendrin, und { $share } % der Produkte des alten Index sind weg
gate-no-picture = { $share } % der Produkte haben kein brauchbares Bild (höchstens { $most } %)
gate-no-price = { $share } % der Produkte haben keinen Preis (höchstens { $most } %)
gate-no-type = { $share } % der Produkte haben keine Art (höchstens { $most } %)
gate-not-found = { $share } % der Produkte finden sich selbst nicht (höchstens { $most } %)
gate-golden = { $share } % der Prüffotos finden ihr Produkt nicht (höchstens { $most } %)
left-out-malformed-line = unlesbare Zeilen
left-out-no-id = ohne id
left-out-no-title = ohne Titel
left-out-duplicate-id = id, die es schon gab
left-out-missing-picture = fehlendes Bild
left-out-unreadable-picture = unlesbares Bild
left-out-unreadable-price = unlesbarer Preis
left-out-unusable-further-picture = weiteres Bild nicht verwendbar
left-out-picture-of-before-kept = Bild gerade nicht zu bekommen; das bisherige bleibt
left-out-not-published = im Shop nicht veröffentlicht
left-out-cut-short = die Datei endet mittendrin
stats-day = { $day } (UTC)
stats-span = { $first } bis { $last } (UTC)
stats-asked = Fotos: { $photos }; Suchen in Worten: { $words }; weitergefragt: { $continued }; Leute: { $shoppers }
stats-liked = 👍 { $ups }, 👎 { $downs }: { $share } % gut (sicher zwischen { $low } und { $high } %)
stats-no-verdicts = Noch keine Urteile
stats-nothing = Nichts Nahes: { $share } % der Fotos
stats-latency = Beantwortet zur Hälfte in { $median } ms, 95 von 100 in { $p95 } ms, 99 in { $p99 } ms
stats-platforms = Wo: { $counts }
stats-types = Arten auf den Fotos, neben dem Katalog
stats-colours = Farben auf den Fotos, neben dem Katalog
stats-words = In Worten verlangt, neben dem Katalog
stats-has = im Katalog { $count } ({ $share } %)
stats-lacking = ⚠ zu wenig
stats-shown = Am meisten gezeigt
stats-most-liked = Am besten angekommen
stats-refused = Am meisten abgelehnt
stats-nobody-liked = Antworten, die niemand mochte
stats-exact = gefunden
stats-close = nah
stats-loose = ähnlich
stats-none = nichts Nahes
stats-no-plot = Ohne Bild, denn matplotlib ist nicht installiert: pip install '.[report]'
stats-unclear = „{ $said }“ verstehe ich nicht als Zeitraum. Sag zum Beispiel /stats 7 Tage, /stats gestern oder /stats 2026-11-01 2026-11-15.
stats-unavailable = Die Zahlen lassen sich gerade nicht lesen; das Log sagt, warum.
stats-plot-says = Diagramm: Fotos am Tag, Urteile, und was verlangt wird neben dem, was da ist
stats-plot-days = Fotos am Tag
stats-plot-photos = Fotos
stats-plot-others = alles andere
stats-plot-liked = { $percent } % von { $count } Urteilen sind gut
stats-plot-wanted = Verlangt, und was da ist (%)
stats-plot-of-photos = der Fotos
stats-plot-of-catalogue = des Katalogs
# What is understood behind /stats, parted by commas.
stats-words-today = heute
stats-words-yesterday = gestern
stats-words-day = Tag, Tage, Tagen, T
stats-words-week = Woche, Wochen
stats-words-month = Monat, Monate, Monaten
stats-words-year = Jahr, Jahre, Jahren
quality-embedder = Erkennung { $version }: aus { $pixels } × { $pixels } Pixeln werden { $dim } Zahlen
quality-learnt = Gelernt an { $products } Produkten und { $photos } Handyfotos; an anderen (mit 95-%-Intervallen):
quality-index = Index { $version }: { $products } Produkte, gemacht { $made }. Was seine Prüfung fand:
quality-no-index = Es gibt noch keinen Index.

# Telegram

telegram-in-private = Das kann ich nur dir allein zeigen: Öffne einen Chat mit mir, und frag dort noch einmal.

# local chat page

# Where a sentence needs a value, the page fills it in itself.

page-status = Findet Ähnliches
page-reconnecting = Verbinde neu …
page-placeholder = Nachricht
page-message = Nachricht
page-messages = Nachrichten
page-send = Senden
page-send-photo = Foto senden
page-take-photo = Foto aufnehmen
page-hero = Foto senden, Ähnliches sehen
page-hero-mouse = Wähl ein Foto, zieh es irgendwo auf diese Seite, oder füg es ein.
page-hero-touch = Wähl ein Foto von etwas zum Anziehen, oder nimm eins auf.
page-choose = Foto wählen
page-samples = Kein Foto zur Hand? Probier eins von diesen.
page-samples-toggle = Beispielfotos
page-sample = Beispielfoto { $n } senden
page-commands = Befehle
page-newest = Zur neuesten Nachricht
page-reply = Mit dieser Antwort weitermachen
page-reply-end = Doch nicht damit weitermachen
page-drop = Lass das Foto los, um Ähnliches zu sehen
page-no-file = Das ist nur ein Link auf ein Bild. Speicher das Bild zuerst, oder kopier es und füg es hier ein.
page-too-many = Höchstens { $n } Fotos auf einmal: Das sind die ersten.
page-photo = Foto
page-your-photo = Dein Foto
page-from-bot = Lookalike, { $time }
page-from-you = Du, { $time }
page-products = Produkte: { $n }
page-garments = Was ich auf dem Foto sehe
page-larger = Bild vergrößern: { $title }
page-open-product = Im Shop ansehen
page-copy-link = Link kopieren
page-link-copied = Link kopiert.
page-before = Vorheriges Produkt
page-after = Nächstes Produkt
page-close = Schließen
page-kilobytes = { $n } kB
page-sending = Wird gesendet
page-sent = Gesendet
page-not-sent = Nicht gesendet. Noch einmal versuchen
page-typing = Lookalike sieht nach …
page-offline = Der Bot ist gerade nicht zu erreichen.
page-too-fast = Nicht so schnell! Warte bitte auf die Antworten.
page-full = Gerade ist hier zu viel los. Versuch es bitte gleich noch einmal.
page-refused = Das konnte nicht gesendet werden.
page-fault = Bei mir ist etwas schiefgegangen, tut mir leid. Versuch es bitte noch einmal.
page-clear = Chat leeren
page-clear-question = Diesen Chat leeren? Der Verlauf verschwindet von dieser Seite; deine Bewertungen bleiben.

# Discord's own forms: names are one word in lower case

discord-command-start = start
discord-command-help = hilfe
discord-command-find = finden
discord-command-saved = gemerkt
discord-command-history = verlauf
discord-command-settings = einstellungen
discord-command-forget_me = vergiss_mich
discord-command-export_me = meine_daten
discord-command-catalogue = katalog
discord-command-reindex = neu_einlesen
discord-command-stats = statistik
discord-command-quality = qualität
discord-find-similar = Ähnliches finden
discord-name-photo = foto
discord-name-gender = geschlecht
discord-name-colour = farbe
discord-name-type = art
discord-name-price = höchstpreis
discord-name-argument = option
discord-option-photo = Ein Foto von etwas zum Anziehen
discord-option-gender = Nur für Damen, Herren, Mädchen, Jungen
discord-option-colour = Nur in dieser Farbe
discord-option-type = Nur diese Art
discord-option-price = Höchstens dieser Preis
