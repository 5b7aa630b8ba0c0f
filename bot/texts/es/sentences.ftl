## Every sentence that a shopper or an admin reads, in Spanish.

# Ways in

welcome = ¡Hola! Mándame la foto de una prenda y te enseño las { $count } cosas más parecidas de la tienda.
help =
    Manda la foto de una prenda: respondo con los { $count } productos más parecidos, empezando por el que más se parece.
    Di después qué debe cambiar: «hombre, azul marino{ $under }», «igual pero en rojo»{ $cheaper }. 👍 y 👎 cambian lo que viene después.
    /saved muestra lo que guardas, /history tus últimas búsquedas, /settings el idioma y lo que aprendo de tus gustos.

    Tu foto se mira y se descarta al momento: nunca se guarda. Lo que te enseñé, lo que dijiste de ello y lo que guardas queda bajo un seudónimo, { $days ->
        [0] hasta que lo borres
       *[other] { $days } días como mucho
    }: /export_me lo muestra, /forget_me lo borra.
help-admin =
    Para ti como administrador:
    Envíame una foto con «Vestido de lino, 49 €» debajo: está en la tienda al instante. /catalogue muestra lo que llegó así.
    /reindex: volver a leer el catálogo (/reindex full: mirar de nuevo cada imagen; /reindex force: diga lo que diga la comprobación)
    /stats: lo que se ha preguntado y qué resultó (/stats 7 días; /stats 2026-11-01 2026-11-15)
    /quality: lo buenos que son el reconocimiento y el índice
command-saved = Lo que guardo y lo que sigo
command-history = Mis últimas búsquedas
command-settings = Idioma, y lo que aprende el bot
command-forget-me = Borrar todo lo que el bot guarda de mí
command-export-me = Todo lo que el bot guarda de mí, en un archivo
send-photo = Mándame primero la foto de una prenda; luego dime con palabras qué debe cambiar.
find-needs-photo = Añade una foto a /find, o responde con /find a un mensaje que tenga una.
unknown-command = No conozco ese comando. /help dice lo que sé hacer.
command-start = Saludar
command-help = Lo que sabe hacer el bot y lo que guarda
command-find = Buscar lo que se parece a esta foto
command-catalogue = Productos que llegaron por chat
command-catalogue-argument = add: uno nuevo; export: todos en un archivo
command-reindex = Volver a leer el catálogo
command-reindex-argument = full: mirar de nuevo cada imagen; force: diga lo que diga la comprobación
command-stats = Lo que se ha preguntado y qué resultó
command-stats-argument = un periodo: 7 días; 2026-11-01 2026-11-15
command-quality = Lo buenos que son el reconocimiento y el índice

# Answers

what-unknown = algo
what-type = { $type }
what-colour-type = { $type } ({ $colour })
what-gender-type = { $type } ({ $gender })
what-gender-colour-type = { $type } ({ $gender }, { $colour })
what-guessed = { $what }, creo
answer-exact = { $what }: encontrado
answer-close = { $what }: muy parecidos
answer-loose = { $what }: parecidos
answer-exact-unnamed = Encontrado
answer-close-unnamed = Muy parecidos
answer-loose-unnamed = Parecidos
answer-nearest = Esto es lo que más se acerca a esta foto
answer-nothing = No veo ninguna prenda en esta foto. Lo mejor es una sola prenda, con buena luz y de frente.
answer-filtered = { $what }: lo más parecido
answer-filtered-unnamed = Lo más parecido
answer-nothing-dark = Esta foto está demasiado oscura y no veo nada en ella. Con más luz funciona mejor.
answer-nothing-blurred = Esta foto está demasiado borrosa y no veo nada en ella. Una nítida de una sola prenda funciona mejor.
answer-nothing-small = Esta foto es demasiado pequeña y no veo nada en ella. Una más grande, o una captura, funciona mejor.
answer-empty = No he encontrado nada así en la tienda. Lo mejor es una foto de una sola prenda, con buena luz y de frente.
answer-further = Más abajo en la misma lista: { $first } a { $last }
answer-further-one = Más abajo en la misma lista: { $first }
answer-of-photo = Foto { $place } de { $count } · { $what }
answer-looked-at = Lo que he mirado: { $what }
answer-further-empty = Eso era todo: no tengo nada más para esta foto.
answer-similar = Parecidos a «{ $title }»
answer-similar-empty = No tengo nada más como «{ $title }».
answer-footer = ¿👍 o 👎? Tu opinión me ayuda a acertar más.
answer-unsaved = No he podido anotar esta respuesta, así que no tiene botones. Quizá ayude mandar la foto otra vez.
answers-several =
    { $total ->
        [one] Esto es lo que he encontrado.
       *[other] { $total } fotos: esto es lo que he encontrado, en el mismo orden.
    }
answers-first = { $total } fotos de golpe son muchas: he mirado las primeras { $used }.
tally = 👍 { $ups } · 👎 { $downs }
answer-filtered-empty = Nada de la tienda encaja con eso.
answer-again = Ya mandaste esta foto, así que es la misma respuesta.
answer-learned = Aquí cuenta tu opinión.
answer-words = Esto es lo que la tienda tiene de eso; con una foto encuentro lo que se le parece.
answer-outfit = { $what }: suele llevarse con esto
answer-outfit-maybe = { $what }: esto podría combinar
answer-outfit-empty = No sé de nada aquí que combine con eso.
answer-shown =
    { $count ->
        [one] Alguien quiere enseñarte esto
       *[other] Alguien quiere enseñarte estos productos
    }
link-gone = Lo que había en este enlace ya no está. Mándame una foto y lo busco.
inline-how = ¿Qué buscas? «vestido rojo{ $under }»
answer-other-kinds = Desde el número { $place } son otras cosas: de ese tipo ya no hay nada parecido.
answer-unlike = A diferencia de tu foto: { $what }.
answer-cut-short = No me dio tiempo a mirarlo todo: puede que haya más que encaje. Con menos filtros voy más rápido.
doubt-type = ¿No es «{ $what }»?
doubt-type-unnamed = ¿Qué es?
doubt-gender = ¿Para quién?
place-missing = Aquí no hay ningún número { $place }: he mostrado { $count }.
photo-missing = Aquí no hay ninguna foto { $place }: se han enviado { $count }.
talk-greeting = ¡Hola de nuevo! Mándame otra foto o dime qué debe cambiar de la última.
talk-thanks = ¡De nada! Con 👍 en lo que te gusta, lo siguiente será mejor; «guarda el 2» te guarda el segundo.
talk-dislike = Entonces sigamos buscando: dime qué debe cambiar, pon 👎 a lo que no encaja o pulsa «Ver { $count } más».

# Filters

filters-set = Filtros: { $filters }
filters-fit =
    { $count ->
        [0] Nada lo cumple todo:
        [one] Solo uno lo cumple todo;
       *[other] Solo { $count } lo cumplen todo;
    }
filters-without = { $count } sin { $filters }
filters-near = { $count } cerca de { $filters }
quoted = «{ $what }»
chip-not = no { $what }
chip-without = sin { $what }
chip-under = menos de { $price }
chip-over = más de { $price }
chip-between = de { $low } a { $high }
chip-stock = en stock
chip-away = Quitar: { $what }
filters-unknown = No he entendido: { $what }.
filters-absent = La tienda no tiene: { $what }.
filters-untold = No puedo saber qué tiene { $what }: ningún título lo dice y yo no lo veo.
filters-by-title = No distingo { $what } en las fotos, así que me guío solo por los títulos.
filters-guessed = He leído { $said } como { $meant }.
filters-sizes = De tallas no sé nada: la página del producto en la tienda dice cuáles hay.
filters-in-vain = Nada parecido tiene { $what }, así que lo dejo fuera.
filters-other-kind = Dejo fuera { $what }: era para otro tipo de prenda.
filters-left-out = Más de { $count } filtros a la vez son demasiados para mí; he dejado fuera { $what }.
filters-nothing = Dime qué debe cambiar: el color, el tipo de prenda, para quién. «Rojo{ $under }», «que no sea negro»{ $cheaper }.
example-under = menos de 40
example-cheaper = más barato
filters-no-prices = La tienda no indica precios, así que no puedo guiarme por ellos.
undo-done = De vuelta a lo que mostré antes.
undo-nothing = No hay nada anterior a lo que volver.
sorted-by-price = De los { $count } más parecidos, primero los { $first ->
    [dearest] más caros
   *[cheapest] más baratos
}.
ask-gone = ya no está en la tienda
ask-no-price = sin precio indicado
ask-no-brand = sin marca indicada
ask-no-link = sin enlace
ask-says = «{ $text }»
ask-not-told = la tienda no lo dice
ask-service = De envíos, devoluciones y pagos sabe la propia tienda: está en la página de cada producto («¿enlace?»).
ask-in-stock = en stock
ask-sold-out = agotado
tone-unknown = No sé decir qué colores son aquí más oscuros o más claros.
sleeves-not-short = manga larga, no sin mangas
tone-darker = más oscuro
tone-lighter = más claro
tone-warmer = más abrigado
panel-title =
    Toca un filtro para quitarlo, elige otro o { $group ->
        [yes] responde al mensaje con los productos
       *[no] escríbelo sin más
    }: «azul marino{ $under }, sin rayas».
panel-title-none =
    Elige cómo debe ser o { $group ->
        [yes] responde al mensaje con los productos
       *[no] escríbelo sin más
    }: «azul marino{ $under }, sin rayas».
panel-any = Cualquiera
panel-gender = Para quién
panel-colour = Color
panel-price = Precio
panel-type = Tipo
button-filters = Filtros
button-all-away = Todos los filtros
button-up = Encaja
button-down = No encaja
button-like = Más como este
button-save = Guardar
button-outfit = Combina con
button-next = Ver { $count } más
button-previous = { $count } anteriores
button-nearest = Ver lo más parecido
button-share = Compartir
notice-up = Anotado: encaja.
notice-down = Anotado: no encaja.
notice-corrected = Gracias, vuelvo a buscar.
notice-cleared = Opinión retirada.
notice-stale = Este botón es demasiado antiguo para mí, lo siento. Manda la foto otra vez.
notice-busy = Un momento, estoy en ello.

# Saved products and watched searches

saved-menu = Guardar uno de estos
saved-done = Guardado: «{ $title }». /saved lo muestra.
saved-which = ¿Cuál? También puedes escribir «guarda el 2».
saved-full = Has guardado { $count } productos, que es el máximo. Quita alguno en /saved.
saved-title =
    { $count ->
        [one] Has guardado un producto.
       *[other] Has guardado { $count } productos, el último primero.
    }
saved-none = Aún no has guardado nada. ❤️ en un producto lo guarda aquí.
saved-gone = Ya no está en la tienda
saved-sold-out = Agotado
saved-cheaper = Más barato que antes ({ $before })
saved-removed = Quitado.
saved-tells-on = Te avisaré cuando alguno baje de precio, vuelva o desaparezca.
saved-tells-on-unpriced = Te avisaré cuando alguno vuelva o desaparezca.
filters-no-stock = En esta tienda nada figura como agotado, así que no puedo guiarme por eso.
ask-not-marked = no figura como agotado
saved-tells-off = No te avisaré de los productos guardados.
watch-title =
    { $count ->
        [one] Sigues una búsqueda: te aviso de novedades parecidas, como mucho una vez al día.
       *[other] Sigues { $count } búsquedas: te aviso de novedades parecidas, como mucho una vez al día.
    }
watch-done = Te avisaré de novedades parecidas, como mucho una vez al día. En /saved puedes pararlo.
watch-full = Sigues { $count } búsquedas, que es el máximo. Deja antes una en /saved.
watch-nothing = Puedo seguir una búsqueda que empezó con una foto y encontró algo.
watch-stop = Parar: { $what }
watch-ended = No te avisaré más de esta búsqueda.
button-watch = Avísame de novedades
button-tells = Avísame si cambia algo guardado
button-remove = Quitar
button-newer = Más nuevos
button-older = Más antiguos
button-open = Ver la búsqueda
button-stop = Dejar de seguir
news-watch =
    { $count ->
        [one] Un producto nuevo se acerca a la búsqueda que sigues: { $what }
       *[other] { $count } productos nuevos se acercan a la búsqueda que sigues: { $what }
    }
news-watch-over = Ahora veo mejor que entonces y ya no puedo seguir «{ $what }». Manda la foto otra vez para volver a seguirla.
news-cheaper = Más barato: «{ $title }» cuesta ahora { $now }, antes { $before }.
news-back = De vuelta: «{ $title }».
news-gone = Ya no está en la tienda: «{ $title }».

# History, settings, privacy

history-title = Tus últimas búsquedas. Tengo las respuestas, no las fotos.
history-none = Aún no hay búsquedas. ¡Mándame una foto!
settings-title = Tus ajustes
settings-taste = Según tus opiniones, doy un poco de preferencia a: { $what }. Lo más parecido sigue yendo primero.
settings-taste-none = Tus opiniones aún no dejan ver tus gustos.
settings-taste-off = No aprendo nada de tus gustos.
settings-language = Idioma
settings-language-follow = El de la aplicación
settings-changed = Cambiado.
settings-admins-only = Eso solo lo pueden cambiar los administradores de este grupo.
settings-group-every = En este grupo respondo a cada foto.
settings-group-asked = En este grupo respondo cuando me preguntan: mencióname, respóndeme o usa /find.
button-learns = Aprender mis gustos a partir de mis opiniones
button-turns = La página siguiente sustituye a la anterior
button-every = Responder a cada foto
forget-question = Borraría todo lo que guardo de ti: { $what }. No se puede deshacer. ¿Lo hago?
forget-nothing = No guardo nada de ti.
forget-done = He borrado: { $what }.
forget-kept = No se ha borrado nada.
forget-not-yours = Esta pregunta es de otra persona. /forget_me te hace la tuya.
button-forget = Borrar todo
button-keep = Conservarlo
kept-queries =
    { $count ->
        [one] una búsqueda
       *[other] { $count } búsquedas
    }
kept-verdicts =
    { $count ->
        [one] una opinión
       *[other] { $count } opiniones
    }
kept-corrections =
    { $count ->
        [one] una corrección
       *[other] { $count } correcciones
    }
kept-saved =
    { $count ->
        [one] un producto guardado
       *[other] { $count } productos guardados
    }
kept-watches =
    { $count ->
        [one] una búsqueda seguida
       *[other] { $count } búsquedas seguidas
    }
kept-settings = tus ajustes
export-done = Esto es todo lo que guardo de ti.

# What can go wrong, and what to do about it

photo-empty = Este archivo está vacío. Manda la foto otra vez.
photo-not_an_image = No es una foto que yo pueda leer. Manda una imagen, por ejemplo JPEG, PNG, WebP o HEIC.
photo-broken = Esta foto no llegó entera o está dañada. Mándala otra vez, o haz una captura y manda esa.
photo-too_many_bytes = Esta foto es demasiado grande para mí: { $megabytes } MB como mucho. Manda una más pequeña o una captura.
photo-too_many_pixels = Esta foto tiene demasiados píxeles para mí. Manda una más pequeña o una captura.
photo-too_small = Esta imagen es demasiado pequeña para ver algo. Manda una más grande.
photo-too_slow = Esta imagen tarda demasiado en abrirse. Manda una captura de pantalla de ella o una copia más pequeña.
fault-too_large = Esta foto es demasiado grande para mí: { $megabytes } MB como mucho. Manda una más pequeña o una captura.
fault-gone = Esta foto ya no está. Mándala otra vez.
fault-not_a_photo = Esto no es una foto. Manda la imagen de una prenda.
fault-unreachable = La foto no ha llegado. Mándala otra vez en un momento.
several-failed = No se han podido usar { $failed } de las { $total } fotos: { $reasons }
full = Ahora mismo pregunta mucha gente. Manda la foto otra vez en unos segundos.
too-fast =
    { $seconds ->
        [one] ¡Qué rápido! Espera un segundo y sigue.
       *[other] ¡Qué rápido! Espera { $seconds } segundos y sigue.
    }
no-index = La tienda aún no está lista: falta leer sus productos. Inténtalo más tarde.
index-unusable = El índice de la tienda no se puede usar ahora; su dueño tiene que leer el catálogo otra vez. Inténtalo más tarde.
query-stale = Ahora veo mejor que entonces y no puedo seguir desde esta respuesta. Manda la foto otra vez.
product-gone = Este producto ya no está en la tienda.
apology = Algo ha fallado por mi parte, lo siento. Inténtalo otra vez.

# The catalogue by chat

offer-added = Ya está en la tienda y se encuentra al instante:
offer-waits = Guardado. Se encontrará en cuanto el índice de la tienda esté listo.
offer-changed = Cambiado:
offer-card = Así lo ven los clientes:
offer-is-sold-out = Agotado:
offer-is-back = Disponible de nuevo:
offer-withdrawn = «{ $title }» ya no está en la tienda.
offer-was-search = Era una búsqueda: no es un producto.
offer-gone = Ya no tengo este producto.
offer-too-late = Ya no tengo esta foto. Envíala otra vez con «Vestido de lino, 49 €» debajo.
offer-tell-more = ¿Cómo se llama y cuánto cuesta? Escríbelo en una línea, por ejemplo «Vestido de lino, 49 €».
offer-untitled = Sin nombre
offer-in-stock = Disponible
offer-no-price-yet = aún sin precio
offer-pictures =
    { $count ->
        [one] una imagen
       *[other] { $count } imágenes
    }
offer-ask-title = ¿Cómo se llama?
offer-ask-price = ¿Cuánto cuesta?
offer-ask-link = ¿Dónde se puede comprar? Envíame la dirección.
offer-ask-type = ¿Qué tipo de prenda es?
offer-ask-colour = ¿De qué color es?
offer-ask-gender = ¿Para quién es: mujer, hombre, niña, niño, todos?
offer-now = Ahora: { $value }
offer-no-price = Aquí no veo ningún precio. Escríbelo así: «49 €».
offer-no-link = Aquí no veo ninguna dirección. Escríbela así: «https://shop.example/vestido».
button-offer = Añadir a la tienda
button-was-search = Era una búsqueda
button-offer-title = Nombre
button-offer-price = Precio
button-offer-link = Enlace
button-offer-type = Tipo
button-offer-colour = Color
button-offer-gender = Para quién
button-sold-out = Agotado
button-in-stock = Disponible de nuevo
button-restore = Recuperar
button-change = Cambiar
button-cancel = Cancelar
button-add-product = Añadir un producto
button-export = Todos en un archivo
button-done = Listo
catalogue-title =
    { $count ->
        [one] Un producto llegó por chat.
       *[other] { $count } productos llegaron por chat, los últimos primero.
    }
catalogue-none = Todavía no ha llegado ningún producto por chat. Envíame una foto con «Vestido de lino, 49 €» debajo, o reenvía una publicación de tu canal.
catalogue-add = Envíame la foto, o varias como álbum, con nombre y precio debajo: «Vestido de lino, 49 €, https://…». Hasta que pulses «Listo», cada foto es un producto.
catalogue-done = Listo. Desde ahora, las fotos sin precio vuelven a ser búsquedas.
catalogue-exported =
    { $count ->
        [one] El producto, en un archivo que la tienda puede volver a leer.
       *[other] Los { $count } productos, en un archivo que la tienda puede volver a leer.
    }
catalogue-in-private = Solo muestro el catálogo en un chat privado. Escríbeme allí.
post-failed = Una publicación del canal de la tienda no se pudo incorporar («{ $title }»): { $reason }

# For admins

admins-only = Eso solo lo pueden hacer los administradores de la tienda.
reindex-busy = Ya se está leyendo el catálogo.
reindex-busy-since = Se está leyendo el catálogo desde las { $since } UTC ({ $by }).
reindex-started = Leyendo el catálogo …
reindex-reading = Leyendo el catálogo: { $done } productos …
reindex-embedding = Mirando las imágenes: { $done } de { $total } ({ $percent } %)
reindex-verifying = Comprobando el índice nuevo: { $done } de { $total }
reindex-swapping = Poniendo el índice nuevo …
reindex-report = { $products } productos leídos en { $seconds } s: { $added } nuevos, { $changed } cambiados, { $unchanged } sin cambios, { $removed } quitados, { $left_out } omitidos.
reindex-left-out = Omitidos – { $reason }: { $count }
reindex-kept = En el índice de todos modos – { $reason }: { $count }
reindex-meant = No se muestran, como debe ser – { $reason }: { $count }
reindex-encoding = { $lines } líneas no son UTF-8; las he leído como { $name } («{ $title }»). Si no es correcto, indica [catalogue] encoding.
reindex-failed = La lectura ha fallado; sigue sirviendo el índice anterior. { $reason }
reindex-failed-catalogue = No se ha podido leer el catálogo; el registro dice por qué.
reindex-failed-nothing = Había muy poco que leer, o el índice nuevo no pasó la comprobación; el registro dice más.
reindex-failed-other = El registro dice por qué.
reindex-refused = El índice nuevo es peor que el anterior, que sigue sirviendo:
reindex-force = Si es lo que quieres: /reindex force
gate-example = { $finding }, por ejemplo { $examples }
gate-lost = El { $share } % de los productos del índice anterior ya no está (como mucho { $most } %)
gate-cut-short = El catálogo acaba a la mitad, y el { $share } % de los productos del índice anterior ya no está
gate-no-picture = El { $share } % de los productos no tiene una imagen que sirva (como mucho { $most } %)
gate-no-price = El { $share } % de los productos no tiene precio (como mucho { $most } %)
gate-no-type = El { $share } % de los productos no tiene tipo (como mucho { $most } %)
gate-not-found = El { $share } % de los productos no se encuentra a sí mismo (como mucho { $most } %)
gate-golden = El { $share } % de las fotos de prueba no encuentra su producto (como mucho { $most } %)
left-out-malformed-line = líneas ilegibles
left-out-no-id = sin id
left-out-no-title = sin título
left-out-duplicate-id = un id que ya estaba
left-out-missing-picture = falta la imagen
left-out-unreadable-picture = imagen ilegible
left-out-unreadable-price = precio ilegible
left-out-unusable-further-picture = otra imagen que no se puede usar
left-out-picture-of-before-kept = la imagen no está disponible ahora; se queda la de antes
left-out-not-published = no publicados en la tienda
left-out-cut-short = el archivo acaba a la mitad
stats-day = { $day } (UTC)
stats-span = Del { $first } al { $last } (UTC)
stats-asked = Fotos: { $photos }; búsquedas con palabras: { $words }; continuaciones: { $continued }; personas: { $shoppers }
stats-liked = 👍 { $ups }, 👎 { $downs }: { $share } % bien (con seguridad entre { $low } y { $high } %)
stats-no-verdicts = Aún no hay valoraciones
stats-nothing = Nada cercano: { $share } % de las fotos
stats-latency = Respondido en { $median } ms la mitad de las veces, en { $p95 } ms 95 de cada 100 y en { $p99 } ms 99
stats-platforms = Dónde: { $counts }
stats-types = Tipos en las fotos, junto al catálogo
stats-colours = Colores en las fotos, junto al catálogo
stats-words = Pedido con palabras, junto al catálogo
stats-has = en el catálogo { $count } ({ $share } %)
stats-lacking = ⚠ muy poco
stats-shown = Lo más mostrado
stats-most-liked = Lo que más gusta
stats-refused = Lo más rechazado
stats-nobody-liked = Respuestas que no gustaron a nadie
stats-exact = encontrado
stats-close = cercano
stats-loose = parecido
stats-none = nada cercano
stats-no-plot = Sin gráfico, porque matplotlib no está instalado: pip install '.[report]'
stats-unclear = No entiendo «{ $said }» como periodo. Di por ejemplo /stats 7 días, /stats ayer o /stats 2026-11-01 2026-11-15.
stats-unavailable = Ahora no se pueden leer las cifras; el registro dice por qué.
stats-plot-says = Gráfico: fotos por día, valoraciones y lo que se pide junto a lo que hay
stats-plot-days = Fotos por día
stats-plot-photos = fotos
stats-plot-others = lo demás
stats-plot-liked = { $percent } % de { $count } valoraciones son buenas
stats-plot-wanted = Lo que se pide y lo que hay (%)
stats-plot-of-photos = de las fotos
stats-plot-of-catalogue = del catálogo
# What is understood behind /stats, parted by commas.
stats-words-today = hoy
stats-words-yesterday = ayer
stats-words-day = día, días
stats-words-week = semana, semanas
stats-words-month = mes, meses
stats-words-year = año, años
quality-embedder = Reconocimiento { $version }: { $pixels } × { $pixels } píxeles se vuelven { $dim } números
quality-learnt = Aprendido con { $products } productos y { $photos } fotos de móvil; con otras (intervalos del 95 %):
quality-index = Índice { $version }: { $products } productos, hecho { $made }. Lo que halló su control:
quality-no-index = Aún no hay índice.

# Telegram

telegram-in-private = Esto solo te lo puedo enseñar a ti: abre un chat conmigo y pídemelo allí.

# local chat page

# Where a sentence needs a value, the page fills it in itself.

page-status = Encuentra parecidos
page-reconnecting = Reconectando …
page-placeholder = Mensaje
page-message = Mensaje
page-messages = Mensajes
page-send = Enviar
page-send-photo = Enviar una foto
page-take-photo = Hacer una foto
page-hero = Manda una foto y mira lo que se parece
page-hero-mouse = Elige una foto, suéltala en cualquier sitio de esta página o pégala.
page-hero-touch = Elige la foto de una prenda, o haz una.
page-choose = Elegir una foto
page-samples = ¿No tienes foto a mano? Prueba con una de estas.
page-samples-toggle = Fotos de ejemplo
page-sample = Enviar la foto de ejemplo { $n }
page-commands = Comandos
page-newest = Al mensaje más reciente
page-reply = Seguir con esta respuesta
page-reply-end = No seguir con ella
page-drop = Suelta la foto para ver qué se le parece
page-no-file = Eso es solo un enlace a una imagen. Guarda antes la imagen, o cópiala y pégala aquí.
page-too-many = { $n } fotos a la vez como mucho: estas son las primeras.
page-photo = Foto
page-your-photo = Tu foto
page-from-bot = Lookalike, { $time }
page-from-you = Tú, { $time }
page-products = Productos: { $n }
page-garments = Lo que veo en tu foto
page-larger = Ampliar la foto: { $title }
page-open-product = Ver en la tienda
page-copy-link = Copiar enlace
page-link-copied = Enlace copiado.
page-before = Producto anterior
page-after = Producto siguiente
page-close = Cerrar
page-kilobytes = { $n } kB
page-sending = Enviando
page-sent = Enviado
page-not-sent = No enviado. Intentar de nuevo
page-typing = Lookalike está mirando …
page-offline = Ahora no se puede contactar con el bot.
page-too-fast = ¡Qué rápido! Espera a que responda.
page-full = Hay demasiada gente ahora mismo. Inténtalo de nuevo en un momento.
page-refused = Esto no se ha podido enviar.
page-fault = Algo ha fallado por mi parte, lo siento. Inténtalo otra vez.
page-clear = Vaciar el chat
page-clear-question = ¿Vaciar este chat? Lo dicho se quita de esta página; tus opiniones se quedan.

# Discord's own forms: names are one word in lower case

discord-command-start = inicio
discord-command-help = ayuda
discord-command-find = buscar
discord-command-saved = guardados
discord-command-history = historial
discord-command-settings = ajustes
discord-command-forget_me = olvídame
discord-command-export_me = mis_datos
discord-command-catalogue = catálogo
discord-command-reindex = reindexar
discord-command-stats = estadísticas
discord-command-quality = calidad
discord-find-similar = Buscar parecidos
discord-name-photo = foto
discord-name-gender = género
discord-name-colour = color
discord-name-type = tipo
discord-name-price = precio_máximo
discord-name-argument = opción
discord-option-photo = La foto de una prenda
discord-option-gender = Solo para mujer, hombre, niña, niño
discord-option-colour = Solo de este color
discord-option-type = Solo de este tipo
discord-option-price = Como mucho este precio
