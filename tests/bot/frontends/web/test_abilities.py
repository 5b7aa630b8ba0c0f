"""The conversation's abilities through the local chat: chips, menus, documents, news, as the page gets them."""

from __future__ import annotations

from pathlib import Path

from bot.messages import Chat, Reply
from tests.bot.conversation.scenarios.boutique import BoutiqueEmbedder, DoubtfulEmbedder, shopper_photo
from tests.bot.frontends.web.client import message, next_of, shopper
from tests.bot.frontends.web.rig import serving
from tests.bot.rig import running_bot


async def test_filters_saved_and_export(tmp_path: Path, boutique: Path) -> None:
    """A caption's filters come as buttons that take them away; the menus keep a product; the export can be fetched."""
    async with (
        running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot,
        serving(bot.conversation) as url,
        shopper(url) as anna,
        anna.listen() as socket,
    ):
        await anna.send_photo(shopper_photo("Handbags", "Green"), caption="women, not black")
        answer = await message(socket)
        assert "Filters: women's · not black" in answer["text"]
        chips = [button for row in answer["buttons"] for button in row if button["icon"] == "✖️"]
        assert [chip["label"] for chip in chips] == ["women's", "not black"]
        press = {"id": "press-0001", "message": answer["id"], "action": chips[0]["action"], "values": []}
        assert await anna.post("/api/action", press) == 202
        assert "Filters: not black" in (await message(socket))["text"]
        (panel_button,) = (each for row in answer["buttons"] for each in row if each["label"] == "Filters")
        await anna.post("/api/action", {**press, "id": "press-0002", "action": panel_button["action"]})
        panel = await message(socket)
        assert [menu["label"] for menu in panel["menus"]] == ["For whom", "Colour", "Price", "Kind"]
        heart = next(button for button in answer["cards"][0]["buttons"] if button["icon"] == "❤️")
        await anna.post("/api/action", {**press, "id": "press-0003", "action": heart["action"]})
        assert (await next_of(socket, "notice"))["text"].startswith("Saved: ")
        await anna.post("/api/text", {"id": "text-00001", "text": "/export_me"})
        while (document := (await message(socket))["document"]) is None:
            pass  # the answer with the heart that is pressed
        async with anna.client.get(url + document["url"]) as file:
            assert file.content_type == "application/json"
            assert len((await file.json(content_type=None))["saved"]) == 1


async def test_a_text_may_reply_to_an_older_answer(tmp_path: Path, boutique: Path) -> None:
    """With the message it replies to, a text continues that answer rather than the last one."""
    async with (
        running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot,
        serving(bot.conversation) as url,
        shopper(url) as anna,
        anna.listen() as socket,
    ):
        await anna.send_photo(shopper_photo("Jeans", "Blue"), "message-1")
        jeans = await message(socket)
        await anna.send_photo(shopper_photo("Handbags", "Black"), "message-2")
        await message(socket)
        await anna.post("/api/text", {"id": "text-00001", "text": "in green", "reply": jeans["id"]})
        assert "jeans" in (await message(socket))["text"].lower()


async def test_news_wait_for_a_browser_that_is_away(tmp_path: Path, boutique: Path) -> None:
    """What is told to somebody without an open page is in the chat when they come back."""
    async with (
        running_bot(tmp_path / "db.sqlite", boutique, embedder=BoutiqueEmbedder()) as bot,
        serving(bot.conversation) as url,
        shopper(url) as anna,
    ):
        async with anna.listen() as socket:
            await anna.post("/api/text", {"id": "text-00001", "text": "/help"})
            await message(socket)
        deliver = bot.conversation._deliveries["web"]
        key = next(cookie.value for cookie in anna.client.cookie_jar if cookie.key.startswith("lookalike-"))
        from bot.frontends.web.sessions import BrowserSessions

        user_id = BrowserSessions(1).of_key(key).user_id  # type: ignore[union-attr]
        assert await deliver(Chat("web", user_id), Reply(text="Something new"))
        async with anna.listen() as socket:
            hello = await socket.receive_json(timeout=30)
        assert hello["messages"][-1]["text"] == "Something new"
    assert "web" not in bot.conversation._deliveries


async def test_a_correction_turns_the_same_message(tmp_path: Path, boutique: Path) -> None:
    """What the network is not sure of comes as quick choices; a tap puts another answer in the message's place."""
    async with (
        running_bot(tmp_path / "db.sqlite", boutique, embedder=DoubtfulEmbedder()) as bot,
        serving(bot.conversation) as url,
        shopper(url) as anna,
        anna.listen() as socket,
    ):
        await anna.send_photo(shopper_photo("Tshirts", "Blue"))
        answer = await message(socket)
        kinds, people = answer["menus"]
        assert (kinds["label"], kinds["quick"], people["label"]) == ("Not “T-shirt”?", True, "For whom?")
        press = {"id": "press-0001", "message": answer["id"], "action": kinds["action"], "values": ["Handbags"]}
        assert await anna.post("/api/action", press) == 202
        now = await message(socket)
        assert now["id"] == answer["id"]
        assert now["text"].startswith("Men's blue handbag")
        assert [menu["label"] for menu in now["menus"]] == ["For whom?"]
