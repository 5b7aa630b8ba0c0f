"""The recommender's errors as they pass between our own processes: by their names, with the facts that they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from recommender import errors
from recommender.errors import (
    GateFinding,
    IndexBusyError,
    IndexRefusedError,
    PhotoError,
    PhotoReason,
    RecommenderError,
)

_OF_ONE_MESSAGE: dict[str, type[RecommenderError]] = {
    name: each
    for name, each in vars(errors).items()
    if isinstance(each, type) and RecommenderError in each.__bases__ and "__init__" not in vars(each)
}


@dataclass(frozen=True, slots=True)
class ToldError:
    """One error, known by its `kind`; the rest is what that kind carries."""

    kind: str
    message: str = ""
    reason: PhotoReason | None = None
    by: str = ""
    since: str = ""
    findings: tuple[GateFinding, ...] = ()

    @classmethod
    def of(cls, error: Exception) -> Self:
        """Of whatever was raised; what is none of the recommender's is one by its message alone."""
        kind = type(error).__name__
        if isinstance(error, PhotoError):
            return cls(kind, error.detail, error.reason)
        if isinstance(error, IndexBusyError):
            return cls(kind, str(error), by=error.by, since=error.since)
        if isinstance(error, IndexRefusedError):
            return cls(kind, error.because, findings=error.findings)
        return cls(kind, str(error))

    def error(self, otherwise: type[RecommenderError] = RecommenderError) -> RecommenderError:
        """The same as it was raised; of a kind that is not known here, `otherwise`."""
        if self.reason is not None:
            return PhotoError(self.reason, self.message)
        if self.kind == IndexBusyError.__name__:
            return IndexBusyError(self.message, self.by, self.since)
        if self.kind == IndexRefusedError.__name__:
            return IndexRefusedError(self.findings, self.message)
        return _OF_ONE_MESSAGE.get(self.kind, otherwise)(self.message)
