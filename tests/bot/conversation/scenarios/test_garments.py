"""Scenarios: a photo with several garments, of which the others are one tap away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Glimpse, Photo, PhotoEvent, Reply
from bot.ports import Answer, Filters, Garment, RankingRequest, SentPhoto, StoredQuery
from tests.bot.conversation.scenarios.boutique import shopper_photo
from tests.bot.conversation.scenarios.talk import Talk, chips, labels, products
from tests.bot.rig import GROUP

KINDS = {"top": ("Tshirts", "Red"), "trousers": ("Jeans", "Blue"), "bag": ("Handbags", "Green")}
THERE = (0.1, 0.0, 0.7, 1.0)


async def outfit(talk: Talk, *kinds: str, boxes: Sequence[tuple[float, float, float, float]] = ()) -> tuple[Reply, str]:
    """An answer to a photo of several things, as the recommender gives it, and its query_id."""
    answers: list[Answer] = []
    for kind in kinds:
        answers.append(await talk.bot.worker.recommend(shopper_photo(*KINDS[kind]), RankingRequest()))
    boxes = boxes or [(0.0, n / 4, 1.0, (n + 1) / 4) for n in range(len(kinds))]
    whole = replace(
        answers[0],
        garments=tuple(Garment(box, kind, 0.9) for box, kind in zip(boxes, kinds, strict=True)),  # type: ignore[arg-type]
        garment_queries=tuple(answer.query for answer in answers),
    )
    whose = talk.chat.kind == "group", talk.person.locale, True, True
    query = StoredQuery("", "photo", *whose, whole, Filters(), sent=SentPhoto("m7"))
    query_id = await talk.bot.store.queries.record(query, talk.person, talk.chat)
    return await talk.action(f"open {query_id}"), query_id


def marked(reply: Reply) -> list[str]:
    """The garments that are drawn as chosen."""
    return [button.label for row in reply.buttons for button in row if button.pressed]


def where(glimpse: Glimpse | None) -> object:
    return glimpse and (glimpse.message_ref, glimpse.place, glimpse.box)


async def test_the_other_garment_is_one_tap_away(talk: Talk) -> None:
    """All that was found stands in one row, in the same order on each answer, what is shown marked; each with where it
    is in the photo, and so is the answer."""
    answer, _ = await outfit(talk, "top", "bag")
    assert labels(answer) == ["Next 5", "Filters", "Goes with it", "Share", "Top", "Bag"]
    assert marked(answer) == ["Top"]
    assert where(answer.glimpse) == ("m7", 1, (0.0, 0.0, 1.0, 0.25))
    bag = await talk.press("Bag")
    assert bag.text.startswith("Green handbag")
    assert products(bag)[0].startswith("handbags-green")
    assert (labels(bag), marked(bag)) == (labels(answer), ["Bag"])
    assert where(bag.glimpse) == where(bag.buttons[1][1].glimpse) == ("m7", 1, (0.0, 0.25, 1.0, 0.5))
    assert bag.glimpse is not None
    assert (len(bag.glimpse.among), bag.glimpse.is_new, bag.glimpse.said) == (2, True, "What I looked at: bag")
    top = await talk.press("Top")
    assert products(top) == products(answer)


async def test_several_others_have_a_row_of_their_own(talk: Talk) -> None:
    """The first row has none of them; a button that was never shown is stale."""
    answer, query_id = await outfit(talk, "top", "trousers", "bag")
    assert [[button.label for button in row] for row in answer.buttons] == [
        ["Next 5", "Filters", "Goes with it", "Share"],
        ["Top", "Trousers", "Bag"],
    ]
    assert "too old" in (await talk.action(f"piece {query_id} 4")).notice


async def test_each_garment_has_its_own_picture(talk: Talk) -> None:
    """Trousers and a bag are no dress."""
    answer, _ = await outfit(talk, "top", "trousers", "bag")
    icons = [button.icon for row in answer.buttons for button in row if button.action.startswith("piece")]
    assert icons == ["👕", "👖", "👜"]


async def test_one_thing_taken_for_several_is_offered_once(talk: Talk) -> None:
    """What stands in the same place is the same thing; of the others, too, each place comes once."""
    answer, _ = await outfit(talk, "top", "trousers", "bag", boxes=(THERE, THERE, (0.7, 0.6, 1.0, 1.0)))
    assert [button.label for button in answer.buttons[1]] == ["Top", "Bag"]
    assert marked(await talk.press("Bag")) == ["Bag"]


async def test_filters_go_along_but_for_the_kind(talk: Talk) -> None:
    """Who asked for men's in blue gets the bag for men in blue, too; "T-shirts" is not meant for the bag. Words go on
    from the garment that was asked about last."""
    await outfit(talk, "top", "bag")
    filtered = await talk.say("T-shirts for men in blue")
    assert chips(filtered) == ["T-shirt", "men's", "blue"]
    bag = await talk.press("Bag")
    assert chips(bag) == ["men's", "blue"]
    assert products(bag)[0].startswith("handbags-blue-men")
    assert products(await talk.say("in black"))[0].startswith("handbags-black-men")
    further = await talk.press("Next 5")
    assert "Top" in labels(further)


async def test_one_of_several_photos_is_named(talk: Talk) -> None:
    """Of an album each answer says which photo it is of, and where that is; so does whatever follows: words go on from
    the last one shown, a reply from the one that it replies to. Of a single photo nothing is said."""
    kinds = [("Tshirts", "Red"), ("Jeans", "Blue"), ("Handbags", "Green")]
    photos = tuple(Photo(shopper_photo(*kind), ref=f"photo-{n}") for n, kind in enumerate(kinds))
    _, shirt, jeans, bag = await talk.send(PhotoEvent(talk.person, talk.chat, photos=photos))
    assert [each.text.split(" · ")[0] for each in (shirt, jeans, bag)] == [f"Photo {n} of 3" for n in (1, 2, 3)]
    assert [each.glimpse and each.glimpse.message_ref for each in (shirt, jeans, bag)] == [each.ref for each in photos]
    red = await talk.say("in red")
    assert red.text.startswith("Photo 3 of 3 · Red handbag")
    assert where(red.glimpse) == where(bag.glimpse)
    assert [each.glimpse and each.glimpse.is_new for each in (bag, red)] == [True, False]
    jeans_ref = f"m{int(talk.last_ref[1:]) - 2}"
    assert (await talk.say("in black", replies_to=jeans_ref)).text.startswith("Photo 2 of 3 · Black jeans")
    assert (await talk.press("Next 5")).text.startswith("Photo 2 of 3 · Further down")
    alone = await talk.photo("Jeans", "Green")
    assert (alone.text.startswith("Green jeans"), alone.glimpse) == (True, None)


async def test_words_address_photos(talk: Talk) -> None:
    """ "The second picture" turns to that photo's answer, as it was left, and what follows goes on from there; "the
    first" is a product. After several photos "back to the first one" is a photo, too. Photos that came one by one count
    in the order in which they came."""
    kinds = [("Tshirts", "Red"), ("Jeans", "Blue"), ("Handbags", "Green")]
    photos = tuple(Photo(shopper_photo(*kind), ref=f"photo-{n}") for n, kind in enumerate(kinds))
    _, _, jeans, bag = await talk.send(PhotoEvent(talk.person, talk.chat, photos=photos))
    first = await talk.say("the first photo")
    assert first.text.startswith("Photo 1 of 3 · Red T-shirt")
    assert (await talk.say("in black")).text.startswith("Photo 1 of 3 · Black T-shirt")
    green = await talk.say("the second pic but in green")
    assert green.text.startswith("Photo 2 of 3 · Green jeans")
    assert (await talk.say("go back to the first one")).text.startswith("Photo 1 of 3 · Black T-shirt")
    assert chips(await talk.say("photo 2")) == ["green"]
    title = jeans.cards[0].title
    assert title not in (await talk.say("how much is the first?")).text
    assert (await talk.say("how much is the first of picture 3?")).text.startswith(f"1. {bag.cards[0].title}")
    assert (await talk.say("the last but one photo")).text.startswith("Photo 2 of 3 · Green jeans")
    assert (await talk.say("photo 4")).text == "There is no photo 4 here: you have sent 3."
    await talk.photo("Jeans", "Black")
    await talk.photo("Handbags", "Red")
    assert (await talk.say("the last picture")).text.startswith("Red handbag")
    assert (await talk.say("the fourth photo")).text.startswith("Black jeans")


async def test_pages_take_each_others_place_by_choice(talk: Talk) -> None:
    """By default a page is a message of its own; with the setting it stands where the one before stood, and leads back
    to it. In a group nobody's setting counts."""
    answer = await talk.photo("Tshirts", "Blue")
    page = await talk.press("Next 5")
    assert (page.replaces, "Previous 5" in labels(page)) == (False, False)
    await talk.command("settings")
    await talk.press("The next page replaces the last one")
    page = await talk.press("Next 5", at=answer)
    assert (page.replaces, labels(page)[0]) == (True, "Previous 5")
    assert (await talk.press("Next 5", at=page)).text.startswith("Further down the same list: 11")
    back = await talk.press("Previous 5", at=page)
    assert (back.replaces, products(back), labels(back)) == (True, products(answer), labels(answer))
    together = talk.as_(talk.person, GROUP)
    await together.photo("Tshirts", "Blue")
    assert not (await together.press("Next 5")).replaces
