## Every sentence that a shopper or an admin reads, in French.

# Ways in

welcome = Bonjour ! Envoie-moi la photo d'un vêtement, et je te montre les { $count } articles de la boutique qui lui ressemblent le plus.
help =
    Envoie la photo d'un vêtement : je réponds avec les { $count } produits les plus ressemblants, le plus proche d'abord.
    Dis ensuite ce qui doit changer : « homme, bleu marine{ $under } », « le même en rouge »{ $cheaper }. 👍 et 👎 changent la suite.
    /saved montre ce que tu gardes, /history tes dernières recherches, /settings la langue et ce que j'apprends de tes goûts.

    Ta photo est regardée et jetée aussitôt : elle n'est jamais conservée. Ce que j'ai montré, ce que tu en as dit et ce que tu gardes est conservé sous un pseudonyme, { $days ->
        [0] jusqu'à ce que tu l'effaces
       *[other] { $days } jours au plus
    } : /export_me le montre, /forget_me l'efface.
help-admin =
    Pour toi, administrateur :
    Envoie-moi une photo avec « Robe en lin, 49 € » en dessous : elle est aussitôt dans la boutique. /catalogue montre ce qui est venu ainsi.
    /reindex – relire le catalogue (/reindex full : regarder à nouveau chaque image ; /reindex force : quoi que dise la vérification)
    /stats – ce qui a été demandé et ce qu'il en est advenu (/stats 7 jours ; /stats 2026-11-01 2026-11-15)
    /quality – la qualité de la reconnaissance et de l'index
command-saved = Ce que je garde et ce que je suis
command-history = Mes dernières recherches
command-settings = Langue, et ce que le bot apprend
command-forget-me = Effacer tout ce que le bot garde de moi
command-export-me = Tout ce que le bot garde de moi, dans un fichier
send-photo = Envoie-moi d'abord la photo d'un vêtement ; dis-moi ensuite avec des mots ce qui doit changer.
find-needs-photo = Joins une photo à /find, ou réponds par /find à un message qui en a une.
unknown-command = Je ne connais pas cette commande. /help dit ce que je sais faire.
command-start = Dire bonjour
command-help = Ce que le bot sait faire, et ce qu'il garde
command-find = Trouver ce qui ressemble à cette photo
command-catalogue = Les produits venus par messages
command-catalogue-argument = add : un nouveau ; export : tous dans un fichier
command-reindex = Relire le catalogue
command-reindex-argument = full : regarder à nouveau chaque image ; force : quoi que dise la vérification
command-stats = Ce qui a été demandé, et ce qu'il en est advenu
command-stats-argument = une période : 7 jours ; 2026-11-01 2026-11-15
command-quality = La qualité de la reconnaissance et de l'index

# Answers

what-unknown = quelque chose
what-type = { $type }
what-colour-type = { $type } ({ $colour })
what-gender-type = { $type } ({ $gender })
what-gender-colour-type = { $type } ({ $gender }, { $colour })
what-guessed = { $what }, je crois
answer-exact = { $what } : trouvé
answer-close = { $what } : très ressemblants
answer-loose = { $what } : ressemblants
answer-exact-unnamed = Trouvé
answer-close-unnamed = Très ressemblants
answer-loose-unnamed = Ressemblants
answer-nearest = Voici ce qui s'approche le plus de cette photo
answer-nothing = Je ne vois pas de vêtement sur cette photo. Le mieux est une seule pièce, bien éclairée et de face.
answer-filtered = { $what } : les plus ressemblants
answer-filtered-unnamed = Les plus ressemblants
answer-nothing-dark = Cette photo est trop sombre, je n'y vois rien. Avec plus de lumière, ça marche mieux.
answer-nothing-blurred = Cette photo est trop floue, je n'y vois rien. Une photo nette d'une seule pièce marche mieux.
answer-nothing-small = Cette photo est trop petite, je n'y vois rien. Une plus grande, ou une capture d'écran, marche mieux.
answer-empty = Je n'ai rien trouvé de tel dans la boutique. Le mieux est une photo d'une seule pièce, bien éclairée et de face.
answer-further = Plus bas dans la même liste : { $first } à { $last }
answer-further-one = Plus bas dans la même liste : { $first }
answer-of-photo = Photo { $place } sur { $count } · { $what }
answer-looked-at = Ce que j’ai regardé : { $what }
answer-further-empty = C'est tout : je n'ai rien d'autre pour cette photo.
answer-similar = Comme « { $title } »
answer-similar-empty = Je n'ai rien d'autre comme « { $title } ».
answer-footer = 👍 ou 👎 ? Ton avis m'aide à mieux trouver.
answer-unsaved = Je n'ai pas pu noter cette réponse, elle n'a donc pas de boutons. Renvoyer la photo peut aider.
answers-several =
    { $total ->
        [one] Voici ce que j'ai trouvé.
       *[other] { $total } photos : voici ce que j'ai trouvé, dans le même ordre.
    }
answers-first = { $total } photos d'un coup, c'est beaucoup : j'ai regardé les { $used } premières.
tally = 👍 { $ups } · 👎 { $downs }
answer-filtered-empty = Rien dans la boutique ne convient.
answer-again = Tu as déjà envoyé cette photo, voici donc la même réponse.
answer-learned = Ton avis compte ici.
answer-words = Voici ce que la boutique propose ; avec une photo, je trouve ce qui y ressemble.
answer-outfit = { $what } : souvent porté avec
answer-outfit-maybe = { $what } : ceci pourrait aller avec
answer-outfit-empty = Je ne vois rien ici qui aille avec.
answer-shown =
    { $count ->
        [one] Quelqu'un veut te montrer cet article
       *[other] Quelqu'un veut te montrer ces articles
    }
link-gone = Ce lien ne mène plus à rien. Envoie-moi une photo, et je cherche.
inline-how = Que cherches-tu ? « robe rouge{ $under } »
answer-other-kinds = À partir du numéro { $place }, ce sont d'autres choses : plus rien de ce genre n'est proche.
answer-unlike = Contrairement à ta photo : { $what }.
answer-cut-short = Je n'ai pas pu tout regarder à temps : il y a peut-être d'autres articles qui conviennent. Avec moins de filtres, c'est plus rapide.
doubt-type = Pas « { $what } » ?
doubt-type-unnamed = Qu'est-ce que c'est ?
doubt-gender = Pour qui ?
place-missing = Il n'y a pas de numéro { $place } ici : j'en ai montré { $count }.
photo-missing = Il n'y a pas de photo { $place } ici : { $count } en tout.
talk-greeting = Rebonjour ! Envoie-moi une autre photo, ou dis-moi ce qui doit changer pour la dernière.
talk-thanks = Avec plaisir ! Un 👍 sur ce qui te plaît améliore la suite ; « garde le 2 » garde le deuxième pour toi.
talk-dislike = Alors continuons : dis-moi ce qui doit changer, mets 👎 à ce qui ne convient pas, ou prends « { $count } suivants ».

# Filters

filters-set = Filtres : { $filters }
filters-fit =
    { $count ->
        [0] Rien ne remplit toutes les conditions :
        [one] Un seul remplit toutes les conditions,
       *[other] { $count } seulement remplissent toutes les conditions,
    }
filters-without = { $count } sans { $filters }
filters-near =
    { $count ->
        [one] { $count } proche de { $filters }
       *[other] { $count } proches de { $filters }
    }
quoted = « { $what } »
chip-not = pas { $what }
chip-without = sans { $what }
chip-under = moins de { $price }
chip-over = plus de { $price }
chip-between = de { $low } à { $high }
chip-stock = en stock
chip-away = Retirer : { $what }
filters-unknown = Je n'ai pas compris : { $what }.
filters-absent = La boutique n'a pas : { $what }.
filters-untold = Je ne peux pas dire ce qui a { $what } : aucun titre ne le dit, et je ne le vois pas.
filters-by-title = Je ne reconnais pas { $what } sur les photos : je me fie aux titres seuls.
filters-guessed = J'ai lu { $said } comme { $meant }.
filters-sizes = Je ne sais rien des tailles : la page du produit dans la boutique les indique.
filters-in-vain = Rien de ressemblant n'a { $what }, je le laisse donc de côté.
filters-other-kind = Je laisse de côté { $what } : c'était pour un autre genre d'article.
filters-left-out = Plus de { $count } filtres à la fois, c'est trop pour moi : j'ai laissé de côté { $what }.
filters-nothing = Dis-moi ce qui doit changer : la couleur, le type de vêtement, pour qui. « Rouge{ $under } », « pas noir »{ $cheaper }.
example-under = moins de 40
example-cheaper = moins cher
filters-no-prices = La boutique n'indique pas de prix, je ne peux donc pas filtrer par prix.
undo-done = Retour à ce que j'avais montré avant.
undo-nothing = Il n'y a rien avant à quoi revenir.
sorted-by-price = Parmi les { $count } plus proches, les { $first ->
    [dearest] plus chers
   *[cheapest] moins chers
} d'abord.
ask-gone = n'est plus dans la boutique
ask-no-price = prix non indiqué
ask-no-brand = marque non indiquée
ask-no-link = pas de lien
ask-says = « { $text } »
ask-not-told = la boutique ne le précise pas
ask-service = La livraison, les retours et le paiement sont l'affaire de la boutique : voyez la page d'un produit (« lien ? »).
ask-in-stock = en stock
ask-sold-out = épuisé
tone-unknown = Je ne sais pas quelles couleurs sont plus foncées ou plus claires ici.
sleeves-not-short = manches longues, pas sans manches
tone-darker = plus foncé
tone-lighter = plus clair
tone-warmer = plus chaud
panel-title =
    Touche un filtre pour l'enlever, choisis-en un autre, ou { $group ->
        [yes] réponds au message des produits
       *[no] écris-le
    } : « bleu marine{ $under }, sans rayures ».
panel-title-none =
    Choisis ce que tu veux, ou { $group ->
        [yes] réponds au message des produits
       *[no] écris-le
    } : « bleu marine{ $under }, sans rayures ».
panel-any = Peu importe
panel-gender = Pour qui
panel-colour = Couleur
panel-price = Prix
panel-type = Type
button-filters = Filtres
button-all-away = Tous les filtres
button-up = Ça convient
button-down = Ça ne convient pas
button-like = Dans ce genre
button-save = Garder
button-outfit = Va bien avec
button-next = { $count } suivants
button-previous = { $count } précédents
button-nearest = Voir le plus proche
button-share = Partager
notice-up = Noté : ça convient.
notice-down = Noté : ça ne convient pas.
notice-corrected = Merci, je cherche à nouveau.
notice-cleared = Avis retiré.
notice-stale = Ce bouton est trop ancien, désolé. Renvoie la photo, s'il te plaît.
notice-busy = Un instant, j'y suis.

# Saved products and watched searches

saved-menu = Garder l'un de ceux-ci
saved-done = Gardé : « { $title } ». /saved le montre.
saved-which = Lequel ? Tu peux aussi écrire « garde le 2 ».
saved-full = Tu as gardé { $count } produits, c'est le maximum. Enlèves-en d'abord dans /saved.
saved-title =
    { $count ->
        [one] Tu as gardé un produit.
       *[other] Tu as gardé { $count } produits, le dernier d'abord.
    }
saved-none = Tu n'as encore rien gardé. ❤️ sur un produit le garde ici.
saved-gone = N'est plus dans la boutique
saved-sold-out = Épuisé
saved-cheaper = Moins cher qu'avant ({ $before })
saved-removed = Enlevé.
saved-tells-on = Je te dirai quand l'un baisse de prix, revient ou disparaît.
saved-tells-on-unpriced = Je te dirai quand l'un revient ou disparaît.
filters-no-stock = Rien n'est indiqué comme épuisé dans cette boutique, je ne peux donc pas m'y fier.
ask-not-marked = pas indiqué comme épuisé
saved-tells-off = Je ne te dirai rien des produits gardés.
watch-title =
    { $count ->
        [one] Tu suis une recherche : je te signale les nouveautés proches, une fois par jour au plus.
       *[other] Tu suis { $count } recherches : je te signale les nouveautés proches, une fois par jour au plus.
    }
watch-done = Je te signalerai les nouveautés proches, une fois par jour au plus. /saved permet d'arrêter.
watch-full = Tu suis { $count } recherches, c'est le maximum. Arrête d'abord d'en suivre une dans /saved.
watch-nothing = Je peux suivre une recherche qui a commencé par une photo et trouvé quelque chose.
watch-stop = Arrêter : { $what }
watch-ended = Je ne te dirai plus rien de cette recherche.
button-watch = Me signaler les nouveautés
button-tells = Me dire quand un produit gardé change
button-remove = Enlever
button-newer = Plus récents
button-older = Plus anciens
button-open = Voir la recherche
button-stop = Ne plus suivre
news-watch =
    { $count ->
        [one] Un nouveau produit s'approche de la recherche que tu suis : { $what }
       *[other] { $count } nouveaux produits s'approchent de la recherche que tu suis : { $what }
    }
news-watch-over = Je vois mieux qu'avant et ne peux donc plus suivre « { $what } ». Renvoie la photo pour la suivre à nouveau.
news-cheaper = Moins cher : « { $title } » passe à { $now } au lieu de { $before }.
news-back = De retour : « { $title } ».
news-gone = N'est plus dans la boutique : « { $title } ».

# History, settings, privacy

history-title = Tes dernières recherches. J'ai les réponses, pas les photos.
history-none = Pas encore de recherche. Envoie-moi une photo !
settings-title = Tes réglages
settings-taste = D'après tes avis, je donne un peu la préférence à : { $what }. Le plus ressemblant vient quand même d'abord.
settings-taste-none = Tes avis ne révèlent pas encore tes goûts.
settings-taste-off = Je n'apprends rien de tes goûts.
settings-language = Langue
settings-language-follow = Celle de l'application
settings-changed = C'est changé.
settings-admins-only = Seuls les administrateurs de ce groupe peuvent changer cela.
settings-group-every = Dans ce groupe, je réponds à chaque photo.
settings-group-asked = Dans ce groupe, je réponds quand on me demande : mentionne-moi, réponds-moi, ou utilise /find.
button-learns = Apprendre mes goûts d'après mes avis
button-turns = La page suivante remplace la précédente
button-every = Répondre à chaque photo
forget-question = J'effacerais tout ce que je garde de toi : { $what }. C'est définitif. Je le fais ?
forget-nothing = Je ne garde rien de toi.
forget-done = Effacé : { $what }.
forget-kept = Rien n'a été effacé.
forget-not-yours = Cette question est pour quelqu'un d'autre. /forget_me te pose la tienne.
button-forget = Tout effacer
button-keep = Garder
kept-queries =
    { $count ->
        [one] une recherche
       *[other] { $count } recherches
    }
kept-verdicts =
    { $count ->
        [one] un avis
       *[other] { $count } avis
    }
kept-corrections =
    { $count ->
        [one] une correction
       *[other] { $count } corrections
    }
kept-saved =
    { $count ->
        [one] un produit gardé
       *[other] { $count } produits gardés
    }
kept-watches =
    { $count ->
        [one] une recherche suivie
       *[other] { $count } recherches suivies
    }
kept-settings = tes réglages
export-done = Voici tout ce que je garde de toi.

# What can go wrong, and what to do about it

photo-empty = Ce fichier est vide. Renvoie la photo, s'il te plaît.
photo-not_an_image = Ce n'est pas une photo que je sais lire. Envoie une image, par exemple JPEG, PNG, WebP ou HEIC.
photo-broken = Cette photo n'est pas arrivée entière, ou est abîmée. Renvoie-la, ou envoie une capture d'écran.
photo-too_many_bytes = Cette photo est trop lourde pour moi : { $megabytes } Mo au plus. Envoie-en une plus petite, ou une capture d'écran.
photo-too_many_pixels = Cette photo a trop de pixels pour moi. Envoie-en une plus petite, ou une capture d'écran.
photo-too_small = Cette image est trop petite pour y voir quelque chose. Envoie-en une plus grande.
photo-too_slow = Cette image est trop longue à ouvrir. Envoie plutôt une capture d'écran ou une copie plus petite.
fault-too_large = Cette photo est trop lourde pour moi : { $megabytes } Mo au plus. Envoie-en une plus petite, ou une capture d'écran.
fault-gone = Cette photo n'est plus là. Renvoie-la, s'il te plaît.
fault-not_a_photo = Ce n'est pas une photo. Envoie l'image d'un vêtement.
fault-unreachable = La photo n'est pas arrivée. Renvoie-la dans un instant.
several-failed = { $failed } photos sur { $total } sont inutilisables : { $reasons }
full = Beaucoup de gens demandent en ce moment. Renvoie la photo dans quelques secondes.
too-fast =
    { $seconds ->
        [one] Pas si vite ! Attends une seconde, puis continue.
       *[other] Pas si vite ! Attends { $seconds } secondes, puis continue.
    }
no-index = La boutique n'est pas encore prête : ses produits ne sont pas encore chargés. Réessaie plus tard.
index-unusable = L'index de la boutique est inutilisable pour le moment ; son propriétaire doit relire le catalogue. Réessaie plus tard.
query-stale = Je vois mieux qu'à ce moment-là et ne peux donc pas repartir de cette réponse. Renvoie la photo, s'il te plaît.
product-gone = Ce produit n'est plus dans la boutique.
apology = Quelque chose a mal tourné de mon côté, désolé. Réessaie, s'il te plaît.

# The catalogue by chat

offer-added = Dans la boutique, et trouvé dès maintenant :
offer-waits = C'est gardé. On le trouvera dès que l'index de la boutique sera prêt.
offer-changed = Modifié :
offer-card = Ce que voient les clients :
offer-is-sold-out = Épuisé :
offer-is-back = De nouveau disponible :
offer-withdrawn = « { $title } » n'est plus dans la boutique.
offer-was-search = C'était donc une recherche : ce n'est pas un produit.
offer-gone = Je n'ai plus ce produit.
offer-too-late = Je n'ai plus cette photo. Renvoie-la avec « Robe en lin, 49 € » en dessous.
offer-tell-more = Comment s'appelle-t-il, et combien coûte-t-il ? Écris-le sur une ligne, par exemple « Robe en lin, 49 € ».
offer-untitled = Sans nom
offer-in-stock = Disponible
offer-no-price-yet = pas encore de prix
offer-pictures =
    { $count ->
        [one] une image
       *[other] { $count } images
    }
offer-ask-title = Comment s'appelle-t-il ?
offer-ask-price = Combien coûte-t-il ?
offer-ask-link = Où peut-on l'acheter ? Envoie-moi l'adresse.
offer-ask-type = Quel genre d'article est-ce ?
offer-ask-colour = De quelle couleur est-il ?
offer-ask-gender = Pour qui : femmes, hommes, filles, garçons, tout le monde ?
offer-now = Maintenant : { $value }
offer-no-price = Je n'y vois pas de prix. Écris-le ainsi : « 49 € ».
offer-no-link = Je n'y vois pas d'adresse. Écris-la ainsi : « https://shop.example/robe ».
button-offer = Ajouter à la boutique
button-was-search = C'était une recherche
button-offer-title = Nom
button-offer-price = Prix
button-offer-link = Lien
button-offer-type = Genre d'article
button-offer-colour = Couleur
button-offer-gender = Pour qui
button-sold-out = Épuisé
button-in-stock = De nouveau disponible
button-restore = Remettre
button-change = Modifier
button-cancel = Annuler
button-add-product = Ajouter un produit
button-export = Tous dans un fichier
button-done = Terminé
catalogue-title =
    { $count ->
        [one] Un produit est venu par messages.
       *[other] { $count } produits sont venus par messages, les derniers d'abord.
    }
catalogue-none = Aucun produit n'est encore venu par messages. Envoie-moi une photo avec « Robe en lin, 49 € » en dessous, ou transfère une publication de ton canal.
catalogue-add = Envoie-moi la photo, ou plusieurs en album, avec le nom et le prix en dessous : « Robe en lin, 49 €, https://… ». Jusqu'à « Terminé », chaque photo est un produit.
catalogue-done = Terminé. Les photos sans prix sont de nouveau des recherches.
catalogue-exported =
    { $count ->
        [one] Le produit, dans un fichier que la boutique peut relire.
       *[other] Les { $count } produits, dans un fichier que la boutique peut relire.
    }
catalogue-in-private = Je ne montre le catalogue que dans une discussion privée. Écris-moi là.
post-failed = Une publication du canal de la boutique n'a pas pu être reprise (« { $title } ») : { $reason }

# For admins

admins-only = Seuls les administrateurs de la boutique peuvent le faire.
reindex-busy = Le catalogue est déjà en cours de lecture.
reindex-busy-since = Le catalogue est en cours de lecture depuis { $since } UTC ({ $by }).
reindex-started = Lecture du catalogue …
reindex-reading = Lecture du catalogue : { $done } produits …
reindex-embedding = Examen des images : { $done } sur { $total } ({ $percent } %)
reindex-verifying = Vérification du nouvel index : { $done } sur { $total }
reindex-swapping = Mise en place du nouvel index …
reindex-report = { $products } produits lus en { $seconds } s : { $added } ajoutés, { $changed } changés, { $unchanged } inchangés, { $removed } retirés, { $left_out } omis.
reindex-left-out = Omis – { $reason } : { $count }
reindex-kept = Dans l'index malgré tout – { $reason } : { $count }
reindex-meant = Non montrés, comme il se doit – { $reason } : { $count }
reindex-encoding = { $lines } lignes ne sont pas en UTF-8 ; je les ai lues comme { $name } (« { $title } »). Si c'est faux, indiquez [catalogue] encoding.
reindex-failed = La lecture a échoué ; l'ancien index continue de servir. { $reason }
reindex-failed-catalogue = Le catalogue n'a pas pu être lu ; le journal dit pourquoi.
reindex-failed-nothing = Il y avait trop peu à lire, ou le nouvel index n'a pas passé sa vérification ; le journal en dit plus.
reindex-failed-other = Le journal dit pourquoi.
reindex-refused = Le nouvel index est moins bon que l'ancien, qui continue de servir :
reindex-force = Si c'est voulu : /reindex force
gate-example = { $finding }, par exemple { $examples }
gate-lost = { $share } % des produits de l'ancien index ont disparu (au plus { $most } %)
gate-cut-short = Le catalogue s'arrête au milieu, et { $share } % des produits de l'ancien index ont disparu
gate-no-picture = { $share } % des produits n'ont pas d'image utilisable (au plus { $most } %)
gate-no-price = { $share } % des produits n'ont pas de prix (au plus { $most } %)
gate-no-type = { $share } % des produits n'ont pas de type (au plus { $most } %)
gate-not-found = { $share } % des produits ne se retrouvent pas eux-mêmes (au plus { $most } %)
gate-golden = { $share } % des photos de contrôle ne retrouvent pas leur produit (au plus { $most } %)
left-out-malformed-line = lignes illisibles
left-out-no-id = sans id
left-out-no-title = sans titre
left-out-duplicate-id = un id déjà présent
left-out-missing-picture = image manquante
left-out-unreadable-picture = image illisible
left-out-unreadable-price = prix illisible
left-out-unusable-further-picture = une autre image inutilisable
left-out-picture-of-before-kept = image indisponible pour le moment ; celle d'avant reste
left-out-not-published = non publiés dans la boutique
left-out-cut-short = le fichier s'arrête au milieu
stats-day = { $day } (UTC)
stats-span = Du { $first } au { $last } (UTC)
stats-asked = Photos : { $photos } ; recherches en mots : { $words } ; suites : { $continued } ; personnes : { $shoppers }
stats-liked = 👍 { $ups }, 👎 { $downs } : { $share } % de bons avis (sûrement entre { $low } et { $high } %)
stats-no-verdicts = Pas encore d'avis
stats-nothing = Rien de proche : { $share } % des photos
stats-latency = Réponse en { $median } ms une fois sur deux, en { $p95 } ms 95 fois sur 100, en { $p99 } ms 99 fois
stats-platforms = Où : { $counts }
stats-types = Genres d'articles sur les photos, face au catalogue
stats-colours = Couleurs sur les photos, face au catalogue
stats-words = Demandé en mots, face au catalogue
stats-has = au catalogue { $count } ({ $share } %)
stats-lacking = ⚠ trop peu
stats-shown = Les plus montrés
stats-most-liked = Les plus aimés
stats-refused = Les plus refusés
stats-nobody-liked = Réponses que personne n'a aimées
stats-exact = trouvé
stats-close = proche
stats-loose = ressemblant
stats-none = rien de proche
stats-no-plot = Pas de graphique, car matplotlib n'est pas installé : pip install '.[report]'
stats-unclear = Je ne comprends pas « { $said } » comme une période. Dites par exemple /stats 7 jours, /stats hier ou /stats 2026-11-01 2026-11-15.
stats-unavailable = Les chiffres sont illisibles pour le moment ; le journal dit pourquoi.
stats-plot-says = Graphique : photos par jour, avis, et ce qui est demandé face à ce qu'il y a
stats-plot-days = Photos par jour
stats-plot-photos = photos
stats-plot-others = le reste
stats-plot-liked = { $percent } % de { $count } avis sont bons
stats-plot-wanted = Ce qui est demandé et ce qu'il y a (%)
stats-plot-of-photos = des photos
stats-plot-of-catalogue = du catalogue
# What is understood behind /stats, parted by commas.
stats-words-today = aujourd'hui
stats-words-yesterday = hier
stats-words-day = jour, jours, j
stats-words-week = semaine, semaines
stats-words-month = mois
stats-words-year = an, ans, année, années
quality-embedder = Reconnaissance { $version } : { $pixels } × { $pixels } pixels deviennent { $dim } nombres
quality-learnt = Apprise sur { $products } produits et { $photos } photos de téléphone ; sur d'autres (intervalles à 95 %) :
quality-index = Index { $version } : { $products } produits, fait { $made }. Ce que son contrôle a trouvé :
quality-no-index = Il n'y a pas encore d'index.

# Telegram

telegram-in-private = Je ne peux montrer cela qu'à toi : ouvre une conversation avec moi et redemande-le là.

# local chat page

# Where a sentence needs a value, the page fills it in itself.

page-status = Trouve ce qui ressemble
page-reconnecting = Reconnexion …
page-placeholder = Message
page-message = Message
page-messages = Messages
page-send = Envoyer
page-send-photo = Envoyer une photo
page-take-photo = Prendre une photo
page-hero = Envoie une photo, vois ce qui lui ressemble
page-hero-mouse = Choisis une photo, dépose-la n'importe où sur cette page, ou colle-la.
page-hero-touch = Choisis la photo d'un vêtement, ou prends-en une.
page-choose = Choisir une photo
page-samples = Pas de photo sous la main ? Essaie l'une de celles-ci.
page-samples-toggle = Photos d'exemple
page-sample = Envoyer la photo d'exemple { $n }
page-commands = Commandes
page-newest = Au message le plus récent
page-reply = Continuer à partir de cette réponse
page-reply-end = Ne plus en partir
page-drop = Lâche la photo pour voir ce qui lui ressemble
page-no-file = Ce n'est qu'un lien vers une image. Enregistre d'abord l'image, ou copie-la et colle-la ici.
page-too-many = { $n } photos à la fois au plus : voici les premières.
page-photo = Photo
page-your-photo = Ta photo
page-from-bot = Lookalike, { $time }
page-from-you = Toi, { $time }
page-products = Produits : { $n }
page-garments = Ce que je vois sur ta photo
page-larger = Agrandir la photo : { $title }
page-open-product = Voir dans la boutique
page-copy-link = Copier le lien
page-link-copied = Lien copié.
page-before = Produit précédent
page-after = Produit suivant
page-close = Fermer
page-kilobytes = { $n } ko
page-sending = Envoi
page-sent = Envoyé
page-not-sent = Non envoyé. Réessayer
page-typing = Lookalike regarde …
page-offline = Le bot est injoignable pour le moment.
page-too-fast = Pas si vite ! Attends les réponses.
page-full = Il y a trop de monde pour l'instant. Réessaie dans un moment.
page-refused = Cela n'a pas pu être envoyé.
page-fault = Quelque chose a mal tourné de mon côté, désolé. Réessaie, s'il te plaît.
page-clear = Vider la conversation
page-clear-question = Vider cette conversation ? Ce qui a été dit disparaît de cette page ; tes avis restent.

# Discord's own forms: names are one word in lower case

discord-command-start = démarrer
discord-command-help = aide
discord-command-find = chercher
discord-command-saved = enregistrés
discord-command-history = historique
discord-command-settings = réglages
discord-command-forget_me = oublie_moi
discord-command-export_me = mes_données
discord-command-catalogue = catalogue
discord-command-reindex = réindexer
discord-command-stats = statistiques
discord-command-quality = qualité
discord-find-similar = Trouver des similaires
discord-name-photo = photo
discord-name-gender = genre
discord-name-colour = couleur
discord-name-type = type
discord-name-price = prix_max
discord-name-argument = option
discord-option-photo = La photo d'un vêtement
discord-option-gender = Seulement pour femme, homme, fille, garçon
discord-option-colour = Seulement dans cette couleur
discord-option-type = Seulement ce type
discord-option-price = Ce prix au plus
