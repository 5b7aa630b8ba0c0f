"""Messages that the library cannot read whole: what of them can be read is read, part by part, and answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Json = dict[str, Any]

# Who says it to whom: without these there is nobody to answer, or it may not be for us.
_NEEDED = ("id", "channel_id", "guild_id", "author", "webhook_id", "type")
_PLAIN: Mapping[str, Any] = {
    **{"content": "", "attachments": [], "embeds": [], "mentions": [], "mention_roles": [], "mention_everyone": False},
    **{"tts": False, "pinned": False, "flags": 0, "timestamp": "1970-01-01T00:00:00+00:00", "edited_timestamp": None},
}

_USER: Json = {"username": "", "discriminator": "0", "avatar": None}
_MEMBER: Json = {"roles": [], "joined_at": None, "flags": 0, "permissions": "0", "deaf": False, "mute": False}
_ATTACHMENT: Json = {"id": "0", "filename": "", "size": 0}
_LEAST_LIMIT = 10 * 1024 * 1024  # of what every chat takes
_GUILD_CHANNEL, _DIRECT_CHANNEL = 0, 1


def completed(interaction: Any, application_id: int | None) -> Any:  # noqa: ANN401 - whatever Discord says
    """A command or a press with what the library cannot do without, and a server that is not Discord's own may leave
    out: everything but what was done, by whom, and where."""
    if not isinstance(interaction, dict):
        return interaction
    where = {"version": 1, "application_id": str(application_id or 0), "attachment_size_limit": _LEAST_LIMIT}
    whole: Json = {**where, **interaction}
    if "channel" not in whole and "channel_id" in whole:
        kind = _GUILD_CHANNEL if whole.get("guild_id") else _DIRECT_CHANNEL
        whole["channel"] = {"id": whole["channel_id"], "type": kind, "name": "", "permission_overwrites": []}
    if isinstance(user := whole.get("user"), dict):
        whole["user"] = _USER | user
    if isinstance(member := whole.get("member"), dict):
        whole["member"] = _MEMBER | member | ({"user": _USER | member["user"]} if "user" in member else {})
    if isinstance(message := whole.get("message"), dict):
        more = {"type": 0, "components": [], "channel_id": (whole.get("channel") or {}).get("id", "0")}
        author = {"id": whole["application_id"], **_USER, **(message.get("author") or {})}
        whole["message"] = {**_PLAIN, **more, **message, "author": author}
    resolved = (whole.get("data") or {}).get("resolved") or {}
    if isinstance(attached := resolved.get("attachments"), dict):
        attached = {key: _ATTACHMENT | {"id": key, "proxy_url": each["url"]} | each for key, each in attached.items()}
        whole["data"] = whole["data"] | {"resolved": resolved | {"attachments": attached}}
    return whole


def is_well_formed(data: Any) -> bool:  # noqa: ANN401 - whatever Discord says
    """Whether the words and the attachments are what the library takes them for, unseen."""
    try:
        types = [(each["url"], each["size"], each.get("content_type") or "") for each in data["attachments"]]
        return isinstance(data["content"], str) and all(map(_is_attachment, types))
    except (TypeError, KeyError, AttributeError):
        return False


def with_readable_messages(interaction: Any, reads: Callable[[Json], object]) -> Any:  # noqa: ANN401
    """A command on messages, which has of each what can be read."""
    resolved = ((interaction.get("data") or {}) if isinstance(interaction, dict) else {}).get("resolved") or {}
    if not isinstance(messages := resolved.get("messages"), dict):
        return interaction
    parts = {number: readable_part(message, reads) or message for number, message in messages.items()}
    return interaction | {"data": interaction["data"] | {"resolved": resolved | {"messages": parts}}}


def readable_part(data: Any, reads: Callable[[Json], object]) -> Json | None:  # noqa: ANN401
    """The message without what cannot be read, by `reads`, which raises whatever it does; None if not even who says it
    where can be read."""
    if not isinstance(data, dict):
        return None
    plain: Json = {**_PLAIN, **{key: data[key] for key in _NEEDED if key in data}}

    def can_be_read(message: Json) -> bool:
        try:
            reads(message)
        except Exception:  # as the library stumbles: anything
            return False
        return is_well_formed(message)

    if can_be_read(data):
        return data
    if not can_be_read(plain):
        return None
    message = plain
    for key, value in data.items():
        if key in _NEEDED:
            continue
        if can_be_read(message | {key: value}):
            message = message | {key: value}
        elif isinstance(value, list):
            for each in value:
                kept = message.get(key, [])
                forms = (each, _as_address(each)) if key == "attachments" else (each,)
                good = next((form for form in forms if can_be_read(message | {key: [*kept, form]})), None)
                if good is not None:
                    message = message | {key: [*kept, good]}
    return message


def _is_attachment(types: tuple[object, ...]) -> bool:
    return all(map(isinstance, types, (str, int, str)))


def _as_address(attachment: object) -> Json:
    """Where it lies is enough: what it is, its bytes say."""
    url = attachment.get("url") if isinstance(attachment, dict) else None
    return {"id": "0", "filename": "", "size": 0, "url": url, "proxy_url": url}
