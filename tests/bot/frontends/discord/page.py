"""What a shopper sees in Discord, about as a phone shows it: messages of the tests' server as an HTML page to look at.

`python -m tests.bot.frontends.discord.page FOLDER` asks the bot about the sample shop's photos, and writes page.html.
"""

from __future__ import annotations

import base64
import html
import re
import sys
from pathlib import Path
from typing import Any

Json = dict[str, Any]
_STYLE = """
body{background:#313338;color:#dbdee1;font:15px/1.35 'gg sans','DejaVu Sans','Noto Color Emoji',sans-serif;
  width:390px;margin:0;padding:8px}
.m{margin:14px 0;border-left:2px solid #444;padding-left:8px}
.s{display:flex;justify-content:space-between;gap:8px;margin:6px 0}
.s img{flex:none;width:85px;height:85px;object-fit:cover;border-radius:6px}a{color:#00a8fc;text-decoration:none}
button{background:#4e5058;color:#fff;border:0;border-radius:6px;padding:7px 12px;font:14px sans-serif}
.b1{background:#5865f2}.b3{background:#248046}.b4{background:#da373c}
.r{display:flex;flex-wrap:wrap;gap:6px;margin:4px 0}
select{width:100%;background:#1e1f22;color:#dbdee1;border:1px solid #222;padding:9px;border-radius:6px}
small{color:#949ba4;font-size:12px}
.e{background:#2b2d31;border-left:4px solid #888;padding:8px;margin:4px 0;display:flex;justify-content:space-between}
.e img{width:70px;height:70px;object-fit:cover}.g{display:grid;grid-template-columns:1fr 1fr 1fr;gap:4px}
.g img{width:100%;height:110px;object-fit:cover}
.g:has(img:only-child){display:block}.g img:only-child{width:auto;max-width:100%}
"""


def page(messages: list[Json], files: dict[str, bytes]) -> str:
    """All messages, one below the other."""
    drawn = "".join(f"<div class=m>{_message(each, files)}</div>" for each in messages)
    return f"<!doctype html><meta charset=utf-8><style>{_STYLE}</style>{drawn}"


def _message(message: Json, files: dict[str, bytes]) -> str:
    hint = "<small>Only you can see this</small>" if message["flags"] & 64 else ""
    embeds = "".join(_embed(each, files) for each in message["embeds"])
    parts = "".join(_part(each, files) for each in message["components"])
    return f"{_markdown(message['content'])}{embeds}{parts}{hint}"


def _embed(embed: Json, files: dict[str, bytes]) -> str:
    picture = _picture(embed["thumbnail"]["url"], files) if embed.get("thumbnail") else ""
    title = f"<a href='{html.escape(embed.get('url', ''))}'><b>{_markdown(embed.get('title', ''))}</b></a>"
    return f"<div class=e><div>{title}{_markdown(embed.get('description', ''))}</div>{picture}</div>"


def _part(part: Json, files: dict[str, bytes]) -> str:
    inner = "".join(_part(each, files) for each in part.get("components", ()))
    match part["type"]:
        case 1:
            return f"<div class=r>{inner}</div>"
        case 2:
            emoji = (part.get("emoji") or {}).get("name", "")
            label = html.escape(f"{emoji} {part.get('label') or ''}".strip())
            return f"<button class=b{part['style']}>{label}</button>"
        case 3:
            options = "".join(f"<option>{html.escape(each['label'])}" for each in part["options"])
            return f"<select><option>{html.escape(part.get('placeholder') or '')}{options}</select>"
        case 9:
            return f"<div class=s><div>{inner}</div>{_part(part['accessory'], files)}</div>"
        case 10:
            return f"<div>{_markdown(part['content'])}</div>"
        case 11:
            return _picture(part["media"]["url"], files)
        case 12:
            return f"<div class=g>{''.join(_picture(each['media']['url'], files) for each in part['items'])}</div>"
        case _:
            return f"<div>{html.escape(str(part))}</div>"


def _picture(url: str, files: dict[str, bytes]) -> str:
    data = files.get(url.removeprefix("attachment://"))
    source = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}" if data else url
    return f"<img src='{source}'>"


def _markdown(text: str) -> str:
    """The little of it that the bot writes."""
    found = html.escape(text, quote=False)
    found = re.sub(r"&lt;/(\w+):\d+&gt;", r"<a>/\1</a>", found)
    found = re.sub(r"(?m)^-# (.*)$", r"<small>\1</small>", found)
    found = re.sub(r"(?<!\\)\[((?:[^\]\\]|\\.)*)\]\(([^)]*)\)", r"<a href='\2'>\1</a>", found)
    found = re.sub(r"\*\*(.*?)(?<!\\)\*\*", r"<b>\1</b>", found)
    return re.sub(r"\\([\W_])", r"\1", found).replace("\n", "<br>")


async def _asked(folder: Path, photos: list[bytes]) -> str:
    """A conversation in a channel, as a page."""
    from tests.bot.frontends.discord.loopback.server import serving_discord
    from tests.bot.frontends.discord.people import button, named
    from tests.bot.frontends.discord.rig import running_discord
    from tests.bot.frontends.drawn_chat import sample_conversation

    async with (
        sample_conversation(folder) as (conversation, _),
        serving_discord() as server,
        running_discord(server, conversation, photo_bytes=20 * 2**20) as bot,
    ):
        asker, friend = bot.someone(), bot.someone(1002)
        (first,) = await asker.answer(await asker.command("find", photo=asker.attachment(photos[0]), max_price=40))
        await friend.press(first, button(first, "👍", 2)["custom_id"])
        await asker.press(first, button(first, "👎", 3)["custom_id"])
        await server.until(lambda: button(first, "👎", 3)["style"] == 3)
        if filters := named(first, "Filters"):
            await asker.answer(await asker.press(first, filters["custom_id"]), 2)
        for name in ("help", "saved", "settings", "history"):
            if any(each["name"] == name for each in server.commands):
                await asker.answer(await asker.command(name))
        said = await asker.say("not blue", asker.attachment(photos[1]), mention=True)
        await asker.replies(after=said)
        return page(list(server.messages.values()), server.files)


if __name__ == "__main__":
    from tests.bot.frontends.drawn_chat import draw

    draw(Path(sys.argv[1]), _asked)
