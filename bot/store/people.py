"""What is kept of a person: settings; and all of it together, counted, exported and deleted. And of a chat as a whole:
settings; and what becomes of it when the chat moves or is gone."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from bot.messages import Chat, Person
from bot.ports import ChatSettings, KeptCounts, PersonSettings
from bot.store.database import Connection, StoredRow, StorePart, all_rows, one_row
from bot.store.serial import dump, load_json

# Every table that names a person by platform and keyed hash, besides what was said of answers, which knows no platform.
_OF_A_PERSON = ("queries", "saved", "watches", "people")
# Every table that names a chat by platform and keyed hash.
# And what else makes a row of it another one; None where there may be many of a chat.
_OF_A_CHAT = {"queries": None, "messages": "AND n.message_ref = o.message_ref", "chats": "", "watches": None}
_MARK_LENGTH = 10
_COUNTS = """
    SELECT (SELECT count(*) FROM queries WHERE platform = :platform AND person = :person) AS queries,
           (SELECT count(*) FROM verdicts WHERE person = :person) AS verdicts,
           (SELECT count(*) FROM corrections WHERE person = :person) AS corrections,
           (SELECT count(*) FROM saved WHERE platform = :platform AND person = :person) AS saved,
           (SELECT count(*) FROM watches WHERE platform = :platform AND person = :person) AS watches,
           (SELECT count(*) FROM people WHERE platform = :platform AND person = :person) AS settings
"""
# Everything of a query but its embedding and hashes, which mean nothing outside.
_SEARCHES = """
    SELECT query_id, coalesce(nullif(how, ''), kind) AS kind, asked_at, is_group, locale, parent, about, photo_bytes,
           photo_width, photo_height, garments, attributes, chips, confidence, latency_ms
    FROM queries WHERE platform = :platform AND person = :person ORDER BY asked_at
"""
_JSON_COLUMNS = ("garments", "attributes", "chips", "product")
_TIME_COLUMNS = ("asked_at", "given_at", "saved_at", "made_at")


class PeopleStore(StorePart):
    """People on a platform, which the chat names: the same person on two platforms is two people."""

    async def settings(self, person: Person, chat: Chat) -> PersonSettings:
        """What they have set; the defaults, if nothing."""
        key = ("person", chat.platform, self._person(person, chat))
        settings: PersonSettings | None = self._db.settings.get(key)
        if settings is None:
            row = await self._db.row("SELECT * FROM people WHERE platform = ? AND person = ?", *key[1:])
            mine = (row["language"], *(bool(row[each]) for each in ("learns", "tells", "turns"))) if row else ()
            settings = self._db.settings[key] = PersonSettings(*mine)
        return settings

    async def set_settings(self, person: Person, chat: Chat, settings: PersonSettings) -> None:
        """In place of those before. News of saved products are told in `chat`, if at all."""
        address = dump(chat) if settings.tells else ""
        await self._db.execute(
            """
            INSERT INTO people (platform, person, language, learns, tells, turns, address, set_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (platform, person) DO UPDATE SET
                language = excluded.language, learns = excluded.learns, tells = excluded.tells,
                turns = excluded.turns, address = excluded.address, set_at = excluded.set_at
            """,
            *(chat.platform, self._person(person, chat), settings.language, settings.learns, settings.tells),
            *(settings.turns, address, time.time()),
        )
        self._db.settings.clear()

    async def mark(self, person: Person, chat: Chat) -> str:
        """A few letters by which a button knows whom it was made for, and nothing else."""
        return self._person(person, chat)[:_MARK_LENGTH]

    async def kept(self, person: Person, chat: Chat) -> KeptCounts:
        """How much is kept of this person on this platform."""
        return await self._db.read(lambda db: _count(db, self._key(person, chat)))

    async def forget(self, person: Person, chat: Chat) -> KeptCounts:
        """Delete all of it; returns how much it was."""
        key = self._key(person, chat)

        # What belongs to messages in a private chat is theirs; in groups it goes with their queries.
        private = {"chat": self._chat(chat) if chat.kind == "private" else ""}

        def work(db: Connection) -> KeptCounts:
            counted = _count(db, key)
            db.execute(
                """
                DELETE FROM files WHERE chat <> '' AND (chat = :chat OR chat IN (
                    SELECT chat FROM queries WHERE platform = :platform AND person = :person AND NOT is_group
                ))
                """,
                key | private,
            )
            for table in ("verdicts", "corrections"):
                db.execute(f"DELETE FROM {table} WHERE person = :person", key)  # noqa: S608 - our own names
            for table in _OF_A_PERSON:  # hits, verdicts of others, messages and notes go with their queries
                db.execute(f"DELETE FROM {table} WHERE platform = :platform AND person = :person", key)  # noqa: S608
            return counted

        counted = await self._db.write(work)
        self._db.settings.clear()
        # What was deleted is not to linger in the write-ahead log.
        await self._db.checkpoint()
        return counted

    async def export(self, person: Person, chat: Chat) -> dict[str, object]:
        """All of it, as plain values for JSON."""
        key = self._key(person, chat)
        mine = "WHERE platform = :platform AND person = :person"

        def work(db: Connection) -> dict[str, object]:
            def readable(statement: str) -> list[dict[str, object]]:
                return [_readable(row) for row in all_rows(db, statement, key)]

            searches = readable(_SEARCHES)
            for each in searches:
                hits = all_rows(db, "SELECT * FROM hits WHERE query_id = ? ORDER BY position", each["query_id"])
                each["products"] = [_readable(hit) for hit in hits]
            settings = readable(f"SELECT language, learns, tells, turns FROM people {mine}")  # noqa: S608 - see above
            return {
                "platform": chat.platform,
                "searches": searches,
                "verdicts": readable(
                    "SELECT query_id, product_id, verdict, given_at FROM verdicts WHERE person = :person"
                ),
                "corrections": readable(
                    "SELECT query_id, attribute, guessed, said, given_at FROM corrections WHERE person = :person"
                ),
                "saved": readable(f"SELECT product, saved_at FROM saved {mine}"),  # noqa: S608
                "watches": readable(f"SELECT label, query_id, chips, made_at FROM watches {mine}"),  # noqa: S608
                "settings": next(iter(settings), {}),
            }

        return await self._db.read(work)

    def _key(self, person: Person, chat: Chat) -> dict[str, str]:
        return {"platform": chat.platform, "person": self._person(person, chat)}


class ChatStore(StorePart):
    """Chats' settings, moves and ends."""

    async def settings(self, chat: Chat) -> ChatSettings:
        """What its admins have set; the defaults, if nothing."""
        key = ("chat", chat.platform, self._chat(chat))
        settings: ChatSettings | None = self._db.settings.get(key)
        if settings is None:
            row = await self._db.row("SELECT * FROM chats WHERE platform = ? AND chat = ?", *key[1:])
            settings = ChatSettings(bool(row["every_photo"]), row["language"]) if row else ChatSettings()
            self._db.settings[key] = settings
        return settings

    async def set_settings(self, chat: Chat, settings: ChatSettings) -> None:
        """In place of those before."""
        await self._db.execute(
            """
            INSERT INTO chats (platform, chat, every_photo, language) VALUES (?, ?, ?, ?)
            ON CONFLICT (platform, chat) DO UPDATE SET every_photo = excluded.every_photo, language = excluded.language
            """,
            *(chat.platform, self._chat(chat), settings.every_photo, settings.language),
        )
        self._db.settings.clear()

    async def move(self, old: Chat, new: Chat) -> None:
        """The platform gave the chat another id: all that is kept under the old one is the new one's."""

        def work(db: Connection) -> None:
            whose = {"platform": old.platform, "old": self._chat(old), "new": self._chat(new)}
            for table, key in _OF_A_CHAT.items():
                # What the new id has already (the platform told it twice) wins over what comes to it.
                same = f"SELECT 1 FROM {table} n WHERE n.platform = o.platform AND n.chat = :new {key}"  # noqa: S608
                unless = f"AND NOT EXISTS ({same})" if key is not None else ""
                db.execute(
                    f"UPDATE {table} AS o SET chat = :new WHERE platform = :platform AND chat = :old {unless}",  # noqa: S608
                    whose,
                )
            db.execute("UPDATE files SET chat = :new WHERE chat = :old", whose)
            for table in ("watches", "people"):
                db.execute(
                    f"UPDATE {table} SET address = ? WHERE address = ?",  # noqa: S608 - see above
                    (dump(new), dump(old)),
                )

        await self._db.write(work)
        self._db.settings.clear()

    async def leave(self, chat: Chat) -> None:
        """The chat cannot be reached any more: forget its settings and what was to be told there."""

        def work(db: Connection) -> None:
            for table in ("chats", "watches"):
                db.execute(
                    f"DELETE FROM {table} WHERE platform = ? AND chat = ?",  # noqa: S608 - see above
                    (chat.platform, self._chat(chat)),
                )
            db.execute("DELETE FROM files WHERE chat = ?", (self._chat(chat),))
            # The id itself was kept only to tell something there.
            db.execute("UPDATE people SET tells = FALSE, address = '' WHERE address = ?", (dump(chat),))

        await self._db.write(work)
        self._db.settings.clear()


def _readable(row: StoredRow) -> dict[str, object]:
    found: dict[str, object] = dict(row)
    for name, value in found.items():
        if name in _JSON_COLUMNS and isinstance(value, str):
            content = load_json(value)
            found[name] = _without_paths(content) if name == "product" else content
        elif name in _TIME_COLUMNS and isinstance(value, float):
            found[name] = datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds")
    return found


def _without_paths(product: object) -> object:
    """A product's pictures by URL: where others lie on this machine concerns nobody outside."""
    if not isinstance(product, dict):
        return product
    images = [each for each in (product.get("image", ""), *product.get("additional_images", ())) if "://" in each]
    kept = {name: value for name, value in product.items() if name not in ("image", "additional_images")}
    return {**kept, "images": images} if images else kept


def _count(db: Connection, key: dict[str, str]) -> KeptCounts:
    row = one_row(db, _COUNTS, key)
    return KeptCounts(**dict(row)) if row else KeptCounts()
