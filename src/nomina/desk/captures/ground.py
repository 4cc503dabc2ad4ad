"""What the faces of a capture may be held against, and which of its pictures may be looked at."""

from __future__ import annotations

from nomina.desk.captures.actions.taking import lives
from nomina.desk.captures.forget import over
from nomina.desk.captures.models import Capture, Item
from nomina.desk.captures.opening.pieces import VIEW
from nomina.desk.files.fields import AM, PM
from nomina.desk.files.models import File
from nomina.desk.leads.scope import Picture, scope_of


def ground_of(file: File) -> tuple[Picture, ...]:
    """Give the photos of a file that a captured face may be held against now.

    Empty where the case is closed, of the living, without consent, and where policy forbids it.
    """
    if file.kind not in (AM, PM) or over(file):
        return ()
    scope = scope_of(file.operation)
    listed = scope.missing if file.kind == AM else scope.bodies
    return scope.pictures.get(file.pk, ()) if file in listed else ()


def pictures_of(capture: Capture) -> list[Item]:
    """Give the pictures of a capture as they were received, but for what may show the living."""
    return [
        item
        for item in capture.items.exclude(role=VIEW)
        if item.media.startswith("image/") and not item.facts.get("unreadable") and not lives(item)
    ]
