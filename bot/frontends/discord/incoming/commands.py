"""The slash commands that the conversation lists, with their words in every language, and "Find similar" on messages.

They are sent to Discord only when what it has differs: the changes of a day are limited, and clients reload them all.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import discord
from discord import app_commands
from discord.http import Route

from bot.conversation import Conversation
from bot.frontends.discord.outgoing.markdown import one_line, shortened
from bot.messages import CommandSpec, FormFilters
from bot.texts import FALLBACK, Texts

log = logging.getLogger(__name__)

_MAX_NAME = 32
_MAX_DESCRIPTION = 100
_MAX_CHOICE = 100
CompletedOption = Literal["gender", "type", "colour"]


class CommandHandler(Protocol):
    """What is done with a command; each method acknowledges first."""

    async def commanded(self, interaction: discord.Interaction[Any], name: str, argument: str = "") -> None: ...

    async def asked(
        self, interaction: discord.Interaction[Any], photos: Sequence[discord.Attachment], form: FormFilters
    ) -> None: ...

    async def asked_about(self, interaction: discord.Interaction[Any], message: discord.Message) -> None: ...


class ShopCommandTree(app_commands.CommandTree[Any]):
    """The commands of one client."""

    def __init__(self, client: discord.Client, conversation: Conversation, handler: CommandHandler) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        self._handler = handler
        self._conversation = conversation
        for spec in conversation.commands(FALLBACK, for_admin=True):
            self.add_command(self._photo_command(spec) if spec.takes_photo else self._command(spec))
        self.add_command(self._find_similar())

    async def on_error(self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError) -> None:
        """A command that Discord still knows in an older form is the conversation's to answer."""
        if isinstance(error, app_commands.CommandInvokeError):
            log.error("a command was not handled", exc_info=error)
            return
        log.info("a command came in a form that is not known: %s", type(error).__name__)
        if interaction.type is discord.InteractionType.application_command and isinstance(interaction.data, Mapping):
            await self._handler.commanded(interaction, str(interaction.data.get("name", "")))

    async def _call(self, interaction: discord.Interaction[Any]) -> None:
        """The library's own way of a command, without its traceback for one that cannot be read."""
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as error:
            log.warning("a command cannot be read: %s", type(error).__name__)

    async def sync_if_changed(self) -> dict[str, int]:
        """Register the commands unless Discord has exactly these; returns the ids by which it knows them. Raises
        discord.HTTPException."""
        application_id = self.client.application_id
        if application_id is None:
            raise app_commands.MissingApplicationID
        if not await self._conversation.states_prices():  # then nothing offers them
            for spec in self._conversation.commands(FALLBACK, for_admin=True):
                if spec.takes_photo:
                    self.add_command(self._photo_command(spec, priced=False), override=True)
        await self.set_translator(CommandTranslator(self._conversation))
        translator = self.translator
        assert translator is not None  # noqa: S101 - set above
        ours = [await each.get_translated_payload(self, translator) for each in self.get_commands(type=None)]
        # The library's own call does not ask for the names in other languages, and Discord then leaves them out.
        known = Route("GET", "/applications/{application_id}/commands", application_id=application_id)
        try:
            theirs: Sequence[Mapping[str, Any]]
            theirs = await self.client.http.request(known, params={"with_localizations": "true"})
        except discord.HTTPException as error:
            log.info("Discord does not say which commands it has: %s", error.status)
            theirs = ()
        if _comparable(ours) != _comparable(theirs):
            theirs = await self.client.http.bulk_upsert_global_commands(application_id, payload=ours) or ()
            log.info("the commands were registered anew")
        return {each["name"]: int(each["id"]) for each in theirs if each.get("type", 1) == 1 and "id" in each}

    def _command(self, spec: CommandSpec) -> app_commands.Command[Any, ..., Any]:
        handler = self._handler

        async def simple(interaction: discord.Interaction) -> None:
            await handler.commanded(interaction, spec.name)

        async def with_argument(interaction: discord.Interaction, argument: str = "") -> None:
            await handler.commanded(interaction, spec.name, argument)

        if spec.argument:
            said = app_commands.locale_str(shortened(one_line(spec.argument), _MAX_DESCRIPTION), argument_of=spec.name)
            app_commands.describe(argument=said)(with_argument)
            app_commands.rename(argument=_text("discord-name-argument"))(with_argument)
        callback = with_argument if spec.argument else simple
        command: app_commands.Command[Any, ..., Any]
        command = app_commands.Command(name=_name(spec), description=_description(spec), callback=callback)
        if spec.admins_only:
            # What is not said would be taken from the tree.
            command.allowed_contexts = app_commands.AppCommandContext(
                guild=True, dm_channel=spec.in_private, private_channel=False
            )
            command.allowed_installs = app_commands.AppInstallationType(guild=True, user=False)
            # Hides it from most; who may really use it is checked by the conversation whenever it runs.
            command.default_permissions = discord.Permissions(manage_guild=True)
            command.guild_only = not spec.in_private
        return command

    def _photo_command(self, spec: CommandSpec, *, priced: bool = True) -> app_commands.Command[Any, ..., Any]:
        handler = self._handler

        async def ask(
            interaction: discord.Interaction,
            photo: discord.Attachment,
            gender: str = "",
            colour: str = "",
            type: str = "",
            max_price: app_commands.Range[float, 0] | None = None,
        ) -> None:
            form = FormFilters(gender=gender, type=type, colour=colour, max_price=max_price)
            await handler.asked(interaction, [photo], form)

        async def ask_unpriced(
            interaction: discord.Interaction,
            photo: discord.Attachment,
            gender: str = "",
            colour: str = "",
            type: str = "",
        ) -> None:
            await handler.asked(interaction, [photo], FormFilters(gender=gender, type=type, colour=colour))

        keys = {"photo": "photo", "gender": "gender", "colour": "colour", "type": "type", "max_price": "price"}
        asking = ask if priced else ask_unpriced
        if not priced:
            del keys["max_price"]
        app_commands.describe(**{name: _text(f"discord-option-{key}") for name, key in keys.items()})(asking)
        app_commands.rename(**{name: _text(f"discord-name-{key}") for name, key in keys.items()})(asking)
        app_commands.autocomplete(
            gender=self._completing("gender"), colour=self._completing("colour"), type=self._completing("type")
        )(asking)
        return app_commands.Command(name=_name(spec), description=_description(spec), callback=asking)

    def _completing(self, kind: CompletedOption) -> Any:  # noqa: ANN401 - the library's own type cannot be written
        conversation = self._conversation

        async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
            options = await conversation.suggest(kind, current, interaction.locale.value)
            return [app_commands.Choice(name=o.label[:_MAX_CHOICE], value=o.value[:_MAX_CHOICE]) for o in options]

        return complete

    def _find_similar(self) -> app_commands.ContextMenu:
        handler = self._handler

        async def find_similar(interaction: discord.Interaction, message: discord.Message) -> None:
            await handler.asked_about(interaction, message)

        return app_commands.ContextMenu(name=_text("discord-find-similar"), callback=find_similar)


class CommandTranslator(app_commands.Translator):
    """Names and descriptions for the locales whose language the bot speaks. None leaves the English ones."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContext[Any, Any],
    ) -> str | None:
        """See Translator."""
        texts = Texts.for_locale(locale.value)
        if texts.language == FALLBACK:
            return None
        extras = string.extras
        specs = {spec.name: spec for spec in self._conversation.commands(locale.value, for_admin=True)}
        if name := extras.get("command"):
            said = specs[name].description
        elif name := extras.get("argument_of"):
            said = specs[name].argument
        elif name := extras.get("name_of"):
            try:
                said = texts(f"discord-command-{name}")
            except KeyError:
                return None  # a command that the conversation has learned since, under its one name
        else:
            said = texts(extras["key"])
        if context.location is app_commands.TranslationContextLocation.parameter_name or "name_of" in extras:
            return said if _is_name(said) else None
        if context.location is app_commands.TranslationContextLocation.command_name:
            return shortened(said, _MAX_NAME) or None
        return shortened(one_line(said), _MAX_DESCRIPTION) or None


def _is_name(said: str) -> bool:
    """Discord's rule for names of options: letters of any script, digits, "-" and "_", in lower case."""
    return (
        0 < len(said) <= _MAX_NAME
        and said == said.lower()
        and all(each in "-_" or unicodedata.category(each)[0] in "LMN" for each in said)
    )


def _name(spec: CommandSpec) -> app_commands.locale_str:
    return app_commands.locale_str(spec.name, name_of=spec.name)


def _description(spec: CommandSpec) -> app_commands.locale_str:
    return app_commands.locale_str(shortened(one_line(spec.description), _MAX_DESCRIPTION), command=spec.name)


def _text(key: str) -> app_commands.locale_str:
    return app_commands.locale_str(Texts.for_locale(FALLBACK)(key), key=key)


# What Discord adds, and what it leaves out where it is the default.
_DEFAULTS: Mapping[str, object] = {
    "type": 1,
    "description": "",
    "required": False,
    "autocomplete": False,
    "nsfw": False,
    "default_member_permissions": None,
}
_COMPARED = (
    *("type", "name", "name_localizations", "description", "description_localizations", "options", "required"),
    *("autocomplete", "nsfw", "default_member_permissions", "contexts", "integration_types", "choices"),
    *("min_value", "max_value", "min_length", "max_length", "channel_types"),
)


def _comparable(commands: Sequence[Mapping[str, Any]]) -> dict[tuple[object, object], object]:
    return {(each.get("type", 1), each.get("name")): _plain(each) for each in commands}


def _plain(value: object, key: str = "") -> object:
    """A command without ids and versions, and without what is empty or the default, so that two can be compared."""
    if isinstance(value, Mapping):
        if key.endswith("_localizations"):
            return dict(value)
        known = {name: _plain(value[name], name) for name in _COMPARED if name in value}
        return {
            name: each for name, each in known.items() if each not in (None, [], {}) and each != _DEFAULTS.get(name)
        }
    if isinstance(value, list | tuple):
        plain = [_plain(each) for each in value]
        return sorted(plain, key=str) if key in ("contexts", "integration_types") else plain
    if isinstance(value, bool | int | float) and key == "default_member_permissions":
        return str(value)
    return value
