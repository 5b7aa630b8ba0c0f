"""Keyed hashes in place of people, chats and photos, and the key that they are made with.

The key lies in a file of its own beside the database (`NAME.key`, mode 0600), not in it: platform ids are short
numbers, so whoever had database and key could try them all. A database handed on without the key (a backup, a copy
for analysis) says nothing of who asked; deleting the key makes it so for good. Photos are hashed with the key too: the
hash still recognises the same photo sent again, and nobody without the key can test whether a certain photo was sent.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from bot.messages import Chat, Person, Platform, Post

_KEY_BYTES = 32
_DIGEST_BYTES = 16


class Pseudonyms:
    """Makes the hashes; the same input gives the same hash for as long as the key stays."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    def from_file(cls, path: Path, *, make: bool = True) -> Pseudonyms:
        """With the key in `path`, which is made if it is not there, unless not to `make` it. Raises OSError; ValueError
        if it holds no key."""
        try:
            if not make:
                raise FileExistsError
            # O_EXCL: of two processes that start together one makes the key, the other reads it.
            descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        except FileExistsError:
            key = path.read_bytes()
            if len(key) != _KEY_BYTES:
                raise ValueError(f"{path} does not hold a key of {_KEY_BYTES} bytes") from None
            return cls(key)
        with os.fdopen(descriptor, "wb") as file:
            key = secrets.token_bytes(_KEY_BYTES)
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        return cls(key)

    def person(self, platform: Platform, person: Person) -> str:
        """The same person on two platforms is two people: nothing links them."""
        return self._hash(b"person", f"{platform}:{person.user_id}".encode())

    def chat(self, chat: Chat) -> str:
        """Threads of one chat are one chat."""
        return self._hash(b"chat", f"{chat.platform}:{chat.chat_id}".encode())

    def event(self, platform: Platform, event_id: str) -> str:
        """A platform's id of an event can hold a person's (in the local chat it does)."""
        return self._hash(b"event", f"{platform}:{event_id}".encode())

    def post(self, post: Post) -> str:
        """Of one message in one chat; does not tell that two are of the same chat."""
        return self._hash(b"post", f"{post.chat.platform}:{post.chat.chat_id}:{post.message_ref}".encode())

    def photo(self, data: bytes) -> str:
        """Of the bytes as they came."""
        return self._hash(b"photo", data)

    def link(self, query_id: str) -> str:
        """Seals a link to an answer that is given away on purpose."""
        return self._hash(b"link", query_id.encode())

    def fingerprint(self) -> str:
        """Tells whether this is the key that the database was written with, without telling the key."""
        return self._hash(b"fingerprint", b"")

    def _hash(self, purpose: bytes, data: bytes) -> str:
        return hashlib.blake2b(data, key=self._key, digest_size=_DIGEST_BYTES, person=purpose).hexdigest()


def key_beside(database: Path) -> Path:
    """The key's file for a database that is a file."""
    return database.with_name(f"{database.name}.key")
