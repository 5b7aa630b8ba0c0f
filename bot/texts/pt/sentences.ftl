## Every sentence that a shopper or an admin reads, in Portuguese (of Brazil).

# Ways in

welcome = Olá! Envie a foto de uma peça de roupa e eu mostro as { $count } coisas mais parecidas da loja.
help =
    Envie a foto de uma peça de roupa: respondo com os { $count } produtos mais parecidos, a começar pelo mais próximo.
    Depois diga o que deve mudar: “masculino, azul-marinho{ $under }”, “igual mas em vermelho”{ $cheaper }. 👍 e 👎 mudam o que vem depois.
    /saved mostra o que você salvou, /history as últimas buscas, /settings o idioma e o que aprendo do seu gosto.

    Sua foto é analisada e descartada na hora: nunca é guardada. O que mostrei, o que você disse e o que você salva fica guardado sob um pseudônimo, { $days ->
        [0] até você apagar
       *[other] por { $days } dias no máximo
    }: /export_me mostra, /forget_me apaga.
help-admin =
    Para você, administrador:
    Envie uma foto com “Vestido de linho, 49 €” embaixo: ela entra na loja na hora. /catalogue mostra o que chegou assim.
    /reindex – ler o catálogo de novo (/reindex full: olhar cada imagem de novo; /reindex force: diga o que disser a conferência)
    /stats – o que foi perguntado e no que deu (/stats 7 dias; /stats 2026-11-01 2026-11-15)
    /quality – quão bons são o reconhecimento e o índice
command-saved = O que salvei e acompanho
command-history = Minhas últimas buscas
command-settings = Idioma, e o que o bot aprende
command-forget-me = Apagar tudo o que o bot guarda de mim
command-export-me = Tudo o que o bot guarda de mim, em um arquivo
send-photo = Primeiro envie a foto de uma peça de roupa; depois diga em palavras o que deve mudar.
find-needs-photo = Junte uma foto a /find, ou responda com /find a uma mensagem que tenha uma.
unknown-command = Não conheço esse comando. /help diz o que sei fazer.
command-start = Dizer olá
command-help = O que o bot sabe fazer e o que guarda
command-find = Achar o que se parece com esta foto
command-catalogue = Produtos que chegaram por chat
command-catalogue-argument = add: um novo; export: todos em um arquivo
command-reindex = Ler o catálogo de novo
command-reindex-argument = full: olhar cada imagem de novo; force: diga o que disser a conferência
command-stats = O que foi perguntado e no que deu
command-stats-argument = um período: 7 dias; 2026-11-01 2026-11-15
command-quality = Quão bons são o reconhecimento e o índice

# Answers

what-unknown = algo
what-type = { $type }
what-colour-type = { $type } ({ $colour })
what-gender-type = { $type } ({ $gender })
what-gender-colour-type = { $type } ({ $gender }, { $colour })
what-guessed = { $what }, acho
answer-exact = { $what }: encontrado
answer-close = { $what }: muito parecidos
answer-loose = { $what }: parecidos
answer-exact-unnamed = Encontrado
answer-close-unnamed = Muito parecidos
answer-loose-unnamed = Parecidos
answer-nearest = Isto é o mais próximo desta foto
answer-nothing = Não vejo nada para vestir nesta foto. O melhor é uma só peça, bem iluminada e de frente.
answer-filtered = { $what }: os mais parecidos
answer-filtered-unnamed = Os mais parecidos
answer-nothing-dark = Esta foto está escura demais e não vejo nada nela. Com mais luz funciona melhor.
answer-nothing-blurred = Esta foto está borrada demais e não vejo nada nela. Uma nítida, de uma só peça, funciona melhor.
answer-nothing-small = Esta foto é pequena demais e não vejo nada nela. Uma maior, ou uma captura de tela, funciona melhor.
answer-empty = Não achei nada assim na loja. O melhor é uma foto de uma só peça, bem iluminada e de frente.
answer-further = Mais abaixo na mesma lista: { $first } a { $last }
answer-further-one = Mais abaixo na mesma lista: { $first }
answer-of-photo = Foto { $place } de { $count } · { $what }
answer-looked-at = O que olhei: { $what }
answer-further-empty = Era só isso: não tenho mais nada para esta foto.
answer-similar = Parecidos com “{ $title }”
answer-similar-empty = Não tenho mais nada como “{ $title }”.
answer-footer = 👍 ou 👎? Sua opinião me ajuda a acertar mais.
answer-unsaved = Não consegui anotar esta resposta, por isso ela não tem botões. Enviar a foto de novo pode ajudar.
answers-several =
    { $total ->
        [one] Isto é o que achei.
       *[other] { $total } fotos: isto é o que achei, na mesma ordem.
    }
answers-first = { $total } fotos de uma vez é muito: olhei as primeiras { $used }.
tally = 👍 { $ups } · 👎 { $downs }
answer-filtered-empty = Nada na loja atende a isso.
answer-again = Você já enviou esta foto, então a resposta é a mesma.
answer-learned = Sua opinião conta aqui.
answer-words = Isto é o que a loja tem disso; com uma foto, encontro o que se parece.
answer-outfit = { $what }: costuma usar-se com isto
answer-outfit-maybe = { $what }: isto pode combinar
answer-outfit-empty = Não sei de nada aqui que combine com isso.
answer-shown =
    { $count ->
        [one] Alguém quer mostrar isto a você
       *[other] Alguém quer mostrar estes produtos a você
    }
link-gone = O que havia neste link não existe mais. Envie uma foto e eu procuro.
inline-how = O que você procura? “vestido vermelho{ $under }”
answer-other-kinds = A partir do número { $place } são outras coisas: desse tipo não há mais nada parecido.
answer-unlike = Ao contrário da sua foto: { $what }.
answer-cut-short = Não deu tempo de olhar tudo: pode haver mais coisas que servem. Com menos filtros é mais rápido.
doubt-type = Não é “{ $what }”?
doubt-type-unnamed = O que é?
doubt-gender = Para quem?
place-missing = Não há um número { $place } aqui: mostrei { $count }.
photo-missing = Não há uma foto { $place } aqui: foram enviadas { $count }.
talk-greeting = Olá de novo! Envie outra foto ou diga o que deve mudar na última.
talk-thanks = De nada! 👍 no que você gosta melhora os próximos; “salve o 2” guarda o segundo para você.
talk-dislike = Então vamos continuar: diga o que deve mudar, dê 👎 ao que não serve ou toque em “Próximos { $count }”.

# Filters

filters-set = Filtros: { $filters }
filters-fit =
    { $count ->
        [0] Nada atende a tudo:
        [one] Só um atende a tudo;
       *[other] Só { $count } atendem a tudo;
    }
filters-without = { $count } sem { $filters }
filters-near = { $count } perto de { $filters }
quoted = “{ $what }”
chip-not = não { $what }
chip-without = sem { $what }
chip-under = até { $price }
chip-over = acima de { $price }
chip-between = de { $low } a { $high }
chip-stock = em estoque
chip-away = Remover: { $what }
filters-unknown = Não entendi: { $what }.
filters-absent = A loja não tem: { $what }.
filters-untold = Não sei dizer o que tem { $what }: nenhum título o diz, e eu não vejo isso.
filters-by-title = Não reconheço { $what } nas fotos, por isso sigo só os títulos.
filters-guessed = Li { $said } como { $meant }.
filters-sizes = Não sei nada de tamanhos: a página do produto na loja diz quais existem.
filters-in-vain = Nada parecido tem { $what }, então deixo isso de fora.
filters-other-kind = Deixo de lado { $what }: era para outro tipo de peça.
filters-left-out = Mais de { $count } filtros de uma vez são demais para mim; deixei de fora { $what }.
filters-nothing = Diga o que deve mudar: a cor, o tipo de roupa, para quem. “Vermelho{ $under }”, “que não seja preto”{ $cheaper }.
example-under = até 40
example-cheaper = mais barato
filters-no-prices = A loja não informa preços, então não posso me guiar por eles.
undo-done = De volta ao que mostrei antes.
undo-nothing = Não há nada antes disto para onde voltar.
sorted-by-price = Dos { $count } mais parecidos, primeiro os { $first ->
    [dearest] mais caros
   *[cheapest] mais baratos
}.
ask-gone = não está mais na loja
ask-no-price = sem preço informado
ask-no-brand = sem marca informada
ask-no-link = sem link
ask-says = “{ $text }”
ask-not-told = a loja não informa
ask-service = Entrega, devolução e pagamento são com a loja: veja a página de um produto (“link?”).
ask-in-stock = em estoque
ask-sold-out = esgotado
tone-unknown = Não sei dizer quais cores são mais escuras ou mais claras aqui.
sleeves-not-short = manga longa, não sem mangas
tone-darker = mais escuro
tone-lighter = mais claro
tone-warmer = mais quente
panel-title =
    Toque em um filtro para tirá-lo, escolha outro, ou { $group ->
        [yes] responda à mensagem dos produtos
       *[no] só escreva
    }: “azul-marinho{ $under }, sem listras”.
panel-title-none =
    Escolha como deve ser, ou { $group ->
        [yes] responda à mensagem dos produtos
       *[no] só escreva
    }: “azul-marinho{ $under }, sem listras”.
panel-any = Qualquer
panel-gender = Para quem
panel-colour = Cor
panel-price = Preço
panel-type = Tipo
button-filters = Filtros
button-all-away = Todos os filtros
button-up = Serve
button-down = Não serve
button-like = Mais como este
button-save = Salvar
button-outfit = Combina com
button-next = Próximos { $count }
button-previous = { $count } anteriores
button-nearest = Ver o mais parecido
button-share = Compartilhar
notice-up = Anotado: serve.
notice-down = Anotado: não serve.
notice-corrected = Obrigado, vou procurar de novo.
notice-cleared = Opinião retirada.
notice-stale = Este botão é antigo demais para mim, desculpe. Envie a foto de novo, por favor.
notice-busy = Um momento, já estou nisso.

# Saved products and watched searches

saved-menu = Salvar um destes
saved-done = Salvo: “{ $title }”. /saved mostra.
saved-which = Qual deles? Você também pode escrever “salve o 2”.
saved-full = Você salvou { $count } produtos, que é o máximo. Remova alguns em /saved primeiro.
saved-title =
    { $count ->
        [one] Você salvou um produto.
       *[other] Você salvou { $count } produtos, o último primeiro.
    }
saved-none = Você ainda não salvou nada. ❤️ em um produto o guarda aqui.
saved-gone = Não está mais na loja
saved-sold-out = Esgotado
saved-cheaper = Mais barato que antes ({ $before })
saved-removed = Removido.
saved-tells-on = Aviso quando algum ficar mais barato, voltar ou sumir.
saved-tells-on-unpriced = Aviso quando algum voltar ou sumir.
filters-no-stock = Nada nesta loja está marcado como esgotado, por isso não posso filtrar por isso.
ask-not-marked = não está marcado como esgotado
saved-tells-off = Não aviso mais nada sobre os produtos salvos.
watch-title =
    { $count ->
        [one] Você acompanha uma busca: aviso de novidades parecidas, no máximo uma vez por dia.
       *[other] Você acompanha { $count } buscas: aviso de novidades parecidas, no máximo uma vez por dia.
    }
watch-done = Aviso de novidades parecidas, no máximo uma vez por dia. /saved encerra isso.
watch-full = Você acompanha { $count } buscas, que é o máximo. Encerre uma em /saved primeiro.
watch-nothing = Posso acompanhar uma busca que começou com uma foto e achou algo.
watch-stop = Parar: { $what }
watch-ended = Não aviso mais nada sobre esta busca.
button-watch = Avisar de novidades
button-tells = Avisar quando algo salvo mudar
button-remove = Remover
button-newer = Mais novos
button-older = Mais antigos
button-open = Ver a busca
button-stop = Parar de acompanhar
news-watch =
    { $count ->
        [one] Um produto novo chega perto da busca que você acompanha: { $what }
       *[other] { $count } produtos novos chegam perto da busca que você acompanha: { $what }
    }
news-watch-over = Agora vejo melhor do que naquela vez e não posso mais acompanhar “{ $what }”. Envie a foto de novo para voltar a acompanhar.
news-cheaper = Mais barato: “{ $title }” agora custa { $now }, antes { $before }.
news-back = De volta: “{ $title }”.
news-gone = Não está mais na loja: “{ $title }”.

# History, settings, privacy

history-title = Suas últimas buscas. Tenho as respostas, não as fotos.
history-none = Ainda não há buscas. Envie uma foto!
settings-title = Suas configurações
settings-taste = Pelas suas opiniões, dou uma leve preferência a: { $what }. O mais parecido continua vindo primeiro.
settings-taste-none = Suas opiniões ainda não revelam um gosto.
settings-taste-off = Não aprendo nada sobre o seu gosto.
settings-language = Idioma
settings-language-follow = O do aplicativo
settings-changed = Alterado.
settings-admins-only = Só os administradores deste grupo podem mudar isso.
settings-group-every = Neste grupo respondo a toda foto.
settings-group-asked = Neste grupo respondo quando me perguntam: mencione-me, responda a mim, ou use /find.
button-learns = Aprender meu gosto pelas minhas opiniões
button-turns = A próxima página substitui a anterior
button-every = Responder a toda foto
forget-question = Eu apagaria tudo o que guardo sobre você: { $what }. Não dá para desfazer. Apago?
forget-nothing = Não guardo nada sobre você.
forget-done = Apagado: { $what }.
forget-kept = Nada foi apagado.
forget-not-yours = Esta pergunta é de outra pessoa. /forget_me faz a sua.
button-forget = Apagar tudo
button-keep = Manter
kept-queries =
    { $count ->
        [one] uma busca
       *[other] { $count } buscas
    }
kept-verdicts =
    { $count ->
        [one] uma opinião
       *[other] { $count } opiniões
    }
kept-corrections =
    { $count ->
        [one] uma correção
       *[other] { $count } correções
    }
kept-saved =
    { $count ->
        [one] um produto salvo
       *[other] { $count } produtos salvos
    }
kept-watches =
    { $count ->
        [one] uma busca acompanhada
       *[other] { $count } buscas acompanhadas
    }
kept-settings = suas configurações
export-done = Isto é tudo o que guardo sobre você.

# What can go wrong, and what to do about it

photo-empty = Este arquivo está vazio. Envie a foto de novo, por favor.
photo-not_an_image = Não é uma foto que eu consiga ler. Envie uma imagem, como JPEG, PNG, WebP ou HEIC.
photo-broken = Esta foto não chegou inteira ou está danificada. Envie de novo, ou faça uma captura de tela e envie.
photo-too_many_bytes = Esta foto é grande demais para mim: no máximo { $megabytes } MB. Envie uma menor ou uma captura de tela.
photo-too_many_pixels = Esta foto tem pixels demais para mim. Envie uma menor ou uma captura de tela.
photo-too_small = Esta imagem é pequena demais para ver algo. Envie uma maior.
photo-too_slow = Esta imagem demora demais para abrir. Envie uma captura de tela dela ou uma cópia menor.
fault-too_large = Esta foto é grande demais para mim: no máximo { $megabytes } MB. Envie uma menor ou uma captura de tela.
fault-gone = Esta foto não existe mais. Envie de novo, por favor.
fault-not_a_photo = Isto não é uma foto. Envie uma imagem de alguma roupa.
fault-unreachable = A foto não chegou. Envie de novo daqui a pouco.
several-failed = { $failed } de { $total } fotos não puderam ser usadas: { $reasons }
full = Muita gente está perguntando agora. Envie a foto de novo em alguns segundos.
too-fast =
    { $seconds ->
        [one] Que rápido! Espere um segundo e continue.
       *[other] Que rápido! Espere { $seconds } segundos e continue.
    }
no-index = A loja ainda não está pronta: falta ler os produtos. Tente mais tarde.
index-unusable = O índice da loja não pode ser usado agora; o dono precisa ler o catálogo de novo. Tente mais tarde.
query-stale = Agora vejo melhor do que naquela vez, por isso não consigo continuar esta resposta. Envie a foto de novo, por favor.
product-gone = Este produto não está mais na loja.
apology = Algo deu errado do meu lado, desculpe. Tente de novo, por favor.

# The catalogue by chat

offer-added = Já está na loja e pode ser encontrado:
offer-waits = Guardado. Poderá ser encontrado assim que o índice da loja estiver pronto.
offer-changed = Alterado:
offer-card = É assim que os clientes veem:
offer-is-sold-out = Esgotado:
offer-is-back = Disponível de novo:
offer-withdrawn = “{ $title }” não está mais na loja.
offer-was-search = Era uma busca, então: não é um produto.
offer-gone = Não tenho mais este produto.
offer-too-late = Não tenho mais esta foto. Envie de novo com “Vestido de linho, 49 €” embaixo.
offer-tell-more = Como se chama e quanto custa? Escreva em uma linha, por exemplo “Vestido de linho, 49 €”.
offer-untitled = Sem nome
offer-in-stock = Disponível
offer-no-price-yet = ainda sem preço
offer-pictures =
    { $count ->
        [one] uma imagem
       *[other] { $count } imagens
    }
offer-ask-title = Como se chama?
offer-ask-price = Quanto custa?
offer-ask-link = Onde dá para comprar? Envie o endereço.
offer-ask-type = Que tipo de peça é?
offer-ask-colour = De que cor é?
offer-ask-gender = Para quem é: mulher, homem, menina, menino, todos?
offer-now = Agora: { $value }
offer-no-price = Não vejo nenhum preço aqui. Escreva assim: “49 €”.
offer-no-link = Não vejo nenhum endereço aqui. Escreva assim: “https://shop.example/vestido”.
button-offer = Adicionar à loja
button-was-search = Era uma busca
button-offer-title = Nome
button-offer-price = Preço
button-offer-link = Link
button-offer-type = Tipo
button-offer-colour = Cor
button-offer-gender = Para quem
button-sold-out = Esgotado
button-in-stock = De novo disponível
button-restore = Colocar de volta
button-change = Alterar
button-cancel = Cancelar
button-add-product = Juntar um produto
button-export = Todos em um arquivo
button-done = Pronto
catalogue-title =
    { $count ->
        [one] Um produto chegou por chat.
       *[other] { $count } produtos chegaram por chat, os últimos primeiro.
    }
catalogue-none = Nenhum produto chegou por chat ainda. Envie uma foto com “Vestido de linho, 49 €” embaixo, ou encaminhe uma publicação do seu canal.
catalogue-add = Envie a foto, ou várias em um álbum, com nome e preço embaixo: “Vestido de linho, 49 €, https://…”. Até você tocar em “Pronto”, cada foto é um produto.
catalogue-done = Pronto. A partir de agora, fotos sem preço voltam a ser buscas.
catalogue-exported =
    { $count ->
        [one] O produto, em um arquivo que a loja pode ler de novo.
       *[other] Os { $count } produtos, em um arquivo que a loja pode ler de novo.
    }
catalogue-in-private = Só mostro o catálogo em uma conversa privada. Escreva para mim lá.
post-failed = Uma publicação do canal da loja não pôde ser incluída (“{ $title }”): { $reason }

# For admins

admins-only = Só os administradores da loja podem fazer isso.
reindex-busy = O catálogo já está sendo lido.
reindex-busy-since = O catálogo está sendo lido desde { $since } UTC ({ $by }).
reindex-started = Lendo o catálogo …
reindex-reading = Lendo o catálogo: { $done } produtos …
reindex-embedding = Olhando as imagens: { $done } de { $total } ({ $percent } %)
reindex-verifying = Conferindo o novo índice: { $done } de { $total }
reindex-swapping = Colocando o novo índice …
reindex-report = { $products } produtos lidos em { $seconds } s: { $added } novos, { $changed } mudados, { $unchanged } iguais, { $removed } removidos, { $left_out } deixados de fora.
reindex-left-out = De fora – { $reason }: { $count }
reindex-kept = No índice mesmo assim – { $reason }: { $count }
reindex-meant = Não mostrados, como deve ser – { $reason }: { $count }
reindex-encoding = { $lines } linhas não são UTF-8; li-as como { $name } (“{ $title }”). Se estiver errado, defina [catalogue] encoding.
reindex-failed = A leitura falhou; o índice antigo continua servindo. { $reason }
reindex-failed-catalogue = Não foi possível ler o catálogo; o log diz por quê.
reindex-failed-nothing = Havia muito pouco para ler, ou o novo índice não passou na conferência; o log diz mais.
reindex-failed-other = O log diz por quê.
reindex-refused = O novo índice é pior do que o antigo, que continua servindo:
reindex-force = Se é isso mesmo: /reindex force
gate-example = { $finding }, como { $examples }
gate-lost = { $share } % dos produtos do índice antigo sumiram (no máximo { $most } %)
gate-cut-short = O catálogo acaba no meio, e { $share } % dos produtos do índice antigo sumiram
gate-no-picture = { $share } % dos produtos não têm imagem que sirva (no máximo { $most } %)
gate-no-price = { $share } % dos produtos não têm preço (no máximo { $most } %)
gate-no-type = { $share } % dos produtos não têm tipo (no máximo { $most } %)
gate-not-found = { $share } % dos produtos não encontram a si mesmos (no máximo { $most } %)
gate-golden = { $share } % das fotos de teste não encontram o seu produto (no máximo { $most } %)
left-out-malformed-line = linhas ilegíveis
left-out-no-id = sem id
left-out-no-title = sem título
left-out-duplicate-id = um id que já existia
left-out-missing-picture = imagem ausente
left-out-unreadable-picture = imagem ilegível
left-out-unreadable-price = preço ilegível
left-out-unusable-further-picture = outra imagem que não pode ser usada
left-out-picture-of-before-kept = imagem indisponível no momento; fica a anterior
left-out-not-published = não publicados na loja
left-out-cut-short = o arquivo acaba no meio
stats-day = { $day } (UTC)
stats-span = De { $first } a { $last } (UTC)
stats-asked = Fotos: { $photos }; buscas em palavras: { $words }; continuações: { $continued }; pessoas: { $shoppers }
stats-liked = 👍 { $ups }, 👎 { $downs }: { $share } % bons (com certeza entre { $low } e { $high } %)
stats-no-verdicts = Ainda não há avaliações
stats-nothing = Nada próximo: { $share } % das fotos
stats-latency = Respondido em { $median } ms na metade das vezes, em { $p95 } ms em 95 e em { $p99 } ms em 99 de 100
stats-platforms = Onde: { $counts }
stats-types = Tipos nas fotos, ao lado do catálogo
stats-colours = Cores nas fotos, ao lado do catálogo
stats-words = Pedido em palavras, ao lado do catálogo
stats-has = no catálogo { $count } ({ $share } %)
stats-lacking = ⚠ muito pouco
stats-shown = Os mais mostrados
stats-most-liked = Os de que mais gostaram
stats-refused = Os mais recusados
stats-nobody-liked = Respostas de que ninguém gostou
stats-exact = encontrado
stats-close = próximo
stats-loose = parecido
stats-none = nada próximo
stats-no-plot = Sem gráfico, pois o matplotlib não está instalado: pip install '.[report]'
stats-unclear = Não entendo “{ $said }” como período. Diga por exemplo /stats 7 dias, /stats ontem ou /stats 2026-11-01 2026-11-15.
stats-unavailable = Os números não podem ser lidos agora; o log diz por quê.
stats-plot-says = Gráfico: fotos por dia, avaliações, e o que se pede ao lado do que há
stats-plot-days = Fotos por dia
stats-plot-photos = fotos
stats-plot-others = o resto
stats-plot-liked = { $percent } % de { $count } avaliações são boas
stats-plot-wanted = O que se pede e o que há (%)
stats-plot-of-photos = das fotos
stats-plot-of-catalogue = do catálogo
# What is understood behind /stats, parted by commas.
stats-words-today = hoje
stats-words-yesterday = ontem
stats-words-day = dia, dias
stats-words-week = semana, semanas
stats-words-month = mês, meses
stats-words-year = ano, anos
quality-embedder = Reconhecimento { $version }: { $pixels } × { $pixels } pixels viram { $dim } números
quality-learnt = Aprendido com { $products } produtos e { $photos } fotos de celular; em outras (intervalos de 95 %):
quality-index = Índice { $version }: { $products } produtos, feito { $made }. O que sua verificação encontrou:
quality-no-index = Ainda não há índice.

# Telegram

telegram-in-private = Só posso mostrar isto a você: abra um chat comigo e peça lá de novo.

# local chat page

# Where a sentence needs a value, the page fills it in itself.

page-status = Encontra parecidos
page-reconnecting = Reconectando …
page-placeholder = Mensagem
page-message = Mensagem
page-messages = Mensagens
page-send = Enviar
page-send-photo = Enviar uma foto
page-take-photo = Tirar uma foto
page-hero = Envie uma foto, veja o que se parece
page-hero-mouse = Escolha uma foto, solte em qualquer lugar desta página ou cole.
page-hero-touch = Escolha uma foto de alguma roupa, ou tire uma.
page-choose = Escolher uma foto
page-samples = Sem foto à mão? Experimente uma destas.
page-samples-toggle = Fotos de exemplo
page-sample = Enviar a foto de exemplo { $n }
page-commands = Comandos
page-newest = Para a mensagem mais nova
page-reply = Continuar esta resposta
page-reply-end = Não continuar
page-drop = Solte a foto para ver o que se parece com ela
page-no-file = Isso é só um link para uma imagem. Salve a imagem antes, ou copie e cole aqui.
page-too-many = No máximo { $n } fotos por vez: estas são as primeiras.
page-photo = Foto
page-your-photo = Sua foto
page-from-bot = Lookalike, { $time }
page-from-you = Você, { $time }
page-products = Produtos: { $n }
page-garments = O que vejo na sua foto
page-larger = Ampliar a foto: { $title }
page-open-product = Ver na loja
page-copy-link = Copiar link
page-link-copied = Link copiado.
page-before = Produto anterior
page-after = Próximo produto
page-close = Fechar
page-kilobytes = { $n } kB
page-sending = Enviando
page-sent = Enviado
page-not-sent = Não enviado. Tentar de novo
page-typing = Lookalike está olhando …
page-offline = Não consigo falar com o bot agora.
page-too-fast = Que rápido! Espere eu responder.
page-full = Há gente demais agora. Tente de novo daqui a pouco.
page-refused = Não foi possível enviar isto.
page-fault = Algo deu errado do meu lado, desculpe. Tente de novo, por favor.
page-clear = Limpar o chat
page-clear-question = Limpar este chat? O que foi dito sai desta página; suas opiniões ficam.

# Discord's own forms: names are one word in lower case

discord-command-start = início
discord-command-help = ajuda
discord-command-find = buscar
discord-command-saved = salvos
discord-command-history = histórico
discord-command-settings = configurações
discord-command-forget_me = esquecer_me
discord-command-export_me = meus_dados
discord-command-catalogue = catálogo
discord-command-reindex = reindexar
discord-command-stats = estatísticas
discord-command-quality = qualidade
discord-find-similar = Achar parecidos
discord-name-photo = foto
discord-name-gender = gênero
discord-name-colour = cor
discord-name-type = tipo
discord-name-price = preço_máximo
discord-name-argument = opção
discord-option-photo = A foto de uma peça de roupa
discord-option-gender = Só feminino, masculino, menina, menino
discord-option-colour = Só nesta cor
discord-option-type = Só deste tipo
discord-option-price = No máximo este preço
