"""Where Discord shows a photo: files of any name, previews that come later, forwards, pictures within components."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.frontends.discord.incoming import links
from bot.messages import PhotoEvent, PhotoFault, Reply, TextEvent
from tests.bot.frontends.discord.loopback.server import CHANNEL_ID, DiscordServer
from tests.bot.frontends.discord.people import DiscordUser
from tests.bot.frontends.discord.rig import RunningDiscord, ScriptedConversation, running_discord
from tests.bot.rig import photo

Json = dict[str, Any]
LINK = "https://pics.example/a.jpg"


@pytest.fixture
def script() -> ScriptedConversation:
    """A conversation that says hello to everything."""
    return ScriptedConversation(Reply(text="Hello"))


def photos(script: ScriptedConversation) -> list[object]:
    """What was in the only event, which has to be about photos."""
    (event,) = script.events
    assert isinstance(event, PhotoEvent)
    return [each.fault or each.data for each in event.photos]


def embed(asker: DiscordUser, number: int = 1, kind: str = "image") -> Json:
    """A link's preview, its picture on the tests' CDN."""
    picture = asker.attachment(photo(number))["url"]
    media = {"url": LINK, "proxy_url": picture, "width": 300, "height": 400}
    return {"type": kind, "url": LINK, "thumbnail": media}


async def updated(asker: DiscordUser, message: Json, **more: Any) -> None:
    """Discord's update of a message, which says no more than it has to."""
    await asker.server.gateway.dispatch(
        "MESSAGE_UPDATE", {"id": message["id"], "channel_id": message["channel_id"], **more}
    )


@pytest.mark.parametrize("words", ["", "in red"])
async def test_a_link_whose_preview_comes_later(
    running: RunningDiscord, script: ScriptedConversation, words: str
) -> None:
    """It is one photo, once, with the words around the link as its caption, though Discord tells the preview twice."""
    asker = running.someone(direct=True)
    said = await asker.say(f"{LINK} {words}")
    await running.heard()
    for _ in range(2):
        await updated(asker, said, content=said["content"], embeds=[embed(asker)])
    await asker.replies(after=said)
    await running.settled()
    assert photos(script) == [photo(1)]
    assert cast("PhotoEvent", script.events[0]).caption == words
    assert len(running.server.messages) == 1


async def test_a_link_with_its_preview_at_once(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Its address is no words either."""
    asker = running.someone(direct=True)
    await asker.replies(after=await asker.say(f"in red: <{LINK}>", embeds=[embed(asker)]))
    assert photos(script) == [photo(1)]
    assert cast("PhotoEvent", script.events[0]).caption == "in red:"


async def test_words_after_a_link_wait_for_its_preview(running: RunningDiscord, script: ScriptedConversation) -> None:
    """They are about the photo behind it."""
    asker = running.someone(direct=True)
    said = await asker.say(LINK)
    await asker.say("in red")
    await running.heard()
    await updated(asker, said, embeds=[embed(asker)])
    await asker.replies(2)
    assert [type(each) for each in script.events] == [PhotoEvent, TextEvent]


async def test_a_link_without_a_picture(
    running: RunningDiscord, script: ScriptedConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind which Discord sees none: alone it is said to be no photo, beside words these are what was said. A link
    that its author wants no preview of is not waited for."""
    monkeypatch.setattr(links, "PREVIEW_SECONDS", 0.2)
    asker = running.someone(direct=True)
    await asker.replies(1, after=await asker.say(LINK))
    assert photos(script) == [PhotoFault.NOT_A_PHOTO]
    await asker.replies(1, after=await asker.say(f"in red {LINK}"))
    monkeypatch.setattr(links, "PREVIEW_SECONDS", 3600.0)
    await asker.replies(1, after=await asker.say(f"in blue <{LINK}>"))
    assert [cast("TextEvent", each).text for each in script.events[1:]] == ["in red", "in blue"]


async def test_links_in_a_channel_where_every_photo_is_answered(
    discord: DiscordServer, script: ScriptedConversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link to a picture is a photo there, one to a page that has pictures, or to nothing, is not."""
    monkeypatch.setattr(links, "PREVIEW_SECONDS", 1.0)
    discord.gateway.allowed_intents = ~0
    async with running_discord(discord, script, message_content=True, channels=(str(CHANNEL_ID),)) as bot:
        people = [bot.someone(2000 + number) for number in range(4)]
        article, picture, later, nothing = people
        await article.say(LINK, embeds=[embed(article, 1, "article")])
        await picture.say(LINK, embeds=[embed(picture, 2)])
        said = await later.say(LINK)
        await nothing.say(LINK)
        await bot.heard()
        await updated(later, said, embeds=[embed(later, 3)])
        await bot.settled()
    found = {each.person.user_id: cast("PhotoEvent", each).photos[0].data for each in script.events}
    assert found == {str(picture.id): photo(2), str(later.id): photo(3)}


def forwarded(**more: Any) -> Json:
    """What is forwarded, as Discord hands it on."""
    inner = {
        **{"type": 0, "content": "", "embeds": [], "attachments": [], "flags": 0, "mentions": [], "components": []},
        **{"timestamp": "2026-01-01T00:00:00+00:00", "edited_timestamp": None},
        **more,
    }
    return {"message_snapshots": [{"message": inner}]}


def gallery(asker: DiscordUser, *numbers: int) -> Json:
    """Pictures beside each other."""
    return {"type": 12, "id": 1, "items": [{"media": media(asker, each)} for each in numbers]}


def media(asker: DiscordUser, number: int, kind: str = "image/jpeg") -> Json:
    """A picture that Discord has unfolded."""
    url = asker.attachment(photo(number))["url"]
    return {
        "url": f"https://elsewhere.example/{number}.jpg",
        "proxy_url": url,
        "content_type": kind,
        "width": 9,
        "height": 9,
    }


async def test_a_forwarded_preview(running: RunningDiscord, script: ScriptedConversation) -> None:
    """Counts like the link itself, also if Discord tells it later."""
    asker = running.someone(direct=True)
    await asker.replies(after=await asker.say("", **forwarded(content=LINK, embeds=[embed(asker)])))
    assert photos(script) == [photo(1)]
    script.events.clear()
    said = await asker.say("", **forwarded(content=LINK))
    await running.heard()
    await updated(asker, said, **forwarded(embeds=[embed(asker, 2)]))
    await asker.replies(after=said)
    assert photos(script) == [photo(2)]


@pytest.mark.parametrize("how", ["gallery", "thumbnail", "container", "forwarded"])
async def test_pictures_within_components(running: RunningDiscord, script: ScriptedConversation, how: str) -> None:
    """Wherever Components V2 show them, by Discord's own address; each is seen once, a video is not."""
    asker = running.someone(direct=True)
    text = {"type": 10, "id": 5, "content": "look"}
    thumbnail = {"type": 11, "id": 2, "media": media(asker, 1)}
    section = {"type": 9, "id": 3, "components": [text], "accessory": thumbnail}
    video = {"type": 12, "id": 9, "items": [{"media": media(asker, 7, "video/mp4")}]}
    parts: list[Json] = {
        "gallery": [gallery(asker, 1, 2)],
        "thumbnail": [section],
        "container": [{"type": 17, "id": 4, "components": [section, video, gallery(asker, 2)]}],
        "forwarded": [gallery(asker, 1)],
    }[how]
    shown: Json = {"components": parts, "flags": 1 << 15}
    await asker.replies(after=await asker.say("", **(forwarded(**shown) if how == "forwarded" else shown)))
    assert photos(script) == [photo(1), photo(2)][: 1 if how in ("thumbnail", "forwarded") else 2]


async def test_strangers_addresses_are_not_fetched(running: RunningDiscord, script: ScriptedConversation) -> None:
    """A component may name any address, also one within the shop's network: only Discord's own are asked for."""
    asker = running.someone(direct=True)
    here = asker.attachment(photo(1))["url"]
    elsewhere = here.replace("127.0.0.1", "localhost")
    items = [{"media": {"url": url, "content_type": "image/jpeg"}} for url in (elsewhere, here)]
    shown = {"components": [{"type": 12, "id": 1, "items": items}], "flags": 1 << 15}
    await asker.replies(after=await asker.say("", **shown))
    assert photos(script) == [photo(1)]


async def test_a_file_within_components(running: RunningDiscord, script: ScriptedConversation) -> None:
    """It is an attachment too, and one photo."""
    asker = running.someone(direct=True)
    attached = asker.attachment(photo(1))
    found = {"url": attached["url"] + "?ex=1", "proxy_url": attached["url"], "content_type": "image/jpeg"}
    shown = {"components": [{"type": 13, "id": 1, "file": found, "name": "photo.jpg", "size": 5}], "flags": 1 << 15}
    await asker.replies(after=await asker.say("", attached, **shown))
    assert photos(script) == [photo(1)]


async def test_find_similar_on_another_bots_components(running: RunningDiscord, script: ScriptedConversation) -> None:
    """The entry of the menu sees what people see."""
    asker, robot = running.someone(), running.someone(77)
    theirs = await robot.say("", author={**robot.user, "bot": True}, components=[gallery(robot, 4)], flags=1 << 15)
    await asker.answer(await asker.find_similar(theirs))
    assert photos(script) == [photo(4)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("download.jfif", "application/octet-stream"),
        ("coat.jpg_large", "application/octet-stream"),
        ("Screenshot 2026.11.28", None),
        ("IMG_2231.jpe", "binary/octet-stream"),
        ("photo", ""),
    ],
)
async def test_bytes_tell_what_a_file_is(
    running: RunningDiscord, script: ScriptedConversation, name: str, kind: str | None
) -> None:
    """Whatever it is called, and if nobody knows its type."""
    asker = running.someone(direct=True)
    await asker.replies(after=await asker.say("", asker.attachment(photo(1), name, content_type=kind)))
    assert photos(script) == [photo(1)]


@pytest.mark.parametrize("kind", ["application/pdf", "video/mp4", "audio/ogg; codecs=opus", "image/svg+xml"])
async def test_what_is_another_type_is_not_fetched(
    running: RunningDiscord, script: ScriptedConversation, kind: str
) -> None:
    """Not a byte of it is asked for, also if it is called a photo."""
    running.server.gives_files.clear()
    asker = running.someone(direct=True)
    await asker.replies(after=await asker.say("", asker.attachment(b"x", "photo.jpg", content_type=kind)))
    assert photos(script) == [PhotoFault.NOT_A_PHOTO]
