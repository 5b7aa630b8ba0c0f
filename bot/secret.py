"""`Secret`: a token that cannot be printed, logged, copied into a dict or pickled by accident."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn, SupportsIndex


class Secret:
    """Holds a token; only `reveal()` gives it out. Everything else (str, repr, format, pickle, copy) shows "***" or
    refuses. An empty secret is false."""

    __slots__ = ("_reveal",)
    _reveal: Callable[[], str]

    def __init__(self, value: str = "") -> None:
        # A closure instead of an attribute: dataclasses.asdict deep-copies, vars() and debuggers walk attributes.
        self._reveal = lambda: value

    def reveal(self) -> str:
        """The token itself; to be called only where it is handed to the platform's library."""
        return self._reveal()

    def __bool__(self) -> bool:
        return bool(self._reveal())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash(bool(self))

    def __repr__(self) -> str:
        return "Secret(***)" if self else "Secret()"

    def __str__(self) -> str:
        return "***" if self else ""

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Secret:
        return self

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a Secret is not pickled")
