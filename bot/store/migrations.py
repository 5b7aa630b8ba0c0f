"""The database's shape, as numbered steps. A step that has been released is never edited: what changes is added below.

`PRAGMA user_version` says how many steps a database has had; each step runs in a transaction of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.ports import StoreError

# Each step is a sequence of single statements: sqlite3's executescript would commit by itself in between.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (  # 1: queries, hits and verdicts; messages and events, so that buttons and reactions survive a restart
        """
        CREATE TABLE queries (
            query_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('photo', 'further', 'similar')),
            asked_at REAL NOT NULL,              -- seconds since 1970, UTC
            platform TEXT NOT NULL,
            person TEXT NOT NULL,                -- keyed hash
            chat TEXT NOT NULL,                  -- keyed hash
            is_group INTEGER NOT NULL,
            locale TEXT NOT NULL,
            parent TEXT REFERENCES queries (query_id) ON DELETE SET NULL,
            about TEXT NOT NULL,                 -- "similar": the title of the product it started from
            photo_hash TEXT,                     -- keyed hash; NULL where there was no photo
            photo_bytes INTEGER,
            photo_width INTEGER,
            photo_height INTEGER,
            garments TEXT NOT NULL,              -- JSON
            attributes TEXT NOT NULL,            -- JSON
            filters TEXT NOT NULL,               -- JSON
            confidence TEXT NOT NULL,
            exhausted INTEGER NOT NULL,
            query BLOB NOT NULL,                 -- opaque outside the recommender
            embedder_version TEXT NOT NULL,
            index_version TEXT NOT NULL,
            decode_ms REAL NOT NULL,
            embed_ms REAL NOT NULL,
            search_ms REAL NOT NULL,
            total_ms REAL NOT NULL,              -- of the recommender
            latency_ms REAL NOT NULL             -- what the shopper waited for, the queue included
        ) STRICT
        """,
        "CREATE INDEX queries_by_time ON queries (asked_at)",
        "CREATE INDEX queries_by_person ON queries (person, asked_at)",
        "CREATE INDEX queries_by_parent ON queries (parent)",
        """
        CREATE TABLE hits (
            query_id TEXT NOT NULL REFERENCES queries (query_id) ON DELETE CASCADE,
            position INTEGER NOT NULL,           -- 1 to 5 within this answer
            rank INTEGER NOT NULL,               -- from 1 over the whole ranking
            product_id TEXT NOT NULL,
            distance REAL NOT NULL,
            product TEXT NOT NULL,               -- JSON: as it was shown
            PRIMARY KEY (query_id, position),
            UNIQUE (query_id, product_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX hits_by_product ON hits (product_id)",
        """
        CREATE TABLE verdicts (
            query_id TEXT NOT NULL REFERENCES queries (query_id) ON DELETE CASCADE,
            product_id TEXT NOT NULL,            -- '' for the answer as a whole
            person TEXT NOT NULL,                -- keyed hash
            verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
            given_at REAL NOT NULL,
            PRIMARY KEY (query_id, product_id, person)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX verdicts_by_person ON verdicts (person)",
        """
        CREATE TABLE anonymous_verdicts (
            query_id TEXT NOT NULL REFERENCES queries (query_id) ON DELETE CASCADE,
            product_id TEXT NOT NULL,
            verdict TEXT NOT NULL CHECK (verdict IN ('up', 'down')),
            count INTEGER NOT NULL CHECK (count >= 0),
            PRIMARY KEY (query_id, product_id, verdict)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE messages (
            platform TEXT NOT NULL,
            chat TEXT NOT NULL,                  -- keyed hash
            message_ref TEXT NOT NULL,
            query_id TEXT NOT NULL REFERENCES queries (query_id) ON DELETE CASCADE,
            product_id TEXT NOT NULL,            -- '' for the message that shows the answer as a whole
            PRIMARY KEY (platform, chat, message_ref)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX messages_by_query ON messages (query_id)",
        """
        CREATE TABLE events (
            platform TEXT NOT NULL,
            event_id TEXT NOT NULL,
            seen_at REAL NOT NULL,
            PRIMARY KEY (platform, event_id)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX events_by_time ON events (seen_at)",
        "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    ),
    (  # 2: a chat's own settings; which product pictures a platform holds already
        """
        CREATE TABLE chats (
            platform TEXT NOT NULL,
            chat TEXT NOT NULL,                  -- keyed hash
            every_photo INTEGER NOT NULL,        -- answer photos that were not addressed to the bot
            language TEXT NOT NULL,              -- '' follows whoever asks
            PRIMARY KEY (platform, chat)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE files (
            bot TEXT NOT NULL,                   -- the bot's account: a file id is of use to it alone
            picture TEXT NOT NULL,               -- path or URL, with what tells a changed file apart
            file_id TEXT NOT NULL,
            kept_at REAL NOT NULL,
            PRIMARY KEY (bot, picture)
        ) STRICT, WITHOUT ROWID
        """,
    ),
    (  # 3: filters as they were set, other garments of the photo, kinds of query that step 1 did not know
        "ALTER TABLE queries ADD COLUMN how TEXT NOT NULL DEFAULT ''",  # in place of kind, if not empty
        "ALTER TABLE queries ADD COLUMN chips TEXT NOT NULL DEFAULT '[]'",  # JSON
        "ALTER TABLE queries ADD COLUMN garment_queries TEXT NOT NULL DEFAULT '[]'",  # JSON, Base64
        "ALTER TABLE queries ADD COLUMN piece INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE queries ADD COLUMN topic TEXT NOT NULL DEFAULT ''",  # the recognised type, case folded
        "ALTER TABLE hits ADD COLUMN widened INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX queries_by_photo ON queries (person, photo_hash)",
        "CREATE INDEX queries_by_chat ON queries (chat, person, asked_at)",
        "CREATE INDEX queries_by_topic ON queries (topic)",
    ),
    (  # 4: what shoppers set and keep, and what is to be told to them
        """
        CREATE TABLE people (
            platform TEXT NOT NULL,
            person TEXT NOT NULL,                -- keyed hash
            language TEXT NOT NULL,              -- '' follows the platform
            learns INTEGER NOT NULL,             -- whether verdicts make a taste
            tells INTEGER NOT NULL,              -- whether news of saved products are to be told
            address TEXT NOT NULL,               -- JSON of the chat to tell them in; '' unless `tells`
            told_at REAL NOT NULL DEFAULT 0,
            set_at REAL NOT NULL,
            PRIMARY KEY (platform, person)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE saved (
            saved_id TEXT PRIMARY KEY,
            platform TEXT NOT NULL,
            person TEXT NOT NULL,                -- keyed hash
            product_id TEXT NOT NULL,
            product TEXT NOT NULL,               -- JSON: as it was saved, or last told of
            gone INTEGER NOT NULL DEFAULT 0,     -- told that it is gone
            saved_at REAL NOT NULL,
            UNIQUE (platform, person, product_id)
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE watches (
            watch_id TEXT PRIMARY KEY,
            platform TEXT NOT NULL,
            person TEXT NOT NULL,                -- keyed hash
            chat TEXT NOT NULL,                  -- keyed hash
            address TEXT NOT NULL,               -- JSON of the chat: what is to be told needs the id itself
            locale TEXT NOT NULL,
            query_id TEXT NOT NULL,
            label TEXT NOT NULL,
            query BLOB NOT NULL,
            embedder_version TEXT NOT NULL,
            chips TEXT NOT NULL,                 -- JSON
            reach REAL NOT NULL,                 -- the distance within which a new product is worth telling
            known TEXT NOT NULL,                 -- JSON list of product ids that are no news
            index_version TEXT NOT NULL,         -- that was looked at last
            made_at REAL NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX watches_by_person ON watches (platform, person)",
        "CREATE INDEX watches_by_chat ON watches (platform, chat)",
    ),
    (  # 5: ids of events are keyed hashes, notes go with their chat or query, news are looked for page by page.
        "DELETE FROM events",  # They were kept as they are, in the local chat with the shopper's own.
        "DELETE FROM files WHERE bot LIKE '%/%'",  # Notes on messages: nothing says whose they are.
        "ALTER TABLE files ADD COLUMN chat TEXT NOT NULL DEFAULT ''",  # Keyed hash; '' for a product's picture.
        "ALTER TABLE files ADD COLUMN query_id TEXT REFERENCES queries (query_id) ON DELETE CASCADE",
        "CREATE INDEX files_by_chat ON files (chat)",
        "CREATE INDEX files_by_query ON files (query_id)",
        "ALTER TABLE people ADD COLUMN index_version TEXT NOT NULL DEFAULT ''",  # With which saved ones were compared.
        "CREATE INDEX people_to_tell ON people (platform, person, index_version, told_at) WHERE tells",
        "DROP INDEX watches_by_person",
        "CREATE INDEX watches_by_person ON watches (platform, person, index_version)",
        "CREATE INDEX saved_by_person ON saved (platform, person, saved_at)",
    ),
    (  # 6: products that came by chat, and of which messages of a channel they are made
        """
        CREATE TABLE offers (
            product_id TEXT PRIMARY KEY,
            product TEXT NOT NULL,               -- JSON, without its pictures
            caption TEXT NOT NULL,
            withdrawn INTEGER NOT NULL,
            added_at REAL NOT NULL,
            changed_at REAL NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX offers_by_time ON offers (withdrawn, added_at)",
        """
        CREATE TABLE offer_pictures (
            product_id TEXT NOT NULL REFERENCES offers (product_id) ON DELETE CASCADE,
            place INTEGER NOT NULL,              -- from 0
            file TEXT NOT NULL,                  -- its name in the folder of pictures
            post TEXT NOT NULL,                  -- keyed hash of the message that it came with
            PRIMARY KEY (product_id, place)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX offer_pictures_by_post ON offer_pictures (post)",
    ),
    (  # 7: what people say of what was recognised in their photo
        """
        CREATE TABLE corrections (
            query_id TEXT NOT NULL REFERENCES queries (query_id) ON DELETE CASCADE,
            attribute TEXT NOT NULL CHECK (attribute IN ('type', 'gender')),
            person TEXT NOT NULL,                -- keyed hash
            guessed TEXT NOT NULL,               -- what was recognised, '' for nothing
            said TEXT NOT NULL,                  -- what it is: one of the guesses, or Men, Women, Kids
            given_at REAL NOT NULL,
            PRIMARY KEY (query_id, attribute, person)
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX corrections_by_person ON corrections (person)",
    ),
    (  # 8: what several bots that share a database have to know of each other
        "ALTER TABLE events ADD COLUMN holder INTEGER NOT NULL DEFAULT 0",  # the bot that is at it; 0: it is answered
        """
        CREATE TABLE rates (
            who TEXT PRIMARY KEY,                -- kind of limit, and keyed hash
            remaining REAL NOT NULL,             -- of what may be asked at once
            at REAL NOT NULL
        ) STRICT, WITHOUT ROWID
        """,
    ),
    (  # 9: which of the photos in the chat an answer is about; pages that take each other's place
        "ALTER TABLE queries ADD COLUMN sent TEXT NOT NULL DEFAULT '{}'",  # JSON
        "ALTER TABLE people ADD COLUMN turns INTEGER NOT NULL DEFAULT 0",
    ),
    (  # 10: what a report counts of queries, so that it need not read them whole
        """
        CREATE INDEX queries_in_report
        ON queries (asked_at, kind, platform, topic, confidence, how, parent, latency_ms, person)
        """,
        "DROP INDEX queries_by_time",
    ),
    (  # 11: what "it" is: the place of the product that was last spoken of, 0 for none
        "ALTER TABLE queries ADD COLUMN spoken_of INTEGER NOT NULL DEFAULT 0",
    ),
)


def migrate(db: sqlite3.Connection, steps: Sequence[Sequence[str]] = MIGRATIONS) -> int:
    """Bring the database to the newest version; returns the version that it had. The connection must be in autocommit
    mode (isolation_level None). Raises StoreError, the database untouched, if it is newer than this code."""
    version = before = version_of(db)
    refuse_newer(before, steps)
    while version < len(steps):
        db.execute("BEGIN IMMEDIATE")
        try:
            version = version_of(db)  # another process may have taken the step while we waited for the lock
            if version < len(steps):
                for statement in steps[version]:
                    db.execute(statement)
                version += 1
                db.execute(f"PRAGMA user_version = {version:d}")
            db.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise
    return before


def refuse_newer(version: int, steps: Sequence[Sequence[str]]) -> None:
    """Raises StoreError for a database of which this code does not know the shape."""
    if version > len(steps):
        raise StoreError(
            f"the database is of version {version}, and this Lookalike knows only {len(steps)}: run the newer Lookalike"
        )


def version_of(db: sqlite3.Connection) -> int:
    """How many steps it has had."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])
