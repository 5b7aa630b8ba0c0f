"""What a file's type says of it before it is looked at: only what is certainly no picture is refused unseen."""

from __future__ import annotations

# How a file is called by whoever does not know what it is.
_UNKNOWN = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/unknown", "application/x-unknown")
)


def may_be_photo(media_type: str | None) -> bool:
    """Whether the bytes have to tell. A name or its ending says nothing: phones and sites call photos "coat.jpg_large",
    "download.jfif" or "Screenshot 2026.11.28"."""
    kind = (media_type or "").partition(";")[0].strip().lower()
    if kind in _UNKNOWN or "/" not in kind:
        return True
    return kind.startswith("image/") and kind != "image/svg+xml"
