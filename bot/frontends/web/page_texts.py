"""The page's own few words (labels, placeholders), out of the same texts as everything that the bot says."""

from __future__ import annotations

from bot.conversation import Conversation
from bot.frontends.web.sessions import Json
from bot.texts import Texts

# Each with the values that the page fills in itself.
_KEYS: dict[str, tuple[str, ...]] = {
    "page-after": (),
    "page-before": (),
    "page-choose": (),
    "page-clear": (),
    "page-clear-question": (),
    "page-close": (),
    "page-commands": (),
    "page-copy-link": (),
    "page-drop": (),
    "page-fault": (),
    "page-full": (),
    "page-from-bot": ("time",),
    "page-from-you": ("time",),
    "page-garments": (),
    "page-hero": (),
    "page-hero-mouse": (),
    "page-hero-touch": (),
    "page-kilobytes": ("n",),
    "page-larger": ("title",),
    "page-link-copied": (),
    "page-message": (),
    "page-messages": (),
    "page-newest": (),
    "page-no-file": (),
    "page-not-sent": (),
    "page-offline": (),
    "page-open-product": (),
    "page-photo": (),
    "page-placeholder": (),
    "page-products": ("n",),
    "page-reconnecting": (),
    "page-refused": (),
    "page-reply": (),
    "page-reply-end": (),
    "page-sample": ("n",),
    "page-samples": (),
    "page-samples-toggle": (),
    "page-send": (),
    "page-send-photo": (),
    "page-sending": (),
    "page-sent": (),
    "page-status": (),
    "page-take-photo": (),
    "page-too-fast": (),
    "page-too-many": ("n",),
    "page-typing": (),
    "page-your-photo": (),
}


def page_language(conversation: Conversation, locale: str) -> Json:
    """All that the page says by itself in a language, commands included."""
    commands = [{"name": each.name, "description": each.description} for each in conversation.commands(locale)]
    return {"texts": page_texts(locale), "commands": commands}


def page_texts(locale: str) -> Json:
    """Key -> sentence, in which `{name}` stands for a value of the page's. "page-language" is the language found."""
    texts = Texts.for_locale(locale)
    found: Json = {key: texts(key, **{name: f"{{{name}}}" for name in names}) for key, names in _KEYS.items()}
    return {**found, "page-language": texts.language}
