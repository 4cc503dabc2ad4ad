"""Every reason for which a photo is refused, in words."""

from __future__ import annotations

from nomina.errors import ImageRefused
from nomina.images.formats import PICTURES

_WORDS: dict[str, tuple[str, str]] = {
    "empty": ("the file is empty", "Copy it again from where it came from"),
    "not-found": ("there is no such file", "Check the name and that the disk is attached"),
    "not-a-file": ("this is a folder or a device, not a photo", ""),
    "unreadable": ("the file cannot be read", "Check its permissions and the disk"),
    "not-an-image": ("this is not a picture", ""),
    "format-not-accepted": (
        "pictures of this kind are not opened",
        "Convert it to JPEG, PNG, WebP, TIFF or HEIC and keep the original",
    ),
    "broken": ("the picture is damaged and cannot be decoded", "Copy it again from its source"),
    "truncated": (
        "the end of the file is missing and too little of the picture is left",
        "Copy it again from its source",
    ),
    "several-frames": (
        "the file holds several pictures and does not say which one is meant",
        "Save the right one as a file of its own and keep the original",
    ),
    "too-large": ("the picture or the file is over the limit", "Make a smaller copy"),
    "memory": ("decoding needs more memory than is allowed", "Make a smaller copy"),
    "too-slow": ("decoding took longer than is allowed", "Look at this file with care"),
    "decoder-died": ("the decoder stopped at this file", "Look at this file with care"),
}

REASONS = tuple(_WORDS)
"""Every reason; ``format-not-accepted`` is followed by ``: `` and the kind."""


def refuse(reason: str, *, where: str = "", detail: str = "") -> ImageRefused:
    """Make the exception for a reason; an unknown reason becomes ``decoder-died``.

    Args:
        reason: one of :data:`REASONS`; ``format-not-accepted`` with ``: kind`` behind it.
        where: file name as the caller knows it.
        detail: a short fact, such as the size that was too large.
    """
    base, _, kind = reason.partition(": ")
    if base not in _WORDS or (kind and (base != "format-not-accepted" or kind not in PICTURES)):
        base, kind, detail = "decoder-died", "", ""
    what, todo = _WORDS[base]
    if kind:
        detail = kind
    return ImageRefused(
        f"{what} ({detail})" if detail else what,
        reason=f"{base}: {kind}" if kind else base,
        where=where,
        todo=todo,
    )
