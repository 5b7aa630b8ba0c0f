"""What a Bot API server that is not Telegram's own leaves out, filled in.

To the library an object without one of its required fields is a fault, and with it all that a shopper has said is
lost, or that a message was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from inspect import Parameter, signature
from typing import Any

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberBanned, ChatMemberRestricted

Json = dict[str, Any]

_PEOPLE = ("from", "user", "sender_user")
_CHATS = ("chat", "sender_chat", "actor_chat")
_SIZE: Json = {"width": 0, "height": 0}
_FILES: Mapping[str, Json] = {
    **dict.fromkeys(("photo", "thumbnail"), _SIZE),
    **{key: {**_SIZE, "duration": 0} for key in ("animation", "video")},
    **{key: {"duration": 0} for key in ("voice", "audio")},
    "video_note": {"length": 0, "duration": 0},
    "sticker": {**_SIZE, "type": "regular", "is_animated": False, "is_video": False},
}
_MEMBERS = {"administrator": ChatMemberAdministrator, "restricted": ChatMemberRestricted, "kicked": ChatMemberBanned}
_NUMBERS = ("update_id", "message_id", "message_thread_id", "date", "migrate_to_chat_id", "migrate_from_chat_id")
# Who says it to whom: without these there is nobody to answer.
_NEEDED = ("message_id", "id", "from", "chat", "date", "sender_chat", "chat_instance")
# A date of 0 says that a message cannot be had any more.
_SOME_DATE = 1
_FIRST_SUPERGROUP = -1_000_000_000_000


def completed(said: Any, name: str = "", chat: Any = None) -> Any:  # noqa: ANN401 - whatever a server says
    """The same with what is missing, by the name under which it stands; `chat` is that of the message around it."""
    if isinstance(said, list):
        return [completed(each, name, chat) for each in said]
    if not isinstance(said, dict):
        return int(said) if name in _NUMBERS and _is_number(said) else said
    inner = said.get("chat") or chat
    whole: Json = {key: completed(value, key, inner) for key, value in said.items()}
    if (name in _PEOPLE or name in _CHATS) and _is_number(whole.get("id")):
        whole["id"] = int(whole["id"])
    if name in _PEOPLE:
        whole.setdefault("is_bot", False)
        whole["first_name"] = whole.get("first_name") or ""
    elif name in _CHATS:
        whole.setdefault("type", _kind_of(whole.get("id")))
    elif "message_id" in whole and name.endswith("message"):
        whole.setdefault("date", _SOME_DATE)
        if chat is not None and "chat" not in whole:
            whole["chat"] = completed(chat, "chat")
    elif "file_id" in whole:
        whole = {**_FILES.get(name, {}), "file_unique_id": whole["file_id"], **whole}
    elif kind := _MEMBERS.get(str(whole.get("status"))):
        whole = {**_required_of(kind), **whole}
    elif name in ("callback_query", "inline_query"):
        whole = {"chat_instance" if name == "callback_query" else "offset": "", **whole}
    return whole


def completed_update(data: Any, reads: Callable[[Json], object]) -> Json | None:  # noqa: ANN401
    """The update without what cannot be read, by `reads`, which raises whatever it does; None if too little is left."""
    if not isinstance(data, dict):
        return None

    def can_be_read(update: Json) -> bool:
        try:
            reads(update)
        except Exception:  # as the library stumbles: anything
            return False
        return True

    whole: Json = completed(data)
    if can_be_read(whole):
        return whole
    for kind, content in whole.items():
        if not isinstance(content, dict):
            continue
        kept: Json = {key: content[key] for key in _NEEDED if key in content}
        update: Json = {"update_id": whole.get("update_id"), kind: kept}
        if not can_be_read(update):
            continue
        for key, value in content.items():
            parts = value if isinstance(value, list) else ()
            if can_be_read(update | {kind: kept | {key: value}}):
                kept[key] = value
            elif good := [each for each in parts if can_be_read(update | {kind: kept | {key: [each]}})]:
                kept[key] = good
        return update
    return None


def completed_result(method: str, result: Any, parameters: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """What a call has led to: messages that a server does not describe are those that were sent; their id is 0 where it
    does not even name them."""
    chat = {"id": parameters.get("chat_id", 0)}
    if method in ("getUpdates", "getMyCommands"):
        return result if isinstance(result, list) else []
    if method == "getFile" and isinstance(result, dict):
        return completed({"file_id": str(parameters.get("file_id")), **result})
    if method == "sendMediaGroup":
        return [_message(each, chat) for each in (result if isinstance(result, list) else [])]
    if method.startswith("send") and method != "sendChatAction":
        return _message(result, chat)
    if method.startswith("edit") and isinstance(result, dict):
        return _message(result, chat)
    return completed(result, "user" if method == "getMe" else "")


def _message(said: Any, chat: Json) -> Any:  # noqa: ANN401
    return completed({"message_id": 0, **(said if isinstance(said, dict) else {})}, "message", chat)


@cache
def _required_of(kind: type[ChatMember]) -> Mapping[str, int]:
    """The rights and dates of a member, none of them given."""
    named = signature(kind).parameters.values()
    return {each.name: 0 for each in named if each.default is Parameter.empty and each.name != "user"}


def _is_number(said: object) -> bool:
    return isinstance(said, str) and said.removeprefix("-").isdecimal() and len(said) < 20


def _kind_of(chat_id: object) -> str:
    if not isinstance(chat_id, int) or chat_id > 0:
        return "private"
    return "group" if chat_id > _FIRST_SUPERGROUP else "supergroup"
