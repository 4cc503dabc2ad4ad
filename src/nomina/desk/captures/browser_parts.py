"""What a browser gets while it shows a page: answers to the page itself, and media."""

from __future__ import annotations

from dataclasses import dataclass

_SHOWN = ("text/", "image/", "audio/", "video/", "application/xhtml+xml", "application/xml")
_SHOWN_TOO = ("application/json", "multipart/related")


@dataclass(frozen=True)
class Step:
    """One answer to the page itself.

    Attributes:
        address: that was asked.
        how: ``asked``; ``redirect`` where the answer before it led here; ``page`` where a script
            or a refresh of the page before did.
        status: of HTTP.
        headers: as received, names as the server wrote them.
        body: bytes, without the encoding of the transfer; empty for a redirect.
        whole: whether the body ended by itself.
        shown: whether the browser could show it; False for a file.
    """

    address: str
    how: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    whole: bool = True
    shown: bool = False

    @property
    def media_type(self) -> str:
        """The media type that the server said, in small letters; empty where it said none."""
        return self.header("content-type").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding of its text that the server said; empty where it said none."""
        _, _, said = self.header("content-type").lower().partition("charset=")
        return said.partition(";")[0].strip(" \"'")[:40]

    @property
    def is_page(self) -> bool:
        """Whether a browser shows such an answer as a page; otherwise it is a file."""
        if self.header("content-disposition").strip().lower().startswith("attachment"):
            return False
        kind = self.media_type
        return not kind or kind.startswith(_SHOWN) or kind in _SHOWN_TOO

    def header(self, name: str) -> str:
        """Give the first value of a header; empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True)
class Media:
    """One picture, sound or film that the page loaded.

    Attributes:
        address: it came from.
        media_type: as the browser understood it.
        status: of HTTP; 206 for a piece.
        data: the bytes.
    """

    address: str
    media_type: str
    status: int
    data: bytes
