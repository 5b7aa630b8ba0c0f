"""What a shopper sees in Telegram, about as a phone shows it: messages of the tests' server as an HTML page to look at.

`python -m tests.bot.frontends.telegram.page FOLDER` asks the bot about the sample shop's photos, and writes page.html.
"""

from __future__ import annotations

import base64
import html
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_STYLE = """
body{background:#0e1621;color:#f5f5f5;font:15px/1.35 'DejaVu Sans','Noto Color Emoji',sans-serif;
  width:390px;margin:0;padding:8px;box-sizing:border-box}
.m{background:#182533;border-radius:12px;padding:8px 10px;margin:6px 40px 2px 0;
  white-space:pre-wrap;overflow-wrap:anywhere}
.m.p{padding:3px}.own{background:#2b5278;margin:6px 0 2px 200px}
.p img{max-width:100%;border-radius:9px;display:block}.g img{width:100%}
.own img{height:190px;width:100%;object-fit:cover}
.g{display:grid;grid-template-columns:repeat(6,1fr);gap:2px}
.g img{height:112px;object-fit:cover;border-radius:4px;grid-column:span 2}
.g img:nth-child(-n+2){height:150px;grid-column:span 3}
.k{margin:0 40px 8px 0}.r{display:flex;gap:3px;margin-top:3px}
.r span{flex:1;background:#1f3347;border-radius:7px;text-align:center;padding:7px 2px;font-size:14px;
  white-space:nowrap;overflow:hidden}
a{color:#6ab3f3;text-decoration:none}
"""
_TAGS = {"bold": "b", "italic": "i", "underline": "u", "strikethrough": "s", "code": "code"}


def page(messages: list[Json], files: dict[str, bytes], bot: int) -> str:
    """All messages of a chat, one below the other; an album is one."""
    drawn = []
    for key, group in groupby(messages, key=lambda each: each.get("media_group_id") or each["message_id"]):
        several = list(group)
        drawn.append(_album(several, files) if len(several) > 1 else _message(several[0], files, bot))
        assert key
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{''.join(drawn)}"


def _album(messages: list[Json], files: dict[str, bytes]) -> str:
    return f"<div class='m p'><div class=g>{''.join(_picture(each, files) for each in messages)}</div></div>"


def _message(message: Json, files: dict[str, bytes], bot: int) -> str:
    own = "" if message["from"]["id"] == bot else " own"
    picture = _picture(message, files) if "photo" in message else ""
    text = _text(message.get("text") or message.get("caption") or "", message.get("entities", []))
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    drawn = (
        "<div class=r>" + "".join(f"<span>{html.escape(button['text'])}</span>" for button in row) + "</div>"
        for row in rows
    )
    return f"<div class='m{own}{' p' if picture else ''}'>{picture}{text}</div><div class=k>{''.join(drawn)}</div>"


def _picture(message: Json, files: dict[str, bytes]) -> str:
    data = files.get(message["photo"][-1]["file_id"], b"")
    return f"<img src='data:image/jpeg;base64,{base64.b64encode(data).decode()}'>"


def _text(text: str, entities: list[Json]) -> str:
    """With its entities, whose places are in units of UTF-16."""
    units, marks = text.encode("utf-16-le"), []
    for each in entities:
        tag = _TAGS.get(each["type"])
        opens = f"<{tag}>" if tag else f"<a href='{html.escape(each.get('url', ''))}'>"
        marks.append((each["offset"], 1, opens))
        marks.append((each["offset"] + each["length"], 0, f"</{tag or 'a'}>"))
    drawn, at = [], 0
    for place, _, mark in sorted(marks, key=lambda each: each[:2]):
        drawn += [html.escape(units[2 * at : 2 * place].decode("utf-16-le")), mark]
        at = place
    return "".join((*drawn, html.escape(units[2 * at :].decode("utf-16-le"))))


async def _asked(folder: Path, photos: list[bytes]) -> str:
    """A private chat, as a page."""
    from tests.bot.frontends.drawn_chat import sample_conversation
    from tests.bot.frontends.telegram.rig import Someone, telegram
    from tests.bot.frontends.telegram.server import BOT_ID, BotApi, serving

    async with (
        sample_conversation(folder) as (conversation, store),
        serving(BotApi()) as api,
        telegram(conversation, api, kept=store.files),
    ):
        someone = Someone(api)
        await someone.photo(photos[0], "under 60")
        await someone.press(await someone.answer(), "👍")
        await someone.say("not blue")
        await someone.answer()
        await api.settled()
        sent = [
            message
            for (where, _), message in sorted(api.messages.items(), key=lambda each: each[0][1])
            if where == 1001
        ]
        return page(sent, api.files, BOT_ID)


if __name__ == "__main__":
    from tests.bot.frontends.drawn_chat import draw

    draw(Path(sys.argv[1]), _asked)
