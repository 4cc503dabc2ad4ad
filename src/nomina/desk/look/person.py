"""What the frame of a page draws for one person alone: how pictures are seen, and a pause.

The app that keeps it joins with `gives`; the frame asks for it only where a template does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Own:
    """What holds for one person.

    Attributes:
        views: of ``grey``, ``blur`` and ``large``, those in which opened pictures are drawn.
        keep: where a changed view is posted to; empty where the device alone remembers it.
        pause: where it is posted to that a pause was seen; empty where none is suggested.
        care: the page with whom to turn to.
        back: the page that is looked at, to come back to; empty where it was posted to.
        swap: whether a part of a page is asked for, beside which a pause may be said.
    """

    views: tuple[str, ...] = ("grey",)
    keep: str = ""
    pause: str = ""
    care: str = ""
    back: str = ""
    swap: bool = False


NOBODY = Own()
_given: list[Callable[[HttpRequest], Own]] = []


def gives(give: Callable[[HttpRequest], Own]) -> None:
    """Have one function say what holds for the person of a request, in place of any before."""
    _given[:] = [give]


def own(request: HttpRequest) -> Own:
    """Give what holds for the person of a request."""
    return _given[0](request) if _given else NOBODY
