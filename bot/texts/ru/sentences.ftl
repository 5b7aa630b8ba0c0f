## Every sentence that a shopper or an admin reads, in Russian.

# Ways in

welcome = Здравствуйте! Пришлите фото какой-нибудь одежды, и я покажу самое похожее в магазине: { $count } товаров.
help =
    Пришлите фото какой-нибудь одежды: я отвечу самыми похожими товарами ({ $count }), самые похожие — первыми.
    Потом скажите, что должно быть иначе: «мужское, тёмно-синее{ $under }», «то же, но красное»{ $cheaper }. 👍 и 👎 меняют то, что будет дальше.
    /saved покажет сохранённое, /history — последние поиски, /settings — язык и то, что я узнаю о вашем вкусе.

    Фото сразу после просмотра удаляется: оно никогда не хранится. Что я показал, что вы об этом сказали и что сохранили, хранится под псевдонимом, { $days ->
        [0] пока вы это не удалите
        [one] не дольше { $days } дня
        [few] не дольше { $days } дней
       *[other] не дольше { $days } дней
    }: /export_me это покажет, /forget_me удалит.
help-admin =
    Для вас как администратора:
    Пришлите фото с подписью «Льняное платье, 49 €»: оно сразу в магазине. /catalogue показывает, что пришло так.
    /reindex – прочитать каталог заново (/reindex full: заново посмотреть каждую картинку; /reindex force: что бы ни сказала проверка)
    /stats – о чём спрашивали и что из этого вышло (/stats 7 дней; /stats 2026-11-01 2026-11-15)
    /quality – насколько хороши распознавание и индекс
command-saved = Что сохранено и за чем слежу
command-history = Мои последние поиски
command-settings = Язык и то, чему учится бот
command-forget-me = Удалить всё, что бот хранит обо мне
command-export-me = Всё, что бот хранит обо мне, одним файлом
send-photo = Сначала пришлите фото какой-нибудь одежды; потом скажите словами, что должно быть иначе.
find-needs-photo = Добавьте к /find фото или ответьте командой /find на сообщение с фото.
unknown-command = Я не знаю этой команды. /help скажет, что я умею.
command-start = Поздороваться
command-help = Что умеет бот и что хранит
command-find = Найти похожее на это фото
command-catalogue = Товары, которые пришли в чате
command-catalogue-argument = add: новый; export: все файлом
command-reindex = Прочитать каталог заново
command-reindex-argument = full: заново посмотреть каждую картинку; force: что бы ни сказала проверка
command-stats = О чём спрашивали и что из этого вышло
command-stats-argument = срок: 7 дней; 2026-11-01 2026-11-15
command-quality = Насколько хороши распознавание и индекс

# Answers

what-unknown = что-то
what-type = { $type }
what-colour-type = { $type } ({ $colour })
what-gender-type = { $type } ({ $gender })
what-gender-colour-type = { $type } ({ $gender }, { $colour })
what-guessed = { $what }, кажется
answer-exact = { $what }: найдено
answer-close = { $what }: очень похоже
answer-loose = { $what }: похожее
answer-exact-unnamed = Найдено
answer-close-unnamed = Очень похоже
answer-loose-unnamed = Похожее
answer-nearest = Ближе всего к этому фото вот это
answer-nothing = На этом фото я не вижу одежды. Лучше всего подходит одна вещь, при хорошем свете и спереди.
answer-filtered = { $what }: самое похожее
answer-filtered-unnamed = Самое похожее
answer-nothing-dark = Фото слишком тёмное, я ничего на нём не вижу. Лучше всего подойдёт фото при хорошем свете.
answer-nothing-blurred = Фото слишком размытое, я ничего на нём не вижу. Лучше всего подойдёт чёткое фото одной вещи.
answer-nothing-small = Фото слишком маленькое, я ничего на нём не вижу. Лучше всего подойдёт фото побольше или его скриншот.
answer-empty = Ничего такого в магазине я не нашёл. Лучше всего подходит фото одной вещи, при хорошем свете и спереди.
answer-further = Дальше в том же списке: с { $first } по { $last }
answer-further-one = Дальше по тому же списку: { $first }
answer-of-photo = Фото { $place } из { $count } · { $what }
answer-looked-at = Вот что рассмотрено: { $what }
answer-further-empty = Это всё: больше для этого фото ничего нет.
answer-similar = Похоже на «{ $title }»
answer-similar-empty = Больше ничего похожего на «{ $title }» нет.
answer-footer = 👍 или 👎? Ваша оценка помогает искать лучше.
answer-unsaved = Мне не удалось записать этот ответ, поэтому у него нет кнопок. Возможно, поможет прислать фото ещё раз.
answers-several =
    { $total ->
        [one] Вот что я нашёл.
        [few] { $total } фото: вот что я нашёл, по порядку.
       *[other] { $total } фото: вот что я нашёл, по порядку.
    }
answers-first = { $total } фото сразу — это много: я посмотрел первые { $used }.
tally = 👍 { $ups } · 👎 { $downs }
answer-filtered-empty = В магазине ничего такого нет.
answer-again = Вы уже присылали это фото, поэтому ответ тот же.
answer-learned = Здесь учтены ваши оценки.
answer-words = Вот что есть такого в магазине; по фото я найду похожее на вид.
answer-outfit = { $what }: с этим часто носят
answer-outfit-maybe = { $what }: к этому может подойти
answer-outfit-empty = Здесь я не вижу ничего, что к этому подходит.
answer-shown =
    { $count ->
        [one] Вам хотят показать эту вещь
        [few] Вам хотят показать эти вещи
       *[other] Вам хотят показать эти вещи
    }
link-gone = По этой ссылке уже ничего нет. Пришлите фото, и я поищу.
inline-how = Что ищете? «красное платье{ $under }»
answer-other-kinds = С номера { $place } идут другие вещи: похожего этого вида больше нет.
answer-unlike = Не так, как на фото: { $what }.
answer-cut-short = Я не успел просмотреть всё: возможно, подходит что-то ещё. С меньшим числом фильтров быстрее.
doubt-type = Не «{ $what }»?
doubt-type-unnamed = Что это?
doubt-gender = Для кого?
place-missing = Номера { $place } здесь нет: показано { $count }.
photo-missing = Фото { $place } здесь нет: всего отправлено { $count }.
talk-greeting = Снова здравствуйте! Пришлите другое фото или скажите, что изменить в последнем поиске.
talk-thanks = Пожалуйста! Ставьте 👍 тому, что нравится, и дальше будет лучше; «сохрани 2» сохранит второй товар.
talk-dislike = Тогда ищем дальше: скажите, что изменить, поставьте 👎 тому, что не подходит, или нажмите «Следующие { $count }».

# Filters

filters-set = Фильтры: { $filters }
filters-fit =
    { $count ->
        [0] Всем условиям не отвечает ничего:
        [one] Всем условиям отвечает только { $count },
        [few] Всем условиям отвечают только { $count },
       *[other] Всем условиям отвечают только { $count },
    }
filters-without = { $count } без фильтра { $filters }
filters-near = { $count } близко к { $filters }
quoted = «{ $what }»
chip-not = не { $what }
chip-without = без { $what }
chip-under = до { $price }
chip-over = от { $price }
chip-between = от { $low } до { $high }
chip-stock = в наличии
chip-away = Убрать: { $what }
filters-unknown = Я не понял: { $what }.
filters-absent = В магазине этого нет: { $what }.
filters-untold = Я не могу сказать, где есть { $what }: в названиях этого нет, а сам я этого не вижу.
filters-by-title = { $what } на картинках я не различаю, поэтому смотрю только на названия.
filters-guessed = { $said } я прочитал как { $meant }.
filters-sizes = О размерах я ничего не знаю: они указаны на странице товара в магазине.
filters-in-vain = Ничего похожего со словом { $what } нет, поэтому я его не учитываю.
filters-other-kind = { $what } больше не в счёт: это было о вещи другого вида.
filters-left-out = Больше { $count } фильтров сразу — это для меня слишком много; я не учитываю { $what }.
filters-nothing = Скажите, что изменить: цвет, вид одежды, для кого. «Красное{ $under }», «не чёрное»{ $cheaper }.
example-under = до 40
example-cheaper = дешевле
filters-no-prices = Магазин не указывает цен, поэтому искать по цене я не могу.
undo-done = Назад к тому, что я показывал раньше.
undo-nothing = Раньше ничего не было, возвращаться не к чему.
sorted-by-price = Из { $count } самых похожих — сначала { $first ->
    [dearest] дорогие
   *[cheapest] дешёвые
}.
ask-gone = больше нет в магазине
ask-no-price = цена не указана
ask-no-brand = бренд не указан
ask-no-link = нет ссылки
ask-says = «{ $text }»
ask-not-told = магазин об этом не пишет
ask-service = О доставке, возврате и оплате знает сам магазин: смотрите страницу товара («ссылка?»).
ask-in-stock = в наличии
ask-sold-out = распродано
tone-unknown = Не могу сказать, какие цвета здесь темнее или светлее.
sleeves-not-short = длинный рукав, не без рукавов
tone-darker = темнее
tone-lighter = светлее
tone-warmer = теплее
panel-title =
    Нажмите на фильтр, чтобы убрать его, выберите другой или { $group ->
        [yes] ответьте на сообщение с товарами
       *[no] просто напишите
    }: «тёмно-синее{ $under }, не в полоску».
panel-title-none =
    Выберите, каким это должно быть, или { $group ->
        [yes] ответьте на сообщение с товарами
       *[no] просто напишите
    }: «тёмно-синее{ $under }, не в полоску».
panel-any = Всё равно
panel-gender = Для кого
panel-colour = Цвет
panel-price = Цена
panel-type = Вид
button-filters = Фильтры
button-all-away = Все фильтры
button-up = Подходит
button-down = Не подходит
button-like = Ещё похожие
button-save = Сохранить
button-outfit = С чем носить
button-next = Следующие { $count }
button-previous = Предыдущие { $count }
button-nearest = Показать ближайшее
button-share = Поделиться
notice-up = Записал: подходит.
notice-down = Записал: не подходит.
notice-corrected = Спасибо, ищу заново.
notice-cleared = Оценка снята.
notice-stale = Эта кнопка для меня слишком старая, извините. Пришлите фото ещё раз.
notice-busy = Минутку, уже занимаюсь.

# Saved products and watched searches

saved-menu = Сохранить один из них
saved-done = Сохранено: «{ $title }». /saved это покажет.
saved-which = Какой? Можно и написать: «сохрани 2».
saved-full = Сохранено товаров: { $count }, больше нельзя. Сначала уберите что-нибудь в /saved.
saved-title =
    { $count ->
        [one] Вы сохранили { $count } товар.
        [few] Вы сохранили { $count } товара, сначала последние.
       *[other] Вы сохранили { $count } товаров, сначала последние.
    }
saved-none = Вы ещё ничего не сохранили. ❤️ у товара сохранит его здесь.
saved-gone = Больше нет в магазине
saved-sold-out = Распродано
saved-cheaper = Дешевле, чем раньше ({ $before })
saved-removed = Убрано.
saved-tells-on = Я сообщу, когда что-то подешевеет, снова появится или исчезнет.
saved-tells-on-unpriced = Я сообщу, когда что-то снова появится или исчезнет.
filters-no-stock = В этом магазине ничего не отмечено как распроданное, поэтому по этому признаку искать нельзя.
ask-not-marked = не отмечено как распроданное
saved-tells-off = О сохранённых товарах я больше не сообщаю.
watch-title =
    { $count ->
        [one] Вы следите за { $count } поиском: я сообщу о похожих новинках, не чаще раза в день.
        [few] Вы следите за { $count } поисками: я сообщу о похожих новинках, не чаще раза в день.
       *[other] Вы следите за { $count } поисками: я сообщу о похожих новинках, не чаще раза в день.
    }
watch-done = Я сообщу о похожих новинках, не чаще раза в день. Закончить можно в /saved.
watch-full = Вы следите за { $count } поисками, больше нельзя. Сначала закончите один в /saved.
watch-nothing = Следить можно за поиском, который начался с фото и что-то нашёл.
watch-stop = Закончить: { $what }
watch-ended = Об этом поиске я больше не сообщаю.
button-watch = Сообщать о новом
button-tells = Сообщать об изменениях сохранённого
button-remove = Убрать
button-newer = Новее
button-older = Старее
button-open = Показать поиск
button-stop = Больше не следить
news-watch =
    { $count ->
        [one] { $count } новый товар похож на то, за чем вы следите: { $what }
        [few] { $count } новых товара похожи на то, за чем вы следите: { $what }
       *[other] { $count } новых товаров похожи на то, за чем вы следите: { $what }
    }
news-watch-over = Теперь я вижу лучше, чем тогда, и больше не могу следить за «{ $what }». Пришлите фото ещё раз, чтобы следить снова.
news-cheaper = Дешевле: «{ $title }» теперь { $now }, было { $before }.
news-back = Снова есть: «{ $title }».
news-gone = Больше нет в магазине: «{ $title }».

# History, settings, privacy

history-title = Ваши последние поиски. У меня есть ответы, но не фото.
history-none = Поисков ещё не было. Пришлите фото!
settings-title = Ваши настройки
settings-taste = По вашим оценкам я слегка отдаю предпочтение: { $what }. Самое похожее всё равно идёт первым.
settings-taste-none = По вашим оценкам вкус ещё не виден.
settings-taste-off = Я не изучаю ваш вкус.
settings-language = Язык
settings-language-follow = Как в приложении
settings-changed = Изменено.
settings-admins-only = Это могут менять только администраторы группы.
settings-group-every = В этой группе я отвечаю на каждое фото.
settings-group-asked = В этой группе я отвечаю, когда меня спрашивают: упомяните меня, ответьте мне или напишите /find.
button-learns = Запоминать мой вкус по оценкам
button-turns = Следующая страница заменяет предыдущую
button-every = Отвечать на каждое фото
forget-question = Я удалю всё, что о вас храню: { $what }. Вернуть это нельзя. Удалить?
forget-nothing = Я ничего о вас не храню.
forget-done = Удалено: { $what }.
forget-kept = Ничего не удалено.
forget-not-yours = Этот вопрос задан другому человеку. Наберите /forget_me, и я спрошу вас.
button-forget = Удалить всё
button-keep = Оставить
kept-queries =
    { $count ->
        [one] { $count } поиск
        [few] { $count } поиска
       *[other] { $count } поисков
    }
kept-verdicts =
    { $count ->
        [one] { $count } оценка
        [few] { $count } оценки
       *[other] { $count } оценок
    }
kept-corrections =
    { $count ->
        [one] { $count } исправление
        [few] { $count } исправления
       *[other] { $count } исправлений
    }
kept-saved =
    { $count ->
        [one] { $count } сохранённый товар
        [few] { $count } сохранённых товара
       *[other] { $count } сохранённых товаров
    }
kept-watches =
    { $count ->
        [one] слежение за { $count } поиском
        [few] слежение за { $count } поисками
       *[other] слежение за { $count } поисками
    }
kept-settings = ваши настройки
export-done = Это всё, что я о вас храню.

# What can go wrong, and what to do about it

photo-empty = Этот файл пуст. Пришлите фото ещё раз.
photo-not_an_image = Это не фото, которое я могу прочитать. Пришлите картинку, например JPEG, PNG, WebP или HEIC.
photo-broken = Это фото пришло не целиком или повреждено. Пришлите его ещё раз или пришлите снимок экрана.
photo-too_many_bytes = Это фото для меня слишком велико: не больше { $megabytes } МБ. Пришлите поменьше или снимок экрана.
photo-too_many_pixels = В этом фото слишком много пикселей для меня. Пришлите поменьше или снимок экрана.
photo-too_small = Эта картинка слишком мала, чтобы что-то разглядеть. Пришлите побольше.
photo-too_slow = Эта картинка открывается слишком долго. Пришлите, пожалуйста, её скриншот или копию поменьше.
fault-too_large = Это фото для меня слишком велико: не больше { $megabytes } МБ. Пришлите поменьше или снимок экрана.
fault-gone = Этого фото больше нет. Пришлите его ещё раз.
fault-not_a_photo = Это не фото. Пришлите картинку какой-нибудь одежды.
fault-unreachable = Фото не дошло. Пришлите его ещё раз чуть позже.
several-failed = Не удалось использовать фото: { $failed } из { $total }. { $reasons }
full = Сейчас спрашивают очень многие. Пришлите фото ещё раз через несколько секунд.
too-fast =
    { $seconds ->
        [one] Не так быстро! Подождите { $seconds } секунду и продолжайте.
        [few] Не так быстро! Подождите { $seconds } секунды и продолжайте.
       *[other] Не так быстро! Подождите { $seconds } секунд и продолжайте.
    }
no-index = Магазин ещё не готов: его товары пока не прочитаны. Попробуйте позже.
index-unusable = Индекс магазина сейчас нельзя использовать; владелец должен прочитать каталог заново. Попробуйте позже.
query-stale = Теперь я вижу лучше, чем тогда, и продолжить этот ответ не могу. Пришлите фото ещё раз.
product-gone = Этого товара больше нет в магазине.
apology = У меня что-то пошло не так, извините. Попробуйте ещё раз.

# The catalogue by chat

offer-added = Теперь в магазине, уже находится:
offer-waits = Сохранено. Найти его можно будет, как только будет готов индекс магазина.
offer-changed = Изменено:
offer-card = Так его видят покупатели:
offer-is-sold-out = Распродано:
offer-is-back = Снова в наличии:
offer-withdrawn = «{ $title }» больше не в магазине.
offer-was-search = Значит, это был поиск, а не товар.
offer-gone = Этого товара у меня больше нет.
offer-too-late = Этого фото у меня больше нет. Пришлите его ещё раз с подписью «Льняное платье, 49 €».
offer-tell-more = Как это называется и сколько стоит? Напишите одной строкой, например «Льняное платье, 49 €».
offer-untitled = Без названия
offer-in-stock = В наличии
offer-no-price-yet = цены ещё нет
offer-pictures =
    { $count ->
        [one] { $count } картинка
        [few] { $count } картинки
       *[other] { $count } картинок
    }
offer-ask-title = Как это называется?
offer-ask-price = Сколько это стоит?
offer-ask-link = Где это можно купить? Пришлите адрес.
offer-ask-type = Что это за вещь?
offer-ask-colour = Какого она цвета?
offer-ask-gender = Для кого: женщины, мужчины, девочки, мальчики, все?
offer-now = Сейчас: { $value }
offer-no-price = Здесь не видно цены. Напишите так: «49 €».
offer-no-link = Здесь не видно адреса. Напишите так: «https://shop.example/dress».
button-offer = Добавить в магазин
button-was-search = Это был поиск
button-offer-title = Название
button-offer-price = Цена
button-offer-link = Ссылка
button-offer-type = Вид
button-offer-colour = Цвет
button-offer-gender = Для кого
button-sold-out = Распродано
button-in-stock = Снова в наличии
button-restore = Вернуть
button-change = Изменить
button-cancel = Отмена
button-add-product = Добавить товар
button-export = Все файлом
button-done = Готово
catalogue-title =
    { $count ->
        [one] { $count } товар пришёл в чате.
        [few] { $count } товара пришли в чате, последние сначала.
       *[other] { $count } товаров пришли в чате, последние сначала.
    }
catalogue-none = В чате ещё не пришло ни одного товара. Пришлите фото с подписью «Льняное платье, 49 €» или перешлите запись вашего канала.
catalogue-add = Пришлите фото или несколько альбомом, с названием и ценой в подписи: «Льняное платье, 49 €, https://…». Пока вы не нажмёте «Готово», каждое фото – товар.
catalogue-done = Готово. Фото без цены – снова поиск.
catalogue-exported =
    { $count ->
        [one] { $count } товар файлом, который магазин может прочитать снова.
        [few] { $count } товара файлом, который магазин может прочитать снова.
       *[other] { $count } товаров файлом, который магазин может прочитать снова.
    }
catalogue-in-private = Каталог я показываю только в личном чате. Напишите мне туда.
post-failed = Запись в канале магазина не удалось принять («{ $title }»): { $reason }

# For admins

admins-only = Это могут только администраторы магазина.
reindex-busy = Каталог уже читается.
reindex-busy-since = Каталог читается с { $since } UTC ({ $by }).
reindex-started = Читаю каталог …
reindex-reading = Читаю каталог: товаров { $done } …
reindex-embedding = Смотрю картинки: { $done } из { $total } ({ $percent } %)
reindex-verifying = Проверяю новый индекс: { $done } из { $total }
reindex-swapping = Ставлю новый индекс …
reindex-report = Прочитано товаров: { $products } за { $seconds } с; добавлено { $added }, изменено { $changed }, без изменений { $unchanged }, удалено { $removed }, пропущено { $left_out }.
reindex-left-out = Пропущено – { $reason }: { $count }
reindex-kept = Всё же в индексе – { $reason }: { $count }
reindex-meant = Не показаны, как и должно быть – { $reason }: { $count }
reindex-encoding = Строк не в UTF-8: { $lines }; я прочитал их как { $name } («{ $title }»). Если это неверно, задайте [catalogue] encoding.
reindex-failed = Прочитать не удалось; работает прежний индекс. { $reason }
reindex-failed-catalogue = Каталог не читается; причина в журнале.
reindex-failed-nothing = Читать было почти нечего, или новый индекс не прошёл проверку; подробности в журнале.
reindex-failed-other = Причина в журнале.
reindex-refused = Новый индекс хуже прежнего, поэтому работает прежний:
reindex-force = Если так и задумано: /reindex force
gate-example = { $finding }, например { $examples }
gate-lost = Пропало { $share } % товаров прежнего индекса (допустимо { $most } %)
gate-cut-short = Каталог обрывается на середине, пропало { $share } % товаров прежнего индекса
gate-no-picture = У { $share } % товаров нет годной картинки (допустимо { $most } %)
gate-no-price = У { $share } % товаров нет цены (допустимо { $most } %)
gate-no-type = У { $share } % товаров нет вида (допустимо { $most } %)
gate-not-found = { $share } % товаров не находят сами себя (допустимо { $most } %)
gate-golden = { $share } % контрольных фотографий не находят свой товар (допустимо { $most } %)
left-out-malformed-line = нечитаемые строки
left-out-no-id = нет id
left-out-no-title = нет названия
left-out-duplicate-id = такой id уже был
left-out-missing-picture = нет картинки
left-out-unreadable-picture = картинка не читается
left-out-unreadable-price = цена не читается
left-out-unusable-further-picture = ещё одна картинка не подходит
left-out-picture-of-before-kept = картинку сейчас не получить; осталась прежняя
left-out-not-published = не опубликовано в магазине
left-out-cut-short = файл обрывается на середине
stats-day = { $day } (UTC)
stats-span = { $first } – { $last } (UTC)
stats-asked = Фото: { $photos }; поиски словами: { $words }; продолжений: { $continued }; покупателей: { $shoppers }
stats-liked = 👍 { $ups }, 👎 { $downs }: хороших { $share } % (наверняка от { $low } до { $high } %)
stats-no-verdicts = Оценок пока нет
stats-nothing = Ничего близкого: { $share } % фото
stats-latency = Ответ за { $median } мс в половине случаев, за { $p95 } мс в 95 и за { $p99 } мс в 99 из 100
stats-platforms = Где: { $counts }
stats-types = Виды вещей на фото рядом с каталогом
stats-colours = Цвета на фото рядом с каталогом
stats-words = Просили словами, рядом с каталогом
stats-has = в каталоге { $count } ({ $share } %)
stats-lacking = ⚠ мало
stats-shown = Чаще всего показаны
stats-most-liked = Больше всего понравились
stats-refused = Чаще всего отвергнуты
stats-nobody-liked = Ответы, которые никому не понравились
stats-exact = найдено
stats-close = близко
stats-loose = похоже
stats-none = ничего близкого
stats-no-plot = Без графика: matplotlib не установлен, pip install '.[report]'
stats-unclear = Не понимаю «{ $said }» как срок. Скажите, например, /stats 7 дней, /stats вчера или /stats 2026-11-01 2026-11-15.
stats-unavailable = Числа сейчас не читаются; причина в журнале.
stats-plot-says = График: фото по дням, оценки и спрос рядом с тем, что есть
stats-plot-days = Фото по дням
stats-plot-photos = фото
stats-plot-others = остальное
stats-plot-liked = Хороших оценок { $percent } % из { $count }
stats-plot-wanted = Спрос и что есть (%)
stats-plot-of-photos = от всех фото
stats-plot-of-catalogue = от каталога
# What is understood behind /stats, parted by commas.
stats-words-today = сегодня
stats-words-yesterday = вчера
stats-words-day = день, дня, дней, дни
stats-words-week = неделя, недели, недель, неделю
stats-words-month = месяц, месяца, месяцев
stats-words-year = год, года, лет
quality-embedder = Распознавание { $version }: { $pixels } × { $pixels } пикселей становятся { $dim } числами
quality-learnt = Училось на { $products } товарах и { $photos } фото с телефонов; на других (с интервалами 95 %):
quality-index = Индекс { $version }: товаров { $products }, сделан { $made }. Что показала его проверка:
quality-no-index = Индекса пока нет.

# Telegram

telegram-in-private = Это я могу показать только вам: откройте чат со мной и спросите там.

# local chat page

# Where a sentence needs a value, the page fills it in itself.

page-status = Находит похожее
page-reconnecting = Соединяюсь …
page-placeholder = Сообщение
page-message = Сообщение
page-messages = Сообщения
page-send = Отправить
page-send-photo = Отправить фото
page-take-photo = Снять фото
page-hero = Отправьте фото — увидите похожее
page-hero-mouse = Выберите фото, перетащите его на страницу или вставьте.
page-hero-touch = Выберите фото одежды или снимите.
page-choose = Выбрать фото
page-samples = Нет фото под рукой? Попробуйте одно из этих.
page-samples-toggle = Примеры фото
page-sample = Отправить пример { $n }
page-commands = Команды
page-newest = К последнему сообщению
page-reply = Продолжить с этого ответа
page-reply-end = Не продолжать с него
page-drop = Отпустите фото, чтобы увидеть похожее
page-no-file = Это только ссылка на картинку. Сначала сохраните картинку или скопируйте и вставьте её сюда.
page-too-many = Не больше { $n } фото за раз: вот первые.
page-photo = Фото
page-your-photo = Ваше фото
page-from-bot = Lookalike, { $time }
page-from-you = Вы, { $time }
page-products = Товары: { $n }
page-garments = Что я вижу на фото
page-larger = Увеличить фото: { $title }
page-open-product = Смотреть в магазине
page-copy-link = Копировать ссылку
page-link-copied = Ссылка скопирована.
page-before = Предыдущий товар
page-after = Следующий товар
page-close = Закрыть
page-kilobytes = { $n } кБ
page-sending = Отправляется
page-sent = Отправлено
page-not-sent = Не отправлено. Повторить
page-typing = Lookalike смотрит …
page-offline = Бот сейчас недоступен.
page-too-fast = Не так быстро! Дождитесь ответов.
page-full = Сейчас слишком много запросов. Попробуйте ещё раз чуть позже.
page-refused = Это не удалось отправить.
page-fault = У меня что-то пошло не так, извините. Попробуйте ещё раз.
page-clear = Очистить чат
page-clear-question = Очистить этот чат? Сказанное исчезнет с этой страницы; ваши оценки останутся.

# Discord's own forms: names are one word in lower case

discord-command-start = старт
discord-command-help = помощь
discord-command-find = найти
discord-command-saved = сохранённое
discord-command-history = история
discord-command-settings = настройки
discord-command-forget_me = забудь_меня
discord-command-export_me = мои_данные
discord-command-catalogue = каталог
discord-command-reindex = переиндексация
discord-command-stats = статистика
discord-command-quality = качество
discord-find-similar = Найти похожее
discord-name-photo = фото
discord-name-gender = пол
discord-name-colour = цвет
discord-name-type = вид
discord-name-price = цена_до
discord-name-argument = параметр
discord-option-photo = Фото какой-нибудь одежды
discord-option-gender = Только для женщин, мужчин, девочек, мальчиков
discord-option-colour = Только этого цвета
discord-option-type = Только этого вида
discord-option-price = Не дороже этой цены
