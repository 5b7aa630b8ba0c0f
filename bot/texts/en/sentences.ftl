## Every sentence that a shopper or an admin reads. Plain British English; short enough for a phone.

# Ways in

welcome = Hello! Send me a photo of something to wear, and I will show you the { $count } most similar things in the shop.
help =
    Send a photo of something to wear: I answer with the { $count } most similar products, the closest first.
    Then say what should be different: “men's, navy{ $under }”, “same but in red”{ $cheaper }. 👍 and 👎 move what comes next.
    /saved shows what you keep, /history your last searches, /settings the language and what I learn about your taste.

    Your photo is looked at and dropped at once: it is never kept. What I showed, what you said of it and what you save is kept under a pseudonym{ $days ->
        [0] {" "}until you delete it
       *[other] {" "}for { $days } days at most
    }: /export_me shows it, /forget_me deletes it.
help-admin =
    For you as admin:
    Send me a photo with “Linen dress, 49 €” under it: it is in the shop at once. /catalogue lists what came that way.
    /reindex – read the catalogue again (/reindex full: look at every picture anew; /reindex force: whatever the check says)
    /stats – what was asked and what became of it (/stats 7 days; /stats 2026-11-01 2026-11-15)
    /quality – how good the recognition and the index are
command-saved = What I have saved and watch
command-history = My last searches
command-settings = Language, and what the bot learns
command-forget-me = Delete all that the bot keeps about me
command-export-me = All that the bot keeps about me, as a file
send-photo = Send me a photo of something to wear first; then tell me in words what should be different.
find-needs-photo = Add a photo to /find, or reply with /find to a message that has one.
unknown-command = I do not know this command. /help says what I can do.
command-start = Say hello
command-help = What the bot can do, and what it keeps
command-find = Find what looks like this photo
command-catalogue = Products that came by chat
command-catalogue-argument = add: a new one; export: all as a file
command-reindex = Read the catalogue again
command-reindex-argument = full: look at every picture anew; force: whatever the check says
command-stats = What was asked, and what became of it
command-stats-argument = a span: 7 days; 2026-11-01 2026-11-15
command-quality = How good recognition and index are

# Answers

what-unknown = something
what-type = { $type }
what-colour-type = { $colour } { $type }
what-gender-type = { $gender } { $type }
what-gender-colour-type = { $gender } { $colour } { $type }
what-guessed = { $what }, I think

answer-exact = { $what }: found it
answer-close = { $what }: close matches
answer-loose = { $what }: similar ones
answer-exact-unnamed = Found it
answer-close-unnamed = Close matches
answer-loose-unnamed = Similar ones
answer-nearest = This is what comes nearest to the photo
answer-nothing = I see nothing to wear in this photo. One piece, well lit and from the front, works best.
answer-filtered = { $what }: the most similar ones
answer-filtered-unnamed = The most similar ones
answer-nothing-dark = This photo is too dark for me to see anything in it. One with more light works best.
answer-nothing-blurred = This photo is too blurred for me to see anything in it. A sharp one of a single piece works best.
answer-nothing-small = This photo is too small for me to see anything in it. A larger one, or a screenshot of it, works best.
answer-empty = I found nothing like this in the shop. A photo that shows one piece, well lit and from the front, works best.
answer-further = Further down the same list: { $first } to { $last }
answer-further-one = Further down the same list: { $first }
answer-of-photo = Photo { $place } of { $count } · { $what }
answer-looked-at = What I looked at: { $what }
answer-further-empty = That was all: I have nothing further for this one.
answer-similar = More like “{ $title }”
answer-similar-empty = I have nothing else like “{ $title }”.
answer-footer = 👍 or 👎? I learn from your verdicts.
answer-unsaved = I could not write this answer down, so it has no buttons. Sending the photo again may help.
answers-several =
    { $total ->
        [one] Here is what I found.
       *[other] { $total } photos: here is what I found, in their order.
    }
answers-first = { $total } photos is a lot at once: I looked at the first { $used }.
tally = 👍 { $ups } · 👎 { $downs }

place-missing = There is no number { $place } here: I have shown { $count }.
photo-missing = There is no photo { $place } here: you have sent { $count }.
talk-greeting = Hello again! Send me another photo, or tell me what should be different about the last one.
talk-thanks = Gladly! 👍 on what you like makes the next ones better; “save 2” keeps the second one for you.
talk-dislike = Then let us look further: tell me what should be different, give 👎 to what is wrong, or take “Next { $count }”.

answer-filtered-empty = Nothing in the shop fits that.
answer-again = You sent this photo before, so this is the same answer.
answer-learned = Your verdicts count here.
answer-words = This is what the shop has of that; with a photo I find what looks like it.
answer-outfit = { $what }: often worn with it
answer-outfit-maybe = { $what }: this may go with it
answer-outfit-empty = I know of nothing here that goes with it.
answer-shown =
    { $count ->
        [one] Somebody wants to show you this
       *[other] Somebody wants to show you these
    }
link-gone = What this link led to is no longer there. Send me a photo, and I will have a look.
inline-how = What are you looking for? “red dress{ $under }”
answer-other-kinds = From number { $place } on these are other things: nothing more of that kind is close.
answer-unlike = Unlike your photo: { $what }.
answer-cut-short = I did not look through everything in time: there may be more that fits. Fewer filters are quicker.
doubt-type = Not “{ $what }”?
doubt-type-unnamed = What is it?
doubt-gender = For whom?

# Filters

filters-set = Filters: { $filters }
filters-fit =
    { $count ->
        [0] Nothing fits all of that:
        [one] Only one fits all of that,
       *[other] Only { $count } fit all of that,
    }
filters-without = { $count } without { $filters }
filters-near = { $count } close to { $filters }
quoted = “{ $what }”
chip-not = not { $what }
chip-without = no { $what }
chip-under = under { $price }
chip-over = over { $price }
chip-between = { $low } to { $high }
chip-stock = in stock
chip-away = Remove: { $what }
filters-unknown = I did not understand { $what }.
filters-absent = The shop has nothing for { $what }.
filters-untold = I cannot tell what has { $what }: no title says so, and I do not see it.
filters-by-title = I do not see { $what } in pictures, so I go by the titles alone.
filters-guessed = I took { $said } for { $meant }.
filters-sizes = I know nothing of sizes: the shop's page of a product says which there are.
filters-in-vain = Nothing that comes close has { $what }, so I leave that out.
filters-other-kind = I leave out { $what }: that was about another kind of thing.
filters-left-out = I go by { $count } filters at most here, so I leave out { $what }.
filters-nothing = Tell me what to change: the colour, the kind, for whom it is. “Red{ $under }”, “not black”{ $cheaper }.
example-under = under 40
example-cheaper = cheaper
filters-no-prices = The shop states no prices, so I cannot go by them.
undo-done = Back to what I showed before.
undo-nothing = There is nothing before this to go back to.
sorted-by-price = Of the { $count } closest, the { $first ->
    [dearest] most expensive
   *[cheapest] cheapest
} first.
ask-gone = no longer in the shop
ask-no-price = no price stated
ask-no-brand = no brand stated
ask-no-link = no link
ask-says = “{ $text }”
ask-not-told = the shop does not say
ask-service = The shop itself knows about delivery, returns and payment: ask there, or see a product's page (“link?”).
ask-in-stock = in stock
ask-sold-out = sold out
tone-unknown = I cannot tell which colours are darker or lighter here.
sleeves-not-short = long sleeves, not sleeveless
tone-darker = darker
tone-lighter = lighter
tone-warmer = warmer
panel-title =
    Tap a filter to take it away, choose another one, or { $group ->
        [yes] reply to the message with the products
       *[no] just write it
    }: “navy{ $under }, not striped”.
panel-title-none =
    Choose what it should be, or { $group ->
        [yes] reply to the message with the products
       *[no] just write it
    }: “navy{ $under }, not striped”.
panel-any = Any
panel-gender = For whom
panel-colour = Colour
panel-price = Price
panel-type = Kind
button-filters = Filters
button-all-away = All filters

button-up = Fits
button-down = Does not fit
button-like = More like this
button-save = Save
button-outfit = Goes with it
button-next = Next { $count }
button-previous = Previous { $count }
button-nearest = Show the nearest
button-share = Share

notice-up = Noted: it fits.
notice-down = Noted: it does not fit.
notice-corrected = Thanks, I look again.
notice-cleared = Taken back.
notice-stale = This button is too old for me, sorry. Please send the photo again.
notice-busy = One moment, I am on it.

# Saved products and watched searches

saved-menu = Save one of these
saved-done = Saved: “{ $title }”. /saved shows it.
saved-which = Which one? You can also write “save 2”.
saved-full = You have saved { $count } products, which is the most. Remove some in /saved first.
saved-title =
    { $count ->
        [one] You have saved one product.
       *[other] You have saved { $count } products, the latest first.
    }
saved-none = You have saved nothing yet. ❤️ on a product keeps it here.
saved-gone = No longer in the shop
saved-sold-out = Sold out
saved-cheaper = Cheaper than before ({ $before })
saved-removed = Removed.
saved-tells-on = I will tell you when one gets cheaper, is back or is gone.
saved-tells-on-unpriced = I will tell you when one is back or is gone.
filters-no-stock = Nothing in this shop is marked as sold out, so I cannot go by that.
ask-not-marked = not marked as sold out
saved-tells-off = I will not tell you about saved products any more.
watch-title =
    { $count ->
        [one] You watch one search: I tell you of new close matches, at most once a day.
       *[other] You watch { $count } searches: I tell you of new close matches, at most once a day.
    }
watch-done = I will tell you of new close matches, at most once a day. /saved ends that.
watch-full = You watch { $count } searches, which is the most. End one in /saved first.
watch-nothing = I can watch a search that began with a photo and found something.
watch-stop = Stop: { $what }
watch-ended = I will not tell you about this search any more.
button-watch = Tell me of new ones
button-tells = Tell me when a saved product changes
button-remove = Remove
button-newer = Newer
button-older = Older
button-open = Show the search
button-stop = Stop watching
news-watch =
    { $count ->
        [one] A new product comes close to the search that you watch: { $what }
       *[other] { $count } new products come close to the search that you watch: { $what }
    }
news-watch-over = I see better now than I did then, so I can no longer watch “{ $what }”. Send the photo again to watch it anew.
news-cheaper = Cheaper: “{ $title }” is now { $now }, before { $before }.
news-back = Back again: “{ $title }”.
news-gone = No longer in the shop: “{ $title }”.

# History, settings, privacy

history-title = Your last searches. I have the answers, not the photos.
history-none = No searches yet. Send me a photo!
settings-title = Your settings
settings-taste = By your verdicts I gently prefer: { $what }. What looks closest still comes first.
settings-taste-none = Your verdicts do not show a taste yet.
settings-taste-off = I am not learning your taste.
settings-language = Language
settings-language-follow = As the app says
settings-changed = Changed.
settings-admins-only = Only this group's admins can change that.
settings-group-every = In this group I answer every photo.
settings-group-asked = In this group I answer when I am asked: mention me, reply to me, or use /find.
button-learns = Learn my taste from my verdicts
button-turns = The next page replaces the last one
button-every = Answer every photo
forget-question = I would delete all that I keep about you: { $what }. This cannot be undone. Shall I?
forget-nothing = I keep nothing about you.
forget-done = Deleted: { $what }.
forget-kept = Nothing was deleted.
forget-not-yours = This is another person's question. /forget_me asks you yours.
button-forget = Delete everything
button-keep = Keep it
kept-queries =
    { $count ->
        [one] one search
       *[other] { $count } searches
    }
kept-verdicts =
    { $count ->
        [one] one verdict
       *[other] { $count } verdicts
    }
kept-corrections =
    { $count ->
        [one] one correction
       *[other] { $count } corrections
    }
kept-saved =
    { $count ->
        [one] one saved product
       *[other] { $count } saved products
    }
kept-watches =
    { $count ->
        [one] one watched search
       *[other] { $count } watched searches
    }
kept-settings = your settings
export-done = This is all that I keep about you.

# What can go wrong, and what to do about it

photo-empty = This file is empty. Please send the photo again.
photo-not_an_image = This is not a photo that I can read. Please send a picture, such as a JPEG, PNG, WebP or HEIC.
photo-broken = This photo did not arrive whole, or is damaged. Please send it again, or make a screenshot of it and send that.
photo-too_many_bytes = This photo is too large for me: at most { $megabytes } MB. Please send a smaller one, or a screenshot of it.
photo-too_many_pixels = This photo has too many pixels for me. Please send a smaller one, or a screenshot of it.
photo-too_small = This picture is too small to see anything in it. Please send a larger one.
photo-too_slow = This picture takes too long to open. Please send a screenshot of it, or a smaller copy.
fault-too_large = This photo is too large for me: at most { $megabytes } MB. Please send a smaller one, or a screenshot of it.
fault-gone = This photo is not there any more. Please send it again.
fault-not_a_photo = This is not a photo. Please send a picture of something to wear.
fault-unreachable = The photo did not arrive. Please send it again in a moment.
several-failed = { $failed } of { $total } photos could not be used: { $reasons }

full = Many are asking at this moment. Please send the photo again in a few seconds.
too-fast =
    { $seconds ->
        [one] That was quick! Please wait a second, then go on.
       *[other] That was quick! Please wait { $seconds } seconds, then go on.
    }
no-index = The shop is not ready yet: its products are still to be read in. Please try again later.
index-unusable = The shop's index cannot be used at the moment; its owner has to read the catalogue again. Please try again later.
query-stale = I see better now than I did then, so I cannot go on from this answer. Please send the photo again.
product-gone = This product is no longer in the shop.
apology = Something went wrong on my side, sorry. Please try again.

# The catalogue by chat

offer-added = In the shop now, and found at once:
offer-waits = Kept. It will be found as soon as the shop's index is ready.
offer-changed = Changed:
offer-card = As shoppers see it:
offer-is-sold-out = Sold out:
offer-is-back = In stock again:
offer-withdrawn = “{ $title }” is out of the shop.
offer-was-search = A search, then: it is no product.
offer-gone = I do not have this product any more.
offer-too-late = I no longer have this photo. Send it again with “Linen dress, 49 €” under it.
offer-tell-more = What is it called, and what does it cost? Write it in one line, such as “Linen dress, 49 €”.
offer-untitled = Without a name
offer-in-stock = In stock
offer-no-price-yet = no price yet
offer-pictures =
    { $count ->
        [one] one picture
       *[other] { $count } pictures
    }
offer-ask-title = What is it called?
offer-ask-price = What does it cost?
offer-ask-link = Where can it be bought? Send me the address.
offer-ask-type = What kind of thing is it?
offer-ask-colour = Which colour is it?
offer-ask-gender = Who is it for: women, men, girls, boys, everybody?
offer-now = Now: { $value }
offer-no-price = I see no price in this. Write it like “49 €”.
offer-no-link = I see no address in this. Write it like “https://shop.example/dress”.
button-offer = Add this to the shop
button-was-search = That was a search
button-offer-title = Name
button-offer-price = Price
button-offer-link = Link
button-offer-type = Kind
button-offer-colour = Colour
button-offer-gender = For whom
button-sold-out = Sold out
button-in-stock = In stock again
button-restore = Put it back
button-change = Change
button-cancel = Cancel
button-add-product = Add a product
button-export = All as a file
button-done = Done
catalogue-title =
    { $count ->
        [one] One product came by chat.
       *[other] { $count } products came by chat, the latest first.
    }
catalogue-none = No product came by chat yet. Send me a photo with “Linen dress, 49 €” under it, or forward a post of your channel.
catalogue-add = Send me the photo, or several as an album, with name and price under it: “Linen dress, 49 €, https://…”. Until you press “Done”, every photo is a product.
catalogue-done = Done. From now on photos without a price are searches again.
catalogue-exported =
    { $count ->
        [one] The product, as a file that the shop can read in again.
       *[other] All { $count } products, as a file that the shop can read in again.
    }
catalogue-in-private = I show the catalogue in a private chat only. Write to me there.
post-failed = A post in the shop's channel could not be taken in (“{ $title }”): { $reason }

# For admins

admins-only = Only the shop's admins can do this.
reindex-busy = A reindex is running already.
reindex-busy-since = A reindex has been running since { $since } UTC ({ $by }).
reindex-started = Reading the catalogue …
reindex-reading = Reading the catalogue: { $done } products …
reindex-embedding = Looking at the pictures: { $done } of { $total } ({ $percent } %)
reindex-verifying = Checking the new index: { $done } of { $total }
reindex-swapping = Putting the new index in place …
reindex-report =
    Reindexed { $products } products in { $seconds } s: { $added } added, { $changed } changed, { $unchanged } unchanged, { $removed } removed, { $left_out } left out.
reindex-left-out = Left out – { $reason }: { $count }
reindex-kept = In the index all the same – { $reason }: { $count }
reindex-meant = Rightly not shown – { $reason }: { $count }
reindex-encoding = { $lines } lines are not UTF-8; I read them as { $name } (“{ $title }”). If that is wrong, set [catalogue] encoding.
reindex-failed = The reindex failed; the old index goes on serving. { $reason }
reindex-failed-catalogue = The catalogue could not be read; the log says why.
reindex-failed-nothing = There was too little to index, or the new index did not pass its check; the log says more.
reindex-failed-other = The log says why.
reindex-refused = The new index is worse than the old one, which goes on serving:
reindex-force = If it is meant so: /reindex force
gate-example = { $finding }, such as { $examples }
gate-lost = { $share } % of the products of the old index are gone (at most { $most } %)
gate-cut-short = The catalogue ends in the middle, and { $share } % of the products of the old index are gone
gate-no-picture = { $share } % of the products have no picture that can be used (at most { $most } %)
gate-no-price = { $share } % of the products have no price (at most { $most } %)
gate-no-type = { $share } % of the products have no type (at most { $most } %)
gate-not-found = { $share } % of the products do not find themselves (at most { $most } %)
gate-golden = { $share } % of the golden photos do not find their product (at most { $most } %)
left-out-malformed-line = lines that could not be read
left-out-no-id = no id
left-out-no-title = no title
left-out-duplicate-id = an id that was there already
left-out-missing-picture = missing picture
left-out-unreadable-picture = unreadable picture
left-out-unreadable-price = unreadable price
left-out-unusable-further-picture = a further picture that cannot be used
left-out-picture-of-before-kept = the picture cannot be had just now; that of before is kept
left-out-not-published = not published in the shop
left-out-cut-short = the file ends in the middle
stats-day = { $day } (UTC)
stats-span = { $first } to { $last } (UTC)
stats-asked = Photos: { $photos }; searches in words: { $words }; ways on: { $continued }; shoppers: { $shoppers }
stats-liked = 👍 { $ups }, 👎 { $downs }: { $share } % good (surely between { $low } and { $high } %)
stats-no-verdicts = No verdicts yet
stats-nothing = Nothing close: { $share } % of the photos
stats-latency = Answered within { $median } ms half of the time, { $p95 } ms in 95 and { $p99 } ms in 99 of 100 cases
stats-platforms = Where: { $counts }
stats-types = Kinds in the photos, beside the catalogue
stats-colours = Colours in the photos, beside the catalogue
stats-words = Asked for in words, beside the catalogue
stats-has = in the catalogue { $count } ({ $share } %)
stats-lacking = ⚠ too few
stats-shown = Most shown
stats-most-liked = Most liked
stats-refused = Most refused
stats-nobody-liked = Answers that nobody liked
stats-exact = found
stats-close = close
stats-loose = similar
stats-none = nothing close
stats-no-plot = There is no plot, for matplotlib is not installed: pip install '.[report]'
stats-unclear = I do not understand “{ $said }” as a span of time. Say for instance /stats 7 days, /stats yesterday or /stats 2026-11-01 2026-11-15.
stats-unavailable = The figures cannot be read at the moment; the log says why.
stats-plot-says = Plot: photos a day, verdicts, and what is wanted beside what there is
stats-plot-days = Photos a day
stats-plot-photos = photos
stats-plot-others = all else
stats-plot-liked = { $percent } % of { $count } verdicts are good
stats-plot-wanted = Wanted, and what there is (%)
stats-plot-of-photos = of the photos
stats-plot-of-catalogue = of the catalogue
# What is understood behind /stats, parted by commas.
stats-words-today = today
stats-words-yesterday = yesterday
stats-words-day = day, days, d
stats-words-week = week, weeks, w
stats-words-month = month, months
stats-words-year = year, years
quality-embedder = Recognition { $version }: { $pixels } × { $pixels } pixels become { $dim } numbers
quality-learnt = Learnt from { $products } products and { $photos } phone photos; on others (with 95 % intervals):
quality-index = Index { $version }: { $products } products, made { $made }. What its check found:
quality-no-index = There is no index yet.

# Telegram

telegram-in-private = I can show this to you alone only: open a chat with me, and ask again there.

# local chat page

# Where a sentence needs a value, the page fills it in itself.
page-status = Finds lookalikes
page-reconnecting = Reconnecting …
page-placeholder = Message
page-message = Message
page-messages = Messages
page-send = Send
page-send-photo = Send a photo
page-take-photo = Take a photo
page-hero = Send a photo, see its lookalikes
page-hero-mouse = Choose a photo, drop it anywhere on this page, or paste it.
page-hero-touch = Choose a photo of something to wear, or take one.
page-choose = Choose a photo
page-samples = No photo at hand? Try one of these.
page-samples-toggle = Sample photos
page-sample = Send sample photo { $n }
page-commands = Commands
page-newest = To the newest message
page-reply = Go on from this answer
page-reply-end = Never mind this answer
page-drop = Drop the photo to see what looks like it
page-no-file = That is only a link to a picture. Save the picture first, or copy it and paste it here.
page-too-many = At most { $n } photos at a time: these are the first ones.
page-photo = Photo
page-your-photo = Your photo
page-from-bot = Lookalike, { $time }
page-from-you = You, { $time }
page-products = Products: { $n }
page-garments = What I see in your photo
page-larger = Larger picture: { $title }
page-open-product = View in the shop
page-copy-link = Copy link
page-link-copied = Link copied.
page-before = Previous product
page-after = Next product
page-close = Close
page-kilobytes = { $n } kB
page-sending = Sending
page-sent = Sent
page-not-sent = Not sent. Try again
page-typing = Lookalike is looking …
page-offline = The bot cannot be reached at the moment.
page-too-fast = That was quick! Please wait for the answers.
page-full = There is too much going on here just now. Please try again in a moment.
page-refused = This could not be sent.
page-fault = Something went wrong on my side, sorry. Please try again.
page-clear = Clear the chat
page-clear-question = Clear this chat? What was said is removed from this page; your verdicts stay.

# Discord's own forms: names are one word in lower case

discord-command-start = start
discord-command-help = help
discord-command-find = find
discord-command-saved = saved
discord-command-history = history
discord-command-settings = settings
discord-command-forget_me = forget_me
discord-command-export_me = export_me
discord-command-catalogue = catalogue
discord-command-reindex = reindex
discord-command-stats = stats
discord-command-quality = quality
discord-find-similar = Find similar
discord-name-photo = photo
discord-name-gender = gender
discord-name-colour = colour
discord-name-type = type
discord-name-price = max_price
discord-name-argument = option
discord-option-photo = A photo of something to wear
discord-option-gender = Only for women, men, girls, boys
discord-option-colour = Only in this colour
discord-option-type = Only this kind of thing
discord-option-price = At most this price
